import Journal
import People
import SQL
import Site

extension Award {
  /// Whether the holder may call itself so on a day: an expired designation is over by itself, whether or not anybody noted it.
  public func isInForce(on day: Day) -> Bool {
    status.isInForce && firstDay <= day && (lastDay.map { day < $0 } ?? true)
  }

  /// The last whole day on which it holds, as certificates tell it.
  var endsOn: Day? { lastDay?.adding(days: -1) }

  /// Its page and what its QR code leads to.
  public var path: String { "/verify/\(id)" }
}

/// What the journal says of an award, for rooms that follow it.
private struct AwardDetails: Codable {
  let call: String
  let submission: String
  let programme: String
  let kind: String
  let level: String
  let holder: String
  let credits: [Credit]
}

extension Evaluation {
  /// Brings a proposed result into force: the award with its validity, its duties, and the credit in the ledger.
  @discardableResult
  func giveAward(
    for submission: Submission, _ call: Call, _ programme: Programme, by actor: JournalEntry.Actor, in writer: Writer
  ) throws -> ID<Award> {
    guard let decision = try writer.decision(on: submission.id), let level = decision.level else {
      throw EvaluationRefusal.incomplete
    }
    let moved = try move(submission, to: .effective, by: actor, in: writer)
    let id: ID<Award> = ids.next()
    let industry = programme.result.industryField.flatMap { submission.answers[$0]?.text }
    try writer.insert(
      id, for: moved, programme, level: level, industry: industry, first: today,
      last: programme.result.lastDay(from: today), index: try writer.nextStatusIndex(), at: clock.now())
    let credits = try credits(for: moved, programme, level: level, writer)
    try journal.record(
      JournalEntry(
        "award.given", on: .init("award", id), by: actor,
        details: AwardDetails(
          call: call.id.description, submission: submission.id.description, programme: programme.key,
          kind: programme.result.kind.rawValue, level: level, holder: submission.holder.code, credits: credits)), in: writer)
    try addDuties(of: id, programme, from: today, in: writer)
    if let rules = programme.assessment {
      try apply(rules.effects[level] ?? .nothing, to: moved.holder, rules, by: actor, in: writer)
    }
    try tellApplicant(moved, in: writer) { t in
      t(
        "“{title}”: {result} is in force.",
        ["title": submission.title, "result": t.pick(programme.decision.level(level)?.name ?? programme.result.name)])
    }
    return id
  }

  private func credits(for submission: Submission, _ programme: Programme, level: String, _ reader: Reader) throws -> [Credit] {
    let kind = programme.result.achievement
    let name = programme.decision.level(level)?.name.zhHans ?? ""
    let title = "\(submission.title) — \(programme.result.name.zhHans)" + (programme.decision.levels.count > 1 ? "（\(name)）" : "")
    func credit(_ person: ID<Person>?, _ unit: ID<Organization>?, _ role: String) -> Credit {
      Credit(person: person, organization: unit, kind: kind, title: title, role: role, level: programme.result.level)
    }
    var credits: [Credit] = []
    switch submission.holder {
    case .person(let id): credits.append(credit(id, nil, programme.holder == .work ? "author" : "lead"))
    case .organization(let id): credits.append(credit(nil, id, "lead"))
    case .base: break
    }
    if let unit = submission.unit, submission.holder != .organization(unit) { credits.append(credit(nil, unit, "member")) }
    for author in try reader.coAuthors(of: submission.id) {
      if let person = author.person { credits.append(credit(person, nil, "member")) }
    }
    return credits
  }

  /// Changes how an award stands; the map, the certificate's status list and `/verify` follow from it.
  func setStatus(
    of award: Award, _ status: Award.Status, reason: String, rectifyBy: Day? = nil, by actor: JournalEntry.Actor,
    in writer: Writer
  ) throws {
    guard award.status != status else { return }
    try writer.setStatus(of: award, status, reason: reason, rectifyBy: rectifyBy, at: clock.now())
    try record(
      "award.\(status.rawValue)", on: .init("award", award.id), by: actor, reason: reason,
      details: ["holder": award.holder.code, "programme": award.programme], in: writer)
    guard let submission = try writer.submission(award.submission) else { return }
    try tellApplicant(submission, in: writer) { t in Self.words(status, award, reason, rectifyBy, t) }
  }

  private static func words(_ status: Award.Status, _ award: Award, _ reason: String, _ day: Day?, _ t: Localizer) -> String {
    let values = ["title": award.title, "reason": reason, "day": day.map { t.day($0) } ?? ""]
    return switch status {
    case .valid: t("“{title}” stands again without conditions.", values)
    case .rectifying: t("“{title}” has to put something right by {day}: {reason}", values)
    case .withdrawing: t("It is proposed to withdraw “{title}”: {reason} You may ask for a hearing.", values)
    case .withdrawn: t("“{title}” is withdrawn: {reason}", values)
    case .expired: t("“{title}” has expired.", values)
    }
  }

  /// What falling short means for what a holder was named by.
  func apply(
    _ consequence: Consequence, to holder: Holder, _ rules: AssessmentRules, by actor: JournalEntry.Actor, in writer: Writer
  ) throws {
    for award in try writer.awards(of: holder) where rules.of.contains(award.programme) && award.status.isInForce {
      try apply(consequence, to: award, reason: "assessment", by: actor, in: writer)
    }
  }

  func apply(_ consequence: Consequence, to award: Award, reason: String, by actor: JournalEntry.Actor, in writer: Writer) throws
  {
    switch consequence {
    case .nothing: if award.status == .rectifying { try setStatus(of: award, .valid, reason: reason, by: actor, in: writer) }
    case .withdraw: try setStatus(of: award, .withdrawing, reason: reason, by: actor, in: writer)
    case .rectify(let months):
      try setStatus(of: award, .rectifying, reason: reason, rectifyBy: today.adding(months: months), by: actor, in: writer)
    }
  }

  /// Whoever was to be assessed and handed nothing in (TC-031).
  func settleMissing(_ call: Call, _ rules: AssessmentRules, by actor: JournalEntry.Actor, in writer: Writer) throws {
    let came = Set(try writer.submissions(of: call.id, in: [.effective, .declined, .refused, .overQuota]).map(\.holder))
    for programme in rules.of {
      for award in try writer.awards(of: programme) where award.isInForce(on: today) && !came.contains(award.holder) {
        guard Target(region: award.region).region.map({ Scope.region(call.region).covers(Target(region: $0)) }) ?? false else {
          continue
        }
        try apply(rules.ifMissing, to: award, reason: "forfeited", by: actor, in: writer)
      }
    }
  }

  /// The re-evaluation of what had to be put right: kept, or withdrawal is proposed (§4.1).
  func reevaluate(_ award: Award, isKept: Bool, reason: String, by rights: Rights, in writer: Writer) throws {
    guard award.status == .rectifying || award.status == .withdrawing else { throw EvaluationRefusal.wrongState }
    guard !reason.isEmpty else { throw EvaluationRefusal.incomplete }
    try setStatus(of: award, isKept ? .valid : .withdrawing, reason: reason, by: rights.actor, in: writer)
  }

  /// Withdraws what was given: after a proposal, with a reason, and never by the same person who proposed it where the policy
  /// wants a second one (given by the caller).
  func withdraw(_ award: Award, reason: String, by rights: Rights, in writer: Writer) throws {
    guard award.status.isInForce else { throw EvaluationRefusal.wrongState }
    guard !reason.isEmpty else { throw EvaluationRefusal.incomplete }
    try setStatus(of: award, .withdrawn, reason: reason, by: rights.actor, in: writer)
  }
}
