import Foundation
import Geo
import SQL
import Site
import TestSupport
import Testing

@testable import Places

/// Whatever may be told of a base, as chance has it: texts with every character that means something to a format.
private struct RandomFacts {
  let regions: RegionTree
  let vocabularies: Vocabularies
  let week = ["Tu-Su 09:30-17:00; Mo off", "24/7", "Apr-Oct Mo-Su 08:00-18:00; Nov-Mar Mo-Su 08:30-17:30; PH off"].compactMap {
    try? OpeningHours($0)
  }
  var random: SeededRandom

  private static let pieces = [
    "广东", "科學", "a", "Z9", ",", ";", "；", "|", "\"", "\"\u{301}", "'", "\\", "\\;", "\n", "\r\n", "\t", " ", "{", "<b>", "=1+1",
    "é", "🜨",
    "off", "/", ":", "-", "?", "null", "\u{2028}",
  ]

  mutating func text(_ longest: Int = 8) -> String {
    while true {
      let count = Int.random(in: 1...longest, using: &random)
      let text = (0..<count).map { _ in Self.pieces.randomElement(using: &random) ?? "" }.joined().trimmingWhitespace()
      if !text.isEmpty { return text }
    }
  }

  mutating func maybe<Value>(_ value: (inout Self) -> Value) -> Value? {
    Bool.random(using: &random) ? value(&self) : nil
  }

  mutating func localized() -> LocalizedText {
    LocalizedText(zhHans: text(), zhHant: maybe { $0.text() }, en: maybe { $0.text() }, pt: maybe { $0.text() })
  }

  mutating func list<Value>(_ value: (inout Self) -> Value) -> [Value] {
    (0..<Int.random(in: 1...4, using: &random)).map { _ in value(&self) }
  }

  mutating func key(_ vocabulary: Vocabulary) -> String { vocabulary.terms.randomElement(using: &random)?.key ?? "" }

  mutating func hours() -> OpeningHours { week[Int.random(in: 0..<week.count, using: &random)] }

  mutating func exception() -> OpeningException {
    let first = Day(daysSince1970: Int.random(in: 18_000...22_000, using: &random))
    let last = first.adding(days: Int.random(in: 0...9, using: &random))
    return OpeningException(first: first, last: last, hours: maybe { $0.hours() }, reason: maybe { $0.text() })
  }

  mutating func naming() -> BaseFacts.Naming {
    let year = Int.random(in: 1990...2030, using: &random)
    return BaseFacts.Naming(scheme: key(vocabularies.schemes), from: maybe { _ in year }, until: maybe { _ in year + 3 })
  }

  mutating func position(in region: Region) -> BaseFacts.Position? {
    let accuracy = BaseFacts.Accuracy.allCases.randomElement(using: &random) ?? .exact
    return BaseFacts.Position(
      coordinate: region.label, accuracy: accuracy, radius: maybe { Int.random(in: 1...900, using: &$0.random) })
  }

  mutating func facts(_ number: Int) -> BaseFacts {
    let places = regions.byCode.values.filter { region in
      regions.isLeaf(region.code)
        && regions.boundaries.match(region.label, within: 0).map { String($0.boundary.id) } == region.code
    }.sorted { $0.code < $1.code }
    let region = places[Int.random(in: 0..<places.count, using: &random)]
    var facts = BaseFacts(
      externalID: "\(number) \(text())", names: localized(), category: key(vocabularies.categories), themes: [],
      region: region.code)
    facts.aliases = maybe { $0.list { $0.text() } }
    for column in BaseCells.translated { facts[keyPath: BaseCells.text(column)] = maybe { $0.localized() } }
    facts.industry = maybe { $0.key($0.vocabularies.industries) }
    facts.level = maybe { $0.key($0.vocabularies.levels) }
    facts.namings = maybe { $0.list { $0.naming() } }
    facts.themes = maybe { $0.list { $0.key($0.vocabularies.themes) } } ?? []
    facts.audiences = maybe { $0.list { $0.key($0.vocabularies.audiences) } }
    facts.position = maybe { $0.position(in: region) } ?? nil
    facts.hours = maybe { $0.hours() }
    facts.exceptions = maybe { $0.list { $0.exception() } }
    facts.admission = maybe { BaseFacts.Admission.allCases.randomElement(using: &$0.random) ?? .free }
    facts.concessions = maybe { $0.list { $0.key($0.vocabularies.concessions) } }
    facts.accessibility = maybe { $0.list { $0.key($0.vocabularies.facilities) } }
    facts.phone = maybe { $0.text() }
    facts.website = maybe { "https://\($0.text())" }
    facts.wechat = maybe { $0.text() }
    facts.exhibits = maybe {
      $0.list { facts in BaseFacts.Exhibit(names: facts.localized(), summary: facts.maybe { $0.localized() }) }
    }
    facts.source = maybe { facts in
      BaseFacts.Source(
        title: facts.text(), url: facts.maybe { "http://\($0.text())" }, confidence: facts.maybe { $0.text() },
        checkedOn: facts.maybe { Day(daysSince1970: Int.random(in: 18_000...22_000, using: &$0.random)) })
    }
    return facts
  }
}

