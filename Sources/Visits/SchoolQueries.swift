import Foundation
import People
import Places
import SQL

extension SchoolVisit: RowReadable {
  static let columns: SQL =
    "v.id, v.school_id, v.teacher_id, v.state, v.trip_id, v.day, v.plan, v.token, v.due_at, v.version"

  /// Reads a row of `columns`; a state that this version does not know is over.
  public init(row: Row) throws {
    id = try row.get(0)
    school = try row.get(1)
    teacher = try row.get(2)
    state = State(rawValue: try row.text(3)) ?? .withdrawn
    trip = try row.get(4)
    day = try row.get(5)
    plan = try JSONDecoder().decode(SchoolVisitPlan.self, from: Data(try row.text(6).utf8))
    token = try row.text(7)
    due = try row.get(8)
    version = Int(try row.int(9))
  }

  fileprivate var planText: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      return String(decoding: try encoder.encode(plan), as: UTF8.self)
    }
  }
}

extension SchoolVisitLeg: RowReadable {
  static let columns: SQL = "l.base_id, l.session_id, l.booking_id, l.answer, l.came"

  /// Reads a row of `columns`.
  public init(row: Row) throws {
    base = try row.get(0)
    session = try row.get(1)
    booking = try row.get(2)
    answer = Answer(rawValue: try row.text(3)) ?? .waiting
    let came: Int64? = try row.get(4)
    self.came = came.map { Int($0) }
  }
}

extension SchoolVisitStep: RowReadable {
  /// Reads kind, person, their name, base, reason and time.
  public init(row: Row) throws {
    kind = Kind(rawValue: try row.text(0)) ?? .drafted
    person = try row.get(1)
    name = try row.textOrNil(2)
    base = try row.get(3)
    reason = try row.text(4)
    at = try row.get(5)
  }
}

extension Reader {
  /// The active schools for which somebody may do something.
  func schools(where action: Action, by rights: Rights) throws -> [Organization] {
    var seen: Set<ID<Organization>> = []
    return try rights.scopes(for: action).compactMap { scope in
      guard case .organization(let id) = scope, seen.insert(id).inserted else { return nil }
      return try organization(id)
    }.filter { $0.kind == .school && $0.status == .active }
  }

  func schoolVisit(_ id: ID<SchoolVisit>) throws -> SchoolVisit? {
    try first(SchoolVisit.self, "SELECT \(SchoolVisit.columns) FROM school_visits v WHERE v.id = \(id)")
  }

  func schoolVisit(token: String) throws -> SchoolVisit? {
    try first(SchoolVisit.self, "SELECT \(SchoolVisit.columns) FROM school_visits v WHERE v.token = \(token)")
  }

  func schoolVisit(over trip: ID<Trip>) throws -> SchoolVisit? {
    try first(SchoolVisit.self, "SELECT \(SchoolVisit.columns) FROM school_visits v WHERE v.trip_id = \(trip)")
  }

  /// The visits of schools, latest day first.
  func schoolVisits(of schools: [ID<Organization>], limit: Int = 200) throws -> [SchoolVisit] {
    guard !schools.isEmpty else { return [] }
    return try all(
      SchoolVisit.self,
      """
      SELECT \(SchoolVisit.columns) FROM school_visits v WHERE v.school_id IN \(schools)
      ORDER BY v.day DESC, v.id DESC LIMIT \(limit)
      """)
  }

  /// The visits that bases have before them or had, within days; the next first.
  func schoolVisits(at bases: [ID<Base>], from first: Day, to last: Day, limit: Int = 500) throws -> [SchoolVisit] {
    guard !bases.isEmpty else { return [] }
    return try all(
      SchoolVisit.self,
      """
      SELECT \(SchoolVisit.columns) FROM school_visits v
      WHERE v.day BETWEEN \(first) AND \(last) AND v.state IN ('confirmed', 'accepted', 'done', 'declined')
        AND EXISTS (SELECT 1 FROM school_visit_legs l WHERE l.visit_id = v.id AND l.base_id IN \(bases))
      ORDER BY v.day, v.id LIMIT \(limit)
      """)
  }

  /// The confirmed visits of schools or at bases whose region begins with a stem, within days.
  func schoolVisits(underRegion stem: String, from first: Day, to last: Day, limit: Int = 500) throws -> [SchoolVisit] {
    try all(
      SchoolVisit.self,
      """
      SELECT \(SchoolVisit.columns) FROM school_visits v JOIN organizations o ON o.id = v.school_id
      WHERE v.day BETWEEN \(first) AND \(last) AND v.state IN ('confirmed', 'accepted', 'done', 'declined')
        AND (o.region LIKE \(stem + "%") OR EXISTS (
          SELECT 1 FROM school_visit_legs l JOIN bases b ON b.id = l.base_id
          WHERE l.visit_id = v.id AND b.region LIKE \(stem + "%")))
      ORDER BY v.day, v.id LIMIT \(limit)
      """)
  }

