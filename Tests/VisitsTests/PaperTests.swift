import Evaluation
import Foundation
import Journal
import People
import Places
import SQL
import Site
import TestSupport
import Testing

@testable import Visits

@Suite("What groups hand in before they come")
struct PaperTests {
  // MARK: Lists of names

  @Test("a list is read as it is pasted, with numbers, headings and other columns left out")
  func lists() throws {
    #expect(try NameList("王小明\n李小红\n").names == ["王小明", "李小红"])
    #expect(try NameList("1.王七\n2.张万里\n3 三").names == ["王七", "张万里", "三"], "numerals are letters of names")
    #expect(try NameList("1. 王小明\n２、李小红\n3) Ann-Marie O'Neil").names == ["王小明", "李小红", "Ann-Marie O'Neil"])
    #expect(try NameList("王小明、李小红、 赵 云").names == ["王小明", "李小红", "赵 云"])
    let table = try NameList("序号,姓名,身份证号\r\n1,王小明,440106201501011234\r\n2,李小红,44010620150101123X\r\n")
    #expect(table.names == ["王小明", "李小红"] && table.leftOut)
    #expect(try NameList("1，王小明\n2，李小红").names == ["王小明", "李小红"])
    #expect(try NameList("Name\tClass\nSmith\t5b").names == ["Smith"])
    #expect(try NameList("\"Smith, John\"\n").names == ["Smith, John"])
    #expect(!(try NameList("1,王小明").leftOut), "the number of a line is nothing of anybody")
    #expect(try NameList.text(of: [0xEF, 0xBB, 0xBF] + Array("王".utf8)) == "王")
    #expect(try NameList.text(of: [0xCD, 0xF5, 0xD0, 0xA1, 0xC3, 0xF7]) == "王小明", "GBK")
  }

  @Test("what is no list of names is refused with its line")
  func wrongLists() {
    for (text, expected) in [
      ("", NameList.Unreadable.empty), ("\n \n", .empty), ("姓名\n", .empty), ("王小明\n440106201501011234", .line(2)),
      ("王小明\n李小红 13800000000", .line(2)), ("=HYPERLINK(1)", .line(1)), (String(repeating: "王", count: 61), .line(1)),
      ("\"never closed", .line(1)),
    ] {
      #expect(throws: expected, "\(text)") { try NameList(text) }
    }
    #expect(throws: NameList.Unreadable.encoding) { try NameList.text(of: [0xFF, 0xFE, 0x00]) }
  }

  // MARK: Rules

