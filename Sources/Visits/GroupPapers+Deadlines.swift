import Journal
import Logging
import People
import Places
import SQL
import ServiceLifecycle
import Site

/// What passed deadlines of papers did.
struct PaperNews: Sendable, Equatable {
  var reminded = 0
  var told = 0
  var givenBack = 0
}

extension GroupPapers {
  /// Reminds groups whose time for papers is nearly over, tells them and the base where it is over, and gives back the
  /// places where the rules of the base say so.
  func keepDeadlines(tell notices: PaperNotices) async throws -> PaperNews {
    let today = visits.clock.now().localDay
    let last = today.adding(days: (visits.rules.all.map(\.papers.untilDays).max() ?? 0) + policy.remindHours / 24 + 2)
    var news = PaperNews()
    var after = ID<Booking>(rawValue: 0)
    while true {
      let from = after
      let page = try await visits.database.read {
        try $0.groupBookings(from: today, through: last, after: from, limit: 200)
      }
      guard let end = page.last?.booking.id else { return news }
      for timed in page {
        guard try await visits.database.read({ try isDue(timed, $0) }) else { continue }
        let done = try await visits.together { try keep(timed.booking.id, tell: notices, in: $0) }
        news.reminded += done.reminded
        news.told += done.told
        news.givenBack += done.givenBack
      }
      after = end
    }
  }

  private func isDue(_ timed: TimedBooking, _ reader: Reader) throws -> Bool {
    let state = try visits.papers(of: timed, reader)
    let (now, soon) = (visits.clock.now(), state.due - .seconds(Int64(policy.remindHours) * 3_600))
    guard !state.missing.isEmpty, soon <= now else { return false }
    return try state.due <= now || !reader.wasReminded(timed.booking.id)
  }

  /// Does for one booking what its deadline asks for; looks again, as it may have changed meanwhile.
  private func keep(_ id: ID<Booking>, tell notices: PaperNotices, in writer: Writer) throws -> PaperNews {
    let now = visits.clock.now()
    guard let timed = try writer.timedBooking(id), timed.booking.state == .booked, now < timed.session.starts,
      try isDue(timed, writer)
    else { return PaperNews() }
    let state = try visits.papers(of: timed, writer)
    guard state.due <= now else {
      try notices.remind(state, in: writer)
      try writer.notePapers(of: id, remindedAt: now)
      return PaperNews(reminded: 1)
    }
    try writer.notePapers(of: id, toldAt: now)
    try record("visit_papers.missed", id, ["missing": state.missing.count], by: .command("papers"), in: writer)
    if state.givesBack {
      try visits.cancel(id, reason: "papers are missing", isByOffice: true, by: .command("papers"), in: writer)
    }
    try notices.tellMissing(state, in: writer)
    return PaperNews(told: 1, givenBack: state.givesBack ? 1 : 0)
  }

  /// Keeps the deadlines and erases what has been kept long enough, as long as the program runs.
  public func keeping(people: People, places: Places, site: Site, logger: Logger) -> some Service {
    let notices = PaperNotices(people: people, places: places, site: site, clock: visits.clock)
    return Chore("papers", every: .seconds(300), failing: "papers of groups could not be looked after", logger: logger) {
      _ = try await keepDeadlines(tell: notices)
      while try await visits.database.write({ try erase(in: $0) }) > 0 {}
      try await sweep()
      return false
    }
  }
}

/// Tells those who booked for a group, and the base, of papers that are missing.
struct PaperNotices: Sendable {
  let people: People
  let places: Places
  let site: Site
  let clock: Clock

  func remind(_ state: PaperState, in writer: Writer) throws {
    try tell(state, [state.timed.booking.person].compactMap { $0 }, path: Self.path(state), in: writer) { t, values in
      t("{base}, {day}: still missing until {moment}: {papers}.", values)
    }
  }

  func tellMissing(_ state: PaperState, in writer: Writer) throws {
    let booker = [state.timed.booking.person].compactMap { $0 }
    try tell(state, booker, path: Self.path(state), in: writer) { t, values in
      state.givesBack
        ? t("{base}, {day}: the time for handing in is over and this was missing: {papers}. Your places were given back.", values)
        : t("{base}, {day}: the time for handing in is over and this is missing: {papers}. Please hand it in at once.", values)
    }
    guard let base = try writer.base(state.timed.booking.base) else { return }
    let hosts = try VisitListeners(places: places, now: clock.now()).hosts(of: base, writer)
    let path = "/desk/visits/\(base.slug)/sessions/\(state.timed.session.id)/papers"
    try tell(state, hosts.subtracting(booker).sorted(), path: path, in: writer) { t, values in
      state.givesBack
        ? t("{base}, {day}: a group did not hand in in time: {papers}. Its places are free again.", values)
        : t("{base}, {day}: a group did not hand in in time: {papers}.", values)
    }
  }

  private static func path(_ state: PaperState) -> String { "/bookings/\(state.timed.booking.token)/papers" }

  private func tell(
    _ state: PaperState, _ listeners: [ID<Person>], path: String, in writer: Writer,
    _ sentence: (Localizer, [String: String]) -> String
  ) throws {
    guard !listeners.isEmpty, let base = try writer.base(state.timed.booking.base) else { return }
    let text = site.inAllLanguages { t in
      let papers = state.missing.map { PaperWords(t: t).name($0) }.joined(separator: t("; "))
      return sentence(
        t,
        [
          "base": t.pick(base.facts.names), "day": t.day(state.timed.session.day), "moment": t.deadline(state.due),
          "papers": papers,
        ])
    }
    for person in listeners { try people.notify(person, .told(text), path: path, in: writer) }
  }
}
