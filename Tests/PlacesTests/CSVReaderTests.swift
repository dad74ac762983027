import TestSupport
import Testing

@testable import Places

@Suite("Reading comma-separated values")
struct CSVReaderTests {
  @Test("quotes hold separators, line ends and quotes; rows know their line")
  func readsQuotes() {
    let rows = Array(CSVReader("a,b\r\n\"x, y\",\"say \"\"hi\"\"\nthere\"\r\n\nlast,\n"))
    #expect(rows.map(\.fields) == [["a", "b"], ["x, y", "say \"hi\"\nthere"], ["last", ""]])
    #expect(rows.map(\.line) == [1, 2, 5])
  }

  @Test("semicolons and tabs separate where they are what the header has")
  func findsTheSeparator() {
    #expect(Array(CSVReader("a;b\n1;2,5")).map(\.fields) == [["a", "b"], ["1", "2,5"]])
    #expect(Array(CSVReader("a\tb\n1\t2")).map(\.fields) == [["a", "b"], ["1", "2"]])
  }

  @Test("a quote that is never closed breaks its own row and no other")
  func survivesABrokenQuote() {
    let rows = Array(CSVReader("a,b\n1,\"open\n2,fine\n3,fine\n"))
    #expect(rows.map(\.isBroken) == [false, true, false, false])
    #expect(rows.map(\.line) == [1, 2, 3, 4])
  }

  @Test("whatever is written is read back")
  func roundTrips() {
    var random = SeededRandom(7)
    let alphabet = Array("a,\"\n;\t科普 '=é")
    for _ in 0..<500 {
      let rows = (0..<3).map { _ in
        (0..<3).map { _ in
          String((0..<Int.random(in: 1...6, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "x" })
        }
      }
      let text =
        "h,h,h\n"
        + rows.map { row in
          row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",")
        }.joined(separator: "\n")
      #expect(Array(CSVReader(text)).dropFirst().map(\.fields) == rows)
    }
  }
}
