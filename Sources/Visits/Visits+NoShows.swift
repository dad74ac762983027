import Journal
import Places
import SQL

extension Visits {
  /// Notes that a party came.
  public func attend(_ id: ID<Booking>, by actor: JournalEntry.Actor, in writer: Writer) throws -> Booking {
    guard var booking = try writer.booking(id) else { throw BookingRefusal.notFound }
    if booking.state == .attended { return booking }
    guard booking.state == .booked || booking.state == .noShow else { throw BookingRefusal.wrongState }
    let wasMissed = booking.state == .noShow
    booking.state = .attended
    booking.version += 1
    try writer.update(booking, at: clock.now())
    try record("booking.attended", booking, by: actor, in: writer)
    if wasMissed { try liftUnearnedBar(booking, by: actor, in: writer) }
    return booking
  }

  /// Lifts the bar of somebody who had come after all, as a door without a connection told late, where too few days are left for it.
  private func liftUnearnedBar(_ booking: Booking, by actor: JournalEntry.Actor, in writer: Writer) throws {
    let rules = try known(booking.session, writer).rules
    let bars = try writer.untilDays(of: booking.booker, at: booking.base)
    guard let until = bars.first, until.isInForce else { return }
    // The days that this bar was given for: after those that an earlier one was given for.
    let since = bars.dropFirst().first?.day.adding(days: 1 - rules.noShow.blockDays) ?? booking.day.adding(days: -366)
    let missed = try writer.missedDays(booker: booking.booker, contact: booking.contact, at: booking.base, since: since)
    guard rules.barred(after: missed) == nil else { return }
    for booker in Set([booking.booker, booking.contact]).sorted() {
      _ = try writer.liftBars(of: booker, at: booking.base, at: clock.now())
    }
    try journal.record(
      JournalEntry("booker.bar_lifted", on: .init("booking", booking.id), by: actor, details: ["until": until.day.description]),
      in: writer)
  }

  /// Notes that a party did not come and had not said so; too many such days bar whoever booked for a while (TC-124).
  public func miss(_ id: ID<Booking>, by actor: JournalEntry.Actor, in writer: Writer) throws -> Booking {
    var booking = try open(id, writer)
    let (session, rules) = try known(booking.session, writer)
    guard booking.state == .booked, clock.now() >= session.ends else { throw BookingRefusal.wrongState }
    booking.state = .noShow
    booking.version += 1
    try writer.update(booking, at: clock.now())
    try record("booking.missed", booking, by: actor, in: writer)
    try bar(booking, rules, by: actor, in: writer)
    return booking
  }

  /// How far back sessions are looked at whose visitors were not counted, in days.
  private static let daysBack = 7

  /// Counts those who were not checked in although the door was in use during their session, some time after its end.
  ///
  /// A base whose door told of nobody then does not check in, or has told nothing yet: nobody is counted there. Visits of schools
  /// are left out, as the base says afterwards how many came.
  ///
  /// - Returns: the bookings that were missed.
  @discardableResult
  func countMissed(limit: Int = 100, in writer: Writer) throws -> [Booking] {
    let now = clock.now()
    var delays: [ID<Base>: Int?] = [:]
    var missed: [Booking] = []
    for session in try writer.sessionsToCount(from: now.localDay.adding(days: -Self.daysBack), endedBefore: now) {
      if delays[session.base] == nil {
        delays[session.base] = .some(try rules(named: try writer.ruleset(of: session.base)).noShow.countedAfterMinutes)
      }
      guard let delay = delays[session.base] ?? nil, now >= session.ends + .seconds(Int64(delay) * 60) else { continue }
      for id in try writer.uncounted(in: session.id, limit: limit - missed.count) {
        missed.append(try miss(id, by: .command("missed-visits"), in: writer))
      }
      if missed.count >= limit { break }
    }
    return missed
  }

  private func bar(_ booking: Booking, _ rules: VisitRules, by actor: JournalEntry.Actor, in writer: Writer) throws {
    // What a bar was given for already does not count again.
    let since = try writer.lastBar(of: booking.booker, at: booking.base)?.adding(days: 1 - rules.noShow.blockDays)
    let missed = try writer.missedDays(
      booker: booking.booker, contact: booking.contact, at: booking.base, since: since ?? booking.day.adding(days: -366))
    guard let until = rules.barred(after: missed) else { return }
    for booker in Set([booking.booker, booking.contact]).sorted() {
      try writer.bar(ids.next(Booking.self).rawValue, booker, at: booking.base, until: until, at: clock.now())
    }
    try journal.record(
      JournalEntry("booker.barred", on: .init("booking", booking.id), by: actor, details: ["until": until.description]),
      in: writer)
  }

  /// Lifts the bar that followed from a booking, after an appeal (申诉).
  public func liftBar(of id: ID<Booking>, reason: String, by actor: JournalEntry.Actor, in writer: Writer) throws {
    guard let booking = try writer.booking(id) else { throw BookingRefusal.notFound }
    var lifted = 0
    for booker in Set([booking.booker, booking.contact]) {
      lifted += try writer.liftBars(of: booker, at: booking.base, at: clock.now())
    }
    guard lifted > 0 else { throw BookingRefusal.wrongState }
    try journal.record(
      JournalEntry("booker.bar_lifted", on: .init("booking", booking.id), by: actor, reason: reason), in: writer)
  }
}
