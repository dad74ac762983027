import SQL
import Site

/// A unit: an office, an association, a school, an operator of bases and so on.
public struct Organization: Sendable {
  /// Its number.
  public let id: ID<Organization>
  /// Its names.
  public var names: LocalizedText
  /// What it is.
  public var kind: Kind
  /// Its code, where it has one (Hong Kong and Macao have none).
  public var creditCode: String?
  /// Where it is.
  public var region: String
  /// The unit above it.
  public var parent: ID<Organization>?
  /// Its own pages.
  public var website: String?
  /// Its telephone.
  public var phone: String?
  /// What it says of itself.
  public var about: String?
  /// How it stands.
  public var status: Status
  /// The unit that took its place.
  public var mergedInto: ID<Organization>?
  /// Grows with every change.
  public var version: Int

  /// What a unit is.
  public enum Kind: String, Sendable, CaseIterable {
    case government, association, operatorOfBases = "operator", school, institute, enterprise, media, volunteers, partner
  }

  /// How a unit stands with the portal.
  public enum Status: String, Sendable, CaseIterable {
    /// An officer has yet to look.
    case pending
    case active
    case declined
    case merged
  }

  /// As grants see it.
  public var target: Target { Target(region: region, organization: id) }
}

extension Organization.Kind {
  func name(_ t: Localizer) -> String {
    switch self {
    case .government: t("Government office")
    case .association: t("Association or society")
    case .operatorOfBases: t("Operator of bases")
    case .school: t("School")
    case .institute: t("University or institute")
    case .enterprise: t("Enterprise")
    case .media: t("Media")
    case .volunteers: t("Volunteer organization")
    case .partner: t("Partner region")
    }
  }
}

extension Organization: RowReadable {
  static let columns: SQL =
    "o.id, o.name, o.name_hant, o.name_en, o.kind, o.credit_code, o.region, o.parent_id, o.website, o.phone, o.about, o.status, o.merged_into, o.version"

  /// Reads a row of `columns`.
  public init(row: Row) throws {
    id = try row.get(0)
    names = LocalizedText(zhHans: try row.text(1), zhHant: try row.textOrNil(2), en: try row.textOrNil(3))
    kind = Kind(rawValue: try row.text(4)) ?? .partner
    creditCode = try row.textOrNil(5)
    region = try row.text(6)
    parent = try row.get(7)
    website = try row.textOrNil(8)
    phone = try row.textOrNil(9)
    about = try row.textOrNil(10)
    status = Status(rawValue: try row.text(11)) ?? .pending
    mergedInto = try row.get(12)
    version = Int(try row.int(13))
  }
}

/// Somebody's place in a unit.
struct Membership: RowReadable, Sendable {
  let id: ID<Membership>
  let organization: ID<Organization>
  let organizationName: String
  let person: ID<Person>
  let personName: String
  let role: Role
  let since: Instant

  /// What somebody is in a unit.
  enum Role: String, CaseIterable {
    /// Answers for the unit; there is exactly one.
    case responsible
    /// Looks after members and the unit's page.
    case administrator
    case member

    func name(_ t: Localizer) -> String {
      switch self {
      case .responsible: t("Responsible person")
      case .administrator: t("Administrator of the unit")
      case .member: t("Member")
      }
    }
  }

  static let columns: SQL = "m.id, m.organization_id, o.name, m.person_id, p.name, m.role, m.since"
  static let from: SQL = "members m JOIN organizations o ON o.id = m.organization_id JOIN people p ON p.id = m.person_id"

  init(row: Row) throws {
    id = try row.get(0)
    organization = try row.get(1)
    organizationName = try row.text(2)
    person = try row.get(3)
    personName = try row.text(4)
    role = Role(rawValue: try row.text(5)) ?? .member
    since = try row.get(6)
  }

  var json: JSONValue {
    .members([
      ("id", .string(organization.description)), ("organization", .string(organizationName)), ("role", .string(role.rawValue)),
      ("since", .string(since.description)),
    ])
  }
}

/// Somebody asks to join a unit.
struct JoinRequest: RowReadable, Sendable {
  let id: ID<JoinRequest>
  let organization: ID<Organization>
  let person: ID<Person>
  let personName: String
  let message: String
  let askedAt: Instant

  static let columns: SQL = "j.id, j.organization_id, j.person_id, p.name, j.message, j.asked_at"

  init(row: Row) throws {
    id = try row.get(0)
    organization = try row.get(1)
    person = try row.get(2)
    personName = try row.text(3)
    message = try row.text(4)
    askedAt = try row.get(5)
  }
}

/// An address is invited to join a unit.
struct Invitation: RowReadable, Sendable {
  let id: ID<Invitation>
  let organization: ID<Organization>
  let email: String
  let role: Membership.Role
  let invitedBy: ID<Person>
  let expiresAt: Instant

  static let columns: SQL = "i.id, i.organization_id, i.email, i.role, i.invited_by, i.expires_at"

  init(row: Row) throws {
    id = try row.get(0)
    organization = try row.get(1)
    email = try row.text(2)
    role = Membership.Role(rawValue: try row.text(3)) ?? .member
    invitedBy = try row.get(4)
    expiresAt = try row.get(5)
  }
}
