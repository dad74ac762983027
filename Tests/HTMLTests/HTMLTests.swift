import Testing

@testable import HTML

@Suite("HTML by interpolation")
struct HTMLTests {
  @Test("text is escaped in an element and in an attribute")
  func escapesText() {
    let name = "<b title=\"x\">Tom & 'Jerry'</b>"
    let escaped = "&lt;b title=&quot;x&quot;&gt;Tom &amp; &#39;Jerry&#39;&lt;/b&gt;"
    let html: HTML = "<p title=\"\(name)\">\(name)</p>"
    #expect(html.string == "<p title=\"\(escaped)\">\(escaped)</p>")
  }

  @Test("a piece of HTML enters as it is, a list of them in order")
  func splicesHTML() {
    let items: [HTML] = ["<li>a</li>", "<li>b</li>"]
    let html: HTML = "<ul>\(items)</ul>\(HTML?.none)\(when: false, "<p>no</p>")\(when: true, "<p>yes</p>")"
    #expect(html.string == "<ul><li>a</li><li>b</li></ul><p>yes</p>")
  }

  @Test(
    "only http, https, mailto, tel and relative addresses stand in a link",
    arguments: [
      ("https://example.org/a?b=c&d", "https://example.org/a?b=c&amp;d"),
      ("/bases/1", "/bases/1"), ("bases", "bases"), ("?page=2", "?page=2"), ("#top", "#top"),
      ("a/b:c", "a/b:c"), ("mailto:a@b.cn", "mailto:a@b.cn"), ("tel:+8620", "tel:+8620"),
      ("javascript:alert(1)", "about:invalid"), ("JaVaScRiPt:alert(1)", "about:invalid"),
      (" \u{1}java\nscript:alert(1)", "about:invalid"), ("data:text/html,x", "about:invalid"),
      ("vbscript:x", "about:invalid"), ("file:///etc/passwd", "about:invalid"),
    ])
  func guardsAddresses(address: String, expected: String) {
    let html: HTML = "<a class=\"x\" href=\"\(address)\">go</a>"
    #expect(html.string == "<a class=\"x\" href=\"\(expected)\">go</a>")
  }

  @Test("a scheme cannot be pieced together from two values")
  func refusesPiecedSchemes() {
    let (first, second) = ("java", "script:alert(1)")
    let html: HTML = "<a href=\"\(first)\(second)\">go</a>"
    #expect(html.string == "<a href=\"javaabout:invalid\">go</a>")
  }

  @Test("a value behind a settled path is only escaped")
  func keepsPathsTogether() {
    let slug = "a:b"
    let html: HTML = "<a href=\"/bases/\(slug)\">go</a>"
    #expect(html.string == "<a href=\"/bases/a:b\">go</a>")
  }

  @Test("nothing is let into scripts, styles, handlers, tag names or bare attributes")
  func refusesDangerousPlaces() {
    let evil = "alert(1)"
    let pieces: [HTML] = [
      "<script>\(evil)</script>", "<STYLE>\(evil)</STYLE>", "<p onclick=\"\(evil)\">", "<p style=\"\(evil)\">",
      "<\(evil)>", "<p \(evil)>", "<p title=\(evil)>", "<iframe srcdoc=\"\(evil)\">",
    ]
    for piece in pieces { #expect(!piece.string.contains("alert")) }
  }

  @Test("quotes in running text do not make an attribute")
  func readsQuotedText() {
    let word = "<i>"
    let html: HTML = "<p>He said \"\(word)\" and \"=\"\(word)</p>"
    #expect(html.string == "<p>He said \"&lt;i&gt;\" and \"=\"&lt;i&gt;</p>")
  }

  @Test("JSON in a data block cannot end the block")
  func escapesJSON() {
    let json = #"{"a":"</script><!--\#u{2028}"}"#
    let html: HTML = "<script type=\"application/json\">\(json: json)</script>"
    #expect(
      html.string
        == #"<script type="application/json">{"a":"\u003c/script\u003e\u003c!--\u2028"}</script>"#)
  }

  @Test("optional and boolean attributes appear only when there is something to say")
  func writesAttributes() {
    let lang: String? = nil
    let title: String? = "a\"b"
    let html: HTML =
      "<input\(attribute: "checked", if: true)\(attribute: "disabled", if: false)\(attribute: "lang", lang)\(attribute: "title", title)>"
    #expect(html.string == "<input checked title=\"a&quot;b\">")
  }

  @Test("random hostile text never leaves its place")
  func survivesFuzzing() {
    var random = SeededGenerator(state: 2026)
    let alphabet = Array("<>\"'&=/ \n\t\0ajsx:;!-_#?()`{}\u{2028}汉é😀script javascript: onload style </title> ]]>")
    for _ in 0..<5_000 {
      let count = Int.random(in: 0...24, using: &random)
      let text = String((0..<count).map { _ in alphabet.randomElement(using: &random) ?? "x" })
      let inside: HTML = "\(text)"
      #expect(!inside.utf8.contains { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") || $0 == 0 })
      #expect(!inside.utf8.contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") })
      #expect(unescape(inside.string) == text.replacing("\0", with: "\u{FFFD}"))
      let link: HTML = "<a href=\"\(text)\">"
      let value = link.string.dropFirst(9).dropLast(2)
      let scheme = unescape(String(value)).filter { !$0.isWhitespace }.lowercased()
      #expect(!scheme.hasPrefix("javascript:") && !scheme.hasPrefix("data:"))
    }
  }

  private func unescape(_ text: String) -> String {
    text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
      .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
  }
}

/// SplitMix64: the same numbers on every run.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
