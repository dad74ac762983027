import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// The officer's queue for programs: what waits, and what is decided about it. Closing for good is left out: it needs a person.
struct OfficerAPI: Sendable {
  let officer: OfficerRoutes

  private var places: Places { officer.places }
  private var site: Site { officer.site }

  func add(to doors: Doors) {
    doors.api(.get, "/api/queue", for: .may(.decideBases), scope: .bases, use: queue)
    doors.api(.get, "/api/changes/:id", for: .may(.decideBases), scope: .bases, use: change)
    doors.api(.post, "/api/changes/:id/decision", for: .may(.decideBases), scope: .bases, use: decideChange)
    doors.api(.post, "/api/claims/:id/decision", for: .may(.decideBases), scope: .bases, use: decideClaim)
    doors.api(.post, "/api/bases/:slug/publication", for: .may(.decideBases), scope: .bases, use: publish)
    doors.api(.post, "/api/bases/:slug/return", for: .may(.decideBases), scope: .bases, use: sendBack)
    doors.api(.post, "/api/bases/:slug/suspension", for: .may(.decideBases), scope: .bases, use: suspend)
  }

  // MARK: What waits

  @Sendable private func queue(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let queue = try await places.database.read { try officer.waiting(rights, $0) }
    let short = { (base: Base) -> JSONValue in
      [
        "slug": .string(base.slug), "name": .string(base.facts.names.zhHans), "region": .string(base.facts.region),
        "version": .integer(Int64(base.version)),
      ]
    }
    let claims = queue.claims.map { claim, base, asker, unit in
      JSONValue.members([
        ("id", .string(claim.id.description)), ("base", short(base)), ("asker", .string(asker)), ("organization", .text(unit)),
        ("message", .string(claim.message)), ("askedAt", .string(claim.askedAt.description)),
      ])
    }
    return site.json(
      APIAnswer([
        "submitted": .array(queue.submitted.map(short)), "suspended": .array(queue.suspended.map(short)),
        "changes": .array(queue.changes.map { json($0, $1, asker: $2) }), "claims": .array(claims),
      ]), request)
  }

  /// A change that waits, with what differs, by the columns of the form.
  private func json(_ change: BaseChange, _ base: Base, asker: String) -> JSONValue {
    let wanted = base.facts.taking(places.policy.risky, from: change.facts)
    let differences = BaseDifference.between(base.facts.columns, wanted.columns).map { difference -> JSONValue in
      [
        "column": .string(difference.column.rawValue), "before": .string(difference.before), "after": .string(difference.after),
      ]
    }
    return .members([
      ("id", .string(change.id.description)), ("base", .string(base.slug)), ("asker", .string(asker)),
      ("reason", .text(change.reason)), ("askedAt", .string(change.askedAt.description)),
      ("differences", .array(differences)),
    ])
  }

  @Sendable private func change(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (change, base, asker) = try await officer.change(context, rights)
    return site.json(APIAnswer(json(change, base, asker: asker)), request)
  }

  // MARK: Deciding

  /// Decides about something of a base and answers with the base as it is then.
  private func act(
    _ request: Request, _ context: SiteContext,
    prepare: (APIBody) async throws -> (Base, @Sendable (Writer) throws -> Void)
  ) async throws -> Response {
    try await places.refusing(context.t) {
      try await site.answer(request, context, in: places.database) { body in
        let (base, act) = try await prepare(body)
        return { writer in
          try act(writer)
          return try places.answer(base, status: .ok, in: writer)
        }
      }
    }
  }

  @Sendable private func decideChange(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await act(request, context) { body in
      let (change, base, _) = try await officer.change(context, rights)
      let decision = try site.decision(body, context.t)
      return (
        base,
        { try places.decide(change, isAccepted: decision.isYes, answer: decision.reason, by: rights, in: $0) }
      )
    }
  }

  @Sendable private func decideClaim(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await act(request, context) { body in
      let (claim, base, _, _) = try await officer.claim(context, rights)
      let decision = try site.decision(body, context.t)
      return (
        base,
        { try places.decide(claim, isAccepted: decision.isYes, answer: decision.reason, by: rights, in: $0) }
      )
    }
  }

  private func move(
    to status: Base.Status, needsReason: Bool, _ request: Request, _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    try await act(request, context) { body in
      let base = try await officer.base(context, rights)
      let reason = try site.reason(body, isOptional: !needsReason, context.t)
      return (base, { try places.move(base, to: status, by: rights, reason: reason, in: $0) })
    }
  }

  @Sendable private func publish(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await move(to: .published, needsReason: false, request, context, rights)
  }

  @Sendable private func sendBack(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await move(to: .draft, needsReason: true, request, context, rights)
  }

  @Sendable private func suspend(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await move(to: .suspended, needsReason: true, request, context, rights)
  }
}
