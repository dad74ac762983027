import OpenID
import People

/// Reads the file of other portals' logins.
///
///     - {key: gd, name: 广东省统一身份认证, issuer: "https://id.example", client_id: kepu, client_secret: …}
enum LoginProviders {
  /// - Throws: `PolicyFile.Wrong`, which names the line.
  static func read(_ path: String?) throws -> [OpenIDProvider] {
    guard let path else { return [] }
    return try PolicyFile(path).list { entry in
      let key = try entry["key"].text()
      guard key.wholeMatch(of: /[a-z0-9-]{1,30}/) != nil else {
        throw Settings.Wrong(description: "\(path): the key “\(key)” should be small letters, digits and hyphens.")
      }
      return OpenIDProvider(
        key: key, issuer: try entry["issuer"].text(), clientID: try entry["client_id"].text(),
        clientSecret: try? entry["client_secret"].text(), name: try entry["name"].text())
    }
  }
}
