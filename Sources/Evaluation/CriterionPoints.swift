/// How many numbers, their sum and the sum of their squares, in thousandths: all that means, vetoes and agreement need, and exact.
struct Moments: Hashable, Sendable {
  private(set) var count = 0
  private(set) var sum: Int128 = 0
  private(set) var squares: Int128 = 0

  /// To three decimals; nil of nothing.
  var mean: Thousandths? { count > 0 ? .ratio(sum, over: Int128(count), decimals: 3) : nil }

  /// The count times the sum of squared distances from the mean; half the sum of squared differences over all ordered pairs.
  var spread: Int128 { Int128(count) * squares - sum * sum }

  mutating func add(_ value: Thousandths) {
    count += 1
    sum += Int128(value.count)
    squares += Int128(value.count) * Int128(value.count)
  }

  mutating func add(_ other: Moments) {
    count += other.count
    sum += other.sum
    squares += other.squares
  }
}

/// The points that each submission got, by criterion.
struct CriterionPoints: Sendable {
  private let moments: [String: [Moments]]

  init(_ sheets: [ReviewSheet], _ table: RatingTable) {
    let index = Dictionary(uniqueKeysWithValues: zip(table.submissions, 0...))
    var moments: [String: [Moments]] = [:]
    let none = Array(repeating: Moments(), count: table.submissions.count)
    for sheet in sheets {
      guard let submission = index[sheet.submission] else { continue }
      for (key, points) in sheet.criteria {
        moments[key, default: none][submission].add(Thousandths(nearest: points))
      }
    }
    self.moments = moments
  }

  /// The points of a criterion that the submission with this index in the table got.
  func moments(of criterion: String, _ submission: Int) -> Moments { moments[criterion]?[submission] ?? Moments() }

  /// The agreement on each criterion, by key.
  var agreement: [Agreement] {
    moments.sorted { $0.key < $1.key }.map { Agreement(of: $0.key, $0.value) }
  }

  /// The totals that each submission got.
  static func moments(of table: RatingTable) -> [Moments] {
    table.submissions.indices.map { submission in
      table.range(submission).reduce(into: Moments()) { $0.add(table.scores[$1]) }
    }
  }
}
