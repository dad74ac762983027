import Foundation
import Geo
import SQL
import TestSupport
import Testing

@testable import Places

@Suite("Importing bases")
struct ImportTests {
  @Test("the same file in UTF-8, with a mark, in GBK and as GeoJSON says the same", arguments: TestDatabase.engines)
  func readsEveryForm(engine: TestEngine) async throws {
    try await inProvince(engine) { province in
      let first = try await province.load("ten-bases.csv")
      #expect(first.new == 10 && first.refused == 0)
      for file in ["ten-bases-bom.csv", "ten-bases-gbk.csv", "ten-bases.geojson"] {
        let again = try await province.load(file)
        #expect(again.unchanged == 10 && again.new == 0 && again.changed == 0, "\(file): \(again.report)")
      }
    }
  }

  @Test("the same file twice changes nothing and writes nothing into the journal", arguments: TestDatabase.engines)
  func isIdempotent(engine: TestEngine) async throws {
    try await inProvince(engine) { province in
      try await province.load("ten-bases.csv")
      let entries = try await province.entries()
      let bases = try await province.database.read { try $0.publishedBases(after: nil, limit: 100) }
      try await province.load("ten-bases.csv")
      #expect(try await province.entries() == entries)
      #expect(try await province.database.read { try $0.publishedBases(after: nil, limit: 100) } == bases)
      #expect(entries.count == 10 && entries.allSatisfy { $0.entry.action == "base.published" })
    }
  }

  @Test("bad rows are named with line and reason, and the good ones are taken", arguments: TestDatabase.engines)
  func takesTheGoodRows(engine: TestEngine) async throws {
    try await inProvince(engine) { province in
      let outcome = try await province.load("bad-rows.csv")
      #expect(outcome.new == 2 && outcome.refused == 8)
      for (line, words) in [
        (3, "too few or too many columns"), (4, "in the sea"), (5, "not in 福田区"), (6, "“zoo” is not in the list"),
        (7, "stands on line 2 already"), (8, "swapped"), (9, "http://"), (10, "“like”"),
      ] {
        #expect(outcome.report.contains { $0.hasPrefix("Line \(line)") && $0.contains(words) }, "line \(line): \(outcome.report)")
      }
    }
  }

  @Test("strict takes nothing when a row is refused, and a dry run never writes", arguments: TestDatabase.engines)
  func keepsItsHandsOff(engine: TestEngine) async throws {
    try await inProvince(engine) { province in
      #expect(try await province.load("bad-rows.csv", strict: true).isDryRun)
      #expect(try await province.load("ten-bases.csv", dryRun: true).new == 10)
      let isEmpty = try await province.places.isEmpty
      #expect(isEmpty)
      #expect(try await province.entries().isEmpty)
    }
  }

  @Test("what was exported is imported as the same", arguments: TestDatabase.engines)
  func roundTrips(engine: TestEngine) async throws {
    try await inProvince(engine) { province in
      try await province.load("ten-bases.csv")
      for format in Places.ExportFormat.allCases {
        var bytes: [UInt8] = []
        let count = try await province.places.export(format) { bytes += $0 }
        #expect(count == 10)
        if format == .csv {
          let table = try ImportTable(bytes)
          let existing = try await province.database.read { try $0.publishedBases(after: nil, limit: 100) }
          let plan = ImportPlan(
            table, existing: Dictionary(uniqueKeysWithValues: existing.map { ($0.facts.externalID, $0) }),
            regions: province.places.regions, vocabularies: province.places.vocabularies)
          #expect(plan.counts.unchanged == 10)
        } else {
          #expect(try JSONSerialization.jsonObject(with: Data(bytes)) is [String: Any])
        }
      }
    }
  }

  @Test("a changed row is a new version with the changed fields in the journal", arguments: TestDatabase.engines)
  func versionsChanges(engine: TestEngine) async throws {
    try await inProvince(engine) { province in
      try await province.load("ten-bases.csv")
      let base = try #require(try await province.places.published("guangdong-science-center"))
      var facts = base.facts
      facts.phone = "020-1234567"
      let changed = facts
      province.clock.advance(by: .seconds(1))
      try await province.database.write { writer in
        try province.places.change(base, to: changed, by: .init(actor: .system, reason: "new number"), in: writer)
      }
      let now = try #require(try await province.places.published("guangdong-science-center"))
      #expect(now.version == 2 && now.facts.phone == "020-1234567")
      let last = try #require(try await province.entries().last)
      #expect(last.entry.action == "base.changed" && last.entry.details.contains("phone") && last.entry.reason == "new number")
      #expect(!last.entry.details.contains("1234567"), "values stay out of the journal")
      await #expect(throws: Places.Conflict.self) {
        try await province.database.write { writer in
          try province.places.change(base, to: changed, by: .init(actor: .system), in: writer)
        }
      }
      #expect(try await province.journal.verify(province.database).fault == nil)
    }
  }

  @Test(
    "a base is found by name, initials, pinyin, Traditional name, English and theme", arguments: TestDatabase.engines,
    ["广东科学中心", "gdkxzx", "guangdongkexue", "廣東科學中心", "Guangdong Science", "科学中心"])
  func isFound(engine: TestEngine, query: String) async throws {
    try await inProvince(engine) { province in
      try await province.load("ten-bases.csv")
      #expect(try await province.find(query).first == "广东科学中心")
    }
  }

  @Test("the shipped venues are all good but for notes")
  func acceptsTheShippedVenues() throws {
    let table = try ImportTable(path: Province.files.venues)
    let boundaries = try Province.files.boundaries().map { code, polygons in
      try Boundary(id: Int64(code) ?? 0, multiPolygon: try JSONDecoder().decode([[[[Double]]]].self, from: Data(polygons.utf8)))
    }
    let tree = RegionTree(try Province.files.regions(), boundaries: BoundaryIndex(boundaries))
    let plan = ImportPlan(table, existing: [:], regions: tree, vocabularies: try Province.files.vocabularies())
    #expect(plan.counts.new == table.rows.count && table.rows.count >= 100)
    #expect(plan.rows.flatMap(\.issues).allSatisfy { $0.severity == .warning })
  }

  @Test("a file that is too large, of no known encoding or without a header is refused in one sentence")
  func refusesWholeFiles() async throws {
    #expect(throws: ImportTable.Unreadable.encoding) { try ImportTable([0xFF, 0xFF, 0x00, 0x81]) }
    #expect(throws: ImportTable.Unreadable.noHeader) { try ImportTable(Array("just words\n1\n".utf8)) }
    #expect(throws: ImportTable.Unreadable.notGeoJSON) { try ImportTable(Array("{\"type\": 1}".utf8)) }
    #expect(throws: ImportTable.Unreadable.missing) { try ImportTable(path: "/nowhere/at/all.csv") }
    let path = NSTemporaryDirectory() + "/kepu-large-\(UUID()).csv"
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.truncate(atOffset: 2 << 30)
    try handle.close()
    #expect(throws: ImportTable.Unreadable.tooLarge(megabytes: 2048)) { try ImportTable(path: path) }
  }
}
