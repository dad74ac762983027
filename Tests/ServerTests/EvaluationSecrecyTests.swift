import Foundation
import HTTPTypes
import Site
import TestSupport
import Testing

@testable import Evaluation
@testable import People
@testable import Server

@Suite("Everybody tries every address of a round")
struct EvaluationSecrecyTests {
  // MARK: Reading

  @Test("at every stage everybody reads at every address only what they may")
  func reads() async throws {
    try await withSecretRound { round in
      var findings = Findings()
      for stage in SecretStage.allCases {
        if stage > .open { try await round.goOn() }
        // What a panel reads at its vote it still reads at the decision.
        if stage == .panel { continue }
        let walk = try await SecretWalk(round)
        let doors = round.portal.plan.doors.filter { $0.method == .get && (stage == .finished || SecretWalk.isOfRoom($0)) }
        for reader in SecretReader.allCases {
          let browser = try await round.browser(reader)
          for door in doors {
            for address in walk.addresses(door) {
              try await browser.get(address)
              findings.note(browser, address, door, reader, stage)
            }
          }
        }
      }
      #expect(findings.broken.isEmpty)
      for (leak, addresses) in findings.leaks.sorted(by: { $0.key < $1.key }) { Issue.record("\(leak): \(addresses)") }
      #expect(findings.unread == [], "a table that nobody reads by says nothing")
      #expect(findings.count > 10_000)
    }
  }

  // MARK: Writing

  @Test("whoever has no part in a submission changes nothing of it at any door, whatever they send")
  func writes() async throws {
    try await withSecretRound { round in
      var count = 0
      for stage in SecretStage.allCases {
        if stage > .open { try await round.goOn() }
        guard [.review, .decision, .notice].contains(stage) else { continue }
        let walk = try await SecretWalk(round)
        for (reader, keys) in SecretRound.strangers {
          let browser = try await round.browser(reader)
          let before = try await walk.kept()
          count += try await knock(browser, as: reader, keys, walk)
          let after = try await walk.kept()
          for (table, rows) in before where after[table] != rows {
            Issue.record("\(stage): \(reader) changed \(table): \(after[table] ?? "") was \(rows)")
          }
        }
      }
      #expect(count > 2_000)
    }
  }

  /// Sends a form to every door that is no door of theirs, and tells to how many.
  private func knock(
    _ browser: Browser, as reader: SecretReader, _ keys: Set<String>, _ walk: SecretWalk
  ) async throws -> Int {
    let round = walk.round
    try await browser.get(reader == .anonymous ? "/login" : "/me/profile")
    let ticket = String(try #require(browser.page.firstMatch(of: /name="_form" value="([^"]*)"/)).output.1)
    var fields = SecretWalk.body
    fields["_form"] = ticket.replacing("&#43;", with: "+").replacing("&amp;", with: "&")
    if let last = keys.sorted().last(where: { $0 != "D" }), let id = round.submissions[last], let one = round.people[.one] {
      fields.merge(["submission": "\(id)", "person": "\(one.id)", "pair": "\(id).\(one.id).kinship"]) { $1 }
    }
    var count = 0
    for door in round.portal.plan.doors where door.method == .post && SecretWalk.isOfRoom(door) && !door.path.hasPrefix("/me/") {
      for address in try await walk.addresses(door, of: keys) where !round.mayPost(reader, address) {
        try await browser.post(address, fields)
        count += 1
        #expect(browser.status.code < 500 && browser.status != .tooManyRequests, "\(round.stage): \(reader) \(address)")
      }
    }
    return count
  }

  /// What was found on the way.
  private struct Findings {
    var count = 0
    var broken: [String] = []
    /// Where somebody read what they may not.
    var leaks: [String: [String]] = [:]
    private var read: Set<String> = []

    mutating func note(
      _ browser: Browser, _ address: String, _ door: DoorPlan.Door, _ reader: SecretReader, _ stage: SecretStage
    ) {
      count += 1
      if browser.status.code >= 500 || browser.status == .tooManyRequests { broken.append("\(stage): \(reader) at \(address)") }
      let said = SecretWalk.said(browser, door)
      let isRegister = SecretWalk.isRegister(door)
      for secret in Secret.table where secret.stands(in: said) && !(isRegister && secret.isName) {
        read.insert("\(stage): \(reader) \(secret.name)")
        if !secret.isFor(reader, at: stage) {
          leaks["\(reader) reads \(secret.name)", default: []].append("\(stage) \(address)")
        }
      }
      guard Secret.own.contains(reader), browser.status == .ok else { return }
      for name in ["钱评乙", "孙评丙", "李评丁"] where Self.stands(name, beside: Secret.title("C"), on: browser.page) {
        leaks["\(reader) finds \(name) beside C", default: []].append("\(stage) \(address)")
      }
    }

    /// Whether two words stand in one row of a table or one item of a list.
    private static func stands(_ word: String, beside other: String, on page: String) -> Bool {
      guard page.contains(word), page.contains(other) else { return false }
      return ["</tr>", "</li>", "</article>"].allSatisfy { end in
        page.components(separatedBy: end).contains { $0.contains(word) && $0.contains(other) }
      }
    }

    /// What somebody should have found somewhere from a stage on and did not.
    var unread: [String] {
      Secret.table.flatMap { secret in
        secret.seen.flatMap { line in
          line.readers.filter { reader in
            !SecretStage.allCases.contains { $0 >= line.from && read.contains("\($0): \(reader) \(secret.name)") }
          }.map { "\($0) never finds \(secret.name)" }
        }
      }.sorted()
    }
  }
}

extension SecretRound {
  /// A browser in English for somebody, who has come in with a second factor.
  func browser(_ reader: SecretReader) async throws -> Browser {
    let browser =
      try await people[reader].asyncMap { try await portal.browser(of: $0, secondFactor: true) } ?? Browser(portal.client)
    browser.setCookie("lang", "en")
    return browser
  }
}

extension SecretRound {
  /// People with the submissions in which they have no part, at whose doors they knock.
  static let strangers: [(SecretReader, Set<String>)] = [
    (.anonymous, ["A", "B", "C", "D"]), (.ordinary, ["A", "B", "C", "D"]), (.applicantA, ["B", "C", "D"]),
    (.applicantB, ["A", "C"]),
    (.pooled, ["A", "B", "C", "D"]), (.conflicted, ["A", "B", "C", "D"]), (.far, ["A", "B", "C", "D"]),
    (.near, ["A", "B", "C", "D"]), (.officerApplicant, ["C"]), (.colleague, ["C"]),
  ]

