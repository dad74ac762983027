import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// Draws for programs: what everybody may know of them, and asking with the same rules as on the pages.
struct DrawAPI: Sendable {
  let base: DrawRoutes

  private var draws: Draws { base.draws }
  private var asking: DrawAskingRoutes { DrawAskingRoutes(base: base) }

  private static let kinds = ["adults", "minors", "preschool", "seniors", "teachers"]
  private static let request = JSONFields(
    Dictionary(uniqueKeysWithValues: kinds.map { ("party.\($0)", $0) }).merging(
      ["unit": "unit", "wishes": "wishes", "name": "name", "contact": "contact"]
    ) { $1 },
    kinds: Dictionary(uniqueKeysWithValues: kinds.map { ("party.\($0)", JSONFields.Kind.number) }).merging(["wishes": .ticks]) {
      $1
    })

  func add(to doors: Doors) {
    doors.open(.get, "/api/draws", use: list)
    doors.open(.get, "/api/draws/:id", use: show)
    doors.api(.post, "/api/draws/:id/requests", for: .signedIn, scope: .visits, use: ask)
    doors.api(.get, "/api/me/draws", for: .signedIn, scope: .read, use: mine)
    doors.api(.post, "/api/me/draws/:id/withdrawal", for: .signedIn, scope: .visits, use: takeBack)
  }

  // MARK: Reading

  @Sendable private func list(_ request: Request, _ context: SiteContext) async throws -> Response {
    let all = try await base.database.read { reader in try reader.sessionDraws(limit: 200).map { try SeenDraw($0, reader) } }
    return base.site.json(["items": .array(all.map { DrawJSON.draw($0) })], request)
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let seen = try await base.seen(context)
    return base.site.json(DrawJSON.draw(seen, outcome: try await draws.outcome(of: seen.draw.id)), request)
  }

  @Sendable private func mine(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try rights.requirePerson(context.t)
    let rows = try await asking.mine(rights)
    return base.site.json(APIAnswer(["items": .array(rows.map { DrawJSON.entry($0.entry, in: $0.seen.draw) })]), request)
  }

  // MARK: Asking

  /// Does something with a request and answers with it; a refusal is told as what stands in its way.
  private func act(
    _ request: Request, _ context: SiteContext, _ rights: Rights, names: SeenDraw?,
    prepare: (APIBody) async throws -> @Sendable (Writer) throws -> APIAnswer
  ) async throws -> Response {
    try rights.requirePerson(context.t)
    guard rights.person.status == .active else { throw Problem(.forbidden) }
    do {
      return try await base.site.answer(
        request, context, in: base.database, together: Visits.group, prepare: prepare)
    } catch let refusal as DrawRefusal {
      let words = DrawWords(t: context.t).sentence(refusal) { names?.name($0, context.t) ?? "—" }
      throw Problem(refusal == .notFound ? .notFound : .conflict, detail: words)
    }
  }

  @Sendable private func ask(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try rights.requirePerson(context.t)
    let seen = try await base.seen(context)
    return try await act(request, context, rights, names: seen) { body in
      let t = context.t
      let schools = try await base.database.read { try $0.schools(where: .planSchoolVisits, by: rights) }
      var form = Form()
      form.fill("name", rights.person.name)
      form.fill("contact", rights.person.email)
      Self.request.fill(&form, from: body.json, t)
      let wishes = form.several["wishes"] ?? []
      if wishes.count > draws.policy.mostWishes {
        form.refuse("wishes", t("Please choose 1 to {count} different sessions.", ["count": t.number(draws.policy.mostWishes)]))
      }
      for (index, wish) in wishes.enumerated() { form.fill("wish_\(index + 1)", wish) }
      let read = DrawAskingPages.read(&form, seen, nil, schools: schools, by: rights, draws, t)
      guard let read, form.isGood else { throw Self.request.problem(form, t) }
      return { writer in
        let entry = try draws.ask(read, in: seen.draw.id, by: rights.actor, writer: writer)
        return APIAnswer(
          DrawJSON.entry(entry, in: seen.draw), status: .created, location: "/api/me/draws", version: entry.version)
      }
    }
  }

  @Sendable private func takeBack(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (entry, seen) = try await asking.own(context, rights)
    return try await act(request, context, rights, names: seen) { _ in
      { writer in
        try draws.takeBack(entry.id, by: rights.actor, in: writer)
        guard let next = try writer.drawEntry(entry.id) else { throw DrawRefusal.notFound }
        return APIAnswer(DrawJSON.entry(next, in: seen.draw), version: next.version)
      }
    }
  }
}

