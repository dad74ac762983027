import Foundation

@testable import Credentials

/// A small issuer for the tests: an academy that has changed its key once, with lists of what was withdrawn and suspended.
struct Academy {
  static let id = "did:web:kepu.example"
  static let revocations = "https://kepu.example/credentials/status/1"
  static let suspensions = "https://kepu.example/credentials/status/2"

  /// The day on which the key was changed.
  static let change = moment("2026-01-01T00:00:00Z")
  static let decided = moment("2026-05-01T08:00:00Z")
  static let now = moment("2026-06-01T12:00:00Z")

  let oldKey = SigningKey()
  let key = SigningKey()
  let keys: IssuerKeys
  let profile = OpenBadgeCredential.Issuer(
    id: Academy.id, name: LanguageMap("某省科普学会", in: "zh-Hans", others: ["en": "Academy"]), url: "https://kepu.example/")

  var verifier: CredentialVerifier { CredentialVerifier(issuer: Self.id, keys: keys) }

  init() throws {
    keys = try IssuerKeys([
      oldKey.verificationKey(notBefore: Self.moment("2025-01-01T00:00:00Z"), retired: Self.change),
      key.verificationKey(notBefore: Self.change),
    ])
  }

  /// An award for excellent work, with everything that a credential can hold.
  func award(
    status: OpenBadgeCredential.StatusEntry? = nil, validFrom: Date = decided, validUntil: Date? = nil,
    number: String = "2026-0117"
  ) -> OpenBadgeCredential {
    OpenBadgeCredential(
      id: "https://kepu.example/credentials/7Z", issuer: profile,
      subject: .init(
        id: "urn:uuid:5f0f1c0e-2d1c-4d55-9f3e-0a3c3f6f4f10",
        identifiers: [
          .hashed("陈 晓", as: .name, salt: "c2FsdC1vZi1zaXh0ZWVu"), .readable("Kapok studio", as: .userName),
        ],
        number: number),
      achievement: .init(
        id: "https://kepu.example/achievements/excellent-work", type: .award,
        name: LanguageMap("优秀科普作品", in: "zh-Hans", others: ["en": "Excellent work"]),
        description: LanguageMap("A \"prize\" of <the> year\n& more", in: "en"),
        criteria: LanguageMap("由专家评审", in: "zh-Hans"), criteriaURL: "https://kepu.example/rules/7"),
      validFrom: validFrom, validUntil: validUntil, status: status,
      evidence: [.init(id: "https://kepu.example/notices/12", name: LanguageMap("公示", in: "zh-Hans"))])
  }

  /// A status list as it is served, with the places of the set bits.
  func statusList(
    _ address: String = revocations, purpose: StatusPurpose = .revocation, set places: [Int] = [],
    validFrom: Date = now.addingTimeInterval(-3600), validUntil: Date = now.addingTimeInterval(86_400)
  ) throws -> String {
    var list = StatusList()
    for place in places { try list.set(place) }
    let credential = StatusListCredential(
      id: address, issuer: Self.id, purpose: purpose, list: list, validFrom: validFrom, validUntil: validUntil)
    return try credential.signed(by: key, at: validFrom)
  }

  static func moment(_ text: String) -> Date { Timestamp.read(text) ?? .distantPast }
}

/// Bytes by their hexadecimal digits.
func bytes(_ hexadecimal: String) -> [UInt8] {
  stride(from: 0, to: hexadecimal.utf8.count, by: 2).map { place in
    UInt8(hexadecimal.dropFirst(place).prefix(2), radix: 16)!
  }
}
