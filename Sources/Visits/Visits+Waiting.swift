import Journal
import SQL

extension Visits {
  /// Joins the line for a session. Whoever waits in it, or was offered places in it, stands in it once.
  public func wait(for request: BookingRequest, by actor: JournalEntry.Actor, in writer: Writer) throws -> Waiting {
    let (session, _) = try admit(request, writer)
    if let known = try writer.waits(request.booker, for: session.id) {
      guard let entry = try writer.waiting(known), [.passed, .left].contains(entry.state) else {
        throw BookingRefusal.limit(.session, most: 1)
      }
      // Who let an offer pass may come again, at the end of the line.
      try writer.forget(known)
    }
    let entry = Waiting(id: ids.next(), request: request, state: .waiting)
    try writer.insert(entry, at: clock.now())
    try journal.record(
      JournalEntry("waiting.joined", on: .init("session", session.id), by: actor, details: ["people": request.party.people]),
      in: writer)
    try offerPlaces(of: session.id, in: writer)
    return entry
  }

  /// Leaves the line.
  public func leave(_ id: ID<Waiting>, by actor: JournalEntry.Actor, in writer: Writer) throws {
    guard let entry = try writer.waiting(id) else { throw BookingRefusal.notFound }
    guard entry.state == .waiting else { throw BookingRefusal.wrongState }
    try writer.setState(.left, of: id)
    try journal.record(JournalEntry("waiting.left", on: .init("session", entry.request.session), by: actor), in: writer)
  }

  /// Offers free places to those who wait, who came first foremost, as holds that end.
  ///
  /// A party gets all its places or none. One that does not fit keeps its turn, and a smaller one behind it may fill what is free:
  /// else places would stay empty for as long as a large group waits.
  func offerPlaces(of session: ID<VisitSession>, in writer: Writer) throws {
    let line = try writer.waiting(for: session, limit: 200)
    guard !line.isEmpty else { return }
    let (session, rules) = try known(session, writer)
    let now = clock.now()
    guard session.state == .open, now < session.starts else { return }
    // What is free beside the places of a draw may be needed by its groups; the line goes on when the draw is over.
    guard try session.mode == .firstCome || writer.liveDraw(of: session.id) == nil else { return }
    var pools = try writer.pools(of: session.id)
    for entry in line where pools.room(for: entry.request.audience) >= entry.request.party.people {
      try move(0, to: entry.request.party.people, as: entry.request.audience, in: pools, writer)
      let end = min(now + .seconds(Int64(rules.offerMinutes) * 60), session.starts)
      let booking = try insert(entry.request, for: session, heldUntil: end, by: .command("waiting-list"), in: writer)
      try writer.offer(booking.id, to: entry.id)
      pools = try writer.pools(of: session.id)
    }
  }
}
