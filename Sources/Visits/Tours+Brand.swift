import Journal
import People
import Places
import SQL

extension Tours {
  /// Makes a route, which nobody sees before it is published.
  func add(_ facts: BrandTour.Facts, _ bases: [ID<Base>], slug: String, by rights: Rights, in writer: Writer) throws -> BrandTour
  {
    guard (2...8).contains(bases.count) else { throw TourRefusal.faults([.bases(bases.count)]) }
    let tour = BrandTour(id: visits.ids.next(), slug: slug, state: .draft, facts: facts, bases: bases, version: 1)
    try writer.insert(tour, at: visits.clock.now())
    try record("tour.added", tour, by: rights, in: writer)
    return tour
  }

  /// Changes what is told of a route, or its bases.
  func change(
    _ id: ID<BrandTour>, version: Int, _ facts: BrandTour.Facts, _ bases: [ID<Base>], by rights: Rights, in writer: Writer
  ) throws {
    guard (2...8).contains(bases.count) else { throw TourRefusal.faults([.bases(bases.count)]) }
    guard var tour = try writer.brandTour(id) else { throw TourRefusal.notFound }
    guard tour.version == version else { throw TourRefusal.changedMeanwhile }
    tour.facts = facts
    tour.bases = bases
    tour.version += 1
    try writer.update(tour, at: visits.clock.now())
    try record("tour.changed", tour, by: rights, in: writer)
  }

  /// Publishes a route, or takes it back.
  func set(_ state: BrandTour.State, of id: ID<BrandTour>, by rights: Rights, in writer: Writer) throws {
    guard var tour = try writer.brandTour(id) else { throw TourRefusal.notFound }
    guard tour.state != state else { throw TourRefusal.wrongState }
    tour.state = state
    tour.version += 1
    try writer.update(tour, at: visits.clock.now())
    try record(state == .published ? "tour.published" : "tour.withdrawn", tour, by: rights, in: writer)
  }

  /// How far somebody has come on each published route, from the visits to which they came.
  func progress(of person: ID<Person>, _ reader: Reader) throws -> [BrandTourProgress] {
    let visited = Set(try reader.basesVisited(by: person))
    let badges = try reader.badges(of: person)
    return try reader.brandTours(published: true).map { tour in
      BrandTourProgress(tour: tour, visited: visited.intersection(tour.bases), hasBadge: badges.contains(tour.id))
    }
  }

  /// Gives the badge of a route to somebody who has been at each of its bases.
  func giveBadge(of id: ID<BrandTour>, to person: ID<Person>, by rights: Rights, in writer: Writer) throws {
    guard let found = try progress(of: person, writer).first(where: { $0.tour.id == id }) else { throw TourRefusal.notFound }
    guard found.isComplete else { throw TourRefusal.wrongState }
    let number: ID<BrandTourProgress> = visits.ids.next()
    try writer.insertBadge(number.rawValue, of: id, for: person, at: visits.clock.now())
    try record("tour.badge_given", found.tour, by: rights, in: writer)
  }

  private func record(_ action: String, _ tour: BrandTour, by rights: Rights, in writer: Writer) throws {
    try visits.journal.record(
      JournalEntry(
        action, on: .init("tour", tour.id), by: .person(rights.person.id), details: ["version": tour.version]), in: writer)
  }
}
