import Foundation
import Hanzi
import Testing

@Suite("Simplified and Traditional")
struct ScriptTests {
  static let terms = try? TermOverrides(
    parsing: String(contentsOf: dataFile("terms-hk.tsv"), encoding: .utf8))

  @Test("the system's data is there")
  func data() {
    #expect(Hanzi.missingData.isEmpty)
  }

  @Test(
    "words are those of Hong Kong, not of Taiwan, and phrases decide between characters",
    arguments: [
      ("软件", "軟件"), ("网络", "網絡"), ("数据", "數據"), ("鼠标", "鼠標"), ("头发", "頭髮"), ("发展", "發展"),
      ("皇后", "皇后"), ("以后", "以後"), ("里程", "里程"), ("里面", "裏面"), ("台风", "颱風"), ("程序", "程序"),
      ("广东科学中心", "廣東科學中心"), ("郁南县", "鬱南縣"), ("干燥", "乾燥"), ("干部", "幹部"),
    ])
  func hongKong(simplified: String, traditional: String) {
    #expect(Hanzi.traditional(simplified) == traditional)
    #expect(Hanzi.simplified(traditional) == simplified)
  }

  @Test(
    "Taiwan's characters become Simplified too",
    arguments: [("臺灣", "台湾"), ("裡面", "里面"), ("羣眾", "群众"), ("線上", "线上")])
  func taiwan(traditional: String, simplified: String) {
    #expect(Hanzi.simplified(traditional) == simplified)
  }

  @Test("a character whose Simplified form few fonts have stays")
  func rareForms() {
    #expect(Hanzi.simplified("礐石風景名勝區") == "礐石风景名胜区")
    #expect(Hanzi.simplified("𬒈石") == "𬒈石")
  }

  @Test("names of counties and cities come back from Traditional unchanged")
  func roundTrip() {
    for name in placeNames {
      #expect(Hanzi.simplified(Hanzi.traditional(name)) == name)
    }
  }

  @Test(
    "terms of Hong Kong replace mainland terms where asked, the longest first",
    arguments: [
      ("科技志愿服务", "科技義工服務"), ("参加科技志愿服务队", "參加科技義工隊"), ("软件和讲解员", "軟件和導賞員"),
      ("全民科学素质行动规划纲要", "全民科學素質行動規劃綱要"), ("提高科学素质", "提高科學素養"),
      ("流动科技馆进校园", "流動科技館進校園"), ("科学辟谣", "科學闢謠"), ("", ""), ("abc", "abc"),
    ])
  func termOverrides(simplified: String, traditional: String) throws {
    let terms = try #require(Self.terms)
    #expect(Hanzi.traditional(simplified, terms: terms) == traditional)
  }

  @Test("a name is converted by characters when no terms are given")
  func namesKeepTheirWords() {
    #expect(Hanzi.traditional("韶关市科技馆") == "韶關市科技館")
  }

  @Test("a line that is not a term says what was expected and where")
  func brokenTerms() {
    #expect(throws: TermOverrides.InvalidLine.self) { try TermOverrides(parsing: "软件\t軟件\n网络 網絡\n") }
    do {
      _ = try TermOverrides(parsing: "# terms\n\n软件\t軟件\n软件\t軟體\n")
      Issue.record("a repeated term passed")
    } catch {
      #expect("\(error)".hasPrefix("line 4"))
    }
  }

  @Test("NUL, emoji and broken surrogates of other programs pass through")
  func oddInput() {
    #expect(Hanzi.traditional("a\0广\0") == "a\0廣\0")
    #expect(Hanzi.simplified("👨‍👩‍👧廣\u{FFFD}") == "👨‍👩‍👧广\u{FFFD}")
    #expect(Hanzi.simplified("") == "")
  }

  @Test("a text and its conversions fold alike, scalar by scalar")
  func folding() {
    for text in placeNames + ["ＡＢＣ１２３", "Café", "计划画面", "鍾表", "着著", "瞭解", "覆盖"] {
      #expect(Hanzi.folded(text) == Hanzi.folded(Hanzi.traditional(text)))
      #expect(Hanzi.folded(text).count == text.unicodeScalars.count)
    }
    #expect(Hanzi.folded("ＡＢＣé１") == Hanzi.folded("abce1"))
    #expect(Hanzi.folded("臺灣後麵發髮") == Hanzi.folded("台湾后面发发"))
    for value in UInt32(0x3400)...0x9FFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let once = Hanzi.folded(scalar)
      #expect(Hanzi.folded(once) == once)
    }
  }
}

/// A file of the project's `Data` folder.
func dataFile(_ name: String) -> URL {
  URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    .appending(path: "../../Data/\(name)").standardizedFileURL
}

/// Names of Guangdong, Hong Kong and Macao.
let placeNames = """
  广州市 韶关市 深圳市 珠海市 汕头市 佛山市 江门市 湛江市 茂名市 肇庆市 惠州市 梅州市 汕尾市 河源市 阳江市 清远市 东莞市 中山市 潮州市 揭阳市 云浮市
  荔湾区 越秀区 番禺区 花都区 从化区 增城区 浈江区 始兴县 乳源瑶族自治县 乐昌市 罗湖区 宝安区 龙岗区 盐田区 斗门区 濠江区 禅城区 顺德区 新会区 开平市
  鹤山市 赤坎区 坡头区 遂溪县 徐闻县 廉江市 吴川市 电白区 广宁县 怀集县 惠东县 大埔县 丰顺县 蕉岭县 陆丰市 龙川县 连平县 佛冈县 英德市 饶平县 揭西县
  罗定市 湾仔区 油尖旺区 深水埗区 观塘区 屯门区 西贡区 离岛区 广东科学中心 华南国家植物园 中国散裂中子源 丹霞山世界地质公园 礐石风景名胜区 硇洲灯塔
  """.split(whereSeparator: \.isWhitespace).map(String.init)
