import Foundation
import Places
import SQL

extension VisitOffer: RowReadable {
  static let columns: SQL = "o.id, o.base_id, o.state, o.facts, o.version"

  /// Reads a row of `columns`; a state that this version does not know has ended.
  public init(row: Row) throws {
    id = try row.get(0)
    base = try row.get(1)
    state = State(rawValue: try row.text(2)) ?? .ended
    facts = try JSONDecoder().decode(Facts.self, from: Data(try row.text(3).utf8))
    version = Int(try row.int(4))
  }
}

/// Places that a counter gives more when they are not kept any more.
struct QuotaRelease: RowReadable, Sendable {
  let session: ID<VisitSession>
  let pool: ID<Pool>
  let part: Int
  let places: Int

  init(row: Row) throws {
    session = try row.get(0)
    pool = try row.get(1)
    part = Int(try row.int(2))
    places = Int(try row.int(3))
  }
}

extension Reader {
  func offers(of base: ID<Base>) throws -> [VisitOffer] {
    try all(
      VisitOffer.self,
      "SELECT \(VisitOffer.columns) FROM visit_offers o WHERE o.base_id = \(base) ORDER BY o.state DESC, o.id LIMIT 200")
  }

  func offer(_ id: ID<VisitOffer>) throws -> VisitOffer? {
    try first(VisitOffer.self, "SELECT \(VisitOffer.columns) FROM visit_offers o WHERE o.id = \(id)")
  }

  /// Open offers of bases that the public sees.
  func openOffers() throws -> [VisitOffer] {
    try all(
      VisitOffer.self,
      """
      SELECT \(VisitOffer.columns) FROM visit_offers o JOIN bases b ON b.id = o.base_id
      WHERE o.state = 'open' AND b.status = 'published' ORDER BY o.id
      """)
  }

  /// The sessions of an offer that begin after a moment.
  func sessions(of offer: ID<VisitOffer>, after now: Instant) throws -> [VisitSession] {
    try all(
      VisitSession.self,
      "SELECT \(VisitSession.columns) FROM visit_sessions s WHERE s.offer_id = \(offer) AND s.starts_at > \(now) ORDER BY s.starts_at"
    )
  }

  /// Whether nobody has ever had to do with a session, so that it can be taken away without a trace.
  func isUntouched(_ session: ID<VisitSession>) throws -> Bool {
    try value(
      Int.self,
      """
      SELECT 1 WHERE EXISTS (SELECT 1 FROM bookings WHERE session_id = \(session))
        OR EXISTS (SELECT 1 FROM waiting WHERE session_id = \(session))
        OR EXISTS (SELECT 1 FROM visit_moves WHERE from_session = \(session))
        OR EXISTS (SELECT 1 FROM visit_closures WHERE session_id = \(session))
        OR EXISTS (SELECT 1 FROM school_visit_legs WHERE session_id = \(session))
      """) == nil
  }

  /// Kept places whose time is over.
  func dueReleases(at now: Instant, limit: Int) throws -> [QuotaRelease] {
    try all(
      QuotaRelease.self,
      "SELECT session_id, pool_id, part, places FROM visit_releases WHERE at <= \(now) ORDER BY at, session_id LIMIT \(limit)")
  }

  func parties(waitingIn session: ID<VisitSession>) throws -> Int {
    try value(Int.self, "SELECT COUNT(*) FROM waiting WHERE session_id = \(session) AND state = 'waiting'") ?? 0
  }
}

extension Writer {
  func insert(_ offer: VisitOffer, at now: Instant) throws {
    try execute(
      """
      INSERT INTO visit_offers (id, base_id, state, facts, version, updated_at)
      VALUES (\(offer.id), \(offer.base), \(offer.state.rawValue), \(try text(offer.facts)), \(offer.version), \(now))
      """)
  }

  /// Stores the next version of an offer.
  ///
  /// - Throws: `BookingRefusal.changedMeanwhile` if it is not the next.
  func update(_ offer: VisitOffer, at now: Instant) throws {
    let touched = try execute(
      """
      UPDATE visit_offers SET state = \(offer.state.rawValue), facts = \(try text(offer.facts)), version = \(offer.version),
        updated_at = \(now) WHERE id = \(offer.id) AND version = \(offer.version - 1)
      """)
    guard touched == 1 else { throw BookingRefusal.changedMeanwhile }
  }

  private func text(_ facts: VisitOffer.Facts) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(facts), as: UTF8.self)
  }

  func insert(_ release: KeptCounters.Release, of session: ID<VisitSession>, from pool: ID<Pool>) throws {
    try execute(
      """
      INSERT INTO visit_releases (session_id, pool_id, part, places, at)
      VALUES (\(session), \(pool), \(release.part), \(release.places), \(release.at))
      """)
  }

  /// Lets everybody have what was kept.
  func release(_ release: QuotaRelease) throws {
    try execute("UPDATE pools SET capacity = capacity + \(release.places) WHERE id = \(release.pool)")
    try execute(
      """
      DELETE FROM visit_releases
      WHERE session_id = \(release.session) AND pool_id = \(release.pool) AND part = \(release.part)
      """)
  }

  /// Takes a session away that nobody has had to do with, and the counters that were its own.
  func remove(_ session: ID<VisitSession>) throws {
    try execute("DELETE FROM visit_releases WHERE session_id = \(session)")
    try execute("DELETE FROM session_pools WHERE session_id = \(session)")
    try execute("DELETE FROM visit_sessions WHERE id = \(session)")
    let own =
      ["s:\(session)", "e:\(session)"] + (1...7).map { "k:\(session):\($0)" }
      + Audience.allCases.map { "q:\(session):\($0.rawValue)" }
    try execute("DELETE FROM pools WHERE key IN \(own)")
  }
}
