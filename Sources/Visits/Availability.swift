import Evaluation
import Places
import SQL
import Site

/// A session with its counters of places.
struct OpenSession: Sendable {
  let session: VisitSession
  var pools: [Pool]
}

/// What of a base's sessions can be had by an audience (余票), from the counters of places and the rules alone.
struct Availability: Sendable {
  let sessions: [OpenSession]
  let rules: VisitRules
  let audience: Audience
  let now: Instant
  let calendar: WorkingCalendar
  /// What the sessions belong to.
  var offers: [VisitOffer] = []

  /// What a session is called: its offer, where it was made from one.
  func name(of session: VisitSession) -> LocalizedText? { offers.first { $0.id == session.offer }?.facts.names }

  /// What of a session or of a day can be had.
  enum State: Sendable, Hashable {
    /// So many places can be booked.
    case places(Int)
    /// None, or fewer than a party of this audience has at least; there is a waiting list.
    case full
    /// Not booked, and why.
    case refused(BookingRefusal)
    /// There is no session.
    case none
  }

  /// Says what the smallest party that the audience may come with would be told.
  func state(of open: OpenSession) -> State {
    let party = rules.leastParty(of: audience)
    do {
      try rules.check(party, as: audience, for: open.session, at: now, calendar: calendar)
    } catch {
      return .refused(error)
    }
    let room = open.pools.room(for: audience)
    return room < party.people ? .full : .places(room)
  }

  /// What a day has: places where any session has some, else when there will be some, else whether one can wait.
  func state(of day: Day) -> State {
    let open = sessions(on: day)
    let states = open.map(state)
    let free = zip(open, states).filter { if case .places = $1 { true } else { false } }.map(\.0)
    if !free.isEmpty { return .places(room(in: free)) }
    let opening = states.compactMap { if case .refused(.notYet(let moment)) = $0 { moment } else { nil } }.min()
    if let opening { return .refused(.notYet(opening)) }
    if states.contains(.full) { return .full }
    // One that takes place says more than one that does not.
    return states.first { $0 != .refused(.cancelled) } ?? states.first ?? .none
  }

  /// The sessions of a day in their order.
  func sessions(on day: Day) -> [OpenSession] { sessions.filter { $0.session.day == day } }

  /// The sessions in which a party finds places, but for one.
  func sessions(with room: Int, besides id: ID<VisitSession>) -> [OpenSession] {
    sessions.filter { open in
      guard open.session.id != id, case .places(let free) = state(of: open) else { return false }
      return free >= room
    }
  }

  /// Most people that the sessions of a day take together: their places, within what their halls and the day as a whole have left.
  ///
  /// One session after another takes what it can, those that end first before the others. That is the most there is: whoever is
  /// taken instead stays in the hall at least as long (the greedy choice of interval scheduling; U. Faigle, W. Nawijn, Note on
  /// scheduling intervals on-line, Discrete Applied Mathematics 58, 1995).
  private func room(in open: [OpenSession]) -> Int {
    let shared = open.flatMap { $0.pools.filter { [.day, .groupDay].contains($0.kind) && $0.serves(audience) } }
    var left: [ID<Pool>: Int] = [:]
    for pool in open.flatMap(\.pools) where pool.kind == .hall { left[pool.id] = pool.free }
    let sum = open.sorted { ($0.session.ends, $0.session.id) < ($1.session.ends, $1.session.id) }.reduce(0) { sum, open in
      let halls = open.pools.filter { $0.kind == .hall }
      let room = halls.reduce(open.pools.room(for: audience)) { min($0, left[$1.id] ?? 0) }
      for hall in halls { left[hall.id]? -= max(0, room) }
      return sum + max(0, room)
    }
    return min(sum, shared.map(\.free).min() ?? sum)
  }
}

extension VisitRules {
  /// The smallest party of an audience.
  func leastParty(of audience: Audience) -> Party {
    var party = Party(adults: audience.isGroup ? group?.leastPeople ?? 1 : 1)
    party.agesConfirmed = true
    return party
  }
}

extension Visits {
  /// What the sessions of a base on some days have for an audience. Reads counters, never bookings.
  func availability(
    of base: ID<Base>, from first: Day, through last: Day, for audience: Audience, _ reader: Reader
  ) throws -> Availability {
    Availability(
      sessions: try reader.openSessions(of: base, from: first, through: last),
      rules: try rules(named: try reader.ruleset(of: base)), audience: audience, now: clock.now(), calendar: calendar,
      offers: try reader.offers(of: base))
  }
}
