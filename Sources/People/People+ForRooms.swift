import SQL
import Site

/// A unit of which somebody is a member, as other rooms see it.
public struct UnitMembership: Sendable {
  /// The unit.
  public let unit: ID<Organization>
  /// Its name.
  public let name: String
  /// Whether they act for it: they answer for it or look after it.
  public let isActing: Bool
}

extension People {
  /// The regions right under one, in the order of their codes (GB/T 2260: two digits for the province, two for the prefecture,
  /// two for the county); none where there are none.
  public func regions(under code: String) -> [(code: String, name: LocalizedText)] {
    guard code.count == 6, code.hasSuffix("00") else { return [] }
    let isProvince = code.hasSuffix("0000")
    return (1...99).compactMap { number in
      let digits = (number < 10 ? "0" : "") + String(number)
      let below = isProvince ? "\(code.prefix(2))\(digits)00" : "\(code.prefix(4))\(digits)"
      return regionNames(below).map { (below, $0) }
    }
  }
}

/// What rooms above ask about people and units.
extension Reader {
  /// What somebody is called; `nil` for an account that is not there.
  public func name(of person: ID<Person>) throws -> String? {
    try value(String.self, "SELECT name FROM people WHERE id = \(person)")
  }

  /// The names of several people.
  public func names(of people: [ID<Person>]) throws -> [ID<Person>: String] {
    var names: [ID<Person>: String] = [:]
    for chunk in stride(from: 0, to: people.count, by: 500) {
      try forEach("SELECT id, name FROM people WHERE id IN \(Array(people[chunk..<min(people.count, chunk + 500)]))") { row in
        names[try row.get(0)] = try row.text(1)
      }
    }
    return names
  }

  /// An account by its confirmed address.
  public func personID(email: String) throws -> ID<Person>? {
    guard let address = EmailAddress(email) else { return nil }
    return try value(ID<Person>.self, "SELECT id FROM people WHERE email_key = \(address.key) AND status = 'active'")
  }

  /// The units of somebody today.
  public func units(of person: ID<Person>) throws -> [UnitMembership] {
    try memberships(of: person).map {
      UnitMembership(unit: $0.organization, name: $0.organizationName, isActing: $0.role != .member)
    }
  }

  /// The units of many people today, for looking for conflicts.
  public func units(of people: [ID<Person>]) throws -> [ID<Person>: Set<ID<Organization>>] {
    var units: [ID<Person>: Set<ID<Organization>>] = [:]
    for chunk in stride(from: 0, to: people.count, by: 500) {
      let part = Array(people[chunk..<min(people.count, chunk + 500)])
      try forEach("SELECT person_id, organization_id FROM members WHERE person_id IN \(part) AND until IS NULL") { row in
        units[try row.get(0), default: []].insert(try row.get(1))
      }
    }
    return units
  }

  /// Registered units whose name holds a text, in the order of their names.
  public func registeredUnits(holding text: String, limit: Int) throws -> [Organization] {
    try organizations(OrganizationSearch(text: text, limit: limit))
  }

  /// Who acts for a unit: the people to be told what concerns it.
  public func actors(of unit: ID<Organization>) throws -> [ID<Person>] {
    try values(
      ID<Person>.self,
      "SELECT person_id FROM members WHERE organization_id = \(unit) AND until IS NULL AND role <> 'member' ORDER BY since")
  }

  /// Those who have a role that reaches a region now.
  public func people(with role: Role, over region: String, at now: Instant) throws -> [ID<Person>] {
    let grants = try all(
      Grant.self,
      "SELECT \(Grant.columns) FROM grants g WHERE g.role = \(role.rawValue) AND g.revoked_at IS NULL AND g.scope_kind IN ('province', 'region')"
    )
    let target = Target(region: region)
    var seen: Set<ID<Person>> = []
    return grants.filter { $0.holds(at: now) && $0.scope.covers(target) && seen.insert($0.person).inserted }.map(\.person)
  }

  /// Achievements of a person or a unit that count: born from records, or told by hand and verified.
  public func ledger(person: ID<Person>?, organization: ID<Organization>?) throws -> [LedgerEntry] {
    guard let holder = person.map(Achievement.Holder.person) ?? organization.map(Achievement.Holder.organization) else {
      return []
    }
    return try achievements(of: holder).filter { $0.state == .recorded || $0.state == .verified }.map(LedgerEntry.init)
  }

