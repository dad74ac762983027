import Journal
import Places
import SQL

/// How many places a session has, and for whom.
public struct SessionPlaces: Sendable {
  /// All of them.
  public var people: Int
  /// Most that an audience may take of them.
  public var quotas: [Audience: Int]
  /// Guides, and how many people one leads at most.
  public var guides: (count: Int, per: Int)?

  /// Places.
  public init(_ people: Int, quotas: [Audience: Int] = [:], guides: (count: Int, per: Int)? = nil) {
    self.people = people
    self.quotas = quotas
    self.guides = guides
  }
}

extension Visits {
  /// Gives a base the rules under a key.
  public func choose(_ key: String, for base: ID<Base>, by actor: JournalEntry.Actor, in writer: Writer) throws {
    guard rules[key] != nil else { throw BookingRefusal.notFound }
    try writer.setRuleset(key, of: base)
    try journal.record(
      JournalEntry("visits.rules_chosen", on: .init("base", base), by: actor, details: ["rules": key]), in: writer)
  }

  /// Adds a session with its pools; the limits of the day come from the rules of the base and are shared by all its sessions. Where
  /// it says no age, the rules of the base do.
  @discardableResult
  public func add(
    _ session: VisitSession, _ places: SessionPlaces, by actor: JournalEntry.Actor, in writer: Writer
  ) throws -> VisitSession {
    let rules = try rules(named: try writer.ruleset(of: session.base))
    var session = session
    session.ages = session.ages.resolved(usual: rules.ages.usual)
    try writer.insert(session)
    try addPool("s:\(session.id)", .session, capacity: places.people, to: session, in: writer)
    for (audience, capacity) in places.quotas.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      try addPool("q:\(session.id):\(audience.rawValue)", .quota, capacity: capacity, for: [audience], to: session, in: writer)
    }
    if let guides = places.guides {
      try addPool("e:\(session.id)", .guides, capacity: guides.count, per: guides.per, to: session, in: writer)
    }
    try addDayPools(to: session, rules, in: writer)
    try journal.record(
      JournalEntry("session.added", on: .init("session", session.id), by: actor, details: ["places": places.people]), in: writer)
    return session
  }

  private func addDayPools(to session: VisitSession, _ rules: VisitRules, in writer: Writer) throws {
    let suffix = "\(session.base):\(session.day)"
    // Schools come as groups too, so both take from the groups of a day.
    if let limit = rules.dayLimit { try addPool("d:\(suffix)", .day, capacity: limit, to: session, in: writer) }
    if let group = rules.group, let limit = group.dayLimit, !group.dayLimitIsForHolidays || !calendar.isWorked(session.day) {
      try addPool("g:\(suffix)", .groupDay, capacity: limit, for: [.group, .school], to: session, in: writer)
    }
  }

  @discardableResult
  func addPool(
    _ key: String, _ kind: Pool.Kind, capacity: Int, for audiences: Set<Audience>? = nil, per: Int = 1, to session: VisitSession,
    in writer: Writer
  ) throws -> ID<Pool> {
    let id: ID<Pool>
    if let known = try writer.pool(keyed: key) {
      id = known
    } else {
      id = ids.next()
      try writer.insertPool(id, keyed: key, kind, of: session.base, capacity: capacity)
    }
    try writer.link(session.id, to: id, audiences: audiences, per: per)
    return id
  }
}

extension Visits {
  /// Lets a session take bookings, or no more of them.
  ///
  /// - Throws: `BookingRefusal.cancelled` for one that does not take place: those who had booked were told so.
  func setState(
    _ state: VisitSession.State, of id: ID<VisitSession>, by actor: JournalEntry.Actor, in writer: Writer
  ) throws {
    guard try known(id, writer).session.state != .cancelled else { throw BookingRefusal.cancelled }
    try writer.setState(state, of: id)
    try journal.record(JournalEntry("session.\(state.rawValue)", on: .init("session", id), by: actor), in: writer)
  }
}
