import SQL

/// Places of a session that are kept for some audiences until a time (名额保留与释放).
public struct KeptPlaces: Sendable, Hashable, Codable {
  /// For whom.
  public var audiences: Set<Audience>
  /// How many.
  public var places: Int
  /// From when everybody may have what is left; never where there is none.
  public var release: Release?

  /// So many days before the visit, at a time of that day.
  public struct Release: Sendable, Hashable, Codable {
    /// Days before the day of the session.
    public var days: Int
    /// Minutes after midnight.
    public var minute: Int

    /// A time before the day of a session.
    public init(days: Int, minute: Int) {
      self.days = days
      self.minute = minute
    }

    /// When it is for a session of a day.
    func moment(of day: Day) -> Instant { day.adding(days: -days).localStart + .seconds(Int64(minute) * 60) }
  }

  /// Places kept for some audiences.
  public init(for audiences: Set<Audience>, _ places: Int, release: Release? = nil) {
    self.audiences = audiences
    self.places = places
    self.release = release
  }
}

/// The counters that keep places for several audiences at once.
///
/// Let a session have P places, and k(a) of them be kept for each a of some disjoint sets of audiences. What everybody has, and what
/// is kept and not taken yet, must fit in: Σ taken + Σ max(0, k(a) − taken(a)) ≤ P. As the greatest sum over the subsets S of those
/// sets is reached by those with something left, this says the same as: for every S, the people who belong to none of S are at most
/// P − Σ k(a) over S. So each non-empty S has one counter, from which all audiences outside of S take, and whose `CHECK` holds
/// between servers too. The condition is exact: whoever is refused would have taken a place that is kept. n sets need 2ⁿ − 1
/// counters; an offer has at most three.
struct KeptCounters {
  /// One of them.
  struct Counter: Hashable {
    /// Which of the kept places it guards, one bit for each.
    let subset: Int
    /// Who takes from it.
    let audiences: Set<Audience>
    let capacity: Int
    /// What it gives more, and when, as places are released.
    let releases: [Release]
  }

  /// Places that a counter gives more from a moment.
  struct Release: Hashable {
    let part: Int
    let places: Int
    let at: Instant
  }

  let counters: [Counter]

  /// Counters for a session of a day.
  ///
  /// - Parameter kept: of disjoint sets of audiences, together no more than the places; what is released already keeps nothing.
  init(_ kept: [KeptPlaces], of places: Int, on day: Day, now: Instant) {
    let parts = kept.filter { part in part.places > 0 && part.release.map { now < $0.moment(of: day) } ?? true }
    counters = (1..<(1 << parts.count)).map { subset in
      let members = parts.indices.filter { subset & (1 << $0) != 0 }
      return Counter(
        subset: subset, audiences: Set(Audience.allCases).subtracting(members.flatMap { parts[$0].audiences }),
        capacity: places - members.reduce(0) { $0 + parts[$1].places },
        releases: members.compactMap { index in
          parts[index].release.map { Release(part: index, places: parts[index].places, at: $0.moment(of: day)) }
        })
    }
  }
}
