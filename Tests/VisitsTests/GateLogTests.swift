import SQL
import TestSupport
import Testing

@testable import Visits

@Suite("what happens at a door")
struct GateLogTests {
  static func event(
    _ device: String, _ number: Int, minute: Int, _ kind: GateEvent.Kind, booking: Int64? = nil, _ people: Int
  ) throws -> GateEvent {
    try #require(
      GateEvent(
        mark: .init(device: device, number: number), at: Instant(milliseconds: Int64(minute) * 60_000), kind: kind,
        booking: booking,
        people: people))
  }

  /// A day at three doors, with a device that tells two things under one mark now and then.
  static func day(_ chance: inout SeededRandom) throws -> [GateEvent] {
    try (0..<Int.random(in: 0...60, using: &chance)).map { index in
      let kind = GateEvent.Kind.allCases.randomElement(using: &chance) ?? .entry
      return try event(
        ["A", "B", "C"].randomElement(using: &chance) ?? "A", index / 3 + 1, minute: Int.random(in: 0...20, using: &chance), kind,
        booking: Bool.random(using: &chance) ? Int64.random(in: 1...6, using: &chance) : nil,
        Int.random(in: 1...40, using: &chance))
    }
  }

  @Test("logs merge to the same whatever the order, the grouping and the repetition", arguments: 1...20)
  func merging(seed: UInt64) throws {
    var chance = SeededRandom(seed)
    let (a, b, c) = try (GateLog(Self.day(&chance)), GateLog(Self.day(&chance)), GateLog(Self.day(&chance)))
    #expect(a.merging(b) == b.merging(a))
    #expect(a.merging(b).merging(c) == a.merging(b.merging(c)))
    #expect(a.merging(a) == a)
    #expect(a.merging(b).merging(a) == a.merging(b))
    let all = a.events + b.events + c.events
    let once = GateLog(all)
    #expect(GateLog((all + all).shuffled(using: &chance)) == once)
    #expect(GateState(a.merging(b).merging(c), capacity: nil) == GateState(c.merging(a).merging(b), capacity: nil))
    let capacity = InstantCapacity(people: 100, refill: 10)
    #expect(GateState(GateLog(all.shuffled(using: &chance)), capacity: capacity) == GateState(once, capacity: capacity))
  }

  @Test("who says what was heard is told the rest, and then both have everything", arguments: 21...30)
  func deltas(seed: UInt64) throws {
    var chance = SeededRandom(seed)
    let all = try ["A", "B", "C"].flatMap { device in
      try (1...Int.random(in: 1...20, using: &chance)).map {
        try Self.event(device, $0, minute: Int.random(in: 0...9, using: &chance), .entry, booking: 1, 1)
      }
    }
    // A device counts without gaps, so whoever has an event has those before it.
    func some() -> GateLog {
      let known = Dictionary(uniqueKeysWithValues: ["A", "B", "C"].map { ($0, Int.random(in: 0...20, using: &chance)) })
      return GateLog(all.filter { $0.mark.number <= known[$0.mark.device] ?? 0 })
    }
    var (one, two) = (some(), some())
    let (toOne, toTwo) = (two.unheard(by: one.heard), one.unheard(by: two.heard))
    for event in toOne { one.add(event) }
    for event in toTwo { two.add(event) }
    #expect(one == two)
    #expect(one.unheard(by: two.heard).isEmpty)
  }

  @Test("people inside are those who came less those who left, whatever the order in which it is heard", arguments: 31...40)
  func counting(seed: UInt64) throws {
    var chance = SeededRandom(seed)
    let log = GateLog(try Self.day(&chance))
    let state = GateState(log, capacity: nil)
    let change = log.events.reduce(0) { $0 + ($1.kind == .exit ? -$1.people : $1.people) }
    #expect(state.inside == change)
    for (booking, attendance) in state.bookings {
      let own = log.events.filter { $0.booking == booking }
      #expect(attendance.came == own.filter { $0.kind != .exit }.reduce(0) { $0 + $1.people })
      #expect(attendance.left == own.filter { $0.kind == .exit }.reduce(0) { $0 + $1.people })
    }
  }

  @Test("TC-125: at 1,000 inside the door closes, opens when 50 have left, and lets 50 in")
  func refill() throws {
    let capacity = InstantCapacity(people: 1_000, refill: 50)
    var log = GateLog([try Self.event("A", 1, minute: 0, .walkIn, 999)])
    func state() -> GateState { GateState(log, capacity: capacity) }
    #expect(state().places == 1)
    #expect(state().leaveFirst == nil)
    log.add(try Self.event("A", 2, minute: 1, .walkIn, 1))
    #expect(state().places == 0)
    #expect(state().leaveFirst == 50)
    log.add(try Self.event("B", 1, minute: 2, .exit, 49))
    #expect(state().inside == 951)
    #expect(state().places == 0)
    #expect(state().leaveFirst == 1)
    log.add(try Self.event("A", 3, minute: 3, .exit, 1))
    #expect(state().places == 50)
    log.add(try Self.event("A", 4, minute: 4, .walkIn, 49))
    #expect(state().places == 1)
    log.add(try Self.event("A", 5, minute: 5, .walkIn, 1))
    #expect(state().places == 0)
    #expect(state().leaveFirst == 50)
    #expect(state().most == 1_000)
  }

  @Test("TC-127 and TC-128: a capacity comes from the floor, or as a share")
  func capacities() {
    #expect(InstantCapacity(squareDecimetres: 100_000, perPerson: 500).people == 200)
    #expect(InstantCapacity(squareDecimetres: 100_000, perPerson: 250).people == 400)
    #expect(InstantCapacity(people: 12_500, percent: 75).people == 9_375)
    #expect(InstantCapacity(people: 12_500, percent: 30).people == 3_750)
    #expect(InstantCapacity(squareDecimetres: 100_000, perPerson: 0).people == 0)
    #expect(GateState(GateLog(), capacity: InstantCapacity(people: 0)).places == 0)
  }

  @Test("with a refill of one, a full door lets one in for each that leaves")
  func oneForOne() throws {
    var log = GateLog([try Self.event("A", 1, minute: 0, .walkIn, 10)])
    let capacity = InstantCapacity(people: 10)
    #expect(GateState(log, capacity: capacity).leaveFirst == 1)
    log.add(try Self.event("A", 2, minute: 1, .exit, 1))
    #expect(GateState(log, capacity: capacity).places == 1)
  }

  @Test("an event that cannot be is not made")
  func bounds() {
    func made(_ number: Int, _ kind: GateEvent.Kind, _ people: Int) -> Bool {
      GateEvent(mark: .init(device: "A", number: number), at: Instant(milliseconds: 0), kind: kind, people: people) != nil
    }
    #expect(!made(0, .entry, 1))
    #expect(!made(1, .entry, 0))
    #expect(!made(1, .exit, -1))
    #expect(!made(1, .walkIn, 100_001))
    #expect(made(1, .correction, -3))
    #expect(made(1, .group, 0))
  }
}
