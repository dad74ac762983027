import Journal
import People
import SQL

extension Evaluation {
  /// Adds and removes files of a submission that can be edited; never more of a question than it takes.
  func change(
    filesOf submission: Submission, _ programme: Programme, adding: [(field: String, name: String, file: EvidenceStore.Stored)],
    removing: [ID<SubmittedFile>], by rights: Rights, in writer: Writer
  ) throws {
    guard let current = try writer.submission(submission.id), current.state.isEditable else { throw EvaluationRefusal.wrongState }
    try writer.removeFiles(removing, of: submission.id)
    for file in adding {
      try writer.insert(ids.next(), file.name, file.file, field: file.field, of: submission.id, at: clock.now())
    }
    let files = try writer.files(of: submission.id)
    for field in programme.fields {
      guard case .files(_, let most) = field.kind else { continue }
      if files.count(where: { $0.field == field.key }) > most { throw EvaluationRefusal.tooManyFiles(most) }
    }
    try record(
      "submission.files_changed", on: .init("submission", submission.id), by: rights.actor,
      details: ["added": String(adding.count), "removed": String(removing.count)], in: writer)
  }
}
