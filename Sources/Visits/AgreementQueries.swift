import People
import Places
import SQL

extension SchoolAgreement: RowReadable {
  static let columns: SQL =
    "a.id, a.base_id, a.school_id, a.first_day, a.last_day, a.visits, a.pupils, a.words, a.proposer, a.state, a.reason, a.version"

  /// Reads a row of `columns`; a state that this version does not know is over.
  public init(row: Row) throws {
    id = try row.get(0)
    base = try row.get(1)
    school = try row.get(2)
    terms = Terms(
      from: try row.get(3), to: try row.get(4), visits: Int(try row.int(5)), pupils: Int(try row.int(6)), words: try row.text(7))
    proposer = Side(rawValue: try row.text(8)) ?? .base
    state = State(rawValue: try row.text(9)) ?? .ended
    reason = try row.text(10)
    version = Int(try row.int(11))
  }
}

extension KeptSession: RowReadable {
  static let columns: SQL =
    """
    k.agreement_id, k.session_id, k.booking_id, b.day, b.adults + b.minors + b.preschool + b.seniors + b.teachers, b.state,
      k.taken_up_at
    """

  /// Reads a row of `columns`.
  public init(row: Row) throws {
    agreement = try row.get(0)
    session = try row.get(1)
    booking = try row.get(2)
    day = try row.get(3)
    people = Int(try row.int(4))
    let places = Booking.State(rawValue: try row.text(5)) ?? .cancelled
    let taken: Instant? = try row.get(6)
    state = !places.hasPlaces ? .released : taken == nil ? .kept : .takenUp
  }
}

/// Somebody's signature under an agreement.
struct AgreementSignature: RowReadable, Sendable {
  let side: SchoolAgreement.Side
  let person: ID<Person>
  let name: String
  let at: Instant

  init(row: Row) throws {
    side = SchoolAgreement.Side(rawValue: try row.text(0)) ?? .base
    person = try row.get(1)
    name = try row.text(2)
    at = try row.get(3)
  }
}

extension Reader {
  func schoolAgreement(_ id: ID<SchoolAgreement>) throws -> SchoolAgreement? {
    try first(SchoolAgreement.self, "SELECT \(SchoolAgreement.columns) FROM school_agreements a WHERE a.id = \(id)")
  }

  /// The agreements of bases and of schools, the latest term first.
  func schoolAgreements(
    ofBases bases: [ID<Base>], orSchools schools: [ID<Organization>], limit: Int = 200
  ) throws
    -> [SchoolAgreement]
  {
    // No list may be empty in SQL; no row has this number.
    let bases = bases.isEmpty ? [ID(rawValue: -1)] : bases
    let schools = schools.isEmpty ? [ID(rawValue: -1)] : schools
    return try all(
      SchoolAgreement.self,
      """
      SELECT \(SchoolAgreement.columns) FROM school_agreements a WHERE a.base_id IN \(bases) OR a.school_id IN \(schools)
      ORDER BY a.last_day DESC, a.id DESC LIMIT \(limit)
      """)
  }

  /// Whether a base and a school have an open agreement that covers some of these days.
  func hasAgreement(_ base: ID<Base>, _ school: ID<Organization>, from first: Day, to last: Day) throws -> Bool {
    try value(
      Int64.self,
      """
      SELECT id FROM school_agreements WHERE base_id = \(base) AND school_id = \(school) AND state IN ('proposed', 'in_force')
        AND first_day <= \(last) AND last_day >= \(first) LIMIT 1
      """) != nil
  }

  /// The schools with which a base has an agreement in force on a day, for everybody to see.
  func partnerSchools(of base: ID<Base>, on day: Day, limit: Int = 500) throws -> [ID<Organization>] {
    try values(
      ID<Organization>.self,
      """
      SELECT DISTINCT school_id FROM school_agreements
      WHERE base_id = \(base) AND state = 'in_force' AND first_day <= \(day) AND last_day >= \(day)
      ORDER BY school_id LIMIT \(limit)
      """)
  }

  /// The active schools that a name means: the one with this number or exactly this name, else those whose names hold it.
  func activeSchools(called name: String, limit: Int = 20) throws -> [Organization] {
    if let id = ID<Organization>(name), let school = try organization(id), school.kind == .school, school.status == .active {
      return [school]
    }
    guard !name.isEmpty else { return [] }
    let found = try registeredUnits(holding: name, limit: 200).filter { $0.kind == .school && $0.status == .active }
    let exact = found.filter { [$0.names.zhHans, $0.names.zhHant, $0.names.en].contains(name) }
    return exact.isEmpty ? Array(found.prefix(limit)) : exact
  }

