import SQL
import Site

extension Places {
  /// What became of an import.
  public struct ImportOutcome: Sendable {
    /// Bases that are new.
    public var new = 0
    /// Bases that changed.
    public var changed = 0
    /// Rows that say what was known already.
    public var unchanged = 0
    /// Rows that were refused.
    public var refused = 0
    /// Whether anything was written.
    public var isDryRun = false
    /// A line a row that is not plainly good, for people to read.
    public var report: [String] = []
  }

  /// How an import is to be done.
  public struct ImportOptions: Sendable {
    /// Only say what would happen.
    public var isDryRun: Bool
    /// Take nothing when a single row is refused.
    public var isStrict: Bool
    /// In which regions bases may be changed; rows about others are refused.
    public var mayChange: @Sendable (_ region: String) -> Bool = { _ in true }
    /// Whether pictures that rows name are taken from the folder of the file; never for files that came over the network.
    public var takesPhotos = true

    /// Options.
    public init(isDryRun: Bool = false, isStrict: Bool = false) {
      self.isDryRun = isDryRun
      self.isStrict = isStrict
    }
  }

  /// Bases that are written in one transaction.
  private static let batch = 500

  /// Imports a file of bases, CSV or GeoJSON. Rows that are refused never stop the others, unless `isStrict`.
  ///
  /// - Throws: `ImportFailure`, in one sentence, when the file cannot be read at all.
  public func importFile(
    _ path: String, _ options: ImportOptions, by author: Author, t: Localizer, progress: (Int, Int) -> Void
  ) async throws -> ImportOutcome {
    let table: ImportTable
    do { table = try ImportTable(path: path) } catch let error as ImportTable.Unreadable {
      throw ImportFailure(description: error.words(t, path: path))
    }
    let keys = table.rows.compactMap { $0.values["id"] }
    var existing: [String: Base] = [:]
    for start in stride(from: 0, to: keys.count, by: Self.batch) {
      let part = Array(keys[start..<min(start + Self.batch, keys.count)])
      for base in try await database.read({ try $0.bases(externalIDs: part) }) { existing[base.facts.externalID] = base }
    }
    let plan = ImportPlan(
      table, existing: existing, regions: regions, vocabularies: vocabularies, mayChange: options.mayChange)
    var outcome = summary(of: plan, unknownColumns: table.unknownColumns, t)
    outcome.isDryRun = options.isDryRun || (options.isStrict && outcome.refused > 0)
    if !outcome.isDryRun {
      try await apply(plan, by: author, progress: progress)
      if options.takesPhotos { outcome.report += try await addPhotos(table, plan, besides: path, by: author, t) }
      try await atlas.refresh()
    }
    return outcome
  }

  private func apply(_ plan: ImportPlan, by author: Author, progress: (Int, Int) -> Void) async throws {
    let rows = plan.rows.filter {
      switch $0.verdict {
      case .new, .changed: true
      case .unchanged, .refused: false
      }
    }
    for start in stride(from: 0, to: rows.count, by: Self.batch) {
      let part = Array(rows[start..<min(start + Self.batch, rows.count)])
      try await database.write { writer in
        for row in part {
          switch row.verdict {
          case .new(let facts): try publish(facts, by: author, in: writer)
          case .changed(let base, let facts, _): try change(base, to: facts, by: author, in: writer)
          case .unchanged, .refused: break
          }
        }
      }
      progress(min(start + Self.batch, rows.count), rows.count)
    }
  }

  private func summary(of plan: ImportPlan, unknownColumns: [String], _ t: Localizer) -> ImportOutcome {
    var outcome = ImportOutcome()
    (outcome.new, outcome.changed, outcome.unchanged, outcome.refused) = plan.counts
    for column in unknownColumns {
      outcome.report.append(t("Column “{name}” is not known and was left out.", ["name": column]))
    }
    for row in plan.rows {
      let place = t("Line {line}", ["line": String(row.line)]) + (row.name.isEmpty ? "" : " (\(row.name))")
      if case .changed(_, _, let fields) = row.verdict {
        outcome.report.append("\(place): \(t("changes {fields}", ["fields": fields.joined(separator: ", ")]))")
      }
      for issue in row.issues {
        let label = issue.severity == .error ? t("refused") : t("note")
        let column = issue.column.isEmpty ? "" : "\(issue.column): "
        outcome.report.append("\(place): \(label): \(column)\(issue.words(t))")
      }
    }
    return outcome
  }
}

/// A file that cannot be imported at all, in one sentence.
public struct ImportFailure: Error, CustomStringConvertible {
  /// The sentence.
  public let description: String
}

extension ImportTable.Unreadable {
  func words(_ t: Localizer, path: String) -> String {
    switch self {
    case .missing: t("There is no file {path}.", ["path": path])
    case .tooLarge(let megabytes):
      t("The file has {size} MB; at most 64 MB are read at once.", ["size": String(megabytes)])
    case .tooManyRows(let count):
      t("The file has {count} rows; at most 200,000 are taken at once.", ["count": t.number(count)])
    case .encoding: t("The file is neither UTF-8 nor GBK.")
    case .noHeader: t("The first line should name the columns, among them id and name_zh_hans.")
    case .notGeoJSON: t("The file is not a GeoJSON FeatureCollection.")
    }
  }
}
