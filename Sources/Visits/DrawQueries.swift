import Foundation
import People
import Places
import SQL
import Site

extension SessionDraw: RowReadable {
  /// All but the sealed secret, which only the draw itself reads.
  static let columns: SQL =
    "d.id, d.names, d.method, d.audience, d.state, d.smaller_may_follow, d.opens_at, d.closes_at, d.draws_by, d.value_name, d.commitment, d.digest, d.offered_value, d.offered_source, d.offered_by, d.public_value, d.value_source, d.drawn_at, d.releases_at, d.released_at, d.reason, d.made_by, d.version"
  private static let width = 23

  /// Reads a row of `columns`; a state that this version does not know takes no requests.
  public init(row: Row) throws {
    func text(_ column: Int) throws -> LocalizedText {
      try JSONDecoder().decode(LocalizedText.self, from: Data(try row.text(column).utf8))
    }
    id = try row.get(0)
    names = try text(1)
    method = DrawMethod(rawValue: try row.text(2)) ?? .lottery
    audience = Audience(rawValue: try row.text(3)) ?? .individual
    state = State(rawValue: try row.text(4)) ?? .withdrawn
    smallerMayFollow = try row.int(5) != 0
    opens = try row.get(6)
    closes = try row.get(7)
    drawsBy = try row.get(8)
    valueName = try text(9)
    commitment = try row.textOrNil(10).flatMap { DrawDigest($0) }
    digest = try row.textOrNil(11).flatMap { DrawDigest($0) }
    let by: ID<Person>? = try row.get(14)
    if let value = try row.textOrNil(12), let source = try row.textOrNil(13), let by {
      offered = Offered(value: value, source: source, by: by)
    }
    value = try row.textOrNil(15)
    source = try row.textOrNil(16)
    drawnAt = try row.get(17)
    releasesAt = try row.get(18)
    releasedAt = try row.get(19)
    reason = try row.textOrNil(20)
    madeBy = try row.get(21)
    version = Int(try row.int(22))
  }
}

/// A row of a draw's sessions.
struct DrawnSessionRow: RowReadable, Sendable {
  let drawn: DrawnSession

  init(row: Row) throws {
    let next = VisitSession.width
    drawn = DrawnSession(
      session: try VisitSession(row: row), places: Int(try row.int(next)), hold: try row.get(next + 1),
      modeBefore: VisitSession.Mode(rawValue: try row.text(next + 2)) ?? .firstCome)
  }
}

extension Reader {
  func sessionDraw(_ id: ID<SessionDraw>) throws -> SessionDraw? {
    try first(SessionDraw.self, "SELECT \(SessionDraw.columns) FROM visit_draws d WHERE d.id = \(id)")
  }

  /// The draws, those whose window closes last foremost; announced and open ones, and those of which people still ask.
  func sessionDraws(limit: Int) throws -> [SessionDraw] {
    try all(
      SessionDraw.self, "SELECT \(SessionDraw.columns) FROM visit_draws d ORDER BY d.closes_at DESC, d.id DESC LIMIT \(limit)")
  }

  /// Draws with sessions of some bases.
  func sessionDraws(of bases: [ID<Base>], limit: Int) throws -> [SessionDraw] {
    guard !bases.isEmpty else { return [] }
    return try all(
      SessionDraw.self,
      """
      SELECT \(SessionDraw.columns) FROM visit_draws d WHERE d.id IN (
        SELECT l.draw_id FROM draw_sessions l JOIN visit_sessions s ON s.id = l.session_id WHERE s.base_id IN \(bases))
      ORDER BY d.closes_at DESC, d.id DESC LIMIT \(limit)
      """)
  }

  /// Draws in a state whose next moment has come.
  func sessionDraws(due state: SessionDraw.State, at now: Instant) throws -> [SessionDraw] {
    let moment: SQL =
      switch state {
      case .planned: "d.opens_at"
      case .open: "d.closes_at"
      case .closed: "d.draws_by"
      case .drawn, .withdrawn: "d.releases_at"
      }
    return try all(
      SessionDraw.self,
      """
      SELECT \(SessionDraw.columns) FROM visit_draws d
      WHERE d.state = \(state.rawValue) AND \(moment) <= \(now) AND d.released_at IS NULL ORDER BY d.id LIMIT 100
      """)
  }

  func sealedSecret(of draw: ID<SessionDraw>) throws -> [UInt8]? {
    try first(SealedSecret.self, "SELECT secret FROM visit_draws WHERE id = \(draw)")?.bytes
  }

  func drawnSessions(of draw: ID<SessionDraw>) throws -> [DrawnSession] {
    try all(
      DrawnSessionRow.self,
      """
      SELECT \(VisitSession.columns), l.places, l.hold_id, l.mode_before
      FROM draw_sessions l JOIN visit_sessions s ON s.id = l.session_id WHERE l.draw_id = \(draw) ORDER BY l.position
      """
    ).map(\.drawn)
  }

  /// The draw that is to give out a session's places.
  func liveDraw(of session: ID<VisitSession>, but other: ID<SessionDraw>? = nil) throws -> ID<SessionDraw>? {
    try value(
      ID<SessionDraw>.self,
      """
      SELECT d.id FROM draw_sessions l JOIN visit_draws d ON d.id = l.draw_id
      WHERE l.session_id = \(session) AND d.state IN ('planned', 'open', 'closed') AND d.id <> \(other?.rawValue ?? -1) LIMIT 1
      """)
  }

