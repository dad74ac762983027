import Places
import SQL

/// One time at a base for which places are given (场次): a day and from when to when.
public struct VisitSession: Sendable, Hashable {
  /// Its number.
  public let id: ID<VisitSession>
  /// Where.
  public let base: ID<Base>
  /// The day, where the base is.
  public let day: Day
  /// When it begins.
  public let starts: Instant
  /// When it ends.
  public let ends: Instant
  /// How it stands.
  public var state: State
  /// What it is.
  public var kind: Kind
  /// How its places are given.
  public var mode: Mode
  /// The offer from which it was made; none where somebody added it by itself.
  public var offer: ID<VisitOffer>?
  /// For visitors of which ages it is.
  public var ages: VisitorAges

  /// What a session is.
  public enum Kind: String, Sendable, CaseIterable, Codable {
    case wholeDay = "whole_day"
    case halfDay = "half_day"
    /// People enter within its time and stay as long as they like (分时预约).
    case entry
    case guidedTour = "guided_tour"
    case lesson, lecture
    case openLab = "open_lab"
    case event
    /// The evening opening (夜场).
    case night
  }

  /// How places are given.
  public enum Mode: String, Sendable, CaseIterable, Codable {
    /// To whoever comes first.
    case firstCome = "first_come"
    /// By a lottery among those who asked (摇号).
    case lottery
    /// By an allocation among schools that ranked their days.
    case round
  }

  /// How a session stands.
  public enum State: String, Sendable, CaseIterable {
    /// Places are given, within the rules.
    case open
    /// No more places are given; who has some keeps them.
    case closed
    /// It does not take place.
    case cancelled
  }

  /// A session.
  public init(
    id: ID<VisitSession>, base: ID<Base>, day: Day, starts: Instant, ends: Instant, state: State = .open, kind: Kind = .entry,
    mode: Mode = .firstCome, offer: ID<VisitOffer>? = nil, ages: VisitorAges = VisitorAges()
  ) {
    self.id = id
    self.base = base
    self.day = day
    self.starts = starts
    self.ends = ends
    self.state = state
    self.kind = kind
    self.mode = mode
    self.offer = offer
    self.ages = ages
  }
}

extension VisitSession: RowReadable {
  static let columns: SQL =
    "s.id, s.base_id, s.day, s.starts_at, s.ends_at, s.state, s.kind, s.mode, s.offer_id, s.least_age, s.greatest_age"
  /// How many columns these are.
  static let width = 11

  /// Reads a row of `columns`.
  public init(row: Row) throws { try self.init(row, from: 0) }

  /// Reads `columns` that begin further on; a state that this version does not know is closed.
  init(_ row: Row, from first: Int) throws {
    id = try row.get(first)
    base = try row.get(first + 1)
    day = try row.get(first + 2)
    starts = try row.get(first + 3)
    ends = try row.get(first + 4)
    state = State(rawValue: try row.text(first + 5)) ?? .closed
    kind = Kind(rawValue: try row.text(first + 6)) ?? .entry
    mode = Mode(rawValue: try row.text(first + 7)) ?? .round
    offer = try row.get(first + 8)
    ages = VisitorAges(
      least: try row.intOrNil(first + 9).map { Int($0) }, greatest: try row.intOrNil(first + 10).map { Int($0) })
  }
}

/// A counter of places from which sessions take (名额池): a session's own places, the quota of an audience, the people of a day,
/// guides.
///
/// A session takes from all its pools at once or from none. That no pool gives more than it has is held by the database itself
/// (a `CHECK` of the table), so it holds with several servers too.
public struct Pool: Sendable, Hashable {
  /// Its number.
  public let id: ID<Pool>
  /// What it counts.
  public let kind: Kind
  /// Most that it gives.
  public var capacity: Int
  /// What it has given.
  public var taken: Int
  /// The audiences that take from it; everybody where there are none.
  public let audiences: Set<Audience>?
  /// People for whom one is taken: 1 for places, 30 for a guide who leads 30.
  public let per: Int

  /// What a pool counts.
  public enum Kind: String, Sendable, CaseIterable {
    case session, quota, day, groupDay = "group_day", guides
    /// The places that are not kept for others.
    case others
    /// The people in a hall during a quarter of an hour, whichever sessions they are in.
    case hall
  }

  /// What is left.
  public var free: Int { capacity - taken }

  /// What a booking takes: one for every `per` people, rounded up.
  public func need(of people: Int) -> Int { people.dividedUp(by: per) }

  /// Whether bookings of an audience take from it.
  public func serves(_ audience: Audience) -> Bool { audiences?.contains(audience) ?? true }
}

extension Pool: RowReadable {
  static let columns: SQL = "p.id, p.kind, p.capacity, p.taken, l.audiences, l.per"

  /// Reads a row of `columns`.
  public init(row: Row) throws {
    id = try row.get(0)
    kind = Kind(rawValue: try row.text(1)) ?? .session
    capacity = Int(try row.int(2))
    taken = Int(try row.int(3))
    audiences = try row.textOrNil(4).map { Set($0.split(separator: " ").compactMap { Audience(rawValue: String($0)) }) }
    per = Int(try row.int(5))
  }
}

extension [Pool] {
  /// The most people of an audience that still find places in all of the pools.
  public func room(for audience: Audience) -> Int {
    filter { $0.serves(audience) }.map { $0.free * $0.per }.min() ?? 0
  }
}
