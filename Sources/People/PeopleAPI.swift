import HTTPTypes
import Hummingbird
import SQL
import Site

/// What people do at their own pages and officers at their desk, for programs: the same rules and the same grants.
struct PeopleAPI: Sendable {
  let people: People
  let site: Site

  private static let achievement = JSONFields(["title", "kind", "role", "level", "day", "evidence"])
  private static let choice = JSONFields(["isRepresentative": "representative"], kinds: ["isRepresentative": .flag])

  func add(to doors: Doors) {
    doors.api(.get, "/api/me", for: .signedIn, scope: .read, use: me)
    doors.api(.get, "/api/me/messages", for: .signedIn, scope: .messages, use: messages)
    doors.api(.post, "/api/me/messages/reading", for: .signedIn, scope: .messages, use: read)
    doors.api(.get, "/api/me/achievements", for: .signedIn, scope: .read, use: achievements)
    doors.api(.post, "/api/me/achievements", for: .signedIn, scope: .achievements, use: tell)
    doors.api(.patch, "/api/me/achievements/:id", for: .signedIn, scope: .achievements, use: choose)
    doors.api(.delete, "/api/me/achievements/:id", for: .signedIn, scope: .achievements, use: withdraw)
    doors.api(.get, "/api/achievements", for: .may(.verifyAchievements), scope: .achievements, use: told)
    doors.api(.post, "/api/achievements/:id/decision", for: .may(.verifyAchievements), scope: .achievements, use: decide)
    doors.api(.get, "/api/people", for: .may(.findPeople), scope: .people, use: find)
  }

  // MARK: One's own

  /// Who a program acts for; a token that is limited to a unit learns what it may there, and nothing else.
  @Sendable private func me(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let id = rights.person.id
    let (unread, units) = try await people.database.read { (try $0.unreadNotices(of: id), try $0.memberships(of: id)) }
    let shown = units.filter { unit in rights.organization.map { $0 == unit.organization } ?? true }
    return site.json(
      APIAnswer(
        .members([
          ("id", .string(id.description)), ("name", .string(rights.person.name)),
          ("language", .string(rights.person.language.rawValue)),
          ("unread", rights.organization == nil ? .integer(Int64(unread)) : nil),
          ("scopes", rights.tokenScopes.map { .array($0.map(\.rawValue).sorted().map { .string($0) }) }),
          ("organization", .text(rights.organization?.description)),
          ("grants", .array(rights.grants.map(\.json))), ("organizations", .array(shown.map(\.json))),
        ])), request)
  }

  @Sendable private func messages(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try rights.requirePerson(context.t)
    let asked = try PageRequest(request.uri, size: 30)
    let (notices, paging) = try await people.database.read { reader in
      let paging = Paging(asked, total: try reader.countNotices(of: rights.person.id))
      return (try reader.notices(of: rights.person.id, limit: paging.size, offset: paging.range.lowerBound), paging)
    }
    return site.json(APIAnswer(paging.json(notices.map { $0.json(context.t) })), request)
  }

  @Sendable private func read(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try rights.requirePerson(context.t)
    return try await site.answer(request, context, in: people.database) { _ in
      { writer in
        try people.markRead(of: rights.person.id, in: writer)
        return APIAnswer(["unread": 0])
      }
    }
  }

  // MARK: Achievements

  @Sendable private func achievements(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try rights.requirePerson(context.t)
    let entries = try await people.database.read { try $0.achievements(of: .person(rights.person.id)) }
    return site.json(APIAnswer(["items": .array(entries.map(\.json))]), request)
  }

  @Sendable private func tell(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try rights.requirePerson(context.t)
    return try await site.answer(request, context, in: people.database) { body in
      var form = Form()
      Self.achievement.fill(&form, from: body.json, context.t)
      guard let told = ProfileRoutes(people: people, site: site).told(&form, context.t) else {
        throw Self.achievement.problem(form, context.t)
      }
      return { writer in
        let id = try people.tell(told, of: .person(rights.person.id), by: rights, in: writer)
        guard let entry = try writer.achievement(id) else { throw Problem(.conflict) }
        return APIAnswer(entry.json, status: .created, location: "/api/me/achievements")
      }
    }
  }

