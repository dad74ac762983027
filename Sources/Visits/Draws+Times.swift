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
    for draw in try await due(.planned, now) { count += try await tryEach { try open(draw.id, in: $0) } }
    for draw in try await due(.open, now) { count += try await tryEach { try close(draw.id, in: $0) } }
    for draw in try await due(.closed, now) {
      do {
        let prepared = try await prepare(draw.id, nil)
        count += try await tryEach { try settle(prepared, by: .system, in: $0) }
      } catch let refusal as DrawRefusal {
        // A list or a secret that is not the published one: for people to look at, again and again until they did.
        logger?.error("a draw cannot be made", metadata: ["draw": "\(draw.id)", "why": "\(refusal)"])
      } catch let refusal as BookingRefusal {
        logger?.error("a draw cannot be booked", metadata: ["draw": "\(draw.id)", "why": "\(refusal)"])
      }
    }
    for draw in try await due(.drawn, now) { count += try await tryEach { try release(draw.id, in: $0) } }
    return count + (try await tell(notices))
  }

  private func due(_ state: SessionDraw.State, _ now: Instant) async throws -> [SessionDraw] {
    try await database.read { try $0.sessionDraws(due: state, at: now) }
  }

  /// One act that another process may have done meanwhile, or that is not possible any more.
  private func tryEach(_ act: @escaping @Sendable (Writer) throws -> Void) async throws -> Int {
    do {
      try await visits.together { try act($0) }
      return 1
    } catch is DrawRefusal {
      return 0
    }
  }

  /// Tells everybody who asked what became of it.
  private func tell(_ notices: DrawNotices) async throws -> Int {
    var count = 0
    for draw in try await database.read({ try $0.untoldDraws() }) {
      // A thousand at a time: a large draw is told over some rounds, without standing in anybody's way.
      for _ in 0..<5 {
        let told = try await database.write { writer in
          let entries = try writer.untoldEntries(of: draw.id, limit: 200)
          for entry in entries {
            try notices.tell(entry, of: draw, in: writer)
            try writer.markTold(entry.id)
          }
          return entries.count
        }
        count += told
        if told < 200 { break }
      }
    }
    return count
  }

  /// Keeps the times while the server runs.
  public func keeping(site: Site, logger: Logger) -> some Service {
    let notices = DrawNotices(people: people, site: site)
    return Chore("draws", every: .seconds(10), failing: "draws could not be looked after", logger: logger) {
      try await keepTimes(notices, logger: logger)
      return false
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
