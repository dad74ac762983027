import Crypto
import Foundation
import People
import SQL

/// An order or a topic drawn by lot (抽签): the hash of the seed is shown before, the seed after, so that anybody can draw again.
struct Draw: Sendable, RowReadable {
  let call: ID<Call>
  let purpose: String
  /// SHA-256 of the seed, in hexadecimal digits.
  let commitment: String
  /// Thirty-two random bytes, in hexadecimal digits.
  let seed: String
  let revealedAt: Instant?

  init(row: Row) throws {
    call = try row.get(0)
    purpose = try row.text(1)
    commitment = try row.text(2)
    seed = try row.text(3)
    revealedAt = try row.get(5)
  }

  /// A draw with a fresh seed.
  init(call: ID<Call>, purpose: String) {
    self.call = call
    self.purpose = purpose
    let key = SymmetricKey(size: .bits256)
    seed = key.withUnsafeBytes { Self.hex(Array($0)) }
    commitment = Self.commitment(of: seed)
    revealedAt = nil
  }

  static func commitment(of seed: String) -> String { hex(Array(SHA256.hash(data: Data(seed.utf8)))) }

  /// The numbers 0 ..< count in the order that a seed gives: Fisher–Yates, where each choice below n is the first of the
  /// 64-bit numbers SHA-256("seed:counter") that is below the greatest multiple of n, modulo n.
  static func order(_ count: Int, seed: String) -> [Int] {
    var order = Array(0..<count)
    var counter: UInt64 = 0
    func next(below bound: UInt64) -> Int {
      let limit = UInt64.max - UInt64.max % bound
      while true {
        let digest = SHA256.hash(data: Data("\(seed):\(counter)".utf8))
        counter += 1
        let number = digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        if number < limit { return Int(number % bound) }
      }
    }
    for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, next(below: UInt64(last + 1))) }
    return order
  }

  private static func hex(_ bytes: [UInt8]) -> String { bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}
