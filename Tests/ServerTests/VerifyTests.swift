import Credentials
import Foundation
import HTTPTypes
import SQL
import TestSupport
import Testing

@testable import Evaluation
@testable import People
@testable import Server

@Suite("Certificates")
struct VerifyTests {
  private func verdict(_ token: String, _ portal: TestPortal, _ browser: Browser) async throws -> CredentialVerdict {
    let keys = try await portal.portal.database.read { try portal.portal.evaluation.issuerKeys($0) }
    let list = try await browser.get("/credentials/status/1")
    let address = try #require(CredentialVerifier.statusList(of: token))
    return CredentialVerifier(issuer: portal.portal.evaluation.issuer.id, keys: keys).verdict(
      on: token, at: portal.clock.now.date, statusLists: [address: list])
  }

  @Test(
    "anybody is told whether a certificate is true, withdrawn or unknown, by the page and by the signature",
    arguments: TestDatabase.engines)
  func verifies(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let officer = try await portal.person("陈科长", "officer@example.org")
      let holder = try await portal.person("李明", "li.ming@example.org")
      let award = try await portal.give("excellent-works", to: .person(holder.id), title: "海洋之谜", by: officer)
      let browser = Browser(portal.client)
      #expect(try await browser.get("/verify/\(award)?lang=en").contains("True and in force"))
      #expect(browser.page.contains("李明") && browser.page.contains("海洋之谜"))
      #expect(try await browser.get("/verify?number=\(award.description.lowercased())").contains(award.description))
      #expect(try await browser.get("/verify/\(award)/certificate").contains("<path d=\"M"))
      let token = try await browser.get("/credentials/\(award)")
      let first = try await verdict(token, portal, browser)
      guard case .valid = first else {
        Issue.record("not valid: \(first)")
        return
      }
      let readable = token.split(separator: ".").compactMap { Data(base64Encoded: $0 + "==") }.map {
        String(decoding: $0, as: UTF8.self)
      }
      #expect(!readable.joined().contains("li.ming"))
      #expect(try await browser.get("/credentials/\(award)/badge.svg").contains(token))
      portal.clock.advance(by: .seconds(3_600))
      try await portal.portal.database.write { writer in
        try portal.portal.evaluation.rotateKey(by: .system, in: writer)
      }
      guard case .valid = try await verdict(token, portal, browser) else {
        Issue.record("what an old key signed stays good")
        return
      }
      try await portal.portal.database.write { writer in
        try portal.portal.evaluation.setStatus(
          of: try #require(try writer.award(award)), .withdrawn, reason: "抄袭", by: .person(officer.id), in: writer)
      }
      guard case .withdrawn = try await verdict(token, portal, browser) else {
        Issue.record("the status list does not tell of the withdrawal")
        return
      }
      #expect(try await browser.get("/verify/\(award)?lang=en").contains("Withdrawn") && browser.page.contains("抄袭"))
      try await browser.get("/verify/\(award)/certificate")
      #expect(browser.status == .notFound)
      try await browser.get("/verify/ZZZZZZZZZZ?lang=en")
      #expect(browser.status == .notFound && browser.page.contains("Unknown"))
      try await browser.get("/credentials/ZZZZ")
      #expect(browser.status == .notFound)
    }
  }

  @Test("the keys are published where programs look for them")
  func publishesKeys() async throws {
    try await withPortal(.sqlite) { portal in
      let browser = Browser(portal.client)
      try await browser.get("/.well-known/did.json")
      #expect(browser.page.contains("did:web:kepu.example"))
      try await browser.get("/.well-known/jwks.json")
      #expect(browser.page.contains("\"Ed25519\""))
    }
  }
}
