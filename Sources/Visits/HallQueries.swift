import Places
import SQL

/// The table of halls.
enum HallSchema {
  static let migrations = [
    Migration(
      "visits/halls-0001",
      [
        """
        CREATE TABLE visit_halls (
          id \(.id) PRIMARY KEY, base_id BIGINT NOT NULL REFERENCES bases (id), name TEXT NOT NULL, capacity BIGINT NOT NULL,
          version BIGINT NOT NULL)
        """,
        "CREATE INDEX visit_halls_by_base ON visit_halls (base_id)",
        // How large a counter is to be that gave more before its hall became smaller; it shrinks as places are given back.
        "ALTER TABLE pools ADD COLUMN wanted BIGINT",
      ])
  ]
}

extension VisitHall: RowReadable {
  static let columns: SQL = "h.id, h.base_id, h.name, h.capacity, h.version"

  /// Reads a row of `columns`.
  public init(row: Row) throws {
    id = try row.get(0)
    base = try row.get(1)
    name = try row.text(2)
    capacity = Int(try row.int(3))
    version = Int(try row.int(4))
  }
}

extension Reader {
  func hall(_ id: ID<VisitHall>) throws -> VisitHall? {
    try first(VisitHall.self, "SELECT \(VisitHall.columns) FROM visit_halls h WHERE h.id = \(id)")
  }

  func halls(of base: ID<Base>) throws -> [VisitHall] {
    try all(VisitHall.self, "SELECT \(VisitHall.columns) FROM visit_halls h WHERE h.base_id = \(base) ORDER BY h.id LIMIT 100")
  }

  /// Sessions in a hall, from a day on, for which somebody waits.
  func sessionsWithLine(in hall: VisitHall, from day: Day) throws -> [ID<VisitSession>] {
    try values(
      ID<VisitSession>.self,
      """
      SELECT s.id FROM visit_sessions s WHERE s.base_id = \(hall.base) AND s.day >= \(day)
        AND EXISTS (SELECT 1 FROM waiting w WHERE w.session_id = s.id AND w.state = 'waiting')
        AND EXISTS (SELECT 1 FROM session_pools l JOIN pools p ON p.id = l.pool_id
          WHERE l.session_id = s.id AND p.key LIKE \("h:\(hall.id):%"))
      ORDER BY s.starts_at, s.id
      """)
  }
}

extension Writer {
  func insert(_ hall: VisitHall) throws {
    try execute(
      """
      INSERT INTO visit_halls (id, base_id, name, capacity, version)
      VALUES (\(hall.id), \(hall.base), \(hall.name), \(hall.capacity), \(hall.version))
      """)
  }

  /// Stores the next version of a hall.
  ///
  /// - Throws: `BookingRefusal.changedMeanwhile` if it is not the next.
  func update(_ hall: VisitHall) throws {
    let touched = try execute(
      """
      UPDATE visit_halls SET name = \(hall.name), capacity = \(hall.capacity), version = \(hall.version)
      WHERE id = \(hall.id) AND version = \(hall.version - 1)
      """)
    guard touched == 1 else { throw BookingRefusal.changedMeanwhile }
  }

  /// Gives the counters of a hall its capacity, or what they have given already where that is more, until it is given back.
  func setCapacity(of hall: VisitHall, from day: Day) throws {
    try execute(
      """
      UPDATE pools SET capacity = CASE WHEN taken > \(hall.capacity) THEN taken ELSE \(hall.capacity) END,
        wanted = \(hall.capacity)
      WHERE key LIKE \("h:\(hall.id):%") AND id IN (
        SELECT l.pool_id FROM visit_sessions s JOIN session_pools l ON l.session_id = s.id
        WHERE s.base_id = \(hall.base) AND s.day >= \(day))
      """)
  }
}
