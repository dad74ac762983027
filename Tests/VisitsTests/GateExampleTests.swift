import Foundation
import Places
import SQL
import Site
import TestSupport
import Testing

@testable import Visits

/// Examples by which the page of a door in a browser is held to the rules of the portal: `Tests/Fixtures/gate.json` is written
/// from these rules, and `Tests/Clients/test_door.py` asks the page's modules the same questions.
@Suite("examples for the page of a door")
struct GateExampleTests {
  static let path = VisitsHouse.root + "/Tests/Fixtures/gate.json"

  @Test("the examples are as the rules have them")
  func isUpToDate() throws {
    let json = try Self.examples()
    if ProcessInfo.processInfo.environment["KEPU_WRITE_DOCS"] != nil {
      try Data((json + "\n").utf8).write(to: URL(fileURLWithPath: Self.path))
    }
    let written = FileManager.default.contents(atPath: Self.path).map { String(decoding: $0, as: UTF8.self) }
    #expect(written == json + "\n", "Tests/Fixtures/gate.json is not up to date; run the tests once with KEPU_WRITE_DOCS=1")
  }

  static func examples() throws -> String {
    var chance = SeededRandom(20_260_303)
    let key = try TicketKey(secret: TicketTokenTests.secret)
    let tickets = try (0..<30).map { _ in try ticketExample(key, &chance) }
    let states = try (0..<12).map { _ in try stateExample(&chance) }
    let answers = try (0..<150).map { _ in try answerExample(&chance) }
    return JSONValue.object([
      .init("keys", .array([key.verifier.json])), .init("tickets", .array(tickets)), .init("states", .array(states)),
      .init("answers", .array(answers)),
    ]).string
  }

  // MARK: Tickets

  private static func ticketExample(_ key: TicketKey, _ chance: inout SeededRandom) throws -> JSONValue {
    let ticket = try TicketTokenTests.ticket(&chance)
    var bytes = try #require(TicketText.decode(key.text(of: ticket)))
    switch Int.random(in: 0..<4, using: &chance) {
    case 0: bytes[Int.random(in: 0..<bytes.count, using: &chance)] ^= 1 << UInt8.random(in: 0..<8, using: &chance)
    case 1: bytes.removeLast(Int.random(in: 1...bytes.count, using: &chance))
    default: break
    }
    let text = TicketText.encode(bytes)
    let said: JSONValue
    do { said = try key.verifier.ticket(text).example } catch let fault { said = .string(fault.example) }
    return .object([.init("text", .string(text)), .init("said", said)])
  }

  // MARK: States

  private static func capacity(_ chance: inout SeededRandom) -> InstantCapacity? {
    guard Int.random(in: 0..<3, using: &chance) > 0 else { return nil }
    let people = Int.random(in: 0...120, using: &chance)
    return InstantCapacity(people: people, refill: Int.random(in: 1...50, using: &chance))
  }

  private static func stateExample(_ chance: inout SeededRandom) throws -> JSONValue {
    let log = GateLog(try GateLogTests.day(&chance))
    let capacity = capacity(&chance)
    let booked = Dictionary(
      uniqueKeysWithValues: (1...4).map { (ID<Booking>(rawValue: $0), Int.random(in: 1...60, using: &chance)) })
    let state = GateState(log, capacity: capacity, booked: booked)
    return .object([
      .init("events", .array(log.events.shuffled(using: &chance).map(\.json))), .init("capacity", capacity.example),
      .init("booked", .object(booked.sorted { $0.key < $1.key }.map { .init($0.key.description, .integer(Int64($0.value))) })),
      .init("state", state.example),
    ])
  }

  // MARK: Answers

