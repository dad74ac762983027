import HTML
import Places
import SQL
import Site

/// The pages of waiting lists.
struct WaitingPages {
  /// Somebody's place in a line.
  struct Place: Sendable {
    let address: String
    let waiting: Waiting
    let session: VisitSession
    let base: Base
    /// How many wait who came before.
    let before: Int
    /// What is offered to them.
    let booking: Booking?
  }

  let t: Localizer

  private var words: BookingWords { BookingWords(t: t) }

  private func head(_ base: Base, _ session: VisitSession) -> HTML {
    """
    <header class="page-head"><p class="eyebrow">\(t.pick(base.facts.names))</p><h1>\(t("Waiting list"))</h1>
    <p class="lead">\(t.day(session.day)) · \(t.weekday(session.day)) · \(t.time(session.starts))–\(t.time(session.ends))</p></header>
    """
  }

  /// - Parameter contactDays: for how many days after the visit the base can read the contact.
  func joining(_ form: Form, _ found: BookingRoutes.Found, contactDays: Int) -> HTML {
    let (session, audience, rules) = (found.open.session, found.around.audience, found.around.rules)
    return """
      <div class="narrow tour-narrow">\(head(found.base, session))
      \(form.summary(t))
      <p>\(t.plural("When places come back, they are offered to whoever has waited longest, and kept for {count} minute.", "When places come back, they are offered to whoever has waited longest, and kept for {count} minutes.", rules.offerMinutes)) \(t("A party gets all its places or none."))</p>
      <form class="panel" action="/sessions/\(session.id)/waiting" method="post">\(form.hidden)
      <input type="hidden" name="as" value="\(audience.rawValue)">
      <h2>\(words.audience(audience))</h2>
      \(PartyForm.html(form, for: audience, rules, session: session, t))
      \(form.field("name", label: t("Your name"), hint: t("It stands on the ticket, which goes with nobody else."), most: 80, autocomplete: "name"))
      \(form.field("contact", label: t("Telephone or e-mail"), hint: words.contactHint(days: contactDays), most: 254, autocomplete: "tel"))
      <button class="button button-primary">\(t("Join the waiting list"))</button></form></div>
      """
  }

  func place(_ form: Form, _ place: Place) -> HTML {
    """
    <div class="narrow tour-narrow">\(head(place.base, place.session))
    \(form.summary(t))<p>\(words.party(place.waiting.request.party))</p>\(step(form, place))</div>
    """
  }

  private func step(_ form: Form, _ place: Place) -> HTML {
    switch place.waiting.state {
    case .waiting:
      """
      <p class="notice" role="status">\(t.plural("{count} party is before you.", "{count} parties are before you.", place.before)) \(t("Keep the address of this page, and look here again: when places come back, they are offered here."))</p>
      <form action="/waiting/\(place.address)/departure" method="post">\(form.hidden)<button class="button">\(t("Leave the waiting list"))</button></form>
      """
    case .offered:
      """
      <p class="notice" role="status">\(t("Places are offered to you until {moment}.", ["moment": place.booking?.heldUntil.map { t.moment($0) } ?? ""]))</p>
      \(place.booking.map { booking -> HTML in "<p class=\"actions\"><a class=\"button button-primary\" href=\"/bookings/\(booking.token)\">\(t("Accept or decline"))</a></p>" })
      """
    case .taken:
      "<p class=\"notice\" role=\"status\">\(t("You have booked the places."))</p>\(place.booking.map { booking -> HTML in "<p class=\"actions\"><a class=\"button button-primary\" href=\"/tickets/\(booking.token)\">\(t("Ticket"))</a></p>" })"
    case .passed, .left:
      """
      <p class="notice" role="status">\(place.waiting.state == .left ? t("You have left the waiting list.") : t("The places were offered to you and not taken."))</p>
      <p class="actions"><a class="button" href="/bases/\(place.base.slug)/booking">\(t("Days and places"))</a></p>
      """
    }
  }
}
