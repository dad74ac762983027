import SQL

/// What somebody may be (roles of the domain rules §12.6 and of this portal's desks).
public enum Role: String, Sendable, CaseIterable, Codable {
  /// Runs the program and its settings (系统管理员).
  case systemAdministrator = "system_administrator"
  /// Gives and takes grants, suspends accounts (安全管理员).
  case securityAdministrator = "security_administrator"
  /// Reads the journal and changes nothing (审计员).
  case auditor
  /// Works at an office of a county, a prefecture or the province.
  case officer
  /// Looks after a base's page.
  case baseManager = "base_manager"
  /// Answers for a school.
  case schoolHead = "school_head"
  /// Teaches at a school.
  case teacher
  /// Reviews what needs knowledge of a field.
  case expert
  /// Leads a team of volunteers.
  case volunteerLeader = "volunteer_leader"
  /// Checks tickets and counts people at the door of a base (检票员).
  case gateKeeper = "gate_keeper"
  /// Edits what the portal itself says.
  case editor

  /// The three who are never one person (§12.6, separation of system, security and audit).
  public static let separated: Set<Role> = [.systemAdministrator, .securityAdministrator, .auditor]
}

/// What a grant lets somebody do.
public enum Action: String, Sendable, CaseIterable {
  case seeDesk, decideBases, importBases, mergeBases, editBase, findPeople, suspendPeople, mergePeople, decideOrganizations
  case manageOrganization, verifyAchievements, giveGrants, confirmSecond, readJournal, manageSystem
  /// Checks tickets and counts people at the door of a base.
  case checkIn
  /// Says who keeps the door of a base.
  case nameGateKeepers
  /// Prepares visits of a school.
  case planSchoolVisits
  /// Confirms visits of a school in its name.
  case confirmSchoolVisits
  /// Makes calls, and runs a round from the formal check to the public notice.
  case runCalls
}

extension Role {
  /// What the role may do, wherever its grant reaches.
  public var actions: Set<Action> {
    switch self {
    case .systemAdministrator: [.seeDesk, .manageSystem]
    case .securityAdministrator: [.seeDesk, .findPeople, .suspendPeople, .mergePeople, .giveGrants, .confirmSecond]
    case .auditor: [.seeDesk, .readJournal]
    case .officer:
      [
        .seeDesk, .decideBases, .importBases, .mergeBases, .editBase, .findPeople, .mergePeople, .decideOrganizations,
        .manageOrganization, .verifyAchievements, .giveGrants, .confirmSecond, .runCalls, .checkIn, .nameGateKeepers,
      ]
    case .baseManager: [.editBase, .checkIn, .nameGateKeepers]
    case .gateKeeper: [.checkIn]
    case .schoolHead: [.manageOrganization, .planSchoolVisits, .confirmSchoolVisits]
    case .teacher: [.planSchoolVisits]
    case .expert, .volunteerLeader: []
    case .editor: [.seeDesk]
    }
  }

  /// The roles that somebody of this role may give to others.
  public var givable: Set<Role> {
    switch self {
    case .securityAdministrator: Set(Role.allCases)
    case .officer: [.officer, .baseManager, .gateKeeper, .schoolHead, .teacher, .expert, .volunteerLeader, .editor]
    case .baseManager: [.gateKeeper]
    default: []
    }
  }
}

/// How far a grant reaches.
public enum Scope: Sendable, Hashable {
  /// The whole deployment.
  case province
  /// A region by its code, and all under it.
  case region(String)
  /// An organization and what it runs.
  case organization(ID<Organization>)
  /// One base, by its number.
  case base(Int64)

  var kind: String {
    switch self {
    case .province: "province"
    case .region: "region"
    case .organization: "organization"
    case .base: "base"
    }
  }

  var key: String {
    switch self {
    case .province: ""
    case .region(let code): code
    case .organization(let id): id.description
    case .base(let number): ID<Scope>(rawValue: number).description
    }
  }

  init?(kind: String, key: String) {
    switch kind {
    case "province": self = .province
    case "region": self = .region(key)
    case "organization":
      guard let id = ID<Organization>(key) else { return nil }
      self = .organization(id)
    case "base":
      guard let id = ID<Scope>(key) else { return nil }
      self = .base(id.rawValue)
    default: return nil
    }
  }
}

/// What something is done to, as far as grants look at it.
public struct Target: Sendable {
  /// Code of the region where it is.
  public var region: String?
  /// The organization that runs it, or that it is.
  public var organization: ID<Organization>?
  /// Number of the base that it is, or is part of.
  public var base: Int64?

  /// A target.
  public init(region: String? = nil, organization: ID<Organization>? = nil, base: Int64? = nil) {
    self.region = region
    self.organization = organization
    self.base = base
  }

  /// The whole deployment; only a grant for the province reaches it.
  public static let everything = Target()
}

extension Scope {
  /// Whether a target lies in the scope.
  public func covers(_ target: Target) -> Bool {
    switch self {
    case .province: true
    case .region(let code): target.region.map { Self.region(code, holds: $0) } ?? false
    case .organization(let id): target.organization == id
    case .base(let number): target.base == number
    }
  }

  /// Whether everything in another scope lies in this one.
  public func covers(_ other: Scope, target: Target) -> Bool { self == .province || self == other || covers(target) }

  /// The digits that the codes of a region and all under it begin with (GB/T 2260: two digits for the province, two for the
  /// prefecture, two for the county).
  public static func stem(_ code: String) -> String {
    var stem = Substring(code)
    while stem.hasSuffix("00") { stem = stem.dropLast(2) }
    return String(stem)
  }

  /// Whether a region lies in another: codes of regions begin with those of the regions above them.
  static func region(_ code: String, holds other: String) -> Bool {
    let stem = stem(code)
    return !stem.isEmpty && other.hasPrefix(stem)
  }
}

/// A role that somebody has somewhere for some time.
public struct Grant: Sendable {
  /// Its number.
  public let id: ID<Grant>
  /// Who has it.
  public let person: ID<Person>
  /// What they are.
  public let role: Role
  /// Where.
  public let scope: Scope
  /// From when.
  public let begins: Instant
  /// Until when; open when there is none.
  public let ends: Instant?
  /// Who gave it, as the journal writes it.
  public let giver: String
  /// Why.
  public let reason: String?
  /// The grant of somebody else on whose behalf this one acts; it falls with it.
  public let source: ID<Grant>?
  /// When it was taken back.
  public let revoked: Instant?

  /// Whether it holds at an instant.
  public func holds(at now: Instant) -> Bool {
    revoked == nil && begins <= now && (ends.map { now < $0 } ?? true)
  }
}

extension Grant: RowReadable {
  static let columns: SQL =
    "g.id, g.person_id, g.role, g.scope_kind, g.scope_key, g.begins_at, g.ends_at, g.given_by, g.reason, g.source_id, g.revoked_at"

  /// Reads a row of `columns`; a role or scope that this version does not know grants nothing.
  public init(row: Row) throws {
    id = try row.get(0)
    person = try row.get(1)
    let role = Role(rawValue: try row.text(2))
    let scope = Scope(kind: try row.text(3), key: try row.text(4))
    let revoked: Instant? = try row.get(10)
    self.role = role ?? .teacher
    self.scope = scope ?? .base(-1)
    begins = try row.get(5)
    ends = try row.get(6)
    giver = try row.text(7)
    reason = try row.textOrNil(8)
    source = try row.get(9)
    self.revoked = role == nil || scope == nil ? begins : revoked
  }
}
