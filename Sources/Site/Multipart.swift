/// Reads `multipart/form-data` (RFC 7578) that is in memory already.
///
/// No library of the Swift server group does this without a web framework of its own; forms here are limited in size before
/// they get here, so that a reader over bytes is enough.
enum Multipart {
  struct Part {
    let name: String
    let fileName: String?
    let type: String
    let bytes: ArraySlice<UInt8>
  }

  /// The boundary that a content type names; `nil` when it is not multipart.
  static func boundary(_ type: String) -> String? {
    guard type.lowercased().hasPrefix("multipart/form-data") else { return nil }
    for parameter in type.split(separator: ";").dropFirst() {
      let trimmed = parameter.drop { $0 == " " }
      guard trimmed.lowercased().hasPrefix("boundary=") else { continue }
      let value = trimmed.dropFirst("boundary=".count).filter { $0 != "\"" }
      return (1...70).contains(value.utf8.count) ? String(value) : nil
    }
    return nil
  }

  /// The parts of a body.
  ///
  /// - Throws: `Problem` 400 for a body that breaks off, 413 for too many parts.
  static func parts(_ body: [UInt8], boundary: String) throws -> [Part] {
    let mark = Array("--\(boundary)".utf8)
    var parts: [Part] = []
    guard var start = find(mark, in: body, from: 0) else { throw Problem(.badRequest) }
    while true {
      start += mark.count
      if body.dropFirst(start).starts(with: Array("--".utf8)) { return parts }
      guard body.dropFirst(start).starts(with: crlf), let end = find(crlf + mark, in: body, from: start),
        let blank = find(crlf + crlf, in: body, from: start), blank <= end
      else { throw Problem(.badRequest) }
      guard parts.count < Form.mostFields else { throw Problem(.contentTooLarge) }
      if let part = part(head: body[start..<blank], bytes: body[min(blank + 4, end)..<end]) { parts.append(part) }
      start = end + crlf.count
    }
  }

  private static let crlf: [UInt8] = [13, 10]

  private static func part(head: ArraySlice<UInt8>, bytes: ArraySlice<UInt8>) -> Part? {
    guard head.count <= 4_096, let text = String(validating: head, as: UTF8.self) else { return nil }
    var (name, fileName, type): (String?, String?, String) = (nil, nil, "text/plain")
    for line in text.split(separator: "\r\n") {
      let lower = line.lowercased()
      if lower.hasPrefix("content-disposition:") {
        name = parameter("name", of: line)
        fileName = parameter("filename", of: line)
      } else if lower.hasPrefix("content-type:") {
        type = String(lower.dropFirst("content-type:".count).drop { $0 == " " })
      }
    }
    return name.map { Part(name: $0, fileName: fileName, type: type, bytes: bytes) }
  }

  /// A quoted parameter; browsers write `"` in names as `%22` (HTML, multipart form data).
  private static func parameter(_ name: String, of line: Substring) -> String? {
    for piece in line.split(separator: ";").dropFirst() {
      let trimmed = piece.drop { $0 == " " }
      guard trimmed.hasPrefix(name + "=\"") else { continue }
      return String(trimmed.dropFirst(name.count + 2).prefix { $0 != "\"" })
    }
    return nil
  }

  /// The first place of a pattern; looks for its first byte before it compares.
  private static func find(_ pattern: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    guard let first = pattern.first, bytes.count >= pattern.count else { return nil }
    return bytes.withUnsafeBufferPointer { bytes in
      var index = start
      while index + pattern.count <= bytes.count {
        if bytes[index] == first, (1..<pattern.count).allSatisfy({ bytes[index + $0] == pattern[$0] }) { return index }
        index += 1
      }
      return nil
    }
  }
}

/// A file that came with a form; nothing about it is to be trusted.
public struct UploadedFile: Sendable {
  /// What the visitor's device calls it; for showing only.
  public let name: String
  /// What is in it.
  public let bytes: [UInt8]
}
