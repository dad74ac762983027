import People
import Places
import SQL

/// Who is to be told what concerns a base or a unit: those who have a role there now.
struct VisitListeners {
  let places: Places
  let now: Instant

  /// Those who look after a base, by a grant for it or for the unit that runs it; where nobody does, the officers of its place.
  func hosts(of base: Base, _ reader: Reader) throws -> Set<ID<Person>> {
    var found = try holders(of: .baseManager, .base(base.id.rawValue), reader)
    if let unit = try places.target(base.slug, in: reader)?.organization {
      found.formUnion(try holders(of: .baseManager, .organization(unit), reader))
    }
    return found.isEmpty ? try officers(over: base.facts.region, reader) : found
  }

  /// Those who answer for a school.
  func heads(of school: ID<Organization>, _ reader: Reader) throws -> Set<ID<Person>> {
    try holders(of: .schoolHead, .organization(school), reader)
  }

  /// The officers of a county or a prefecture.
  func officers(over region: String, _ reader: Reader) throws -> Set<ID<Person>> {
    try holders(of: .officer, .region(region), reader)
  }

  private func holders(of role: Role, _ scope: Scope, _ reader: Reader) throws -> Set<ID<Person>> {
    Set(try reader.grants(for: scope, at: now).filter { $0.role == role }.map(\.person))
  }
}
