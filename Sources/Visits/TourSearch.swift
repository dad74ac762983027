/// The best day over many bases: labels are set and extended, the most promising first, until nothing open can be better.
///
/// Of two beginnings over the same bases that end with the same session, with lunch or without, only the better is extended.
/// What is left out is left out because ``TourCompletion`` proves that no day that begins so is better than one already found; when
/// the labels are used up before everything is looked into, the greatest bound of those left tells how far off the best may be.
///
/// Source: D. Feillet, P. Dejax, M. Gendreau, C. Gueguen, An exact algorithm for the elementary shortest path problem with resource
/// constraints, Networks 44 (2004); best-first order as in P. Hart, N. Nilsson, B. Raphael (A*, 1968).
struct TourSearch {
  private struct Key: Hashable {
    let bases: TourBases
    let stop: Int32
    let hasEaten: Bool
  }

  private let day: TourDay
  private let edges: TourEdges
  private let completion: TourCompletion
  private let earlier: [[Int32]]
  private var labels: [TourLabel] = []
  private var points: [Key: Int32] = [:]
  private var open = GreatestFirst<OpenLabel>()
  private var best: (label: Int, points: Int32)?

  /// A search for the best day that differs enough from earlier ones, each told by its bases.
  init(_ day: TourDay, _ edges: TourEdges, _ completion: TourCompletion, differingFrom earlier: [[Int32]]) {
    self.day = day
    self.edges = edges
    self.completion = completion
    self.earlier = earlier
  }

  /// What was found.
  struct Found {
    /// The labels of the best day from the first stop to the last; `nil` where no day was found.
    let path: [TourLabel]?
    /// No day has more points; `nil` where no day is possible.
    let bound: Int32?
    /// Whether the day is proven to be the best.
    let isExact: Bool
    /// How many labels were set.
    let labels: Int
  }

  /// Searches.
  mutating func run() -> Found {
    for (number, stop) in day.stops.enumerated() {
      guard let begin = day.begin(stop) else { continue }
      set(TourLabel(first: Int32(number), stop, begin), TourBases().adding(stop.base))
    }
    while let top = open.first, top.bound > threshold {
      if labels.count >= day.policy.mostLabels { return found(bound: top.bound, isExact: false) }
      open.removeFirst()
      extend(Int(top.label))
    }
    return found(bound: best?.points, isExact: true)
  }

  private var threshold: Int32 { best?.points ?? TourCompletion.never / 2 }

  private func found(bound: Int32?, isExact: Bool) -> Found {
    Found(path: best.map { labels.path(to: $0.label) }, bound: bound, isExact: isExact, labels: labels.count)
  }

  private mutating func extend(_ number: Int) {
    let label = labels[number]
    guard Int(label.count) < day.request.stops.upperBound else { return }
    let bases = TourBases(bits: label.set)
    let key = Key(bases: bases, stop: label.stop, hasEaten: label.hasEaten)
    guard points[key] == label.points else { return }
    for edge in edges.from(label.stop) {
      guard !bases.contains(Int32(edge.base)) else { continue }
      if edge.canPass { follow(label, number, edge, bases, eats: false) }
      if edge.canEat && !label.hasEaten { follow(label, number, edge, bases, eats: true) }
    }
  }

  private mutating func follow(
    _ label: TourLabel, _ number: Int, _ edge: TourDay.Edge, _ bases: TourBases, eats: Bool
  ) {
    // The bound first: it is cheaper than anything that remembers, and most ways end here.
    let most = label.points + edge.gain + (eats ? day.lunchSaves : 0)
    let after = completion.after(Int(label.count) + 1, label.hasEaten || eats, edge.to, seen: bases)
    guard most + after > threshold else { return }
    set(label.next(edge, parent: number, eats: eats, day), bases.adding(Int32(edge.base)))
  }

  private func after(_ label: TourLabel, _ seen: TourBases) -> Int32 {
    completion.after(Int(label.count), label.hasEaten, label.stop, seen: seen)
  }

  /// Keeps a label that may lead to a better day than the best so far.
  private mutating func set(_ label: TourLabel, _ bases: TourBases) {
    guard earlier.allSatisfy({ bases.shared($0) <= min(day.policy.sharedStops, $0.count - 1) }) else { return }
    let bound = label.points + after(label, bases)
    guard bound > threshold else { return }
    let key = Key(bases: bases, stop: label.stop, hasEaten: label.hasEaten)
    if let known = points[key], known >= label.points { return }
    points[key] = label.points
    var label = label
    label.set = bases.bits
    let number = labels.count
    labels.append(label)
    open.insert(OpenLabel(bound: bound, label: Int32(number)))
    if let total = end(label, bases), total > threshold { best = (number, total) }
  }

  /// The points of the day that ends with a label, where it can end.
  private func end(_ label: TourLabel, _ bases: TourBases) -> Int32? {
    let count = Int(label.count)
    guard count >= day.request.stops.lowerBound, earlier.allSatisfy({ bases.shared($0) < min(count, $0.count) }) else {
      return nil
    }
    return day.finish(day.stops[Int(label.stop)], hasEaten: label.hasEaten).map { label.points + $0.points }
  }
}

/// A label to be looked into: the greatest bound first; of the same bounds the one set last, which is nearer to an end.
private struct OpenLabel: Comparable {
  let bound: Int32
  let label: Int32

  static func < (left: OpenLabel, right: OpenLabel) -> Bool { (left.bound, left.label) < (right.bound, right.label) }
}
