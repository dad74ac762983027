import Evaluation
import Geo
import Journal
import Places
import SQL

extension Visits {
  /// Closes a base, or one session, for some days: what was booked is moved to other times in the same step, or given back with an
  /// offer of another base, and everybody is told.
  ///
  /// Who booked first is moved first. A booking keeps its number and the address of its ticket; whoever was moved may give the
  /// places back until the new time begins. Nobody counts as having missed anything.
  ///
  /// - Parameter tell: called for each booking with what became of it, in the same transaction.
  @discardableResult
  public func close(
    _ closure: VisitClosure, by actor: JournalEntry.Actor, in writer: Writer, tell: @escaping VisitTeller = { _, _, _ in }
  ) throws -> ClosureOutcome {
    let now = clock.now()
    let id = ids.next(VisitClosure.self).rawValue
    try writer.insertClosure(id, closure, at: now)
    var outcome = ClosureOutcome()
    outcome.sessions = try writer.sessionsAhead(of: closure.base, on: closure.days, after: now)
      .filter { closure.session == nil || $0.id == closure.session }
    // First all are closed, so that nobody is moved from one that is closed into another.
    for session in outcome.sessions {
      try writer.setState(.cancelled, of: session.id)
      outcome.waiting += try writer.endLine(of: session.id)
    }
    var work = ClosureWork(visits: self, closure: closure, id: id, actor: actor, tell: tell)
    for session in outcome.sessions { try work.empty(session, &outcome, writer) }
    try journal.record(
      JournalEntry(
        "visits.closed", on: .init("base", closure.base), by: actor, reason: closure.note.isEmpty ? nil : closure.note,
        details: ClosureDetails(
          cause: closure.cause.rawValue, first: closure.days.lowerBound, last: closure.days.upperBound,
          sessions: outcome.sessions.count, moved: outcome.moved.count, offered: outcome.offered.count, ended: outcome.ended.count
        )),
      in: writer)
    return outcome
  }

  /// What a closure would do at this moment; nothing changes.
  public func preview(_ closure: VisitClosure) async throws -> ClosureOutcome {
    struct Undo: Error { let outcome: ClosureOutcome }
    do {
      try await together { writer in throw Undo(outcome: try close(closure, by: .command("preview"), in: writer)) }
      return ClosureOutcome()
    } catch let undo as Undo { return undo.outcome }
  }

  /// Closes the sessions of bases that their office has suspended or closed for good.
  ///
  /// - Returns: how many bookings it found.
  @discardableResult
  public func closeSuspended(tell: @escaping VisitTeller) async throws -> Int {
    var found = 0
    for base in try await database.read({ try $0.basesToClose(after: clock.now()) }) {
      found += try await together { writer in
        let today = clock.now().localDay
        let last = max(try writer.lastSessionDay(of: base) ?? today, today)
        let closure = VisitClosure(base: base, days: today...last, cause: .suspended)
        return try close(closure, by: .command("suspension"), in: writer, tell: tell).bookings
      }
    }
    return found
  }

  /// Takes the places of another time and gives back those of the one before.
  func move(_ booking: Booking, to session: VisitSession, by actor: JournalEntry.Actor, in writer: Writer) throws -> Booking {
    // A pool of both, such as the places of one day, is first given back to, so that it never seems to lack what is there.
    try move(booking.people, to: 0, as: booking.audience, in: try writer.pools(of: booking.session), writer)
    try move(0, to: booking.people, as: booking.audience, in: try writer.pools(of: session.id), writer)
    try writer.place(booking, in: session, at: clock.now())
    guard let moved = try writer.booking(booking.id) else { throw BookingRefusal.notFound }
    try record("booking.moved", moved, by: actor, in: writer)
    return moved
  }
}

/// Tells somebody what became of a booking, within the transaction that did it.
public typealias VisitTeller = @Sendable (Booking, VisitNews, Writer) throws -> Void

/// What became of a booking without its owner's doing.
public enum VisitNews: Sendable {
  /// It is at another time now.
  case moved(from: VisitSession, to: VisitSession, VisitClosure)
  /// It was given back; places elsewhere are held under the token of another booking.
  case offered(Booking, VisitClosure)
  /// It was given back, and nothing was free instead.
  case ended(VisitClosure)
}

private struct ClosureDetails: Encodable {
  let cause: String
  let first: Day
  let last: Day
  let sessions: Int
  let moved: Int
  let offered: Int
  let ended: Int
}

/// One closure while it is done: what was found free is remembered from booking to booking.
private struct ClosureWork {
  let visits: Visits
  let closure: VisitClosure
  let id: Int64
  let actor: JournalEntry.Actor
  let tell: VisitTeller
  private var free: [ID<VisitSession>: [VisitSession]] = [:]
  private var elsewhere: [Elsewhere: [TourSessionRow]] = [:]

  private struct Elsewhere: Hashable {
    let day: Day
    let audience: Audience
  }

  init(visits: Visits, closure: VisitClosure, id: Int64, actor: JournalEntry.Actor, tell: @escaping VisitTeller) {
    self.visits = visits
    self.closure = closure
    self.id = id
    self.actor = actor
    self.tell = tell
  }

