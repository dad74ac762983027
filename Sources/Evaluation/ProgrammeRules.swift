import People
import SQL
import Site

/// Several people may hand in together.
struct TeamRules: Sendable {
  let most: Int
  /// Nothing is handed in before each of them has agreed.
  let mustConfirm: Bool

  init(_ entry: PolicyFile.Entry) throws {
    try entry.only(["most", "must_confirm"])
    most = try entry["most"].number(in: 1...50)
    mustConfirm = try entry["must_confirm"].flag()
  }
}

/// A simplified way for those who were named before (简化申报).
struct RenewalRules: Sendable {
  let of: String
  let skips: Set<Stage>

  init(_ entry: PolicyFile.Entry) throws {
    try entry.only(["of", "skips"])
    of = try entry["of"].key()
    skips = Set(try entry["skips"].ifThere?.list { try $0.oneOf(Stage.self) } ?? [])
  }
}

/// Who puts submissions forward, and how many (§7.1, §7.2).
struct RecommendationRules: Sendable {
  let by: By
  /// How many each may put forward; a call can say otherwise for some.
  let quota: Int?
  /// How many may come without a recommendation.
  let selfNominations: Int
  /// At least this share of what one puts forward has the fact (e.g. front-line people).
  let leastShare: Share?
  /// At most this share has the fact (e.g. division-level cadres, §13).
  let mostShare: Share?

  enum By: String, CaseIterable, Sendable {
    /// A unit of the applicant's choice that may recommend.
    case unit
    /// The office of the applicant's region.
    case office
  }

  struct Share: Sendable {
    let fact: String
    let share: Double
  }

  init(_ entry: PolicyFile.Entry) throws {
    try entry.only(["by", "quota", "self_nominations", "least_share", "most_share"])
    by = try entry["by"].oneOf(By.self)
    quota = try entry["quota"].ifThere?.number(in: 1...10_000)
    selfNominations = try entry["self_nominations"].ifThere?.number(in: 0...10_000) ?? 0
    func share(_ name: String) throws -> Share? {
      try entry[name].ifThere.map { group in
        try group.only(["fact", "share"])
        return Share(fact: try group["fact"].key(), share: try group["share"].decimal(in: 0...1))
      }
    }
    leastShare = try share("least_share")
    mostShare = try share("most_share")
  }
}

/// How a submission that is not complete is sent back.
struct FormalCheckRules: Sendable {
  let returnDays: Int
  let mostReturns: Int

  init(_ entry: PolicyFile.Entry) throws {
    try entry.only(["return_days", "most_returns"])
    returnDays = try entry["return_days"].number(in: 1...60)
    mostReturns = try entry["most_returns"].number(in: 0...10)
  }
}

/// How experts review.
struct ReviewRules: Sendable {
  let reviewers: Int
  let mostEach: Int
  let days: Int
  let blind: Blindness
  let rubric: Rubric
  let aggregation: Aggregation
  let decimals: Int
  /// At most this many reviewers of one unit on one submission.
  let mostOfOneUnit: Int
  let conflicts: ConflictRules
  let revisions: Int

  enum Blindness: String, CaseIterable, Sendable {
    case none
    /// Applicants do not learn who reviews.
    case single
    /// Nor do reviewers learn who applies.
    case double
  }

  enum Aggregation: String, CaseIterable, Sendable {
    case mean, median, trimmedMean = "trimmed_mean", calibrated
  }

  init(_ entry: PolicyFile.Entry) throws {
    try entry.only([
      "reviewers", "most_each", "days", "blind", "rubric", "aggregation", "decimals", "most_of_one_unit", "conflicts",
      "revisions",
    ])
    reviewers = try entry["reviewers"].number(in: 1...15)
    mostEach = try entry["most_each"].ifThere?.number(in: 1...500) ?? 30
    days = try entry["days"].ifThere?.number(in: 1...180) ?? 14
    blind = try entry["blind"].oneOf(Blindness.self)
    rubric = try Rubric(entry["rubric"])
    aggregation = try entry["aggregation"].oneOf(Aggregation.self)
    decimals = try entry["decimals"].ifThere?.number(in: 0...3) ?? 2
    mostOfOneUnit = try entry["most_of_one_unit"].ifThere?.number(in: 1...15) ?? 1
    conflicts = try ConflictRules(entry["conflicts"])
    revisions = try entry["revisions"].ifThere?.number(in: 0...5) ?? 0
  }
}

/// Who must not judge whom (回避; §5.4, §7.5).
struct ConflictRules: Sendable {
  let sameUnit: Bool
  let coAuthorYears: Int
  /// The unit that recommended counts as the applicant's.
  let recommender: Bool

  init(_ entry: PolicyFile.Entry) throws {
    try entry.only(["same_unit", "co_author_years", "recommender"])
    sameUnit = try entry["same_unit"].flag()
    coAuthorYears = try entry["co_author_years"].number(in: 0...50)
    recommender = try entry["recommender"].ifThere?.flag() ?? true
  }
}

/// What is looked at on the spot.
struct VisitRules: Sendable {
  let checklist: [FormField]
  let visitors: Int
  /// Whether every submission is visited, or those where claim and computed value differ much.
  let who: Who
  /// From which difference of claim and computed value a visit is due, as a share of the claim.
  let difference: Double

  enum Who: String, CaseIterable, Sendable {
    case all, differing
  }

  init(_ entry: PolicyFile.Entry) throws {
    try entry.only(["checklist", "visitors", "who", "difference"])
    checklist = try entry["checklist"].list(FormField.init)
    visitors = try entry["visitors"].ifThere?.number(in: 1...10) ?? 2
    who = try entry["who"].oneOf(Who.self)
    difference = try entry["difference"].ifThere?.decimal(in: 0...10) ?? 0.2
  }
}

/// Interviews of the best (答辩).
struct DefenceRules: Sendable {
  /// How many are heard, as a multiple of the quota (§13: 1.5).
  let share: Double
  let minutes: Int
  let rubric: Rubric
  /// How much it counts beside the reviews.
  let weight: Double

  init(_ entry: PolicyFile.Entry) throws {
    try entry.only(["share", "minutes", "rubric", "weight"])
    share = try entry["share"].decimal(in: 1...10)
    minutes = try entry["minutes"].number(in: 1...240)
    rubric = try Rubric(entry["rubric"])
    weight = try entry["weight"].ifThere?.decimal(in: 0...1) ?? 0.5
  }
}

/// A panel that votes (§5.4).
struct PanelRules: Sendable {
  let least: Int
  let mustBeOdd: Bool
  let quorum: Ratio
  let pass: Ratio
  let isSecret: Bool

  struct Ratio: Sendable, Equatable {
    let part: Int
    let whole: Int
  }

  init(_ entry: PolicyFile.Entry) throws {
    try entry.only(["least", "odd", "quorum", "pass", "secret"])
    least = try entry["least"].number(in: 1...200)
    mustBeOdd = try entry["odd"].flag()
    quorum = try Ratio(entry["quorum"])
    pass = try Ratio(entry["pass"])
    isSecret = try entry["secret"].flag()
  }
}

extension PanelRules.Ratio {
  /// Reads `2/3`.
  init(_ entry: PolicyFile.Entry) throws {
    let parts = try entry.scalar().split(separator: "/").compactMap { Int($0) }
    guard parts.count == 2, parts[0] > 0, parts[1] >= parts[0] else { throw entry.wrong("a share such as 2/3") }
    (part, whole) = (parts[0], parts[1])
  }
}
