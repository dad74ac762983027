import Logging
import People
import Places
import SQL
import ServiceLifecycle
import Site

/// Reminds visitors with an account of what they have booked, once, so long before as the policy says.
struct VisitReminders: Sendable {
  let visits: Visits
  let people: People
  let site: Site
  /// How long before a visit.
  let hours: Int

  /// Reminds of some visits.
  ///
  /// - Returns: to how many bookings it came; 0 when there are no more.
  func remind(in writer: Writer) throws -> Int {
    let now = visits.clock.now()
    let found = try writer.bookingsToRemindOf(after: now, within: .seconds(Int64(hours) * 3_600), limit: 200)
    for timed in found { try remind(timed, now, writer) }
    // What was due is asked for no more; a day is kept for clocks that differ.
    if found.isEmpty { try writer.dropReminders(dueBefore: now - .seconds(86_400)) }
    return found.count
  }

  private func remind(_ timed: TimedBooking, _ now: Instant, _ writer: Writer) throws {
    let (booking, session) = (timed.booking, timed.session)
    guard try writer.noteReminder(.visit, of: booking.id, due: session.starts, at: now), let person = booking.person,
      let base = try writer.base(booking.base)
    else { return }
    var path = "/tickets/\(booking.token)"
    if let trip = try writer.trip(with: booking.id) {
      // A day over several bases is one visit to whoever goes: its sheet has all times and tickets.
      guard try writer.noteReminder(.tour, of: trip.id, due: trip.day.adding(days: 1).localStart, at: now) else { return }
      if trip.person == person { path = "/me/tours/\(trip.id)" }
    }
    let text = site.inAllLanguages { sentence(base, session, $0) }
    try people.notify(person, .told(text), path: path, in: writer)
  }

  private func sentence(_ base: Base, _ session: VisitSession, _ t: Localizer) -> String {
    let time = t(
      "Your visit to {base}: {day}, {weekday}, {from}–{until}. The ticket is here.",
      [
        "base": t.pick(base.facts.names), "day": t.day(session.day), "weekday": t.weekday(session.day),
        "from": t.time(session.starts), "until": t.time(session.ends),
      ])
    let way = [base.facts.address, base.facts.transport].compactMap { $0 }.map { t.pick($0) }.filter { !$0.isEmpty }
    return way.isEmpty ? time : "\(time) \(t("The way: {way}", ["way": way.joined(separator: t("; "))]))"
  }
}

extension PublicBooking {
  func reminders(people: People, site: Site) -> VisitReminders {
    VisitReminders(visits: visits, people: people, site: site, hours: policy.remindHours)
  }

  /// Reminds of visits as long as the program runs.
  public func reminding(people: People, site: Site, logger: Logger) -> some Service {
    let reminders = reminders(people: people, site: site)
    return Chore("visitReminders", every: .seconds(600), failing: "visitors could not be reminded", logger: logger) {
      try await visits.database.write { try reminders.remind(in: $0) } > 0
    }
  }
}
