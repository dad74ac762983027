/// The best day over each set of bases, by dynamic programming over subsets with time windows.
///
/// A beginning of a day is described by its set of bases, its last session and whether lunch has been; of the beginnings that agree in
/// these the one with the most points is kept, for whatever can follow one can follow the other, and themes depend on the set alone.
///
/// Source: M. Held, R. Karp, A dynamic programming approach to sequencing problems, J. SIAM 10 (1962), with the states of
/// time windows of Y. Dumas, J. Desrosiers, E. Gelinas, M. Solomon, An optimal algorithm for the traveling salesman problem with
/// time windows, Operations Research 43 (1995).
struct TourSubsets {
  /// So many bases it takes at most.
  static let mostBases = 12

  private struct Key: Hashable {
    let bases: UInt16
    let stop: Int32
    let hasEaten: Bool
  }

  private let day: TourDay
  private var labels: [TourLabel] = []
  private var places: [Key: Int] = [:]
  /// The best label that ends a day, for each set of bases.
  private var ends: [UInt16: (label: Int, points: Int32)] = [:]

  /// Works through all sets of up to the greatest number of stops.
  init(_ day: TourDay, _ edges: TourEdges) {
    self.day = day
    for (number, stop) in day.stops.enumerated() {
      guard let begin = day.begin(stop) else { continue }
      let label = TourLabel(first: Int32(number), stop, begin)
      keep(label, 1 << UInt16(stop.base))
    }
    var level = 0..<labels.count
    for count in 1...day.request.stops.upperBound {
      if count >= day.request.stops.lowerBound { for number in level { end(number) } }
      if count == day.request.stops.upperBound { break }
      let next = labels.count
      for number in level { extend(number, edges) }
      level = next..<labels.count
    }
  }

  private mutating func extend(_ number: Int, _ edges: TourEdges) {
    let label = labels[number]
    for edge in edges.from(label.stop) {
      let bit = UInt16(1) << edge.base
      guard label.set & UInt64(bit) == 0 else { continue }
      let bases = UInt16(label.set) | bit
      if edge.canPass { keep(label.next(edge, parent: number, eats: false, day), bases) }
      if edge.canEat && !label.hasEaten { keep(label.next(edge, parent: number, eats: true, day), bases) }
    }
  }

  private mutating func keep(_ label: TourLabel, _ bases: UInt16) {
    var label = label
    label.set = UInt64(bases)
    let key = Key(bases: bases, stop: label.stop, hasEaten: label.hasEaten)
    if let place = places[key] {
      if labels[place].points < label.points { labels[place] = label }
    } else {
      places[key] = labels.count
      labels.append(label)
    }
  }

  private mutating func end(_ number: Int) {
    let label = labels[number]
    guard let finish = day.finish(day.stops[Int(label.stop)], hasEaten: label.hasEaten) else { return }
    let points = label.points + finish.points
    let bases = UInt16(label.set)
    if let best = ends[bases], best.points >= points { return }
    ends[bases] = (number, points)
  }

  /// How many beginnings were looked into.
  var count: Int { labels.count }

  /// The best day that differs enough from the ones before, as its labels from the first stop to the last.
  func best(differingFrom earlier: [[Int32]]) -> [TourLabel]? {
    let masks = earlier.map { $0.reduce(UInt16(0)) { $0 | 1 << UInt16($1) } }
    let allowed = ends.filter { bases, _ in
      masks.allSatisfy {
        let most = min(day.policy.sharedStops, bases.nonzeroBitCount - 1, $0.nonzeroBitCount - 1)
        return (bases & $0).nonzeroBitCount <= most
      }
    }
    let best = allowed.max { ($0.value.points, $1.key) < ($1.value.points, $0.key) }
    return best.map { labels.path(to: $0.value.label) }
  }
}
