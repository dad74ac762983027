import Journal
import People
import SQL
import Site

/// A photo of a site visit. It is kept as it was taken: where and when stands in it, and only visitors and the office see it.
struct VisitPhoto: Sendable, RowReadable {
  let id: ID<VisitPhoto>
  let submission: ID<Submission>
  /// SHA-256 of the file.
  let digest: String
  let caption: String
  let addedAt: Instant

  /// The most photos of a visit.
  static let most = 40

  static let columns: SQL = "id, submission_id, digest, caption, added_at"

  init(row: Row) throws {
    id = try row.get(0)
    submission = try row.get(1)
    digest = try row.text(2)
    caption = try row.text(3)
    addedAt = try row.get(4)
  }
}

extension Evaluation {
  /// Adds and removes photos while a visit is not ended. One that is there already is not added twice.
  func change(
    photosOf visit: Visit, adding: [String], caption: String, removing: [ID<VisitPhoto>], by rights: Rights, in writer: Writer
  ) throws {
    guard let current = try writer.visit(of: visit.submission), current.doneAt == nil else { throw EvaluationRefusal.wrongState }
    guard current.visitors.contains(rights.person.id) else { throw EvaluationRefusal.notAllowed }
    try writer.removePhotos(removing, of: visit.submission)
    var known = Set(try writer.photos(of: visit.submission).map(\.digest))
    for digest in adding where known.insert(digest).inserted {
      try writer.insert(ids.next(), digest, caption: caption, of: visit.submission, by: rights.person.id, at: clock.now())
    }
    if known.count > VisitPhoto.most { throw EvaluationRefusal.tooManyFiles(VisitPhoto.most) }
    try record(
      "visit.photos_changed", on: .init("submission", visit.submission), by: rights.actor,
      details: ["added": String(adding.count), "removed": String(removing.count)], in: writer)
  }
}
