import Identity
import Journal
import People
import Places
import SQL
import Site

/// What somebody books as a tour.
public struct TourOrder: Sendable {
  /// What they asked for.
  public var request: TourRequest
  /// The sessions that they chose; the order is that of the day.
  public var sessions: [ID<VisitSession>]
  /// What the tour is called.
  public var title: String
  /// What the place is called where it starts.
  public var startName: String
  /// The account, where there is one.
  public var person: ID<Person>?
  /// By which whoever books is known again.
  public var booker: String
  /// A hash of the contact.
  public var contact: String
  /// The name on the tickets.
  public var name: String

  /// An order.
  public init(
    request: TourRequest, sessions: [ID<VisitSession>], title: String, startName: String, person: ID<Person>?, booker: String,
    contact: String, name: String
  ) {
    self.request = request
    self.sessions = sessions
    self.title = title
    self.startName = startName
    self.person = person
    self.booker = booker
    self.contact = contact
    self.name = name
  }
}

extension Tours {
  /// Books every base of a tour or none (联程预约).
  ///
  /// - Throws: `TourRefusal`; then nothing has changed, whatever else the transaction does. One of a leg names its base.
  public func book(_ order: TourOrder, by actor: JournalEntry.Actor, in writer: Writer) throws -> Trip {
    try writer.attempt {
      let legs = try legs(order.sessions, on: order.request.day, writer)
      let bookings = try legs.enumerated().map { number, leg in try book(leg, number, order, by: actor, in: writer) }
      let plan = try day(of: legs, order.request)
      let trip = Trip(
        id: visits.ids.next(), person: order.person, title: order.title, startName: order.startName, request: order.request,
        plan: plan, sheet: TripSheet(), state: .booked, token: SecretToken().text, version: 1)
      try writer.insert(trip, at: visits.clock.now())
      try writer.setBookings(bookings.map(\.id), of: trip.id)
      try record("trip.booked", trip, by: actor, in: writer)
      return trip
    }
  }

  /// The day over sessions as it would be booked now.
  ///
  /// - Throws: `TourRefusal` where it could not be.
  func preview(_ sessions: [ID<VisitSession>], _ request: TourRequest, _ reader: Reader) throws -> TourPlan {
    try day(of: legs(sessions, on: request.day, reader), request)
  }

  /// Exchanges bases of a tour: what stays keeps its places, what is new is booked, what is left out is given back; all or nothing.
  public func change(_ id: ID<Trip>, to order: TourOrder, by actor: JournalEntry.Actor, in writer: Writer) throws -> Trip {
    try writer.attempt {
      var trip = try open(id, writer)
      let kept = try writer.bookings(of: id).filter(\.state.isOpen)
      let legs = try legs(order.sessions, on: trip.day, writer)
      guard order.request.day == trip.day else { throw TourRefusal.wrongState }
      for booking in kept where !legs.contains(where: { $0.keeps(booking, for: order.request.party) }) {
        try giveBack(booking, reason: nil, by: actor, in: writer)
      }
      let bookings = try legs.enumerated().map { number, leg in
        let own = kept.first { leg.keeps($0, for: order.request.party) }
        return try own?.id ?? book(leg, number, order, by: actor, in: writer).id
      }
      trip.request = order.request
      trip.plan = try day(of: legs, order.request)
      trip.state = .booked
      try store(&trip, "trip.changed", by: actor, in: writer)
      try writer.setBookings(bookings, of: id)
      return trip
    }
  }

  /// Writes down what the day needs besides.
  public func write(_ sheet: TripSheet, of id: ID<Trip>, by actor: JournalEntry.Actor, in writer: Writer) throws -> Trip {
    var trip = try open(id, writer)
    trip.sheet = sheet
    // What was confirmed with a safety plan does not stay so without one.
    if trip.state == .confirmed, !(try faults(trip, writer)).isEmpty { trip.state = .booked }
    try store(&trip, "trip.sheet_written", by: actor, in: writer)
    return trip
  }