  private func own(_ context: SiteContext, _ rights: Rights) async throws -> Achievement {
    try rights.requirePerson(context.t)
    guard let id = ID<Achievement>(try context.parameters.require("id")),
      let entry = try await people.database.read({ try $0.achievement(id) }), entry.holder == .person(rights.person.id)
    else { throw Problem(.notFound) }
    return entry
  }

  @Sendable private func choose(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await site.answer(request, context, in: people.database) { body in
      let entry = try await own(context, rights)
      let t = context.t
      var form = Form()
      Self.choice.fill(&form, from: body.json, t)
      guard form.isGood else { throw Self.choice.problem(form, t) }
      guard case .bool(let isWanted)? = body.json["isRepresentative"], isWanted != entry.isRepresentative else {
        return { _ in APIAnswer(entry.json) }
      }
      return { writer in
        guard try people.represent(entry, isWanted, in: writer), let changed = try writer.achievement(entry.id) else {
          throw Problem(.conflict, detail: t("Five stand for you already; let go of one first."))
        }
        return APIAnswer(changed.json)
      }
    }
  }

  @Sendable private func withdraw(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await site.answer(request, context, in: people.database) { _ in
      let entry = try await own(context, rights)
      return { writer in
        try people.withdraw(entry, by: rights, in: writer)
        return APIAnswer(entry.json)
      }
    }
  }

  @Sendable private func told(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let waiting = try await people.database.read { try $0.toldAchievements(limit: 100) }
    return site.json(
      APIAnswer(["items": .array(waiting.map { ["holder": .string($0.holder), "achievement": $0.0.json] })]), request)
  }

  @Sendable private func decide(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await site.answer(request, context, in: people.database) { body in
      guard let id = ID<Achievement>(try context.parameters.require("id")),
        let entry = try await people.database.read({ try $0.achievement(id) })
      else { throw Problem(.notFound) }
      try entry.requireOther(rights, context.t)
      let decision = try site.decision(body, context.t)
      return { writer in
        try people.decide(entry, isVerified: decision.isYes, reason: decision.reason, by: rights, in: writer)
        guard let decided = try writer.achievement(id) else { throw Problem(.conflict) }
        return APIAnswer(decided.json)
      }
    }
  }

  // MARK: People

  @Sendable private func find(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let text = String((request.uri.queryParameters["q"].map(String.init) ?? "").trimmed.prefix(254))
    let found = text.isEmpty ? [] : try await people.database.read { try $0.findPeople(text, limit: 30) }
    return site.json(APIAnswer(["items": .array(found.map(people.summary))]), request)
  }
}

extension People {
  /// A person as an officer's program finds them: enough to tell them apart.
  fileprivate func summary(_ person: Person) -> JSONValue {
    [
      "id": .string(person.id.description), "name": .string(listedName(person)),
      "email": .string(DeskPages.masked(person.email)), "status": .string(person.status.rawValue),
    ]
  }
}

extension Grant {
  /// The grant as programs read it.
  var json: JSONValue {
    .members([
      ("id", .string(id.description)), ("role", .string(role.rawValue)), ("scope", .string(scope.text)),
      ("begins", .string(begins.description)), ("ends", .text(ends?.description)),
    ])
  }
}

extension Notice {
  /// The message as programs read it, in the reader's language.
  func json(_ t: Localizer) -> JSONValue {
    .members([
      ("id", .string(id.description)), ("kind", .string(kind)), ("text", .text(event?.words(t))), ("path", .string(path)),
      ("at", .string(at.description)), ("readAt", .text(readAt?.description)),
    ])
  }
}
