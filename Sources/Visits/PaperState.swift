import Places
import SQL

/// What a booking has to hand in, what is there, and until when the rest has time.
struct PaperState: Sendable {
  let timed: TimedBooking
  /// What the base wants; empty where it wants nothing.
  let needed: Set<VisitPaper>
  /// What is there.
  let papers: [HandedInPaper]
  /// Until when the rest has time.
  let due: Instant
  /// Whether the places then go to others.
  let givesBack: Bool

  private var booking: Booking { timed.booking }

  func paper(_ kind: VisitPaper) -> HandedInPaper? { papers.first { $0.paper == kind } }

  /// What is missing, the list first. A list with fewer names than people, or more, is not whole.
  var missing: [VisitPaper] {
    VisitPaper.allCases.filter { kind in
      guard needed.contains(kind) else { return false }
      return kind == .names ? paper(.names)?.count != booking.people : paper(.letter) == nil
    }
  }

  /// Whether something can still be handed in or changed.
  func isOpen(at now: Instant) -> Bool {
    !needed.isEmpty && booking.state == .booked && timed.session.state != .cancelled && now < timed.session.starts
  }
}

/// A paper that was handed in, without what stands in it.
struct HandedInPaper: RowReadable, Sendable, Hashable {
  let booking: ID<Booking>
  let paper: VisitPaper
  /// Names of a list, bytes of a letter.
  let count: Int
  let at: Instant

  static let columns: SQL = "p.booking_id, p.paper, p.count, p.at"

  init(row: Row) throws {
    booking = try row.get(0)
    paper = VisitPaper(rawValue: try row.text(1)) ?? .names
    count = Int(try row.int(2))
    at = try row.get(3)
  }
}

extension Visits {
  /// How it stands with the papers of a booking.
  func papers(of timed: TimedBooking, _ reader: Reader) throws -> PaperState {
    let rules = try rules(named: reader.ruleset(of: timed.booking.base)).papers
    let offer = try timed.session.offer.flatMap { try reader.offer($0) }?.facts
    let needed = rules.needed(of: timed.booking.audience, offer)
    guard !needed.isEmpty else {
      return PaperState(timed: timed, needed: [], papers: [], due: timed.session.starts, givesBack: false)
    }
    return PaperState(
      timed: timed, needed: needed, papers: try reader.papers(of: timed.booking.id),
      due: rules.due(for: timed.session, bookedAt: try reader.bookedAt(timed.booking.id)), givesBack: rules.givesBack)
  }

  /// The bases of a school's visit whose insurance needs the names of its pupils, and until when.
  func pupilsNames(for legs: [SchoolVisitLeg], _ reader: Reader) throws -> (bases: Set<ID<Base>>, due: Instant)? {
    var found: (bases: Set<ID<Base>>, due: Instant)?
    for leg in legs {
      guard let (session, ruleset) = try reader.session(leg.session) else { continue }
      let rules = try rules(named: ruleset).papers
      guard rules.needsPupilsNames(try session.offer.flatMap { try reader.offer($0) }?.facts) else { continue }
      let due = rules.due(for: session, bookedAt: Instant(milliseconds: 0))
      found = (found?.bases.union([leg.base]) ?? [leg.base], min(found?.due ?? due, due))
    }
    return found
  }
}
