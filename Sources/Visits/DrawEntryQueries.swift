import Foundation
import People
import SQL

extension DrawEntry: RowReadable {
  static let columns: SQL =
    "r.id, r.draw_id, r.number, r.person_id, r.unit_id, r.booker, r.contact, r.name, r.adults, r.minors, r.preschool, r.seniors, r.teachers, r.wishes, r.findings, r.weight, r.tiers, r.state, r.session_id, r.booking_id, r.version"

  /// Reads a row of `columns`.
  public init(row: Row) throws {
    id = try row.get(0)
    draw = try row.get(1)
    number = Int(try row.int(2))
    person = try row.get(3)
    unit = try row.get(4)
    booker = try row.text(5)
    contact = try row.text(6)
    name = try row.text(7)
    party = try Party(row, from: 8)
    wishes = try row.text(13).split(separator: " ").compactMap { ID<VisitSession>(String($0)) }
    findings = try JSONDecoder().decode(DrawFindings.self, from: Data(try row.text(14).utf8))
    weight = Int(try row.int(15))
    tiers = try row.text(16).split(separator: " ").compactMap { Int($0) }
    state = State(rawValue: try row.text(17)) ?? .takenBack
    session = try row.get(18)
    booking = try row.get(19)
    version = Int(try row.int(20))
  }

  fileprivate var texts: (wishes: String, findings: String, tiers: String) {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      return (
        wishes.map(\.description).joined(separator: " "), String(decoding: try encoder.encode(findings), as: UTF8.self),
        tiers.map { String($0) }.joined(separator: " ")
      )
    }
  }
}

extension Reader {
  func drawEntry(_ id: ID<DrawEntry>) throws -> DrawEntry? {
    try first(DrawEntry.self, "SELECT \(DrawEntry.columns) FROM draw_requests r WHERE r.id = \(id)")
  }

  func drawEntry(_ number: Int, of draw: ID<SessionDraw>) throws -> DrawEntry? {
    try first(
      DrawEntry.self, "SELECT \(DrawEntry.columns) FROM draw_requests r WHERE r.draw_id = \(draw) AND r.number = \(number)")
  }

  /// All requests of a draw in a state, by number.
  func drawEntries(of draw: ID<SessionDraw>, in state: DrawEntry.State) throws -> [DrawEntry] {
    try all(
      DrawEntry.self,
      """
      SELECT \(DrawEntry.columns) FROM draw_requests r
      WHERE r.draw_id = \(draw) AND r.state = \(state.rawValue) ORDER BY r.number
      """)
  }

  /// What the closed list tells of each request that takes part, by number.
  func drawLines(of draw: ID<SessionDraw>) throws -> [DrawLine] {
    try all(
      DrawLine.self,
      """
      SELECT number, adults + minors + preschool + seniors + teachers, weight, wishes, tiers FROM draw_requests
      WHERE draw_id = \(draw) AND state = 'asked' ORDER BY number
      """)
  }

  /// Another one after every change of a request that takes part, or of which of them do.
  func markOfList(of draw: ID<SessionDraw>) throws -> [Int64] {
    let sums: SQL = "COUNT(*), CAST(COALESCE(SUM(number), 0) AS BIGINT), CAST(COALESCE(SUM(version), 0) AS BIGINT)"
    var mark: [Int64] = []
    try forEach("SELECT \(sums) FROM draw_requests WHERE draw_id = \(draw) AND state = 'asked'") { row in
      mark = try (0..<3).map { try row.int($0) }
    }
    return mark
  }

  /// A page of a draw's requests, by number.
  func drawEntries(of draw: ID<SessionDraw>, limit: Int, offset: Int) throws -> [DrawEntry] {
    try all(
      DrawEntry.self,
      """
      SELECT \(DrawEntry.columns) FROM draw_requests r WHERE r.draw_id = \(draw) ORDER BY r.number LIMIT \(limit) OFFSET \(offset)
      """)
  }

  func countDrawEntries(of draw: ID<SessionDraw>) throws -> [DrawEntry.State: Int] {
    var counts: [DrawEntry.State: Int] = [:]
    try forEach("SELECT state, COUNT(*) FROM draw_requests WHERE draw_id = \(draw) GROUP BY state") { row in
      if let state = DrawEntry.State(rawValue: try row.text(0)) { counts[state] = Int(try row.int(1)) }
    }
    return counts
  }

