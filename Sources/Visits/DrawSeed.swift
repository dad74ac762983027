import Crypto
import Foundation

/// 32 bytes of SHA-256, written in hexadecimal digits.
public struct DrawDigest: Sendable, Hashable, CustomStringConvertible {
  /// The bytes.
  public let bytes: [UInt8]

  /// The digest of a message.
  public init(of message: some Sequence<UInt8>) { bytes = Array(SHA256.hash(data: Data(message))) }

  /// A digest that was written; `nil` for anything but 64 small hexadecimal digits.
  public init?(_ text: String) {
    guard let bytes = Hexadecimal.bytes(text), bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  /// 64 hexadecimal digits.
  public var description: String { Hexadecimal.text(bytes) }
}

/// The secret half of a draw's chance: 32 random bytes that nobody sees before the draw.
///
/// Its SHA-256 is shown when the window opens (a commitment, as in Blum's coin flipping by telephone, 1981), itself after
/// the draw.
public struct DrawSecret: Sendable, Hashable {
  /// The bytes.
  public let bytes: [UInt8]

  /// A fresh secret.
  public init() {
    bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
  }

  /// A secret that was kept, as 64 hexadecimal digits.
  public init?(_ text: String) {
    guard let bytes = Hexadecimal.bytes(text), bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  /// 64 hexadecimal digits.
  public var text: String { Hexadecimal.text(bytes) }

  /// What is shown before the draw.
  public var commitment: DrawDigest { DrawDigest(of: bytes) }
}

/// All chance of a draw: SHA-256 of the committed secret, the public value of the draw's day, and the digest of the closed list.
///
/// Nobody can bend it. Who keeps the secret does not know the public value when the list closes; who asks knows neither; and
/// nobody can change the list later. The secret and the digest have 32 bytes each, so that the three cannot be cut differently.
public struct DrawSeed: Sendable {
  private let hmac: HMAC<SHA256>

  /// A seed.
  ///
  /// - Parameter publicValue: exactly as it was published, such as `3,912.07`; empty where a draw goes without one.
  public init(secret: DrawSecret, publicValue: String, list: DrawDigest) {
    let seed = SHA256.hash(data: Data(secret.bytes + Array(publicValue.utf8) + list.bytes))
    hmac = HMAC<SHA256>(key: SymmetricKey(data: seed))
  }

  /// The lot of a request: the smallest of its tickets, of which it has as many as its weight.
  ///
  /// Ticket k (from 1) is the first 64 bits of HMAC-SHA256(seed, "number:k"), as a whole number with its first byte highest. The
  /// smaller lot comes first. As every ticket is as likely as any other to be the smallest of those left, a request comes first
  /// with the chance weight ÷ sum of weights, and again so among those that remain: weighted sampling without replacement, as of
  /// Efraimidis and Spirakis (2006), whose key u^(1/w) is the greatest of w chances where w is whole. Whole weights need
  /// no roots, so that every machine finds the same.
  public func lot(number: Int, weight: Int) -> UInt64 {
    var smallest = UInt64.max
    for ticket in 1...max(1, weight) {
      var hmac = hmac
      hmac.update(data: Array("\(number):\(ticket)".utf8))
      let value = hmac.finalize().prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      smallest = min(smallest, value)
    }
    return smallest
  }

  /// The lots of all requests of a list.
  public func lots(of list: DrawList) -> DrawLots {
    DrawLots(list, lots: list.requests.map { lot(number: $0.number, weight: $0.weight) })
  }
}

/// The lots of a list's requests, and the order that they make.
public struct DrawLots: Sendable {
  /// For each request of the list its lot.
  public let lots: [UInt64]
  /// Indices of the requests, the first in turn first. Equal lots, which nobody will see, go by number.
  public let order: [Int]
  /// For each request its place in the order, from 0.
  public let turns: [Int]

  init(_ list: DrawList, lots: [UInt64]) {
    self.lots = lots
    order = list.requests.indices.sorted { (lots[$0], $0) < (lots[$1], $1) }
    var turns = [Int](repeating: 0, count: order.count)
    for (turn, request) in order.enumerated() { turns[request] = turn }
    self.turns = turns
  }
}

/// Bytes as small hexadecimal digits.
enum Hexadecimal {
  private static let digits = Array("0123456789abcdef".utf8)

  static func text(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  static func text(_ number: UInt64) -> String {
    text(stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> UInt64($0)) })
  }

  static func bytes(_ text: String) -> [UInt8]? {
    let values = text.utf8.compactMap { digit in digits.firstIndex(of: digit).map(UInt8.init) }
    guard values.count == text.utf8.count, values.count.isMultiple(of: 2) else { return nil }
    return stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }
  }
}
