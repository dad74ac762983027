import People
import SQL
import Site

/// Who or what is judged, and to whom a result belongs.
public enum Holder: Sendable, Hashable {
  case person(ID<Person>)
  case organization(ID<Organization>)
  /// A base, by its number; its room stands above this one and tells about it through a `Directory`.
  case base(Int64)

  var kind: String {
    switch self {
    case .person: "person"
    case .organization: "organization"
    case .base: "base"
    }
  }

  var key: Int64 {
    switch self {
    case .person(let id): id.rawValue
    case .organization(let id): id.rawValue
    case .base(let number): number
    }
  }

  init?(kind: String, key: Int64) {
    switch kind {
    case "person": self = .person(ID(rawValue: key))
    case "organization": self = .organization(ID(rawValue: key))
    case "base": self = .base(key)
    default: return nil
    }
  }

  /// As forms and addresses write it: `base-0A1B…`.
  public var code: String { "\(kind)-\(ID<Holder>(rawValue: key))" }

  /// Reads what `code` writes.
  init?(code: String) {
    let parts = code.split(separator: "-", maxSplits: 1)
    guard parts.count == 2, let id = ID<Holder>(String(parts[1])) else { return nil }
    self.init(kind: String(parts[0]), key: id.rawValue)
  }
}

/// What is known of a holder when it is judged.
public struct Subject: Sendable {
  /// Who or what it is.
  public let holder: Holder
  /// What it is called.
  public let name: LocalizedText
  /// Code of its region.
  public let region: String
  /// The unit behind it.
  public let unit: ID<Organization>?
  /// Its public page.
  public let path: String?
  /// Which of national, province, city, county it is named as already.
  public let level: String?

  /// A subject.
  public init(
    holder: Holder, name: LocalizedText, region: String, unit: ID<Organization>?, path: String? = nil, level: String? = nil
  ) {
    self.holder = holder
    self.name = name
    self.region = region
    self.unit = unit
    self.path = path
    self.level = level
  }

  /// As grants see it.
  var target: Target {
    if case .base(let number) = holder { return Target(region: region, organization: unit, base: number) }
    return Target(region: region, organization: unit)
  }
}

/// How rooms above this one tell of what they keep; given in `Server`.
public struct Directory: Sendable {
  /// A base by its number.
  public var base: @Sendable (Int64, Reader) throws -> Subject?
  /// The bases that somebody looks after.
  public var basesOf: @Sendable (Rights, Reader) throws -> [Subject]
  /// What rooms can compute of a holder for a year: by key, how it is worked out.
  public var computed: [String: ComputedIndicator]

  /// A directory.
  public init(
    base: @escaping @Sendable (Int64, Reader) throws -> Subject?,
    basesOf: @escaping @Sendable (Rights, Reader) throws -> [Subject], computed: [String: ComputedIndicator] = [:]
  ) {
    self.base = base
    self.basesOf = basesOf
    self.computed = computed
  }

  /// A directory of a house without bases.
  public static let empty = Directory(base: { _, _ in nil }, basesOf: { _, _ in [] })
}

/// A number that a room works out itself, to stand beside what an applicant claims.
public struct ComputedIndicator: Sendable {
  /// From what it is worked out, for people.
  public let evidence: LocalizedText
  /// The number for a holder and a year; `nil` where the room does not know.
  public let compute: @Sendable (Holder, _ year: Int, Reader) throws -> Double?

  /// An indicator.
  public init(evidence: LocalizedText, compute: @escaping @Sendable (Holder, _ year: Int, Reader) throws -> Double?) {
    self.evidence = evidence
    self.compute = compute
  }
}
