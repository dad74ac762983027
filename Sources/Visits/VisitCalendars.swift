import Foundation
import Identity
import People
import Places
import SQL
import Site

/// Visits in people's own calendars (日历订阅): one visit, those of a person, the times of a base.
struct VisitCalendars: Sendable {
  let t: Localizer
  /// Address of the portal, without a slash at the end.
  let url: String
  let now: Instant

  private var host: String { URL(string: url)?.host ?? "localhost" }

  /// The calendar of one booking; one that was given back takes the visit out again.
  func ticket(_ timed: TimedBooking, at base: Base) -> CalendarFeed {
    let event = event(timed, at: base)
    return CalendarFeed(
      name: t.pick(base.facts.names), host: host, made: now, method: event.isCancelled ? .cancel : .publish, events: [event])
  }

  /// The calendar of somebody's visits.
  func person(_ visits: [(timed: TimedBooking, base: Base)]) -> CalendarFeed {
    CalendarFeed(name: t("My visits"), host: host, made: now, events: visits.map { event($0.timed, at: $0.base) })
  }

  /// The calendar of the times of a base.
  func base(_ base: Base, _ sessions: [VisitSession]) -> CalendarFeed {
    CalendarFeed(
      name: t.pick(base.facts.names), host: host, made: now,
      events: sessions.map { session in
        CalendarFeed.Event(
          id: "session-\(session.id)", version: session.state == .cancelled ? 1 : 0, starts: session.starts, ends: session.ends,
          summary: t("Visits: {base}", ["base": t.pick(base.facts.names)]),
          description: t("Places can be booked on the page of the base."), location: place(base),
          url: "\(url)/bases/\(base.slug)", isCancelled: session.state == .cancelled)
      })
  }

  private func event(_ timed: TimedBooking, at base: Base) -> CalendarFeed.Event {
    let booking = timed.booking
    return CalendarFeed.Event(
      id: "booking-\(booking.id)", version: booking.version, starts: timed.session.starts, ends: timed.session.ends,
      summary: t("Visit: {base}", ["base": t.pick(base.facts.names)]),
      description: t(
        "People: {people}. The ticket: {address}",
        ["people": t.number(booking.people), "address": "\(url)/tickets/\(booking.token)"]),
      location: place(base), url: "\(url)/tickets/\(booking.token)",
      isCancelled: !booking.state.hasPlaces || timed.session.state == .cancelled, isBusy: true)
  }

  private func place(_ base: Base) -> String {
    ([t.pick(base.facts.names)] + (base.facts.address.map { [t.pick($0)] } ?? [])).joined(separator: ", ")
  }
}
