/// Who sends or receives a message: a name to be read and an address to be reached at.
///
///     let visitor = Mailbox(name: "李雷", address: "li.lei@example.org")
///
/// A mailbox that exists can be written to: its address has passed the check, and its name is one line without control
/// characters.
public struct Mailbox: Sendable, Hashable {
  /// The name a person reads; nil if there is none.
  public let name: String?
  /// The address, as it was given.
  public let address: String

  /// Nil if the address is not one that mail in Latin letters can reach.
  ///
  /// The check is pragmatic, narrower than the grammar: a dot-atom, one `@`, a domain of letters, digits and hyphens. Quoted
  /// local parts, comments, address literals and addresses beyond ASCII (RFC 6531, which few servers offer) are refused; a domain
  /// in Chinese is written in Punycode (`xn--…`).
  /// Source: RFC 5322 §3.4.1 (dot-atom), RFC 5321 §4.5.3.1 (64 octets before the `@`; a path of 256 leaves 254), RFC 1035 §2.3.4
  /// (labels).
  public init?(name: String? = nil, address: String) {
    guard Self.isAddress(address) else { return nil }
    self.address = address
    let name = name?.asOneLine ?? ""
    self.name = name.isEmpty ? nil : name
  }

  /// What stands after the `@`.
  public var domain: String {
    address.split(separator: "@").last.map(String.init) ?? ""
  }

  private static func isAddress(_ address: String) -> Bool {
    let bytes = Array(address.utf8)
    guard bytes.count <= 254 else { return false }
    let parts = bytes.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    return parts.count == 2 && isLocalPart(parts[0]) && isDomain(parts[1])
  }

  private static func isLocalPart(_ part: ArraySlice<UInt8>) -> Bool {
    let atoms = part.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return part.count <= 64 && atoms.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isAtomText) }
  }

  private static func isDomain(_ domain: ArraySlice<UInt8>) -> Bool {
    isHost(domain) && (domain.contains(UInt8(ascii: ".")) || domain.elementsEqual("localhost".utf8))
  }

  /// Whether these are labels of letters, digits and hyphens, the last of them not a number.
  static func isHost(_ host: some BidirectionalCollection<UInt8>) -> Bool {
    let labels = host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard let top = labels.last, !top.allSatisfy(\.isDigit) else { return false }
    return labels.allSatisfy { label in
      (1...63).contains(label.count) && label.first != .hyphen && label.last != .hyphen
        && label.allSatisfy { $0.isLetter || $0.isDigit || $0 == .hyphen }
    }
  }
}

extension UInt8 {
  static let hyphen = UInt8(ascii: "-")

  var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  var isLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }

  /// Source: RFC 5322 §3.2.3, atext.
  var isAtomText: Bool { isLetter || isDigit || "!#$%&'*+-/=?^_`{|}~".utf8.contains(self) }

  /// Printable ASCII without the space.
  var isVisible: Bool { (0x21...0x7E).contains(self) }
}

extension String {
  /// The text on one line: what is a control character or a line separator becomes a space, and spaces in a row become one.
  ///
  /// A value that has passed here cannot begin a header field of its own.
  var asOneLine: String {
    var result = String.UnicodeScalarView()
    var isAfterSpace = true
    for scalar in unicodeScalars {
      let isSpace = scalar.value <= 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x2028...0x2029).contains(scalar.value)
      if !isSpace {
        result.append(scalar)
      } else if !isAfterSpace {
        result.append(" ")
      }
      isAfterSpace = isSpace
    }
    if result.last == " " { result.removeLast() }
    return String(result)
  }
}
