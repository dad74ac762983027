import Evaluation
import People
import SQL

/// Who asks for places in a session.
public struct BookingRequest: Sendable, Hashable {
  /// For which time.
  public var session: ID<VisitSession>
  /// As what they come.
  public var audience: Audience
  /// Who comes.
  public var party: Party
  /// The account, where there is one.
  public var person: ID<Person>?
  /// By which whoever books is known again.
  public var booker: String
  /// A hash of the contact.
  public var contact: String
  /// The name on the ticket.
  public var name: String
  /// The stages of the pupils, where they are known.
  public var stages: Set<SchoolStage> = []

  /// A request.
  public init(
    session: ID<VisitSession>, audience: Audience, party: Party, person: ID<Person>?, booker: String, contact: String,
    name: String
  ) {
    self.session = session
    self.audience = audience
    self.party = party
    self.person = person
    self.booker = booker
    self.contact = contact
    self.name = name
  }
}

extension VisitRules {
  /// Whether a party may have places in a session at all, whatever is free; pure, without a look at other bookings.
  ///
  /// - Parameters:
  ///   - isDrawn: whether the places come by a draw, to which no opening applies.
  ///   - stages: the stages of the pupils, where they are known.
  /// - Throws: `BookingRefusal`, the first that applies: what cannot be is told before what is only too early.
  public func check(
    _ party: Party, as audience: Audience, for session: VisitSession, at now: Instant, calendar: WorkingCalendar,
    isDrawn: Bool = false, stages: Set<SchoolStage> = []
  ) throws(BookingRefusal) {
    guard party.isPossible else { throw .impossible }
    if session.state == .cancelled { throw .cancelled }
    if !isDrawn, session.mode != .firstCome { throw .drawn }
    if session.state == .closed || now >= session.ends { throw .over }
    let toConfirm = try PartyAges(party: party, rules: self, stages: stages).toConfirm(for: session.ages)
    if audience.isGroup {
      try checkGroup(party, for: session, at: now, calendar)
    } else {
      try checkIndividuals(party)
    }
    guard !isDrawn else { return }
    let opening = opening(of: session.day)
    // Groups give notice instead, and may ask as early as they plan.
    if !audience.isGroup, now < opening { throw .notYet(opening) }
    // The head of a school confirms its plan with the stages in it; the page of a draw says that to ask is to confirm.
    if !toConfirm.isForAll, !party.agesConfirmed, audience != .school, !isDrawn { throw .unconfirmed(toConfirm) }
  }

  private func checkIndividuals(_ party: Party) throws(BookingRefusal) {
    if party.people > individual.mostPeople { throw .tooMany(most: individual.mostPeople) }
    let needed = max(care.guardians(minors: party.minors + party.preschool), party.seniors > 0 ? 1 : 0)
    if party.adults + party.teachers < needed { throw .guardians(needed: needed) }
  }

  private func checkGroup(
    _ party: Party, for session: VisitSession, at now: Instant, _ calendar: WorkingCalendar
  ) throws(BookingRefusal) {
    guard let group else { throw .noGroups }
    if !group.onHolidays, !calendar.isWorked(session.day) { throw .noGroups }
    if party.people < group.leastPeople { throw .tooFew(least: group.leastPeople) }
    if party.people > group.mostPeople { throw .tooMany(most: group.mostPeople) }
    let needed = care.ratio.teachers(for: party)
    if party.teachers < needed { throw .teachers(needed: needed) }
    let first = firstGroupDay(askedOn: now.localDay, calendar)
    if session.day < first { throw .notice(first: first) }
  }
}
