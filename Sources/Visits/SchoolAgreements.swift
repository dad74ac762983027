import Journal
import People
import Places
import SQL

/// Agreements of schools with bases, and the sessions that are kept by them.
///
/// Places that are kept are a hold in the name of the agreement: they come out of the pools of the session as every other
/// booking's do, and they run out, and are offered to whoever waits, as every other hold. Who may act for a side is asked by
/// the routes.
public struct SchoolAgreements: Sendable {
  let visits: Visits
  let policy: AgreementPolicy

  /// Agreements over bookings.
  public init(_ visits: Visits, policy: AgreementPolicy) {
    self.visits = visits
    self.policy = policy
  }

  // MARK: Signing

  /// One side proposes an agreement, and signs it by that.
  ///
  /// - Throws: `AgreementRefusal`.
  public func propose(
    _ terms: SchoolAgreement.Terms, of base: ID<Base>, with school: ID<Organization>, as side: SchoolAgreement.Side,
    by person: ID<Person>, in writer: Writer
  ) throws -> SchoolAgreement {
    let now = visits.clock.now()
    guard terms.arePossible(on: now.localDay, policy) else { throw AgreementRefusal.terms }
    guard try writer.base(base) != nil, let unit = try writer.organization(school), unit.kind == .school else {
      throw AgreementRefusal.notFound
    }
    guard try !writer.hasAgreement(base, school, from: terms.first, to: terms.last) else { throw AgreementRefusal.exists }
    let agreement = SchoolAgreement(
      id: visits.ids.next(), base: base, school: school, terms: terms, proposer: side, state: .proposed, reason: "", version: 1)
    try writer.insert(agreement, at: now)
    try writer.sign(agreement.id, as: side, person, at: now)
    try record("proposed", agreement, by: person, in: writer)
    return agreement
  }

  /// The other side signs; from then on the agreement is in force, on the days of its term.
  @discardableResult
  public func sign(
    _ id: ID<SchoolAgreement>, as side: SchoolAgreement.Side, by person: ID<Person>, in writer: Writer
  ) throws -> SchoolAgreement {
    var agreement = try agreement(id, writer)
    guard agreement.state == .proposed, agreement.proposer == side.other else { throw AgreementRefusal.wrongState }
    guard visits.clock.now().localDay <= agreement.terms.last else { throw AgreementRefusal.terms }
    // An officer may act for a base and for a school of the same place, but an agreement is between two.
    guard try !writer.signers(of: id).contains(where: { $0.person == person }) else { throw AgreementRefusal.ownProposal }
    agreement.state = .inForce
    try store(&agreement, writer)
    try writer.sign(id, as: side, person, at: visits.clock.now())
    try record("signed", agreement, by: person, in: writer)
    return agreement
  }

  /// A side that does not want what is proposed declines it, or takes back what it proposed; an agreement in force ends, and
  /// the places that wait for the school are everybody's again. Visits for which places were taken up stay.
  @discardableResult
  public func end(
    _ id: ID<SchoolAgreement>, reason: String, by person: ID<Person>, in writer: Writer
  ) throws -> SchoolAgreement {
    var agreement = try agreement(id, writer)
    guard agreement.state.isOpen else { throw AgreementRefusal.wrongState }
    for kept in try writer.keptSessions(of: id) where kept.state == .kept { try free(kept, by: person, in: writer) }
    agreement.state = agreement.state == .proposed ? .declined : .ended
    agreement.reason = reason
    try store(&agreement, writer)
    try record(agreement.state.rawValue, agreement, by: person, reason: reason, in: writer)
    return agreement
  }

  // MARK: Keeping sessions

