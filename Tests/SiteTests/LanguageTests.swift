import Foundation
import SQL
import TestSupport
import Testing

@testable import Site

@Suite("Languages and messages")
struct LanguageTests {
  @Test(
    "the browser's wish is weighed",
    arguments: [
      ("zh-HK,zh;q=0.8,en;q=0.5", Language.zhHant), ("en-GB,en;q=0.9,zh;q=0.8", .en), ("fr, zh-CN;q=0.3, en;q=0.2", .zhHans),
      ("en;q=0, zh-TW;q=0.1", .zhHant), ("zh-Hans-HK", .zhHans), ("*", nil), ("", nil), ("fr;q=1", nil), ("en;q=abc", nil),
    ])
  func readsAcceptLanguage(header: String, expected: Language?) {
    #expect(Language(acceptLanguage: header) == expected)
  }

  @Test("names fall back to Simplified Chinese")
  func fallsBack() {
    #expect(LocalizedText(zhHans: "馆").text(.en) == "馆" && LocalizedText(zhHans: "馆", zhHant: "館").text(.zhHant) == "館")
  }

  private let po = """
    msgid ""
    msgstr ""
    "Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"

    #: a.swift
    msgid "Open until {time}"
    msgstr "до "
    "{time}\\n\\"!\\""

    #, fuzzy
    msgid "Closed"
    msgstr "x"

    msgctxt "menu"
    msgid "Open"
    msgstr "Открыть"

    msgid "{count} base"
    msgid_plural "{count} bases"
    msgstr[0] "{count} база"
    msgstr[1] "{count} базы"
    msgstr[2] "{count} баз"
    """

  @Test("a catalog gives texts, contexts and plural forms; fuzzy ones are left out")
  func readsCatalogs() throws {
    let t = Localizer(.en, catalog: try Catalog(po: po))
    #expect(t("Open until {time}", ["time": "17:00"]) == "до 17:00\n\"!\"")
    #expect(t("Closed") == "Closed" && t("Open") == "Open" && t.context("menu", "Open") == "Открыть")
    let forms = [1, 2, 5, 11, 21, 22, 112].map { t.plural("{count} base", "{count} bases", $0) }
    #expect(forms == ["1 база", "2 базы", "5 баз", "11 баз", "21 база", "22 базы", "112 баз"])
  }

  @Test("a broken catalog is named by its line")
  func namesTheLine() {
    #expect(throws: POFile.Malformed(line: 2, expected: "a closing quote")) { try POFile("msgid \"a\"\nmsgstr \"b\n") }
    #expect(throws: POFile.Malformed(line: 1, expected: "msgctxt, msgid, msgid_plural or msgstr")) { try POFile("msgfoo \"a\"") }
  }

  @Test("numbers, distances and days are written as people write them")
  func formats() throws {
    let (zh, en) = (Localizer(.zhHans), Localizer(.en))
    #expect(en.number(1_234_567) == "1,234,567" && en.number(-1000) == "−1,000" && en.number(7) == "7")
    #expect(
      [3, 349, 949, 950, 4_230, 9_960, 120_400].map { en.distance($0) } == [
        "10 m", "350 m", "950 m", "1.0 km", "4.2 km", "10 km", "120 km",
      ])
    let day = try #require(Day("2026-11-24"))
    #expect(
      zh.day(day) == "2026年11月24日" && en.day(day) == "24 November 2026" && zh.weekday(day) == "星期二"
        && en.weekday(day) == "Tuesday")
  }

  @Test("a time that ends at midnight is told by the day that ends")
  func tellsDeadlines() throws {
    let midnight = try #require(Instant("2026-12-16T16:00:00Z"))
    let zone = try #require(TimeZone(secondsFromGMT: 8 * 3_600))
    let (zh, en) = (Localizer(.zhHans, zone: zone), Localizer(.en, zone: zone))
    #expect(zh.deadline(midnight) == "2026年12月16日 24:00" && en.deadline(midnight) == "16 December 2026 24:00")
    #expect(zh.deadline(midnight + .seconds(63_000)) == "2026年12月17日 17:30")
  }

  @Test("placeholders without a value stay, and braces never break anything")
  func survivesBraces() {
    var random = SeededRandom(5)
    let alphabet = Array("{}ab{count}")
    for _ in 0..<500 {
      let value = String((0..<12).map { _ in alphabet.randomElement(using: &random) ?? "a" })
      #expect(Localizer(.en)("x {name} {other}", ["name": value]) == "x \(value) {other}")
    }
  }
}
