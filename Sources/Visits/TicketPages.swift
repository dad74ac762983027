import HTML
import Identity
import Places
import SQL
import Site

/// The page of a ticket, which is a ticket when it is printed.
struct TicketPages {
  /// What a ticket page tells.
  struct Content {
    let timed: TimedBooking
    let base: Base
    /// What the QR code holds; `nil` where the booking lets nobody in.
    let code: String?
    let door: GatePolicy.Door
    /// Until when the places can be given back.
    let giveBackUntil: Instant
    let now: Instant
    /// What a closure of the base did with it.
    var move: BookingMove?
    /// What a group still has to hand in.
    var papers: PaperState?
  }

  let t: Localizer

  func html(_ content: Content) -> HTML {
    let booking = content.timed.booking
    let session = content.timed.session
    return """
      <article class="ticket">
      <header><p class="eyebrow">\(t("Ticket"))</p><h1>\(t.pick(content.base.facts.names))</h1></header>
      \(content.move.map { moved($0, content.timed.booking) })\(content.papers.map { PaperPages(t: t).reminder($0, now: content.now) })\(content.code.map(code) ?? state(content))
      <dl class="facts">
      <div><dt>\(t("Day"))</dt><dd>\(t.day(session.day)) · \(t.weekday(session.day))</dd></div>
      <div><dt>\(t("Time"))</dt><dd>\(t.time(session.starts))–\(t.time(session.ends))</dd></div>
      <div><dt>\(t("People"))</dt><dd>\(people(booking.party))</dd></div>
      \(BookingWords(t: t).ages(session.ages).map { ages -> HTML in "<div><dt>\(t("Ages"))</dt><dd>\(ages)\(when: booking.party.agesConfirmed, " · \(t("confirmed by whoever booked"))")</dd></div>" })
      <div><dt>\(t("Booked by"))</dt><dd>\(booking.name)</dd></div>
      <div><dt>\(t("Booking number"))</dt><dd><code>\(booking.id.description)</code></dd></div>
      \(content.base.facts.address.map { address -> HTML in "<div><dt>\(t("Where"))</dt><dd>\(t.pick(address))</dd></div>" })
      </dl>
      \(when: content.code != nil, rules(content))
      \(links(content))
      </article>
      """
  }

  private func code(_ text: String) -> HTML {
    guard let code = QRCode(alphanumeric: text) else { return HTML() }
    return """
      <figure class="ticket-code">\(code.picture(t("QR code of the ticket")))
      <figcaption>\(t("Show this code at the door, on the screen or printed. It works without a connection."))</figcaption></figure>
      """
  }

  /// That the time is another than was booked, or where places are held instead.
  private func moved(_ move: BookingMove, _ booking: Booking) -> HTML {
    let cause = [VisitNotices.sentence(move.cause, t), move.note].filter { !$0.isEmpty }.joined(separator: " ")
    let time = "\(t.day(move.before.day)) \(t.time(move.before.starts))"
    if booking.state.isOpen, booking.session != move.before.id {
      return """
        <p class="notice" role="status">\(t("Your visit was moved; before it was on {time}.", ["time": time])) \(cause) \(t("You may give it back until it begins."))</p>
        """
    }
    let instead: HTML? = move.insteadToken.map { token in
      "<a href=\"/bookings/\(token)\">\(t("See the places that are held for you at another base"))</a>"
    }
    return
      "<p class=\"notice\" role=\"status\">\(t("The visit on {time} cannot take place.", ["time": time])) \(cause) \(instead)</p>"
  }

  /// Why there is no code.
  private func state(_ content: Content) -> HTML {
    let words: String
    switch content.timed.booking.state {
    case _ where content.timed.session.state == .cancelled: words = t("This visit does not take place.")
    case .held: words = t("These places are only held for you. The ticket is here as soon as they are booked.")
    case .cancelled: words = t("This booking was given back. Its ticket is good no more.")
    case .expired: words = t("These places were not booked in time. Please book again.")
    case .noShow: words = t("Nobody came with this ticket.")
    case .booked, .attended: words = t("This ticket cannot be shown. Please tell the base the number of the booking.")
    }
    return "<p class=\"notice\" role=\"status\">\(words)</p>"
  }

  private func people(_ party: Party) -> String {
    let kinds = [
      (t("Adults"), party.adults), (t("Children and young people"), party.minors), (t("Preschool children"), party.preschool),
      (t("Seniors"), party.seniors), (t("Teachers and leaders"), party.teachers),
    ].filter { $0.1 > 0 }
    guard kinds.count > 1 else { return kinds.map { "\($0.0): \(t.number($0.1))" }.joined() }
    return "\(t.number(party.people)) (\(kinds.map { "\($0.0): \(t.number($0.1))" }.joined(separator: "; ")))"
  }

  private func rules(_ content: Content) -> HTML {
    let session = content.timed.session
    let opens = session.starts - .seconds(content.door.early * 60)
    let last = content.door.late.map { min(session.starts + .seconds($0 * 60), session.ends) } ?? session.ends
    return """
      <section><h2>\(t("Good to know"))</h2><ul>
      <li>\(t("The door is open for you from {from} to {until}.", ["from": t.time(opens), "until": t.time(last)]))</li>
      <li>\(t("The ticket is for the person named on it and their company. It lets in once, and again after leaving."))</li>
      \(when: content.now < content.giveBackUntil, "<li>\(t("If you cannot come, please give the places back until {moment}, so that others can have them.", ["moment": t.deadline(content.giveBackUntil)]))</li>")
      </ul></section>
      """
  }

  private func links(_ content: Content) -> HTML {
    let booking = content.timed.booking
    let isOpen = booking.state.isOpen && content.now < content.timed.session.ends
    return """
      <p class="row no-print">
      \(when: isOpen, "<a class=\"button button-primary\" href=\"/bookings/\(booking.token)\">\(t("Change or give back"))</a>")
      <a class="button" href="/tickets/\(booking.token)/ticket.ics">\(t("Put into my calendar"))</a>
      <a class="button" href="/bases/\(content.base.slug)">\(t("Page of the base"))</a>
      </p>
      """
  }

  // MARK: The calendar of a person

  func calendar(_ form: Form, isThere: Bool, address: String?) -> HTML {
    """
    <h1>\(t("My visits in my calendar"))</h1>
    \(form.summary(t))
    <p class="lead">\(t("Your calendar program can subscribe to your visits: new ones, changed ones and those given back come by themselves."))</p>
    \(address.map(secret))
    \(when: isThere && address == nil, "<p class=\"notice\">\(t("There is an address for your calendar. It was shown when it was made; if you do not have it any more, make a new one."))</p>")
    <form method="post" action="/me/calendar" class="row">\(form.hidden)
    <button class="button button-primary">\(isThere ? t("Make a new address") : t("Make an address"))</button>
    \(when: isThere, "<button class=\"button\" name=\"end\" value=\"yes\">\(t("End it"))</button>")
    </form>
    <p class="hint">\(t("A new address ends the one before. Whoever has the address sees your visits: treat it as a key."))</p>
    """
  }

  private func secret(_ address: String) -> HTML {
    """
    <div class="field"><label for="address">\(t("Address for your calendar program"))</label>
    <p class="hint" id="address-hint">\(t("Copy it now: it is shown this once."))</p>
    <input id="address" value="\(address)" readonly aria-describedby="address-hint"></div>
    """
  }
}
