import Logging
import People
import Places
import SQL
import ServiceLifecycle
import Site

/// Reminds those in the chain of schools' visits of what is due soon: once, so long before as the policy says.
struct SchoolReminders: Sendable {
  let schools: Schools
  let people: People
  let places: Places
  let site: Site

  private var policy: SchoolPolicy { schools.policy }

  /// How many visits are looked at in one transaction.
  private static let most = 100

  /// Reminds of everything that is due soon, some of each at a time.
  ///
  /// - Returns: how many deadlines it came to; 0 when there are no more.
  func remind(in writer: Writer) throws -> Int {
    let now = schools.visits.clock.now()
    let heads = try due(.head, in: .sent, within: policy.remind.headHours, now, writer)
    let bases = try due(.base, in: .confirmed, within: policy.remind.baseHours, now, writer)
    let districts = try due(.district, in: .confirmed, within: policy.remind.districtHours, now, writer)
    let filings = try writer.schoolVisits(
      .filing, in: [.confirmed, .accepted], on: now.localDay...now.localDay.adding(days: policy.remind.filingDays),
      limit: Self.most)
    let last = now.localDay.adding(days: policy.remind.feedbackDays - policy.feedbackDays)
    let feedback = try writer.schoolVisits(
      .feedback, in: [.done], on: now.localDay.adding(days: -policy.feedbackDays)...last, limit: Self.most)
    for (kind, visits) in [
      (ReminderKind.head, heads), (.base, bases), (.district, districts), (.filing, filings), (.feedback, feedback),
    ] {
      for visit in visits { try remind(kind, of: visit, now, writer) }
    }
    return heads.count + bases.count + districts.count + filings.count + feedback.count
  }

  private func due(
    _ kind: ReminderKind, in state: SchoolVisit.State, within hours: Int, _ now: Instant, _ reader: Reader
  ) throws -> [SchoolVisit] {
    try reader.schoolVisitsDue(
      kind, in: state, after: now, through: now + .seconds(Int64(hours) * 3_600), limit: Self.most)
  }

  /// When what somebody is reminded of is due.
  private func end(_ kind: ReminderKind, _ visit: SchoolVisit) -> Instant {
    switch kind {
    case .feedback: visit.day.adding(days: policy.feedbackDays + 1).localStart
    case .filing: visit.day.localStart
    default: visit.due ?? visit.day.localStart
    }
  }

  private func remind(_ kind: ReminderKind, of visit: SchoolVisit, _ now: Instant, _ writer: Writer) throws {
    let end = end(kind, visit)
    guard try writer.noteReminder(kind, of: visit.id, due: end, at: now), let school = try writer.organization(visit.school)
    else {
      return
    }
    let legs = try writer.legs(of: visit.id)
    let missing = kind == .base || kind == .district ? legs.filter { $0.answer == .waiting } : legs
    let bases = try missing.compactMap { try writer.base($0.base) }
    let listeners = try listeners(kind, visit, school, bases, VisitListeners(places: places, now: now), writer)
    let text = site.inAllLanguages { t in
      sentence(
        kind,
        [
          "school": t.pick(school.names), "base": SchoolWords(t: t).join(bases.map { t.pick($0.facts.names) }),
          "day": t.day(visit.day), "moment": t.deadline(end),
        ], t)
    }
    let path = "/school-visits/\(visit.id)"
    for person in listeners.sorted() {
      try people.notify(person, .told(text), path: kind == .filing ? "\(path)/filing" : path, in: writer)
    }
  }

  private func listeners(
    _ kind: ReminderKind, _ visit: SchoolVisit, _ school: Organization, _ bases: [Base], _ all: VisitListeners, _ reader: Reader
  ) throws -> Set<ID<Person>> {
    switch kind {
    case .head: return try all.heads(of: school.id, reader)
    case .base: return Set(try bases.flatMap { try all.hosts(of: $0, reader) })
    case .district: return try all.officers(over: school.region, reader)
    case .filing: return visit.plan.filing.isEmpty ? [visit.teacher] : []
    case .feedback:
      let said = try reader.schoolFeedback(of: visit.id).filter { $0.side == .school }.map(\.base)
      return Set(bases.map(\.id)).subtracting(said).isEmpty ? [] : [visit.teacher]
    case .visit, .tour: return []
    }
  }

  private func sentence(_ kind: ReminderKind, _ values: [String: String], _ t: Localizer) -> String {
    switch kind {
    case .head: t("{school} at {base}, {day}: the head of the school should confirm by {moment}.", values)
    case .base: t("{school} at {base}, {day}: the base should answer by {moment}.", values)
    case .district: t("{school} at {base}, {day}: the base has not answered yet; its time ends at {moment}.", values)
    case .filing:
      t("{school} at {base}, {day}: no filing with the education office is noted. The form to print is here.", values)
    case .feedback: t("{school} at {base}, {day}: please say by {moment} how it was.", values)
    case .visit, .tour: ""
    }
  }
}

extension Schools {
  /// Reminds of deadlines as long as the program runs.
  public func reminding(people: People, places: Places, site: Site, logger: Logger) -> some Service {
    let reminders = SchoolReminders(schools: self, people: people, places: places, site: site)
    return Chore("schoolReminders", every: .seconds(600), failing: "nobody could be reminded of schools' visits", logger: logger)
    {
      try await visits.database.write { try reminders.remind(in: $0) } > 0
    }
  }
}
