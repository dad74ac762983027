import Places
import SQL

/// What a door knows of a booking beforehand.
public struct GateLine: Hashable, Sendable {
  /// The booking.
  public let booking: Int64
  /// Its time.
  public let session: Int64
  /// The issue of the ticket that is good.
  public let serial: Int
  /// People booked.
  public let people: Int
  /// Teachers and companions among them.
  public let companions: Int
  /// How it came to its places.
  public let audience: Audience
  /// When its time begins and ends.
  public let starts: Instant
  /// The end of its time.
  public let ends: Instant
  /// Whether it was cancelled, or is lost in another way.
  public let isCancelled: Bool
  /// Whom to ask for, where the base wants names at the door; else empty.
  public let name: String

  /// A line of the roster.
  public init(
    booking: Int64, session: Int64, serial: Int, people: Int, companions: Int, audience: Audience, starts: Instant, ends: Instant,
    isCancelled: Bool = false, name: String = ""
  ) {
    self.booking = booking
    self.session = session
    self.serial = serial
    self.people = people
    self.companions = companions
    self.audience = audience
    self.starts = starts
    self.ends = ends
    self.isCancelled = isCancelled
    self.name = name
  }
}

/// The rules of a door; policy of a base.
public struct GateRules: Hashable, Sendable {
  /// How many minutes before a time its people may come in.
  public var early: Int
  /// How many minutes after the beginning they may still come; `nil` until the end.
  public var late: Int?
  /// How many may be inside; `nil` where nobody counts.
  public var capacity: InstantCapacity?

  /// Rules of a door.
  public init(early: Int = 30, late: Int? = nil, capacity: InstantCapacity? = nil) {
    self.early = early
    self.late = late
    self.capacity = capacity
  }
}

/// What a door says to a ticket.
public enum GateAnswer: Hashable, Sendable {
  /// Come in: so many of the booking are not inside yet.
  case welcome(people: Int)
  /// Everybody of the booking is inside, or the group was counted: when and at which device the first came in.
  case seen(first: GateEvent, inside: Int)
  /// Some had left: these may come back, and those of the booking who have not come yet with them.
  case back(people: Int)
  /// The house is full: so many may come in now (fewer than are here), so many have to leave first.
  case full(people: Int, places: Int, leaveFirst: Int?)
  /// Too early: come again at.
  case early(Instant)
  /// Too late: the last moment was.
  case late(Instant)
  /// The booking was changed; the ticket is an old one.
  case replaced
  /// The booking was cancelled.
  case cancelled
  /// A ticket of another base.
  case otherBase

  /// Whether people may come in without anybody deciding.
  public var isYes: Bool {
    switch self {
    case .welcome, .back: true
    default: false
    }
  }
}

/// The question at a door: may these people come in now?
///
/// A ticket that the roster does not have is good by its signature: it was booked after the roster was fetched.
public struct GateCheck: Sendable {
  /// The base of the door.
  public let base: ID<Base>
  /// The door's rules.
  public let rules: GateRules
  /// The bookings that the door knows, by number.
  public let roster: [Int64: GateLine]

  /// A door.
  public init(base: ID<Base>, rules: GateRules, roster: [GateLine]) {
    self.base = base
    self.rules = rules
    self.roster = Dictionary(roster.map { ($0.booking, $0) }) { _, last in last }
  }

  /// The answer to a ticket whose signature is good.
  public func answer(to ticket: TicketToken, at now: Instant, in state: GateState) -> GateAnswer {
    guard ticket.base == base else { return .otherBase }
    guard let line = roster[ticket.booking] else {
      let line = GateLine(
        booking: ticket.booking, session: ticket.session, serial: ticket.serial, people: ticket.people,
        companions: ticket.companions,
        audience: ticket.audience, starts: ticket.starts, ends: ticket.ends)
      return answer(to: line, at: now, in: state)
    }
    if line.isCancelled { return .cancelled }
    if ticket.serial < line.serial { return .replaced }
    return answer(to: line, at: now, in: state)
  }

  /// The answer to a booking that was found in the roster without its ticket.
  public func answer(to line: GateLine, at now: Instant, in state: GateState) -> GateAnswer {
    if line.isCancelled { return .cancelled }
    if let attendance = state.bookings[line.booking], let first = attendance.entries.first {
      let outside = attendance.isCounted ? attendance.left : line.people - attendance.inside
      if outside <= 0 { return .seen(first: first, inside: attendance.inside) }
      if attendance.left > 0 { return fitting(.back(people: outside), outside, state) }
      return inTime(line, outside, now, state)
    }
    return inTime(line, line.people, now, state)
  }

  private func inTime(_ line: GateLine, _ people: Int, _ now: Instant, _ state: GateState) -> GateAnswer {
    let opens = line.starts - .seconds(rules.early * 60)
    if now < opens { return .early(opens) }
    let closes = min(rules.late.map { line.starts + .seconds($0 * 60) } ?? line.ends, line.ends)
    if now > closes { return .late(closes) }
    return fitting(.welcome(people: people), people, state)
  }

  private func fitting(_ answer: GateAnswer, _ people: Int, _ state: GateState) -> GateAnswer {
    guard let places = state.places, places < people else { return answer }
    return .full(people: people, places: places, leaveFirst: state.leaveFirst)
  }
}