  /// Confirms a tour; it needs a safety plan and an insurance, teachers and all its places (TC-126, domain rule §9.3).
  public func confirm(_ id: ID<Trip>, by actor: JournalEntry.Actor, in writer: Writer) throws -> Trip {
    var trip = try open(id, writer)
    guard trip.state == .booked else { throw TourRefusal.wrongState }
    let faults = try faults(trip, writer)
    guard faults.isEmpty else { throw TourRefusal.faults(faults) }
    trip.state = .confirmed
    try store(&trip, "trip.confirmed", by: actor, in: writer)
    return trip
  }

  /// Gives back all places of a tour.
  public func cancel(
    _ id: ID<Trip>, reason: String? = nil, by actor: JournalEntry.Actor, in writer: Writer
  ) throws -> Trip {
    try writer.attempt {
      var trip = try open(id, writer)
      for booking in try writer.bookings(of: id) where booking.state.isOpen {
        try giveBack(booking, reason: reason, by: actor, in: writer)
      }
      trip.state = .cancelled
      try store(&trip, "trip.cancelled", by: actor, reason: reason, in: writer)
      return trip
    }
  }

  /// Gives back one base of a tour; the others keep their places, and ``replan(_:)`` offers what could come instead.
  public func cancel(
    _ booking: ID<Booking>, of id: ID<Trip>, reason: String? = nil, by actor: JournalEntry.Actor, in writer: Writer
  ) throws -> Trip {
    try writer.attempt {
      var trip = try open(id, writer)
      guard let leg = try writer.bookings(of: id).first(where: { $0.id == booking }) else { throw TourRefusal.notFound }
      try giveBack(leg, reason: reason, by: actor, in: writer)
      trip.state = .broken
      try store(&trip, "trip.broken", by: actor, reason: reason, in: writer)
      return trip
    }
  }

  /// Days for a tour that lost a base: the places that it still has count as free for it, the base that it lost is left out.
  public func replan(_ trip: Trip) async throws -> TourProposals {
    let candidates = try await visits.database.read { reader in
      let bookings = try reader.bookings(of: trip.id)
      let kept = bookings.filter(\.state.isOpen)
      let lost = Set(bookings.filter { !$0.state.isOpen }.map(\.base))
      let others = try self.candidates(trip.request, reader).filter { candidate in
        !lost.contains(candidate.base) && !kept.contains { $0.base == candidate.base }
      }
      return others + (try own(kept.map(\.session), trip.request, reader))
    }
    return await days(trip.request, candidates)
  }
}

extension Tours {
  /// The sessions of an order in the order of the day.
  private func legs(_ sessions: [ID<VisitSession>], on day: Day, _ reader: Reader) throws -> [TourLegBase] {
    guard (2...4).contains(sessions.count), Set(sessions).count == sessions.count else {
      throw TourRefusal.faults([.bases(Set(sessions).count)])
    }
    let found = try reader.tourSessions(sessions)
    guard found.count == sessions.count, found.allSatisfy({ $0.day == day }) else { throw TourRefusal.notFound }
    guard Set(found.map(\.base)).count == found.count else { throw TourRefusal.faults([.bases(Set(found.map(\.base)).count)]) }
    let bases = try reader.tourBases(found.map(\.base))
    return try found.map { session in
      guard let row = bases.first(where: { $0.base.id == session.base }), row.base.status == .published else {
        throw TourRefusal.notFound
      }
      return TourLegBase(session: session, base: row.base, hasLunch: row.hasLunch)
    }
  }

  private func book(
    _ leg: TourLegBase, _ number: Int, _ order: TourOrder, by actor: JournalEntry.Actor, in writer: Writer
  ) throws -> Booking {
    do {
      var request = BookingRequest(
        session: leg.session.id, audience: order.request.audience, party: order.request.party, person: order.person,
        booker: order.booker, contact: order.contact, name: order.name)
      request.stages = order.request.stages
      // The page on which a day is booked says for which ages its sessions are, and that to book them confirms it.
      request.party.agesConfirmed = true
      return try visits.book(request, by: actor, in: writer)
    } catch let refusal as BookingRefusal {
      throw TourRefusal.leg(number, base: leg.base.facts.names, refusal)
    }
  }

