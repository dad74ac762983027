import HTML
import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// What groups have handed in, at the desk of their base.
struct PaperDeskRoutes: Sendable {
  let papers: GroupPapers
  let places: Places
  let site: Site

  private var visits: Visits { papers.visits }

  func add(to doors: Doors) {
    doors.get("/desk/visits/:base/sessions/:session/papers", for: .may(.editBase), use: list)
    doors.get("/desk/visits/:base/sessions/:session/papers/:booking/names", for: .may(.editBase), use: names)
    doors.get("/desk/visits/:base/sessions/:session/papers/:booking/names.csv", for: .may(.editBase), use: table)
    doors.get("/desk/visits/:base/sessions/:session/papers/:booking/letter", for: .may(.editBase), use: letter)
  }

  /// A session with its groups, for whoever looks after its base.
  private struct Found: Sendable {
    let base: Base
    let session: VisitSession
    let groups: [PaperState]

    var path: String { "/desk/visits/\(base.slug)/sessions/\(session.id)" }
  }

  private func found(_ context: SiteContext, _ rights: Rights) async throws -> Found {
    let base = try await places.base(context.parameters.require("base"), where: .editBase, by: rights, context.t)
    let id = ID<VisitSession>(try context.parameters.require("session"))
    let found: Found? = try await visits.database.read { reader in
      guard let id, let session = try reader.session(id)?.session, session.base == base.id else { return nil }
      let groups = try reader.bookings(in: id).filter { $0.audience == .group && $0.state.hasPlaces && $0.state != .held }
      return Found(
        base: base, session: session,
        groups: try groups.map { try visits.papers(of: TimedBooking(booking: $0, session: session), reader) })
    }
    guard let found else { throw Problem.notFound(context.t("There is no session at this address.")) }
    return found
  }

  private func group(_ context: SiteContext, _ rights: Rights) async throws -> (found: Found, state: PaperState) {
    let found = try await found(context, rights)
    let id = ID<Booking>(try context.parameters.require("booking"))
    guard let state = found.groups.first(where: { $0.timed.booking.id == id }) else {
      throw Problem.notFound(context.t("There is no booking at this address."))
    }
    return (found, state)
  }

  @Sendable private func list(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let found = try await found(context, rights)
    let body = PaperDeskPages(t: context.t).list(
      found.groups, of: found.session, at: found.base, path: found.path, now: visits.clock.now())
    return page(context.t("Papers of groups"), "\(found.path)/papers", found, body, request, context)
  }

  @Sendable private func names(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (found, state) = try await group(context, rights)
    let names = try await names(of: state, as: .names, by: rights)
    let body = PaperDeskPages(t: context.t).names(names, of: state, at: found.base)
    return page(
      context.t("List of names"), "\(found.path)/papers/\(state.timed.booking.id)/names", found, body, request, context)
  }

  /// The names of a group; that they were read is noted.
  private func names(of state: PaperState, as what: GroupPapers.Reading, by rights: Rights) async throws -> [String] {
    let id = state.timed.booking.id
    return try await visits.database.write { writer in
      let names = try papers.names(of: id, writer)
      if !names.isEmpty { try papers.noteReading(what, of: id, by: rights.actor, in: writer) }
      return names
    }
  }

  @Sendable private func table(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (_, state) = try await group(context, rights)
    let names = try await names(of: state, as: .table, by: rights)
    return NameTable.csv(names, file: "names-\(state.timed.booking.id)", context.t)
  }

  @Sendable private func letter(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (_, state) = try await group(context, rights)
    guard let kept = try await visits.database.read({ try $0.letter(of: state.timed.booking.id) }),
      let (bytes, kind) = papers.letter(kept)
    else { throw Problem.notFound(context.t("There is no letter at this address.")) }
    try await visits.database.write {
      try papers.noteReading(.letter, of: state.timed.booking.id, by: rights.actor, in: $0)
    }
    return kind.download(bytes, name: "letter-\(state.timed.booking.id).\(kind.suffix(bytes))")
  }

  private func page(
    _ title: String, _ path: String, _ found: Found, _ body: HTML, _ request: Request, _ context: SiteContext
  ) -> Response {
    let t = context.t
    let day = "\(t.day(found.session.day)) · \(t.time(found.session.starts))–\(t.time(found.session.ends))"
    let page = Page(
      title: title, path: path, section: "desk",
      breadcrumbs: [(t.pick(found.base.facts.names), "/desk/visits/\(found.base.slug)"), (day, found.path)], body: body)
    return site.response(page, request, context).secret
  }
}
