import Foundation
import Testing

@testable import Credentials

@Suite("signed bundles")
struct SignedBundleTests {
  private static let ranking: CanonicalJSON = [
    "round": "优秀作品 2026", "ranking": [["work": "木棉", "points": 87.5], ["work": "A\"\n", "points": 1e-7]], "panel": 11,
    "note": .null,
  ]

  @Test("a bundle is the same file after it was read, and its issuer's")
  func roundTrip() throws {
    let academy = try Academy()
    let bundle = try SignedBundle(signing: Self.ranking, by: academy.key, of: Academy.id)
    let file = try bundle.file()
    let read = try SignedBundle(file: file)
    #expect(read == bundle)
    #expect(try read.file() == file)
    #expect(read.payload == Self.ranking)
    #expect(read.keyAddress == academy.key.address(of: Academy.id))
    #expect(read.verdict(trusting: academy.keys, of: Academy.id) == .valid)
    #expect(read.verdict(trusting: nil, of: Academy.id) == .intact(read.keyAddress))
    #expect(try SignedBundle(file: file.dropLast()) == bundle)
  }

  @Test("a bundle of a retired key stays good; of a stranger's key, or for another issuer, it is not")
  func keys() throws {
    let academy = try Academy()
    let old = try SignedBundle(signing: Self.ranking, by: academy.oldKey, of: Academy.id)
    #expect(old.verdict(trusting: academy.keys, of: Academy.id) == .valid)
    let strange = try SignedBundle(signing: Self.ranking, by: SigningKey(), of: Academy.id)
    #expect(strange.verdict(trusting: academy.keys, of: Academy.id) == .unknownKey(strange.keyAddress))
    #expect(old.verdict(trusting: academy.keys, of: "did:web:other.example") == .unknownKey(old.keyAddress))
    #expect(old.verdict(trusting: nil, of: "did:web:other.example") == .unknownKey(old.keyAddress))
  }

  @Test("whatever bit of a file is changed, it is not believed")
  func anyBit() throws {
    let academy = try Academy()
    let file = try SignedBundle(signing: Self.ranking, by: academy.key, of: Academy.id).file()
    for place in file.indices.dropLast() {
      for bit in 0..<8 {
        var changed = file
        changed[place] ^= 1 << UInt8(bit)
        guard let bundle = try? SignedBundle(file: changed) else { continue }
        let verdict = bundle.verdict(trusting: academy.keys, of: Academy.id)
        #expect(verdict == .tampered, "bit \(bit) of byte \(place)")
      }
    }
  }

  @Test("a file that was written anew by another program is refused as such")
  func reformatted() throws {
    let academy = try Academy()
    let text = String(decoding: try SignedBundle(signing: Self.ranking, by: academy.key, of: Academy.id).file(), as: UTF8.self)
    let spellings = [
      text.replacing(":", with: ": "), text + "\n", " " + text, text.replacing("87.5", with: "87.50"),
      text.replacing("木", with: "\\u6728"), "{\"payload\":1," + text.dropFirst(),
    ]
    for spelling in spellings.dropLast() {
      #expect(throws: BundleFault.reformatted) { try SignedBundle(file: Array(spelling.utf8)) }
    }
    #expect(throws: BundleFault.malformed) { try SignedBundle(file: Array(spellings[5].utf8)) }
  }

  @Test(
    "what is no bundle is refused",
    arguments: ["", "{}", "[]", "null", #"{"payload":1,"kid":"k","jwk":{},"signature":"AA"}"#])
  func malformed(text: String) {
    #expect(throws: BundleFault.malformed) { try SignedBundle(file: Array(text.utf8)) }
  }

  @Test("a document that has no exact spelling is not signed")
  func unspeakable() {
    #expect(throws: CanonicalJSONFault.notFinite) {
      try SignedBundle(signing: .number(.nan), by: SigningKey(), of: Academy.id)
    }
    #expect(throws: CanonicalJSONFault.unsafeInteger(1 << 53)) {
      try SignedBundle(signing: .integer(1 << 53), by: SigningKey(), of: Academy.id)
    }
  }
}
