import Foundation
import NIOCore
import NIOPosix
import People
import Synchronization

/// What clients ask for who book over HTTP: client `n` is account `n` and wants one place in a session.
struct BookingOrder: Sendable {
  let address: SocketAddress
  /// Made before the first is sent, so that making them takes no time from the portal.
  let requests: [ByteBuffer]

  var count: Int { requests.count }

  /// - Parameters:
  ///   - first: the first account that asks; accounts before it have booked already.
  ///   - closes: whether each request is the last one of its connection.
  init(port: Int, sessions: [String], first: Int, count: Int, closes: Bool) throws {
    address = try SocketAddress(ipAddress: "127.0.0.1", port: port)
    requests = (0..<count).map { number in
      Self.request("127.0.0.1:\(port)", sessions[number % sessions.count], account: first + number, closes: closes)
    }
  }

  private static func request(_ host: String, _ session: String, account: Int, closes: Bool) -> ByteBuffer {
    let body = #"{"party": {"adults": 1}, "name": "张三", "contact": "p\#(account)@example.org"}"#
    return ByteBuffer(
      string: """
        POST /api/sessions/\(session)/bookings HTTP/1.1\r
        Host: \(host)\r
        Authorization: Bearer \(PeopleLoad.token(of: account))\r
        Idempotency-Key: bench-\(account)\r
        Content-Type: application/json\r
        Accept-Language: zh-CN\r
        Connection: \(closes ? "close" : "keep-alive")\r
        Content-Length: \(body.utf8.count)\r
        \r
        \(body)
        """)
  }
}

/// What the clients were answered.
final class BookingTally: Sendable {
  struct Count: Sendable {
    /// By status.
    var answers: [Int: Int] = [:]
    /// Connections that ended without an answer.
    var broken = 0
    /// Refusals with a sentence that says why.
    var clear = 0
    var seconds: [Double] = []
    /// When the last answer was there.
    var end = ContinuousClock.now
  }

  private let state = Mutex(Count())

  var count: Count { state.withLock { $0 } }

  func note(_ answer: BookingAnswer, after duration: Duration) {
    state.withLock { count in
      count.answers[answer.status, default: 0] += 1
      count.seconds.append(duration.seconds)
      if answer.status >= 400, answer.hasSentence { count.clear += 1 }
      count.end = .now
    }
  }

  func noteBroken() { state.withLock { $0.broken += 1 } }
}

/// One answer, as far as a measurement looks at it.
struct BookingAnswer: Sendable {
  let status: Int
  let hasSentence: Bool

  /// Reads the answer at the beginning of what has come; `nil` while it is not whole.
  init?(_ bytes: ByteBuffer) {
    guard let (status, hasSentence) = bytes.withUnsafeReadableBytes(Self.read) else { return nil }
    (self.status, self.hasSentence) = (status, hasSentence)
  }

  private static func read(_ bytes: UnsafeRawBufferPointer) -> (Int, Bool)? {
    guard let end = find("\r\n\r\n", in: bytes, from: 12), let field = find("\r\ncontent-length: ", in: bytes, from: 12) else {
      return nil
    }
    let size = number(bytes, from: field + 18)
    guard bytes.count >= end + 4 + size else { return nil }
    let status = number(bytes, from: 9)
    return (status, status >= 400 && find("\"detail\":\"", in: bytes, from: end) != nil)
  }

  private static func number(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    bytes[start...].prefix { (48...57).contains($0) }.reduce(0) { $0 * 10 + Int($1) - 48 }
  }

  /// Where an ASCII text in small letters begins, whose letters may be large.
  private static func find(_ text: StaticString, in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    text.withUTF8Buffer { text in
      var place = start
      while place + text.count <= bytes.count {
        var length = 0
        while length < text.count, small(bytes[place + length]) == text[length] { length += 1 }
        if length == text.count { return place }
        place += 1
      }
      return nil
    }
  }

  private static func small(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte | 0x20 : byte }
}
