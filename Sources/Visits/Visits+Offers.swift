import Journal
import Places
import SQL

extension Visits {
  /// For how many days ahead sessions are made: what can be booked, and longer for groups, who plan.
  static let daysAhead = 60

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

  /// When sessions of facts would be, for a preview.
  func starts(of facts: VisitOffer.Facts, at base: Base) -> [(day: Day, at: Instant)] {
    let today = clock.now().localDay
    return SessionMaker(calendar: calendar, exceptions: base.facts.exceptions ?? [])
      .starts(of: facts, on: today...today.adding(days: Self.daysAhead)).filter { $0.at > clock.now() }
  }

  /// Makes the sessions of an offer that are not there yet.
  ///
  /// - Returns: how many.
  @discardableResult
  func makeSessions(of offer: VisitOffer, in writer: Writer) throws -> Int {
    guard let base = try writer.base(offer.base) else { return 0 }
    let known = Set(try writer.sessions(of: offer.id, after: clock.now()).map(\.starts))
    let wanted = starts(of: offer.facts, at: base).filter { !known.contains($0.at) }
    for (day, at) in wanted { try make(offer, day, at, in: writer) }
    return wanted.count
  }

  private func make(_ offer: VisitOffer, _ day: Day, _ at: Instant, in writer: Writer) throws {
    let facts = offer.facts
    let session = VisitSession(
      id: ids.next(), base: offer.base, day: day, starts: at, ends: at + .seconds(Int64(facts.minutes) * 60), kind: facts.kind,
      offer: offer.id)
    let places = SessionPlaces(facts.places, guides: facts.guides.map { ($0, per: Self.peoplePerGuide) })
    try add(session, places, by: .command("sessions"), in: writer)
    if let hall = try facts.hall.flatMap({ try writer.hall($0) }) { try put(session, in: hall, writer) }
    let end = at - .seconds(Int64(facts.keptHours) * 3_600)
    guard facts.keptForGroups > 0, clock.now() < end else { return }
    let pool = try addPool(
      "i:\(session.id)", .individuals, capacity: max(0, facts.places - facts.keptForGroups), to: session, in: writer)
    try writer.keep(pool, of: session.id, places: facts.places, until: end)
  }

  /// How many people one guide takes at most (domain rule §9.3).
  private static let peoplePerGuide = 30

  /// Makes what is missing of all offers.
  ///
  /// - Returns: how many sessions were made.
  @discardableResult
  public func makeSessions() async throws -> Int {
    var made = 0
    for offer in try await database.read({ try $0.openOffers() }) {
      made += try await database.write { writer in
        // It may have been changed since it was read.
        guard let current = try writer.offer(offer.id), current.state == .open else { return 0 }
        return try makeSessions(of: current, in: writer)
      }
    }
    return made
  }

  /// Lets everybody have the places that were kept for groups until now, those who wait first.
  ///
  /// - Returns: for how many sessions.
  @discardableResult
  public func releaseQuotas(limit: Int = 200, in writer: Writer) throws -> Int {
    let due = try writer.dueReleases(at: clock.now(), limit: limit)
    for release in due {
      try writer.release(release)
      try offerPlaces(of: release.session, in: writer)
    }
    return due.count
  }

  private func record(_ action: String, _ offer: VisitOffer, by actor: JournalEntry.Actor, in writer: Writer) throws {
    try journal.record(
      JournalEntry(
        action, on: .init("offer", offer.id), by: actor, details: ["base": "\(offer.base)", "version": "\(offer.version)"]),
      in: writer)
  }
}
