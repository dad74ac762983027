import Testing

@testable import SQL

@Suite("Local time")
struct LocalTimeTests {
  @Test("a day begins at midnight of the province, eight hours before it does in UTC, also after a leap day")
  func begins() throws {
    let first = try #require(Day("2028-03-01"))
    #expect(first.localStart == Instant("2028-02-29T16:00:00Z"))
    #expect(first.localStart.localDay == first)
    #expect((first.localStart - .milliseconds(1)).localDay == Day("2028-02-29"))
  }
}
