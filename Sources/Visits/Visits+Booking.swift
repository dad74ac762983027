import Identity
import Journal
import SQL

extension Visits {
  /// Keeps places for a while, so that somebody can fill in the form without losing them (占位).
  ///
  /// Takes from every pool of the session or from none.
  ///
  /// - Parameter end: until when, where it is not for the minutes that the rules give to a form.
  /// - Throws: `BookingRefusal`; then nothing has changed.
  public func hold(
    _ request: BookingRequest, until end: Instant? = nil, by actor: JournalEntry.Actor, in writer: Writer
  ) throws -> Booking {
    let (session, rules) = try admit(request, writer)
    try take(request.party.people, as: request.audience, from: session.id, in: writer)
    let end = min(end ?? clock.now() + .seconds(Int64(rules.holdMinutes) * 60), session.ends)
    return try insert(request, for: session, heldUntil: end, by: actor, in: writer)
  }

  /// Holds and books at once, for programs and for forms of one page.
  public func book(_ request: BookingRequest, by actor: JournalEntry.Actor, in writer: Writer) throws -> Booking {
    let (session, _) = try admit(request, writer)
    try take(request.party.people, as: request.audience, from: session.id, in: writer)
    return try insert(request, for: session, heldUntil: nil, by: actor, in: writer)
  }

  /// Books the places that are held. A hold that ran out is booked all the same as long as nobody was given its places.
  public func confirm(_ id: ID<Booking>, name: String? = nil, by actor: JournalEntry.Actor, in writer: Writer) throws -> Booking {
    var booking = try open(id, writer)
    if booking.state == .booked { return booking }
    let (session, _) = try known(booking.session, writer)
    guard session.state != .cancelled else { throw BookingRefusal.cancelled }
    guard clock.now() < session.ends else { throw BookingRefusal.over }
    booking.state = .booked
    booking.heldUntil = nil
    if let name { booking.name = name }
    booking.version += 1
    try writer.update(booking, at: clock.now())
    try writer.close(waitingFor: booking.id, as: .taken)
    try record("booking.booked", booking, by: actor, in: writer)
    return booking
  }

  /// Comes with another party: more people where there are places, or fewer (part of a booking given back).
  ///
  /// - Parameter stages: the stages of the pupils, where they are known.
  public func change(
    _ id: ID<Booking>, to wanted: Party, stages: Set<SchoolStage> = [], by actor: JournalEntry.Actor, in writer: Writer
  ) throws -> Booking {
    var booking = try open(id, writer)
    let (session, rules) = try known(booking.session, writer)
    // A school that takes places over may come with other stages than whoever kept them thought of.
    if !stages.isEmpty { _ = try PartyAges(party: wanted, rules: rules, stages: stages).toConfirm(for: session.ages) }
    guard wanted != booking.party else { return booking }
    // What was said of the ages of all holds for part of them.
    var party = wanted
    party.agesConfirmed = party.agesConfirmed || booking.party.agesConfirmed && party.isPart(of: booking.party)
    let now = clock.now()
    guard now < session.starts else { throw BookingRefusal.over }
    // Places that came by a draw grow no more, but part of them can be given back.
    let isDrawn = session.mode != .firstCome
    if isDrawn, party.people > booking.people { throw BookingRefusal.drawn }
    do {
      try rules.check(party, as: booking.audience, for: session, at: now, calendar: calendar, isDrawn: isDrawn, stages: stages)
    } catch {
      // Whoever gave notice in time may still come with fewer.
      guard case .notice = error, party.people <= booking.people else { throw error }
    }
    let more = party.people - booking.people
    let pools = try pools(of: session.id, for: more, as: booking.audience, besides: id, in: writer)
    try move(booking.people, to: party.people, as: booking.audience, in: pools, writer)
    let isFewer = party.people < booking.people
    booking.party = party
    booking.version += 1
    try writer.update(booking, at: now)
    try record("booking.changed", booking, by: actor, in: writer)
    if isFewer { try offerPlaces(of: session.id, in: writer) }
    return booking
  }

  /// Gives all places back (取消预约). Whoever waits for them is offered them in the same transaction.
  ///
  /// - Parameter isByOffice: the base gives them back, to which no deadline applies.
  @discardableResult
  public func cancel(
    _ id: ID<Booking>, reason: String? = nil, isByOffice: Bool = false, by actor: JournalEntry.Actor, in writer: Writer
  ) throws -> Booking {
    let booking = try open(id, writer)
    let (session, rules) = try known(booking.session, writer)
    if !isByOffice, booking.state == .booked {
      let end = rules.giveBackUntil(session, wasMoved: try writer.wasMoved(id))
      if clock.now() > end { throw BookingRefusal.tooLate(until: end) }
    }
    return try release(booking, as: .cancelled, reason: reason, by: actor, in: writer)
  }

  /// Ends holds whose time is over, and offers their places to those who wait.
  ///
  /// - Returns: how many ended.
  @discardableResult
  public func expireHolds(limit: Int = 500, in writer: Writer) throws -> Int {
    let overdue = try writer.overdueHolds(at: clock.now(), limit: limit)
    // One after another: an offer that follows from the first may not touch the next ones, as those are read anew.
    for hold in overdue { try expire(hold, in: writer) }
    return overdue.count
  }

  private func expire(_ hold: Booking, in writer: Writer) throws {
    guard let current = try writer.booking(hold.id), current.version == hold.version else { return }
    try release(current, as: .expired, by: .command("expiry"), in: writer)
  }

