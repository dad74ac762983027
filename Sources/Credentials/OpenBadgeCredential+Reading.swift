import Foundation

extension OpenBadgeCredential {
  /// Reads a credential from its document.
  ///
  /// Members that the document has besides are left alone: a later version of the portal may write more.
  ///
  /// - Throws: `CredentialFault.missing` with the name of the first member that is not there or not as it should be.
  public init(reading document: CanonicalJSON) throws(CredentialFault) {
    let types = document["type"]?.elements ?? []
    guard types.contains("VerifiableCredential"), types.contains("OpenBadgeCredential") else { throw .missing("type") }
    let subject = try document.member("credentialSubject")
    let achievement = try Achievement(reading: try subject.member("achievement"))
    let language = achievement.name.main
    self.init(
      id: try document.text("id"),
      name: LanguageMap(reading: document, named: "name", main: language),
      issuer: try Issuer(reading: try document.member("issuer"), language: language),
      subject: try Subject(reading: subject),
      achievement: achievement,
      validFrom: try document.moment("validFrom"),
      validUntil: document["validUntil"] == nil ? nil : try document.moment("validUntil"),
      status: try document["credentialStatus"].map { (entry) throws(CredentialFault) in try StatusEntry(reading: entry) },
      evidence: try (document["evidence"]?.elements ?? []).map { (piece) throws(CredentialFault) in
        Evidence(id: try piece.text("id"), name: try piece.words("name", main: language))
      })
  }
}

/// Why a document or token is not a credential.
public enum CredentialFault: Error, Sendable, Hashable {
  /// It is not of the form of a signed token of ours.
  case notAToken
  /// What was signed is not JSON.
  case notJSON
  /// A member is not there, or is not as it should be.
  case missing(String)
  /// A claim of the token says otherwise than the document in it.
  case contradicts(String)
}

extension OpenBadgeCredential.Issuer {
  fileprivate init(reading document: CanonicalJSON, language: String) throws(CredentialFault) {
    let name = try document.words("name", main: language)
    self.init(id: try document.text("id"), name: name, url: try document.text("url"))
  }
}

extension OpenBadgeCredential.Subject {
  fileprivate init(reading document: CanonicalJSON) throws(CredentialFault) {
    self.init(
      id: try document.text("id"),
      identifiers: try (document["identifier"]?.elements ?? []).map { (identifier) throws(CredentialFault) in
        try IdentityObject(reading: identifier)
      },
      number: document["licenseNumber"]?.string)
  }
}

extension OpenBadgeCredential.Achievement {
  fileprivate init(reading document: CanonicalJSON) throws(CredentialFault) {
    let criteria = try document.member("criteria")
    let language = document["inLanguage"]?.string
    self.init(
      id: try document.text("id"),
      type: AchievementType(rawValue: try document.text("achievementType")),
      name: try document.words("name", main: language),
      description: try document.words("description", main: language),
      criteria: try criteria.words("narrative", main: language),
      criteriaURL: criteria["id"]?.string)
  }
}

extension OpenBadgeCredential.StatusEntry {
  fileprivate init(reading document: CanonicalJSON) throws(CredentialFault) {
    guard document["type"] == "BitstringStatusListEntry", document["statusSize"] == nil,
      let index = Int(try document.text("statusListIndex")), index >= 0,
      let purpose = StatusPurpose(rawValue: try document.text("statusPurpose"))
    else { throw .missing("credentialStatus") }
    self.init(list: try document.text("statusListCredential"), index: index, purpose: purpose)
  }
}

extension IdentityObject {
  fileprivate init(reading document: CanonicalJSON) throws(CredentialFault) {
    guard let type = IdentifierType(rawValue: try document.text("identityType")), let isHashed = document["hashed"]?.bool else {
      throw .missing("identifier")
    }
    self.init(type: type, value: try document.text("identityHash"), isHashed: isHashed, salt: document["salt"]?.string)
  }
}

extension CanonicalJSON {
  func member(_ name: String) throws(CredentialFault) -> CanonicalJSON {
    guard let value = self[name] else { throw .missing(name) }
    return value
  }

  func text(_ name: String) throws(CredentialFault) -> String {
    guard let text = self[name]?.string, !text.isEmpty else { throw .missing(name) }
    return text
  }

  func words(_ name: String, main: String? = nil) throws(CredentialFault) -> LanguageMap {
    guard let words = LanguageMap(reading: self, named: name, main: main) else { throw .missing(name) }
    return words
  }

  func moment(_ name: String) throws(CredentialFault) -> Date {
    guard let moment = Timestamp.read(try text(name)) else { throw .missing(name) }
    return moment
  }
}
