import Foundation
import Testing

@testable import Credentials

@Suite("changing keys")
struct IssuerKeysTests {
  @Test("at each moment the key to sign with is the one in force, from its first second to the last before it is retired")
  func current() throws {
    let academy = try Academy()
    #expect(academy.keys.current(at: Academy.moment("2024-12-31T23:59:59Z")) == nil)
    #expect(academy.keys.current(at: Academy.moment("2025-01-01T00:00:00Z"))?.id == academy.oldKey.id)
    #expect(academy.keys.current(at: Academy.change.addingTimeInterval(-1))?.id == academy.oldKey.id)
    #expect(academy.keys.current(at: Academy.change)?.id == academy.key.id)
  }

  @Test("what a retired key signed in its time stays good; what it signs after it is not")
  func rotation() throws {
    let academy = try Academy()
    let award = academy.award()
    let inTime = try award.signed(by: academy.oldKey, at: Academy.change.addingTimeInterval(-1))
    let tooLate = try award.signed(by: academy.oldKey, at: Academy.change)
    let tooEarly = try award.signed(by: academy.key, at: Academy.change.addingTimeInterval(-1))
    let onTime = try award.signed(by: academy.key, at: Academy.change)
    let verdict = { academy.verifier.verdict(on: $0, at: Academy.now, statusLists: [:]) }
    #expect(verdict(inTime) == .valid(award))
    #expect(verdict(onTime) == .valid(award))
    #expect(verdict(tooLate) == .keyNotInForce(academy.oldKey.address(of: Academy.id)))
    #expect(verdict(tooEarly) == .keyNotInForce(academy.key.address(of: Academy.id)))
  }

  @Test("a key that was taken out of the ring vouches for nothing any more")
  func leaked() throws {
    let academy = try Academy()
    let token = try academy.award().signed(by: academy.oldKey, at: Academy.change.addingTimeInterval(-1))
    let ring = try IssuerKeys([academy.key.verificationKey(notBefore: Academy.change)])
    let verdict = CredentialVerifier(issuer: Academy.id, keys: ring).verdict(on: token, at: Academy.now, statusLists: [:])
    #expect(verdict == .unknownKey(academy.oldKey.address(of: Academy.id)))
  }

  @Test("a ring holds no key twice")
  func repeated() throws {
    let key = SigningKey()
    #expect(throws: KeyFault.repeatedKey(key.id)) {
      try IssuerKeys([key.verificationKey(notBefore: .distantPast), key.verificationKey(notBefore: Academy.now)])
    }
  }

  @Test("the published sets hold public keys only, all of them, and the document puts the key in use first")
  func published() throws {
    let academy = try Academy()
    let set = try #require(academy.keys.jwks["keys"]?.elements)
    #expect(Set(set.compactMap { $0["kid"]?.string }) == [academy.key.id, academy.oldKey.id])
    #expect(set.allSatisfy { Set($0.members?.keys.map { $0 } ?? []) == ["alg", "crv", "kid", "kty", "use", "x"] })

    let addresses = { (moment: Date) -> [String] in
      let methods = academy.keys.didDocument(of: Academy.id, at: moment)["verificationMethod"]?.elements ?? []
      return methods.compactMap { $0["id"]?.string }
    }
    let new = academy.key.address(of: Academy.id)
    let old = academy.oldKey.address(of: Academy.id)
    #expect(addresses(Academy.now) == [new, old])
    #expect(addresses(Academy.change.addingTimeInterval(-1)) == [old, new])
    let document = academy.keys.didDocument(of: Academy.id, at: Academy.now)
    #expect(document["assertionMethod"] == [.string(new), .string(old)])
    #expect(document["verificationMethod"]?.elements?.first?["publicKeyJwk"]?.members?["d"] == nil)
  }

  @Test(
    "an https address has its did:web, and nothing else has one",
    arguments: [
      ("https://kepu.example", "did:web:kepu.example"), ("https://Kepu.example/", "did:web:kepu.example"),
      ("https://kepu.example:8443/west", "did:web:kepu.example%3A8443:west"),
      ("https://kepu.example/a/b", "did:web:kepu.example:a:b"),
      ("http://kepu.example", nil), ("https://me@kepu.example", nil), ("https://kepu.example/?a", nil),
      ("https://kepu.example/#a", nil), ("https://[::1]/", nil), ("kepu.example", nil), ("", nil),
    ])
  func didWeb(address: String, identifier: String?) {
    #expect(DIDWeb.identifier(of: address) == identifier)
  }
}
