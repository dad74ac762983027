import Places
import SQL
import Testing

@testable import Visits

@Suite("may these people come in?")
struct GateCheckTests {
  /// A Saturday at 10:00, in minutes; a family of 4, a school of 41 with 3 teachers.
  static let ten = 600
  static let base = ID<Base>(rawValue: 7)

  static func instant(_ minute: Int) -> Instant { Instant(milliseconds: Int64(minute) * 60_000) }

  static func line(_ booking: Int64, _ people: Int, serial: Int = 1, cancelled: Bool = false) -> GateLine {
    GateLine(
      booking: booking, session: 3, serial: serial, people: people, companions: 0, audience: people > 10 ? .school : .individual,
      starts: instant(ten), ends: instant(ten + 120), isCancelled: cancelled)
  }

  static func ticket(_ booking: Int64, _ people: Int, serial: Int = 1, base: ID<Base> = base) throws -> TicketToken {
    try #require(
      TicketToken(
        base: base, session: 3, booking: booking, audience: .individual, people: people, companions: 0, starts: instant(ten),
        minutes: 120, serial: serial))
  }

  let check = GateCheck(
    base: base, rules: GateRules(early: 30, late: 60),
    roster: [line(1, 4), line(2, 41), line(3, 2, serial: 2), line(4, 2, cancelled: true)])

  func answer(
    _ ticket: TicketToken, minute: Int = ten, _ events: [GateEvent] = [], capacity: InstantCapacity? = nil
  ) -> GateAnswer {
    var check = check
    if let capacity {
      check = GateCheck(
        base: Self.base, rules: GateRules(early: 30, late: 60, capacity: capacity), roster: Array(check.roster.values))
    }
    return check.answer(to: ticket, at: Self.instant(minute), in: GateState(GateLog(events), capacity: capacity))
  }

  @Test("a ticket lets in from half an hour before until an hour after the beginning")
  func times() throws {
    let family = try Self.ticket(1, 4)
    #expect(answer(family, minute: Self.ten - 31) == .early(Self.instant(Self.ten - 30)))
    #expect(answer(family, minute: Self.ten - 30) == .welcome(people: 4))
    #expect(answer(family, minute: Self.ten + 60) == .welcome(people: 4))
    #expect(answer(family, minute: Self.ten + 61) == .late(Self.instant(Self.ten + 60)))
  }

  @Test("a ticket of another base, an old issue and a cancelled booking are refused in words of their own")
  func refused() throws {
    #expect(answer(try Self.ticket(1, 4, base: ID(rawValue: 8))) == .otherBase)
    #expect(answer(try Self.ticket(3, 2, serial: 1)) == .replaced)
    #expect(answer(try Self.ticket(3, 2, serial: 2)) == .welcome(people: 2))
    #expect(answer(try Self.ticket(4, 2)) == .cancelled)
  }

  @Test("a booking made after the roster was fetched comes in by its signature alone")
  func afterwards() throws {
    #expect(answer(try Self.ticket(99, 5)) == .welcome(people: 5))
  }

  @Test("the second time a ticket is shown, the door tells when and at which device the first was")
  func twice() throws {
    let first = try GateLogTests.event("north", 1, minute: Self.ten, .entry, booking: 1, 4)
    #expect(answer(try Self.ticket(1, 4), minute: Self.ten + 5, [first]) == .seen(first: first, inside: 4))
    let state = GateState(GateLog([first]), capacity: nil, booked: [1: 4])
    #expect(state.doubles.isEmpty)
  }

  @Test("the same ticket at two doors that cannot hear each other lets both in, and is found when they merge")
  func copied() throws {
    let north = GateLog([try GateLogTests.event("north", 1, minute: Self.ten, .entry, booking: 1, 4)])
    let south = GateLog([try GateLogTests.event("south", 1, minute: Self.ten + 2, .entry, booking: 1, 4)])
    let state = GateState(north.merging(south), capacity: nil, booked: [1: 4])
    #expect(state.inside == 8)
    #expect(state.doubles == [1])
    #expect(state.bookings[1]?.entries.map(\.mark.device) == ["north", "south"])
  }

  @Test("half a group is let in now and the rest later")
  func parts() throws {
    let part = try GateLogTests.event("A", 1, minute: Self.ten, .entry, booking: 2, 20)
    #expect(answer(try Self.ticket(2, 41), minute: Self.ten + 3, [part]) == .welcome(people: 21))
  }

  @Test("41 were booked and 39 came: the group counts as whole, and two do not come later under its name")
  func fewer() throws {
    let group = try GateLogTests.event("A", 1, minute: Self.ten, .group, booking: 2, 39)
    #expect(answer(try Self.ticket(2, 41), minute: Self.ten + 3, [group]) == .seen(first: group, inside: 39))
    let out = try GateLogTests.event("A", 2, minute: Self.ten + 20, .exit, booking: 2, 5)
    #expect(answer(try Self.ticket(2, 41), minute: Self.ten + 90, [group, out]) == .back(people: 5))
    let state = GateState(GateLog([group, out]), capacity: nil, booked: [2: 41])
    #expect(state.bookings[2]?.came == 39)
    #expect(state.inside == 34)
  }

  @Test("who left may come back, also after the last moment to come in")
  func back() throws {
    let events = [
      try GateLogTests.event("A", 1, minute: Self.ten, .entry, booking: 1, 4),
      try GateLogTests.event("B", 1, minute: Self.ten + 30, .exit, booking: 1, 1),
    ]
    #expect(answer(try Self.ticket(1, 4), minute: Self.ten + 90, events) == .back(people: 1))
    let again = try GateLogTests.event("A", 2, minute: Self.ten + 91, .entry, booking: 1, 1)
    #expect(GateState(GateLog(events + [again]), capacity: nil, booked: [1: 4]).doubles.isEmpty)
  }

  @Test("a mistake is put right by a correction")
  func correction() throws {
    let events = [
      try GateLogTests.event("A", 1, minute: Self.ten, .group, booking: 2, 41),
      try GateLogTests.event("A", 2, minute: Self.ten + 1, .correction, booking: 2, -2),
    ]
    let state = GateState(GateLog(events), capacity: nil)
    #expect(state.inside == 39)
    #expect(state.bookings[2]?.came == 39)
  }

  @Test("a full house says how many may come in and how many have to leave first")
  func full() throws {
    let capacity = InstantCapacity(people: 100, refill: 50)
    let most = try GateLogTests.event("A", 1, minute: Self.ten - 5, .walkIn, 98)
    #expect(answer(try Self.ticket(1, 4), [most], capacity: capacity) == .full(people: 4, places: 2, leaveFirst: nil))
    let rest = try GateLogTests.event("A", 2, minute: Self.ten - 4, .walkIn, 2)
    #expect(answer(try Self.ticket(1, 4), [most, rest], capacity: capacity) == .full(people: 4, places: 0, leaveFirst: 50))
    let out = try GateLogTests.event("B", 1, minute: Self.ten - 3, .exit, 50)
    #expect(answer(try Self.ticket(1, 4), [most, rest, out], capacity: capacity) == .welcome(people: 4))
  }
}
