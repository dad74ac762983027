import Testing

@testable import Site

@Suite("Tables for spreadsheets")
struct CSVTests {
  @Test(
    "a cell is quoted where it has to be, and no spreadsheet runs it",
    arguments: [
      ("甲", "甲"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\r\nb", "\"a\r\nb\""), ("a;b", "\"a;b\""), ("=1+1", "'=1+1"),
      ("\r\n=1", "\"'\r\n=1\""), ("＝1", "'＝1"), ("", ""),
    ])
  func cells(_ cell: String, _ written: String) {
    #expect(CSV.line([cell, "x"]) == written + ",x\r\n")
  }

  @Test("a table begins with the mark of UTF-8, once")
  func table() { #expect(CSV.table([["a"], ["b"]]) == "\u{FEFF}a\r\nb\r\n") }
}
