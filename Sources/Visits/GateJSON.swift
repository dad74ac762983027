import Credentials
import Foundation
import Places
import SQL
import Site

// What the portal and the devices at a door tell each other. Times are milliseconds since 1970, numbers of things base32.

extension GateEvent {
  /// The event as devices write it.
  var json: JSONValue {
    .object([
      .init("device", .string(mark.device)), .init("number", .integer(Int64(mark.number))),
      .init("at", .integer(at.milliseconds)), .init("kind", .string(kind.rawValue)),
      .init("booking", booking.map { .string($0.description) } ?? .null), .init("people", .integer(Int64(people))),
      .init("note", .string(note)),
    ])
  }

  /// Reads an event; `nil` for what cannot be one.
  init?(_ json: JSONValue, of device: String) {
    guard json["device"]?.text == device, let number = json["number"]?.whole, (1...Self.mostNumber).contains(number),
      let at = json["at"]?.whole, (0...Self.latest).contains(at), let kind = json["kind"]?.text.flatMap(Kind.init(rawValue:)),
      let people = json["people"]?.whole, let note = json["note"]?.text, note.count <= 200
    else { return nil }
    var booking: ID<Booking>?
    if let text = json["booking"]?.text {
      guard let id = ID<Booking>(text) else { return nil }
      booking = id
    }
    self.init(
      mark: Mark(device: device, number: Int(number)), at: Instant(milliseconds: at), kind: kind, booking: booking,
      people: Int(clamping: people), note: note)
  }

  private static let mostNumber: Int64 = 1 << 31
  /// The year 9999, after which days have no name.
  private static let latest: Int64 = 253_402_300_799_000
}

/// What a device tells, and asks for.
struct GateReport: Sendable {
  /// The device.
  let device: String
  /// What the guard calls it, such as “north door”.
  let name: String
  /// Up to which number it has heard each device.
  let heard: [String: Int]
  /// What happened at it.
  let events: [GateEvent]

  /// The most events of one report.
  static let most = 500

  /// Reads a report.
  ///
  /// - Throws: `Problem` 400 for anything else.
  init(_ json: JSONValue) throws {
    guard let device = json["device"]?.text, Self.isDevice(device), let name = json["name"]?.text, name.count <= 60,
      case .object(let heard)? = json["heard"], heard.count <= 1_000, case .array(let items)? = json["events"],
      items.count <= Self.most
    else { throw Problem(.badRequest) }
    let events = items.compactMap { GateEvent($0, of: device) }
    guard events.count == items.count else { throw Problem(.badRequest) }
    self.device = device
    self.name = name.trimmingCharacters(in: .whitespacesAndNewlines)
    self.heard = Dictionary(heard.map { ($0.name, Int(clamping: $0.value.whole ?? 0)) }) { max($0, $1) }
    self.events = events
  }

  /// Devices name themselves by chance, in 22 letters and digits.
  private static func isDevice(_ text: String) -> Bool {
    text.utf8.count == 22 && text.utf8.allSatisfy { (0x41...0x5A).contains($0) || (0x32...0x37).contains($0) }
  }
}

/// What a device is told.
struct GateHeard: Sendable {
  /// Up to which number the portal has the device's own events.
  var accepted: Int
  /// What happened elsewhere.
  var events: [GateEvent]
  /// What the devices are called.
  var names: [String: String]
  /// Whether there is more to hear at once.
  var hasMore: Bool

  func json(at now: Instant) -> JSONValue {
    .object([
      .init("now", .integer(now.milliseconds)), .init("accepted", .integer(Int64(accepted))),
      .init("events", .array(events.map(\.json))),
      .init("doors", .object(names.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })),
      .init("more", .bool(hasMore)),
    ])
  }
}

extension GateLine {
  var json: JSONValue {
    .object([
      .init("booking", .string(booking.description)), .init("session", .string(session.description)),
      .init("serial", .integer(Int64(serial))), .init("people", .integer(Int64(people))),
      .init("companions", .integer(Int64(companions))), .init("audience", .string(audience.rawValue)),
      .init("starts", .integer(starts.milliseconds)), .init("ends", .integer(ends.milliseconds)),
      .init("cancelled", .bool(isCancelled)), .init("name", .string(name)),
    ])
  }
}

extension GateRules {
  var json: JSONValue {
    .object([
      .init("early", .integer(Int64(early))), .init("late", late.map { .integer(Int64($0)) } ?? .null),
      .init(
        "capacity",
        capacity.map {
          .object([.init("people", .integer(Int64($0.people))), .init("refill", .integer(Int64($0.refill)))])
        } ?? .null),
    ])
  }
}

extension TicketVerifier {
  /// The key as a browser needs it.
  var json: JSONValue {
    let name = hint.reduce(0) { $0 << 8 | Int64($1) }
    return .object([
      .init("hint", .integer(name)),
      .init("key", .string(Data(key.rawRepresentation).base64EncodedString().filter { $0 != "=" })),
    ])
  }
}

extension JSONValue {
  fileprivate var text: String? { if case .string(let text) = self { text } else { nil } }
  fileprivate var whole: Int64? { if case .integer(let number) = self { number } else { nil } }
}
