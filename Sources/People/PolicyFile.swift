import Foundation
import Site
import Yams

/// A file under `Policies/`, read strictly: what is missing or wrong is told with the file, the line and what was expected.
public struct PolicyFile {
  /// What is wrong with a file.
  public struct Wrong: Error, CustomStringConvertible {
    /// The file, the line and what was expected.
    public let description: String

    /// A sentence with the file, the line and what was expected.
    public init(description: String) { self.description = description }
  }

  private let path: String
  private let root: Yams.Node

  /// Reads a file.
  public init(_ path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else { throw Wrong(description: "\(path) cannot be read.") }
    try self.init(text: String(decoding: data, as: UTF8.self), named: path)
  }

  /// Reads a text that was kept, such as the frozen rules of a past round.
  public init(text: String, named path: String) throws {
    self.path = path
    do {
      guard let node = try Yams.compose(yaml: text) else { throw Wrong(description: "\(path) is empty.") }
      root = node
    } catch let error as YamlError {
      throw Wrong(description: "\(path): \(error)")
    }
  }

  /// The file as one entry.
  public var whole: Entry { Entry(path: path, place: "", line: 1, node: root) }

  /// A member of the file.
  public subscript(key: String) -> Entry { Entry(path: path, place: "", line: 1, node: root)[key] }

  /// The items of a file that is a list.
  public func list<Item>(_ read: (Entry) throws -> Item) throws -> [Item] {
    try Entry(path: path, place: "the file", line: 1, node: root).list(read)
  }

  /// A value in the file, or a place where one should be.
  public struct Entry {
    let path: String
    let place: String
    let line: Int
    let node: Yams.Node?

    /// A member of this one.
    public subscript(key: String) -> Entry {
      let child = node?.mapping?[key]
      return Entry(path: path, place: place.isEmpty ? key : "\(place).\(key)", line: child?.mark?.line ?? line, node: child)
    }

    /// A whole number in a range.
    public func number(in range: ClosedRange<Int>) throws -> Int {
      guard let number = node?.int, range.contains(number) else {
        throw wrong("a number from \(range.lowerBound) to \(range.upperBound)")
      }
      return number
    }

    /// True or false.
    public func flag() throws -> Bool {
      guard let flag = node?.bool else { throw wrong("true or false") }
      return flag
    }

    /// A text that is not empty.
    public func text() throws -> String {
      guard let text = node?.string, !text.isEmpty else { throw wrong("a text") }
      return text
    }

    /// A text in every language of the portal.
    public func localized() throws -> LocalizedText {
      guard let zhHans = node?.mapping?["zh-Hans"]?.string, let zhHant = node?.mapping?["zh-Hant"]?.string,
        let en = node?.mapping?["en"]?.string
      else { throw wrong("a text in zh-Hans, zh-Hant and en") }
      return LocalizedText(zhHans: zhHans, zhHant: zhHant, en: en)
    }

    /// One of the keys of a kind.
    public func oneOf<Key: RawRepresentable & CaseIterable>(_ kind: Key.Type) throws -> Key where Key.RawValue == String {
      guard let key = node?.string.flatMap(Key.init(rawValue:)) else {
        throw wrong("one of " + Key.allCases.map(\.rawValue).joined(separator: ", "))
      }
      return key
    }

    /// A list, each item read by itself.
    public func list<Item>(_ read: (Entry) throws -> Item) throws -> [Item] {
      guard let sequence = node?.sequence else { throw wrong("a list") }
      return try sequence.enumerated().map { index, item in
        try read(Entry(path: path, place: "\(place)[\(index + 1)]", line: item.mark?.line ?? line, node: item))
      }
    }
  }
}
