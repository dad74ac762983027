/// Reviewers and submissions that are tied together by reviews, directly or through others: within a group everybody can be compared.
struct OverlapGroup: Hashable, Sendable {
  /// Ascending.
  let submissions: [Int64]
  /// Ascending.
  let reviewers: [Int64]
}

extension RatingTable {
  /// The connected components of the graph of reviewers and submissions, the largest first, then by their first submission.
  ///
  /// Disjoint-set forest with path halving (Tarjan and van Leeuwen, Journal of the ACM 31, 1984).
  var overlapGroups: [OverlapGroup] {
    var parent = Array(reviewers.indices)
    func root(_ reviewer: Int) -> Int {
      var reviewer = reviewer
      while parent[reviewer] != reviewer {
        parent[reviewer] = parent[parent[reviewer]]
        reviewer = parent[reviewer]
      }
      return reviewer
    }
    for submission in submissions.indices {
      let first = root(reviewerOf[starts[submission]])
      for rating in range(submission).dropFirst() { parent[root(reviewerOf[rating])] = first }
    }
    let submissionsOf = Dictionary(grouping: submissions.indices) { root(reviewerOf[starts[$0]]) }
    let reviewersOf = Dictionary(grouping: reviewers.indices, by: root)
    return submissionsOf.map { root, members in
      OverlapGroup(submissions: members.map { submissions[$0] }, reviewers: reviewersOf[root, default: []].map { reviewers[$0] })
    }.sorted { left, right in
      (right.submissions.count, left.submissions[0]) < (left.submissions.count, right.submissions[0])
    }
  }
}
