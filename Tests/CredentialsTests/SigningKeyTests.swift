import Crypto
import Foundation
import Testing

@testable import Credentials

@Suite("keys")
struct SigningKeyTests {
  /// A line of RFC 8032 §7.1; the signature is given in its two halves.
  struct Vector: Sendable {
    let seed: String
    let key: String
    let message: [UInt8]
    let r: String
    let s: String

    var signature: [UInt8] { bytes(r) + bytes(s) }
  }

  /// TEST 1, TEST 2, TEST 3 and TEST SHA(abc).
  static let vectors = [
    Vector(
      seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      key: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
      message: [],
      r: "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155",
      s: "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    Vector(
      seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      key: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
      message: [0x72],
      r: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da",
      s: "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
    Vector(
      seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
      key: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
      message: [0xaf, 0x82],
      r: "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac",
      s: "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
    Vector(
      seed: "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
      key: "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
      message: Array(SHA512.hash(data: Data("abc".utf8))),
      r: "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589",
      s: "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"),
  ]

  @Test("a key signs as RFC 8032 says", arguments: vectors.indices)
  func standard(_ index: Int) throws {
    let vector = Self.vectors[index]
    let key = try SigningKey(rawRepresentation: bytes(vector.seed))
    let published = key.verificationKey(notBefore: .distantPast)
    #expect(published.rawRepresentation == bytes(vector.key))
    #expect(key.rawRepresentation == bytes(vector.seed))
    #expect(try key.signature(of: vector.message) == vector.signature)
    #expect(published.isSignature(vector.signature, of: vector.message))
    #expect(!published.isSignature(vector.signature, of: vector.message + [0]))
  }

  @Test("a signature has one spelling: adding the order of the group to its second half makes it false")
  func malleability() {
    let vector = Self.vectors[1]
    let key = VerificationKey(bytes: bytes(vector.key), notBefore: .distantPast, retired: nil)
    let order = Array(bytes("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed").reversed())
    var signature = vector.signature
    var carry = 0
    for place in 0..<32 {
      let sum = Int(signature[32 + place]) + Int(order[place]) + carry
      signature[32 + place] = UInt8(sum & 255)
      carry = sum >> 8
    }
    #expect(carry == 0)
    #expect(!key.isSignature(signature, of: vector.message))
  }

  @Test("no bit of a signature may change, and no other length is one")
  func flippedBits() {
    let vector = Self.vectors[2]
    let key = VerificationKey(bytes: bytes(vector.key), notBefore: .distantPast, retired: nil)
    let signature = vector.signature
    for bit in 0..<512 {
      var changed = signature
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(!key.isSignature(changed, of: vector.message))
    }
    for length in [0, 32, 63] { #expect(!key.isSignature(Array(signature.prefix(length)), of: vector.message)) }
    #expect(!key.isSignature(signature + [0], of: vector.message))
  }

  @Test("a key is named by its thumbprint, as RFC 8037 A.3 computes it")
  func thumbprint() throws {
    let key = try SigningKey(rawRepresentation: bytes(Self.vectors[0].seed))
    let published = key.verificationKey(notBefore: .distantPast)
    #expect(published.id == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
    #expect(key.id == published.id)
    let jwk = #"{"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#
    #expect(try published.jwk.text() == jwk)
  }

  @Test("the did:key of a key is the one of the method's own examples")
  func didKey() throws {
    let key = try SigningKey(rawRepresentation: Array(repeating: 0, count: 32)).verificationKey(notBefore: .distantPast)
    #expect(key.didKey == "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp")
    #expect(key.address(of: key.didKey) == key.didKey + "#z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp")
    #expect(key.address(of: "did:web:kepu.example") == "did:web:kepu.example#" + key.id)
  }

  @Test("a secret key shows nothing of itself")
  func silent() {
    let key = SigningKey()
    let secret = Base64URL.encode(key.rawRepresentation)
    var dumped = ""
    dump(key, to: &dumped)
    for text in ["\(key)", String(reflecting: key), dumped] {
      #expect(text.contains(key.id))
      #expect(!text.contains(secret))
      #expect(!text.contains("rawRepresentation"))
    }
  }

  @Test("a key of another length is refused, and one that would never be in force")
  func refusals() {
    #expect(throws: KeyFault.wrongLength) { try SigningKey(rawRepresentation: Array(repeating: 7, count: 31)) }
    #expect(throws: KeyFault.wrongLength) {
      try VerificationKey(rawRepresentation: Array(repeating: 7, count: 33), notBefore: .distantPast)
    }
    #expect(throws: KeyFault.emptyPeriod) {
      try VerificationKey(
        rawRepresentation: Array(repeating: 7, count: 32), notBefore: Academy.change, retired: Academy.change)
    }
  }
}