  /// What is everybody's own, or the work of those who run the round: it is no door of a stranger.
  func mayPost(_ reader: SecretReader, _ address: String) -> Bool {
    // Whoever has a name may object while the notice is open.
    if address.hasSuffix("/objections") { return stage == .notice && reader != .anonymous }
    let isOfCall = calls.contains { address.contains($0.description) }
    if Secret.pool.contains(reader) { return address.hasSuffix("/preferences") || address.hasSuffix("/reviewership") }
    if Secret.own.contains(reader) {
      // The round itself is theirs to run, and their own submission theirs to write; to the desk it is closed.
      let isAboutIt = ["/verdict", "/decisions", "/checks"].contains { address.hasSuffix($0) } || address.contains("/ballots/")
      return isOfCall && !isAboutIt || address.hasPrefix("/submissions/") || address.hasPrefix("/desk/calls/new")
        || address.hasPrefix("/duties/")
    }
    return stage == .open && isOfCall && address.hasSuffix("/submissions")
  }
}

extension Optional {
  fileprivate func asyncMap<Result>(_ change: (Wrapped) async throws -> Result) async throws -> Result? {
    guard let self else { return nil }
    return try await change(self)
  }
}

/// Runs a test in a portal whose projects also have answers for the office, answers that tell who applies, files, and a panel.
func withSecretRound(_ test: @escaping @Sendable (SecretRound) async throws -> Void) async throws {
  let home = try SecretHome()
  defer { home.remove() }
  try await withPortal(.sqlite, ["home": home.path, "media": home.path + "/media", "rate.pages": "100000000"]) { portal in
    try await test(try await SecretRound.begin(portal))
  }
}

/// The project's folder once more, with a programme that asks for more.
private struct SecretHome {
  let path = NSTemporaryDirectory() + "/kepu-secrecy-\(UUID())"

  init() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .path
    try link(root, to: path, but: ["Policies"])
    try link("\(root)/Policies", to: "\(path)/Policies", but: ["programmes"])
    let (from, folder) = ("\(root)/Policies/programmes", "\(path)/Policies/programmes")
    try link(from, to: folder, but: ["exhibit-fund.yaml"])
    let text = try String(contentsOfFile: "\(from)/exhibit-fund.yaml", encoding: .utf8)
      .replacing("most: 30, veto_below", with: "most: 30, step: 0.01, veto_below")
      .replacing("aggregation: calibrated", with: "aggregation: mean").replacing(
        "formal_check:", with: Self.questions + "formal_check:")
    try text.write(toFile: "\(folder)/exhibit-fund.yaml", atomically: true, encoding: .utf8)
  }

  private func link(_ from: String, to folder: String, but left: Set<String>) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for name in try FileManager.default.contentsOfDirectory(atPath: from) where !left.contains(name) && !name.hasPrefix(".") {
      try FileManager.default.createSymbolicLink(atPath: "\(folder)/\(name)", withDestinationPath: "\(from)/\(name)")
    }
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }

  private static func name(_ words: String) -> String { "{zh-Hans: \(words), zh-Hant: \(words), en: \(words)}" }

  private static let questions = """
      - key: more
        name: \(name("More"))
        fields:
          - {key: bank, name: \(name("Bank")), kind: line, seen_by: office}
          - {key: team, name: \(name("Team")), kind: line, seen_by: identifying}
          - {key: drawings, name: \(name("Drawings")), kind: files, files: [picture], most: 2, required: false}
    panel: {least: 3, odd: true, quorum: 1/2, pass: 2/3, secret: true}

    """
}
