import People
import SQL
import Site

extension Evaluation {
  /// Reminds of what ends soon, once for each: drafts of calls that close, returned and revised submissions, reviews.
  func remind(at now: Instant) async throws -> Int {
    let soon = now + .seconds(3 * 86_400)
    return try await database.write { writer in
      var count = 0
      for call in try writer.calls(.published, limit: 1000) {
        if call.stage == nil, call.plan.closes > now, call.plan.closes <= soon {
          for submission in try writer.submissions(of: call.id, in: [.draft, .confirming]) {
            guard try writer.noteReminder("closes \(call.id) \(submission.id)", at: now) else { continue }
            try tellApplicant(submission, in: writer) { t in
              t(
                "“{title}” is not handed in yet; the call closes at {moment}.",
                ["title": submission.title, "moment": t.deadline(call.plan.closes)])
            }
            count += 1
          }
        }
        if call.stage == .review, let until = call.plan.reviewBy, until <= soon {
          count += try remindReviewers(call, until, now, writer)
        }
      }
      for submission in try writer.submissionsDue(before: soon, after: now) {
        guard let due = submission.due, try writer.noteReminder("due \(submission.id) \(due.milliseconds)", at: now) else {
          continue
        }
        try tellApplicant(submission, in: writer) { t in
          t("Please hand “{title}” in again before {moment}.", ["title": submission.title, "moment": t.deadline(due)])
        }
        count += 1
      }
      return count
    }
  }

  private func remindReviewers(_ call: Call, _ until: Instant, _ now: Instant, _ writer: Writer) throws -> Int {
    var count = 0
    let late = Set(try writer.reviews(in: call.id).filter(\.state.isOpen).map(\.person))
    for person in late.sorted() where try writer.noteReminder("reviews \(call.id) \(person) \(until <= now)", at: now) {
      try tell(person, path: "/reviews", in: writer) { t in
        t("Reviews of “{call}” are due at {moment}.", ["call": t.pick(call.plan.names), "moment": t.deadline(until)])
      }
      count += 1
    }
    return count
  }
}
