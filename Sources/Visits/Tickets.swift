import Places
import SQL

/// Tickets of bookings, and the doors at which they are shown (票务与检票).
public struct Tickets: Sendable {
  let visits: Visits
  let key: TicketKey
  let policy: GatePolicy

  /// Tickets over the room of visits.
  ///
  /// - Parameter secret: the portal's secret, from which the key is made that signs tickets.
  public init(visits: Visits, secret: String, policy: GatePolicy) throws {
    self.visits = visits
    key = try TicketKey(secret: secret)
    self.policy = policy
  }

  /// The ticket of a booking, as its QR code holds it; `nil` while the booking has no places that are certain.
  func text(of timed: TimedBooking) throws -> String? {
    let (booking, session) = (timed.booking, timed.session)
    guard booking.state == .booked || booking.state == .attended, session.state != .cancelled else { return nil }
    let ticket = TicketToken(
      base: booking.base, session: booking.session, booking: booking.id, audience: booking.audience, people: booking.people,
      companions: booking.party.teachers, starts: session.starts,
      minutes: Int((session.ends - session.starts).components.seconds / 60), serial: Self.serial(of: booking))
    return try ticket.map { try key.text(of: $0) }
  }

  /// Which issue of the ticket is good: it grows with every change of the booking.
  ///
  /// That they came, or did not, is noted as a change too, but is none of what the ticket says.
  static func serial(of booking: Booking) -> Int {
    booking.state == .attended || booking.state == .noShow ? max(0, booking.version - 1) : booking.version
  }

  /// A booking as the door of its base knows it.
  func line(of timed: TimedBooking, showsName: Bool) -> GateLine {
    let (booking, session) = (timed.booking, timed.session)
    return GateLine(
      booking: booking.id, session: booking.session, serial: Self.serial(of: booking), people: booking.people,
      companions: booking.party.teachers, audience: booking.audience, starts: session.starts, ends: session.ends,
      isCancelled: !booking.state.hasPlaces || session.state == .cancelled, name: showsName ? booking.name : "")
  }
}

/// A day at a door: from four in the morning to four, so that a night at the museum is one.
struct GateDay: Sendable, Hashable {
  /// The day on which it begins.
  let day: Day

  /// The day at a moment, by the clock of the deployment (UTC+8, without summer time).
  init(at now: Instant) { day = (now + .seconds(4 * 3_600)).day }

  /// When it begins.
  var from: Instant { Instant(milliseconds: Int64(day.daysSince1970) * 86_400_000 - 4 * 3_600_000) }
  /// When it ends.
  var until: Instant { from + .seconds(86_400) }
}

extension GateDay {
  /// The end of a day by the clock of the deployment.
  static func midnight(after day: Day) -> Instant {
    day.adding(days: 1).localStart
  }
}
