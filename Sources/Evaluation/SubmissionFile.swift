import People
import SQL
import Site

/// All that the office reads of a submission before it checks or decides it.
struct SubmissionFile: Sendable {
  let subject: Subject?
  let applicant: String
  let steps: [SubmissionStep]
  let files: [SubmittedFile]
  let ledger: [LedgerEntry]
  let authors: [CoAuthor]
  let recommender: LocalizedText?
  let recommendation: Recommendation?
  let recommendedBy: String?
  let claims: [ClaimedNumber]
  let obstacles: Evaluation.Obstacles
  let sharedWorks: [SharedWork]
  let reviews: [Review]
  let visit: Visit?
  let ballot: PanelBallot?
  let decision: Decision?
  /// Names of the people who appear in it.
  let names: [ID<Person>: String]
}

extension Evaluation {
  /// Gathers what the office reads.
  func file(on submission: Submission, _ round: DeskRound, _ t: Localizer, _ reader: Reader) throws -> SubmissionFile {
    let recommendation = try reader.recommendation(of: submission.id)
    let reviews = try reader.reviews(of: submission.id)
    let decision = try reader.decision(on: submission.id)
    let visit = try reader.visit(of: submission.id)
    let people = [submission.applicant] + reviews.map(\.person) + [recommendation?.person, decision?.decidedBy].compactMap { $0 }
    let names = try reader.names(of: Array(Set(people + (visit?.visitors ?? []))))
    return SubmissionFile(
      subject: try reader.subject(submission.holder, directory), applicant: names[submission.applicant] ?? "—",
      steps: try reader.steps(of: submission.id), files: try reader.files(of: submission.id),
      ledger: try ledger(of: submission, reader), authors: try reader.coAuthors(of: submission.id),
      recommender: try submission.recommender.flatMap { try reader.organization($0)?.names }, recommendation: recommendation,
      recommendedBy: recommendation.flatMap { names[$0.person] },
      claims: try facts(round.call, round.programme).claims(of: submission, reader),
      obstacles: try obstacles(submission, round.call, round.programme, t, reader),
      sharedWorks: try sharedWorks(in: round, reader)[submission.id] ?? [], reviews: reviews, visit: visit,
      ballot: try reader.ballot(on: submission.id), decision: decision, names: names)
  }

  /// Whether a submission can be admitted without reading more: everything is there, every condition is met, no work is claimed by
  /// somebody else too, and no number differs from what the records say by as much as would call for a visit.
  func isFaultless(
    _ submission: Submission, _ round: DeskRound, _ shared: [ID<Submission>: [SharedWork]], _ rights: Rights, _ t: Localizer,
    _ reader: Reader
  ) throws -> Bool {
    guard shared[submission.id] == nil else { return false }
    guard submission.state == .checking, try !mayEdit(submission, rights, reader) else { return false }
    guard try obstacles(submission, round.call, round.programme, t, reader).isEmpty else { return false }
    let limit = round.programme.visit?.difference ?? 0.2
    return try facts(round.call, round.programme).claims(of: submission, reader).allSatisfy { $0.difference < limit }
  }

  /// Those of a table that can be admitted together.
  func faultless(
    _ lines: [SubmissionLine], _ round: DeskRound, _ rights: Rights, _ t: Localizer, _ reader: Reader
  ) throws -> Set<ID<Submission>> {
    let shared = try sharedWorks(in: round, reader)
    return Set(
      try lines.map(\.id).filter { id in
        try reader.submission(id).map { try isFaultless($0, round, shared, rights, t, reader) } ?? false
      })
  }
}
