import Credentials
import Foundation
import Identity
import Journal
import People
import SQL
import Site

/// Who signs certificates (发证): the portal under its public address, with keys that change over time.
public struct CredentialIssuer: Sendable {
  let name: LocalizedText
  /// `https://host`, as in certificates for ever.
  let publicURL: String
  let box: SecretBox

  /// An issuer.
  ///
  /// - Parameter secret: the portal's secret; private keys are kept sealed under it.
  public init(name: LocalizedText, publicURL: String, secret: String) {
    self.name = name
    self.publicURL = publicURL
    box = SecretBox(secret: secret, use: "credentials")
  }

  /// The identifier in certificates: `did:web:host`, or the address where it is none.
  var id: String { DIDWeb.identifier(of: publicURL) ?? publicURL }
}

/// A signing key as it is kept.
struct KeptKey: RowReadable {
  let kid: String
  let sealed: [UInt8]
  let raw: [UInt8]
  let madeAt: Instant
  let retiredAt: Instant?

  init(row: Row) throws {
    kid = try row.text(0)
    sealed = try row.bytes(1)
    raw = try row.bytes(2)
    madeAt = try row.get(3)
    retiredAt = try row.get(4)
  }
}

extension Evaluation {
  /// Changes the key that signs. What the old ones signed stays good: they stay in the ring, as retired.
  public func rotateKey(by actor: JournalEntry.Actor, in writer: Writer) throws {
    let now = clock.now()
    let key = SigningKey()
    try writer.retireKeys(at: now)
    let sealed = try issuer.box.seal(key.rawRepresentation, for: key.id)
    try writer.insert(key, key.verificationKey(notBefore: now.date), sealed: sealed, at: now)
    try record("credentials.key_made", on: .init("key", key.id), by: actor, in: writer)
  }

  /// All keys whose signatures count.
  func issuerKeys(_ reader: Reader) throws -> IssuerKeys {
    try IssuerKeys(
      reader.keptKeys().map {
        try VerificationKey(rawRepresentation: $0.raw, notBefore: $0.madeAt.date, retired: $0.retiredAt?.date)
      })
  }

  /// The key that signs today; the first one is made when it is needed.
  func signingKey() async throws -> SigningKey {
    if let key = try await database.read({ try currentKey($0) }) { return key }
    return try await database.write { writer in
      if let key = try currentKey(writer) { return key }
      try rotateKey(by: .system, in: writer)
      guard let key = try currentKey(writer) else { throw EvaluationRefusal.unknown("key") }
      return key
    }
  }

  private func currentKey(_ reader: Reader) throws -> SigningKey? {
    guard let kept = try reader.keptKeys().last(where: { $0.retiredAt == nil }) else { return nil }
    guard let raw = issuer.box.open(kept.sealed, for: kept.kid) else { throw EvaluationRefusal.unknown("key") }
    return try SigningKey(rawRepresentation: raw)
  }

  /// The certificate of an award as a credential (Open Badges 3.0). A person is named only by number: the name stands on the page
  /// that the number leads to, and can be erased there.
  func credential(for award: Award, _ call: Call, _ programme: Programme) -> OpenBadgeCredential {
    let base = issuer.publicURL
    let level = programme.decision.level(award.level)?.name
    return OpenBadgeCredential(
      id: "\(base)/credentials/\(award.id)", issuer: .init(id: issuer.id, name: LanguageMap(issuer.name), url: base),
      subject: .init(id: "\(base)/verify/\(award.id)", number: award.id.description),
      achievement: .init(
        id: "\(base)\(call.path)#\(award.level)", type: Self.achievementType(award.kind),
        name: LanguageMap(programme.result.name),
        description: LanguageMap(level ?? programme.result.name), criteria: LanguageMap(programme.summary)),
      validFrom: award.firstDay.localStart.date, validUntil: award.lastDay.map { $0.localStart.date },
      status: .init(list: "\(base)/credentials/status/1", index: award.statusIndex),
      evidence: [.init(id: "\(base)\(call.path)/results", name: LanguageMap(call.plan.names))])
  }

  private static func achievementType(_ kind: ResultRules.Kind) -> AchievementType {
    switch kind {
    case .award, .commendation: .award
    case .designation, .assessment: .qualityAssurance
    case .title: .certification
    case .funding, .appointment: .achievement
    }
  }

  /// The signed certificate of an award.
  func token(for award: Award) async throws -> String {
    let (call, programme) = try await database.read { try round(award.call, $0) }
    return try credential(for: award, call, programme).signed(by: try await signingKey(), at: clock.now().date)
  }

  /// The signed list that tells which certificates are withdrawn. It says so for a day; whoever keeps it longer asks again.
  func statusList() async throws -> String {
    let withdrawn = try await database.read { try $0.withdrawnIndices() }
    var list = StatusList(count: max(StatusList.leastCount, ((withdrawn.max() ?? 0) / 8 + 1) * 8))
    for index in withdrawn { try list.set(index) }
    let now = clock.now().date
    let credential = StatusListCredential(
      id: "\(issuer.publicURL)/credentials/status/1", issuer: issuer.id, list: list, validFrom: now,
      validUntil: now.addingTimeInterval(86_400))
    return try credential.signed(by: try await signingKey(), at: now)
  }
}
