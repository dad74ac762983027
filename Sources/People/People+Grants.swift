import Journal
import SQL
import Site

extension People {
  /// Why a grant cannot be given.
  public enum GrantRefusal: Error, Sendable, Equatable {
    /// The giver may not give this role there.
    case notYours
    /// The person has one of the three roles that are never one person, and this is another (§12.6).
    case separated(Role)
    /// It ends before it begins, or later than what it stems from.
    case times
    /// The person has it already.
    case already
    /// Nobody gives a grant to themselves.
    case toYourself
    /// There is no such person, or the account is not in use.
    case nobody
  }

  /// What is to be given.
  public struct NewGrant: Sendable {
    let person: ID<Person>
    let role: Role
    let scope: Scope
    let target: Target
    let ends: Instant?
    let reason: String
    /// Starts later than now.
    var begins: Instant?

    /// A grant to be given; `target` tells in which region and organization the scope lies.
    public init(person: ID<Person>, role: Role, scope: Scope, target: Target, ends: Instant?, reason: String) {
      self.person = person
      self.role = role
      self.scope = scope
      self.target = target
      self.ends = ends
      self.reason = reason
    }
  }

  /// Gives a grant, with its journal entry and a message to the person.
  ///
  /// - Parameter giver: who gives; `nil` for somebody at the command line, who may give everything.
  /// - Throws: `GrantRefusal`.
  @discardableResult
  public func give(_ new: NewGrant, by giver: Rights?, command: String = "grant", in writer: Writer) throws -> Grant {
    let now = clock.now()
    if let giver { try check(new, giver) }
    guard let person = try writer.person(new.person), person.status == .active else { throw GrantRefusal.nobody }
    let held = try writer.grants(of: new.person, at: now)
    try Self.separate(new.role, from: held)
    if held.contains(where: { $0.role == new.role && $0.scope == new.scope && $0.ends == nil }) { throw GrantRefusal.already }
    let begins = new.begins ?? now
    if let ends = new.ends, ends <= begins { throw GrantRefusal.times }
    let grant = Grant(
      id: ids.next(), person: new.person, role: new.role, scope: new.scope, begins: begins, ends: new.ends,
      giver: giver?.actor.description ?? "command:\(command)", reason: new.reason, source: nil, revoked: nil)
    try store(grant, by: giver?.actor ?? .command(command), in: writer)
    return grant
  }

  private func check(_ new: NewGrant, _ giver: Rights) throws {
    guard new.person != giver.person.id else { throw GrantRefusal.toYourself }
    let isAllowed =
      (giver.may(.giveGrants) || new.role == .gateKeeper && giver.may(.nameGateKeepers))
      && giver.grants.contains { $0.role.givable.contains(new.role) && $0.scope.covers(new.scope, target: new.target) }
    guard isAllowed else { throw GrantRefusal.notYours }
  }

  /// System, security and audit are three people (§12.6).
  static func separate(_ role: Role, from held: [Grant]) throws {
    guard Role.separated.contains(role) else { return }
    if let other = held.first(where: { Role.separated.contains($0.role) && $0.role != role }) {
      throw GrantRefusal.separated(other.role)
    }
  }

  /// Lets somebody act on one's behalf for a time: the same role and scope, which falls with the grant that it stems from.
  @discardableResult
  public func delegate(
    _ source: ID<Grant>, to person: ID<Person>, until ends: Instant, reason: String, by giver: Rights, in writer: Writer
  ) throws -> Grant {
    let now = clock.now()
    guard let own = giver.grants.first(where: { $0.id == source }), own.source == nil else { throw GrantRefusal.notYours }
    guard person != giver.person.id else { throw GrantRefusal.toYourself }
    guard let receiver = try writer.person(person), receiver.status == .active else { throw GrantRefusal.nobody }
    let longest = now + .seconds(policy.longestDelegationDays * 86_400)
    guard ends > now, ends <= longest, own.ends.map({ ends <= $0 }) ?? true else { throw GrantRefusal.times }
    try Self.separate(own.role, from: try writer.grants(of: person, at: now))
    let grant = Grant(
      id: ids.next(), person: person, role: own.role, scope: own.scope, begins: now, ends: ends, giver: giver.actor.description,
      reason: reason, source: own.id, revoked: nil)
    try store(grant, by: giver.actor, in: writer)
    return grant
  }

  private func store(_ grant: Grant, by actor: JournalEntry.Actor, in writer: Writer) throws {
    try writer.insert(grant, at: clock.now())
    var details = ["person": grant.person.description, "role": grant.role.rawValue, "scope": grant.scope.text]
    if let ends = grant.ends { details["until"] = String(ends.milliseconds) }
    if let source = grant.source { details["on_behalf_of"] = source.description }
    try record("grant.given", on: .init("grant", grant.id), by: actor, reason: grant.reason, details: details, in: writer)
    try notify(grant.person, .grantGiven(role: grant.role, until: grant.ends), path: "/me", in: writer)
  }

  /// Takes a grant back; who gave it may, and whoever may give its role there.
  ///
  /// - Throws: `GrantRefusal.notYours`.
  public func revoke(
    _ grant: Grant, target: Target, by giver: Rights?, command: String = "grant", reason: String, in writer: Writer
  ) throws {
    if let giver {
      let isGiver = grant.giver == giver.actor.description
      let mayGive = giver.grants.contains { $0.role.givable.contains(grant.role) && $0.scope.covers(grant.scope, target: target) }
      guard isGiver || mayGive && giver.person.id != grant.person || giver.person.id == grant.person && grant.source != nil else {
        throw GrantRefusal.notYours
      }
    }
    let actor = giver?.actor ?? .command(command)
    guard try writer.revoke(grant.id, by: actor.description, at: clock.now()) else { return }
    try record(
      "grant.revoked", on: .init("grant", grant.id), by: actor, reason: reason, details: ["person": grant.person.description],
      in: writer)
    try notify(grant.person, .grantRevoked(role: grant.role), path: "/me", in: writer)
  }
}

extension Scope {
  /// As the journal writes it.
  var text: String { key.isEmpty ? kind : "\(kind):\(key)" }
}

extension People.GrantRefusal {
  /// The refusal in one sentence.
  public func sentence(_ t: Localizer) -> String {
    switch self {
    case .notYours: t("You may not give this role for this place.")
    case .separated(let role):
      t("This person is {role} already; system, security and audit are never in one hand.", ["role": role.name(t)])
    case .times: t("The end must lie after the beginning, and within what is allowed.")
    case .already: t("This person has this role there already.")
    case .toYourself: t("Nobody gives a role to themselves.")
    case .nobody: t("There is no account in use for this person.")
    }
  }
}

extension Role {
  /// The role in the reader's language.
  func name(_ t: Localizer) -> String {
    switch self {
    case .systemAdministrator: t("System administrator")
    case .securityAdministrator: t("Security administrator")
    case .auditor: t("Auditor")
    case .officer: t("Officer")
    case .baseManager: t("Base manager")
    case .schoolHead: t("School head")
    case .teacher: t("Teacher")
    case .expert: t("Expert")
    case .gateKeeper: t("Guard at a door")
    case .volunteerLeader: t("Volunteer leader")
    case .editor: t("Editor")
    }
  }
}
