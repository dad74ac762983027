/// How far reviewers agree on a criterion, or on the total: Krippendorff's alpha for interval data.
///
/// One is full agreement, zero what chance alone would bring, below zero reviewers contradict each other. Submissions may have
/// different numbers of reviews; those with a single one say nothing and are left out.
/// Source: Krippendorff, Content Analysis, 2004, chapter 11; Hayes and Krippendorff, Communication Methods and Measures 1, 2007.
struct Agreement: Hashable, Sendable {
  /// The key of the criterion; nil for the total.
  let criterion: String?
  /// How many submissions have two reviews or more.
  let submissions: Int
  /// How many points could be compared with others.
  let ratings: Int
  /// Nil where nothing can be compared, or all points are the same, so that agreement cannot be told from a lack of differences.
  let alpha: Thousandths?

  /// From the points that each submission got.
  ///
  /// 1 − observed/expected disagreement. Both are mean squared differences of pairs: within submissions, and over all.
  init(of criterion: String?, _ submissions: [Moments]) {
    let compared = submissions.filter { $0.count > 1 }
    let all = compared.reduce(into: Moments()) { $0.add($1) }
    self.criterion = criterion
    self.submissions = compared.count
    ratings = all.count
    guard all.spread > 0 else {
      alpha = nil
      return
    }
    let within = compared.reduce(0.0) { $0 + Double($1.spread) / Double($1.count - 1) }
    alpha = Thousandths(nearest: 1 - Double(all.count - 1) * within / Double(all.spread))
  }
}
