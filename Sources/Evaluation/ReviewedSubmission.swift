import People
import SQL
import Site

/// What a reviewer may read of a submission. Pages for reviewers are made from this and from nothing else, so that what a blind
/// round hides, and what is not shown before the declaration, is not there to be printed (Episciences #81, OSF #10343).
struct ReviewedSubmission: Sendable {
  /// Its number in the round, by which reviewers name it.
  let number: Int
  /// Nothing in a double blind round before the declaration.
  let title: String?
  let track: LocalizedText?
  /// Who applies, so that a conflict can be seen; nobody in a double blind round.
  let applicants: [String]
  /// Nothing of what follows is there before the declaration.
  var answers: Facts = [:]
  var files: [SubmittedFile] = []
  var ledger: [LedgerEntry] = []
  var claims: [ClaimedNumber] = []
  /// Points that follow from a number by themselves, by criterion.
  var automatic: [String: Double] = [:]
  let isRenewal: Bool
}

extension Evaluation {
  /// How a submission is called before its reviewer: by number, track, and title and applicants where blindness allows.
  ///
  /// - Parameter isDeclared: whether the reviewer has declared no conflict.
  func announced(
    _ submission: Submission, _ programme: Programme, isDeclared: Bool, _ reader: Reader
  ) throws -> ReviewedSubmission {
    let isBlind = programme.review?.blind == .double
    let scan = NameScan(isBlind ? try namesToHide(submission, reader) : [])
    return ReviewedSubmission(
      number: submission.number, title: isBlind && !isDeclared ? nil : scan.hiding(in: submission.title),
      track: programme.tracks.first { $0.key == submission.track }?.name,
      applicants: isBlind ? [] : try applicants(of: submission, reader), isRenewal: submission.isRenewal)
  }

  /// What a reviewer may read of a submission.
  ///
  /// - Parameter isDeclared: whether the reviewer has declared no conflict.
  func reviewed(
    _ submission: Submission, _ call: Call, _ programme: Programme, isDeclared: Bool, _ reader: Reader
  ) throws -> ReviewedSubmission {
    guard let rules = programme.review else { throw EvaluationRefusal.wrongStage }
    var seen = try announced(submission, programme, isDeclared: isDeclared, reader)
    guard isDeclared else { return seen }
    let scan = NameScan(rules.blind == .double ? try namesToHide(submission, reader) : [])
    for field in programme.fields where rules.shows(field) {
      seen.answers[field.key] = submission.answers[field.key].map { scan.hiding(in: $0) }
    }
    let record = facts(call, programme)
    seen.files = try reader.files(of: submission.id)
    seen.ledger = try ledger(of: submission, reader).map { scan.hiding(in: $0) }
    seen.claims = try record.claims(of: submission, reader).filter { rules.shows($0.field) }
    let known = try record.facts(of: submission, reader)
    for criterion in rules.rubric.criteria {
      if let bands = criterion.automatic { seen.automatic[criterion.key] = bands.points(known[bands.fact]?.number) }
    }
    return seen
  }

  /// The names of those who apply: holder, account, co-authors, units.
  func applicants(of submission: Submission, _ reader: Reader) throws -> [String] {
    var names = [try reader.subject(submission.holder, directory)?.name.zhHans, try reader.name(of: submission.applicant)]
    names += try reader.coAuthors(of: submission.id).flatMap { [$0.name, $0.unit] }
    names += try reader.units(of: submission.applicant).map(\.name)
    if let unit = submission.unit { names.append(try reader.organization(unit)?.names.zhHans) }
    var seen: Set<String> = []
    return names.compactMap { $0 }.filter { !$0.isEmpty && seen.insert($0).inserted }
  }
}

extension NameScan {
  /// An answer without the names.
  func hiding(in value: FactValue) -> FactValue {
    if case .text(let text) = value { .text(hiding(in: text)) } else { value }
  }

  func hiding(in entry: LedgerEntry) -> LedgerEntry { entry.titled(hiding(in: entry.title)) }
}
