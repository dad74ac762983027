import Foundation
import Testing

@testable import Credentials

@Suite("credentials")
struct OpenBadgeCredentialTests {
  private static let entry = OpenBadgeCredential.StatusEntry(list: Academy.revocations, index: 94_567)

  @Test("a credential reads back from its document as it was, with all its members and with the fewest")
  func roundTrip() throws {
    let academy = try Academy()
    let full = academy.award(status: Self.entry, validUntil: Academy.now)
    let least = OpenBadgeCredential(
      id: "urn:uuid:1", issuer: academy.profile, subject: .init(id: "urn:uuid:2"),
      achievement: .init(
        id: "urn:uuid:3", type: .other("LeadingTalent"), name: LanguageMap("同", in: "zh-Hans", others: ["en": "同"]),
        description: LanguageMap("", in: "zh-Hans"), criteria: LanguageMap("x", in: "en")),
      validFrom: Academy.decided.addingTimeInterval(0.75))
    for credential in [full, least] {
      let text = try credential.document.text()
      #expect(try OpenBadgeCredential(reading: CanonicalJSON(parsing: text)) == credential)
    }
  }

  @Test("a signed credential is valid, whichever of the two types its header names")
  func signed() throws {
    let academy = try Academy()
    let award = academy.award(validUntil: Academy.now.addingTimeInterval(1))
    for type in TokenType.allCases {
      let token = try award.signed(by: academy.key, at: Academy.decided, as: type)
      #expect(academy.verifier.verdict(on: token, at: Academy.now, statusLists: [:]) == .valid(award))
    }
  }

  @Test("an issuer without a host signs under its key itself")
  func didKey() throws {
    let key = SigningKey()
    let published = key.verificationKey(notBefore: .distantPast)
    let issuer = OpenBadgeCredential.Issuer(id: published.didKey, name: LanguageMap("x", in: "en"), url: "https://x.example/")
    let award = OpenBadgeCredential(
      id: "urn:uuid:1", issuer: issuer, subject: .init(id: "urn:uuid:2"), achievement: try Academy().award().achievement,
      validFrom: Academy.decided)
    let token = try award.signed(by: key, at: Academy.decided)
    let verifier = CredentialVerifier(issuer: published.didKey, keys: try IssuerKeys([published]))
    #expect(verifier.verdict(on: token, at: Academy.now, statusLists: [:]) == .valid(award))
  }

  @Test("nothing that ends before it begins is signed")
  func emptyTime() throws {
    let academy = try Academy()
    for end in [Academy.decided, Academy.decided.addingTimeInterval(0.9), Academy.decided.addingTimeInterval(-1)] {
      #expect(throws: CredentialFault.contradicts("validUntil")) {
        try academy.award(validUntil: end).signed(by: academy.key, at: Academy.decided)
      }
    }
  }

  @Test(
    "a document without a needed member is refused by its name",
    arguments: ["type", "id", "issuer", "validFrom", "credentialSubject"])
  func missing(name: String) throws {
    var members = try #require(Academy().award().document.members)
    members[name] = nil
    #expect(throws: CredentialFault.missing(name)) { try OpenBadgeCredential(reading: .object(members)) }
  }

  @Test(
    "a moment that is not written as credentials write it is refused",
    arguments: [
      "2026-05-01", "2026-05-01T08:00:00", "2026-05-01T08:00:00.5Z", "2026-05-01T08:00:00+08:00", "2026-02-30T08:00:00Z", "",
    ])
  func moments(text: String) throws {
    var members = try #require(Academy().award().document.members)
    members["validFrom"] = .string(text)
    #expect(throws: CredentialFault.missing("validFrom")) { try OpenBadgeCredential(reading: .object(members)) }
  }

  @Test("a reader gets the text in the first of its languages that there is")
  func languages() {
    let text = LanguageMap("优秀", in: "zh-Hans", others: ["en": "Excellent", "zh-Hans": "never"])
    #expect(text.text == "优秀")
    #expect(text.text(for: ["ug", "en"]) == "Excellent")
    #expect(text.text(for: ["ug"]) == "优秀")
    #expect(text.texts == ["zh-Hans": "优秀", "en": "Excellent"])
  }

  @Test("a hashed name confirms its owner, however it was composed, and nobody else")
  func identity() {
    let name = IdentityObject.hashed("刘一鸣", as: .name, salt: "abc123")
    #expect(name.value == "sha256$15119dede65b136332803800a0a50789d6c099d69dd288192bf7bd2aafa3333a")
    #expect(name.isOf("刘一鸣", as: .name))
    #expect(!name.isOf("刘一鸣", as: .userName))
    #expect(!name.isOf("刘一鸣 ", as: .name))
    #expect(IdentityObject.hashed("José", as: .name, salt: "s").isOf("Jose\u{301}", as: .name))
    #expect(IdentityObject.readable("José", as: .name).isOf("Jose\u{301}", as: .name))
    #expect(!IdentityObject.readable("sha256$", as: .name).isOf("", as: .name))
  }
}
