import Identity
import Journal
import SQL
import Site

extension People {
  /// Why something with a unit cannot be done.
  public enum OrganizationRefusal: Error, Sendable, Equatable {
    case codeTaken, changedMeanwhile, alreadyMember, notMember, lastResponsible, loop, noParent, notActive, own
  }

  private func subject(_ id: ID<Organization>) -> JournalEntry.Subject { .init("organization", id) }

  /// Registers a unit; an officer looks at it before it counts. Whoever registers answers for it.
  func register(_ organization: Organization, by rights: Rights, in writer: Writer) throws {
    if let code = organization.creditCode.flatMap(CreditCode.init), try writer.organization(creditCode: code) != nil {
      throw OrganizationRefusal.codeTaken
    }
    try check(parentOf: organization, in: writer)
    try writer.insert(organization, at: clock.now())
    try writer.insertMember(ids.next(), rights.person.id, in: organization.id, as: .responsible, at: clock.now())
    try record("organization.registered", on: subject(organization.id), by: rights.actor, in: writer)
  }

  /// Changes what is told of a unit.
  func change(_ organization: Organization, by rights: Rights, in writer: Writer) throws {
    if let code = organization.creditCode.flatMap(CreditCode.init), let other = try writer.organization(creditCode: code),
      other.id != organization.id
    {
      throw OrganizationRefusal.codeTaken
    }
    try check(parentOf: organization, in: writer)
    guard try writer.update(organization, at: clock.now()) else { throw OrganizationRefusal.changedMeanwhile }
    try record("organization.changed", on: subject(organization.id), by: rights.actor, in: writer)
  }

  /// The unit above is there, and never the unit itself.
  private func check(parentOf organization: Organization, in reader: Reader) throws {
    if let parent = organization.parent, try reader.organization(parent) == nil { throw OrganizationRefusal.noParent }
    var above = organization.parent
    for _ in 0..<32 {
      guard let id = above else { return }
      guard id != organization.id else { throw OrganizationRefusal.loop }
      above = try reader.organization(id)?.parent
    }
    throw OrganizationRefusal.loop
  }

  /// An officer says whether a unit counts.
  func decide(_ organization: Organization, isAccepted: Bool, reason: String, by rights: Rights, in writer: Writer) throws {
    guard organization.status == .pending else { throw OrganizationRefusal.changedMeanwhile }
    guard try writer.membership(of: rights.person.id, in: organization.id) == nil else { throw OrganizationRefusal.own }
    var next = organization
    next.status = isAccepted ? .active : .declined
    guard try writer.update(next, at: clock.now()) else { throw OrganizationRefusal.changedMeanwhile }
    try record(
      isAccepted ? "organization.accepted" : "organization.declined", on: subject(organization.id), by: rights.actor,
      reason: reason, in: writer)
    for member in try writer.members(of: organization.id) where member.role == .responsible {
      try notify(
        member.person, .organizationDecided(organization: organization.names.zhHans, isAccepted: isAccepted, reason: reason),
        path: "/organizations/\(organization.id)", in: writer)
    }
  }

  func askToJoin(_ organization: Organization, message: String, by rights: Rights, in writer: Writer) throws {
    guard organization.status == .active else { throw OrganizationRefusal.notActive }
    guard try writer.membership(of: rights.person.id, in: organization.id) == nil else { throw OrganizationRefusal.alreadyMember }
    let open = try writer.joinRequests(to: organization.id)
    guard !open.contains(where: { $0.person == rights.person.id }) else { throw OrganizationRefusal.alreadyMember }
    try writer.insertJoinRequest(ids.next(), of: rights.person.id, to: organization.id, message: message, at: clock.now())
    try record("organization.join_requested", on: subject(organization.id), by: rights.actor, in: writer)
    for member in try writer.members(of: organization.id) where member.role != .member {
      try notify(
        member.person, .joinRequested(organization: organization.names.zhHans), path: "/organizations/\(organization.id)/members",
        in: writer)
    }
  }

  func decide(
    _ request: JoinRequest, of organization: Organization, isAccepted: Bool, reason: String, by rights: Rights, in writer: Writer
  ) throws {
    let now = clock.now()
    guard try writer.decideJoinRequest(request.id, isAccepted: isAccepted, reason: reason, by: rights.person.id, at: now) else {
      throw OrganizationRefusal.changedMeanwhile
    }
    if isAccepted, try writer.membership(of: request.person, in: organization.id) == nil {
      try writer.insertMember(ids.next(), request.person, in: organization.id, as: .member, at: now)
    }
    try record(
      isAccepted ? "organization.joined" : "organization.join_declined", on: subject(organization.id), by: rights.actor,
      reason: reason,
      details: ["person": request.person.description], in: writer)
    try notify(
      request.person, .joinDecided(organization: organization.names.zhHans, isAccepted: isAccepted),
      path: "/organizations/\(organization.id)",
      in: writer)
  }

