import HTML
import SQL
import Site

/// Who comes to a session, as a list to print.
struct SessionListPages {
  let t: Localizer

  func list(_ found: VisitSessionDeskRoutes.Found, _ title: String) -> HTML {
    let coming = found.bookings.filter(\.state.hasPlaces)
    let rows: [HTML] = coming.map { booking in
      """
      <tr><th scope="row">\(booking.name)</th><td>\(BookingWords(t: t).audience(booking.audience))</td><td>\(BookingWords(t: t).party(booking.party))</td>
      <td class="number">\(t.number(booking.people))</td><td><code>\(booking.id.description)</code></td><td>\(BookingWords(t: t).state(booking.state))</td></tr>

      """
    }
    let head: HTML = """
      <th scope="col">\(t("Name on the ticket"))</th><th scope="col">\(t("As what they come"))</th><th scope="col">\(t("Party"))</th>
      <th scope="col">\(t("People"))</th><th scope="col">\(t("Booking number"))</th><th scope="col">\(t("State"))</th>
      """
    let shown: HTML =
      rows.isEmpty
      ? "<p class=\"empty\">\(t("Nobody has booked yet."))</p>"
      : "<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"\(t("Bookings"))\"><table class=\"table\"><thead><tr>\(head)</tr></thead><tbody>\(rows)</tbody></table></div>"
    return """
      <h1>\(title)</h1><p class="lead">\(t.pick(found.place.facts.names)) · \(t.plural("{count} person", "{count} people", coming.reduce(0) { $0 + $1.people }))</p>
      \(shown)
      """
  }
}