  private func giveBack(
    _ booking: Booking, reason: String?, by actor: JournalEntry.Actor, in writer: Writer
  ) throws {
    do {
      try visits.cancel(booking.id, reason: reason, by: actor, in: writer)
    } catch let refusal as BookingRefusal {
      let names = try writer.tourBases([booking.base]).first?.base.facts.names ?? LocalizedText(zhHans: "")
      throw TourRefusal.leg(0, base: names, refusal)
    }
  }

  /// The day over sessions whose places are taken already.
  private func day(of legs: [TourLegBase], _ request: TourRequest) throws -> TourPlan {
    for (number, leg) in legs.enumerated() where !planner.policy.isNamed(leg.base, on: request.day) {
      throw TourRefusal.faults([.notNamed(leg: number)])
    }
    var request = request
    request.stops = legs.count...legs.count
    guard let plan = knownDays(request, legs.compactMap { $0.candidate(request, planner.policy) }).plans.first else {
      throw TourRefusal.noDay
    }
    return plan
  }

  private func own(_ sessions: [ID<VisitSession>], _ request: TourRequest, _ reader: Reader) throws -> [TourCandidate] {
    let found = try reader.tourSessions(sessions)
    let bases = try reader.tourBases(found.map(\.base))
    return found.compactMap { session in
      bases.first { $0.base.id == session.base }.flatMap { row in
        TourLegBase(session: session, base: row.base, hasLunch: row.hasLunch).candidate(request, planner.policy)
      }
    }
  }

  /// What keeps a tour from being confirmed.
  func faults(_ trip: Trip, _ reader: Reader) throws -> [TourFault] {
    let bookings = try reader.bookings(of: trip.id).filter(\.state.isOpen)
    let bases = try reader.tourBases(bookings.map(\.base))
    var sheet = TourSheet(
      legs: trip.plan.legs.filter { leg in bookings.contains { $0.session == leg.session } }.map { leg in
        TourSheet.Leg(
          base: leg.base, start: leg.start, end: leg.end,
          places: bookings.first { $0.session == leg.session }?.people ?? 0,
          estimatedMinutes: leg.travelMinutes,
          isNamed: bases.first { $0.base.id == leg.base }.map { planner.policy.isNamed($0.base, on: trip.day) } ?? false)
      }, party: trip.request.party)
    sheet.hasSafetyPlan = !trip.sheet.safetyPlan.isEmpty
    sheet.hasInsurance = !trip.sheet.insurance.isEmpty
    return checks.faultsBeforeConfirming(sheet)
  }

  func open(_ id: ID<Trip>, _ reader: Reader) throws -> Trip {
    guard let trip = try reader.trip(id) else { throw TourRefusal.notFound }
    guard trip.state != .cancelled else { throw TourRefusal.wrongState }
    return trip
  }

  private func store(
    _ trip: inout Trip, _ action: String, by actor: JournalEntry.Actor, reason: String? = nil, in writer: Writer
  ) throws {
    trip.version += 1
    try writer.update(trip, at: visits.clock.now())
    try record(action, trip, by: actor, reason: reason, in: writer)
  }

  private func record(
    _ action: String, _ trip: Trip, by actor: JournalEntry.Actor, reason: String? = nil, in writer: Writer
  ) throws {
    try visits.journal.record(
      JournalEntry(
        action, on: .init("trip", trip.id), by: actor, reason: reason,
        details: ["bases": trip.plan.legs.count, "people": trip.request.party.people]), in: writer)
  }
}

/// A session of a tour with its base.
private struct TourLegBase {
  let session: VisitSession
  let base: Base
  let hasLunch: Bool

  /// Whether a booking is the one that the leg needs.
  func keeps(_ booking: Booking, for party: Party) -> Bool { booking.session == session.id && booking.party == party }

  /// The base as if every place of the session were free, as the tour has its own.
  func candidate(_ request: TourRequest, _ policy: TourPolicy) -> TourCandidate? {
    guard let position = base.facts.position else { return nil }
    return TourCandidate(
      base: base.id, coordinate: position.coordinate, themes: base.facts.themes, rating: nil,
      isAccessible: base.facts.accessibility?.contains("step_free") == true, isNamed: policy.isNamed(base, on: request.day),
      hasLunch: hasLunch,
      sessions: [
        TourSession(
          id: session.id, start: session.startMinute, end: session.endMinute, freePlaces: request.party.people, freeGuides: nil)
      ])
  }
}
