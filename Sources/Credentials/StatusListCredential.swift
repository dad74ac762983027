import Foundation

/// A status list as it is published: a signed credential of its own (Bitstring Status List 1.0 §2.2).
///
/// It is signed anew whenever a bit changes, and some time before `validUntil`: a copy that is older than that counts as no
/// answer, so nobody can hide a withdrawal for longer behind an old copy.
public struct StatusListCredential: Sendable, Hashable {
  /// The address where it is served.
  public let id: String
  /// The identifier of the issuer, the same as of the credentials in it.
  public let issuer: String
  /// What a set bit means.
  public let purpose: StatusPurpose
  /// The bits.
  public let list: StatusList
  /// From when this copy counts, in whole seconds.
  public let validFrom: Date
  /// Until when this copy counts, in whole seconds.
  public let validUntil: Date

  /// A status list to publish.
  public init(
    id: String, issuer: String, purpose: StatusPurpose = .revocation, list: StatusList, validFrom: Date, validUntil: Date
  ) {
    self.id = id
    self.issuer = issuer
    self.purpose = purpose
    self.list = list
    self.validFrom = Timestamp.wholeSeconds(validFrom)
    self.validUntil = Timestamp.wholeSeconds(validUntil)
  }

  /// The list as a document, without a signature.
  public func document() throws(StatusFault) -> CanonicalJSON {
    [
      "@context": ["https://www.w3.org/ns/credentials/v2"],
      "id": .string(id),
      "type": ["VerifiableCredential", "BitstringStatusListCredential"],
      "issuer": .string(issuer),
      "validFrom": .string(Timestamp.write(validFrom)),
      "validUntil": .string(Timestamp.write(validUntil)),
      "credentialSubject": [
        "id": .string(id + "#list"),
        "type": "BitstringStatusList",
        "statusPurpose": .string(purpose.rawValue),
        "encodedList": .string(try list.encoded()),
      ],
    ]
  }

  /// Reads a list from its document.
  public init(reading document: CanonicalJSON) throws(StatusFault) {
    let subject = document["credentialSubject"]
    guard document["type"]?.elements?.contains("BitstringStatusListCredential") == true,
      subject?["type"] == "BitstringStatusList",
      let id = document["id"]?.string, let issuer = document["issuer"]?.string,
      let purpose = subject?["statusPurpose"]?.string.flatMap(StatusPurpose.init), let bits = subject?["encodedList"]?.string,
      let validFrom = document["validFrom"]?.string.flatMap(Timestamp.read),
      let validUntil = document["validUntil"]?.string.flatMap(Timestamp.read)
    else { throw .malformed }
    self.init(
      id: id, issuer: issuer, purpose: purpose, list: try StatusList(encoded: bits), validFrom: validFrom, validUntil: validUntil)
  }
}
