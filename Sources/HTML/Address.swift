/// Judges addresses that end up in `href`, `src` and their like.
public enum Address {
  /// Stands where an address was refused.
  static let blocked = "about:invalid"

  /// Whether following the address runs nothing: relative, or of scheme http, https, mailto or tel.
  ///
  /// Browsers drop tabs, line ends and leading control characters before they read the scheme, so we do the same.
  public static func isHarmless(_ address: String) -> Bool {
    // Most addresses are paths of our own, and no scheme can follow a slash.
    if address.utf8.first == UInt8(ascii: "/") { return true }
    let seen = address.unicodeScalars.filter { $0.value > 0x20 && $0.value != 0x7F }
    guard let colon = seen.firstIndex(of: ":") else { return true }
    let before = seen[..<colon]
    if before.contains(where: { $0 == "/" || $0 == "?" || $0 == "#" }) { return true }
    return ["http", "https", "mailto", "tel"].contains(String(String.UnicodeScalarView(before)).lowercased())
  }
}
