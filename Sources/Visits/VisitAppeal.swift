import Journal
import People
import Places
import SQL

/// What somebody says against a visit being counted as missed (申诉), and what the base answered.
struct VisitAppeal: Sendable {
  let booking: ID<Booking>
  let base: ID<Base>
  let text: String
  let state: State
  let answer: String?
  let at: Instant

  /// Where an appeal stands.
  enum State: String, Sendable { case open, granted, declined }
}

extension Visits {
  /// Appeals against a missed visit; once for each.
  func appeal(_ id: ID<Booking>, _ text: String, by actor: JournalEntry.Actor, in writer: Writer) throws {
    guard let booking = try writer.booking(id), booking.state == .noShow, try writer.appeal(about: id) == nil else {
      throw BookingRefusal.wrongState
    }
    try writer.insert(
      VisitAppeal(booking: id, base: booking.base, text: text, state: .open, answer: nil, at: clock.now()))
    try journal.record(JournalEntry("booking.appealed", on: .init("booking", id), by: actor), in: writer)
  }

  /// Answers an appeal. One that is granted lifts the bar that followed, where there is one.
  func answer(
    _ id: ID<Booking>, isGranted: Bool, _ words: String, by actor: JournalEntry.Actor, in writer: Writer
  ) throws {
    guard let appeal = try writer.appeal(about: id), appeal.state == .open else { throw BookingRefusal.wrongState }
    try writer.answer(id, as: isGranted ? .granted : .declined, words, at: clock.now())
    try journal.record(
      JournalEntry(
        isGranted ? "booking.appeal_granted" : "booking.appeal_declined", on: .init("booking", id), by: actor, reason: words),
      in: writer)
    guard isGranted else { return }
    // Before so many visits were missed that a bar followed there is nothing to lift.
    do { try liftBar(of: id, reason: words, by: actor, in: writer) } catch BookingRefusal.wrongState {}
  }
}
