import Places
import SQL
import Site

/// Bookings as programs read them.
enum BookingJSON {
  /// Who comes.
  static func party(_ party: Party) -> JSONValue {
    .members([
      ("adults", .integer(Int64(party.adults))), ("minors", .integer(Int64(party.minors))),
      ("preschool", .integer(Int64(party.preschool))), ("seniors", .integer(Int64(party.seniors))),
      ("teachers", .integer(Int64(party.teachers))), ("agesConfirmed", party.agesConfirmed ? .bool(true) : nil),
    ])
  }

  /// A booking. Its ticket's address is for its owner alone.
  static func booking(_ booking: Booking) -> JSONValue {
    .members([
      ("id", .string(booking.id.description)), ("session", .string(booking.session.description)),
      ("base", .string(booking.base.description)), ("day", .string(booking.day.description)),
      ("audience", .string(booking.audience.rawValue)), ("party", party(booking.party)),
      ("people", .integer(Int64(booking.people))), ("state", .string(booking.state.rawValue)), ("name", .string(booking.name)),
      ("heldUntil", .text(booking.heldUntil?.description)), ("version", .integer(Int64(booking.version))),
      ("ticket", .string("/tickets/\(booking.token)")),
    ])
  }

  /// Somebody's place in a line.
  static func waiting(_ waiting: Waiting, before: Int?, offered: Booking?) -> JSONValue {
    .members([
      ("id", .string(waiting.id.description)), ("session", .string(waiting.request.session.description)),
      ("audience", .string(waiting.request.audience.rawValue)), ("party", party(waiting.request.party)),
      ("state", .string(waiting.state.rawValue)), ("before", before.map { .integer(Int64($0)) }),
      ("booking", offered.map(booking)),
    ])
  }

  /// What the days of a month and their sessions have.
  static func availability(_ found: Availability, of base: Base, month: Day, _ t: Localizer) -> JSONValue {
    let words = BookingWords(t: t)
    let days: [JSONValue] = (0..<(month.adding(months: 1) - month)).map { number in
      let day = month.adding(days: number)
      let state = found.state(of: day)
      return .members(
        [("day", .string(day.description))] + self.state(state) + [
          ("short", .string(words.short(state))), ("tone", .string(words.tone(state))),
        ])
    }
    let sessions: [JSONValue] = found.sessions.map { open in
      let (session, state) = (open.session, found.state(of: open))
      return .members(
        [
          ("id", .string(session.id.description)), ("day", .string(session.day.description)),
          ("starts", .string(session.starts.description)), ("ends", .string(session.ends.description)),
          ("kind", .string(session.kind.rawValue)), ("mode", .string(session.mode.rawValue)),
          ("leastAge", session.ages.least.map { .integer(Int64($0)) }),
          ("greatestAge", session.ages.greatest.map { .integer(Int64($0)) }),
        ] + self.state(state) + [("words", .string(words.words(state))), ("tone", .string(words.tone(state)))])
    }
    return .members([
      ("base", .string(base.slug)), ("month", .string(String(month.description.prefix(7)))),
      ("audience", .string(found.audience.rawValue)), ("days", .array(days)), ("sessions", .array(sessions)),
    ])
  }

  private static func state(_ state: Availability.State) -> [(String, JSONValue?)] {
    switch state {
    case .places(let free): [("state", "places"), ("free", .integer(Int64(free)))]
    case .full: [("state", "full"), ("free", 0)]
    case .none: [("state", "none")]
    case .refused(.notYet(let opening)): [("state", "not_yet"), ("opens", .string(opening.description))]
    case .refused(.drawn): [("state", "drawn")]
    case .refused(.cancelled): [("state", "cancelled")]
    case .refused: [("state", "closed")]
    }
  }
}
