import Crypto
import CryptoExtras
import Foundation
import NIOPosix
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Hashes and checks passwords with scrypt (RFC 7914), on threads of its own and never more at once than it is allowed.
///
/// A check is meant to be slow, for those who guess; it must not be slow for everybody else. The work runs on low-priority
/// threads off the cooperative pool, and a line that is too long is refused at once instead of growing.
public final class PasswordHasher: Sendable {
  /// How dear a check is.
  public struct Cost: Sendable, Hashable {
    /// Base-two logarithm of scrypt's N; memory is 128 · N · blockSize bytes.
    let logarithm: Int
    let blockSize: Int
    let parallelism: Int

    /// The cost that OWASP's Password Storage Cheat Sheet names for 32 MiB: N = 2^15, r = 8, p = 3.
    public static let standard = Cost(logarithm: 15, blockSize: 8, parallelism: 3)

    /// A cost for tests that log in a thousand times; never for people.
    public static let forTests = Cost(logarithm: 4, blockSize: 8, parallelism: 1)
  }

  /// What a check found.
  public enum Verdict: Sendable {
    case wrong
    case right
    /// Right, but hashed at another cost than today's: hash it anew while the password is at hand.
    case rightButOld
  }

  /// Too many people wait already; ask again in a few seconds.
  public struct Busy: Error {}

  private let cost: Cost
  private let pool: NIOThreadPool
  private let waiting = Mutex(0)
  private let longestLine: Int
  /// What an unknown account is checked against, so that it takes as long as a known one.
  private let decoy: String

  /// A hasher.
  ///
  /// - Parameters:
  ///   - cost: how dear a check is.
  ///   - threads: how many checks run at once.
  ///   - longestLine: how many may wait besides.
  public init(cost: Cost = .standard, threads: Int = 1, longestLine: Int = 32) {
    self.cost = cost
    self.longestLine = longestLine + threads
    pool = NIOThreadPool(numberOfThreads: threads)
    pool.start()
    decoy = Self.encoded(cost, salt: [UInt8](repeating: 0, count: 16), key: [UInt8](repeating: 0, count: 32))
  }

  deinit { pool.shutdownGracefully { _ in } }

  /// Hashes a password, as `$scrypt$ln=15,r=8,p=3$salt$key` (PHC string format).
  ///
  /// - Throws: `Busy`.
  public func hash(_ password: String) async throws -> String {
    let cost = cost
    return try await work {
      let salt = SystemRandomNumberGenerator.bytes(16)
      return Self.encoded(cost, salt: salt, key: try Self.derive(password, salt: salt, cost: cost))
    }
  }

  /// Checks a password against a hash; without one it takes as long and is wrong.
  ///
  /// - Throws: `Busy`.
  public func check(_ password: String, against hash: String?) async throws -> Verdict {
    let current = cost
    let stored = hash ?? decoy
    return try await work {
      guard let (cost, salt, key) = Self.decoded(stored) else { return .wrong }
      let derived = try Self.derive(password, salt: salt, cost: cost)
      // A comparison that stops at the first difference would tell how far a guess was right.
      let difference = zip(derived, key).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
      guard difference == 0, derived.count == key.count, hash != nil else { return .wrong }
      return cost == current ? .right : .rightButOld
    }
  }

  private func work<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    let mayWait = waiting.withLock { count in
      guard count < longestLine else { return false }
      count += 1
      return true
    }
    guard mayWait else { throw Busy() }
    defer { waiting.withLock { $0 -= 1 } }
    return try await pool.runIfActive {
      Self.yieldToOthers()
      return try body()
    }
  }

  /// Pages come before passwords: the thread asks for the lowest share of a processor.
  private static func yieldToOthers() {
    #if os(Linux)
      _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 15)
    #endif
  }

  /// The same password typed on two keyboards is the same bytes (RFC 8265, OpaqueString).
  private static func derive(_ password: String, salt: [UInt8], cost: Cost) throws -> [UInt8] {
    let bytes = Array(password.precomposedStringWithCanonicalMapping.utf8)
    let key = try KDF.Scrypt.deriveKey(
      from: bytes, salt: salt, outputByteCount: 32, rounds: 1 << cost.logarithm, blockSize: cost.blockSize,
      parallelism: cost.parallelism)
    return key.withUnsafeBytes { Array($0) }
  }

  private static func encoded(_ cost: Cost, salt: [UInt8], key: [UInt8]) -> String {
    func text(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString().replacing("=", with: "") }
    return "$scrypt$ln=\(cost.logarithm),r=\(cost.blockSize),p=\(cost.parallelism)$\(text(salt))$\(text(key))"
  }

  private static func decoded(_ hash: String) -> (Cost, salt: [UInt8], key: [UInt8])? {
    let parts = hash.split(separator: "$")
    guard parts.count == 4, parts[0] == "scrypt" else { return nil }
    let numbers = parts[1].split(separator: ",").compactMap { $0.split(separator: "=").last.flatMap { Int($0) } }
    func bytes(_ text: Substring) -> [UInt8]? {
      let padding = String(repeating: "=", count: (4 - text.count % 4) % 4)
      return Data(base64Encoded: text + padding).map { Array($0) }
    }
    guard numbers.count == 3, (1...24).contains(numbers[0]), let salt = bytes(parts[2]), let key = bytes(parts[3]) else {
      return nil
    }
    return (Cost(logarithm: numbers[0], blockSize: numbers[1], parallelism: numbers[2]), salt, key)
  }
}

extension SystemRandomNumberGenerator {
  /// Bytes that nobody can guess.
  public static func bytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    // Each number is a call of the system, so all eight bytes of it are taken.
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 7)
    while bytes.count < count { withUnsafeBytes(of: generator.next() as UInt64) { bytes.append(contentsOf: $0) } }
    bytes.removeLast(bytes.count - count)
    return bytes
  }
}
