import HTML
import Places
import SQL
import Site

/// The page of one booking, for whoever has its address.
struct BookingPage {
  /// What the page tells.
  struct Content: Sendable {
    let timed: TimedBooking
    let base: Base
    let rules: VisitRules
    /// Whether the places were offered to somebody on the waiting list.
    let isOffer: Bool
    let appeal: VisitAppeal?
    let papers: PaperState
    /// Until when the places can be given back.
    let giveBackUntil: Instant
    let now: Instant
    /// For how many days after the visit the base can read the contact.
    let contactDays: Int
  }

  let form: Form
  let content: Content
  let t: Localizer

  private var booking: Booking { content.timed.booking }
  private var session: VisitSession { content.timed.session }
  private var words: BookingWords { BookingWords(t: t) }
  /// Its address.
  var path: String { "/bookings/\(booking.token)" }

  var html: HTML {
    """
    <div class="narrow tour-narrow"><header class="page-head"><p class="eyebrow">\(words.state(booking.state))</p>
    <h1>\(t.pick(content.base.facts.names))</h1>
    <p class="lead">\(t.day(session.day)) · \(t.weekday(session.day)) · \(t.time(session.starts))–\(t.time(session.ends))</p>
    <p>\(words.party(booking.party))</p></header>
    \(form.summary(t))
    \(step)
    </div>
    """
  }

  /// What can be done next.
  private var step: HTML {
    if session.state == .cancelled { return again(words.sentence(.cancelled)) }
    switch booking.state {
    case .held: return held
    case .booked where content.now < session.starts:
      return ticket + PaperPages(t: t).summary(content.papers, now: content.now) + changing + givingBack
    case .booked, .attended: return ticket
    case .noShow: return missed
    case .cancelled: return again(t("These places are given back."))
    case .expired: return again(t("The time in which these places were kept is over, and they were not booked."))
    }
  }

  private func again(_ told: String) -> HTML {
    """
    <p class="notice" role="status">\(told)</p>
    <p class="actions"><a class="button button-primary" href="/bases/\(content.base.slug)/booking?day=\(session.day.description)&as=\(booking.audience.rawValue)">\(t("Book again"))</a></p>
    """
  }

  // MARK: Held places

  private var held: HTML {
    """
    \(countdown)
    <form class="panel" action="\(path)/confirmation" method="post">\(form.hidden)
    \(content.isOffer ? offer : asking)
    <p class="actions"><button class="button button-primary">\(t("Book now"))</button></p></form>
    <form action="\(path)/cancellation" method="post">\(form.hidden)
    <button class="button">\(content.isOffer ? t("Decline the places") : t("Give the places back"))</button></form>
    """
  }

  private var countdown: HTML {
    guard let until = booking.heldUntil else { return HTML() }
    return """
      <p class="notice countdown">\(t("These places are kept for you until {time}.", ["time": t.time(until)]))
      <time datetime="\(until.description)" data-until="\(until.milliseconds)" data-now="\(content.now.milliseconds)"></time></p>
      """
  }

  private var offer: HTML {
    "<h2>\(t("These places are offered to you"))</h2><p>\(t("You were on the waiting list. Book them now, or let somebody else have them."))</p>"
  }

  private var asking: HTML {
    """
    <h2>\(t("In whose name?"))</h2>
    \(form.field("name", label: t("Your name"), hint: t("It stands on the ticket, which goes with nobody else."), most: 80, autocomplete: "name"))
    \(form.field("contact", label: t("Telephone or e-mail"), hint: words.contactHint(days: content.contactDays), most: 254, autocomplete: "tel"))
    """
  }

  // MARK: Booked places

  private var ticket: HTML {
    "<p class=\"actions\"><a class=\"button button-primary\" href=\"/tickets/\(booking.token)\">\(t("Ticket"))</a> <a class=\"button\" href=\"/tickets/\(booking.token)/ticket.ics\">\(t("Put into my calendar"))</a></p>"
  }

  private var changing: HTML {
    """
    <form class="panel" action="\(path)/party" method="post">\(form.hidden)<h2>\(t("Come with more or fewer"))</h2>
    \(PartyForm.html(form, for: booking.audience, content.rules, session: content.timed.session, t))
    <p class="hint">\(t("Fewer people give part of the places back; more can come while there are places."))</p>
    <button class="button">\(t("Change"))</button></form>
    """
  }

  private var givingBack: HTML {
    let end = content.giveBackUntil
    guard content.now <= end else {
      return """
        <section class="panel"><h2>\(t("Give all places back"))</h2><p>\(words.sentence(.tooLate(until: end))) \(t("If you cannot come, please tell the base."))</p></section>
        """
    }
    return """
      <form class="panel" action="\(path)/cancellation" method="post">\(form.hidden)<h2>\(t("Give all places back"))</h2>
      <p>\(t("Until {moment}, so that others can have them.", ["moment": t.deadline(end)]))</p>
      \(form.field("reason", label: t("Why (optional)"), isRequired: false, most: 200))
      <button class="button button-danger">\(t("Give all places back"))</button></form>
      """
  }

  // MARK: A missed visit

  private var missed: HTML {
    """
    <p class="notice" role="status">\(t("Nobody came with this booking, and it was not given back."))</p>
    \(content.appeal.map(appealed) ?? appealing)
    """
  }

  private var appealing: HTML {
    """
    <form class="panel" action="\(path)/appeal" method="post">\(form.hidden)<h2>\(t("Was it otherwise?"))</h2>
    <p>\(t("Tell the base what happened. If it agrees, you can book again at once."))</p>
    \(form.area("appeal", label: t("What happened"), most: 1_000))
    <button class="button button-primary">\(t("Send the appeal"))</button></form>
    """
  }

  private func appealed(_ appeal: VisitAppeal) -> HTML {
    """
    <section class="panel"><h2>\(t("Your appeal"))</h2><p class="typed">\(appeal.text)</p>
    <p><strong>\(AppealPages.words(appeal.state, t))</strong></p>\(appeal.answer.map { text -> HTML in "<p class=\"typed\">\(text)</p>" })</section>
    """
  }
}