  @discardableResult
  func release(
    _ booking: Booking, as state: Booking.State, reason: String? = nil, by actor: JournalEntry.Actor, in writer: Writer
  ) throws -> Booking {
    var next = booking
    next.state = state
    next.heldUntil = nil
    next.version += 1
    try writer.update(next, at: clock.now())
    try move(booking.people, to: 0, as: booking.audience, in: try writer.pools(of: booking.session), writer)
    try writer.close(waitingFor: booking.id, as: .passed)
    try record(state == .expired ? "booking.expired" : "booking.cancelled", next, by: actor, reason: reason, in: writer)
    try offerPlaces(of: booking.session, in: writer)
    return next
  }
}

extension Visits {
  /// A session that is there, with the rules of its base.
  func known(_ id: ID<VisitSession>, _ reader: Reader) throws -> (session: VisitSession, rules: VisitRules) {
    guard let found = try reader.session(id) else { throw BookingRefusal.notFound }
    return (found.session, try rules(named: found.ruleset))
  }

  /// The session of a request, for whoever may have places in it if there are any.
  func admit(_ request: BookingRequest, _ reader: Reader) throws -> (session: VisitSession, rules: VisitRules) {
    let (session, rules) = try known(request.session, reader)
    try rules.check(
      request.party, as: request.audience, for: session, at: clock.now(), calendar: calendar, stages: request.stages)
    try checkBooker(request, for: session, rules, reader)
    return (session, rules)
  }

  /// Whether a snapshot may have places for a request.
  ///
  /// - Throws: what `book` would throw on that snapshot, for the same reason, where it has none.
  func mayHaveRoom(for request: BookingRequest, _ reader: Reader) throws -> Bool {
    let room = try reader.pools(of: request.session).room(for: request.audience)
    guard room < request.party.people else { return true }
    let (session, _) = try admit(request, reader)
    guard try !reader.hasOverdueHolds(of: session.id, at: clock.now()) else { return true }
    throw BookingRefusal.full(free: max(0, room))
  }

  /// A new booking that has its places: held until an instant, or booked at once.
  func insert(
    _ request: BookingRequest, for session: VisitSession, heldUntil end: Instant?, by actor: JournalEntry.Actor,
    in writer: Writer
  ) throws -> Booking {
    let booking = Booking(
      id: ids.next(), session: session.id, base: session.base, day: session.day, audience: request.audience, party: request.party,
      state: end == nil ? .booked : .held, person: request.person, booker: request.booker, contact: request.contact,
      name: request.name, token: SecretToken().text, heldUntil: end, version: 1)
    try writer.insert(booking, at: clock.now())
    try record(end == nil ? "booking.booked" : "booking.held", booking, by: actor, in: writer)
    return booking
  }

  func open(_ id: ID<Booking>, _ reader: Reader) throws -> Booking {
    guard let booking = try reader.booking(id) else { throw BookingRefusal.notFound }
    guard booking.state.isOpen else { throw BookingRefusal.wrongState }
    // What is kept for a draw only the draw itself gives back.
    guard !booking.isKeptForDraw else { throw BookingRefusal.drawn }
    return booking
  }

  /// Bars after missed visits, and the limits against hoarding.
  func checkBooker(_ request: BookingRequest, for session: VisitSession, _ rules: VisitRules, _ reader: Reader) throws {
    let today = clock.now().localDay
    if let day = try reader.barred(request, at: session.base, on: today) { throw BookingRefusal.barred(until: day) }
    guard !request.audience.isGroup, let counts = try reader.counts(of: request, for: session, today: today) else { return }
    let limits = rules.individual
    if counts.session >= limits.perSession { throw BookingRefusal.limit(.session, most: limits.perSession) }
    if counts.day >= limits.perDay { throw BookingRefusal.limit(.day, most: limits.perDay) }
    if counts.open >= limits.open { throw BookingRefusal.limit(.open, most: limits.open) }
  }

  /// Takes places from every pool that serves an audience. Holds that ran out give theirs up first where places lack.
  func take(_ people: Int, as audience: Audience, from session: ID<VisitSession>, in writer: Writer) throws {
    try move(0, to: people, as: audience, in: try pools(of: session, for: people, as: audience, in: writer), writer)
  }

  /// The pools of a session; where they lack places, those whose time to hold them is over have given them back first.
  private func pools(
    of session: ID<VisitSession>, for people: Int, as audience: Audience, besides own: ID<Booking>? = nil, in writer: Writer
  ) throws -> [Pool] {
    let pools = try writer.pools(of: session)
    guard pools.room(for: audience) < people else { return pools }
    for hold in try writer.overdueHolds(of: session, at: clock.now()) where hold.id != own { try expire(hold, in: writer) }
    return try writer.pools(of: session)
  }

  /// Lets the places that a party has grow or shrink, from nobody to nobody at the ends.
  func move(_ before: Int, to after: Int, as audience: Audience, in all: [Pool], _ writer: Writer) throws {
    let pools = all.filter { $0.serves(audience) }
    // Checked before the first is taken, so that a refusal leaves nothing to undo.
    for pool in pools where pool.free < pool.need(of: after) - pool.need(of: before) {
      throw BookingRefusal.full(free: max(0, pools.room(for: audience)))
    }
    for pool in pools {
      let more = pool.need(of: after) - pool.need(of: before)
      if more > 0, try !writer.take(more, from: pool.id) { throw BookingRefusal.full(free: 0) }
      if more < 0 { try writer.giveBack(-more, to: pool.id) }
    }
  }
}
