import People
import SQL
import TestSupport
import Testing

@testable import Evaluation

@Suite("Representative works")
struct RepresentativeWorksTests {
  private static let answers: Facts = [
    "level": .text("junior"), "degree": .text("master"), "employment": .text("employed"),
  ]

  private func apply(
    _ call: ID<Call>, _ name: String, first title: String, role: String, _ house: House
  ) async throws -> (Rights, ID<Submission>) {
    let person = try await house.person(name)
    let works = try await house.database.write { writer in
      [try house.work(title, of: person, role: role, writer)]
        + (try (1...2).map { try house.work("\(name)\($0)", of: person, writer) })
    }
    let id = try await house.fill(
      call, as: person, title: name, Self.answers.merging(["representative": .keys(works)]) { $1 })
    return (person, id)
  }

  @Test(
    "TC-049: a work that two claim as first authors is shown to the office and keeps both from passing unread",
    arguments: TestDatabase.engines)
  func findsSharedWorks(engine: TestEngine) async throws {
    try await inHouse(engine) { house in
      let chen = try await house.officer("陈科长")
      let call = try await house.call("professional-title", by: chen)
      let (li, first) = try await apply(call, "李明", first: "《身边的海洋》", role: "author", house)
      let (wang, second) = try await apply(call, "王芳", first: "身邊的海洋", role: "lead", house)
      let (zhang, third) = try await apply(call, "张伟", first: "身边的海洋", role: "member", house)
      for (person, id) in [(li, first), (wang, second), (zhang, third)] { try await house.submit(id, by: person) }
      house.clock.advance(by: .seconds(21 * 86_400))
      try await house.advance(call, by: chen)
      try await house.database.read { reader in
        let found = try #require(try reader.call(call))
        let round = DeskRound(call: found, programme: try house.evaluation.programme(of: found, reader))
        let shared = try house.evaluation.sharedWorks(in: round, reader)
        let numbers = try [first, second].map { try #require(try reader.submission($0)).number }
        #expect(shared[first] == [SharedWork(title: "《身边的海洋》", others: [numbers[1]])])
        #expect(shared[second] == [SharedWork(title: "身邊的海洋", others: [numbers[0]])])
        #expect(shared[third] == nil, "who took part is no first author")
        func passes(_ id: ID<Submission>) throws -> Bool {
          try house.evaluation.isFaultless(try #require(try reader.submission(id)), round, shared, chen, House.t, reader)
        }
        #expect(try !passes(first) && !passes(second) && passes(third))
      }
    }
  }

  @Test("works of somebody else's ledger cannot be chosen")
  func refusesForeignWorks() async throws {
    try await inHouse(.sqlite) { house in
      let chen = try await house.officer("陈科长")
      let call = try await house.call("professional-title", by: chen)
      let (_, victim) = try await apply(call, "李明", first: "海洋", role: "author", house)
      let works = try #require(try await house.submission(victim).answers["representative"])
      let thief = try await house.person("王芳")
      let id = try await house.fill(call, as: thief, title: "王芳", Self.answers.merging(["representative": works]) { $1 })
      #expect(try await house.obstacles(id).fields.map(\.field) == ["representative"])
      await #expect(throws: EvaluationRefusal.incomplete) { try await house.submit(id, by: thief) }
    }
  }
}