  /// Keeps places of a session for the school: its pupils and the teachers that they need, until the day of the policy.
  ///
  /// - Throws: `AgreementRefusal`; then nothing has changed.
  @discardableResult
  public func keep(
    _ session: ID<VisitSession>, by id: ID<SchoolAgreement>, person: ID<Person>, in writer: Writer
  ) throws -> KeptSession {
    let agreement = try agreement(id, writer)
    guard agreement.state == .inForce else { throw AgreementRefusal.wrongState }
    let (found, rules) = try booked(writer) { try visits.known(session, writer) }
    guard let school = try writer.organization(agreement.school) else { throw AgreementRefusal.notFound }
    guard found.base == agreement.base, agreement.terms.contains(found.day) else { throw AgreementRefusal.otherSession }
    let before = try writer.keptSessions(of: id)
    guard before.filter(\.state.counts).count < agreement.terms.visits else {
      throw AgreementRefusal.allKept(most: agreement.terms.visits)
    }
    let end = found.starts - .seconds(Int64(policy.releaseDays) * 86_400)
    guard visits.clock.now() < end else { throw AgreementRefusal.tooLate }
    let pupils = agreement.terms.pupils
    let party = Party(minors: pupils, teachers: rules.care.ratio.teachers(pupils: pupils, preschool: 0))
    let request = BookingRequest(
      session: session, audience: .school, party: party, person: nil, booker: agreement.booker, contact: agreement.booker,
      name: school.names.zhHans)
    let booking = try booked(writer) { try visits.hold(request, until: end, by: .person(person), in: writer) }
    try writer.keep(session, by: id, with: booking.id)
    return KeptSession(
      agreement: id, session: session, booking: booking.id, day: found.day, people: party.people, state: .kept)
  }

  /// Gives back what was kept, to everybody.
  public func release(
    _ booking: ID<Booking>, of id: ID<SchoolAgreement>, by person: ID<Person>, in writer: Writer
  ) throws {
    guard let kept = try writer.keptSessions(of: id).first(where: { $0.booking == booking }) else {
      throw AgreementRefusal.notFound
    }
    guard kept.state == .kept else { throw AgreementRefusal.wrongState }
    try free(kept, by: person, in: writer)
  }

  /// Turns places that wait for a school into the held places of one of its visits, with the party that really comes; more
  /// people than were kept need places that are free.
  ///
  /// - Parameter end: until when the visit's places are held.
  /// - Returns: the places, or `nil` where none are kept and the visit takes them as every other does.
  /// - Throws: `BookingRefusal`; then nothing has changed.
  public func takeUp(
    _ request: BookingRequest, for school: ID<Organization>, until end: Instant, by person: ID<Person>, in writer: Writer
  ) throws -> Booking? {
    guard let kept = try writer.keptSession(request.session, for: school) else { return nil }
    return try writer.attempt {
      let (session, rules) = try visits.known(request.session, writer)
      try visits.checkBooker(request, for: session, rules, writer)
      var booking = try visits.change(kept.booking, to: request.party, stages: request.stages, by: .person(person), in: writer)
      try writer.hand(kept.booking, to: request, at: visits.clock.now())
      booking.name = request.name
      booking.heldUntil = min(end, session.ends)
      booking.version += 1
      try writer.update(booking, at: visits.clock.now())
      try visits.record("booking.taken_up", booking, by: .person(person), in: writer)
      return try visits.open(kept.booking, writer)
    }
  }
}

extension SchoolAgreements {
  private func agreement(_ id: ID<SchoolAgreement>, _ reader: Reader) throws -> SchoolAgreement {
    guard let agreement = try reader.schoolAgreement(id) else { throw AgreementRefusal.notFound }
    return agreement
  }

  private func store(_ agreement: inout SchoolAgreement, _ writer: Writer) throws {
    agreement.version += 1
    try writer.update(agreement, at: visits.clock.now())
  }

  private func free(_ kept: KeptSession, by person: ID<Person>, in writer: Writer) throws {
    _ = try booked(writer) { try visits.cancel(kept.booking, isByOffice: true, by: .person(person), in: writer) }
  }

  /// Tells a refusal of bookings as one of the agreement, with nothing changed.
  private func booked<Value>(_ writer: Writer, _ work: () throws -> Value) throws -> Value {
    do {
      return try writer.attempt(work)
    } catch let refusal as BookingRefusal {
      throw AgreementRefusal.booking(refusal)
    }
  }

  private func record(
    _ action: String, _ agreement: SchoolAgreement, by person: ID<Person>, reason: String? = nil, in writer: Writer
  ) throws {
    try visits.journal.record(
      JournalEntry(
        "school_agreement.\(action)", on: .init("school_agreement", agreement.id), by: .person(person), reason: reason,
        details: ["version": agreement.version, "visits": agreement.terms.visits, "pupils": agreement.terms.pupils]), in: writer)
  }
}
