import Credentials
import Foundation

/// Writes credentials, status lists, published keys and a bundle of a made-up issuer into a folder: for clients that others
/// wrote.
@main
struct SampleCredentials {
  static func main() throws {
    guard CommandLine.arguments.count == 2 else {
      FileHandle.standardError.write(Data("usage: sample-credentials FOLDER\n".utf8))
      exit(64)
    }
    let folder = URL(filePath: CommandLine.arguments[1], directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, content) in try Samples(now: Date()).files() { try content.write(to: folder.appending(path: name)) }
  }
}

/// What is written; the keys are new each time.
struct Samples {
  private static let issuer = "did:web:kepu.example"
  private static let revocations = "https://kepu.example/credentials/status/1"
  private static let suspensions = "https://kepu.example/credentials/status/2"
  private static let day = 86_400.0

  private let now: Date
  private let change: Date
  private let oldKey = SigningKey()
  private let key = SigningKey()
  private let keys: IssuerKeys

  init(now: Date) throws {
    self.now = now
    change = now.addingTimeInterval(-30 * Self.day)
    keys = try IssuerKeys([
      oldKey.verificationKey(notBefore: now.addingTimeInterval(-400 * Self.day), retired: change),
      key.verificationKey(notBefore: change),
    ])
  }

  /// The files by their names.
  func files() throws -> [String: Data] {
    var files: [String: Data] = [
      "key.pem": Data(key.verificationKey(notBefore: change).pem.utf8),
      "jwks.json": Data(try keys.jwks.utf8()),
      "did.json": Data(try keys.didDocument(of: Self.issuer, at: now).utf8()),
      "status-1.jwt": Data(try statusList(Self.revocations, .revocation, set: [0, 9, 4711, 131_071]).utf8),
      "status-2.jwt": Data(try statusList(Self.suspensions, .suspension, set: [7]).utf8),
      "bundle.json": Data(try bundle().file()),
    ]
    for (name, token) in try tokens() {
      files[name + ".jwt"] = Data(token.utf8)
      files[name + ".svg"] = BakedBadge.svg(Self.drawing, carrying: token).map { Data($0.utf8) }
    }
    return files
  }

  private func tokens() throws -> [String: String] {
    let signed = now.addingTimeInterval(-60)
    let withdrawn = OpenBadgeCredential.StatusEntry(list: Self.revocations, index: 4711)
    let suspended = OpenBadgeCredential.StatusEntry(list: Self.suspensions, index: 7, purpose: .suspension)
    let published = key.verificationKey(notBefore: change)
    return [
      "award": try award().signed(by: key, at: signed),
      "award-vc": try award().signed(by: key, at: signed, as: .verifiableCredential),
      "old-key": try award(from: -200).signed(by: oldKey, at: change.addingTimeInterval(-60)),
      "withdrawn": try award(status: withdrawn).signed(by: key, at: signed),
      "suspended": try award(status: suspended).signed(by: key, at: signed),
      "expired": try award(from: -20, until: -10).signed(by: key, at: signed),
      "not-yet-valid": try award(from: 10).signed(by: key, at: signed),
      "own-key": try award(issuer: published.didKey).signed(by: key, at: signed),
    ]
  }

  /// An award that counts from some days after now until some days after now.
  private func award(
    issuer: String = issuer, from: Double = -1, until: Double = 365,
    status: OpenBadgeCredential.StatusEntry = .init(list: revocations, index: 94_567)
  ) -> OpenBadgeCredential {
    OpenBadgeCredential(
      id: "https://kepu.example/credentials/7Z",
      issuer: .init(
        id: issuer, name: LanguageMap("某省科普学会", in: "zh-Hans", others: ["en": "Academy"]), url: "https://kepu.example/"),
      subject: .init(
        id: "urn:uuid:5f0f1c0e-2d1c-4d55-9f3e-0a3c3f6f4f10",
        identifiers: [.hashed("陈晓", as: .name, salt: "c2FsdC1vZi1zaXh0ZWVu")], number: "2026-0117"),
      achievement: .init(
        id: "https://kepu.example/achievements/excellent-work", type: .award,
        name: LanguageMap("优秀科普作品", in: "zh-Hans", others: ["en": "Excellent work"]),
        description: LanguageMap("当年的优秀作品", in: "zh-Hans", others: ["en": "One of the excellent works of the year"]),
        criteria: LanguageMap("由专家评审", in: "zh-Hans", others: ["en": "Chosen by a panel of experts"]),
        criteriaURL: "https://kepu.example/rules/7"),
      validFrom: now.addingTimeInterval(from * Self.day), validUntil: now.addingTimeInterval(until * Self.day), status: status,
      evidence: [.init(id: "https://kepu.example/notices/12", name: LanguageMap("公示", in: "zh-Hans"))])
  }

  private func statusList(_ address: String, _ purpose: StatusPurpose, set places: [Int]) throws -> String {
    var list = StatusList()
    for place in places { try list.set(place) }
    let credential = StatusListCredential(
      id: address, issuer: Self.issuer, purpose: purpose, list: list, validFrom: now.addingTimeInterval(-60),
      validUntil: now.addingTimeInterval(Self.day))
    return try credential.signed(by: key, at: now.addingTimeInterval(-60))
  }

  private func bundle() throws -> SignedBundle {
    let payload: CanonicalJSON = [
      "round": "优秀作品", "ranking": [["work": "木棉", "points": 87.5], ["work": "Kapok \"2\"", "points": 1e-7]], "panel": 11,
    ]
    return try SignedBundle(signing: payload, by: key, of: Self.issuer)
  }

  private static let drawing = """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120" role="img" aria-label="优秀科普作品">
      <circle cx="60" cy="60" r="56" fill="none" stroke="currentColor" stroke-width="4"/>
      <path d="M60 26l10 22 24 3-18 16 5 24-21-12-21 12 5-24-18-16 24-3z" fill="currentColor"/>
    </svg>
    """
}
