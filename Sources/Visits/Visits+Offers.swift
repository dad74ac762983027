import Journal
import Places
import SQL

extension Visits {
  /// What a change of an offer did to its sessions.
  public struct OfferOutcome: Sendable, Hashable {
    /// Sessions that were made.
    public var made = 0
    /// Sessions that were taken away because nobody had booked.
    public var removed = 0
    /// Sessions that no longer follow from the offer but have bookings, so they stay as they are.
    public var kept = 0
  }

  /// Offers something at a base, and makes its first sessions.
  public func offer(
    _ facts: VisitOffer.Facts, at base: ID<Base>, by actor: JournalEntry.Actor, in writer: Writer
  ) throws -> (offer: VisitOffer, outcome: OfferOutcome) {
    let offer = VisitOffer(id: ids.next(), base: base, state: .open, facts: facts, version: 1)
    try writer.insert(offer, at: clock.now())
    try record("offer.added", offer, by: actor, in: writer)
    return (offer, OfferOutcome(made: try makeSessions(of: offer, in: writer)))
  }

  /// Changes an offer. Sessions that nobody has booked follow it; those with bookings stay as people booked them.
  public func change(
    _ id: ID<VisitOffer>, version: Int, to facts: VisitOffer.Facts, state: VisitOffer.State = .open,
    by actor: JournalEntry.Actor, in writer: Writer
  ) throws -> OfferOutcome {
    guard var offer = try writer.offer(id) else { throw BookingRefusal.notFound }
    guard offer.version == version else { throw BookingRefusal.changedMeanwhile }
    offer.facts = facts
    offer.state = state
    offer.version += 1
    try writer.update(offer, at: clock.now())
    var outcome = OfferOutcome()
    for session in try writer.sessions(of: id, after: clock.now()) where session.state != .cancelled {
      if try writer.isUntouched(session.id) {
        try writer.remove(session.id)
        outcome.removed += 1
      } else {
        outcome.kept += 1
      }
    }
    if state == .open { outcome.made = try makeSessions(of: offer, in: writer) }
    try record(state == .open ? "offer.changed" : "offer.ended", offer, by: actor, in: writer)
    return outcome
  }

  /// When sessions of facts would be under the rules of the base.
  func starts(of facts: VisitOffer.Facts, at base: Base, _ rules: VisitRules) -> [SessionMaker.Start] {
    let today = clock.now().localDay
    let maker = SessionMaker(
      calendar: calendar, hours: base.facts.hours, exceptions: base.facts.exceptions ?? [], outside: rules.sessions.outsideHours)
    return maker.starts(of: facts, on: today...today.adding(days: rules.sessions.daysAhead)).filter { $0.at > clock.now() }
  }

  /// Makes the sessions of an offer that are not there yet.
  ///
  /// - Returns: how many.
  @discardableResult
  func makeSessions(of offer: VisitOffer, in writer: Writer) throws -> Int {
    guard let base = try writer.base(offer.base) else { return 0 }
    let rules = try rules(named: try writer.ruleset(of: offer.base))
    let wanted = try missing(offer, at: base, rules, writer)
    for start in wanted {
      try make(offer.facts, of: offer.id, at: offer.base, start, rules, by: .command("sessions"), in: writer)
    }
    return wanted.count
  }

  /// The sessions of an offer that are not there yet.
  private func missing(
    _ offer: VisitOffer, at base: Base, _ rules: VisitRules, _ reader: Reader
  ) throws -> [SessionMaker.Start] {
    let known = Set(try reader.sessions(of: offer.id, after: clock.now()).map(\.starts))
    return starts(of: offer.facts, at: base, rules).filter { !known.contains($0.at) }
  }

  /// Adds one session by itself, which belongs to no offer; it is planned by the same hours, exceptions and rules of the base.
  ///
  /// - Parameter facts: those of an offer that has one time on one day.
  /// - Returns: `nil` where there can be none then, as the base is closed or the time is over or too far ahead.
  func add(
    _ facts: VisitOffer.Facts, at base: ID<Base>, by actor: JournalEntry.Actor, in writer: Writer
  ) throws -> VisitSession? {
    guard let place = try writer.base(base) else { return nil }
    let rules = try rules(named: try writer.ruleset(of: base))
    return try starts(of: facts, at: place, rules).first.map { start in
      try make(facts, of: nil, at: base, start, rules, by: actor, in: writer)
    }
  }

  @discardableResult
  private func make(
    _ facts: VisitOffer.Facts, of offer: ID<VisitOffer>?, at base: ID<Base>, _ start: SessionMaker.Start, _ rules: VisitRules,
    by actor: JournalEntry.Actor, in writer: Writer
  ) throws -> VisitSession {
    let session = VisitSession(
      id: ids.next(), base: base, day: start.day, starts: start.at, ends: start.at + .seconds(Int64(facts.minutes) * 60),
      kind: facts.kind, mode: facts.mode, offer: offer,
      ages: facts.ages ?? VisitorAges())
    let places = SessionPlaces(facts.places, guides: facts.guides.map { ($0, per: rules.sessions.peoplePerGuide) })
    try add(session, places, by: actor, in: writer)
    if let hall = try facts.hall.flatMap({ try writer.hall($0) }) { try put(session, in: hall, writer) }
    let kept = KeptCounters(facts.kept, of: facts.places, on: start.day, now: clock.now())
    for counter in kept.counters {
      let pool = try addPool(
        "k:\(session.id):\(counter.subset)", .others, capacity: counter.capacity, for: counter.audiences, to: session, in: writer)
      for release in counter.releases { try writer.insert(release, of: session.id, from: pool) }
    }
    return session
  }

  /// Makes what is missing of all offers.
  ///
  /// - Returns: how many sessions were made.
  @discardableResult
  public func makeSessions() async throws -> Int {
    var made = 0
    for offer in try await database.read({ try $0.openOffers() }) {
      let isComplete = try await database.read { reader in
        guard let base = try reader.base(offer.base) else { return true }
        return try missing(offer, at: base, try rules(named: reader.ruleset(of: offer.base)), reader).isEmpty
      }
      if isComplete { continue }
      made += try await database.write { writer in
        // It may have been changed since it was read.
        guard let current = try writer.offer(offer.id), current.state == .open else { return 0 }
        return try makeSessions(of: current, in: writer)
      }
    }
    return made
  }

  /// Lets everybody have the places that were kept for some until now, those who wait first.
  ///
  /// - Returns: for how many sessions.
  @discardableResult
  public func releaseQuotas(limit: Int = 200, in writer: Writer) throws -> Int {
    let due = try writer.dueReleases(at: clock.now(), limit: limit)
    for release in due { try writer.release(release) }
    let sessions = Set(due.map(\.session))
    for session in sessions.sorted() { try offerPlaces(of: session, in: writer) }
    return sessions.count
  }

  private func record(_ action: String, _ offer: VisitOffer, by actor: JournalEntry.Actor, in writer: Writer) throws {
    try journal.record(
      JournalEntry(
        action, on: .init("offer", offer.id), by: actor, details: ["base": "\(offer.base)", "version": "\(offer.version)"]),
      in: writer)
  }
}
