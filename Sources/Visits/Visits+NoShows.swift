import Journal
import SQL

extension Visits {
  /// Notes that a party came.
  public func attend(_ id: ID<Booking>, by actor: JournalEntry.Actor, in writer: Writer) throws -> Booking {
    guard var booking = try writer.booking(id) else { throw BookingRefusal.notFound }
    if booking.state == .attended { return booking }
    guard booking.state == .booked || booking.state == .noShow else { throw BookingRefusal.wrongState }
    booking.state = .attended
    booking.version += 1
    try writer.update(booking, at: clock.now())
    try record("booking.attended", booking, by: actor, in: writer)
    return booking
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
