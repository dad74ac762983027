import Geo
import Places
import SQL

/// Leaves what a tour could really use of the bases of a province: sessions with enough places and guides that can be reached
/// and left in time. Nothing that a feasible day could contain is left out.
public struct TourNarrowing: Sendable {
  /// How many bases are left after each step, so that a page can tell why nothing was found.
  public struct Counts: Sendable, Hashable {
    /// Bases with sessions that day.
    public var open = 0
    /// Those that are named, and accessible where that was asked for.
    public var suitable = 0
    /// Those near enough to the start.
    public var near = 0
    /// Those with a session that has the places and guides and is within the hours.
    public var bookable = 0

    /// Nothing counted yet.
    public init() {}
  }

  let request: TourRequest
  let policy: TourPolicy
  private(set) var counts = Counts()

  init(_ request: TourRequest, _ policy: TourPolicy) {
    self.request = request
    self.policy = policy
  }

  /// The candidate with the sessions that are of use, or `nil` where there is none; the minutes are those of the ways from and to
  /// the start.
  mutating func keep(_ candidate: TourCandidate, out: Int, back: Int) -> TourCandidate? {
    guard !candidate.sessions.isEmpty else { return nil }
    counts.open += 1
    guard candidate.isNamed, candidate.isAccessible || !request.needsAccess else { return nil }
    counts.suitable += 1
    guard out <= policy.farthest, back <= policy.farthest else { return nil }
    counts.near += 1
    let earliest = request.earliestStart + policy.arriveBefore
    let latest = request.latestReturn - back - policy.leaveAfter
    let sessions = candidate.sessions.filter {
      earliest <= $0.start && $0.start < $0.end && $0.end <= latest && hasRoom($0)
    }
    guard !sessions.isEmpty else { return nil }
    counts.bookable += 1
    return candidate.with(sessions)
  }

  private func hasRoom(_ session: TourSession) -> Bool {
    let people = max(1, request.party.people)
    guard session.freePlaces >= people, let guides = session.freeGuides else { return session.freePlaces >= people }
    return guides >= people.dividedUp(by: policy.peoplePerGuide)
  }
}

extension TourCandidate {
  fileprivate func with(_ sessions: [TourSession]) -> TourCandidate {
    TourCandidate(
      base: base, coordinate: coordinate, themes: themes, rating: rating, isAccessible: isAccessible, isNamed: isNamed,
      hasLunch: hasLunch, sessions: sessions)
  }
}
