import HTML
import Places
import SQL
import Site

/// The pages of appeals.
struct AppealPages {
  /// An appeal with what it is about.
  struct Item: Sendable {
    let appeal: VisitAppeal
    let base: Base
    let booking: Booking
  }

  let form: Form
  let t: Localizer

  /// Where an appeal stands.
  static func words(_ state: VisitAppeal.State, _ t: Localizer) -> String {
    switch state {
    case .open: t("The base has not answered yet.")
    case .granted: t("The base agreed; you can book again.")
    case .declined: t("The base did not agree.")
    }
  }

  func list(_ items: [Item]) -> HTML {
    let entries: [HTML] = items.map { item in
      """
      <li class="panel"><h2>\(t.pick(item.base.facts.names)) · \(t.day(item.booking.day))</h2>
      <p>\(item.booking.name) · \(BookingWords(t: t).party(item.booking.party))</p><p class="typed">\(item.appeal.text)</p>
      <form action="/desk/visit-appeals/\(item.booking.id)/answer" method="post">\(form.hidden)
      \(form.area("answer", label: t("Answer"), rows: 3, most: 1_000))
      <p class="actions"><button class="button button-primary" name="decision" value="granted">\(t("Agree"))</button>
      <button class="button" name="decision" value="declined">\(t("Do not agree"))</button></p></form></li>

      """
    }
    let empty: HTML = "<p class=\"empty\">\(t("No appeal waits for an answer."))</p>"
    return """
      <h1>\(t("Appeals of visitors"))</h1>
      <p class="lead">\(t("Somebody was counted as not having come and says otherwise. Who is given right can book again at once."))</p>
      \(form.summary(t))\(entries.isEmpty ? empty : "<ul class=\"plain\">\(entries)</ul>")
      """
  }
}