  /// Who has signed, in the order in which they did.
  func signers(of agreement: ID<SchoolAgreement>) throws -> [AgreementSignature] {
    try all(
      AgreementSignature.self,
      """
      SELECT s.side, s.person_id, p.name, s.at FROM school_agreement_signatures s JOIN people p ON p.id = s.person_id
      WHERE s.agreement_id = \(agreement) ORDER BY s.at, s.person_id
      """)
  }

  /// Open sessions of a base in a term whose places can still be kept, the next first.
  func sessionsToKeep(_ agreement: SchoolAgreement, after day: Day, limit: Int = 200) throws -> [VisitSession] {
    try all(
      VisitSession.self,
      """
      SELECT \(VisitSession.columns) FROM visit_sessions s
      WHERE s.base_id = \(agreement.base) AND s.day > \(day) AND s.day BETWEEN \(agreement.terms.first) AND \(agreement.terms.last)
        AND s.state = 'open' AND s.mode = 'first_come'
      ORDER BY s.day, s.starts_at, s.id LIMIT \(limit)
      """)
  }

  func keptSessions(of agreement: ID<SchoolAgreement>) throws -> [KeptSession] {
    try all(
      KeptSession.self,
      """
      SELECT \(KeptSession.columns) FROM kept_sessions k JOIN bookings b ON b.id = k.booking_id
      WHERE k.agreement_id = \(agreement) ORDER BY b.day, k.booking_id
      """)
  }

  /// Places that wait for a school in a session.
  func keptSession(_ session: ID<VisitSession>, for school: ID<Organization>) throws -> KeptSession? {
    try first(
      KeptSession.self,
      """
      SELECT \(KeptSession.columns) FROM kept_sessions k JOIN bookings b ON b.id = k.booking_id
        JOIN school_agreements a ON a.id = k.agreement_id
      WHERE k.session_id = \(session) AND a.school_id = \(school) AND k.taken_up_at IS NULL AND b.state = 'held'
      ORDER BY k.booking_id LIMIT 1
      """)
  }
}

extension Writer {
  func insert(_ agreement: SchoolAgreement, at now: Instant) throws {
    let terms = agreement.terms
    try execute(
      """
      INSERT INTO school_agreements (id, base_id, school_id, first_day, last_day, visits, pupils, words, proposer, state, reason,
        version, created_at, updated_at)
      VALUES (\(agreement.id), \(agreement.base), \(agreement.school), \(terms.first), \(terms.last), \(terms.visits),
        \(terms.pupils), \(terms.words), \(agreement.proposer.rawValue), \(agreement.state.rawValue), \(agreement.reason),
        \(agreement.version), \(now), \(now))
      """)
  }

  /// Stores the next version of an agreement.
  ///
  /// - Throws: `AgreementRefusal.changedMeanwhile` if it is not the next.
  func update(_ agreement: SchoolAgreement, at now: Instant) throws {
    let touched = try execute(
      """
      UPDATE school_agreements SET state = \(agreement.state.rawValue), reason = \(agreement.reason),
        version = \(agreement.version), updated_at = \(now)
      WHERE id = \(agreement.id) AND version = \(agreement.version - 1)
      """)
    guard touched == 1 else { throw AgreementRefusal.changedMeanwhile }
  }

  func sign(_ agreement: ID<SchoolAgreement>, as side: SchoolAgreement.Side, _ person: ID<Person>, at now: Instant) throws {
    try execute(
      """
      INSERT INTO school_agreement_signatures (agreement_id, side, person_id, at)
      VALUES (\(agreement), \(side.rawValue), \(person), \(now))
      """)
  }

  func keep(_ session: ID<VisitSession>, by agreement: ID<SchoolAgreement>, with booking: ID<Booking>) throws {
    try execute(
      """
      INSERT INTO kept_sessions (booking_id, agreement_id, session_id) VALUES (\(booking), \(agreement), \(session))
      """)
  }

  /// Gives places that were kept to whoever takes them up, who is the booker from now on.
  func hand(_ booking: ID<Booking>, to request: BookingRequest, at now: Instant) throws {
    try execute(
      """
      UPDATE bookings SET person_id = \(request.person), booker = \(request.booker), contact = \(request.contact)
      WHERE id = \(booking)
      """)
    try execute("UPDATE kept_sessions SET taken_up_at = \(now) WHERE booking_id = \(booking)")
  }
}