  @Test("the rules of a base say what is wanted, and its offers may say otherwise")
  func rules() throws {
    let hubei = try VisitsHouse.rules("hubei").papers
    #expect(hubei.groups == [.names, .letter] && hubei.givesBack)
    #expect(try VisitsHouse.rules("default").papers.groups.isEmpty, "nothing is asked for that no rule names")
    #expect(try VisitsHouse.rules("qingdao").papers == .nothing)
    #expect(hubei.needed(of: .group, nil) == [.names, .letter])
    for audience in [Audience.individual, .school, .concession] { #expect(hubei.needed(of: audience, nil).isEmpty) }
    var facts = VisitOffer.Facts(
      names: LocalizedText(zhHans: "常设展"), kind: .entry, weekdays: [], starts: [600], minutes: 120,
      first: Day(daysSince1970: 0), places: 10)
    #expect(hubei.needed(of: .group, facts) == [.names, .letter])
    facts.groupPapers = []
    #expect(hubei.needed(of: .group, facts).isEmpty)
    facts.groupPapers = [.letter]
    #expect(PaperRules.nothing.needed(of: .group, facts) == [.letter])
    facts.pupilsNames = true
    #expect(PaperRules.nothing.needsPupilsNames(facts) && !PaperRules.nothing.needsPupilsNames(nil))
  }

  @Test("whoever books late still has time, but never beyond the beginning")
  func deadlines() throws {
    let rules = try VisitsHouse.rules("hubei").papers
    let session = try VisitsHouse.session("2026-03-20")
    let regular = try #require(Instant("2026-03-17T10:00:00Z"))
    #expect(rules.due(for: session, bookedAt: regular - .seconds(86_400 * 5)) == regular)
    #expect(rules.due(for: session, bookedAt: regular) == regular + .seconds(86_400))
    #expect(rules.due(for: session, bookedAt: session.starts - .seconds(60)) == session.starts)
  }

  // MARK: Over the database

  /// A group of 30 with a booking for 20 March.
  private func group(_ house: PaperHouse, people: Int = 30) async throws -> Booking {
    try await house.house.add("2026-03-20", SessionPlaces(100))
    return try await house.house.book(VisitsHouse.request("group", .group, Party(adults: people)))
  }

  @Test("a list is whole when it has as many names as people come; the journal has none of them", arguments: TestDatabase.engines)
  func handingIn(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await PaperHouse(database)
      let booking = try await group(house)
      #expect(try await house.state(booking).missing == [.names, .letter])
      try await house.hand(in: ["王小明", "李小红"], booking)
      #expect(try await house.state(booking).missing == [.names, .letter], "two names for thirty people")
      let all = (1...30).map { "王\(UnicodeScalar(0x4E00 + $0).map(String.init) ?? "")" }
      try await house.hand(in: all, booking)
      #expect(try await house.state(booking).missing == [.letter])
      #expect(try await database.read { try house.papers.names(of: booking.id, $0) } == all)
      await #expect(throws: GroupPapers.Refusal.tooMany(names: 31, people: 30)) {
        try await house.hand(in: all + ["多一人"], booking)
      }
      // More people come: the list does not fit any more.
      _ = try await database.write {
        try house.house.visits.change(booking.id, to: Party(adults: 31), by: .command("test"), in: $0)
      }
      #expect(try await house.state(booking).missing == [.names, .letter])
      let kept = try await database.all(String.self, "SELECT details FROM journal")
      #expect(!kept.contains { $0.contains("王") })
      let stored = try await database.read { try $0.sealedNames(of: booking.id) }
      #expect(stored.map { !String(decoding: $0, as: UTF8.self).contains("王") } == true, "names are sealed")
    }
  }

  @Test("nothing is taken in that the base does not want, nor for a booking that is over", arguments: TestDatabase.engines)
  func unwanted(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let open = try await PaperHouse(database, rules: "default")
      try await open.house.add("2026-03-20", SessionPlaces(100))
      let free = try await open.house.book(VisitsHouse.request("group", .group, Party(adults: 30)))
      #expect(try await open.state(free).needed.isEmpty)
      await #expect(throws: GroupPapers.Refusal.notNeeded) { try await open.hand(in: ["王小明"], free) }
    }
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await PaperHouse(database)
      let booking = try await group(house)
      try await house.house.cancel(booking.id)
      await #expect(throws: GroupPapers.Refusal.over) { try await house.hand(in: ["王小明"], booking) }
    }
  }

  @Test("a letter is taken in by what it holds, and goes with its folder", arguments: TestDatabase.engines)
  func letters(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await PaperHouse(database)
      let booking = try await group(house)
      await #expect(throws: EvidenceStore.Refused.unknownKind) {
        _ = try await house.papers.receive(Array("<html><script>alert(1)</script>".utf8))
      }
      await #expect(throws: EvidenceStore.Refused.tooLarge) {
        _ = try await house.papers.receive([UInt8](repeating: 0, count: house.papers.policy.largestLetter + 1))
      }
      let letter = try await house.papers.receive(PaperHouse.picture)
      try await database.write { try house.papers.handIn(letter, for: booking.id, by: .command("test"), in: $0) }
      let kept = try #require(try await database.read { try $0.letter(of: booking.id) })
      #expect(house.papers.letter(kept)?.kind == .picture)
      #expect(try await house.papers.sweep(olderThan: .zero) == 0, "what a booking has stays")
      try await house.house.cancel(booking.id)
      #expect(try await database.write { try house.papers.erase(in: $0) } == 1)
      #expect(try await house.papers.sweep(olderThan: .zero) == 1)
      #expect(house.papers.letter(kept) == nil)
    }
  }

  @Test("lists are erased thirty days after the visit, and the journal says so", arguments: TestDatabase.engines)
  func erasing(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await PaperHouse(database)
      let booking = try await group(house)
      try await house.hand(in: ["王小明"], booking)
      house.house.clock.advance(by: .seconds((17 + 30) * 86_400))
      #expect(try await database.write { try house.papers.erase(in: $0) } == 0, "the thirtieth day is not over")
      house.house.clock.advance(by: .seconds(86_400))
      #expect(try await database.write { try house.papers.erase(in: $0) } == 1)
      #expect(try await database.read { try house.papers.names(of: booking.id, $0) }.isEmpty)
      let actions = try await database.all(String.self, "SELECT action FROM journal ORDER BY id")
      #expect(actions.contains("visit_papers.erased"))
    }
  }
}

/// A museum that asks groups for a list and a letter, as that of Hubei does.
struct PaperHouse {
  let house: VisitsHouse
  let papers: GroupPapers

  init(_ database: Database, rules: String = "hubei") async throws {
    house = try await VisitsHouse(database, rules: rules)
    papers = GroupPapers(
      visits: house.visits, policy: try PaperPolicy(file: VisitsHouse.root + "/Policies/visit-papers.yaml"),
      secret: "test secret",
      folder: NSTemporaryDirectory() + "/kepu-letters-\(UUID())")
  }

  func state(_ booking: Booking) async throws -> PaperState {
    try await house.database.read { reader in
      try house.visits.papers(of: #require(try reader.timedBooking(booking.id)), reader)
    }
  }

  func hand(in names: [String], _ booking: Booking) async throws {
    try await house.database.write { try papers.handIn(names, for: booking.id, by: .command("test"), in: $0) }
  }

  /// The smallest picture: one dark pixel (PNG).
  static let picture = [UInt8](
    Data(
      base64Encoded: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNgAAAAAgAB5Sfe/AAAAABJRU5ErkJggg==") ?? Data())
}
