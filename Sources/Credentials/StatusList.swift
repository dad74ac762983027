/// A bit for each credential of a list, set if it is withdrawn (W3C Bitstring Status List 1.0).
///
/// A list of 131,072 bits, the least that is allowed, hides each credential among many: who asks for the list does not tell
/// which one is looked at.
public struct StatusList: Sendable, Hashable {
  /// The least number of bits (§3.2).
  public static let leastCount = 131_072
  /// What a list may hold at most when it is read, in bytes: what is received may be made to swell.
  static let mostBytes = 5 * 1024 * 1024

  private var bytes: [UInt8]

  /// A list without any bit set, of at least that many bits; fewer than 131,072 are not allowed, so there are never fewer.
  public init(count: Int = leastCount) {
    bytes = Array(repeating: 0, count: (min(max(count, Self.leastCount), Self.mostBytes * 8) + 7) / 8)
  }

  /// How many credentials it has room for.
  public var count: Int { bytes.count * 8 }

  /// Whether the bit at a place is set; `nil` for a place that the list does not have.
  public subscript(_ index: Int) -> Bool? {
    (0..<count).contains(index) ? bytes[index / 8] & (0x80 >> UInt8(index % 8)) != 0 : nil
  }

  /// Sets or clears the bit at a place. What is withdrawn for good is never cleared; only a suspension ends.
  ///
  /// - Throws: `StatusFault.noSuchPlace` for a place that the list does not have.
  public mutating func set(_ index: Int, to isSet: Bool = true) throws(StatusFault) {
    guard (0..<count).contains(index) else { throw .noSuchPlace }
    let bit: UInt8 = 0x80 >> UInt8(index % 8)
    if isSet { bytes[index / 8] |= bit } else { bytes[index / 8] &= ~bit }
  }

  /// The bits as they travel: gzip, then base64url with the Multibase prefix `u` (§3.3).
  public func encoded() throws(StatusFault) -> String {
    guard let compressed = Gzip.compress(bytes) else { throw .couldNotCompress }
    return "u" + Base64URL.encode(compressed)
  }

  /// Reads bits that travelled (§3.4).
  ///
  /// - Throws: `StatusFault.malformed` for other texts, for less than 131,072 bits and for more than 5 MiB.
  public init(encoded text: String) throws(StatusFault) {
    guard text.first == "u", let compressed = Base64URL.decode(text.dropFirst()),
      let bytes = Gzip.decompress(compressed, limit: Self.mostBytes), bytes.count * 8 >= Self.leastCount
    else { throw .malformed }
    self.bytes = bytes
  }
}

/// Why the status of a credential is not known, or could not be written.
public enum StatusFault: Error, Sendable, Hashable {
  /// The list was not at hand.
  case notAtHand
  /// It is not a status list.
  case malformed
  /// It is not signed by a key of the issuer that was in force.
  case notSigned
  /// It is another list, of another issuer, or says something else than the credential asks for.
  case anotherList
  /// The list is out of date: an old copy could hide a withdrawal.
  case outOfDate
  /// The list has no such place.
  case noSuchPlace
  /// There was no memory to compress the list.
  case couldNotCompress
}