  private static func answerExample(_ chance: inout SeededRandom) throws -> JSONValue {
    let capacity = capacity(&chance)
    let late = Bool.random(using: &chance) ? Int.random(in: 0...150, using: &chance) : nil
    let rules = GateRules(early: Int.random(in: 0...60, using: &chance), late: late, capacity: capacity)
    let lines = (1...4).map {
      GateCheckTests.line(
        $0, Int.random(in: 1...50, using: &chance), serial: Int.random(in: 1...3, using: &chance),
        cancelled: Int.random(in: 0..<8, using: &chance) == 0)
    }
    let check = GateCheck(base: GateCheckTests.base, rules: rules, roster: lines)
    let log = GateLog(try GateLogTests.day(&chance).shuffled(using: &chance).prefix(Int.random(in: 0...14, using: &chance)))
    let number = Int64.random(in: 1...6, using: &chance)
    let ticket = try GateCheckTests.ticket(
      number, Int.random(in: 1...50, using: &chance), serial: Int.random(in: 1...3, using: &chance),
      base: Int.random(in: 0..<10, using: &chance) == 0 ? ID(rawValue: 8) : GateCheckTests.base)
    let now = GateCheckTests.instant(GateCheckTests.ten + Int.random(in: -70...130, using: &chance))
    let answer = check.answer(to: ticket, at: now, in: GateState(log, capacity: capacity))
    return .object([
      .init("base", .string(GateCheckTests.base.description)), .init("rules", rules.json),
      .init("roster", .object(lines.map { .init($0.booking.description, $0.json) })), .init("ticket", ticket.example),
      .init("now", .integer(now.milliseconds)), .init("events", .array(log.events.map(\.json))), .init("answer", answer.example),
    ])
  }
}

extension InstantCapacity? {
  fileprivate var example: JSONValue {
    map { .object([.init("people", .integer(Int64($0.people))), .init("refill", .integer(Int64($0.refill)))]) } ?? .null
  }
}

extension TicketFault {
  fileprivate var example: String { "\(self)" }
}

extension TicketToken {
  fileprivate var example: JSONValue {
    .object([
      .init("base", .string(base.description)), .init("session", .string(session.description)),
      .init("booking", .string(booking.description)), .init("audience", .string(audience.rawValue)),
      .init("people", .integer(Int64(people))), .init("companions", .integer(Int64(companions))),
      .init("starts", .integer(starts.milliseconds)), .init("ends", .integer(ends.milliseconds)),
      .init("serial", .integer(Int64(serial))),
    ])
  }
}

extension GateState {
  fileprivate var example: JSONValue {
    let attended: [JSONValue.Member] = bookings.sorted { $0.key.description < $1.key.description }.map { id, attendance in
      .init(
        id.description,
        .object([
          .init("came", .integer(Int64(attendance.came))), .init("left", .integer(Int64(attendance.left))),
          .init("most", .integer(Int64(attendance.most))), .init("isCounted", .bool(attendance.isCounted)),
          .init("entries", .array(attendance.entries.map { .string("\($0.mark.device) \($0.mark.number)") })),
        ]))
    }
    return .object([
      .init("inside", .integer(Int64(inside))), .init("came", .integer(Int64(came))), .init("most", .integer(Int64(most))),
      .init("walkIns", .integer(Int64(walkIns))), .init("isFull", .bool(isFull)),
      .init("places", places.map { .integer(Int64($0)) } ?? .null),
      .init("leaveFirst", leaveFirst.map { .integer(Int64($0)) } ?? .null),
      .init("doubles", .array(doubles.map(\.description).sorted().map { .string($0) })), .init("bookings", .object(attended)),
    ])
  }
}

extension GateAnswer {
  fileprivate var example: JSONValue {
    func said(_ name: String, _ more: JSONValue.Member...) -> JSONValue { .object([.init("answer", .string(name))] + more) }
    func number(_ name: String, _ value: Int) -> JSONValue.Member { .init(name, .integer(Int64(value))) }
    switch self {
    case .welcome(let people): return said("welcome", number("people", people))
    case .seen(let first, let inside):
      return said("seen", .init("first", .string("\(first.mark.device) \(first.mark.number)")), number("inside", inside))
    case .back(let people): return said("back", number("people", people))
    case .full(let people, let places, let leaveFirst):
      return said(
        "full", number("people", people), number("places", places),
        .init("leaveFirst", leaveFirst.map { .integer(Int64($0)) } ?? .null))
    case .early(let at): return said("early", .init("at", .integer(at.milliseconds)))
    case .late(let at): return said("late", .init("at", .integer(at.milliseconds)))
    case .replaced: return said("replaced")
    case .cancelled: return said("cancelled")
    case .otherBase: return said("otherBase")
    }
  }
}