  /// The entries with these numbers, whosever they are; of those that count.
  public func ledger(numbers: [String]) throws -> [LedgerEntry] {
    let ids = numbers.compactMap { ID<Achievement>($0) }
    return try stride(from: 0, to: ids.count, by: 500).flatMap { start in
      let part = Array(ids[start..<min(ids.count, start + 500)])
      return try all(
        Achievement.self,
        "SELECT \(Achievement.columns) FROM achievements a WHERE a.id IN \(part) AND a.state IN ('recorded', 'verified')"
      ).map(LedgerEntry.init)
    }
  }

  /// The work titles that two people have in common in the ledger since a day, for finding co-authors.
  public func ledgerTitles(of people: [ID<Person>], since day: Day) throws -> [ID<Person>: Set<String>] {
    var titles: [ID<Person>: Set<String>] = [:]
    for chunk in stride(from: 0, to: people.count, by: 500) {
      let part = Array(people[chunk..<min(people.count, chunk + 500)])
      try forEach(
        """
        SELECT person_id, title FROM achievements
        WHERE person_id IN \(part) AND day >= \(day) AND kind IN ('work', 'research', 'award', 'exhibition')
        """
      ) { row in titles[try row.get(0), default: []].insert(try row.text(1)) }
    }
    return titles
  }
}

/// An achievement as other rooms read it.
public struct LedgerEntry: Sendable, Hashable {
  /// Its number.
  public let id: String
  /// What was done.
  public let title: String
  /// Kind, as in the ledger.
  public let kind: String
  /// Level, as in the ledger.
  public let level: String
  /// As what.
  public let role: String
  /// When.
  public let day: String
  /// Whether it was born from a record of this portal.
  public let isRecorded: Bool
  /// Whether its holder chose it as representative.
  public let isRepresentative: Bool

  init(_ achievement: Achievement) {
    id = achievement.id.description
    title = achievement.title
    kind = achievement.kind
    level = achievement.level
    role = achievement.role
    day = achievement.day
    isRecorded = achievement.state == .recorded
    isRepresentative = achievement.isRepresentative
  }
}

/// An expert of the public directory, as far as they let it show them.
public struct DirectoryExpert: Sendable {
  /// Their account.
  public let id: ID<Person>
  /// What they are called.
  public let name: String
  /// What they say of themselves in one sentence, where they show it.
  public let headline: String
  /// Keys of their fields of science, where they show them.
  public let fields: [String]
}

extension Reader {
  /// Experts who agreed to be listed, by name; narrowed to a field where they show theirs.
  public func directoryExperts(field: String?, limit: Int) throws -> [DirectoryExpert] {
    try experts(field: field, language: nil, limit: limit, offset: 0).map { expert in
      let profile = expert.profile
      return DirectoryExpert(
        id: expert.person, name: expert.name, headline: profile.shows("headline") ? profile.facts.headline : "",
        fields: profile.shows("fields") ? profile.facts.fields : [])
    }
  }
}

extension People {
  /// Keys of the fields of science that experts name.
  public static let fieldsOfScience = ProfilePages.fields

  /// What a field of science is called.
  public static func name(ofField key: String, _ t: Localizer) -> String { ProfilePages.field(key, t) }
}

extension Reader {
  /// The confirmed address of somebody whose account is in use, for an officer who named them by it.
  public func email(of person: ID<Person>) throws -> String? {
    try value(String.self, "SELECT email FROM people WHERE id = \(person) AND status = 'active' AND email IS NOT NULL")
  }
}

extension LedgerEntry {
  /// The same entry under another title, for readers who must not learn whose it is.
  public func titled(_ title: String) -> LedgerEntry { LedgerEntry(self, title: title) }

  private init(_ entry: LedgerEntry, title: String) {
    id = entry.id
    self.title = title
    kind = entry.kind
    level = entry.level
    role = entry.role
    day = entry.day
    isRecorded = entry.isRecorded
    isRepresentative = entry.isRepresentative
  }
}