  mutating func empty(_ session: VisitSession, _ outcome: inout ClosureOutcome, _ writer: Writer) throws {
    let rules = try visits.rules(named: try writer.ruleset(of: session.base))
    let now = visits.clock.now()
    let today = now.localDay
    let window =
      max(
        today, session.day.adding(days: -rules.closure.moveWithinDays))...max(
        today, session.day.adding(days: rules.closure.moveWithinDays))
    let sessions = try writer.sessionsToMoveInto(of: session.base, on: window, after: now)
    var alternatives = Rebooking(lost: session).ranked(sessions)
    for booking in try writer.openBookings(in: session.id) {
      if booking.state == .held {
        try visits.release(booking, as: .expired, by: actor, in: writer)
      } else if let to = try room(for: booking, session, in: &alternatives, rules, writer) {
        try writer.insertMove(of: booking, in: id, instead: nil)
        let moved = try visits.move(booking, to: to, by: actor, in: writer)
        outcome.moved.append(.init(booking: moved, from: session, to: to))
        try tell(moved, .moved(from: session, to: to, closure), writer)
      } else {
        try end(booking, session, rules, &outcome, writer)
      }
    }
  }

  /// The best other time with places for a whole party; times that have none left for anybody are not looked at again.
  private func room(
    for booking: Booking, _ lost: VisitSession, in sessions: inout [VisitSession], _ rules: VisitRules, _ writer: Writer
  ) throws -> VisitSession? {
    var number = 0
    while number < sessions.count {
      let session = sessions[number]
      let pools = try writer.pools(of: session.id)
      if Audience.allCases.allSatisfy({ pools.room(for: $0) <= 0 }) {
        sessions.remove(at: number)
        continue
      }
      if pools.room(for: booking.audience) >= booking.people, rules.allows(booking, lost.ages, on: session, visits.calendar) {
        return session
      }
      number += 1
    }
    return nil
  }

  private mutating func end(
    _ booking: Booking, _ session: VisitSession, _ rules: VisitRules, _ outcome: inout ClosureOutcome, _ writer: Writer
  ) throws {
    let ended = try visits.release(
      booking, as: .cancelled, reason: closure.note.isEmpty ? nil : closure.note, by: actor, in: writer)
    let instead = try hold(instead: booking, session, rules.closure, writer)
    try writer.insertMove(of: booking, in: id, instead: instead?.id)
    if let instead {
      outcome.offered.append(.init(booking: ended, instead: instead))
      try tell(ended, .offered(instead, closure), writer)
    } else {
      outcome.ended.append(ended)
      try tell(ended, .ended(closure), writer)
    }
  }

  /// Places at the nearest base that has some on the nearest day, held until they are booked or let go.
  private mutating func hold(
    instead booking: Booking, _ session: VisitSession, _ rules: VisitRules.Closure, _ writer: Writer
  ) throws -> Booking? {
    guard rules.elsewhereKilometres > 0, let here = try writer.base(booking.base)?.facts.position?.coordinate else { return nil }
    let box = BoundingBox(around: here, radius: Double(rules.elsewhereKilometres) * 1_000)
    for distance in (closure.cause.isOfRegion ? 1 : 0)...max(1, rules.moveWithinDays) {
      let rows = try rows(on: session.day.adding(days: distance), box, booking.audience, writer)
      for row in rows where row.room >= booking.people {
        if let held = try hold(booking, session, row, rules, writer) {
          // What was free there has changed.
          elsewhere = [:]
          return held
        }
      }
    }
    return nil
  }

  private mutating func rows(on day: Day, _ box: BoundingBox, _ audience: Audience, _ writer: Writer) throws -> [TourSessionRow] {
    let key = Elsewhere(day: day, audience: audience)
    if let known = elsewhere[key] { return known }
    let now = visits.clock.now()
    let found = try writer.tourSessions(on: day, within: box, for: audience)
      .filter { $0.session.base != closure.base && $0.session.starts > now }
    elsewhere[key] = found
    return found
  }

  private func hold(
    _ booking: Booking, _ lost: VisitSession, _ row: TourSessionRow, _ closing: VisitRules.Closure, _ writer: Writer
  ) throws -> Booking? {
    let rules = try visits.rules(named: row.ruleset)
    let now = visits.clock.now()
    guard rules.allows(booking, lost.ages, on: row.session, visits.calendar) else { return nil }
    let request = BookingRequest(
      session: row.session.id, audience: booking.audience, party: booking.party, person: booking.person, booker: booking.booker,
      contact: booking.contact, name: booking.name)
    if try writer.barred(request, at: row.session.base, on: now.localDay) != nil { return nil }
    let pools = try writer.pools(of: row.session.id)
    guard pools.room(for: booking.audience) >= booking.people else { return nil }
    try visits.move(0, to: booking.people, as: booking.audience, in: pools, writer)
    let end = min(now + .seconds(Int64(closing.offerMinutes) * 60), row.session.starts)
    return try visits.insert(request, for: row.session, heldUntil: end, by: actor, in: writer)
  }
}

extension VisitRules {
  /// Whether a party that booked already may come at another time: what it cannot help, such as notice, does not count.
  ///
  /// - Parameter before: for which ages the session is that is lost.
  fileprivate func allows(
    _ booking: Booking, _ before: VisitorAges, on session: VisitSession, _ calendar: WorkingCalendar
  ) -> Bool {
    // Nobody is asked again how old they are, so what they said has to be enough.
    guard let ages = try? PartyAges(party: booking.party, rules: self, stages: []).toConfirm(for: session.ages) else {
      return false
    }
    guard ages.isForAll || booking.audience == .school || booking.party.agesConfirmed && before.lies(within: session.ages) else {
      return false
    }
    guard booking.audience.isGroup else { return booking.people <= individual.mostPeople }
    guard let group else { return false }
    return (group.onHolidays || calendar.isWorked(session.day)) && booking.people >= group.leastPeople
      && booking.people <= group.mostPeople
  }
}
