import Logging
import People
import Places
import SQL
import ServiceLifecycle
import Site

extension Draws {
  /// Does what times do by themselves: windows open and close, draws go without a public value when it is too late for one, places
  /// that nobody got are released, everybody is told.
  ///
  /// May be called as often as one likes and by several processes: each act is done once.
  ///
  /// - Returns: how many acts were done.
  @discardableResult
  public func keepTimes(_ notices: DrawNotices, logger: Logger? = nil) async throws -> Int {
    let now = clock.now()
    var count = 0
    for draw in try await due(.planned, now) {
      count += try await tryEach(draw, logger) { try await visits.together { try open(draw.id, in: $0) } }
    }
    for draw in try await due(.open, now) {
      count += try await tryEach(draw, logger) { try await close(draw.id) }
    }
    for draw in try await due(.closed, now) {
      count += try await tryEach(draw, logger) {
        let prepared = try await prepare(draw.id, nil)
        try await visits.together { try settle(prepared, by: .system, in: $0) }
      }
    }
    for draw in try await due(.drawn, now) {
      count += try await tryEach(draw, logger) { try await visits.together { try release(draw.id, in: $0) } }
    }
    return count + (try await tell(notices))
  }

  private func due(_ state: SessionDraw.State, _ now: Instant) async throws -> [SessionDraw] {
    try await database.read { try $0.sessionDraws(due: state, at: now) }
  }

  /// One act that another process may have done meanwhile. One that fails stands in the way of no other draw: it is for people to
  /// look at, again and again until they did, as where a list or a secret is not the published one.
  private func tryEach(_ draw: SessionDraw, _ logger: Logger?, _ act: () async throws -> Void) async throws -> Int {
    do {
      try await act()
      return 1
    } catch let error as CancellationError {
      throw error
    } catch DrawRefusal.wrongState, DrawRefusal.changedMeanwhile {
      return 0
    } catch {
      logger?.error("a draw cannot go on", metadata: ["draw": "\(draw.id)", "why": "\(error)"])
      return 0
    }
  }

  /// How many are told in one transaction, and of one draw in one round.
  private static let toldTogether = 200
  private static let toldAtOnce = 1_000

  /// Tells everybody who asked what became of it.
  private func tell(_ notices: DrawNotices) async throws -> Int {
    var count = 0
    for draw in try await database.read({ try $0.untoldDraws() }) {
      // A large draw is told over many rounds, without standing in anybody's way.
      for _ in 0..<(Self.toldAtOnce / Self.toldTogether) {
        let told = try await database.write { writer in
          let entries = try writer.untoldEntries(of: draw.id, limit: Self.toldTogether)
          for entry in entries {
            try notices.tell(entry, of: draw, in: writer)
            try writer.markTold(entry.id)
          }
          return entries.count
        }
        count += told
        if told < Self.toldTogether { break }
      }
    }
    return count
  }

  /// Keeps the times while the server runs.
  public func keeping(site: Site, logger: Logger) -> some Service {
    let notices = DrawNotices(people: people, site: site)
    return Chore("draws", every: .seconds(10), failing: "draws could not be looked after", logger: logger) {
      // More than are told in one round: others are let in between, but nobody waits for the clock.
      try await keepTimes(notices, logger: logger) >= Self.toldAtOnce
    }
  }
}

/// Tells those who asked in a draw what became of it, in the language in which they will read it.
public struct DrawNotices: Sendable {
  let people: People
  let site: Site

  func tell(_ entry: DrawEntry, of draw: SessionDraw, in writer: Writer) throws {
    let session = try entry.session.flatMap { try writer.session($0)?.session }
    let base = try session.flatMap { try writer.base($0.base) }
    let text = site.inAllLanguages { t in sentence(entry, draw, session, base.map { t.pick($0.facts.names) } ?? "—", t) }
    try people.notify(entry.person, .told(text), path: "/me/draws/\(entry.id)", in: writer)
  }

  /// Tells that the office put right what the program had found.
  func tellCorrection(_ entry: DrawEntry, of draw: SessionDraw, reason: String, in writer: Writer) throws {
    let text = site.inAllLanguages { t in
      t("What counts for your request in “{draw}” was put right: {reason}", ["draw": t.pick(draw.names), "reason": reason])
    }
    try people.notify(entry.person, .told(text), path: "/me/draws/\(entry.id)", in: writer)
  }

  private func sentence(
    _ entry: DrawEntry, _ draw: SessionDraw, _ session: VisitSession?, _ base: String, _ t: Localizer
  ) -> String {
    let name = t.pick(draw.names)
    if draw.state == .withdrawn {
      return t(
        "“{draw}” was withdrawn: {reason} Places that it gave are given back.", ["draw": name, "reason": draw.reason ?? ""])
    }
    let values = ["draw": name, "base": base, "day": session.map { t.day($0.day) } ?? "—"]
    return switch entry.state {
    case .given where entry.booking != nil: t("“{draw}”: you have places at {base} on {day}.", values)
    case .given: t("“{draw}”: you would have places at {base} on {day}, but the session does not take place.", values)
    case .dropped: t("“{draw}”: none of your wishes could be had any more when the window closed.", values)
    case .asked, .takenBack, .missed: t("“{draw}”: you got no places. The page tells why, and how to draw it again.", values)
    }
  }
}
