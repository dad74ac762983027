import TestSupport
import Testing

@testable import Credentials

@Suite("canonical JSON")
struct CanonicalJSONTests {
  /// RFC 8785 Appendix B.
  @Test(
    "numbers are written as RFC 8785 lists them",
    arguments: [
      (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
      (0x8000_0000_0000_0001, "-5e-324"), (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
      (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"), (0x4340_0000_0000_0000, "9007199254740992"),
      (0xc340_0000_0000_0000, "-9007199254740992"), (0x4430_0000_0000_0000, "295147905179352830000"),
      (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"), (0x44b5_2d02_c7e1_4af6, "1e+23"),
      (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"), (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
      (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"), (0x444b_1ae4_d6e2_ef50, "1e+21"),
      (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"), (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
      (0x41b3_de43_5555_5553, "333333333.3333332"), (0x41b3_de43_5555_5554, "333333333.33333325"),
      (0x41b3_de43_5555_5555, "333333333.3333333"), (0x41b3_de43_5555_5556, "333333333.3333334"),
      (0x41b3_de43_5555_5557, "333333333.33333343"), (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
      (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
    ] as [(UInt64, String)])
  func numbers(bits: UInt64, text: String) throws {
    #expect(try CanonicalJSON.number(Double(bitPattern: bits)).text() == text)
  }

  @Test("any finite number reads back to its last bit")
  func randomNumbers() throws {
    var chance = SeededRandom(8785)
    for _ in 0..<20_000 {
      let value = Double(bitPattern: chance.next())
      guard value.isFinite else { continue }
      let text = try CanonicalJSON.number(value).text()
      #expect(Double(text) == value)
      #expect(try CanonicalJSON(parsing: text).text() == text)
    }
  }

  @Test("what is not a number cannot be written")
  func notFinite() {
    for value in [Double.nan, .infinity, -.infinity] {
      #expect(throws: CanonicalJSONFault.notFinite) { try CanonicalJSON.number(value).text() }
    }
  }

  /// RFC 8785 §3.2.3.
  @Test("members are sorted by the UTF-16 units of their names")
  func sorting() throws {
    let names = ["\u{20ac}", "\r", "\u{fb33}", "1", "\u{1f600}", "\u{80}", "\u{f6}"]
    let object = CanonicalJSON.object(Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, .integer(Int64($0))) }))
    let text = "{\"\\r\":1,\"1\":3,\"\u{80}\":5,\"\u{f6}\":6,\"\u{20ac}\":0,\"\u{1f600}\":4,\"\u{fb33}\":2}"
    #expect(try object.text() == text)
  }

  @Test("only what has to be escaped is, and every escape is read")
  func escapes() throws {
    let text = "\u{0}\u{8}\t\n\u{b}\u{c}\r\u{1f}\"\\/\u{7f}€\u{1f600}"
    let written = #""\u0000\b\t\n\u000b\f\r\u001f\"\\/"# + "\u{7f}€\u{1f600}\""
    #expect(try CanonicalJSON.string(text).text() == written)
    #expect(try CanonicalJSON(parsing: written) == .string(text))
    let escaped = #""\u0000\b\t\n\u000B\f\r\u001f\"\\\/\u007f\u20AC\ud83d\uDE00""#
    #expect(try CanonicalJSON(parsing: escaped) == .string(text))
  }

  @Test("a layout of any kind reads to the same document")
  func layout() throws {
    let read = try CanonicalJSON(
      parsing: " { \"b\" : [ 1 , -0 , 2.50 , 1E2 , 9007199254740993 ] ,\r\n\t\"a\" : { } , \"c\":[] } ")
    #expect(try read.text() == #"{"a":{},"b":[1,0,2.5,100,9007199254740992],"c":[]}"#)
  }

  @Test(
    "what is not JSON is refused",
    arguments: [
      "", " ", "{", "}", "[1,]", "{\"a\":1,}", "{a:1}", "{\"a\" 1}", "01", "1.", ".5", "+1", "-", "1e", "NaN", "tru", "nulll",
      "'a'",
      "\"", "\"\u{1}\"", #""\x""#, #""\u12""#, #""\ud800""#, #""\udc00""#, #""\ud800\u0041""#, "1 2", "[1 2]", "// x\n1",
      "\u{feff}1",
    ])
  func notJSON(text: String) {
    let fault = #expect(throws: CanonicalJSONFault.self) { try CanonicalJSON(parsing: text) }
    guard case .notJSON = fault else {
      Issue.record("\(text): \(String(describing: fault))")
      return
    }
  }

  @Test("a name twice, too deep a nest, too large a number and broken UTF-8 are refused")
  func strict() throws {
    #expect(throws: CanonicalJSONFault.repeatedName("a")) { try CanonicalJSON(parsing: #"{"a":1,"\u0061":2}"#) }
    let nest = { (depth: Int) in String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
    #expect(throws: CanonicalJSONFault.tooDeep) { try CanonicalJSON(parsing: nest(129)) }
    #expect(throws: Never.self) { try CanonicalJSON(parsing: nest(128)) }
    #expect(throws: CanonicalJSONFault.notFinite) { try CanonicalJSON(parsing: "1e999") }
    #expect(throws: CanonicalJSONFault.notJSON(at: 0)) { try CanonicalJSON(parsing: [0x22, 0xC0, 0x80, 0x22]) }
  }

  @Test("no bytes make the reader fail otherwise than with a fault, and what it reads it writes once and for all")
  func fuzz() throws {
    var chance = SeededRandom(42)
    let alphabet = Array(#"{}[]",:\ue01-.+tfn"#.utf8) + [0x20, 0xC3, 0xA9]
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0..<24, using: &chance)).map { _ in
        alphabet[Int.random(in: alphabet.indices, using: &chance)]
      }
      guard let read = try? CanonicalJSON(parsing: bytes) else { continue }
      let once = try read.utf8()
      #expect(try CanonicalJSON(parsing: once).utf8() == once)
    }
  }
}
