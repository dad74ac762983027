import Foundation
import Identity

extension Settings {
  /// The key that signs forms and seals secrets: the setting, or the file that keeps it.
  ///
  /// It must outlive the process: codes of second factors are sealed with it.
  ///
  /// - Throws: `Wrong` when the file can be neither read nor written, or holds too little.
  func secret() throws -> String {
    if let secret = self["secret"] { return secret }
    let path = self["secret-file"] ?? "var/secret"
    if let data = FileManager.default.contents(atPath: path) {
      let secret = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
      guard secret.utf8.count >= 32 else {
        throw Wrong(description: "The file \(path) should hold a key of 32 characters or more.")
      }
      return secret
    }
    let secret = SecretToken().text
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let isWritten = FileManager.default.createFile(
      atPath: path, contents: Data((secret + "\n").utf8), attributes: [.posixPermissions: 0o600])
    guard isWritten else {
      throw Wrong(description: "The file \(path) cannot be written; set secret, or secret-file to a file that can.")
    }
    return secret
  }

  /// Address under which people reach the portal, for links in mails.
  var publicURL: String { self["public-url"] ?? "http://localhost:\(number("port"))" }
}
