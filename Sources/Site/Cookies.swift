import HTTPTypes

/// The cookies of a request.
public struct Cookies: Sendable {
  private let header: String

  /// Reads the header of a request.
  public init(_ headers: HTTPFields) { header = headers[.cookie] ?? "" }

  /// The value of a cookie, or `nil`.
  public subscript(name: String) -> Substring? {
    guard !header.isEmpty else { return nil }
    for pair in header.split(separator: ";") {
      let trimmed = pair.drop { $0 == " " }
      if trimmed.hasPrefix(name), trimmed.dropFirst(name.count).first == "=" { return trimmed.dropFirst(name.count + 1) }
    }
    return nil
  }
}

extension HTTPFields {
  /// Sets a cookie that scripts cannot read and other sites do not send.
  ///
  /// - Parameters:
  ///   - seconds: how long it is kept; `nil` until the browser closes, 0 to take it away.
  ///   - isSecure: whether it travels over TLS only.
  public mutating func setCookie(_ name: String, _ value: String, seconds: Int?, isSecure: Bool, isForScripts: Bool = false) {
    var text = "\(name)=\(value); Path=/; SameSite=Lax"
    if let seconds { text += "; Max-Age=\(seconds)" }
    if !isForScripts { text += "; HttpOnly" }
    if isSecure { text += "; Secure" }
    append(HTTPField(name: .setCookie, value: text))
  }
}

/// A path of this portal to go on to, taken from an address or a form without trust.
public struct LocalPath: Sendable, CustomStringConvertible {
  /// The path with its query.
  public let description: String

  /// A path, or `nil` for anything that a browser could understand as another site.
  public init?(_ text: String?) {
    guard let text, text.utf8.count <= 2_000, text.hasPrefix("/"), !text.hasPrefix("//"), !text.contains("\\"),
      !text.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F })
    else { return nil }
    description = text
  }
}
