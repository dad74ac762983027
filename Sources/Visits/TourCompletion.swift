/// How many points can follow a session at most: the bound by which the search leaves beginnings of days out.
///
/// Worked out backwards over the sessions, without remembering which bases a day has seen, except the one just before and the ones
/// that a caller names: so it is never less than what a real day can still get. For each session the three best continuations that
/// go on to different bases are kept, for a beginning of a day forbids up to two others when one more stop is to come.
///
/// Source: the completion bounds and the elimination of short cycles of S. Irnich, D. Villeneuve, The shortest-path problem with
/// resource constraints and k-cycle elimination for k ≥ 3, INFORMS Journal on Computing 18 (2006).
struct TourCompletion {
  /// What no day can make up for; far from overflow.
  static let never = Int32.min / 4

  /// The best continuations of a session, from good to bad, each to another base; base -1 is going home.
  private struct Best {
    var first = TourCompletion.never
    var second = TourCompletion.never
    var third = TourCompletion.never
    var firstBase: Int32 = -2
    var secondBase: Int32 = -2

    /// Puts a continuation in its place; of two to the same base the better stays.
    @inline(__always)
    mutating func add(_ value: Int32, _ base: Int32) {
      guard value > third else { return }
      if base == firstBase {
        first = max(first, value)
      } else if value > first {
        if base != secondBase { third = second }
        (second, secondBase, first, firstBase) = (first, firstBase, value, base)
      } else if base == secondBase {
        second = max(second, value)
      } else if value > second {
        (third, second, secondBase) = (second, value, base)
      } else {
        third = value
      }
    }

    /// The most points when the next base is not the one named.
    @inline(__always)
    func points(not base: Int32) -> Int32 { firstBase == base ? second : first }
  }

  private let stops: Int
  private var best: [Best]

  init(_ day: TourDay, _ edges: TourEdges) {
    stops = day.stops.count
    let most = day.request.stops.upperBound
    best = [Best](repeating: Best(), count: (most + 1) * 2 * stops)
    for count in stride(from: most, through: 1, by: -1) {
      if count >= day.request.stops.lowerBound { addEnds(day, count) }
      if count < most { addWays(day, edges, count) }
    }
  }

  private func place(_ count: Int, _ hasEaten: Bool, _ stop: Int) -> Int { (count * 2 + (hasEaten ? 1 : 0)) * stops + stop }

  private mutating func addEnds(_ day: TourDay, _ count: Int) {
    for (number, stop) in day.stops.enumerated() {
      for hasEaten in [false, true] {
        guard let end = day.finish(stop, hasEaten: hasEaten) else { continue }
        best[place(count, hasEaten, number)].add(end.points, -1)
      }
    }
  }

  private mutating func addWays(_ day: TourDay, _ edges: TourEdges, _ count: Int) {
    let saves = day.lunchSaves
    let (later, laterFed) = (place(count + 1, false, 0), place(count + 1, true, 0))
    for (number, stop) in day.stops.enumerated() {
      var hungry = best[place(count, false, number)]
      var fed = best[place(count, true, number)]
      for edge in edges.from(Int32(number)) {
        let afterLunch = edge.gain + best[laterFed + Int(edge.to)].points(not: stop.base)
        if edge.canPass {
          fed.add(afterLunch, Int32(edge.base))
          hungry.add(edge.gain + best[later + Int(edge.to)].points(not: stop.base), Int32(edge.base))
        }
        if edge.canEat { hungry.add(afterLunch + saves, Int32(edge.base)) }
      }
      best[place(count, false, number)] = hungry
      best[place(count, true, number)] = fed
    }
  }

  /// The most points that can follow a session that is the `count`th, when the next base is none of those that have been seen.
  func after(_ count: Int, _ hasEaten: Bool, _ stop: Int32, seen: TourBases) -> Int32 {
    let best = best[place(count, hasEaten, Int(stop))]
    if !seen.contains(best.firstBase) { return best.first }
    return seen.contains(best.secondBase) ? best.third : best.second
  }
}

/// Up to four bases, in order, as one number: 16 bits each, 0 for none.
struct TourBases: Hashable {
  private(set) var bits: UInt64

  /// Bases from their number.
  init(bits: UInt64 = 0) { self.bits = bits }

  /// Whether a base is among them.
  func contains(_ base: Int32) -> Bool {
    guard base >= 0 else { return false }
    let key = UInt64(base) + 1
    return bits & 0xffff == key || bits >> 16 & 0xffff == key || bits >> 32 & 0xffff == key || bits >> 48 == key
  }

  /// These and one more, from large to small.
  func adding(_ base: Int32) -> TourBases {
    var key = UInt64(base) + 1
    var sorted: UInt64 = 0
    for place in 0..<4 {
      var field = bits >> UInt64(place * 16) & 0xffff
      if field < key { swap(&field, &key) }
      sorted |= field << UInt64(place * 16)
    }
    return TourBases(bits: sorted)
  }

  /// How many of them are among others.
  func shared(_ others: [Int32]) -> Int { others.reduce(0) { $0 + (contains($1) ? 1 : 0) } }
}
