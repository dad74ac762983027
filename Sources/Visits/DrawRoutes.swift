import HTML
import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// A draw with everything that its pages show.
struct SeenDraw: Sendable {
  let draw: SessionDraw
  let sessions: [DrawnSession]
  let bases: [ID<Base>: Base]
  let counts: [DrawEntry.State: Int]

  init(_ draw: SessionDraw, _ reader: Reader) throws {
    self.draw = draw
    sessions = try reader.drawnSessions(of: draw.id)
    let found = try reader.basesOfAnyStatus(Array(Set(sessions.map(\.session.base))).sorted())
    bases = Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    counts = try reader.countDrawEntries(of: draw.id)
  }

  /// Requests that take part.
  var requests: Int { counts.filter { $0.key != .takenBack }.values.reduce(0, +) }
  /// Everybody whom the draw has places for.
  var places: Int { sessions.map(\.places).reduce(0, +) }

  /// What a session of the draw is called.
  func name(_ id: ID<VisitSession>, _ t: Localizer) -> String {
    sessions.first { $0.session.id == id }.map { DrawWords(t: t).session($0.session, bases) } ?? "—"
  }

  /// The bases in the order of their numbers.
  var sortedBases: [Base] { bases.values.sorted { $0.id < $1.id } }
}

/// All routes of draws; here those that everybody may use.
public struct DrawRoutes: Sendable {
  let draws: Draws
  let places: Places
  let people: People
  let site: Site

  /// Routes over draws, shown in the chrome of a site.
  public init(draws: Draws, places: Places, people: People, site: Site) {
    self.draws = draws
    self.places = places
    self.people = people
    self.site = site
  }

  /// The page that the desk's tab leads to.
  public static let tabs = [DeskTab("Draws of places", path: "/desk/draws", for: .editBase)]
  /// The way to this part from somebody's own page.
  public static let links = [NavigationItem("My requests in draws", path: "/me/draws", section: "me")]

  /// Hangs the doors.
  public func add(to doors: Doors) {
    doors.open(.get, "/draws", use: list)
    doors.open(.get, "/draws/:id", use: show)
    doors.open(.get, "/draws/:id/list.json", use: closedList)
    doors.open(.get, "/draws/:id/draw.json", use: file)
    DrawAskingRoutes(base: self).add(to: doors)
    DrawDeskRoutes(base: self).add(to: doors)
    DrawAPI(base: self).add(to: doors)
  }

  var database: Database { draws.database }
  var now: Instant { draws.clock.now() }

  func page(
    _ title: String, _ path: String, section: String = "draws", _ body: HTML, breadcrumbs: [(String, String)] = [],
    modules: [String] = [], _ request: Request, _ context: SiteContext, isWrong: Bool = false
  ) -> Response {
    var response = site.response(
      Page(
        title: title, path: path, section: section, breadcrumbs: breadcrumbs, body: body, modules: modules + ["kepu-steps.js"]),
      request, context,
      status: isWrong ? .unprocessableContent : .ok)
    response.headers[.cacheControl] = "no-store"
    return response
  }

  /// The draw of an address.
  func seen(_ context: SiteContext) async throws -> SeenDraw {
    let unknown = Problem.notFound(context.t("There is no draw at this address."))
    guard let id = ID<SessionDraw>(try context.parameters.require("id")) else { throw unknown }
    let found = try await database.read { reader in try reader.sessionDraw(id).map { try SeenDraw($0, reader) } }
    guard let found else { throw unknown }
    return found
  }

  /// Whether somebody looks after all bases of a draw.
  func manages(_ seen: SeenDraw, _ rights: Rights, _ reader: Reader) throws -> Bool {
    try !seen.bases.isEmpty
      && seen.bases.values.allSatisfy { base in
        try places.target(base.slug, in: reader).map { rights.may(.editBase, $0) } ?? false
      }
  }

  @Sendable private func list(_ request: Request, _ context: SiteContext) async throws -> Response {
    let draws = try await database.read { reader in
      try reader.sessionDraws(limit: 200).map { try SeenDraw($0, reader) }
    }
    let body = DrawPages(t: context.t, policy: self.draws.policy).list(draws)
    return page(context.t("Draws of places"), "/draws", body, request, context)
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let seen = try await seen(context)
    let outcome = try await draws.outcome(of: seen.draw.id)
    let asked = request.uri.queryParameters["number"].flatMap { Int($0.filter(\.isNumber).prefix(12)) }
    let paging = try PageRequest(request.uri, size: 100, largest: 100)
    let rows = try await rows(of: seen, outcome, paging)
    let content = DrawPages.Content(
      seen: seen, outcome: outcome, rows: rows.rows, paging: rows.paging, number: asked, now: now)
    let body = DrawPages(t: context.t, policy: draws.policy).show(content)
    return page(
      context.t.pick(seen.draw.names), seen.draw.path, body, breadcrumbs: [(context.t("Draws of places"), "/draws")],
      modules: outcome == nil ? [] : ["kepu-draw.js"], request, context)
  }

  /// The list by numbers: as it was closed, and after the draw with what each number got.
  private func rows(
    of seen: SeenDraw, _ outcome: DrawnResults.Outcome?, _ asked: PageRequest
  ) async throws -> (rows: [DrawPages.Row], paging: Paging) {
    var closed = outcome?.record.list
    if closed == nil { closed = try await draws.closedList(of: seen.draw.id) }
    guard let list = closed else { return ([], Paging(asked, total: 0)) }
    let paging = Paging(asked, total: list.requests.count)
    let result = outcome?.result
    return (
      paging.range.map { index in
        DrawPages.Row(
          request: list.requests[index], lot: result?.lots.lots[index], turn: result.map { $0.lots.turns[index] + 1 },
          session: result?.session(at: index))
      }, paging
    )
  }

  /// What was closed, byte by byte: its SHA-256 is the digest.
  @Sendable private func closedList(_ request: Request, _ context: SiteContext) async throws -> Response {
    try await download("list", "draw-list", context, request)
  }

  @Sendable private func file(_ request: Request, _ context: SiteContext) async throws -> Response {
    try await download("result", "draw", context, request)
  }

  private func download(
    _ kind: String, _ name: String, _ context: SiteContext, _ request: Request
  ) async throws -> Response {
    let missing = Problem.notFound(context.t("There is no such file yet; the page of the draw says when there will be."))
    guard let id = ID<SessionDraw>(try context.parameters.require("id")),
      let content = try await database.read({ try $0.drawFile(kind, of: id) })
    else { throw missing }
    var response = site.bytes(Array(content.utf8), type: "application/json", version: "\(kind)-\(id)", request)
    response.headers[.contentDisposition] = "attachment; filename=\"\(name)-\(id).json\""
    response.headers[.accessControlAllowOrigin] = "*"
    return response
  }
}
