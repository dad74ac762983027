import Foundation
import TestSupport
import Testing

@testable import Credentials

@Suite("verification")
struct CredentialVerifierTests {
  private static let entry = OpenBadgeCredential.StatusEntry(list: Academy.revocations, index: 94_567)

  @Test("a credential is not yet valid, valid, and expired, each from the second on")
  func time() throws {
    let academy = try Academy()
    let end = Academy.decided.addingTimeInterval(60)
    let award = academy.award(validUntil: end)
    let token = try award.signed(by: academy.key, at: Academy.decided)
    let verdict = { academy.verifier.verdict(on: token, at: $0, statusLists: [:]) }
    #expect(verdict(Academy.decided.addingTimeInterval(-0.5)) == .notYetValid(award))
    #expect(verdict(Academy.decided) == .valid(award))
    #expect(verdict(end.addingTimeInterval(-0.5)) == .valid(award))
    #expect(verdict(end) == .expired(award))
  }

  @Test("a set bit withdraws the credential at its place and no other, also when its time is over")
  func withdrawn() throws {
    let academy = try Academy()
    let award = academy.award(status: Self.entry, validUntil: Academy.now)
    let token = try award.signed(by: academy.key, at: Academy.decided)
    let verdict = { (places: [Int], moment: Date) throws in
      academy.verifier.verdict(
        on: token, at: moment, statusLists: [Academy.revocations: try academy.statusList(set: places)])
    }
    let before = Academy.now.addingTimeInterval(-1)
    #expect(try verdict([94_566, 94_568, 0], before) == .valid(award))
    #expect(try verdict([94_567], before) == .withdrawn(award))
    #expect(try verdict([], Academy.now) == .expired(award))
    #expect(try verdict([94_567], Academy.now) == .withdrawn(award))
  }

  @Test("a suspension is called one, and ends when its bit is cleared")
  func suspended() throws {
    let academy = try Academy()
    let award = academy.award(status: .init(list: Academy.suspensions, index: 7, purpose: .suspension))
    let token = try award.signed(by: academy.key, at: Academy.decided)
    let list = try academy.statusList(Academy.suspensions, purpose: .suspension, set: [7])
    let cleared = try academy.statusList(Academy.suspensions, purpose: .suspension)
    let verdict = { academy.verifier.verdict(on: token, at: Academy.now, statusLists: [Academy.suspensions: $0]) }
    #expect(verdict(list) == .suspended(award))
    #expect(verdict(cleared) == .valid(award))
  }

  @Test("without a good list it is unknown whether a credential was withdrawn, and the reason is said")
  func unknownStatus() throws {
    let academy = try Academy()
    let award = academy.award(status: Self.entry)
    let token = try award.signed(by: academy.key, at: Academy.decided)
    let verdict = { (list: String?) in
      academy.verifier.verdict(on: token, at: Academy.now, statusLists: list.map { [Academy.revocations: $0] } ?? [:])
    }
    let later = Academy.now.addingTimeInterval(1)
    #expect(verdict(nil) == .statusUnknown(award, .notAtHand))
    #expect(verdict("no list") == .statusUnknown(award, .notSigned))
    #expect(verdict(token) == .statusUnknown(award, .malformed))
    #expect(try verdict(academy.statusList(validUntil: Academy.now)) == .statusUnknown(award, .outOfDate))
    #expect(try verdict(academy.statusList(validFrom: later)) == .statusUnknown(award, .outOfDate))
    #expect(try verdict(academy.statusList(Academy.suspensions)) == .statusUnknown(award, .anotherList))
    #expect(try verdict(academy.statusList(purpose: .suspension)) == .statusUnknown(award, .anotherList))
    #expect(try verdict(Academy().statusList()) == .statusUnknown(award, .notSigned))

    let outside = academy.award(status: .init(list: Academy.revocations, index: StatusList.leastCount))
    let lists = [Academy.revocations: try academy.statusList()]
    let outsideToken = try outside.signed(by: academy.key, at: Academy.decided)
    let outsideVerdict = academy.verifier.verdict(on: outsideToken, at: Academy.now, statusLists: lists)
    #expect(outsideVerdict == .statusUnknown(outside, .noSuchPlace))
  }

