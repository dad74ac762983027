extension HTML {
  /// Gathers the literals and values of one `HTML` literal.
  public struct StringInterpolation: StringInterpolationProtocol {
    var bytes: [UInt8] = []

    /// Room for the literal and a guess of 24 bytes a value.
    public init(literalCapacity: Int, interpolationCount: Int) {
      bytes.reserveCapacity(literalCapacity + interpolationCount * 24)
    }

    /// Markup as the programmer wrote it.
    public mutating func appendLiteral(_ markup: String) {
      bytes.append(contentsOf: markup.utf8)
    }

    /// A text, escaped; judged as an address where it stands in `href` and its like; left out of scripts and styles.
    ///
    /// Texts are `String` and not any `StringProtocol`: a generic call into another module is several times slower.
    public mutating func appendInterpolation(_ text: String) {
      switch Place(after: bytes) {
      case .text, .attribute: Escaping.append(text, to: &bytes)
      case .address(let begun): appendAddress(text, begun: begun)
      case .forbidden: break
      }
    }

    /// A text, or nothing.
    public mutating func appendInterpolation(_ text: String?) {
      if let text { appendInterpolation(text) }
    }

    /// Another piece of HTML, as it is.
    public mutating func appendInterpolation(_ html: HTML) {
      bytes.append(contentsOf: html.utf8)
    }

    /// Another piece of HTML, or nothing.
    public mutating func appendInterpolation(_ html: HTML?) {
      if let html { bytes.append(contentsOf: html.utf8) }
    }

    /// Pieces of HTML in order.
    public mutating func appendInterpolation(_ pieces: [HTML]) {
      bytes.reserveCapacity(bytes.count + pieces.reduce(0) { $0 + $1.utf8.count })
      for piece in pieces { bytes.append(contentsOf: piece.utf8) }
    }

    /// A whole number in plain digits.
    public mutating func appendInterpolation(_ number: some BinaryInteger) {
      bytes.append(contentsOf: String(number).utf8)
    }

    /// A number in the shortest form that reads back the same.
    public mutating func appendInterpolation(_ number: Double) {
      bytes.append(contentsOf: number.description.utf8)
    }

    /// A piece of HTML if the condition holds.
    public mutating func appendInterpolation(when condition: Bool, _ html: @autoclosure () -> HTML) {
      if condition { bytes.append(contentsOf: html().utf8) }
    }

    /// A piece of HTML for a value that is there, or nothing.
    public mutating func appendInterpolation<Value>(_ value: Value?, _ html: (Value) -> HTML) {
      if let value { bytes.append(contentsOf: html(value).utf8) }
    }

    /// A boolean attribute with a space before it, such as ` checked`, if the condition holds.
    public mutating func appendInterpolation(attribute name: StaticString, if condition: Bool) {
      guard condition else { return }
      bytes.append(UInt8(ascii: " "))
      name.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// An attribute with a space before it, such as ` lang="en"`, if there is a value.
    public mutating func appendInterpolation(attribute name: StaticString, _ value: String?) {
      guard let value else { return }
      bytes.append(UInt8(ascii: " "))
      name.withUTF8Buffer { bytes.append(contentsOf: $0) }
      bytes.append(contentsOf: [UInt8(ascii: "="), UInt8(ascii: "\"")])
      appendInterpolation(value)
      bytes.append(UInt8(ascii: "\""))
    }

    /// JSON inside `<script type="application/json">` or `application/ld+json`.
    ///
    /// What could end the block or start a comment is written as `\u003c` and the like, which JSON readers undo.
    public mutating func appendInterpolation(json text: String) {
      Escaping.appendJSON(text, to: &bytes)
    }

    private mutating func appendAddress(_ text: String, begun: Bool) {
      if begun || Address.isHarmless(text) {
        Escaping.append(text, to: &bytes)
      } else {
        bytes.append(contentsOf: Address.blocked.utf8)
      }
    }
  }
}
