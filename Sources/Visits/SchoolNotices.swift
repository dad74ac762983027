import People
import Places
import SQL
import Site

/// Tells everybody in the chain of a school's visit what happened, in the language in which they will read it.
struct SchoolNotices {
  let people: People
  let places: Places
  let site: Site
  let now: Instant

  /// Tells of a step those whom it concerns, but not whoever made it.
  func tell(_ kind: SchoolVisitStep.Kind, _ visit: SchoolVisit, by actor: ID<Person>, in writer: Writer) throws {
    guard let school = try writer.organization(visit.school) else { return }
    let bases = try writer.legs(of: visit.id).compactMap { try writer.base($0.base) }
    let listeners = try listeners(kind, visit, school, bases, writer)
    let text = site.inAllLanguages { t in
      t(
        "{step}: {school} at {base}, {day}.",
        [
          "step": SchoolWords(t: t).step(kind), "school": t.pick(school.names),
          "base": SchoolWords(t: t).join(bases.map { t.pick($0.facts.names) }), "day": t.day(visit.day),
        ])
    }
    for person in listeners.subtracting([actor]).sorted() {
      try people.notify(person, .told(text), path: "/school-visits/\(visit.id)", in: writer)
    }
  }

  private func listeners(
    _ kind: SchoolVisitStep.Kind, _ visit: SchoolVisit, _ school: Organization, _ bases: [Base], _ reader: Reader
  ) throws -> Set<ID<Person>> {
    let all = VisitListeners(places: places, now: now)
    let heads = try all.heads(of: school.id, reader)
    switch kind {
    case .drafted: return []
    case .sent: return heads
    case .returned: return [visit.teacher]
    case .confirmed, .accepted, .declined, .withdrawn, .counted:
      // A visit that never left the school is nobody else's business.
      let wasConfirmed = try reader.steps(of: visit.id).contains { $0.kind == .confirmed }
      guard wasConfirmed else { return heads.union([visit.teacher]) }
      let district = try all.officers(over: school.region, reader)
      let hosts = try bases.flatMap { try all.hosts(of: $0, reader) }
      return heads.union([visit.teacher]).union(district).union(hosts)
    }
  }
}
