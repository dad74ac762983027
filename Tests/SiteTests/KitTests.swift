import Foundation
import HTTPTypes
import HummingbirdCore
import SQL
import TestSupport
import Testing

@testable import Site

@Suite("The web kit's small parts")
struct KitTests {
  @Test("JSON that is written is read back by Foundation")
  func writesJSON() throws {
    var random = SeededRandom(9)
    let alphabet = Array("\"\\\n\t\u{1}\u{7F}é汉😀</>")
    for _ in 0..<300 {
      let text = String((0..<8).map { _ in alphabet.randomElement(using: &random) ?? "x" })
      let value: JSONValue = ["a": [.string(text), 1, 2.5, true, .null], "b": .members([("x", nil), ("y", .text(text))])]
      let read = try #require(try JSONSerialization.jsonObject(with: Data(value.utf8)) as? [String: Any])
      #expect((read["a"] as? [Any])?.first as? String == text)
      #expect(read["b"] as? [String: String] == ["y": text])
    }
  }

  @Test("the pages of a list hold every item once")
  func pagesCover() throws {
    for total in [0, 1, 49, 50, 51, 202] {
      let pages = Paging(try PageRequest(URI("/x"), size: 50), total: total).pages
      let ranges = try (1...pages).map { Paging(try PageRequest(URI("/x?page=\($0)"), size: 50), total: total).range }
      #expect(ranges.flatMap { Array($0) } == Array(0..<total))
    }
    let behind = Paging(try PageRequest(URI("/x?page=9"), size: 50), total: 10)
    #expect(behind.range.isEmpty)
    for wrong in ["page=0", "page=-1", "page=x", "size=201", "page=99999999999999999999"] {
      #expect(throws: Problem.self) { try PageRequest(URI("/x?\(wrong)"), size: 50) }
    }
  }

  @Test("entity tags match weakly and in lists")
  func matchesTags() {
    for header in ["\"v1\"", "W/\"v1\"", "\"a\", W/\"v1\"", "*"] { #expect(Validator.matches(header, "v1"), "\(header)") }
    for header in ["\"v2\"", "v1", "", "\"v1"] { #expect(!Validator.matches(header, "v1"), "\(header)") }
  }

  @Test("an address may ask as often as the limit, and again when time has passed")
  func limitsRates() {
    let clock = ManualClock(Instant(milliseconds: 0))
    let limiter = RateLimiter(perMinute: 60, clock: clock.clock)
    #expect((0..<60).allSatisfy { _ in limiter.take("a") == nil })
    #expect(limiter.take("a") != nil && limiter.take("b") == nil)
    clock.advance(by: .seconds(2))
    #expect(limiter.take("a") == nil && limiter.take("a") == nil && limiter.take("a") != nil)
    for number in 0..<200_000 { _ = limiter.take("client-\(number)") }
  }

  @Test("a trace is kept when it is well formed")
  func readsTraces() {
    let name = TraceParent.header
    let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    #expect(TraceParent([name: good])?.traceID == "4bf92f3577b34da6a3ce929d0e0e4736")
    for bad in [
      good.uppercased(), "ff" + good.dropFirst(2), good + "0", "00-\(String(repeating: "0", count: 32))-00f067aa0ba902b7-01", "",
    ] {
      #expect(TraceParent([name: bad]) == nil)
    }
  }

  @Test("compressed bytes are what gzip says they are")
  func compresses() throws {
    let bytes = Array(String(repeating: "科普 science ", count: 500).utf8)
    let small = try #require(Gzip.compress(bytes, level: 6))
    #expect(small.count < bytes.count / 10 && small.starts(with: [0x1F, 0x8B]))
    let size = small.suffix(4).enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
    #expect(size == bytes.count)
  }

  @Test("record numbers are checked, and a foreign map needs its review number (TC-177, TC-160)")
  func checksTheFooter() {
    var configuration = SiteConfiguration()
    configuration.icp = "粤ICP备18023326号-39"
    configuration.policeRecord = "粤公网安备 44030402000745号"
    #expect(configuration.problems().isEmpty)
    configuration.rasterOrigin = "https://t0.tianditu.gov.cn"
    #expect(configuration.problems().count == 1)
    configuration.mapReviewNumber = "GS(2024)0650号"
    #expect(configuration.problems().isEmpty && configuration.warnings().isEmpty)
    configuration.icp = "18023326"
    #expect(configuration.problems().first?.contains("18023326") == true)
  }

  @Test("the client behind trusted proxies is believed, and no other header is")
  func believesProxies() throws {
    let name = try #require(HTTPField.Name("X-Forwarded-For"))
    let headers: HTTPFields = [name: "6.6.6.6, 1.2.3.4, 10.0.0.1"]
    #expect(headers.forwardedClient(proxies: 0) == nil)
    #expect(headers.forwardedClient(proxies: 2) == "1.2.3.4" && headers.forwardedClient(proxies: 9) == nil)
  }
}
