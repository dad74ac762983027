import Credentials
import SQL
import Site

/// What another room asks the portal to vouch for, with the same keys as its certificates.
public struct SignedStatement: Sendable {
  /// Where it is read, as a path.
  public var path: String
  /// Its number.
  public var number: String
  /// What it says in a few words.
  public var title: LocalizedText
  /// What it says.
  public var text: LocalizedText
  /// From when it holds.
  public var from: Instant

  /// A statement.
  public init(path: String, number: String, title: LocalizedText, text: LocalizedText, from: Instant) {
    self.path = path
    self.number = number
    self.title = title
    self.text = text
    self.from = from
  }
}

extension Evaluation {
  /// A statement as a signed credential (Open Badges 3.0), to be served as `application/vc+jwt`.
  public func sign(_ statement: SignedStatement) async throws -> String {
    let address = issuer.publicURL + statement.path
    let credential = OpenBadgeCredential(
      id: address + "/credential", issuer: .init(id: issuer.id, name: LanguageMap(issuer.name), url: issuer.publicURL),
      subject: .init(id: address, number: statement.number),
      achievement: .init(
        id: address + "#visit", type: .certificate, name: LanguageMap(statement.title), description: LanguageMap(statement.text),
        criteria: LanguageMap(statement.text)),
      validFrom: statement.from.date)
    return try credential.signed(by: try await signingKey(), at: clock.now().date)
  }
}

extension LanguageMap {
  /// A text of the portal as credentials carry it.
  init(_ text: LocalizedText) {
    var others: [String: String] = [:]
    others["zh-Hant"] = text.zhHant
    others["en"] = text.en
    self.init(text.zhHans, in: "zh-Hans", others: others)
  }
}
