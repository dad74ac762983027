import People
import SQL
import Site

/// All that the applicant may know of a submission.
struct SubmissionStory: Sendable {
  let subject: Subject?
  let steps: [SubmissionStep]
  let files: [SubmittedFile]
  let ledger: [LedgerEntry]
  let authors: [CoAuthor]
  let recommender: LocalizedText?
  /// What was decided, once it can be known.
  let decision: Decision?
  /// What reviewers wrote for the applicant, in an order that says nothing of who wrote what.
  let reasons: [String]
  let claims: [ClaimedNumber]
  let objections: [Objection]
  let appeals: [Appeal]
  let appealUntil: Day?
  let award: Award?
  let notice: PublicNotice?
}

extension Evaluation {
  /// Gathers what the applicant may know. What is being decided is not shown before the round has decided.
  func story(of entry: OwnSubmission, _ reader: Reader) throws -> SubmissionStory {
    let (submission, programme) = (entry.submission, entry.programme)
    let isDecided = submission.state == .proposed || submission.state == .effective || submission.state == .declined
    let appeals = try reader.appeals(of: submission.id)
    let until = appealUntil(submission, programme).flatMap { day in
      today <= day && !appeals.contains { $0.at >= submission.stateSince } ? day : nil
    }
    return SubmissionStory(
      subject: try reader.subject(submission.holder, directory), steps: try reader.steps(of: submission.id),
      files: try reader.files(of: submission.id), ledger: try ledger(of: submission, reader),
      authors: try reader.coAuthors(of: submission.id),
      recommender: try submission.recommender.flatMap { try reader.organization($0)?.names },
      decision: isDecided ? try reader.decision(on: submission.id) : nil,
      reasons: try reader.reviews(of: submission.id).filter { $0.state == .submitted && mayBeRead($0, submission) }
        .map(\.sheet.reason).sorted(),
      claims: try facts(entry.call, programme).claims(of: submission, reader),
      objections: try reader.objections(in: submission.call).filter { $0.submission == submission.id }, appeals: appeals,
      appealUntil: until, award: try reader.award(for: submission.id),
      notice: submission.state == .proposed ? try reader.notice(of: submission.call) : nil)
  }

  /// Whether the applicant may read a review: when the round has decided, or when its reasons asked for a revision.
  private func mayBeRead(_ review: Review, _ submission: Submission) -> Bool {
    switch submission.state {
    case .proposed, .effective, .declined: true
    case .revising: review.round <= submission.revisions
    default: review.round < submission.revisions
    }
  }
}
