import Credentials
import Foundation
import People
import SQL
import TestSupport
import Testing

@testable import Evaluation

@Suite("Every programme that ships, from the call to the certificate")
struct EveryProgrammeTests {
  /// What somebody who meets the conditions answers, where the first plausible answer would not do.
  private static let answers: [String: Facts] = [
    "provincial-base": [
      "kind_of_base": .text("professional"), "legal_person": .flag(true), "building_area": .number(800),
      "indoor_area": .number(300), "full_time_staff": .number(3), "safety_rules": .flag(true), "open_days": .number(310),
    ],
    "base-assessment": ["open_days": .number(310)],
    "industry-base": ["open_days": .number(310), "activities": .number(12)],
    "creation-centre": ["creators": .number(9), "works_two_years": .number(9)],
    "theory-base": ["researchers": .number(12), "publications": .number(9)],
    "leading-talent": [
      "years_of_service": .number(9), "title": .text("senior"), "peer_recommendations": .number(3), "front_line": .flag(true),
    ],
    "professional-title": ["level": .text("junior"), "degree": .text("master"), "employment": .text("employed")],
    "excellent-works": [:],
    "micro-video": ["duration": .number(200), "subtitles": .flag(true)],
    "explanation-contest": ["birth": Day("1995-03-01").map(FactValue.day) ?? .flag(false)],
    "experiment-show": ["birth": Day("1995-03-01").map(FactValue.day) ?? .flag(false)],
    "talk-show": ["birth": Day("1995-03-01").map(FactValue.day) ?? .flag(false)],
    "exhibit-fund": ["asked": .number(50), "own_share": .number(30)],
    "commendation": ["years_of_service": .number(6)], "commendation-unit": ["years_of_service": .number(6)],
  ]

  @Test("what can be run is what ships")
  func listsAll() throws {
    let folder = House.root + "/Policies/programmes"
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }
    #expect(Set(files.map { String($0.dropLast(5)) }) == Set(Self.answers.keys))
  }

  @Test(
    "a round runs through all stages of its programme, and its certificate is good", arguments: answers.keys.sorted(),
    TestDatabase.engines)
  func runs(key: String, engine: TestEngine) async throws {
    try await inHouse(engine, directory: RoundDriver.directory) { house in
      let driver = try await RoundDriver(house)
      if key == "base-assessment" {
        // Only a base that is named is assessed.
        _ = try await driver.run("provincial-base", Self.answers["provincial-base"] ?? [:])
      }
      let award = try await driver.run(key, Self.answers[key] ?? [:])
      let programme = try #require(house.evaluation.programmes[key])
      #expect(award.level == programme.decision.levels.first?.key && award.kind == programme.result.kind)
      #expect(award.isInForce(on: house.evaluation.today))
      let due = Set(try await house.database.read { try $0.duties(of: award.id) }.map(\.key))
      #expect(due.isSubset(of: Set(programme.duties.map(\.key))) && due.isEmpty == programme.duties.isEmpty, "\(due)")
      let token = try await house.evaluation.token(for: award)
      let keys = try await house.database.read { try house.evaluation.issuerKeys($0) }
      let verifier = CredentialVerifier(issuer: house.evaluation.issuer.id, keys: keys)
      let list = try await house.evaluation.statusList()
      let address = try #require(CredentialVerifier.statusList(of: token))
      let verdict = verifier.verdict(on: token, at: house.clock.now.date, statusLists: [address: list])
      guard case .valid = verdict else {
        Issue.record("\(key): \(verdict)")
        return
      }
    }
  }
}