  /// What somebody asked for, themselves or for one of these units; the newest first.
  func drawEntries(by person: ID<Person>, units: [ID<Organization>]) throws -> [DrawEntry] {
    let own: SQL = units.isEmpty ? "r.person_id = \(person)" : "(r.person_id = \(person) OR r.unit_id IN \(units))"
    return try all(
      DrawEntry.self, "SELECT \(DrawEntry.columns) FROM draw_requests r WHERE \(own) ORDER BY r.id DESC LIMIT 200")
  }

  /// Requests of whoever asks that count in a draw: of the same school, or of the same account or telephone.
  func drawEntries(of asking: DrawAsking, in draw: ID<SessionDraw>) throws -> [DrawEntry] {
    try all(
      DrawEntry.self,
      """
      SELECT \(DrawEntry.columns) FROM draw_requests r
      WHERE r.draw_id = \(draw) AND r.state = 'asked' AND (r.booker = \(asking.booker) OR r.contact = \(asking.contact))
      ORDER BY r.number
      """)
  }

  /// Bookers of a draw's requests that are barred on a day, with the base.
  func barredBookers(in draw: ID<SessionDraw>, on today: Day) throws -> [BarredBooker] {
    try all(
      BarredBooker.self,
      """
      SELECT DISTINCT v.booker, v.base_id FROM visit_bars v JOIN draw_requests r ON r.booker = v.booker OR r.contact = v.booker
      WHERE r.draw_id = \(draw) AND r.state = 'asked' AND v.lifted_at IS NULL AND v.until_day >= \(today)
      """)
  }

  /// Requests whose outcome nobody was told, of a draw that is over.
  func untoldEntries(of draw: ID<SessionDraw>, limit: Int) throws -> [DrawEntry] {
    try all(
      DrawEntry.self,
      """
      SELECT \(DrawEntry.columns) FROM draw_requests r WHERE r.draw_id = \(draw) AND r.told = 0 ORDER BY r.number LIMIT \(limit)
      """)
  }

  /// Draws that are over, of which not everybody was told.
  func untoldDraws() throws -> [SessionDraw] {
    try all(
      SessionDraw.self,
      """
      SELECT \(SessionDraw.columns) FROM visit_draws d WHERE d.state IN ('drawn', 'withdrawn')
        AND EXISTS (SELECT 1 FROM draw_requests r WHERE r.draw_id = d.id AND r.told = 0) ORDER BY d.id LIMIT 20
      """)
  }
}

extension Reader {
  /// A booking of a session that somebody was drawn for, and that no other visit of a school has taken up.
  func drawnBooking(of booker: String, in session: ID<VisitSession>, for visit: ID<SchoolVisit>) throws -> ID<Booking>? {
    try value(
      ID<Booking>.self,
      """
      SELECT b.id FROM draw_requests r JOIN bookings b ON b.id = r.booking_id
      WHERE r.booker = \(booker) AND r.session_id = \(session) AND b.booker = \(booker) AND b.state = 'booked'
        AND NOT EXISTS (SELECT 1 FROM school_visit_legs l WHERE l.booking_id = b.id AND l.visit_id <> \(visit))
      ORDER BY b.id LIMIT 1
      """)
  }

  /// Whether a booking came by a draw.
  func isDrawn(_ booking: ID<Booking>) throws -> Bool {
    try value(Int.self, "SELECT 1 FROM draw_requests WHERE booking_id = \(booking) LIMIT 1") != nil
  }

  /// The draw that gives out a session's places now, or did last; withdrawn ones do not count.
  func lastDraw(of session: ID<VisitSession>) throws -> SessionDraw? {
    try first(
      SessionDraw.self,
      """
      SELECT \(SessionDraw.columns) FROM draw_sessions l JOIN visit_draws d ON d.id = l.draw_id
      WHERE l.session_id = \(session) AND d.state <> 'withdrawn' ORDER BY d.id DESC LIMIT 1
      """)
  }
}

/// A request as the list of its draw has it.
struct DrawLine: RowReadable, Sendable {
  let number: Int
  let people: Int
  let weight: Int
  let wishes: [ID<VisitSession>]
  let tiers: [Int]

  init(row: Row) throws {
    number = Int(try row.int(0))
    people = Int(try row.int(1))
    weight = Int(try row.int(2))
    wishes = try row.text(3).split(separator: " ").compactMap { ID<VisitSession>(String($0)) }
    tiers = try row.text(4).split(separator: " ").compactMap { Int($0) }
  }
}

/// A booker who is barred at a base.
struct BarredBooker: RowReadable, Sendable, Hashable {
  let booker: String
  let base: Int64

  init(booker: String, base: Int64) {
    self.booker = booker
    self.base = base
  }

  init(row: Row) throws {
    booker = try row.text(0)
    base = try row.int(1)
  }
}

