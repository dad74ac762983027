import Foundation
import Geo
import Places
import SQL

/// A session of a day with what a party can have of it.
struct TourSessionRow: RowReadable, Sendable {
  let session: VisitSession
  let ruleset: String?
  let room: Int
  let guides: Int?
  let baseVersion: Int

  init(row: Row) throws {
    session = try VisitSession(row: row)
    ruleset = try row.textOrNil(VisitSession.width)
    room = Int(try row.int(VisitSession.width + 1))
    guides = try row.intOrNil(VisitSession.width + 2).map { Int($0) }
    baseVersion = Int(try row.int(VisitSession.width + 3))
  }
}

/// What schools said of a base after their visits, in all.
struct GivenRating: RowReadable, Sendable {
  /// From bad to very good, as a form of feedback has it.
  static let points = 1...5

  let base: ID<Base>
  let count: Int
  /// Their points together.
  let sum: Int

  init(base: ID<Base>, count: Int, sum: Int) {
    self.base = base
    self.count = count
    self.sum = sum
  }

  init(row: Row) throws {
    base = try row.get(0)
    count = Int(try row.int(1))
    sum = Int(try row.int(2))
  }
}

/// What is kept of a base in full.
struct TourBaseRow: RowReadable, Sendable {
  let base: Base
  let hasLunch: Bool

  init(row: Row) throws {
    base = try Base(row: row)
    hasLunch = try row.intOrNil(6) != nil
  }
}

private struct LunchNote: RowReadable, Sendable {
  let base: ID<Base>
  let note: String

  init(row: Row) throws {
    base = try row.get(0)
    note = try row.text(1)
  }
}

extension Reader {
  /// The open sessions of a day at published bases within a box, with the places left for an audience: all in one question.
  func tourSessions(on day: Day, within box: BoundingBox, for audience: Audience) throws -> [TourSessionRow] {
    let serves: SQL = "(l.audiences IS NULL OR ' ' || l.audiences || ' ' LIKE \("% \(audience.rawValue) %"))"
    return try all(
      TourSessionRow.self,
      """
      SELECT \(VisitSession.columns), t.ruleset, MIN((p.capacity - p.taken) * l.per),
        MIN(CASE WHEN p.kind = 'guides' THEN p.capacity - p.taken END), b.version
      FROM visit_sessions s JOIN bases b ON b.id = s.base_id LEFT JOIN visit_settings t ON t.base_id = s.base_id
        JOIN session_pools l ON l.session_id = s.id JOIN pools p ON p.id = l.pool_id
      WHERE s.day = \(day) AND s.state = 'open' AND s.mode = 'first_come' AND b.status = 'published' AND \(serves)
        AND b.latitude BETWEEN \(box.south) AND \(box.north) AND b.longitude BETWEEN \(box.west) AND \(box.east)
      GROUP BY \(VisitSession.columns), t.ruleset, b.version
      ORDER BY s.base_id, s.starts_at, s.id
      """)
  }

  /// Bases in full, with whether a group can eat there.
  func tourBases(_ ids: [ID<Base>]) throws -> [TourBaseRow] {
    guard !ids.isEmpty else { return [] }
    return try all(
      TourBaseRow.self,
      """
      SELECT b.id, b.slug, b.version, b.status, b.updated_at, b.facts, l.at FROM bases b
      LEFT JOIN tour_lunch l ON l.base_id = b.id WHERE b.id IN \(ids) ORDER BY b.id
      """)
  }

  /// What schools said of all bases.
  func givenRatings() throws -> [GivenRating] {
    try all(
      GivenRating.self,
      "SELECT base_id, COUNT(*), SUM(points) FROM school_visit_feedback WHERE side = 'school' GROUP BY base_id")
  }

  /// What bases say to groups who have lunch there.
  func lunchNotes(at bases: [ID<Base>]) throws -> [ID<Base>: String] {
    guard !bases.isEmpty else { return [:] }
    let rows = try all(LunchNote.self, "SELECT base_id, note FROM tour_lunch WHERE base_id IN \(bases)")
    return Dictionary(rows.map { ($0.base, $0.note) }, uniquingKeysWith: { first, _ in first })
  }

  /// Bases at which groups can eat.
  func basesWithLunch() throws -> Set<ID<Base>> { Set(try values(ID<Base>.self, "SELECT base_id FROM tour_lunch")) }

  /// Bases at which somebody may not book on a day.
  func basesBarred(booker: String, contact: String, on today: Day) throws -> Set<ID<Base>> {
    Set(
      try values(
        ID<Base>.self,
        """
        SELECT base_id FROM visit_bars
        WHERE booker IN \([booker, contact]) AND lifted_at IS NULL AND until_day >= \(today)
        """))
  }

  /// The base, rules and state of sessions.
  func tourSessions(_ ids: [ID<VisitSession>]) throws -> [VisitSession] {
    guard !ids.isEmpty else { return [] }
    return try all(
      VisitSession.self,
      "SELECT \(VisitSession.columns) FROM visit_sessions s WHERE s.id IN \(ids) ORDER BY s.starts_at, s.id")
  }
}

extension Writer {
  /// Says that groups can have lunch at a base, or that they cannot.
  func setLunch(_ note: String?, at base: ID<Base>, at now: Instant) throws {
    try execute("DELETE FROM tour_lunch WHERE base_id = \(base)")
    guard let note else { return }
    try execute("INSERT INTO tour_lunch (base_id, note, at) VALUES (\(base), \(note), \(now))")
  }
}
