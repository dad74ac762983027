import HTML
import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// Who comes to a session, as a list to print for the door and as a table for other programs.
struct SessionListRoutes: Sendable {
  let base: VisitDeskRoutes

  private var sessions: VisitSessionDeskRoutes { VisitSessionDeskRoutes(base: base) }

  func add(to doors: Doors) {
    doors.get("/desk/visits/:base/sessions/:session/list", for: .may(.editBase), use: list)
    doors.get("/desk/visits/:base/sessions/:session/bookings.csv", for: .may(.editBase), use: table)
  }

  @Sendable private func list(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let found = try await sessions.found(context, rights)
    let t = context.t
    let coming = found.bookings.filter(\.state.hasPlaces)
    let rows: [HTML] = coming.map { booking in
      """
      <tr><th scope="row">\(booking.name)</th><td>\(BookingWords(t: t).audience(booking.audience))</td><td>\(BookingWords(t: t).party(booking.party))</td>
      <td class="number">\(t.number(booking.people))</td><td><code>\(booking.id.description)</code></td><td>\(BookingWords(t: t).state(booking.state))</td></tr>

      """
    }
    let title = "\(t.day(found.session.day)) · \(t.time(found.session.starts))–\(t.time(found.session.ends))"
    let head: HTML = """
      <th scope="col">\(t("Name on the ticket"))</th><th scope="col">\(t("As what they come"))</th><th scope="col">\(t("Party"))</th>
      <th scope="col">\(t("People"))</th><th scope="col">\(t("Booking number"))</th><th scope="col">\(t("State"))</th>
      """
    let shown: HTML =
      rows.isEmpty
      ? "<p class=\"empty\">\(t("Nobody has booked yet."))</p>"
      : "<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"\(t("Bookings"))\"><table class=\"table\"><thead><tr>\(head)</tr></thead><tbody>\(rows)</tbody></table></div>"
    let body: HTML = """
      <h1>\(title)</h1><p class="lead">\(t.pick(found.place.facts.names)) · \(t.plural("{count} person", "{count} people", coming.reduce(0) { $0 + $1.people }))</p>
      \(shown)
      """
    return base.page(title, "\(sessions.path(found))/list", of: found.place, body, request, context)
  }

  @Sendable private func table(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let found = try await sessions.found(context, rights)
    let t = context.t
    let words = BookingWords(t: t)
    let head = [
      t("Booking number"), t("Name on the ticket"), t("As what they come"), t("Adults"), t("Teachers and leaders"),
      t("Children of school age"), t("Before school"), t("Seniors"), t("People"), t("State"),
    ]
    let lines = found.bookings.map { booking in
      let party = booking.party
      return [booking.id.description, booking.name, words.audience(booking.audience)]
        + [party.adults, party.teachers, party.minors, party.preschool, party.seniors, party.people].map { String($0) }
        + [words.state(booking.state)]
    }
    // The mark of UTF-8 in front: without it, spreadsheets read Chinese in the code page of their machine.
    let text = "\u{FEFF}" + ([head] + lines).map(Self.line).joined()
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/csv; charset=utf-8", .cacheControl: "no-store",
        .contentDisposition: "attachment; filename=\"bookings-\(found.session.id).csv\"",
      ], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  /// A line of RFC 4180. A spreadsheet would run what begins like a formula (OWASP, CSV injection).
  static func line(_ cells: [String]) -> String {
    cells.map { cell in
      let safe = cell.first.map { "=+-@\t\r＝＋－＠".contains($0) } == true ? "'" + cell : cell
      return safe.contains { "\",\n\r;".contains($0) } ? "\"" + safe.replacing("\"", with: "\"\"") + "\"" : safe
    }.joined(separator: ",") + "\r\n"
  }
}
