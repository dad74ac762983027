import People
import SQL
import TestSupport
import Testing

@testable import Evaluation

@Suite("Reviewers are assigned by plan")
struct AssignmentRoundTests {
  /// A round of creation centres, single blind, three reviewers each, at the stage of review.
  private func round(_ house: House, _ chen: Rights, centres: Int) async throws -> (ID<Call>, [ID<Submission>], [Rights]) {
    let call = try await house.call("creation-centre", by: chen)
    var (ids, applicants): ([ID<Submission>], [Rights]) = ([], [])
    for number in 0..<centres {
      let applicant = try await house.person("申报\(number)")
      let unit = try await house.unit("中心\(number)", responsible: applicant)
      let plan = number % 2 == 0 ? "海洋生物与珊瑚礁的科普图书" : "航天火箭与卫星的展品"
      let id = try await house.fill(
        call, as: applicant, for: .organization(unit), title: "中心\(number)",
        ["creators": .number(9), "works_two_years": .number(9), "plan": .text(plan)])
      try await house.submit(id, by: applicant)
      try await house.recommend(id, place: number + 1, by: chen)
      ids.append(id)
      applicants.append(applicant)
    }
    house.clock.advance(by: .seconds(21 * 86_400))
    try await house.advance(call, by: chen)
    try await house.advance(call, by: chen)
    for id in ids { try await house.check(id, by: chen) }
    return (call, ids, applicants)
  }

  private func invite(
    _ call: ID<Call>, _ name: String, fields: [String], most: Int = 30, _ house: House, by chen: Rights
  ) async throws -> Rights {
    let person = try await house.person(name)
    try await house.database.write { writer in
      let call = try #require(try writer.call(call))
      try house.evaluation.invite(person.person.id, to: call, most: most, fields: fields, by: chen, in: writer)
      try house.evaluation.answerInvitation(call, isAccepted: true, by: person, in: writer)
    }
    return person
  }

  private func assign(_ call: ID<Call>, _ house: House, by chen: Rights) async throws -> AssignmentProposal {
    try await house.database.write { try house.evaluation.assignAutomatically(try #require(try $0.call(call)), by: chen, in: $0) }
  }

  @Test(
    "everybody gets three reviewers who know the subject, none of their own unit, and a drop-out changes as little as can be",
    arguments: TestDatabase.engines)
  func assigns(engine: TestEngine) async throws {
    try await inHouse(engine) { house in
      let chen = try await house.officer("陈科长")
      let (call, ids, applicants) = try await round(house, chen, centres: 4)
      var (ocean, space): ([Rights], [Rights]) = ([], [])
      for number in 0..<4 {
        ocean.append(try await invite(call, "海\(number)", fields: ["海洋生物", "珊瑚"], house, by: chen))
        space.append(try await invite(call, "天\(number)", fields: ["航天", "火箭卫星"], house, by: chen))
      }
      _ = try await house.unit("与中心0同单位", members: [ocean[0], applicants[0]])
      try await house.advance(call, by: chen)
      #expect(try await assign(call, house, by: chen).blocked == nil)
      func pairs() async throws -> Set<String> {
        Set(
          try await house.database.read { try $0.reviews(in: call) }.filter { $0.state == .assigned }.map {
            "\($0.submission) \($0.person)"
          })
      }
      let first = try await pairs()
      #expect(first.count == 12)
      for (place, id) in ids.enumerated() {
        let chosen = Set(try await house.database.read { try $0.reviews(of: id) }.map(\.person))
        let wanted = Set((place % 2 == 0 ? ocean : space).map(\.person.id))
        #expect(chosen.isSubset(of: wanted) && chosen.count == 3)
        if place == 0 { #expect(!chosen.contains(ocean[0].person.id)) }
      }
      let ill = space[1].person.id
      try await house.database.write {
        try house.evaluation.remove(ill, from: try #require(try $0.call(call)), reason: "生病", by: chen, in: $0)
      }
      let left = try await pairs()
      _ = try await assign(call, house, by: chen)
      let second = try await pairs()
      #expect(second.isSuperset(of: left) && second.count == 12)
    }
  }

  @Test("where reviewers lack, nothing is assigned and the submissions that lack them are named")
  func blocked() async throws {
    try await inHouse(.sqlite) { house in
      let chen = try await house.officer("陈科长")
      let (call, ids, _) = try await round(house, chen, centres: 3)
      for number in 0..<3 { _ = try await invite(call, "评\(number)", fields: [], most: 2, house, by: chen) }
      try await house.advance(call, by: chen)
      let blocked = try #require(try await assign(call, house, by: chen).blocked)
      #expect(blocked.lacking == 3 && Set(blocked.tracks.flatMap(\.submissions).map(\.id)) == Set(ids))
      #expect(try await house.database.read { try $0.reviews(in: call) }.isEmpty)
    }
  }

  @Test("texts about the same thing are more alike than others, in Traditional characters too")
  func matches() {
    let match = ExpertMatch(experts: [["海洋生物", "珊瑚礁保护"], ["航天火箭"], ["Marine biology", "coral reefs"]])
    let ocean = match.similarities(to: "珊瑚礁里的海洋生物")
    #expect(ocean[0] > 300 && ocean[1] == 0)
    #expect(match.similarities(to: "珊瑚礁裏的海洋生物")[0] > 300)
    #expect(match.similarities(to: "Coral reefs of the South China Sea")[2] > 300)
  }
}
