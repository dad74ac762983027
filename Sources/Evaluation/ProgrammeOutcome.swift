import People
import SQL
import Site

/// How scores become an outcome.
struct DecisionRules: Sendable {
  /// The least score with which anything is given.
  let pass: Double?
  let levels: [Level]
  let ties: [Tie]
  /// Offices that have to agree, one after the other, before anything is made public.
  let approvals: [LocalizedText]
  /// Days for a revision, where an outcome may be “revise”.
  let revisionDays: Int?

  /// A prize, a grade, a yes.
  struct Level: Sendable {
    let key: String
    let name: LocalizedText
    /// The most that may get it; a call can say otherwise.
    let quota: Int?
    /// From which score on it is given, for grades.
    let from: Double?
  }

  enum Tie: Sendable, Equatable {
    case criterion(String)
    case median
  }

  init(_ entry: PolicyFile.Entry) throws {
    try entry.only(["pass", "levels", "ties", "approvals", "revision_days"])
    pass = try entry["pass"].ifThere?.decimal(in: 0...10_000)
    levels = try entry["levels"].list { level in
      try level.only(["key", "name", "quota", "from"])
      return Level(
        key: try level["key"].key(), name: try level["name"].localized(),
        quota: try level["quota"].ifThere?.number(in: 1...100_000),
        from: try level["from"].ifThere?.decimal(in: 0...10_000))
    }
    guard !levels.isEmpty else { throw entry["levels"].wrong("at least one level") }
    ties =
      try entry["ties"].ifThere?.list { tie in
        if tie.isGroup { return .criterion(try tie["criterion"].key()) }
        guard try tie.scalar() == "median" else { throw tie.wrong("median, or {criterion: KEY}") }
        return .median
      } ?? []
    approvals = try entry["approvals"].ifThere?.list { try $0.localized() } ?? []
    revisionDays = try entry["revision_days"].ifThere?.number(in: 1...365)
  }

  func level(_ key: String) -> Level? { levels.first { $0.key == key } }
}

/// How long everybody can read and object (§7.5).
struct NoticeRules: Sendable {
  let days: Int
  let counts: DayCount
  /// Answers that are shown besides names.
  let shows: [String]

  init(_ entry: PolicyFile.Entry) throws {
    try entry.only(["days", "counts", "shows"])
    days = try entry["days"].number(in: 1...90)
    counts = try entry["counts"].oneOf(DayCount.self)
    shows = try entry["shows"].ifThere?.keyList() ?? []
  }
}

/// Which days count.
public enum DayCount: String, CaseIterable, Sendable {
  /// Days that are worked.
  case working
  /// All days.
  case calendar
}

/// When and how somebody may appeal (§11.6).
struct AppealRules: Sendable {
  let workingDays: Int
  let decideWorkingDays: Int

  init(_ entry: PolicyFile.Entry) throws {
    try entry.only(["working_days", "decide_working_days"])
    workingDays = try entry["working_days"].number(in: 0...90)
    decideWorkingDays = try entry["decide_working_days"].number(in: 1...90)
  }
}

/// What comes out when the public notice is over.
struct ResultRules: Sendable {
  let kind: Kind
  let name: LocalizedText
  let validity: Validity
  let level: String
  /// What the ledger of achievements calls it.
  let achievement: String
  /// The question whose answer tells the industry, for the matrix of industries and counties.
  let industryField: String?
  /// The scheme of bases that this names, as rooms above know it.
  let scheme: String?

  enum Kind: String, CaseIterable, Sendable, Codable {
    case designation, award, title, funding, assessment, commendation, appointment
  }

  enum Validity: Sendable, Equatable {
    case always
    case months(Int)
    case until(Day)
  }

  init(_ entry: PolicyFile.Entry) throws {
    try entry.only(["kind", "name", "months", "until", "level", "achievement", "industry_field", "scheme"])
    kind = try entry["kind"].oneOf(Kind.self)
    name = try entry["name"].localized()
    if let months = entry["months"].ifThere {
      validity = .months(try months.number(in: 1...600))
    } else if let until = entry["until"].ifThere {
      validity = .until(try until.day())
    } else {
      validity = .always
    }
    level = try entry["level"].key()
    achievement = try entry["achievement"].key()
    industryField = try entry["industry_field"].ifThere?.key()
    scheme = try entry["scheme"].ifThere?.key()
  }

  /// The day on which a result that begins on a day is over: the one after the last on which it holds.
  func lastDay(from first: Day) -> Day? {
    switch validity {
    case .always: nil
    case .months(let months): first.adding(months: months)
    case .until(let day): day.adding(days: 1)
    }
  }
}

/// What somebody who was named owes afterwards: a milestone, a yearly report, a mid-term check (§13).
struct DutyRules: Sendable {
  let key: String
  let name: LocalizedText
  let due: Due
  let fields: [FormField]
  let grades: [FormField.Option]
  /// The grades that are not enough.
  let failing: Set<String>
  let ifFailed: Consequence?

  enum Due: Sendable, Equatable {
    /// Once, so many months after the result began.
    case after(months: Int)
    /// Again and again while the result is in force.
    case every(months: Int)
  }

