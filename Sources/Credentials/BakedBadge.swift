/// A badge as a picture that carries its own credential (Open Badges 3.0 §5.3.2, SVG).
public enum BakedBadge {
  /// A picture with a signed credential in it.
  ///
  /// - Parameters:
  ///   - token: the signed credential.
  ///   - svg: a drawing of the portal's own, whose outermost element is written `<svg …>` without a prefix.
  /// - Returns: `nil` if it is not such a drawing, carries a credential already, or the token is not one.
  public static func svg(_ svg: String, carrying token: String) -> String? {
    guard isToken(token), !svg.contains("openbadges:"), let opening = svg.firstRange(of: "<svg"),
      let next = svg[opening.upperBound...].first, next == " " || next == ">" || next.isNewline,
      let end = endOfTag(svg[opening.upperBound...]), svg[..<end].last != "/"
    else { return nil }
    return svg[..<opening.upperBound] + " xmlns:openbadges=\"https://purl.imsglobal.org/ob/v3p0\"" + svg[opening.upperBound..<end]
      + "><openbadges:credential verify=\"\(token)\"></openbadges:credential>" + svg[svg.index(after: end)...]
  }

  /// The signed credential in a picture; `nil` if there is none. Nothing of the picture is believed, the token is to be checked.
  public static func token(in svg: String) -> String? {
    guard let element = svg.firstRange(of: "<openbadges:credential"), let end = endOfTag(svg[element.upperBound...]),
      let attribute = svg[element.upperBound..<end].firstRange(of: "verify=\"")
    else { return nil }
    let token = svg[attribute.upperBound..<end].prefix { $0 != "\"" }
    return isToken(token) ? String(token) : nil
  }

  /// The place of the `>` that ends a tag: the first one outside of quotation marks.
  private static func endOfTag(_ text: Substring) -> String.Index? {
    var quote: Character?
    for index in text.indices {
      let character = text[index]
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character == ">" {
        return index
      }
    }
    return nil
  }

  private static func isToken(_ text: some StringProtocol) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy {
        switch $0 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
          UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
          true
        default: false
        }
      }
  }
}
