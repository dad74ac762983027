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
    let title = "\(t.day(found.session.day)) · \(t.time(found.session.starts))–\(t.time(found.session.ends))"
    return base.page(
      title, "\(sessions.path(found))/list", of: found.place, SessionListPages(t: t).list(found, title), request, context)
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
    let text = CSV.table([head] + lines)
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/csv; charset=utf-8", .cacheControl: "no-store",
        .contentDisposition: "attachment; filename=\"bookings-\(found.session.id).csv\"",
      ], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}
