import HTTPTypes
import Hummingbird
import SQL
import Site

/// Units for programs: everybody reads those that are registered; registering, changing and deciding as on the pages.
struct OrganizationAPI: Sendable {
  let routes: OrganizationRoutes

  private var people: People { routes.people }
  private var site: Site { routes.site }

  private static let fields = JSONFields([
    "names.zh-Hans": "name", "names.zh-Hant": "name_hant", "names.en": "name_en", "kind": "kind", "creditCode": "credit_code",
    "region": "region", "parent": "parent", "website": "website", "phone": "phone", "about": "about",
  ])

  func add(to doors: Doors) {
    doors.open(.get, "/api/organizations", use: list)
    doors.open(.get, "/api/organizations/:id", use: show)
    doors.api(.post, "/api/organizations", for: .signedIn, scope: .organizations, use: create)
    doors.api(.patch, "/api/organizations/:id", for: .signedIn, scope: .organizations, use: change)
    doors.api(.post, "/api/organizations/:id/decision", for: .may(.decideOrganizations), scope: .organizations, use: decide)
    MemberAPI(routes: routes).add(to: doors)
  }

  @Sendable private func list(_ request: Request, _ context: SiteContext) async throws -> Response {
    let wanted = try routes.search(request, context)
    let asked = try PageRequest(request.uri, size: 50)
    let (found, paging) = try await people.database.read { reader in
      var search = wanted
      let paging = Paging(asked, total: try reader.countOrganizations(search))
      (search.limit, search.offset) = (paging.size, paging.range.lowerBound)
      return (try reader.organizations(search), paging)
    }
    return site.json(paging.json(found.map(\.json)), request)
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let unit = try await routes.organization(context)
    if unit.status == .pending || unit.status == .declined {
      // What an officer has not looked at is nobody's business but its own people's.
      let rights = try context.rights?.through(.read, context.t)
      let own = try await rights.asyncFlatMap { rights in
        try await people.database.read { try $0.membership(of: rights.person.id, in: unit.id) }
      }
      guard let rights, routes.mayManage(unit, rights, own) || rights.may(.decideOrganizations, unit.target) else {
        throw Problem.notFound(context.t("There is no unit at this address."))
      }
    }
    return site.json(APIAnswer(unit.json, version: unit.version), request)
  }

  @Sendable private func create(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try rights.requirePerson(context.t)
    guard rights.person.status == .active else { throw Problem(.forbidden) }
    let t = context.t
    return try await routes.refusing(t) {
      try await site.answer(request, context, in: people.database) { body in
        var form = Form()
        Self.fields.fill(&form, from: body.json, t)
        guard let unit = routes.read(&form, into: routes.empty, t) else { throw Self.fields.problem(form, t) }
        return { writer in
          try people.register(unit, by: rights, in: writer)
          return APIAnswer(unit.json, status: .created, location: "/api/organizations/\(unit.id)", version: unit.version)
        }
      }
    }
  }

  @Sendable private func change(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let t = context.t
    return try await routes.refusing(t) {
      try await site.answer(request, context, in: people.database) { body in
        let unit = try await routes.managed(context, rights)
        try request.requireMatch(version: unit.version, t)
        var form = Form()
        form.fill(unit)
        Self.fields.fill(&form, from: body.json, t)
        guard let changed = routes.read(&form, into: unit, t) else { throw Self.fields.problem(form, t) }
        return { writer in
          try people.change(changed, by: rights, in: writer)
          guard let stored = try writer.organization(unit.id) else { throw Problem(.conflict) }
          return APIAnswer(stored.json, version: stored.version)
        }
      }
    }
  }

  @Sendable private func decide(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let t = context.t
    return try await routes.refusing(t) {
      try await site.answer(request, context, in: people.database) { body in
        let unit = try await routes.organization(context)
        try rights.require(.decideOrganizations, unit.target, t)
        let decision = try site.decision(body, t)
        return { writer in
          try people.decide(unit, isAccepted: decision.isYes, reason: decision.reason, by: rights, in: writer)
          guard let decided = try writer.organization(unit.id) else { throw Problem(.conflict) }
          return APIAnswer(decided.json, version: decided.version)
        }
      }
    }
  }
}

extension OrganizationRoutes {
  /// Tells a program why something with a unit cannot be done.
  func refusing(_ t: Localizer, _ act: () async throws -> Response) async throws -> Response {
    do { return try await act() } catch let refusal as People.OrganizationRefusal {
      let detail = refusal.sentence(t)
      switch refusal {
      case .codeTaken: throw Problem(.conflict, detail: detail, field: "creditCode")
      case .loop: throw Problem(.conflict, detail: detail, field: "parent")
      case .noParent: throw Problem(.unprocessableContent, detail: detail, field: "parent")
      case .own: throw Problem(.forbidden, detail: detail)
      default: throw Problem(.conflict, detail: detail)
      }
    }
  }
}

extension Organization {
  /// The unit as programs read it.
  var json: JSONValue {
    .members([
      ("id", .string(id.description)),
      ("names", .members([("zh-Hans", .string(names.zhHans)), ("zh-Hant", .text(names.zhHant)), ("en", .text(names.en))])),
      ("kind", .string(kind.rawValue)), ("creditCode", .text(creditCode)), ("region", .string(region)),
      ("parent", .text(parent?.description)), ("website", .text(website)), ("phone", .text(phone)), ("about", .text(about)),
      ("status", .string(status.rawValue)), ("mergedInto", .text(mergedInto?.description)),
      ("version", .integer(Int64(version))),
    ])
  }
}

extension Form {
  /// Fills the fields with what is told of a unit.
  mutating func fill(_ unit: Organization) {
    let values: [(String, String?)] = [
      ("name", unit.names.zhHans), ("name_hant", unit.names.zhHant), ("name_en", unit.names.en), ("kind", unit.kind.rawValue),
      ("credit_code", unit.creditCode), ("region", unit.region), ("parent", unit.parent?.description), ("website", unit.website),
      ("phone", unit.phone), ("about", unit.about), ("version", String(unit.version)),
    ]
    for (field, value) in values { fill(field, value) }
  }
}
