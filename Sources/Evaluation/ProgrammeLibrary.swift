import Crypto
import Foundation
import People
import SQL

/// The programmes of a deployment: what `Policies/programmes/` says today, and by digest what it said in earlier years.
public struct ProgrammeLibrary: Sendable {
  let texts: [ProgrammeText]
  private let current: [String: Programme]

  /// Reads every file of a folder.
  ///
  /// - Throws: `PolicyFile.Wrong` with file, line and expectation, also where two files have the same key.
  public init(folder: String) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }.sorted()
    try self.init(
      texts: names.map { name in
        let path = "\(folder)/\(name)"
        guard let data = FileManager.default.contents(atPath: path) else {
          throw PolicyFile.Wrong(description: "\(path) cannot be read.")
        }
        return ("Policies/programmes/\(name)", String(decoding: data, as: UTF8.self))
      })
  }

  init(texts named: [(path: String, text: String)]) throws {
    var texts: [ProgrammeText] = []
    var current: [String: Programme] = [:]
    for (path, text) in named {
      let programme = try Programme(text: text, named: path)
      guard current[programme.key] == nil else {
        throw PolicyFile.Wrong(description: "\(path): the key \(programme.key) is that of another file already.")
      }
      current[programme.key] = programme
      texts.append(ProgrammeText(key: programme.key, version: programme.version, text: text))
    }
    self.texts = texts
    self.current = current
  }

  /// The programmes of today, by key.
  var all: [Programme] { current.values.sorted { $0.key < $1.key } }

  subscript(key: String) -> Programme? { current[key] }

  /// The schemes under which programmes name bases, by the key of the programme.
  public var schemes: [String: String] {
    current.compactMapValues(\.result.scheme)
  }

  func digest(of key: String) -> String? { texts.first { $0.key == key }?.digest }
}

/// The text of a programme, kept as long as a round was run by it.
struct ProgrammeText: Sendable {
  let key: String
  let version: String
  let text: String

  /// SHA-256 in hexadecimal digits.
  var digest: String { SHA256.hash(data: Data(text.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}