  func legs(of visit: ID<SchoolVisit>) throws -> [SchoolVisitLeg] {
    try all(
      SchoolVisitLeg.self,
      "SELECT \(SchoolVisitLeg.columns) FROM school_visit_legs l WHERE l.visit_id = \(visit) ORDER BY l.place")
  }

  func steps(of visit: ID<SchoolVisit>) throws -> [SchoolVisitStep] {
    try all(
      SchoolVisitStep.self,
      """
      SELECT s.kind, s.person_id, p.name, s.base_id, s.reason, s.at FROM school_visit_steps s LEFT JOIN people p ON p.id = s.person_id
      WHERE s.visit_id = \(visit) ORDER BY s.at, s.id LIMIT 200
      """)
  }

  /// Coming sessions of a base that are given to whoever comes first.
  func comingSessions(at base: ID<Base>, from day: Day, limit: Int = 60) throws -> [VisitSession] {
    try all(
      VisitSession.self,
      """
      SELECT \(VisitSession.columns) FROM visit_sessions s
      WHERE s.base_id = \(base) AND s.day >= \(day) AND s.state = 'open' AND s.mode = 'first_come'
      ORDER BY s.day, s.starts_at, s.id LIMIT \(limit)
      """)
  }

  /// Bases at which sessions are given to whoever comes first.
  func basesWithSessions(from day: Day, limit: Int = 300) throws -> [Base] {
    let ids = try values(
      ID<Base>.self,
      """
      SELECT b.id FROM bases b WHERE b.status = 'published' AND EXISTS (
        SELECT 1 FROM visit_sessions s
        WHERE s.base_id = b.id AND s.day >= \(day) AND s.state = 'open' AND s.mode = 'first_come')
      ORDER BY b.slug LIMIT \(limit)
      """)
    return try tourBases(ids).map(\.base)
  }

  /// The plans whose names are to be erased: of visits before a day that still have them.
  func schoolVisitsToErase(before day: Day, limit: Int) throws -> [SchoolVisit] {
    try all(
      SchoolVisit.self,
      """
      SELECT \(SchoolVisit.columns) FROM school_visits v WHERE v.day < \(day) AND v.erased_at IS NULL ORDER BY v.day, v.id LIMIT \(limit)
      """)
  }
}

extension Writer {
  func insert(_ visit: SchoolVisit, _ legs: [SchoolVisitLeg], at now: Instant) throws {
    try execute(
      """
      INSERT INTO school_visits (id, school_id, teacher_id, state, trip_id, day, plan, token, due_at, version, created_at, updated_at)
      VALUES (\(visit.id), \(visit.school), \(visit.teacher), \(visit.state.rawValue), \(visit.trip), \(visit.day),
        \(try visit.planText), \(visit.token), \(visit.due), \(visit.version), \(now), \(now))
      """)
    for (place, leg) in legs.enumerated() {
      try execute(
        """
        INSERT INTO school_visit_legs (visit_id, place, base_id, session_id, booking_id, answer, came)
        VALUES (\(visit.id), \(place), \(leg.base), \(leg.session), \(leg.booking), \(leg.answer.rawValue), \(leg.came))
        """)
    }
  }

  /// Stores the next version of a visit.
  ///
  /// - Throws: `SchoolRefusal.changedMeanwhile` if it is not the next.
  func update(_ visit: SchoolVisit, at now: Instant) throws {
    let touched = try execute(
      """
      UPDATE school_visits SET state = \(visit.state.rawValue), plan = \(try visit.planText), due_at = \(visit.due),
        version = \(visit.version), updated_at = \(now)
      WHERE id = \(visit.id) AND version = \(visit.version - 1)
      """)
    guard touched == 1 else { throw SchoolRefusal.changedMeanwhile }
  }

  func update(_ leg: SchoolVisitLeg, of visit: ID<SchoolVisit>) throws {
    try execute(
      """
      UPDATE school_visit_legs SET booking_id = \(leg.booking), answer = \(leg.answer.rawValue), came = \(leg.came)
      WHERE visit_id = \(visit) AND session_id = \(leg.session)
      """)
  }

  func insertStep(
    _ id: ID<SchoolVisitStep>, _ kind: SchoolVisitStep.Kind, of visit: ID<SchoolVisit>, by person: ID<Person>, base: ID<Base>?,
    reason: String, at now: Instant
  ) throws {
    try execute(
      """
      INSERT INTO school_visit_steps (id, visit_id, kind, person_id, base_id, reason, at)
      VALUES (\(id), \(visit), \(kind.rawValue), \(person), \(base), \(reason), \(now))
      """)
  }

  func noteErased(_ visit: ID<SchoolVisit>, at now: Instant) throws {
    try execute("UPDATE school_visits SET erased_at = \(now) WHERE id = \(visit)")
  }
}