extension Writer {
  func insert(_ entry: DrawEntry, at now: Instant) throws {
    let (texts, party) = (try entry.texts, entry.party)
    try execute(
      """
      INSERT INTO draw_requests (id, draw_id, number, person_id, unit_id, booker, contact, name, adults, minors, preschool,
        seniors, teachers, wishes, findings, weight, tiers, state, told, version, updated_at)
      VALUES (\(entry.id), \(entry.draw), \(entry.number), \(entry.person), \(entry.unit), \(entry.booker), \(entry.contact),
        \(entry.name), \(party.adults), \(party.minors), \(party.preschool), \(party.seniors), \(party.teachers),
        \(texts.wishes), \(texts.findings), \(entry.weight), \(texts.tiers), \(entry.state.rawValue), 0, \(entry.version), \(now))
      """)
  }

  /// Stores the next version of a request.
  ///
  /// - Throws: `DrawRefusal.changedMeanwhile` if it is not the next.
  func update(_ entry: DrawEntry, at now: Instant) throws {
    let (texts, party) = (try entry.texts, entry.party)
    let touched = try execute(
      """
      UPDATE draw_requests SET contact = \(entry.contact), name = \(entry.name), adults = \(party.adults),
        minors = \(party.minors), preschool = \(party.preschool), seniors = \(party.seniors), teachers = \(party.teachers),
        wishes = \(texts.wishes), findings = \(texts.findings), weight = \(entry.weight), tiers = \(texts.tiers),
        state = \(entry.state.rawValue), session_id = \(entry.session), booking_id = \(entry.booking),
        version = \(entry.version), updated_at = \(now)
      WHERE id = \(entry.id) AND version = \(entry.version - 1)
      """)
    guard touched == 1 else { throw DrawRefusal.changedMeanwhile }
  }

  /// Everybody who got nothing.
  func endRest(of draw: ID<SessionDraw>, at now: Instant) throws {
    try execute(
      """
      UPDATE draw_requests SET state = 'missed', version = version + 1, updated_at = \(now)
      WHERE draw_id = \(draw) AND state = 'asked'
      """)
  }

  func markTold(_ entry: ID<DrawEntry>) throws { try execute("UPDATE draw_requests SET told = 1 WHERE id = \(entry)") }

  /// Everybody of a draw is to be told again, of its withdrawal.
  func tellAgain(_ draw: ID<SessionDraw>) throws { try execute("UPDATE draw_requests SET told = 0 WHERE draw_id = \(draw)") }
}

extension Reader {
  /// Draws that are over, whose last session was before a day, and which still know whose requests they had.
  func drawsToForget(before end: Day, limit: Int) throws -> [ID<SessionDraw>] {
    try values(
      ID<SessionDraw>.self,
      """
      SELECT d.id FROM visit_draws d WHERE d.forgotten_at IS NULL AND d.state IN ('drawn', 'withdrawn')
        AND NOT EXISTS (SELECT 1 FROM draw_requests r WHERE r.draw_id = d.id AND r.told = 0)
        AND NOT EXISTS (SELECT 1 FROM draw_sessions l JOIN visit_sessions s ON s.id = l.session_id
          WHERE l.draw_id = d.id AND s.day >= \(end)) ORDER BY d.id LIMIT \(limit)
      """)
  }
}

extension Writer {
  /// Erases names and codes of contacts of some requests of a draw that is long over; the numbers and what they got stay.
  ///
  /// - Returns: how many had some.
  func forgetEntries(of draw: ID<SessionDraw>, limit: Int) throws -> Int {
    try execute(
      """
      UPDATE draw_requests SET name = \(DrawEntry.erased), contact = \(DrawEntry.erased) WHERE id IN (
        SELECT id FROM draw_requests WHERE draw_id = \(draw) AND contact <> \(DrawEntry.erased) ORDER BY number LIMIT \(limit))
      """)
  }

  func setForgotten(_ draw: ID<SessionDraw>, at now: Instant) throws {
    try execute("UPDATE visit_draws SET forgotten_at = \(now) WHERE id = \(draw)")
  }

  func forgetEntries(of person: ID<Person>) throws {
    try execute("UPDATE draw_requests SET name = \(DrawEntry.erased), contact = \(DrawEntry.erased) WHERE person_id = \(person)")
  }

  func moveEntries(of from: ID<Person>, to into: ID<Person>) throws {
    try execute(
      """
      UPDATE draw_requests SET person_id = \(into),
        booker = CASE WHEN unit_id IS NULL THEN \(PublicBooking.booker(into)) ELSE booker END WHERE person_id = \(from)
      """)
  }
}
