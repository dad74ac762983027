import Journal
import People
import SQL

extension Visits {
  /// Keeps places for somebody who has not said yet who they are; what they may have is checked when they say it.
  ///
  /// - Parameters:
  ///   - request: what is asked for; its booker is the network from which it comes.
  ///   - most: most holds of one network at once, so that nobody keeps places away from others without ever giving a name.
  func hold(
    unknown request: BookingRequest, most: Int, by actor: JournalEntry.Actor, in writer: Writer
  ) throws -> Booking {
    let (session, rules) = try known(request.session, writer)
    let now = clock.now()
    try rules.check(
      request.party, as: request.audience, for: session, at: now, calendar: calendar, stages: request.stages)
    if try writer.countHolds(of: request.booker, from: now.localDay, at: now) >= most {
      throw BookingRefusal.limit(.open, most: most)
    }
    try take(request.party.people, as: request.audience, from: session.id, in: writer)
    let end = min(now + .seconds(Int64(rules.holdMinutes) * 60), session.ends)
    return try insert(request, for: session, heldUntil: end, by: actor, in: writer)
  }

  /// Says whose held places are, and books them. Limits and bars are checked for a contact that was not known before.
  ///
  /// - Parameters:
  ///   - person: the account, where there is one.
  ///   - booker: by which whoever books is known again.
  func confirm(
    _ id: ID<Booking>, name: String, person: ID<Person>?, booker: String, contact: String, by actor: JournalEntry.Actor,
    in writer: Writer
  ) throws -> Booking {
    let hold = try open(id, writer)
    guard hold.state == .held else { return hold }
    let isUnknown = hold.booker.hasPrefix(BookerKey.unknown)
    let next = isUnknown ? booker : hold.booker
    if isUnknown || contact != hold.contact {
      let (session, rules) = try known(hold.session, writer)
      // The hold itself is not counted: it has another contact so far, and another booker where that is asked for.
      try checkBooker(
        BookingRequest(
          session: hold.session, audience: hold.audience, party: hold.party, person: person, booker: isUnknown ? next : contact,
          contact: contact, name: name), for: session, rules, writer)
      try writer.setBooker(next, contact: contact, person: isUnknown ? person : hold.person, of: id)
    }
    return try confirm(id, name: name, by: actor, in: writer)
  }
}
