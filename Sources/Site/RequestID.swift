import Foundation
import HTTPTypes

/// Numbers of requests: sixteen random bytes in hexadecimal, as the trace context wants them.
enum RequestID {
  static let header = HTTPField.Name("X-Request-ID") ?? .server

  static func make() -> String {
    var random = SystemRandomNumberGenerator()
    return hex(random.next()) + hex(random.next())
  }

  private static func hex(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// The trace that a request belongs to (W3C Trace Context): kept, so that a proxy's trace and our log agree.
struct TraceParent {
  static let header = HTTPField.Name("traceparent") ?? .server

  let text: String
  /// 32 hexadecimal digits.
  let traceID: String

  /// Reads a well-formed header; anything else is as if there were none.
  init?(_ headers: HTTPFields) {
    guard let text = headers[Self.header], text.utf8.count == 55 else { return nil }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [2, 32, 16, 2], parts[0] != "ff",
      parts.allSatisfy({ $0.allSatisfy { $0.isHexDigit && !$0.isUppercase } }),
      parts[1].contains(where: { $0 != "0" }), parts[2].contains(where: { $0 != "0" })
    else { return nil }
    self.text = text
    traceID = String(parts[1])
  }
}

extension String {
  /// The text with percent-encoding undone; `nil` when that is broken or not UTF-8.
  var removingPercentEncodingStrictly: String? {
    var bytes: [UInt8] = []
    var rest = utf8.makeIterator()
    while let byte = rest.next() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let high = rest.next().flatMap(Self.hexValue), let low = rest.next().flatMap(Self.hexValue) else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func hexValue(_ byte: UInt8) -> UInt8? {
    Character(UnicodeScalar(byte)).hexDigitValue.map { UInt8($0) }
  }
}
