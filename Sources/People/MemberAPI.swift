import HTTPTypes
import Hummingbird
import SQL
import Site

/// The members of a unit for programs of whoever looks after it: who belongs to it, who is invited, who asks to join.
///
/// Handing over to another responsible person is left out: it needs a person.
struct MemberAPI: Sendable {
  let routes: OrganizationRoutes

  private var people: People { routes.people }
  private var site: Site { routes.site }

  private static let invitation = JSONFields(["email", "role"])
  private static let member = JSONFields(["role"])

  func add(to doors: Doors) {
    doors.api(.get, "/api/organizations/:id/members", for: .signedIn, scope: .organizations, use: list)
    doors.api(.patch, "/api/organizations/:id/members/:person", for: .signedIn, scope: .organizations, use: change)
    doors.api(.delete, "/api/organizations/:id/members/:person", for: .signedIn, scope: .organizations, use: remove)
    doors.api(.post, "/api/organizations/:id/invitations", for: .signedIn, scope: .organizations, use: invite)
    doors.api(.delete, "/api/organizations/:id/invitations/:invitation", for: .signedIn, scope: .organizations, use: withdraw)
    doors.api(.post, "/api/organizations/:id/requests/:request/decision", for: .signedIn, scope: .organizations, use: decide)
  }

  @Sendable private func list(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let unit = try await routes.managed(context, rights)
    return site.json(APIAnswer(try await people.database.read { try people.membersJSON(of: unit, $0) }), request)
  }

  /// Does something to a unit that somebody looks after, and answers with its members.
  private func act(
    _ request: Request, _ context: SiteContext, _ rights: Rights, status: HTTPResponse.Status = .ok,
    prepare: (APIBody, Organization) async throws -> @Sendable (Writer) throws -> Void
  ) async throws -> Response {
    try await routes.refusing(context.t) {
      try await site.answer(request, context, in: people.database) { body in
        let unit = try await routes.managed(context, rights)
        let act = try await prepare(body, unit)
        return { writer in
          try act(writer)
          return APIAnswer(
            try people.membersJSON(of: unit, writer), status: status,
            location: status == .created ? "/api/organizations/\(unit.id)/members" : nil)
        }
      }
    }
  }

  private func person(_ context: SiteContext) throws -> ID<Person> {
    guard let person = ID<Person>(try context.parameters.require("person")) else { throw Problem(.notFound) }
    return person
  }

  @Sendable private func change(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await act(request, context, rights) { body, unit in
      let person = try person(context)
      var form = Form()
      Self.member.fill(&form, from: body.json, context.t)
      guard let role = routes.role(&form, context.t), form.isGood else { throw Self.member.problem(form, context.t) }
      return { try people.setRole(role, of: person, in: unit, by: rights, in: $0) }
    }
  }

  @Sendable private func remove(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await act(request, context, rights) { _, unit in
      let person = try person(context)
      return { try people.remove(person, from: unit, by: rights, in: $0) }
    }
  }

  @Sendable private func invite(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await act(request, context, rights, status: .created) { body, unit in
      var form = Form()
      Self.invitation.fill(&form, from: body.json, context.t)
      guard let (email, role) = routes.invitation(&form, to: unit, context.t) else {
        throw Self.invitation.problem(form, context.t)
      }
      return { try people.invite(email, to: unit, as: role, by: rights, in: $0) }
    }
  }

  @Sendable private func withdraw(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await act(request, context, rights) { _, unit in
      guard let id = ID<Invitation>(try context.parameters.require("invitation")) else { throw Problem(.notFound) }
      return { try $0.withdraw(id, of: unit.id, at: people.clock.now()) }
    }
  }

  @Sendable private func decide(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await act(request, context, rights) { body, unit in
      let asked = try await routes.joinRequest(context, to: unit)
      let decision = try site.decision(body, context.t)
      return { try people.decide(asked, of: unit, isAccepted: decision.isYes, reason: decision.reason, by: rights, in: $0) }
    }
  }
}

extension People {
  /// Members, invitations and requests of a unit as programs of whoever looks after it read them.
  fileprivate func membersJSON(of unit: Organization, _ reader: Reader) throws -> JSONValue {
    let members: [JSONValue] = try reader.members(of: unit.id).map {
      [
        "person": .string($0.person.description), "name": .string($0.personName), "role": .string($0.role.rawValue),
        "since": .string($0.since.description),
      ]
    }
    let invitations: [JSONValue] = try reader.openInvitations(of: unit.id, at: clock.now()).map {
      [
        "id": .string($0.id.description), "email": .string($0.email), "role": .string($0.role.rawValue),
        "expiresAt": .string($0.expiresAt.description),
      ]
    }
    let requests: [JSONValue] = try reader.joinRequests(to: unit.id).map {
      [
        "id": .string($0.id.description), "person": .string($0.person.description), "name": .string($0.personName),
        "message": .string($0.message), "askedAt": .string($0.askedAt.description),
      ]
    }
    return ["members": .array(members), "invitations": .array(invitations), "requests": .array(requests)]
  }
}
