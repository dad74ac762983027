import People
import SQL
import Site

/// Where a round stands, for its office.
struct RoundOverview: Sendable {
  let counts: [Submission.State: Int]
  /// What keeps the stage from ending, or has to be known before it ends.
  let hindrances: [Hindrance]
  let notice: PublicNotice?
  /// Whether the stage may be ended by hand now.
  let mayEnd: Bool
}

/// Something that is still to do in a stage.
struct Hindrance: Sendable {
  let words: String
  /// Where it is done.
  let path: String
  /// Only a warning: the stage may end all the same.
  var isWarning = false
}

/// A round on the list of rounds.
struct RoundSummary: Sendable {
  let call: Call
  let programme: LocalizedText
  let handedIn: Int
  /// What waits for the office, in words.
  let waiting: String?
  /// What is late, in words.
  let late: String?
}

extension Evaluation {
  func overview(of round: DeskRound, _ t: Localizer, _ reader: Reader) throws -> RoundOverview {
    let hindrances = try hindrances(round.call, round.programme, t, reader)
    return RoundOverview(
      counts: try reader.counts(of: round.call.id), hindrances: hindrances, notice: try reader.notice(of: round.call.id),
      mayEnd: round.call.status == .published && hindrances.allSatisfy(\.isWarning))
  }

  /// What is still to do in the stage that is being worked on. The rule that decides is `advance`; this says it beforehand.
  func hindrances(_ call: Call, _ programme: Programme, _ t: Localizer, _ reader: Reader) throws -> [Hindrance] {
    guard call.status == .published else { return [] }
    let path = call.deskPath
    switch call.stage {
    case nil:
      guard call.plan.closes > clock.now() else { return [] }
      return [
        Hindrance(
          words: t("Submissions come in until {moment}.", ["moment": t.deadline(call.plan.closes)]), path: "\(path)/submissions")
      ]
    case .recommendation: return try recommendationHindrances(call, t, reader)
    case .check: return try checkHindrances(call, t, reader)
    case .review: return try reviewHindrances(call, programme, t, reader)
    case .visit:
      return some(try unvisited(call, programme, reader).count, "\(path)/visits") {
        t.plural("{count} submission has to be visited.", "{count} submissions have to be visited.", $0)
      }
    case .live, .defence:
      return some(try openTurns(call, call.stage ?? .live, reader), "\(path)/judges") {
        t.plural("{count} turn is not done.", "{count} turns are not done.", $0)
      }
    case .panel:
      return some(try unvoted(call, reader).count, "\(path)/submissions") {
        t.plural("The panel has to vote on {count} submission.", "The panel has to vote on {count} submissions.", $0)
      }
    case .decision: return try decisionHindrances(call, programme, t, reader)
    case .notice: return try noticeHindrances(call, t, reader)
    }
  }

  private func some(_ count: Int, _ path: String, isWarning: Bool = false, _ say: (Int) -> String) -> [Hindrance] {
    count == 0 ? [] : [Hindrance(words: say(count), path: path, isWarning: isWarning)]
  }

  private func recommendationHindrances(_ call: Call, _ t: Localizer, _ reader: Reader) throws -> [Hindrance] {
    some(try reader.countUnrecommended(in: call.id), "\(call.deskPath)/submissions?state=recommending", isWarning: true) {
      t.plural(
        "{count} submission is not put forward; it leaves the round when the stage ends.",
        "{count} submissions are not put forward; they leave the round when the stage ends.", $0)
    }
  }

  private func checkHindrances(_ call: Call, _ t: Localizer, _ reader: Reader) throws -> [Hindrance] {
    let counts = try reader.counts(of: call.id)
    let path = "\(call.deskPath)/submissions?state="
    return some(counts[.checking] ?? 0, path + "checking") {
      t.plural("{count} submission waits for the formal check.", "{count} submissions wait for the formal check.", $0)
    }
      + some(counts[.returned] ?? 0, path + "returned") {
        t.plural("{count} submission is being completed.", "{count} submissions are being completed.", $0)
      }
      + some((counts[.confirming] ?? 0) + (counts[.recommending] ?? 0), path + "confirming") {
        t.plural("{count} submission waits for others.", "{count} submissions wait for others.", $0)
      }
  }

  private func reviewHindrances(_ call: Call, _ programme: Programme, _ t: Localizer, _ reader: Reader) throws -> [Hindrance] {
    guard let rules = programme.review else { return [] }
    let skips = programme.renewal?.skips.contains(.review) == true
    let lacking = try reader.countUnreviewed(in: call.id, reviewers: rules.reviewers, skipsRenewals: skips)
    let revising = try reader.counts(of: call.id)[.revising] ?? 0
    return some(lacking, "\(call.deskPath)/progress") {
      t.plural("{count} submission lacks reviews.", "{count} submissions lack reviews.", $0)
    }
      + some(revising, "\(call.deskPath)/submissions?state=revising", isWarning: true) {
        t.plural("{count} submission is being revised.", "{count} submissions are being revised.", $0)
      }
  }

  private func decisionHindrances(_ call: Call, _ programme: Programme, _ t: Localizer, _ reader: Reader) throws -> [Hindrance] {
    let path = "\(call.deskPath)/decisions"
    let missing = programme.decision.approvals.dropFirst(try reader.approvals(of: call.id).count)
    return some(try reader.countUndecided(in: call.id), path) {
      t.plural("{count} submission is not decided.", "{count} submissions are not decided.", $0)
    } + missing.map { Hindrance(words: t("{office} has not agreed yet.", ["office": t.pick($0)]), path: path) }
  }

  private func noticeHindrances(_ call: Call, _ t: Localizer, _ reader: Reader) throws -> [Hindrance] {
    guard let notice = try reader.notice(of: call.id), notice.endedAt == nil else { return [] }
    let path = "\(call.deskPath)/objections"
    let open = try reader.objections(in: call.id).count { $0.state == .open }
    let days: [Hindrance] =
      today > notice.lastDay
      ? [] : [Hindrance(words: t("The public notice is open until {day}.", ["day": t.day(notice.lastDay)]), path: path)]
    return days
      + some(open, path) { t.plural("{count} objection is not answered.", "{count} objections are not answered.", $0) }
  }

  // MARK: The list of rounds

  func summaries(of calls: [Call], _ t: Localizer, _ reader: Reader) throws -> [RoundSummary] {
    let counts = try reader.countsByCall()
    let now = clock.now()
    return try calls.map { call in
      let own = counts[call.id] ?? [:]
      let programme = try programme(of: call, reader)
      let handedIn = own.reduce(0) { $0 + ($1.key == .draft ? 0 : $1.value) }
      let open = call.stage == nil ? [] : try hindrances(call, programme, t, reader)
      return RoundSummary(
        call: call, programme: programme.names, handedIn: handedIn, waiting: open.first?.words, late: late(call, open, now, t))
    }
  }

  private func late(_ call: Call, _ open: [Hindrance], _ now: Instant, _ t: Localizer) -> String? {
    switch (call.status, call.stage) {
    case (.draft, _): return call.plan.closes <= now ? t("It would have closed already.") : nil
    case (.published, .review):
      guard let by = call.plan.reviewBy, by <= now, !open.allSatisfy(\.isWarning) else { return nil }
      return t("Reviews were due on {day}.", ["day": t.day(of: by - .milliseconds(1))])
    case (.published, .recommendation):
      guard let by = call.plan.recommendBy, by <= now else { return nil }
      return t("Recommendations were due on {day}.", ["day": t.day(of: by - .milliseconds(1))])
    default: return nil
    }
  }
}
