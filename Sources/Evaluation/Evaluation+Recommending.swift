import Journal
import People
import SQL
import Site

/// What a recommender said of a submission (推荐意见), with the place it gave it among its own.
struct Recommendation: Sendable, RowReadable {
  let submission: ID<Submission>
  let recommender: String
  let person: ID<Person>
  let place: Int
  let opinion: String

  static let columns: SQL = "submission_id, recommender_key, person_id, place, opinion"

  init(row: Row) throws {
    submission = try row.get(0)
    recommender = try row.text(1)
    person = try row.get(2)
    place = Int(try row.int(3))
    opinion = try row.text(4)
  }
}

extension Evaluation {
  /// By what a recommender is known in a round: its unit's number, or the code of the prefecture (or higher) whose office it is.
  func recommenderKey(of submission: Submission) -> String {
    if let unit = submission.recommender { return unit.description }
    return submission.region.count == 6 ? submission.region.prefix(4) + "00" : submission.region
  }

  /// Whether somebody speaks for the recommender of a submission.
  func maySpeak(for submission: Submission, _ rights: Rights, _ reader: Reader) throws -> Bool {
    maySpeak(for: submission, rights, units: submission.recommender == nil ? [] : try actingUnits(rights, reader))
  }

  /// The units that somebody acts for; asked once where many submissions are looked at.
  func actingUnits(_ rights: Rights, _ reader: Reader) throws -> Set<ID<Organization>> {
    Set(try reader.units(of: rights.person.id).filter(\.isActing).map(\.unit))
  }

  private func maySpeak(for submission: Submission, _ rights: Rights, units: Set<ID<Organization>>) -> Bool {
    if let unit = submission.recommender { return units.contains(unit) }
    return rights.may(.runCalls, Target(region: String(recommenderKey(of: submission))))
  }

  /// What waits to be put forward by somebody in a call, and what they have put forward.
  func recommendable(_ call: Call, _ rights: Rights, _ reader: Reader) throws -> [Submission] {
    let units = try actingUnits(rights, reader)
    let candidates =
      rights.may(.runCalls) ? try reader.submissions(of: call.id) : try reader.submissions(of: call.id, askingAnyOf: Array(units))
    return try candidates.filter { try isRecommendable($0, rights, units: units, reader) }
  }

  /// Whether a submission is past its draft and somebody speaks for its recommender.
  func isRecommendable(_ submission: Submission, _ rights: Rights, _ reader: Reader) throws -> Bool {
    try isRecommendable(submission, rights, units: actingUnits(rights, reader), reader)
  }

  private func isRecommendable(
    _ submission: Submission, _ rights: Rights, units: Set<ID<Organization>>, _ reader: Reader
  ) throws -> Bool {
    guard ![.draft, .confirming, .withdrawn].contains(submission.state), maySpeak(for: submission, rights, units: units) else {
      return false
    }
    if submission.recommender != nil || submission.state == .recommending || submission.state == .overQuota { return true }
    return try reader.recommendation(of: submission.id) != nil
  }

  /// Puts a submission forward with an opinion and a place, or does not, with a reason.
  func recommend(
    _ submission: Submission, isPutForward: Bool, place: Int, opinion: String, by rights: Rights, in writer: Writer
  ) throws {
    let call = try round(submission.call, writer).call
    guard submission.state == .recommending else { throw EvaluationRefusal.wrongState }
    if let until = call.plan.recommendBy, clock.now() >= until { throw EvaluationRefusal.tooLate }
    guard try maySpeak(for: submission, rights, writer) else { throw EvaluationRefusal.notAllowed }
    if submission.applicant == rights.person.id, submission.recommender == nil { throw EvaluationRefusal.tookPart }
    guard isPutForward else {
      try move(submission, to: .refused, reason: opinion, by: rights.actor, in: writer)
      try tellApplicant(submission, in: writer) { t in
        t("“{title}” was not put forward: {reason}", ["title": submission.title, "reason": opinion])
      }
      return
    }
    try writer.put(
      submission.id, in: call.id, recommender: recommenderKey(of: submission), by: rights.person.id, place: place,
      opinion: opinion,
      at: clock.now())
    try record(
      "submission.recommended", on: .init("submission", submission.id), by: rights.actor, details: ["place": String(place)],
      in: writer)
  }

  /// Ends the time of recommendations: of each recommender the first so many in its own order go on (TC-082), the rest is over
  /// quota; what nobody put forward is refused; shares are kept (§13).
  func finishRecommendation(_ call: Call, _ programme: Programme, by actor: JournalEntry.Actor, in writer: Writer) throws {
    guard let rules = programme.recommendation else { return }
    let waiting = try writer.submissions(of: call.id, in: [.recommending])
    for (key, own) in Dictionary(grouping: waiting, by: recommenderKey(of:)).sorted(by: { $0.key < $1.key }) {
      let placed = try own.map { ($0, try writer.recommendation(of: $0.id)) }
      let inOrder = placed.filter { $0.1 != nil }.sorted { ($0.1?.place ?? 0, $0.0.number) < ($1.1?.place ?? 0, $1.0.number) }
        .map(\.0)
      let most = call.plan.recommenderQuotas[key] ?? rules.quota ?? inOrder.count
      let kept = Array(inOrder.prefix(most))
      try requireShares(rules, kept, call, programme, writer)
      for submission in kept { try move(submission, to: .checking, by: actor, in: writer) }
      for submission in inOrder.dropFirst(most) {
        try move(submission, to: .overQuota, by: actor, in: writer)
        try tellApplicant(submission, in: writer) { t in
          t("“{title}” did not go on: its recommender put forward more than it may.", ["title": submission.title])
        }
      }
      for (submission, recommendation) in placed where recommendation == nil {
        try move(submission, to: .refused, reason: "not put forward in time", by: .system, in: writer)
        try tellApplicant(submission, in: writer) { t in t("“{title}” was not put forward in time.", ["title": submission.title])
        }
      }
    }
  }

  private func requireShares(
    _ rules: RecommendationRules, _ kept: [Submission], _ call: Call, _ programme: Programme, _ reader: Reader
  ) throws {
    guard !kept.isEmpty else { return }
    func count(_ fact: String) throws -> Int {
      try kept.count { try facts(call, programme).facts(of: $0, reader)[fact]?.flag == true }
    }
    if let least = rules.leastShare, Double(try count(least.fact)) < least.share * Double(kept.count) - 1e-9 {
      throw EvaluationRefusal.share(fact: least.fact, isTooMany: false)
    }
    if let most = rules.mostShare, Double(try count(most.fact)) > most.share * Double(kept.count) + 1e-9 {
      throw EvaluationRefusal.share(fact: most.fact, isTooMany: true)
    }
  }
}
