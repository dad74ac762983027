import Site
import Yams

extension PolicyFile.Entry {
  /// What is wrong here, for rules that look at several values at once.
  public func wrong(_ expected: String) -> PolicyFile.Wrong {
    let name = place.isEmpty ? "the file" : place
    return PolicyFile.Wrong(description: "\(path), line \(line): \(name) should be \(expected).")
  }

  /// The entry, or `nil` where the file has none.
  public var ifThere: PolicyFile.Entry? { node == nil || node?.null != nil ? nil : self }

  /// Refuses members that nobody reads, so that a misspelt rule is never quietly without effect.
  public func only(_ known: [String]) throws {
    guard let mapping = node?.mapping else { throw wrong("a group of \(known.joined(separator: ", "))") }
    for (key, value) in mapping {
      guard let name = key.string, known.contains(name) else {
        let entry = PolicyFile.Entry(path: path, place: place, line: key.mark?.line ?? value.mark?.line ?? line, node: node)
        throw entry.wrong("made of \(known.joined(separator: ", ")), not “\(key.string ?? "?")”")
      }
    }
  }

  /// The names of the members in the order of the file.
  public var keys: [String] { node?.mapping?.keys.compactMap(\.string) ?? [] }

  /// A number in a range, whole or not.
  public func decimal(in range: ClosedRange<Double>) throws -> Double {
    guard let number = node?.float, range.contains(number) else {
      throw wrong("a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// A short name that may stand in addresses and data: small letters, digits, hyphens and underscores.
  public func key() throws -> String {
    guard let text = node?.string, (1...60).contains(text.utf8.count),
      text.utf8.allSatisfy({ "abcdefghijklmnopqrstuvwxyz0123456789-_".utf8.contains($0) })
    else { throw wrong("a key of small letters, digits, - and _") }
    return text
  }

  /// A value as it is written, whatever it looks like.
  public func scalar() throws -> String {
    guard let text = node?.scalar?.string else { throw wrong("one value") }
    return text
  }

  /// A list of keys.
  public func keyList() throws -> [String] { try list { try $0.key() } }

  /// Whether the entry is a list.
  public var isList: Bool { node?.sequence != nil }

  /// Whether the entry is a group of members.
  public var isGroup: Bool { node?.mapping != nil }
}
