import HTML

/// Small pieces of pages that every room uses.
public enum Components {
  /// A picture from the sprite; decoration, so that screen readers pass over it.
  public static func icon(_ name: String) -> HTML {
    "<svg class=\"icon\" aria-hidden=\"true\" focusable=\"false\"><use href=\"/assets/icons.svg#\(name)\"></use></svg>"
  }

  /// Parameters as `?name=value&…`, or nothing where there are none.
  public static func query(_ parameters: [(name: String, value: String)]) -> String {
    guard !parameters.isEmpty else { return "" }
    return "?" + parameters.map { "\(encoded($0.name))=\(encoded($0.value))" }.joined(separator: "&")
  }

  /// A value as it stands in an address (RFC 3986, unreserved characters and a comma).
  public static func encoded(_ text: String) -> String {
    var bytes: [UInt8] = []
    let digits = Array("0123456789ABCDEF".utf8)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"), UInt8(ascii: ","):
        bytes.append(byte)
      default:
        bytes.append(contentsOf: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]])
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Links to the other pages of a list.
  public static func pagination(
    _ paging: Paging, path: String, query parameters: [(name: String, value: String)], t: Localizer
  ) -> HTML {
    guard paging.pages > 1 else { return HTML() }
    func link(_ page: Int) -> String { path + query(parameters + [(name: "page", value: String(page))]) }
    let items: [HTML] = paging.shown.map { page in
      guard let page else { return "<li class=\"pagination-gap\" aria-hidden=\"true\">…</li>\n" }
      if page == paging.page {
        return
          "<li><a href=\"\(link(page))\" aria-current=\"page\" aria-label=\"\(t("Page {number}", ["number": t.number(page)]))\">\(page)</a></li>\n"
      }
      return "<li><a href=\"\(link(page))\" aria-label=\"\(t("Page {number}", ["number": t.number(page)]))\">\(page)</a></li>\n"
    }
    let previous: HTML = "<li><a href=\"\(link(paging.page - 1))\" rel=\"prev\">\(t("Previous"))</a></li>"
    let next: HTML = "<li><a href=\"\(link(paging.page + 1))\" rel=\"next\">\(t("Next"))</a></li>"
    return """
      <nav class="pagination" aria-label="\(t("Pages"))"><ul>
      \(when: paging.page > 1, previous)\(items)\(when: paging.page < paging.pages, next)
      </ul></nav>
      """
  }
}
