import Logging
import People
import Places
import SQL
import ServiceLifecycle
import Site

extension GuardianConsents {
  /// Tells schools and bases, once each, how many names are missing when all should be there. Nobody is sent home for a
  /// refusal: whether a pupil comes without a name is for school and base to say.
  ///
  /// - Returns: for how many visits.
  @discardableResult
  func tellMissing(_ people: People, _ places: Places, _ site: Site, in writer: Writer) throws -> Int {
    let overdue = try overdue(in: writer)
    for (visit, names) in overdue {
      guard let school = try writer.organization(visit.school) else { continue }
      let bases = try names.bases.sorted().compactMap { try writer.base($0) }
      let text = site.inAllLanguages { t in
        t.plural(
          "{school} at {base}, {day}: the name of {count} pupil is missing for the insurance.",
          "{school} at {base}, {day}: the names of {count} pupils are missing for the insurance.", names.missing,
          [
            "school": t.pick(school.names), "base": SchoolWords(t: t).join(bases.map { t.pick($0.facts.names) }),
            "day": t.day(visit.day),
          ])
      }
      let listeners = VisitListeners(places: places, now: schools.visits.clock.now())
      let hosts = try bases.flatMap { try listeners.hosts(of: $0, writer) }
      for person in Set(hosts + [visit.teacher]).sorted() {
        try people.notify(person, .told(text), path: "/school-visits/\(visit.id)", in: writer)
      }
    }
    return overdue.count
  }

  /// Looks after deadlines as long as the program runs.
  public func keeping(people: People, places: Places, site: Site, logger: Logger) -> some Service {
    Chore("guardians", every: .seconds(600), failing: "missing names could not be told", logger: logger) {
      try await schools.visits.database.write { try tellMissing(people, places, site, in: $0) } > 0
    }
  }
}