  init(_ entry: PolicyFile.Entry) throws {
    try entry.only(["key", "name", "after_months", "every_months", "form", "grades", "failing", "if_failed"])
    key = try entry["key"].key()
    name = try entry["name"].localized()
    if let months = entry["every_months"].ifThere {
      due = .every(months: try months.number(in: 1...120))
    } else {
      due = .after(months: try entry["after_months"].number(in: 1...120))
    }
    fields = try entry["form"].list(FormField.init)
    grades = try entry["grades"].list(FormField.Option.init)
    failing = Set(try entry["failing"].ifThere?.keyList() ?? [])
    ifFailed = try entry["if_failed"].ifThere.map(Consequence.init)
  }
}

/// What follows when somebody falls short.
enum Consequence: Sendable, Equatable {
  /// So many months to put it right; otherwise withdrawal is proposed (限期整改).
  case rectify(months: Int)
  /// Withdrawal is proposed, with a hearing (摘牌).
  case withdraw
  case nothing

  init(_ entry: PolicyFile.Entry) throws {
    if entry.isGroup {
      try entry.only(["rectify_months"])
      self = .rectify(months: try entry["rectify_months"].number(in: 1...24))
    } else {
      switch try entry.scalar() {
      case "withdraw": self = .withdraw
      case "nothing": self = .nothing
      default: throw entry.wrong("withdraw, nothing or {rectify_months: 6}")
      }
    }
  }
}

/// A programme that looks again at those whom another one named (年度考核).
struct AssessmentRules: Sendable {
  let of: [String]
  /// What each level means for the designation.
  let effects: [String: Consequence]
  /// What it means to hand nothing in (TC-031).
  let ifMissing: Consequence

  init(_ entry: PolicyFile.Entry) throws {
    try entry.only(["of", "effects", "if_missing"])
    of = try entry["of"].keyList()
    let effects = entry["effects"]
    self.effects = Dictionary(
      try effects.keys.map { ($0, try Consequence(effects[$0])) }, uniquingKeysWith: { first, _ in first })
    ifMissing = try entry["if_missing"].ifThere.map(Consequence.init) ?? .nothing
  }
}

/// Performances before judges (§7.3).
struct LiveRules: Sendable {
  let rounds: [Round]
  let decimals: Int
  /// An introduction that neither counts as time nor is scored (TC-087).
  let introductionSeconds: Int
  let overtime: Overtime?

  struct Round: Sendable {
    let key: String
    let name: LocalizedText
    let kind: Kind
    let seconds: Int
    let rubric: Rubric?
    let topics: [LocalizedText]
    let questions: Int
    let pointsEach: Double
    /// How much the round counts.
    let weight: Double
  }

  enum Kind: String, CaseIterable, Sendable, Codable {
    case ownTopic = "own_topic"
    /// A topic drawn on the spot.
    case randomTopic = "random_topic"
    case quiz
    /// Judges ask.
    case questions
  }

  /// What too long a performance costs.
  struct Overtime: Sendable {
    let graceSeconds: Int
    let everySeconds: Int
    let points: Double
  }

  init(_ entry: PolicyFile.Entry) throws {
    try entry.only(["rounds", "decimals", "introduction_seconds", "overtime"])
    rounds = try entry["rounds"].list(Round.init)
    guard !rounds.isEmpty else { throw entry["rounds"].wrong("at least one round") }
    decimals = try entry["decimals"].ifThere?.number(in: 0...3) ?? 2
    introductionSeconds = try entry["introduction_seconds"].ifThere?.number(in: 0...600) ?? 0
    overtime = try entry["overtime"].ifThere.map { group in
      try group.only(["grace_seconds", "every_seconds", "points"])
      return Overtime(
        graceSeconds: try group["grace_seconds"].number(in: 0...600),
        everySeconds: try group["every_seconds"].number(in: 1...600),
        points: try group["points"].decimal(in: 0...100))
    }
  }
}

extension LiveRules.Round {
  init(_ entry: PolicyFile.Entry) throws {
    try entry.only(["key", "name", "kind", "seconds", "rubric", "topics", "questions", "points_each", "weight"])
    key = try entry["key"].key()
    name = try entry["name"].localized()
    kind = try entry["kind"].oneOf(LiveRules.Kind.self)
    seconds = try entry["seconds"].number(in: 10...3_600)
    rubric = try entry["rubric"].ifThere.map(Rubric.init)
    topics = try entry["topics"].ifThere?.list { try $0.localized() } ?? []
    questions = try entry["questions"].ifThere?.number(in: 1...100) ?? 0
    pointsEach = try entry["points_each"].ifThere?.decimal(in: 0.1...100) ?? 0
    weight = try entry["weight"].ifThere?.decimal(in: 0...1) ?? 1
    switch kind {
    case .quiz: guard questions > 0, pointsEach > 0 else { throw entry.wrong("a quiz with questions and points_each") }
    case .randomTopic: guard !topics.isEmpty, rubric != nil else { throw entry.wrong("a round with topics and a rubric") }
    case .ownTopic, .questions: guard rubric != nil else { throw entry.wrong("a round with a rubric") }
    }
  }
}
