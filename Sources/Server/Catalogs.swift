import Foundation
import Site

/// Reads the message catalogs of a deployment.
enum Catalogs {
  static func load(folder: String) throws -> [Language: Catalog] {
    try Language.allCases.reduce(into: [:]) { catalogs, language in
      let path = "\(folder)/\(language.rawValue).po"
      guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
        throw Settings.Wrong(description: "The catalog \(path) cannot be read.")
      }
      do { catalogs[language] = try Catalog(po: text) } catch {
        throw Settings.Wrong(description: "The catalog \(path) is not right: \(error)")
      }
    }
  }
}
