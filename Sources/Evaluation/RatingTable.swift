/// What one reviewer gave one submission: a total, or the points of one criterion.
struct Rating: Hashable, Sendable {
  let submission: Int64
  let reviewer: Int64
  let score: Thousandths

  init(_ submission: Int64, by reviewer: Int64, _ score: Thousandths) {
    self.submission = submission
    self.reviewer = reviewer
    self.score = score
  }
}

/// All ratings of a round, in an order of their own: by submission, then by reviewer.
///
/// Whatever order they come in, everything computed from the table is computed in the same order, so that no sum depends on it.
struct RatingTable: Sendable {
  /// Ascending.
  let submissions: [Int64]
  /// Ascending.
  let reviewers: [Int64]
  /// The ratings of submission `i` are those at `starts[i] ..< starts[i + 1]`.
  let starts: [Int]
  /// Of each rating, the index of its reviewer; ascending within a submission.
  let reviewerOf: [Int]
  /// Of each rating, the score.
  let scores: [Thousandths]

  /// - Throws: the pair that was rated more than once.
  init(_ ratings: [Rating]) throws(RatedTwice) {
    submissions = Set(ratings.map(\.submission)).sorted()
    reviewers = Set(ratings.map(\.reviewer)).sorted()
    let submissionIndex = Dictionary(uniqueKeysWithValues: zip(submissions, 0...))
    let reviewerIndex = Dictionary(uniqueKeysWithValues: zip(reviewers, 0...))
    let cells = ratings.map { [reviewers] rating in
      let row = submissionIndex[rating.submission, default: 0]
      return (cell: row * reviewers.count + reviewerIndex[rating.reviewer, default: 0], score: rating.score)
    }.sorted { $0.cell < $1.cell }
    for (cell, next) in zip(cells, cells.dropFirst()) where cell.cell == next.cell {
      throw RatedTwice(submission: submissions[cell.cell / reviewers.count], reviewer: reviewers[cell.cell % reviewers.count])
    }
    scores = cells.map(\.score)
    reviewerOf = cells.map { [count = reviewers.count] in $0.cell % count }
    var starts = Array(repeating: 0, count: submissions.count + 1)
    for cell in cells { starts[cell.cell / reviewers.count + 1] += 1 }
    for submission in submissions.indices { starts[submission + 1] += starts[submission] }
    self.starts = starts
  }

  /// Where the ratings of submission `index` stand.
  func range(_ index: Int) -> Range<Int> { starts[index]..<starts[index + 1] }

  /// How many ratings each reviewer gave.
  var countsOfReviewers: [Int] {
    reviewerOf.reduce(into: Array(repeating: 0, count: reviewers.count)) { $0[$1] += 1 }
  }
}

/// One reviewer rated one submission more than once: which of the ratings counts is not for the computer to say.
struct RatedTwice: Error, Hashable, Sendable {
  let submission: Int64
  let reviewer: Int64
}