  @Test("whatever character of a token is changed, it is not believed")
  func anyCharacter() throws {
    let academy = try Academy()
    let token = try academy.award(status: Self.entry).signed(by: academy.key, at: Academy.decided)
    let lists = [Academy.revocations: try academy.statusList()]
    let characters = Array(token.utf8)
    let headerEnd = try #require(characters.firstIndex(of: UInt8(ascii: ".")))
    let signatureStart = try #require(characters.lastIndex(of: UInt8(ascii: ".")))
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.".utf8)
    let ends = [headerEnd - 1, signatureStart - 1, characters.count - 1]
    var chance = SeededRandom(1)
    for place in characters.indices {
      // The last character of each part has bits to spare, so there all others are tried.
      let others = alphabet.filter { $0 != characters[place] }
      for other in ends.contains(place) ? others : [others[Int.random(in: others.indices, using: &chance)]] {
        var changed = characters
        changed[place] = other
        let verdict = academy.verifier.verdict(
          on: String(decoding: changed, as: UTF8.self), at: Academy.now, statusLists: lists)
        switch verdict {
        case .tampered, .malformed(.notAToken): break
        case .unknownKey where place < headerEnd: break
        default: Issue.record("character \(place) changed to \(other): \(verdict)")
        }
      }
    }
    #expect(characters.count > 1000)
  }

  @Test("a change inside the payload that leaves good base64url is called tampering")
  func tampered() throws {
    let academy = try Academy()
    let parts = try academy.award().signed(by: academy.key, at: Academy.decided).split(separator: ".")
    let other = try academy.award(number: "2026-0118").signed(by: academy.key, at: Academy.decided).split(separator: ".")
    let swapped = "\(parts[0]).\(other[1]).\(parts[2])"
    #expect(academy.verifier.verdict(on: swapped, at: Academy.now, statusLists: [:]) == .tampered)
  }

  @Test("no letter that only looks like one of the token's is taken for it, and nothing may stand around the token")
  func lookalikes() throws {
    let academy = try Academy()
    let token = try academy.award().signed(by: academy.key, at: Academy.decided)
    let spellings = [
      token.replacing("K", with: "\u{212A}"), token + "=", token + "\n", " " + token, token + ".", token + "\u{301}",
      token.replacing("e", with: "\u{FF45}", maxReplacements: 1), "",
    ]
    for spelling in spellings {
      #expect(academy.verifier.verdict(on: spelling, at: Academy.now, statusLists: [:]) == .malformed(.notAToken))
    }
  }

  @Test(
    "no header can ask for another algorithm, another key or an extension",
    arguments: [
      #"{"alg":"none","kid":"KID","typ":"JWT"}"#, #"{"alg":"HS256","kid":"KID","typ":"JWT"}"#,
      #"{"alg":"EdDSA","typ":"JWT"}"#, #"{"alg":"EdDSA","kid":"KID"}"#, #"{"alg":"EdDSA","kid":"KID","typ":"at+jwt"}"#,
      #"{"alg":"EdDSA","crit":["b64"],"b64":false,"kid":"KID","typ":"JWT"}"#,
      #"{"alg":"EdDSA","jwk":{},"kid":"KID","typ":"JWT"}"#, #"{"alg":"EdDSA","alg":"none","kid":"KID","typ":"JWT"}"#, "[]", "",
    ])
  func headers(header: String) throws {
    let academy = try Academy()
    let kid = academy.key.address(of: Academy.id)
    let payload = try academy.award().signed(by: academy.key, at: Academy.decided).split(separator: ".")[1]
    let signed = Base64URL.encode(header.replacing("KID", with: kid).utf8) + "." + payload
    let signature = Base64URL.encode(try academy.key.signature(of: Array(signed.utf8)))
    let verdict = academy.verifier.verdict(on: signed + "." + signature, at: Academy.now, statusLists: [:])
    #expect(verdict == .malformed(.notAToken))
  }

