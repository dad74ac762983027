/// Who may review what, at which cost, and within which limits: the input of `ReviewerAssignment`.
///
/// Submissions and reviewers are known by numbers that the caller gives; plans depend on these numbers and never on the order in which
/// anything is listed.
struct AssignmentProblem: Sendable {
  struct Submission: Sendable, Hashable {
    var index: Int
    /// The track, field or group by which a shortage is named.
    var track: String
    /// How many reviews it must get, fixed ones included.
    var wanted: Int
  }

  struct Reviewer: Sendable, Hashable {
    var index: Int
    /// The most reviews this reviewer may get, fixed ones included.
    var limit: Int
    /// The unit (institution or region) that may send only `unitLimit` reviewers to one submission; nil for reviewers without any.
    var unit: String?
  }

  struct Pair: Sendable, Hashable, Comparable {
    var submission: Int
    var reviewer: Int

    static func < (left: Self, right: Self) -> Bool { (left.submission, left.reviewer) < (right.submission, right.reviewer) }
  }

  /// The parts of a pair's cost, one for each of `partNames`; the rest are zero.
  typealias Parts = SIMD8<Int32>

  /// A reviewer who may review a submission. The smaller the sum of the parts, the better the match; parts may be negative.
  struct Candidate: Sendable, Hashable {
    var submission: Int
    var reviewer: Int
    var parts: Parts

    var pair: Pair { Pair(submission: submission, reviewer: reviewer) }
    var cost: Int { parts.indices.reduce(0) { $0 + Int(parts[$1]) } }
  }

  /// What the parts of costs are, for example expertise, preference, region; at most eight.
  var partNames: [String] = []
  var submissions: [Submission] = []
  var reviewers: [Reviewer] = []
  var candidates: [Candidate] = []
  /// Pairs that must never be, whatever else is said of them.
  var conflicts: Set<Pair> = []
  /// Pairs that stay as they are, for example because a review has begun. They need not be candidates.
  var fixed: [Pair] = []
  /// The plan so far: as many of its pairs as possible are kept. Those that are not candidates any more are gone.
  var previous: [Pair] = []
  /// The most reviewers of one unit for one submission; nil for no such limit.
  var unitLimit: Int?
  /// How many times the floor of the worst-served submissions is raised before costs are minimized (see `FairFloors`); 0 for never.
  var fairnessRounds = 0

  /// What is wrong with a problem, in the terms of whoever states it.
  enum Flaw: Error, Hashable {
    case tooManyPartNames
    case repeatedSubmission(Int)
    case repeatedReviewer(Int)
    case repeatedPair(Pair)
    case unknownSubmission(Int)
    case unknownReviewer(Int)
    /// Wanted reviews, limits of reviewers or the unit limit below zero or above a million.
    case numberOutOfRange
    /// A cost beyond ±1,000,000, more than sums can bear.
    case costOutOfRange(Pair)
    case fixedInConflict(Pair)
    /// More fixed reviews than the submission wants.
    case fixedBeyondWanted(submission: Int)
    /// More fixed reviews than the reviewer may get.
    case fixedBeyondLimit(reviewer: Int)
    /// More fixed reviewers of one unit than a submission may have.
    case fixedBeyondUnitLimit(submission: Int, unit: String)
    /// So many submissions with such large costs that sums might not fit into 64 bits.
    case costsTooLarge
  }
}
