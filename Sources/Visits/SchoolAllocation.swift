/// An allocation of scarce dates among schools: deferred acceptance with groups of different size.
///
/// Schools ask, dates choose (Gale and Shapley 1962, the side of the applicants proposing). A date prefers by tier, and within a
/// tier by the school's lot, which is one for all dates (single tie-breaking: Abdulkadiroğlu, Pathak and Roth 2009).
///
/// **The rule for groups.** A date looks at all who ever asked for it, in its order, and keeps the longest beginning whose people
/// fit whole. The first that does not fit ends it: nobody behind is taken in its stead. So who was refused stays refused
/// whoever asks later (the choice is substitutable: Hatfield and Milgrom 2005), and as a school moves on only when it is
/// refused, what comes out does not depend on the order in which schools ask. A school larger than the whole date is not
/// admitted to it, and ends nothing.
///
/// **Left-over places.** Those without a date then ask again, in passes, for what the passes before left over, by the same rule,
/// until nobody without a date fits anywhere that it listed. Nobody loses in a pass what it got before.
///
/// **What holds always**: no group is divided; no date takes more than its places; in every pass, a school that would rather have
/// a date than what it has then finds there only schools before it in that date's order, or is larger than the places
/// given out there in that pass; a place stays empty only where nobody without a date who listed it fits.
///
/// **What holds with groups of one size**: the result is stable, the best stable one for every school, and telling one's wishes
/// truly is best (Dubins and Freedman 1981; Roth 1982); there is one pass.
///
/// **The limits with sizes that differ.** A stable result need not exist, and whether one does is a hard question (McDermid and
/// Manlove 2010; Biró and McDermid 2014), so no rule can promise more. A school with a second-best date may see a smaller
/// or later one, that had none, in places that were left over at its best (it was behind a group that did not fit); and for the
/// same reason a school may now and then gain by hiding a wish, which it could only know if it knew the lots.
public struct SchoolAllocation: Sendable {
  /// What one date did in one pass.
  public struct Choice: Sendable, Hashable {
    /// How many people it could take in this pass.
    public let places: Int
    /// Whom it kept, in its order.
    public let kept: [Int]
    /// Whom it refused, in its order: all of them stand behind all that were kept.
    public let refused: [Int]
  }

  /// What each date did, pass by pass; the first pass gives most.
  public let passes: [[Choice]]
  /// Each school's date, as an index into the list's sessions.
  public let given: [Int?]
  /// In which pass each school got its date, from 0.
  public let pass: [Int?]
  /// Places that nobody got, by date.
  public let left: [Int]

  /// Allocates.
  ///
  /// - Parameter asking: the order in which schools ask first; it changes nothing, as a test shows.
  public init(_ list: DrawList, _ lots: DrawLots, asking: [Int]? = nil) {
    var left = list.sessions.map(\.places)
    var given = [Int?](repeating: nil, count: list.requests.count)
    var pass = [Int?](repeating: nil, count: list.requests.count)
    var passes: [[Choice]] = []
    var waiting = asking ?? lots.order
    while !waiting.isEmpty {
      var round = DeferredAcceptance(list, lots, places: left)
      round.run(waiting)
      let choices = round.choices()
      var isAnyPlaced = false
      for (session, choice) in choices.enumerated() {
        for request in choice.kept {
          given[request] = session
          pass[request] = passes.count
          left[session] -= list.requests[request].people
          isAnyPlaced = true
        }
      }
      guard isAnyPlaced || passes.isEmpty else { break }
      passes.append(choices)
      waiting.removeAll { given[$0] != nil }
    }
    self.passes = passes
    self.given = given
    self.pass = pass
    self.left = left
  }
}

/// One pass of deferred acceptance.
struct DeferredAcceptance {
  private let list: DrawList
  private let turns: [Int]
  private var dates: [Date]
  private var next: [Int]

  /// What a date keeps and has refused. A place in its order is one number: the tier above the turn.
  private struct Date {
    let places: Int
    var taken = 0
    var kept = LastFirst()
    /// The best place in the order that was refused; whoever stands behind is refused too.
    var end = Int.max
    var refused: [(rank: Int, request: Int)] = []
  }

  init(_ list: DrawList, _ lots: DrawLots, places: [Int]) {
    self.list = list
    turns = lots.turns
    dates = places.map { Date(places: $0) }
    next = [Int](repeating: 0, count: list.requests.count)
  }

  /// Lets the schools ask until nobody who was refused has a wish left.
  mutating func run(_ schools: [Int]) {
    var asking: [Int] = schools.reversed()
    while let school = asking.popLast() {
      let request = list.requests[school]
      while next[school] < request.wishes.count {
        let wish = next[school]
        let date = request.wishes[wish]
        guard request.people <= dates[date].places else {
          next[school] += 1
          continue
        }
        let rank = (request.tiers.isEmpty ? 0 : request.tiers[wish]) << 32 | turns[school]
        ask(date, school, rank: rank, people: request.people, refused: &asking)
        break
      }
    }
  }

  /// A date looks at one more school, keeps the longest beginning that fits, and sends on whom it refuses.
  private mutating func ask(_ date: Int, _ school: Int, rank: Int, people: Int, refused: inout [Int]) {
    func refuse(_ school: Int, rank: Int) {
      dates[date].refused.append((rank, school))
      next[school] += 1
      refused.append(school)
    }
    guard rank < dates[date].end else { return refuse(school, rank: rank) }
    dates[date].kept.insert(rank: rank, request: school)
    dates[date].taken += people
    while dates[date].taken > dates[date].places, let last = dates[date].kept.removeLast() {
      dates[date].taken -= list.requests[last.request].people
      dates[date].end = last.rank
      refuse(last.request, rank: last.rank)
    }
  }

  func choices() -> [SchoolAllocation.Choice] {
    dates.map { date in
      SchoolAllocation.Choice(
        places: date.places, kept: date.kept.entries.sorted { $0.rank < $1.rank }.map(\.request),
        refused: date.refused.sorted { $0.rank < $1.rank }.map(\.request))
    }
  }
}

/// A binary heap that gives back the greatest rank first (Williams 1964).
private struct LastFirst {
  private(set) var entries: [(rank: Int, request: Int)] = []

  mutating func insert(rank: Int, request: Int) {
    entries.append((rank, request))
    var child = entries.count - 1
    while child > 0, entries[(child - 1) / 2].rank < entries[child].rank {
      entries.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func removeLast() -> (rank: Int, request: Int)? {
    guard let last = entries.first, let leaf = entries.popLast() else { return nil }
    guard !entries.isEmpty else { return last }
    entries[0] = leaf
    var parent = 0
    while true {
      var greatest = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < entries.count && entries[child].rank > entries[greatest].rank {
        greatest = child
      }
      guard greatest != parent else { return last }
      entries.swapAt(parent, greatest)
      parent = greatest
    }
  }
}
