extension OpenBadgeCredential {
  /// The credential as a document (VC Data Model 2.0 §4, Open Badges 3.0 §B), without a signature.
  ///
  /// It meets 1EdTech's JSON Schema `ob_v3p0_achievementcredential_schema.json`, which it names.
  public var document: CanonicalJSON {
    let own: [String: CanonicalJSON?] = [
      "@context": Self.contexts,
      "id": .string(id),
      "type": ["VerifiableCredential", "OpenBadgeCredential"],
      "issuer": issuer.document,
      "validFrom": .string(Timestamp.write(validFrom)),
      "validUntil": validUntil.map { .string(Timestamp.write($0)) },
      "credentialSubject": subject.document(with: achievement),
      "credentialStatus": status?.document,
      "credentialSchema": [["id": .string(Self.schema), "type": "1EdTechJsonSchemaValidator2019"]],
      "evidence": evidence.isEmpty ? nil : .array(evidence.map(\.document)),
    ]
    return .object(own.compactMapValues { $0 }.merging(name.members(named: "name")) { own, _ in own })
  }

  private static let contexts: CanonicalJSON = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
    LanguageMap.context,
  ]

  private static let schema = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
}

extension OpenBadgeCredential.Issuer {
  fileprivate var document: CanonicalJSON {
    .object(
      ["id": .string(id), "type": ["Profile"], "url": .string(url)].merging(name.members(named: "name")) { own, _ in own })
  }
}

extension OpenBadgeCredential.Subject {
  fileprivate func document(with achievement: OpenBadgeCredential.Achievement) -> CanonicalJSON {
    .members([
      "id": .string(id),
      "type": ["AchievementSubject"],
      "achievement": achievement.document,
      "identifier": identifiers.isEmpty ? nil : .array(identifiers.map(\.document)),
      "licenseNumber": number.map { .string($0) },
    ])
  }
}

extension OpenBadgeCredential.Achievement {
  fileprivate var document: CanonicalJSON {
    let page = criteriaURL.map { ["id": CanonicalJSON.string($0)] } ?? [:]
    let own: [String: CanonicalJSON] = [
      "id": .string(id),
      "type": ["Achievement"],
      "achievementType": .string(type.rawValue),
      "criteria": .object(page.merging(criteria.members(named: "narrative")) { own, _ in own }),
      "inLanguage": .string(name.main),
    ]
    return .object(
      own.merging(name.members(named: "name")) { own, _ in own }
        .merging(description.members(named: "description")) { own, _ in own })
  }
}

extension OpenBadgeCredential.Evidence {
  fileprivate var document: CanonicalJSON {
    .object(["id": .string(id), "type": ["Evidence"]].merging(name.members(named: "name")) { own, _ in own })
  }
}

extension OpenBadgeCredential.StatusEntry {
  fileprivate var document: CanonicalJSON {
    [
      "id": .string("\(list)#\(index)"),
      "type": "BitstringStatusListEntry",
      "statusPurpose": .string(purpose.rawValue),
      "statusListIndex": .string(String(index)),
      "statusListCredential": .string(list),
    ]
  }
}

extension IdentityObject {
  fileprivate var document: CanonicalJSON {
    .members([
      "type": "IdentityObject",
      "hashed": .bool(isHashed),
      "identityHash": .string(value),
      "identityType": .string(type.rawValue),
      "salt": salt.map { .string($0) },
    ])
  }
}
