import HTTPTypes
import Hummingbird
import Identity
import SQL
import Site

extension People {
  /// Finds out who makes a request; the site asks this for each that shows a credential.
  public func visitor(_ request: Request, _ credential: Credential) async throws -> Visitor? {
    let now = clock.now()
    switch credential {
    case .session(let token): return try await visitor(sessionHash: SecretToken.hash(token), at: now)
    case .bearer(let token): return try await visitor(tokenHash: SecretToken.hash(token), at: now)
    }
  }

  private func visitor(sessionHash: String, at now: Instant) async throws -> Visitor? {
    let known: (KnownSession, grants: [Grant])? = try await database.read { reader in
      guard let known = try reader.knownSession(hash: sessionHash), known.session.state == .full,
        known.session.expiresAt > now, known.person.status == .active || known.person.status == .waiting
      else { return nil }
      return (known, try reader.grants(of: known.person.id, at: now))
    }
    guard let (known, grants) = known else { return nil }
    let roles = Set(grants.map(\.role))
    if let idle = idleLimit(roles), now - known.session.seenAt > idle { return nil }
    if now - known.session.seenAt > .seconds(60) { await noteSeen(known.session.id, at: now) }
    let rights = Rights(
      person: known.person, grants: known.person.status == .active ? grants : [], session: known.session.id,
      confirmedAt: known.session.confirmedAt, hasSecondFactor: known.session.hasSecondFactor, tokenScopes: nil,
      isSecondFactorOwed: !known.session.hasSecondFactor && !roles.isDisjoint(with: policy.secondFactorFor))
    return visitor(rights, unread: known.unread)
  }

  /// How long somebody with these roles may be silent (§12.6).
  private func idleLimit(_ roles: Set<Role>) -> Duration? {
    if !roles.isDisjoint(with: Role.separated) { return .seconds(policy.idleMinutesOfAdministrators * 60) }
    return roles.contains { $0.actions.contains(.seeDesk) } ? .seconds(policy.idleMinutesAtDesk * 60) : nil
  }

  private func noteSeen(_ id: ID<Session>, at now: Instant) async {
    // Nothing depends on it but a list and the idle limit; a request does not fail for it.
    _ = try? await database.write { try $0.noteSeen(id, at: now) }
  }

  private func visitor(tokenHash: String, at now: Instant) async throws -> Visitor? {
    let found: (APIToken, Person, [Grant])? = try await database.read { reader in
      guard let token = try reader.token(hash: tokenHash), token.isGood(at: now), let person = try reader.person(token.person),
        person.status == .active
      else { return nil }
      return (token, person, try reader.grants(of: person.id, at: now))
    }
    guard let (token, person, grants) = found else { return nil }
    let reach = token.organization.map { id in grants.filter { $0.scope == .organization(id) } } ?? grants
    return visitor(
      Rights(
        person: person, grants: reach, session: nil, confirmedAt: token.createdAt, hasSecondFactor: token.hasSecondFactor,
        tokenScopes: token.scopes, organization: token.organization,
        isSecondFactorOwed: !token.hasSecondFactor && !policy.secondFactorFor.isDisjoint(with: grants.map(\.role))), unread: 0)
  }

  private func visitor(_ rights: Rights, unread: Int) -> Visitor {
    var menu = [
      NavigationItem("My page", path: "/me", section: "me"), NavigationItem("Messages", path: "/me/messages", section: "me"),
    ]
    if rights.grants.contains(where: { $0.role.actions.contains(.editBase) }) {
      menu.append(NavigationItem("My bases", path: "/me/bases", section: "me"))
    }
    if rights.may(.checkIn) { menu.append(NavigationItem("Doors", path: "/desk/door", section: "door")) }
    if rights.may(.seeDesk) { menu.append(NavigationItem("Desk", path: "/desk", section: "desk")) }
    if rights.may(.readJournal) { menu.append(NavigationItem("Journal", path: "/journal", section: "desk")) }
    menu.append(NavigationItem("Security", path: "/me/security", section: "me"))
    menu.append(NavigationItem("My data", path: "/me/data", section: "me"))
    let person = rights.person
    return Visitor(
      id: ID(rawValue: person.id.rawValue), name: person.name, edition: "\(person.id)-\(person.version)-\(unread)-\(menu.count)",
      unread: unread, menu: menu, rights: rights)
  }
}
