/// A level of awards: who gets it, and how many may.
struct QuotaLevel: Hashable, Sendable {
  let key: String
  /// The most that may get it; nil for as many as reach its score.
  let quota: Int?
  /// The least score it is given for; nil for any.
  let from: Thousandths?

  init(_ key: String, quota: Int? = nil, from: Thousandths? = nil) {
    self.key = key
    self.quota = quota.map { max(0, $0) }
    self.from = from
  }
}

/// Which levels go to whom, quotas filled from the best down; a quota that is not used up does not pass to the next level.
struct LevelAllocation: Hashable, Sendable {
  /// Of each group of tied submissions.
  private(set) var standings: [Standing] = []
  /// Of each level, how many get it.
  private(set) var given: [Int]

  /// - Parameter groups: from the best down.
  init(_ groups: [(score: Thousandths, count: Int)], _ levels: [QuotaLevel]) {
    given = Array(repeating: 0, count: levels.count)
    var level = 0
    for group in groups {
      var left = group.count
      var shares: [String?] = []
      while left > 0 {
        while level < levels.count, !isOpen(levels[level], given[level], group.score) { level += 1 }
        guard level < levels.count else {
          shares.append(nil)
          break
        }
        let taken = min(left, levels[level].quota.map { $0 - given[level] } ?? left)
        given[level] += taken
        left -= taken
        shares.append(levels[level].key)
      }
      standings.append(shares.count > 1 ? .undecided(shares) : (shares.first ?? nil).map(Standing.level) ?? .none)
    }
  }

  private func isOpen(_ level: QuotaLevel, _ given: Int, _ score: Thousandths) -> Bool {
    level.quota.map { given < $0 } ?? true && level.from.map { score >= $0 } ?? true
  }
}

/// The line below a level.
struct CutLine: Hashable, Sendable {
  /// The level above the line.
  let level: String
  /// The score it runs at: the level's least score, or halfway between the last that the quota lets in and the first that it does not.
  let line: Thousandths
  /// Whether the quota draws it, not the least score.
  let isByQuota: Bool
  /// The submissions among which the line runs without a rule that tells them apart, ascending.
  let tied: [Int64]
  /// Those whose interval holds the line, from the best down; nil where some interval is unknown, and with it how sure the line is.
  let uncertain: [Int64]?

  /// The lines of a ranking: below each level that somebody missed, or could have.
  static func between(_ placements: [Placement], _ levels: [QuotaLevel], _ allocation: LevelAllocation) -> [CutLine] {
    var inside = 0
    return levels.indices.compactMap { index in
      inside += allocation.given[index]
      let level = levels[index]
      let isFull = level.quota == allocation.given[index] && inside > 0 && inside < placements.count
      let middle = isFull ? middle(placements[inside - 1].score.score, placements[inside].score.score) : nil
      guard let line = [middle, level.from].compactMap(\.self).max() else { return nil }
      let splits = isFull && placements[inside - 1].place == placements[inside].place
      return CutLine(
        level: level.key, line: line, isByQuota: line == middle,
        tied: splits ? placements.filter { $0.place == placements[inside].place }.map(\.score.submission).sorted() : [],
        uncertain: uncertain(placements, line))
    }
  }

  private static func middle(_ left: Thousandths, _ right: Thousandths) -> Thousandths {
    .ratio(Int128(left.count) + Int128(right.count), over: 2, decimals: 3)
  }

  private static func uncertain(_ placements: [Placement], _ line: Thousandths) -> [Int64]? {
    guard placements.allSatisfy({ $0.score.interval != nil }) else { return nil }
    return placements.filter { $0.score.interval?.holds(line) == true }.map(\.score.submission)
  }
}