  @Test("somebody else's signature under the issuer's name is tampering, under an own name an unknown key")
  func forgery() throws {
    let academy = try Academy()
    let stranger = SigningKey()
    let document = academy.award().document.adding(academy.award().claims).adding(["iat": Timestamp.seconds(Academy.decided)])
    let verdict = { (address: String) throws in
      let token = try CompactJWS.sign(document, by: stranger, address: address, type: .openBadge)
      return academy.verifier.verdict(on: token, at: Academy.now, statusLists: [:])
    }
    #expect(try verdict(academy.key.address(of: Academy.id)) == .tampered)
    #expect(try verdict(stranger.address(of: Academy.id)) == .unknownKey(stranger.address(of: Academy.id)))
  }

  @Test(
    "claims that say otherwise than the document are refused, even if the issuer signed them",
    arguments: ["iss", "sub", "jti", "nbf", "exp"])
  func contradictions(claim: String) throws {
    let academy = try Academy()
    let award = academy.award(validUntil: Academy.now.addingTimeInterval(60))
    let lies: [CanonicalJSON?] = [nil, .string("urn:other"), .integer(1)]
    for lie in lies {
      var members = try #require(award.document.adding(award.claims).members)
      members["iat"] = Timestamp.seconds(Academy.decided)
      members[claim] = lie
      let token = try CompactJWS.sign(
        .object(members), by: academy.key, address: academy.key.address(of: Academy.id), type: .openBadge)
      #expect(academy.verifier.verdict(on: token, at: Academy.now, statusLists: [:]) == .malformed(.contradicts(claim)))
    }
  }

  @Test("an end that only a claim names, another issuer in the document, and no moment of signing are refused")
  func moreContradictions() throws {
    let academy = try Academy()
    let award = academy.award()
    let iat = ["iat": Timestamp.seconds(Academy.decided)]
    let verdict = { (document: CanonicalJSON) throws in
      let token = try CompactJWS.sign(
        document, by: academy.key, address: academy.key.address(of: Academy.id), type: .openBadge)
      return academy.verifier.verdict(on: token, at: Academy.now, statusLists: [:])
    }
    let claimed = award.document.adding(award.claims)
    #expect(try verdict(claimed.adding(iat).adding(["exp": 1])) == .malformed(.contradicts("exp")))
    #expect(try verdict(claimed) == .malformed(.missing("iat")))
    let foreign = OpenBadgeCredential(
      id: award.id, issuer: .init(id: "did:web:other.example", name: award.name, url: "https://other.example/"),
      subject: award.subject, achievement: award.achievement, validFrom: award.validFrom)
    #expect(
      try verdict(foreign.document.adding(foreign.claims).adding(iat)) == .malformed(.contradicts("issuer")))
  }

  @Test("a status list is no credential")
  func wrongKind() throws {
    let academy = try Academy()
    let verdict = academy.verifier.verdict(on: try academy.statusList(), at: Academy.now, statusLists: [:])
    #expect(verdict == .malformed(.missing("type")))
  }

  @Test("the list that is needed is named before anything is checked")
  func neededList() throws {
    let academy = try Academy()
    let token = try academy.award(status: Self.entry).signed(by: academy.key, at: Academy.decided)
    #expect(CredentialVerifier.statusList(of: token) == Academy.revocations)
    #expect(CredentialVerifier.statusList(of: try academy.award().signed(by: academy.key, at: Academy.decided)) == nil)
    #expect(CredentialVerifier.statusList(of: "x.y.z") == nil)
  }
}