/// Draws as programs read them.
enum DrawJSON {
  /// What everybody may know of a draw; after it with what each number got.
  static func draw(_ seen: SeenDraw, outcome: DrawnResults.Outcome? = nil) -> JSONValue {
    let draw = seen.draw
    let sessions = seen.sessions.map { drawn -> JSONValue in
      [
        "id": .string(drawn.session.id.description), "base": .string(seen.bases[drawn.session.base]?.slug ?? ""),
        "day": .string(drawn.session.day.description), "starts": .string(drawn.session.starts.description),
        "ends": .string(drawn.session.ends.description), "places": .integer(Int64(drawn.places)),
      ]
    }
    return .members([
      ("id", .string(draw.id.description)), ("names", .localized(draw.names)), ("method", .string(draw.method.rawValue)),
      ("audience", .string(draw.audience.rawValue)), ("state", .string(draw.state.rawValue)),
      ("opens", .string(draw.opens.description)), ("closes", .string(draw.closes.description)),
      ("drawsBy", .string(draw.drawsBy.description)), ("commitment", .text(draw.commitment?.description)),
      ("digest", .text(draw.digest?.description)), ("publicValueName", .localized(draw.valueName)),
      ("publicValue", .text(draw.value)), ("publicValueSource", .text(draw.source)),
      ("drawnAt", .text(draw.drawnAt?.description)), ("releasesAt", .text(draw.releasesAt?.description)),
      ("reason", .text(draw.reason)), ("requests", .integer(Int64(seen.requests))), ("sessions", .array(sessions)),
      ("list", draw.digest.map { _ in .string("\(draw.path)/list.json") }),
      ("file", draw.drawnAt.map { _ in .string("\(draw.path)/draw.json") }), ("secret", .text(outcome?.record.secret.text)),
      ("left", outcome.map { .array($0.result.left.map { .integer(Int64($0)) }) }),
    ])
  }

  /// A request as whoever asked reads it.
  static func entry(_ entry: DrawEntry, in draw: SessionDraw) -> JSONValue {
    let party = entry.party
    return .members([
      ("id", .string(entry.id.description)), ("draw", .string(entry.draw.description)), ("number", .integer(Int64(entry.number))),
      ("state", .string(draw.state == .withdrawn && entry.state != .takenBack ? "withdrawn" : entry.state.rawValue)),
      ("unit", .text(entry.unit?.description)), ("name", .string(entry.name)),
      (
        "party",
        [
          "adults": .integer(Int64(party.adults)), "minors": .integer(Int64(party.minors)),
          "preschool": .integer(Int64(party.preschool)), "seniors": .integer(Int64(party.seniors)),
          "teachers": .integer(Int64(party.teachers)),
        ]
      ),
      ("wishes", .array(entry.wishes.map { .string($0.description) })), ("weight", .integer(Int64(entry.weight))),
      ("tiers", .array(entry.tiers.map { .integer(Int64($0)) })),
      ("facts", .object(DrawFact.allCases.map { .init($0.rawValue, .bool(entry.findings.holds($0))) })),
      ("session", .text(entry.session?.description)), ("booking", .text(entry.booking?.description)),
    ])
  }
}

/// What the OpenAPI document says of draws.
public enum DrawAPIDocument {
  private static let id = APIParameter.path("id", .id)

  /// What can be asked.
  public static var operations: [APIOperation] {
    [
      APIOperation("/api/draws", "Draws of places, the latest first", tag: "visits", schema: "DrawOfPlacesList"),
      APIOperation(
        "/api/draws/{id}", "One draw: its window, commitment, digest, and what it came to", tag: "visits", schema: "DrawOfPlaces",
        parameters: [id], mayBeMissing: true),
      APIOperation(
        .post, "/api/draws/{id}/requests", "Ask for places in a draw", tag: "visits", scope: "visits", schema: "DrawRequest",
        body: "NewDrawRequest", parameters: [id], successes: [201]),
      APIOperation(
        .get, "/api/me/draws", "My requests in draws, and those of my school", tag: "visits", scope: "read",
        schema: "DrawRequestList"),
      APIOperation(
        .post, "/api/me/draws/{id}/withdrawal", "Take a request back, while the window is open", tag: "visits", scope: "visits",
        schema: "DrawRequest", parameters: [id]),
    ]
  }

  /// The shapes of what is sent and got.
  public static var schemas: [(String, JSONValue)] {
    let kinds = ["adults", "minors", "preschool", "seniors", "teachers"]
    let party = APISchema.object(
      kinds.map { ($0, ["type": ["integer", "null"], "minimum": 0, "maximum": 10_000]) }, isSent: true)
    return [
      (
        "DrawOfPlaces",
        APISchema.object(
          [
            ("id", APISchema.text), ("method", APISchema.oneOf(DrawMethod.allCases.map(\.rawValue))),
            ("audience", APISchema.oneOf(Audience.allCases.map(\.rawValue))),
            ("state", APISchema.oneOf(SessionDraw.State.allCases.map(\.rawValue))), ("opens", APISchema.moment),
            ("closes", APISchema.moment), ("commitment", APISchema.text), ("digest", APISchema.text),
            ("publicValue", APISchema.text), ("requests", APISchema.integer), ("sessions", ["type": "array"]),
          ], required: ["id", "names", "method", "audience", "state", "opens", "closes", "drawsBy", "requests", "sessions"])
      ),
      ("DrawOfPlacesList", APISchema.object([("items", APISchema.list("DrawOfPlaces"))], required: ["items"])),
      (
        "DrawRequest",
        APISchema.object(
          [
            ("id", APISchema.text), ("draw", APISchema.text), ("number", APISchema.integer), ("state", APISchema.text),
            ("wishes", APISchema.texts), ("weight", APISchema.integer),
          ], required: ["id", "draw", "number", "state", "name", "party", "wishes", "weight", "facts"])
      ),
      ("DrawRequestList", APISchema.object([("items", APISchema.list("DrawRequest"))], required: ["items"])),
      (
        "NewDrawRequest",
        APISchema.object(
          [
            ("unit", ["type": "string", "maxLength": 20]), ("party", party),
            ("wishes", ["type": "array", "items": ["type": "string"], "minItems": 1, "maxItems": 20]),
            ("name", ["type": "string", "maxLength": 80]), ("contact", ["type": "string", "maxLength": 254]),
          ], required: ["party", "wishes"], isSent: true)
      ),
    ]
  }
}
