import People
import SQL
import Site

/// What the province judges and how (项目、计划): one policy file, `Policies/programmes/KEY.yaml`.
///
/// A call freezes the text of its programme, so that a round of last year is evaluated by last year's rules.
struct Programme: Sendable {
  let key: String
  let version: String
  let names: LocalizedText
  let summary: LocalizedText
  /// Where the rules come from and how sure they are (domain rules §0.1).
  let source: LocalizedText
  let holder: HolderKind
  let facts: [FactDefinition]
  let eligibility: Condition
  let sections: [FormSection]
  let checks: [FormCheck]
  let team: TeamRules?
  let tracks: [FormField.Option]
  let renewal: RenewalRules?
  let recommendation: RecommendationRules?
  let formalCheck: FormalCheckRules
  let review: ReviewRules?
  let visit: VisitRules?
  let live: LiveRules?
  let defence: DefenceRules?
  let panel: PanelRules?
  let decision: DecisionRules
  let notice: NoticeRules
  let appeal: AppealRules
  let result: ResultRules
  let duties: [DutyRules]
  let assessment: AssessmentRules?

  /// Whether points of reviewers or judges put submissions into an order.
  var isRanked: Bool { review != nil || live != nil }

  /// Who or what is judged.
  enum HolderKind: String, Sendable, CaseIterable {
    case base, person, organization, work
  }

  /// Reads a programme's text, and checks that everything it names is there.
  ///
  /// - Throws: `PolicyFile.Wrong` with file, line and expectation.
  init(text: String, named path: String) throws {
    let file = try PolicyFile(text: text, named: path).whole
    try file.only(Self.members)
    key = try file["key"].key()
    version = try file["version"].scalar()
    names = try file["name"].localized()
    summary = try file["summary"].localized()
    source = try file["source"].localized()
    holder = try file["holder"].oneOf(HolderKind.self)
    facts = try file["facts"].ifThere?.list(FactDefinition.init) ?? []
    eligibility = try file["who_may_apply"].ifThere.map(Condition.init) ?? .all([])
    sections = try file["form"].list(FormSection.init)
    checks = try file["checks"].ifThere?.list(FormCheck.init) ?? []
    team = try file["team"].ifThere.map(TeamRules.init)
    tracks = try file["tracks"].ifThere?.list(FormField.Option.init) ?? []
    renewal = try file["renewal"].ifThere.map(RenewalRules.init)
    recommendation = try file["recommendation"].ifThere.map(RecommendationRules.init)
    formalCheck = try FormalCheckRules(file["formal_check"])
    review = try file["review"].ifThere.map(ReviewRules.init)
    visit = try file["visit"].ifThere.map(VisitRules.init)
    live = try file["live"].ifThere.map(LiveRules.init)
    defence = try file["defence"].ifThere.map(DefenceRules.init)
    panel = try file["panel"].ifThere.map(PanelRules.init)
    decision = try DecisionRules(file["decision"])
    notice = try NoticeRules(file["notice"])
    appeal = try AppealRules(file["appeal"])
    result = try ResultRules(file["result"])
    duties = try file["duties"].ifThere?.list(DutyRules.init) ?? []
    assessment = try file["assessment"].ifThere.map(AssessmentRules.init)
    try checkNames(file)
  }

  private static let members = [
    "key", "version", "name", "summary", "source", "holder", "facts", "who_may_apply", "form", "checks", "team", "tracks",
    "renewal",
    "recommendation", "formal_check", "review", "visit", "live", "defence", "panel", "decision", "notice", "appeal", "result",
    "duties", "assessment",
  ]

  /// All questions of the form.
  var fields: [FormField] { sections.flatMap(\.fields) }

  func field(_ key: String) -> FormField? { fields.first { $0.key == key } }

  /// The name of a fact or a question, for words.
  func name(ofFact key: String) -> LocalizedText? { field(key)?.name ?? facts.first { $0.key == key }?.name }

  func unit(ofFact key: String) -> FieldUnit? {
    if let field = field(key) { return field.kind == .daysOfYear ? .days : field.unit }
    return facts.first { $0.key == key }?.unit
  }

  /// The stages of a round in the order in which they come.
  var stages: [Stage] {
    Stage.allCases.filter { stage in
      switch stage {
      case .recommendation: recommendation != nil
      case .review: review != nil
      case .visit: visit != nil
      case .live: live != nil
      case .defence: defence != nil
      case .panel: panel != nil
      case .check, .decision, .notice: true
      }
    }
  }

  /// The rubrics of the programme, by where they are used.
  var rubrics: [Rubric] {
    [review?.rubric, defence?.rubric].compactMap { $0 } + (live?.rounds.compactMap(\.rubric) ?? [])
  }

  /// Everything that a rule names has to be a question or a fact; a rule on a misspelt one would never be met.
  private func checkNames(_ file: PolicyFile.Entry) throws {
    let keys = fields.map(\.key) + facts.map(\.key)
    if let twice = Dictionary(grouping: keys, by: \.self).first(where: { $1.count > 1 })?.key {
      throw file["form"].wrong("made of questions and facts with different keys; “\(twice)” is there twice")
    }
    let known = Set(keys).union(Self.profileFacts)
    for key in eligibility.facts.sorted() where !known.contains(key) {
      throw file["who_may_apply"].wrong("about questions and facts of this file, not “\(key)”")
    }
    for key in checks.flatMap(\.fields) where !known.contains(key) {
      throw file["checks"].wrong("about questions of this file, not “\(key)”")
    }
    for key in rubrics.flatMap(\.criteria).compactMap({ $0.automatic?.fact }) where !known.contains(key) {
      throw file["review"].wrong("scored from questions and facts of this file, not “\(key)”")
    }
    for tie in decision.ties {
      guard case .criterion(let key) = tie else { continue }
      guard rubrics.contains(where: { $0.criteria.contains { $0.key == key } }) else {
        throw file["decision"]["ties"].wrong("about criteria of this file, not “\(key)”")
      }
    }
    if notice.shows.contains(where: { field($0)?.audience != .everyone }) {
      throw file["notice"]["shows"].wrong("questions that are seen_by public")
    }
  }

  /// Facts that every record has, whatever the programme.
  static let profileFacts: Set<String> = ["holder_region", "holder_kind", "holder_level", "is_renewal"]
}

/// A part of a round.
enum Stage: String, Sendable, CaseIterable, Codable {
  /// Units or offices put their submissions forward, in their order (推荐).
  case recommendation
  /// Whether all is there and the rules are met (形式审查).
  case check
  /// Experts score by the rubric (专家评审).
  case review
  /// Somebody goes and looks (实地考察).
  case visit
  /// Performances before judges (讲解、实验展演、脱口秀).
  case live
  /// Interviews (答辩).
  case defence
  /// A panel votes (评委会表决).
  case panel
  /// What the office proposes, with approvals (审定).
  case decision
  /// Everybody can read it and object (公示).
  case notice
}