  /// Writes to an address; whoever reads its mail and has or opens an account may join.
  func invite(
    _ email: EmailAddress, to organization: Organization, as role: Membership.Role, by rights: Rights, in writer: Writer
  ) throws {
    let now = clock.now()
    let token = SecretToken()
    let id: ID<Invitation> = ids.next()
    try writer.withdrawInvitations(of: email, to: organization.id, at: now)
    try writer.insertInvitation(
      id, token: token, of: email, to: organization.id, as: role, by: rights.person.id, at: now,
      expires: now + .seconds(policy.invitationDays * 86_400))
    try record(
      "organization.invited", on: subject(organization.id), by: rights.actor, details: ["invitation": id.description], in: writer)
    let known = try writer.person(email)
    let t = localizer(known?.language ?? rights.person.language)
    try post(
      letter(
        to: email.text, t("Join {organization}", ["organization": t.pick(organization.names)]),
        [
          t("Hello,"),
          t(
            "{name} invites you to join {organization}:",
            ["name": rights.person.name, "organization": t.pick(organization.names)]),
          link("/invitations/\(token.text)"), t("The link is good for {days} days.", ["days": t.number(policy.invitationDays)]),
        ], t), in: writer)
    if let known {
      try notify(known.id, .invited(organization: organization.names.zhHans), path: "/me/organizations", in: writer)
    }
  }

  func accept(_ invitation: Invitation, by rights: Rights, in writer: Writer) throws {
    guard try writer.acceptInvitation(invitation.id, at: clock.now()) else { throw OrganizationRefusal.changedMeanwhile }
    if try writer.membership(of: rights.person.id, in: invitation.organization) == nil {
      try writer.insertMember(ids.next(), rights.person.id, in: invitation.organization, as: invitation.role, at: clock.now())
    }
    try record(
      "organization.joined", on: subject(invitation.organization), by: rights.actor,
      details: ["person": rights.person.id.description], in: writer)
  }

  /// Another person answers for the unit from now on; who did so stays as administrator.
  func makeResponsible(
    _ person: ID<Person>, of organization: Organization, reason: String, by rights: Rights, in writer: Writer
  ) throws {
    guard let next = try writer.membership(of: person, in: organization.id) else { throw OrganizationRefusal.notMember }
    guard next.role != .responsible else { throw OrganizationRefusal.alreadyMember }
    try writer.makeResponsibleAdministrator(in: organization.id)
    try writer.setRole(.responsible, ofMember: next.id)
    try record(
      "organization.responsible_changed", on: subject(organization.id), by: rights.actor, reason: reason,
      details: ["person": person.description], in: writer)
    try notify(
      person, .responsible(organization: organization.names.zhHans), path: "/organizations/\(organization.id)", in: writer)
  }

  /// Somebody leaves, or is taken out; who answers for the unit hands over first.
  func remove(_ person: ID<Person>, from organization: Organization, by rights: Rights, in writer: Writer) throws {
    guard let member = try writer.membership(of: person, in: organization.id) else { throw OrganizationRefusal.notMember }
    guard member.role != .responsible else { throw OrganizationRefusal.lastResponsible }
    try writer.endMembership(member.id, at: clock.now())
    try record(
      "organization.left", on: subject(organization.id), by: rights.actor, details: ["person": person.description], in: writer)
  }

  func setRole(
    _ role: Membership.Role, of person: ID<Person>, in organization: Organization, by rights: Rights, in writer: Writer
  ) throws {
    guard role != .responsible, let member = try writer.membership(of: person, in: organization.id) else {
      throw OrganizationRefusal.notMember
    }
    guard member.role != .responsible else { throw OrganizationRefusal.lastResponsible }
    try writer.setRole(role, ofMember: member.id)
    try record(
      "organization.role_changed", on: subject(organization.id), by: rights.actor,
      details: ["person": person.description, "role": role.rawValue], in: writer)
  }

  /// One unit takes the place of another: members, open requests, invitations, grants and achievements go over.
  public func merge(
    _ from: ID<Organization>, into: ID<Organization>, reason: String, by actor: JournalEntry.Actor, in writer: Writer
  ) throws {
    guard from != into, var old = try writer.organization(from), let new = try writer.organization(into), old.status == .active,
      new.status == .active
    else { throw OrganizationRefusal.notActive }
    let now = clock.now()
    old.status = .merged
    old.mergedInto = into
    old.creditCode = nil
    guard try writer.update(old, at: now) else { throw OrganizationRefusal.changedMeanwhile }
    for member in try writer.members(of: from) {
      if try writer.membership(of: member.person, in: into) == nil {
        try writer.insertMember(
          ids.next(), member.person, in: into, as: member.role == .member ? .member : .administrator, at: now)
      }
      try writer.endMembership(member.id, at: now)
    }
    try writer.moveBelongings(of: from, to: into)
    try record(
      "organization.merged", on: subject(from), by: actor, reason: reason, details: ["into": into.description], in: writer)
  }
}

extension People.OrganizationRefusal {
  /// The field of a unit's form that it is about.
  var field: String {
    switch self {
    case .codeTaken: "credit_code"
    case .loop, .noParent: "parent"
    default: "name"
    }
  }

  func sentence(_ t: Localizer) -> String {
    switch self {
    case .codeTaken: t("A unit with this code is registered already; ask to join it instead.")
    case .changedMeanwhile: t("Somebody else changed this meanwhile. Please look at it again.")
    case .alreadyMember: t("You belong to this unit already, or have asked to.")
    case .notMember: t("This person is not a member of the unit.")
    case .lastResponsible: t("Somebody has to answer for the unit: hand over first.")
    case .loop: t("A unit cannot stand above itself.")
    case .noParent: t("There is no unit at this address.")
    case .own: t("Nobody decides what they asked for themselves.")
    case .notActive: t("This unit is not registered, or was merged into another.")
    }
  }
}
