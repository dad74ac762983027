import Journal
import People
import Places
import SQL
import Site

/// What a door needs to know of a day.
struct GateRoster: Sendable {
  let base: Base
  let day: GateDay
  let rules: GateRules
  let lines: [GateLine]
  let key: TicketVerifier

  /// What a device at the door keeps.
  func json(at now: Instant) -> JSONValue {
    .object([
      .init("base", .string(base.id.description)), .init("made", .integer(now.milliseconds)),
      .init("from", .integer(day.from.milliseconds)), .init("until", .integer(day.until.milliseconds)),
      .init("rules", rules.json), .init("keys", .array([key.json])),
      .init("bookings", .object(lines.map { .init($0.booking.description, $0.json) })),
    ])
  }

  /// The question whether somebody may come in.
  var check: GateCheck { GateCheck(base: base.id, rules: rules, roster: lines) }

  /// What a log comes to at this door.
  func state(_ log: GateLog) -> GateState {
    GateState(log, capacity: rules.capacity, booked: Dictionary(lines.map { ($0.booking, $0.people) }) { _, last in last })
  }
}

extension Tickets {
  /// What a door needs to know now.
  func roster(of base: Base, _ reader: Reader) throws -> GateRoster {
    let day = GateDay(at: visits.clock.now())
    let rules = try visits.rules(named: try reader.ruleset(of: base.id))
    let door = policy.door(rules)
    let timed = try reader.timedBookings(of: base.id, from: day.from, until: day.until)
    return GateRoster(
      base: base, day: day, rules: GateRules(door, rules), lines: timed.map { line(of: $0, showsName: door.showsNames) },
      key: key.verifier)
  }

  /// What happened at the doors of a base today.
  func log(of base: ID<Base>, _ reader: Reader) throws -> GateLog {
    let day = GateDay(at: visits.clock.now())
    return GateLog(try reader.gateEvents(of: base, from: day.from, until: day.until))
  }

  /// Takes over what a device tells, and tells it what it has not heard. The same report again changes nothing.
  func hear(_ report: GateReport, at base: Base, by rights: Rights, in writer: Writer) throws -> GateHeard {
    let now = visits.clock.now()
    let known = try writer.gateDevice(report.device, of: base.id)?.last ?? 0
    let last = max(known, report.events.map(\.mark.number).max() ?? 0)
    var fresh: [GateEvent] = []
    for event in report.events {
      let event = event.plausible(at: now)
      if try writer.insert(event, of: base.id, by: rights.person.id, at: now) { fresh.append(event) }
    }
    try writer.note(report.device, of: base.id, name: report.name, last: last, by: rights.person.id, at: now)
    try keep(fresh, at: base, by: rights, in: writer)
    return try answer(to: report, at: base, last, writer)
  }

  /// Notes one thing that somebody did on the page itself, without a device that counts on its own.
  @discardableResult
  func note(
    _ kind: GateEvent.Kind, booking: ID<Booking>?, people: Int, note: String = "", at base: Base, by rights: Rights,
    in writer: Writer
  ) throws -> GateEvent? {
    let now = visits.clock.now()
    // A name that no device can give itself.
    let device = "page-\(rights.person.id)"
    let number = try (writer.gateDevice(device, of: base.id)?.last ?? 0) + 1
    guard
      let event = GateEvent(
        mark: .init(device: device, number: number), at: now, kind: kind, booking: booking, people: people, note: note)
    else { return nil }
    _ = try writer.insert(event, of: base.id, by: rights.person.id, at: now)
    try writer.note(device, of: base.id, name: rights.person.name, last: number, by: rights.person.id, at: now)
    try keep([event], at: base, by: rights, in: writer)
    return event
  }

  /// Tells the bookings that they came, and the journal that people were counted.
  private func keep(_ events: [GateEvent], at base: Base, by rights: Rights, in writer: Writer) throws {
    guard let first = events.first else { return }
    for event in events where (event.kind == .entry || event.kind == .group) && event.people > 0 {
      guard let id = event.booking, let booking = try writer.booking(id), booking.base == base.id,
        booking.state == .booked || booking.state == .noShow
      else { continue }
      _ = try visits.attend(id, by: rights.actor, in: writer)
    }
    try visits.journal.record(
      JournalEntry(
        "door.counted", on: .init("base", base.id), by: rights.actor,
        details: ["device": first.mark.device, "first": String(first.mark.number), "events": String(events.count)]), in: writer)
  }

  private func answer(to report: GateReport, at base: Base, _ accepted: Int, _ reader: Reader) throws -> GateHeard {
    let day = GateDay(at: visits.clock.now())
    var heard = GateHeard(accepted: accepted, events: [], names: [:], hasMore: false)
    for device in try reader.gateDevices(of: base.id, since: day.from) {
      heard.names[device.device] = device.name.isEmpty ? nil : device.name
      let number = report.heard[device.device] ?? 0
      guard device.device != report.device, device.last > number else { continue }
      let left = Self.mostHeard - heard.events.count
      guard left > 0 else {
        heard.hasMore = true
        break
      }
      let events = try reader.gateEvents(of: base.id, device: device.device, after: number, from: day.from, limit: left)
      heard.events += events
      if events.count == left { heard.hasMore = true }
    }
    return heard
  }

  /// The most events that one answer tells.
  private static let mostHeard = 1_000
}

extension GateEvent {
  /// The event with a time that can be: a device whose clock was never set right must not count people in another year.
  fileprivate func plausible(at now: Instant) -> GateEvent {
    let latest = now + .seconds(600)
    let earliest = now - .seconds(30 * 86_400)
    guard at > latest || at < earliest else { return self }
    return GateEvent(mark: mark, at: min(max(at, earliest), latest), kind: kind, booking: booking, people: people, note: note)
      ?? self
  }
}
