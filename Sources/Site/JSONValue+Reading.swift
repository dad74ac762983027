import Foundation

extension JSONValue {
  /// Reads JSON that somebody sent (RFC 8259).
  ///
  /// - Throws: `Problem` 400 for what is not JSON, is nested too deeply, or holds NUL, which no database keeps.
  public init(reading bytes: [UInt8]) throws {
    guard let node = try? JSONDecoder().decode(Node.self, from: Data(bytes)), !node.value.holdsNUL else {
      throw Problem(.badRequest)
    }
    self = node.value
  }

  /// A member of an object.
  public subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.name == name }?.value
  }

  private var holdsNUL: Bool {
    switch self {
    case .string(let text): text.contains("\0")
    case .array(let items): items.contains(where: \.holdsNUL)
    case .object(let members): members.contains { $0.name.contains("\0") || $0.value.holdsNUL }
    default: false
    }
  }

  private struct Node: Decodable {
    let value: JSONValue

    init(from decoder: any Decoder) throws {
      // Texts first, as most values are, and each wrong guess is an error that is made and thrown away.
      let single = try decoder.singleValueContainer()
      if let text = try? single.decode(String.self) {
        value = .string(text)
        return
      }
      if let object = try? decoder.container(keyedBy: Name.self) {
        value = .object(
          try object.allKeys.sorted { $0.stringValue < $1.stringValue }.map {
            Member($0.stringValue, try object.decode(Node.self, forKey: $0).value)
          })
        return
      }
      if var list = try? decoder.unkeyedContainer() {
        var items: [JSONValue] = []
        while !list.isAtEnd { items.append(try list.decode(Node.self).value) }
        value = .array(items)
        return
      }
      if single.decodeNil() {
        value = .null
      } else if let flag = try? single.decode(Bool.self) {
        value = .bool(flag)
      } else if let number = try? single.decode(Int64.self) {
        value = .integer(number)
      } else {
        value = .number(try single.decode(Double.self))
      }
    }
  }

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
