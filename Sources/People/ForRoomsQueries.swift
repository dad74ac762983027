import SQL
import Site

/// What rooms above ask about people and units.
extension Reader {
  /// What somebody is called; `nil` for an account that is not there.
  public func name(of person: ID<Person>) throws -> String? {
    try value(String.self, "SELECT name FROM people WHERE id = \(person)")
  }

  /// The region that somebody names in their profile; `nil` where they name none.
  public func homeRegion(of person: ID<Person>) throws -> String? {
    try value(String.self, "SELECT region FROM profiles WHERE person_id = \(person) AND region <> ''")
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

  /// The confirmed address of somebody whose account is in use, for an officer who named them by it.
  public func email(of person: ID<Person>) throws -> String? {
    try value(String.self, "SELECT email FROM people WHERE id = \(person) AND status = 'active' AND email IS NOT NULL")
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
