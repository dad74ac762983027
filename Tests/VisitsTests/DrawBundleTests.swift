import Credentials
import Foundation
import People
import TestSupport
import Testing

@testable import Visits

@Suite("Files of draws")
struct DrawBundleTests {
  private let key = SigningKey()

  private func record(_ method: DrawMethod, _ seed: UInt64 = 9) throws -> DrawRecord {
    var chance = SeededRandom(seed)
    let list = try DrawSamples.list(method, requests: 30, sessions: 4, people: 1...9, places: 10...30, by: &chance)
    let secret = DrawSecret()
    return DrawRecord(
      id: "d1", name: "开放日", list: list, commitment: secret.commitment, listDigest: try list.digest, secret: secret,
      publicValueName: "index", publicValue: "11,234.56")
  }

  private func file(_ payload: CanonicalJSON) throws -> [UInt8] {
    try SignedBundle(signing: payload, by: key, of: "did:web:kepu.example").file()
  }

  private func changed(_ payload: CanonicalJSON, _ name: String, to value: CanonicalJSON) -> CanonicalJSON {
    .object((payload.members ?? [:]).merging([name: value]) { _, new in new })
  }

  @Test("a draw that is made again from its file comes to the same", arguments: DrawMethod.allCases)
  func again(method: DrawMethod) throws {
    let record = try record(method)
    let bundle = DrawBundle(record, record.result())
    guard case .good(let key, let read, let result) = DrawBundle.check(try file(bundle.payload)) else {
      Issue.record("the file is not good")
      return
    }
    #expect(key.hasPrefix("did:web:kepu.example#"))
    #expect(read == record)
    #expect(result.outcomes == record.result().outcomes)
    let explanation = DrawExplanation(result)
    #expect(explanation.lines.count == 30)
    for number in 1...30 { #expect((explanation.lines(for: number)?.count ?? 0) >= 2) }
    #expect(explanation.lines(for: 31) == nil)
  }

  /// `Tests/Clients/test_draws.py` makes the draws of these files again in Python.
  @Test("files of draws stay what they were, so that old ones can be checked for ever", arguments: DrawMethod.allCases)
  func goldenFiles(method: DrawMethod) throws {
    var chance = SeededRandom(2_026)
    let list = try DrawSamples.list(method, requests: 60, sessions: 5, people: 4...40, places: 60...160, by: &chance)
    let secret = try #require(DrawSecret(String(repeating: "0123456789abcdef", count: 4)))
    let record = DrawRecord(
      id: "d1", name: "开放日", list: list, commitment: secret.commitment, listDigest: try list.digest, secret: secret,
      publicValueName: "收盘点位", publicValue: "11,234.56")
    let key = try SigningKey(rawRepresentation: Array(0..<32))
    let payload = DrawBundle(record, record.result()).payload
    let file = try SignedBundle(signing: payload, by: key, of: "did:web:kepu.example").file()
    let path = "Tests/Fixtures/draw-\(method.rawValue).json"
    if ProcessInfo.processInfo.environment["KEPU_WRITE_DOCS"] != nil {
      try Data(file).write(to: URL(filePath: path))
    }
    #expect(FileManager.default.contents(atPath: path) == Data(file))
  }

  @Test("no byte of the file can be changed unseen")
  func changedBytes() throws {
    let record = try record(.lottery)
    let good = try file(DrawBundle(record, record.result()).payload)
    var chance = SeededRandom(3)
    for _ in 0..<200 {
      var file = good
      let place = Int.random(in: 0..<(file.count - 1), using: &chance)
      file[place] ^= UInt8.random(in: 1...127, using: &chance)
      guard case .tampered = DrawBundle.check(file) else {
        Issue.record("byte \(place) was changed unseen")
        return
      }
    }
    guard case .tampered = DrawBundle.check([]) else {
      Issue.record("an empty file is taken for a draw")
      return
    }
  }

  @Test("who signs an outcome that the draw does not come to is found out", arguments: DrawMethod.allCases)
  func otherOutcome(method: DrawMethod) throws {
    let record = try record(method)
    let payload = DrawBundle(record, record.result()).payload
    var outcomes = try #require(payload["outcome"]?.elements)
    let loser = try #require(outcomes.firstIndex { $0["session"] == .null })
    outcomes[loser] = changed(changed(outcomes[loser], "session", to: 0), "pass", to: 0)
    guard case .different(let number, let told, _) = DrawBundle.check(try file(changed(payload, "outcome", to: .array(outcomes))))
    else {
      Issue.record("the changed outcome was not found")
      return
    }
    #expect(number == record.list.requests[loser].number)
    #expect(told.contains("\"session\":0"))
  }

  @Test("who signs another secret, another list or another public value is found out")
  func otherIngredients() throws {
    let record = try record(.allocation)
    let payload = DrawBundle(record, record.result()).payload
    guard case .otherSecret = DrawBundle.check(try file(changed(payload, "secret", to: .string(DrawSecret().text)))) else {
      Issue.record("another secret was taken")
      return
    }
    guard case .otherList = DrawBundle.check(try file(changed(payload, "list", to: try self.record(.allocation, 10).list.json)))
    else {
      Issue.record("another list was taken")
      return
    }
    guard case .different = DrawBundle.check(try file(changed(payload, "publicValue", to: "11,234.57"))) else {
      Issue.record("another public value was taken")
      return
    }
    guard case .tampered = DrawBundle.check(try file(changed(payload, "kind", to: "kepu.round"))) else {
      Issue.record("a file of another kind was taken")
      return
    }
  }
}

@Suite("Policy of draws")
struct DrawPolicyTests {
  @Test("the shipped policy gives weights within bounds, and its tiers are in order")
  func shipped() throws {
    let policy = try DrawPolicy(file: "Policies/draws.yaml")
    #expect(policy.weight([]) == 1)
    #expect(policy.weight(Set(DrawFact.allCases)) <= DrawList.greatestWeight)
    #expect(policy.weight([.neverVisited, .ruralCounty]) > policy.weight([.neverVisited]))
    #expect(policy.tier([.neverVisited, .ruralCounty]) == 0)
    #expect(policy.tier([.neverVisited]) == 1)
    #expect(policy.tier([.noVenueInCounty, .specialEducation]) == 2)
    #expect(policy.tier([]) == 3)
    #expect(policy.name(ofTier: 3).en == "Other schools")
  }

  @Test("a misspelt fact or too many tickets are told with their line")
  func mistakes() throws {
    let shipped = try String(contentsOfFile: "Policies/draws.yaml", encoding: .utf8)
    for (right, wrong) in [("rural_county: 1", "rural_contry: 1"), ("never_visited: 2", "never_visited: 19")] {
      let text = shipped.replacing(right, with: wrong)
      #expect(text != shipped)
      #expect(throws: PolicyFile.Wrong.self) { try DrawPolicy(PolicyFile(text: text, named: "draws.yaml")) }
    }
  }
}
