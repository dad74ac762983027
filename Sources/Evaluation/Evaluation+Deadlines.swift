import Journal
import Logging
import People
import SQL
import ServiceLifecycle
import Site

extension Evaluation {
  /// Does what deadlines do by themselves: what was not completed in time is refused, what was not put forward in time leaves the
  /// round, notices that are over and undisputed come into force, results expire, duties are missed. Reminders go out before.
  ///
  /// May be called as often as one likes and by several processes: each act is done once.
  ///
  /// - Returns: how many acts were done.
  @discardableResult
  public func keepDeadlines() async throws -> Int {
    let now = clock.now()
    let today = today
    let overdue = try await database.read { try $0.overdueSubmissions(at: now) }
    var count = 0
    for submission in overdue { count += try await tryEach { try lapse(submission, in: $0) } }
    for call in try await database.read({ try $0.calls(.published, limit: 1000) }) {
      count += try await tryEach { try act(on: call, at: now, in: $0) }
    }
    for award in try await database.read({ try $0.lapsedAwards(on: today) }) {
      count += try await tryEach { try lapse(award, on: today, in: $0) }
    }
    for duty in try await database.read({ try $0.overdueDuties(on: today) }) {
      count += try await tryEach { try miss(duty, in: $0) }
    }
    return count + (try await remind(at: now))
  }

  /// One act that another process may have done meanwhile, or that is not possible yet.
  private func tryEach(_ act: @escaping @Sendable (Writer) throws -> Void) async throws -> Int {
    do {
      try await database.write { try act($0) }
      return 1
    } catch is EvaluationRefusal {
      return 0
    }
  }

  private func lapse(_ submission: Submission, in writer: Writer) throws {
    switch submission.state {
    case .returned:
      try move(submission, to: .refused, reason: "not completed in time", by: .system, in: writer)
      try tellApplicant(submission, in: writer) { t in t("“{title}” was not completed in time.", ["title": submission.title]) }
    case .revising:
      try move(submission, to: .declined, reason: "not revised in time", by: .system, in: writer)
      try tellApplicant(submission, in: writer) { t in t("“{title}” was not revised in time.", ["title": submission.title]) }
    default: throw EvaluationRefusal.wrongState
    }
  }

  private func act(on call: Call, at now: Instant, in writer: Writer) throws {
    switch call.stage {
    case nil:
      guard call.plan.closes <= now else { throw EvaluationRefusal.tooEarly }
      try dropUnfinished(call, in: writer)
      try advance(call, by: .system, in: writer)
    case .recommendation:
      guard let until = call.plan.recommendBy, until <= now else { throw EvaluationRefusal.tooEarly }
      try advance(call, by: .system, in: writer)
    case .notice: try advance(call, by: .system, in: writer)
    default: throw EvaluationRefusal.tooEarly
    }
  }

  /// Co-authors who did not answer before the end let the submission lapse; drafts stay drafts and are told.
  private func dropUnfinished(_ call: Call, in writer: Writer) throws {
    for submission in try writer.submissions(of: call.id, in: [.confirming]) {
      try move(submission, to: .refused, reason: "not all authors agreed in time", by: .system, in: writer)
      try tellApplicant(submission, in: writer) { t in
        t("Not all authors of “{title}” agreed in time.", ["title": submission.title])
      }
    }
  }

  private func lapse(_ award: Award, on day: Day, in writer: Writer) throws {
    if let last = award.lastDay, last <= day {
      try setStatus(of: award, .expired, reason: "", by: .system, in: writer)
    } else {
      try setStatus(of: award, .withdrawing, reason: "not put right in time", by: .system, in: writer)
    }
  }

  /// Keeps the deadlines while the server runs.
  public func deadlines(logger: Logger) -> some Service {
    Chore("deadlines", every: .seconds(30), failing: "deadlines could not be kept", logger: logger) {
      try await keepDeadlines()
      return false
    }
  }
}
