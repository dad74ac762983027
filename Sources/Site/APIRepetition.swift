import Crypto
import Foundation
import SQL
import Synchronization

/// What a request that many send at once asks for.
public struct APIWork: Sendable {
  let look: (@Sendable (Reader) throws -> Void)?
  let act: @Sendable (Writer) throws -> APIAnswer

  /// Work.
  ///
  /// - Parameters:
  ///   - look: looks at a snapshot and throws what would stop the work anyway, so that it is refused without waiting for its turn
  ///     to write. It saves work and decides nothing else: what it lets pass is checked again by `act`.
  ///   - act: does it.
  public init(
    look: (@Sendable (Reader) throws -> Void)? = nil, act: @escaping @Sendable (Writer) throws -> APIAnswer
  ) {
    self.look = look
    self.act = act
  }
}

/// By what a request with an `Idempotency-Key` is known when it comes again.
struct APIRepetition: Sendable {
  let key: String
  let digest: String
  let now: Instant
  let reused: Problem

  /// Answers are given again that were given since then.
  var since: Instant { now - .seconds(86_400) }

  /// What was answered to it.
  ///
  /// - Throws: `Problem` 422 where the key was used for another request.
  func answer(_ reader: Reader) throws -> APIAnswer? {
    guard let done = try reader.answer(to: key, since: since) else { return nil }
    guard done.digest == digest else { throw reused }
    return done.answer
  }
}

/// When answers were last forgotten: not with each request, as that is one more question to the database.
final class AnswerForgetting: Sendable {
  private let last = Mutex<Instant?>(nil)

  /// Whether a minute has passed; then the next one begins.
  func isDue(at now: Instant) -> Bool {
    last.withLock { last in
      if let last, last <= now, now - last < .seconds(60) { return false }
      last = now
      return true
    }
  }
}

extension Digest {
  /// The bytes as hexadecimal numbers with points between, as keys and digests of answers are kept.
  var dotted: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(Self.byteCount * 3)
    for byte in self {
      if !text.isEmpty { text.append(UInt8(ascii: ".")) }
      if byte > 15 { text.append(digits[Int(byte >> 4)]) }
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