  /// How the places of a session were given before the first draw of it.
  func modeBeforeDraws(of session: ID<VisitSession>) throws -> VisitSession.Mode? {
    try value(String.self, "SELECT mode_before FROM draw_sessions WHERE session_id = \(session) ORDER BY draw_id LIMIT 1")
      .flatMap(VisitSession.Mode.init)
  }

  func drawFile(_ kind: String, of draw: ID<SessionDraw>) throws -> String? {
    try value(String.self, "SELECT content FROM draw_files WHERE draw_id = \(draw) AND kind = \(kind)")
  }

  /// How many published bases lie in a county.
  func countVenues(in county: String) throws -> Int {
    try value(Int.self, "SELECT COUNT(*) FROM bases WHERE region = \(county) AND status = 'published'") ?? 0
  }

  /// Bases among some to which a school has come: by its own bookings, or those that its people made for a class.
  func basesVisited(bySchool school: ID<Organization>, booker: String, among bases: [ID<Base>]) throws -> [ID<Base>] {
    try values(
      ID<Base>.self,
      """
      SELECT DISTINCT base_id FROM bookings WHERE base_id IN \(bases) AND state = 'attended' AND (booker = \(booker)
        OR (audience = 'school' AND person_id IN (SELECT person_id FROM members WHERE organization_id = \(school))))
      ORDER BY base_id
      """)
  }

  /// Bases among some to which somebody has come.
  func basesVisited(by person: ID<Person>, booker: String, contact: String, among bases: [ID<Base>]) throws -> [ID<Base>] {
    try values(
      ID<Base>.self,
      """
      SELECT DISTINCT base_id FROM bookings WHERE base_id IN \(bases) AND state = 'attended'
        AND (person_id = \(person) OR booker = \(booker) OR contact = \(contact)) ORDER BY base_id
      """)
  }
}

private struct SealedSecret: RowReadable, Sendable {
  let bytes: [UInt8]?

  init(row: Row) throws { bytes = try row.bytesOrNil(0) }
}

extension Writer {
  func insert(_ draw: SessionDraw, at now: Instant) throws {
    try execute(
      """
      INSERT INTO visit_draws (id, names, method, audience, state, smaller_may_follow, opens_at, closes_at, draws_by, value_name,
        made_by, last_number, version, updated_at)
      VALUES (\(draw.id), \(try json(draw.names)), \(draw.method.rawValue), \(draw.audience.rawValue), \(draw.state.rawValue),
        \(draw.smallerMayFollow ? 1 : 0), \(draw.opens), \(draw.closes), \(draw.drawsBy), \(try json(draw.valueName)),
        \(draw.madeBy), 0, \(draw.version), \(now))
      """)
  }

  /// Stores the next version of a draw; the secret has a way of its own.
  ///
  /// - Throws: `DrawRefusal.changedMeanwhile` if it is not the next.
  func update(_ draw: SessionDraw, at now: Instant) throws {
    let touched = try execute(
      """
      UPDATE visit_draws SET state = \(draw.state.rawValue), commitment = \(draw.commitment?.description),
        digest = \(draw.digest?.description), offered_value = \(draw.offered?.value), offered_source = \(draw.offered?.source),
        offered_by = \(draw.offered?.by), public_value = \(draw.value), value_source = \(draw.source),
        drawn_at = \(draw.drawnAt), releases_at = \(draw.releasesAt), released_at = \(draw.releasedAt),
        reason = \(draw.reason), version = \(draw.version), updated_at = \(now)
      WHERE id = \(draw.id) AND version = \(draw.version - 1)
      """)
    guard touched == 1 else { throw DrawRefusal.changedMeanwhile }
  }

  func keep(sealedSecret bytes: [UInt8], of draw: ID<SessionDraw>) throws {
    try execute("UPDATE visit_draws SET secret = \(bytes) WHERE id = \(draw)")
  }

  func insert(_ session: DrawnSession, at position: Int, of draw: ID<SessionDraw>) throws {
    try execute(
      """
      INSERT INTO draw_sessions (draw_id, position, session_id, places, hold_id, mode_before)
      VALUES (\(draw), \(position), \(session.session.id), \(session.places), \(session.hold), \(session.modeBefore.rawValue))
      """)
  }

  func setMode(_ mode: VisitSession.Mode, of session: ID<VisitSession>) throws {
    try execute("UPDATE visit_sessions SET mode = \(mode.rawValue) WHERE id = \(session)")
  }

  /// The next number of a request in a draw.
  func nextNumber(in draw: ID<SessionDraw>) throws -> Int {
    try execute("UPDATE visit_draws SET last_number = last_number + 1 WHERE id = \(draw)")
    return try value(Int.self, "SELECT last_number FROM visit_draws WHERE id = \(draw)") ?? 1
  }

  func keep(_ content: String, as kind: String, of draw: ID<SessionDraw>) throws {
    try execute("INSERT INTO draw_files (draw_id, kind, content) VALUES (\(draw), \(kind), \(content))")
  }
}

/// JSON with sorted keys, as tables keep it.
private func json(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = .sortedKeys
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}