@Suite("From export to import")
struct RoundTripTests {
  private static func tree() throws -> RegionTree {
    let boundaries = try Province.files.boundaries().map { code, polygons in
      try Boundary(id: Int64(code) ?? 0, multiPolygon: try JSONDecoder().decode([[[[Double]]]].self, from: Data(polygons.utf8)))
    }
    return RegionTree(try Province.files.regions(), boundaries: BoundaryIndex(boundaries))
  }

  private func plan(_ bytes: [UInt8], _ chance: RandomFacts, existing: [Base] = []) throws -> (ImportTable, ImportPlan) {
    let table = try ImportTable(bytes)
    let known = Dictionary(existing.map { ($0.facts.externalID, $0) }) { first, _ in first }
    return (table, ImportPlan(table, existing: known, regions: chance.regions, vocabularies: chance.vocabularies))
  }

  @Test(
    "whatever a base tells of itself comes back the same, through CSV and through GeoJSON",
    arguments: Places.ExportFormat.allCases)
  func losesNothing(format: Places.ExportFormat) throws {
    var chance = RandomFacts(
      regions: try Self.tree(), vocabularies: try Province.files.vocabularies(), random: SeededRandom(2026))
    let bases = (0..<400).map { number in
      Base(
        id: ID(rawValue: Int64(number)), slug: "b\(number)", version: 1, status: .published, updatedAt: Province.noon,
        facts: chance.facts(number))
    }
    let bytes =
      format == .csv
      ? CSVExport().part(bases, isFirst: true)
      : GeoJSONExport(regions: chance.regions).part(bases, isFirst: true, isLast: true)
    let (table, plan) = try plan(bytes, chance)
    #expect(table.unknownColumns.isEmpty && plan.rows.count == bases.count)
    for (base, row) in zip(bases, plan.rows) {
      guard case .new(let facts) = row.verdict else {
        Issue.record("\(row.verdict) \(row.issues.map { $0.words(Province.t) }) of \(base.facts)")
        continue
      }
      #expect(facts == base.facts, "\(base.facts.differences(from: facts))")
    }
    #expect(try self.plan(bytes, chance, existing: bases).1.counts.unchanged == bases.count)
  }

  @Test("a file that does not speak of translations and exceptions leaves them, unless the text itself is another")
  func keepsWhatIsNotSpokenOf() throws {
    var chance = RandomFacts(regions: try Self.tree(), vocabularies: try Province.files.vocabularies(), random: SeededRandom(7))
    var facts = chance.facts(1)
    facts.summary = LocalizedText(zhHans: "简介", zhHant: "簡介", en: "Summary")
    facts.address = LocalizedText(zhHans: "旧路1号", en: "1 Old Road")
    facts.exceptions = [chance.exception()]
    let base = Base(id: ID(rawValue: 1), slug: "b", version: 1, status: .published, updatedAt: Province.noon, facts: facts)
    var cells = BaseCells.values(facts)
    for column in ["summary_zh_hant", "summary_en", "address_en", "address_zh_hant", "opening_exceptions"] { cells[column] = nil }
    cells["address"] = "新路2号"
    let table = ImportTable(rows: [ImportTable.Row(line: 1, values: cells)], unknownColumns: [])
    let plan = ImportPlan(
      table, existing: [facts.externalID: base], regions: chance.regions, vocabularies: chance.vocabularies)
    guard case .changed(_, let changed, let fields) = plan.rows.first?.verdict else {
      Issue.record("\(plan.rows)")
      return
    }
    #expect(fields == ["address"])
    #expect(changed.address == LocalizedText(zhHans: "新路2号"))
    #expect(changed.summary == facts.summary && changed.exceptions == facts.exceptions)
  }

  @Test(
    "an item of a list may hold what separates items",
    arguments: [
      ("a;b", ["a", "b"]), ("a；b ; ;c", ["a", "b", "c"]), (#"a\;b"#, ["a;b"]), (#"C:\dir;x"#, [#"C:\dir"#, "x"]),
      (#"a\\;b"#, [#"a\"#, "b"]),
      (#"\"#, [#"\"#]), (" ; ", []),
    ])
  func readsLists(text: String, items: [String]) {
    #expect(ListText.items(text) == items)
    #expect(ListText.items(items.map(ListText.escaped).joined(separator: ";")) == items)
  }
}
