import Foundation
import People
import Places
import SQL

/// A route without its bases, which stand in rows of their own.
private struct BrandTourRow: RowReadable, Sendable {
  let id: ID<BrandTour>
  let slug: String
  let state: BrandTour.State
  let facts: BrandTour.Facts
  let version: Int

  static let columns: SQL = "r.id, r.slug, r.state, r.facts, r.version"

  init(row: Row) throws {
    id = try row.get(0)
    slug = try row.text(1)
    state = BrandTour.State(rawValue: try row.text(2)) ?? .draft
    facts = try JSONDecoder().decode(BrandTour.Facts.self, from: Data(try row.text(3).utf8))
    version = Int(try row.int(4))
  }
}

extension Reader {
  private func whole(_ rows: [BrandTourRow]) throws -> [BrandTour] {
    try rows.map { row in
      let bases = try values(
        ID<Base>.self, "SELECT base_id FROM tour_route_stops WHERE route_id = \(row.id) ORDER BY place")
      return BrandTour(id: row.id, slug: row.slug, state: row.state, facts: row.facts, bases: bases, version: row.version)
    }
  }

  func brandTours(published: Bool) throws -> [BrandTour] {
    let which: SQL = published ? " WHERE r.state = 'published'" : ""
    return try whole(
      try all(BrandTourRow.self, "SELECT \(BrandTourRow.columns) FROM tour_routes r\(which) ORDER BY r.id LIMIT 200"))
  }

  func brandTour(slug: String) throws -> BrandTour? {
    try whole(try all(BrandTourRow.self, "SELECT \(BrandTourRow.columns) FROM tour_routes r WHERE r.slug = \(slug)")).first
  }

  func brandTour(_ id: ID<BrandTour>) throws -> BrandTour? {
    try whole(try all(BrandTourRow.self, "SELECT \(BrandTourRow.columns) FROM tour_routes r WHERE r.id = \(id)")).first
  }

  /// Published bases at addresses.
  func tourBases(slugs: [String]) throws -> [TourBaseRow] {
    guard !slugs.isEmpty else { return [] }
    return try all(
      TourBaseRow.self,
      """
      SELECT b.id, b.slug, b.version, b.status, b.updated_at, b.facts, l.at FROM bases b
      LEFT JOIN tour_lunch l ON l.base_id = b.id WHERE b.slug IN \(slugs) AND b.status = 'published'
      """)
  }

  /// The routes whose badge somebody has.
  func badges(of person: ID<Person>) throws -> Set<ID<BrandTour>> {
    Set(try values(ID<BrandTour>.self, "SELECT route_id FROM tour_badges WHERE person_id = \(person)"))
  }
}

extension Writer {
  private func json(_ facts: BrandTour.Facts) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(facts), as: UTF8.self)
  }

  func insert(_ tour: BrandTour, at now: Instant) throws {
    try execute(
      """
      INSERT INTO tour_routes (id, slug, state, facts, version, updated_at)
      VALUES (\(tour.id), \(tour.slug), \(tour.state.rawValue), \(try json(tour.facts)), \(tour.version), \(now))
      """)
    try setStops(of: tour)
  }

  /// Stores the next version of a route.
  ///
  /// - Throws: `TourRefusal.changedMeanwhile` if it is not the next.
  func update(_ tour: BrandTour, at now: Instant) throws {
    let touched = try execute(
      """
      UPDATE tour_routes SET state = \(tour.state.rawValue), facts = \(try json(tour.facts)), version = \(tour.version),
        updated_at = \(now) WHERE id = \(tour.id) AND version = \(tour.version - 1)
      """)
    guard touched == 1 else { throw TourRefusal.changedMeanwhile }
    try setStops(of: tour)
  }

  private func setStops(of tour: BrandTour) throws {
    try execute("DELETE FROM tour_route_stops WHERE route_id = \(tour.id)")
    for (place, base) in tour.bases.enumerated() {
      try execute("INSERT INTO tour_route_stops (route_id, place, base_id) VALUES (\(tour.id), \(place), \(base))")
    }
  }

  func insertBadge(_ id: Int64, of tour: ID<BrandTour>, for person: ID<Person>, at now: Instant) throws {
    try execute(
      """
      INSERT INTO tour_badges (id, route_id, person_id, at) VALUES (\(id), \(tour), \(person), \(now))
      ON CONFLICT (route_id, person_id) DO NOTHING
      """)
  }
}
