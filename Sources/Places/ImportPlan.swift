import Geo
import SQL

/// What an import would do, row by row; made without changing anything.
struct ImportPlan: Sendable {
  /// One row of the file.
  struct Row: Sendable {
    let line: Int
    let name: String
    let verdict: Verdict
    let issues: [ImportIssue]
  }

  /// What becomes of a row.
  enum Verdict: Sendable {
    case new(BaseFacts)
    case changed(Base, BaseFacts, fields: [String])
    case unchanged
    case refused
  }

  private(set) var rows: [Row] = []

  /// Judges every row of a table against the bases that exist.
  init(
    _ table: ImportTable, existing: [String: Base], regions: RegionTree, vocabularies: Vocabularies,
    mayChange: (String) -> Bool = { _ in true }
  ) {
    var lines: [String: Int] = [:]
    for row in table.rows {
      var reading = ImportRow(row.values, regions: regions, vocabularies: vocabularies)
      var facts = reading.facts()
      var issues = row.isBroken ? [.error("", .brokenRow)] : reading.issues
      if let id = row.values["id"], !id.isEmpty {
        if let first = lines[id] {
          issues.append(.error("id", .duplicateID(line: first)))
        } else {
          lines[id] = row.line
        }
      }
      if let facts, ![facts.region, existing[facts.externalID]?.facts.region ?? facts.region].allSatisfy(mayChange) {
        issues.append(.error("county_code", .notYours))
      }
      if issues.contains(where: { $0.severity == .error }) { facts = nil }
      let verdict = Self.verdict(facts, said: Set(row.values.keys), existing)
      rows.append(Row(line: row.line, name: row.values["name_zh_hans"] ?? "", verdict: verdict, issues: issues))
    }
    noteSimilar(existing)
  }

  private static func verdict(_ facts: BaseFacts?, said: Set<String>, _ existing: [String: Base]) -> Verdict {
    guard let facts else { return .refused }
    guard let base = existing[facts.externalID] else { return .new(facts) }
    let kept = facts.keeping(base.facts, said: said)
    return kept == base.facts ? .unchanged : .changed(base, kept, fields: base.facts.differences(from: kept))
  }

  /// Two bases of the same name within 300 metres are likely one.
  private mutating func noteSimilar(_ existing: [String: Base]) {
    let known = Dictionary(grouping: existing.values, by: \.facts.names.zhHans)
    for index in rows.indices {
      guard case .new(let facts) = rows[index].verdict, let here = facts.position?.coordinate else { continue }
      let twin = known[facts.names.zhHans]?.first { base in
        base.facts.position.map { Geodesic.distance($0.coordinate, here) < 300 } ?? false
      }
      guard let twin else { continue }
      let issue = ImportIssue.warning("name_zh_hans", .similar(twin.facts.externalID))
      rows[index] = Row(
        line: rows[index].line, name: rows[index].name, verdict: rows[index].verdict, issues: rows[index].issues + [issue])
    }
  }

  /// How many rows meet each fate.
  var counts: (new: Int, changed: Int, unchanged: Int, refused: Int) {
    rows.reduce(into: (0, 0, 0, 0)) { counts, row in
      switch row.verdict {
      case .new: counts.0 += 1
      case .changed: counts.1 += 1
      case .unchanged: counts.2 += 1
      case .refused: counts.3 += 1
      }
    }
  }
}

extension BaseFacts {
  /// What a file does not speak of stays as it is: exceptions, which are the manager's, and translations of a text that is
  /// still the same.
  ///
  /// - Parameter said: the columns of the file.
  func keeping(_ old: BaseFacts, said: Set<String>) -> BaseFacts {
    var facts = self
    facts.exceptions = facts.exceptions ?? old.exceptions
    for column in BaseCells.translated {
      let path = BaseCells.text(column)
      guard let was = old[keyPath: path], var text = facts[keyPath: path], text.zhHans == was.zhHans else { continue }
      if !said.contains(column + "_zh_hant") { text.zhHant = was.zhHant }
      if !said.contains(column + "_en") { text.en = was.en }
      if !said.contains(column + "_pt") { text.pt = was.pt }
      facts[keyPath: path] = text
    }
    return facts
  }
}
