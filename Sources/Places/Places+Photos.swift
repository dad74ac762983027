import Foundation
import SQL
import Site

extension Places {
  /// Takes in the pictures that the rows of an import name, from the folder in which the file lies.
  ///
  /// A picture that is refused is told and stops nothing; one that a base has already is passed over.
  func addPhotos(
    _ table: ImportTable, _ plan: ImportPlan, besides file: String, by author: Author, _ t: Localizer
  ) async throws -> [String] {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
    var report: [String] = []
    for (row, judged) in zip(table.rows, plan.rows) {
      guard let names = row.values["photos"], !names.isEmpty, let key = row.values["id"], !judged.isRefused else { continue }
      guard let base = try await database.read({ try $0.bases(externalIDs: [key]) }).first else { continue }
      for name in names.split(separator: ";").map({ $0.trimmingWhitespace() }) {
        do { try await addPhoto(from: folder, name, to: base.id, by: author) } catch let refused as PhotoStore.Refused {
          report.append("\(t("Line {line}", ["line": String(row.line)])): \(t("note")): \(name): \(refused.words(t))")
        }
      }
    }
    return report
  }

  private func addPhoto(from folder: URL, _ name: String, to id: ID<Base>, by author: Author) async throws {
    guard !name.contains(".."), !name.hasPrefix("/"),
      let data = FileManager.default.contents(atPath: folder.appendingPathComponent(name).path)
    else { throw PhotoStore.Refused.missing }
    let photo = try await photos.add([UInt8](data))
    try await database.write { writer in
      guard let base = try writer.base(id), try !writer.hasPhoto(photo.digest, of: id) else { return }
      let now = max(clock.now(), base.updatedAt)
      try writer.addPhoto(photo, to: id, id: ids.next(), caption: nil, credit: nil, at: now)
      var next = base
      next.version += 1
      next.updatedAt = now
      guard try writer.update(next, at: now) else { throw Conflict(id: id) }
      try record("base.photo-added", next, changed: ["photos"], author, in: writer)
    }
  }
}

extension ImportPlan.Row {
  /// Whether nothing of the row was taken.
  var isRefused: Bool {
    if case .refused = verdict { true } else { false }
  }
}

extension PhotoStore.Refused {
  /// One sentence that says why.
  func words(_ t: Localizer) -> String {
    switch self {
    case .missing: t("There is no such picture beside the file.")
    case .tooLarge: t("The picture has more than 20 MB.")
    case .notAPicture: t("The file is not a picture that can be read (JPEG, PNG, WebP or HEIC).")
    case .tooManyPixels: t("The picture has more than 80 million pixels.")
    case .tooSlow: t("It takes too long to read the picture. Please try again later, or with a smaller one.")
    case .toolMissing: t("Pictures need the program vipsthumbnail (Debian: libvips-tools).")
    }
  }
}
