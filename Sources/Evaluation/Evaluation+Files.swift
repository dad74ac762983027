import Journal
import People
import SQL
import Site

/// The files that came with a form, taken in, and those that it takes away.
struct ReceivedFiles: Sendable {
  var added: [(field: String, name: String, file: EvidenceStore.Stored)] = []
  var removed: [ID<SubmittedFile>] = []
  /// What could not be taken in, as a sentence beside its field.
  var refused: [(field: String, message: String)] = []

  var isEmpty: Bool { added.isEmpty && removed.isEmpty }

  /// The largest form with files, in bytes.
  static let largestForm = EvidenceStore.largestFile + (1 << 20)
}

extension Evaluation {
  /// Takes in the files of a form; the form's words are safe whatever becomes of the files.
  func receive(_ form: Form, _ programme: Programme, _ t: Localizer) async throws -> ReceivedFiles {
    var received = ReceivedFiles(removed: (form.several["remove_file"] ?? []).compactMap { ID<SubmittedFile>($0) })
    for (key, files) in form.files.sorted(by: { $0.key < $1.key }) {
      guard let field = programme.field(key), case .files(let kinds, _) = field.kind else {
        received.refused.append((key, t("“{what}” is not known here.", ["what": key])))
        continue
      }
      for file in files {
        do { received.added.append((key, file.name, try await evidence.add(file.bytes, allowed: kinds))) } catch let refused
          as EvidenceStore.Refused
        {
          received.refused.append((key, refused.sentence(file.name, kinds, t)))
        }
      }
    }
    return received
  }

  /// Adds and removes files of a submission that can be edited; never more of a question than it takes.
  func change(
    filesOf submission: Submission, _ programme: Programme, _ received: ReceivedFiles, by rights: Rights, in writer: Writer
  ) throws {
    guard let current = try writer.submission(submission.id), current.state.isEditable else { throw EvaluationRefusal.wrongState }
    try writer.removeFiles(received.removed, of: submission.id)
    for file in received.added {
      try writer.insert(ids.next(), file.name, file.file, field: file.field, of: submission.id, at: clock.now())
    }
    let files = try writer.files(of: submission.id)
    for field in programme.fields {
      guard case .files(_, let most) = field.kind else { continue }
      if files.count(where: { $0.field == field.key }) > most { throw EvaluationRefusal.tooManyFiles(most) }
    }
    try record(
      "submission.files_changed", on: .init("submission", submission.id), by: rights.actor,
      details: ["added": String(received.added.count), "removed": String(received.removed.count)], in: writer)
  }
}

extension EvidenceStore.Refused {
  /// Why a file was not taken in.
  public func sentence(_ name: String, _ kinds: [EvidenceKind], _ t: Localizer) -> String {
    let kinds = kinds.map { $0.name(t) }.joined(separator: t("; "))
    return switch self {
    case .tooLarge: t("“{name}” is larger than {limit} MB.", ["name": name, "limit": t.number(EvidenceStore.largestFile >> 20)])
    case .unknownKind: t("“{name}” is not one of: {kinds}.", ["name": name, "kinds": kinds])
    case .unreadable: t("“{name}” cannot be read; it may be damaged or protected.", ["name": name])
    case .tooSlow: t("It takes too long to read the file. Please try again later, or with a smaller one.")
    case .toolMissing: t("Files cannot be taken in at the moment.")
    }
  }
}
