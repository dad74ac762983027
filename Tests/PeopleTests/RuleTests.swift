import Foundation
import SQL
import Site
import Testing

@testable import People

@Suite("Rules of people")
struct RuleTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  private func purpose(_ version: Int) throws -> ConsentPurpose {
    let path = NSTemporaryDirectory() + "/kepu-policy-\(UUID()).yaml"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try
      "- {key: news, version: \(version), is_necessary: false, name: {zh-Hans: a, zh-Hant: b, en: c}, text: {zh-Hans: a, zh-Hant: b, en: c}}"
      .write(toFile: path, atomically: true, encoding: .utf8)
    return try #require(try PolicyFile(path).list(ConsentPurpose.init).first)
  }

  @Test("a new version makes consents stale once, and one that was taken back is not asked for again (TC-171, TC-172)")
  func agesConsents() throws {
    let given = Consent(purpose: "news", version: 1, givenAt: Instant(milliseconds: 1), withdrawnAt: nil)
    let back = Consent(purpose: "news", version: 1, givenAt: Instant(milliseconds: 1), withdrawnAt: Instant(milliseconds: 2))
    let (first, second) = (try purpose(1), try purpose(2))
    #expect(ConsentState.of(first, in: []) == .none && ConsentState.of(first, in: [given]) == .given)
    #expect(ConsentState.of(second, in: [given]) == .stale && ConsentState.of(second, in: [back]) == .withdrawn)
    #expect(ConsentState.of(first, in: [back]) == .withdrawn)
  }

  @Test("the shipped policy is read, and a wrong one is told with its file, line and what was expected")
  func readsPolicies() throws {
    let text = try String(contentsOfFile: Self.root + "/Policies/people.yaml", encoding: .utf8)
    #expect(try PeoplePolicy(file: Self.root + "/Policies/people.yaml").guardianUnder == 14)
    let path = NSTemporaryDirectory() + "/kepu-policy-\(UUID()).yaml"
    defer { try? FileManager.default.removeItem(atPath: path) }
    for (old, new, wanted) in [
      ("least: 10", "least: 3", "passwords.least should be a number from 8 to 64"), ("auditor]", "king]", "should be one of"),
      ("version: 1", "version: none", "version should be a number"),
      ("guardian_under: 14", "guardians: 14", "guardian_under should be"),
    ] {
      try text.replacing(old, with: new, maxReplacements: 1).write(toFile: path, atomically: true, encoding: .utf8)
      let error = #expect(throws: PolicyFile.Wrong.self) { try PeoplePolicy(file: path) }
      #expect(
        error?.description.contains(wanted) == true && error?.description.contains(", line ") == true,
        "\(String(describing: error))")
    }
  }

  @Test(
    "an address is told apart by its letters, whatever their case",
    arguments: [
      ("Li@Example.org", "li@example.org"), (" li@example.org ", "li@example.org"), ("a@b", nil), ("a..b@example.org", nil),
      ("a@exa mple.org", "a@example.org"),
    ] as [(String, String?)])
  func readsAddresses(typed: String, key: String?) { #expect(EmailAddress(typed)?.key == key) }

  @Test("roles give only what is under them, and nobody gives the three administrators but security")
  func separatesRoles() {
    for role in Role.allCases where role != .securityAdministrator {
      #expect(role.givable.isDisjoint(with: Role.separated), "\(role)")
    }
    #expect(Role.auditor.actions == [.seeDesk, .readJournal])
    for role in Role.allCases where role != .auditor { #expect(!role.actions.contains(.readJournal), "\(role)") }
  }

  @Test("a device is known by browser and system, a network by its front part")
  func describesDevices() {
    let agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 MicroMessenger/8.0 Mobile Safari/604"
    #expect(Origin.device(agent) == "WeChat · iPhone" && Origin.device("") == "?")
    #expect(Origin.network("203.0.113.9") == "203.0.113.*" && Origin.network("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::")
  }
}

extension Consent {
  init(purpose: String, version: Int, givenAt: Instant, withdrawnAt: Instant?) {
    self.init(
      id: ID(rawValue: 1), purpose: purpose, version: version, givenBy: "self", givenAt: givenAt, withdrawnAt: withdrawnAt)
  }
}
