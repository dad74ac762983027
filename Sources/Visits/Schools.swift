import Identity
import Journal
import People
import Places
import SQL

/// Visits of schools: the chain from the teacher over the head to the bases, in place of a stamped letter.
///
/// Who may make a step is asked by the routes; these rules say when a step can be made, and what it does with places.
public struct Schools: Sendable {
  let tours: Tours
  let policy: SchoolPolicy
  let agreements: SchoolAgreements?

  /// Visits of schools over bookings and tours.
  ///
  /// - Parameter agreements: by which sessions are kept for schools; their visits take these up first.
  public init(_ tours: Tours, policy: SchoolPolicy, agreements: SchoolAgreements? = nil) {
    self.tours = tours
    self.policy = policy
    self.agreements = agreements
  }

  var visits: Visits { tours.visits }

  /// What a teacher begins.
  public struct Draft: Sendable {
    let school: ID<Organization>
    let teacher: ID<Person>
    let plan: SchoolVisitPlan

    /// A draft of a teacher for a school.
    public init(school: ID<Organization>, teacher: ID<Person>, plan: SchoolVisitPlan) {
      self.school = school
      self.teacher = teacher
      self.plan = plan
    }
  }

  /// Begins a visit in one session; it has no places yet.
  public func begin(_ draft: Draft, in session: ID<VisitSession>, writer: Writer) throws -> SchoolVisit {
    guard let found = try writer.session(session)?.session else { throw SchoolRefusal.notFound }
    let leg = SchoolVisitLeg(base: found.base, session: session, booking: nil, answer: .waiting, came: nil)
    return try begin(draft, on: found.day, [leg], trip: nil, writer)
  }

  /// Begins a visit over the bases of a tour that the teacher has booked.
  public func begin(_ draft: Draft, over trip: ID<Trip>, writer: Writer) throws -> SchoolVisit {
    guard let trip = try writer.trip(trip), trip.person == draft.teacher else { throw SchoolRefusal.notFound }
    guard trip.state == .booked, try writer.schoolVisit(over: trip.id) == nil else { throw SchoolRefusal.wrongState }
    let legs = try writer.bookings(of: trip.id).map { booking in
      SchoolVisitLeg(base: booking.base, session: booking.session, booking: booking.id, answer: .waiting, came: nil)
    }
    return try begin(draft, on: trip.day, legs, trip: trip.id, writer)
  }

  private func begin(
    _ draft: Draft, on day: Day, _ legs: [SchoolVisitLeg], trip: ID<Trip>?, _ writer: Writer
  ) throws -> SchoolVisit {
    let visit = SchoolVisit(
      id: visits.ids.next(), school: draft.school, teacher: draft.teacher, state: .draft, trip: trip, day: day, plan: draft.plan,
      token: SecretToken().text, due: nil, version: 1)
    try writer.insert(visit, legs, at: visits.clock.now())
    try note(.drafted, visit, by: draft.teacher, in: writer)
    return visit
  }

  /// Writes the plan anew, as long as the teacher has it.
  public func write(
    _ plan: SchoolVisitPlan, of id: ID<SchoolVisit>, version: Int, by person: ID<Person>, in writer: Writer
  ) throws -> SchoolVisit {
    var visit = try self.visit(id, writer)
    guard visit.state.isWritable else { throw SchoolRefusal.wrongState }
    guard visit.version == version else { throw SchoolRefusal.changedMeanwhile }
    visit.plan = plan
    try store(&visit, writer)
    try record("school_visit.written", visit, by: person, in: writer)
    return visit
  }
}

extension Schools {
  func visit(_ id: ID<SchoolVisit>, _ reader: Reader) throws -> SchoolVisit {
    guard let visit = try reader.schoolVisit(id) else { throw SchoolRefusal.notFound }
    return visit
  }

  func store(_ visit: inout SchoolVisit, _ writer: Writer) throws {
    visit.version += 1
    try writer.update(visit, at: visits.clock.now())
  }

  /// Writes a step into the chain and into the journal.
  func note(
    _ kind: SchoolVisitStep.Kind, _ visit: SchoolVisit, by person: ID<Person>, base: ID<Base>? = nil, reason: String = "",
    in writer: Writer
  ) throws {
    try writer.insertStep(
      visits.ids.next(), kind, of: visit.id, by: person, base: base, reason: reason, at: visits.clock.now())
    try record("school_visit.\(kind.rawValue)", visit, by: person, reason: reason.isEmpty ? nil : reason, in: writer)
  }

  private func record(
    _ action: String, _ visit: SchoolVisit, by person: ID<Person>, reason: String? = nil, in writer: Writer
  ) throws {
    try visits.journal.record(
      JournalEntry(
        action, on: .init("school_visit", visit.id), by: .person(person), reason: reason,
        details: ["people": visit.plan.party.people, "version": visit.version]), in: writer)
  }

  /// Does a step whole or not at all, and tells refusals of bookings and tours as those of the visit.
  func step<Value>(_ writer: Writer, _ work: () throws -> Value) throws -> Value {
    do {
      return try writer.attempt(work)
    } catch let refusal as BookingRefusal {
      throw SchoolRefusal.booking(refusal)
    } catch let refusal as TourRefusal {
      throw SchoolRefusal.tour(refusal)
    }
  }
}
