import Foundation
import People

@testable import Evaluation

/// Who looks around in the round.
enum SecretReader: String, CaseIterable {
  case anonymous, ordinary
  case applicantA, applicantB
  /// Reviews A alone.
  case one
  /// Reviews A, B and C.
  case two
  /// Was asked to review A and has a conflict.
  case conflicted
  /// Reviews nothing.
  case pooled
  case panel
  /// The officer of a prefecture in which nobody applies, and the one of the prefecture in which all apply.
  case far, near
  case office
  /// An officer of the province who applies with C, and another who may act for the same unit.
  case officerApplicant, colleague

  var personName: String? {
    switch self {
    case .anonymous: nil
    case .ordinary: "杨路人"
    case .applicantA: "欧阳观潮"
    case .applicantB: "司徒听雨"
    case .one: "赵评甲"
    case .two: "钱评乙"
    case .conflicted: "周评戊"
    case .pooled: "吴评己"
    case .panel: "王委二"
    case .far: "朱远方"
    case .near: "秦近处"
    case .office: "卫主办"
    case .officerApplicant: "端木守正"
    case .colleague: "尉迟同行"
    }
  }
}

/// Words that only some may read, and from when.
struct Secret {
  typealias Readers = Set<SecretReader>

  let name: String
  let words: String
  /// From which stage on who reads it; whoever is in no line never does.
  let seen: [(readers: Readers, from: SecretStage)]

  init(_ name: String, _ words: String, _ seen: (Readers, SecretStage)...) {
    self.name = name
    self.words = words
    self.seen = seen.map { (readers: $0.0, from: $0.1) }
  }

  func isFor(_ reader: SecretReader, at stage: SecretStage) -> Bool {
    if reader.personName == words { return true }
    return seen.contains { $0.from <= stage && $0.readers.contains(reader) }
  }

  /// Whether it is the name of a person or a unit, which registers may tell.
  var isName: Bool { words.utf8.contains { $0 >= 0x80 } }

  /// Whether a text holds the words; a number is no part of a longer one.
  func stands(in bytes: Data) -> Bool {
    var start = bytes.startIndex
    while let found = bytes.range(of: Data(words.utf8), in: start..<bytes.endIndex) {
      guard words.first?.isNumber == true else { return true }
      let (before, after) = (bytes[..<found.lowerBound].last, bytes[found.upperBound...].first)
      if ![before, after].contains(where: {
        $0.map { Character(UnicodeScalar($0)).isLetter || Character(UnicodeScalar($0)).isNumber } ?? false
      }) {
        return true
      }
      start = found.upperBound
    }
    return false
  }

  static let everybody = Readers(SecretReader.allCases)
  /// The office with those of it who apply themselves; about C only those of it who do not.
  static let office: Readers = [.office, .officerApplicant, .colleague]
  static let own: Readers = [.officerApplicant, .colleague]
  static let pool: Readers = [.one, .two, .conflicted, .pooled]

  /// Who may read what, and from when.
  static let table: [Secret] =
    applicants + answers + reviews + outcomes + disputes + [
      Secret("a call that is being prepared", hiddenCall, (office, .open)),
      Secret("what it will say", hiddenWords, (office, .open)),
    ]

  private static let applicants = [
    Secret("who applies with A", "欧阳观潮", (office + [.applicantA], .open)),
    Secret("who applies with B", "司徒听雨", (office + [.applicantB], .open)),
    Secret("the unit of A", "观潮展品有限公司", (office + [.applicantA], .open), (everybody, .notice)),
    Secret("the unit of B", "听雨模型工坊", (office + [.applicantB], .open)),
    Secret("the unit of the draft", "听雨声学研究所", ([.applicantB], .open)),
    Secret("the unit of C", "守正科普中心", (office, .open), (everybody, .notice)),
    Secret("who applies with C", "端木守正", (office, .open)),
  ]

  private static let answers = [
    Secret(
      "the title of A", title("A"), (office + [.applicantA], .open), ([.one, .two], .review), ([.panel], .panel),
      (everybody, .notice)),
    Secret("the title of B", title("B"), (office + [.applicantB], .open), ([.two], .review), ([.panel], .panel)),
    Secret("the title of C", title("C"), (office, .open), ([.two], .review), ([.panel], .panel), (everybody, .notice)),
    Secret("the title of the draft", title("D"), ([.applicantB], .open)),
    Secret("A for reviewers", text("A", "used"), (office + [.applicantA], .open), ([.one, .two], .review)),
    Secret("A for the office", text("A", "bank"), (office + [.applicantA], .open)),
    Secret("A that tells who", text("A", "team"), (office + [.applicantA], .open)),
    Secret("A for everybody", text("A", "use"), (office + [.applicantA], .open), (pool, .checking), (everybody, .notice)),
    Secret("B before its revision", text("B", "used"), (office + [.applicantB], .open)),
    Secret("B after its revision", revised, (office + [.applicantB], .review), ([.two], .review)),
    Secret("B for the office", text("B", "bank"), (office + [.applicantB], .open)),
    Secret("B that tells who", text("B", "team"), (office + [.applicantB], .open)),
    Secret("B for everybody", text("B", "use"), (office + [.applicantB], .open), (pool, .checking)),
    Secret("C for reviewers", text("C", "used"), (office, .open), ([.two], .review)),
    Secret("C for the office", text("C", "bank"), (office, .open)),
    Secret("C that tells who", text("C", "team"), (office, .open)),
    Secret("C for everybody", text("C", "use"), (office, .open), (pool, .checking), (everybody, .notice)),
    Secret("the draft", text("D", "used"), ([.applicantB], .open)),
    Secret("the name of A's file", fileName("A"), (office + [.applicantA], .open)),
    Secret("what stands hidden in A's file", comment("A"), (office + [.applicantA], .open)),
    Secret("the name of the draft's file", fileName("D"), ([.applicantB], .open)),
    Secret("what stands hidden in the draft's file", comment("D"), ([.applicantB], .open)),
  ]

  private static let reviews = [
    Secret("a reviewer of A alone", "赵评甲", (office, .checking)),
    Secret("a reviewer of all", "钱评乙", (office, .checking)),
    Secret("a reviewer of all, too", "孙评丙", (office, .checking)),
    Secret("a reviewer of B and C", "李评丁", (office, .checking)),
    Secret("a reviewer with a conflict", "周评戊", (office, .checking)),
    Secret("a reviewer of nothing", "吴评己", (office, .checking)),
    Secret("a member of the panel", "王委二", (office, .panel)),
    Secret("the chair of the panel", "郑委一", (office, .panel)),
    Secret("a draft of a review", draft, ([.two], .review)),
    Secret("a reason for A", reason("A", "赵评甲", 0), (office + [.one], .review), ([.applicantA], .notice)),
    Secret("a first reason for B", reason("B", "钱评乙", 0), (office + [.two, .applicantB], .review)),
    Secret("a second reason for B", reason("B", "钱评乙", 1), (office + [.two], .panel), ([.applicantB], .notice)),
    Secret("a reason for C", reason("C", "钱评乙", 0), ([.office, .two], .review), (own, .notice)),
    Secret("a note about A", note("A", "赵评甲", 0), (office + [.one], .review)),
    Secret("a note about B", note("B", "钱评乙", 0), (office + [.two], .review)),
    Secret("a note about C", note("C", "钱评乙", 0), ([.office, .two], .review)),
    Secret("points for A", points("A", "赵评甲", 0), (office + [.one], .review), (everybody, .finished)),
    Secret("points for B", points("B", "李评丁", 1), (office, .panel), (everybody, .finished)),
    Secret("points for C", points("C", "钱评乙", 0), ([.office, .two], .review), (everybody, .finished)),
    Secret(
      "the sum of points for A", sum("A", "赵评甲", 0), (office, .review), ([.one], .review), ([.panel], .panel)),
    Secret(
      "the sum of points for C", sum("C", "钱评乙", 0), ([.office, .two], .review), ([.panel], .panel)),
    Secret("why a reviewer has a conflict with A", conflict, (office, .review)),
    Secret("why a reviewer may have one with C", hint, ([.office], .review)),
  ]

  private static let outcomes = [
    Secret("why B has to be revised", revision, (office + [.applicantB], .review)),
    Secret("why A is given something", decision("A"), (office, .decision), ([.applicantA], .notice)),
    Secret("why B is given nothing", decision("B"), (office, .decision), ([.applicantB], .notice)),
    Secret("why C is given something", decision("C"), ([.office], .decision), (own, .notice)),
    Secret("the score of A", "88.77", (office, .decision), ([.applicantA], .notice)),
    Secret("the score of B", "61.11", (office, .decision), ([.applicantB], .notice)),
    Secret("the score of C", "86.66", ([.office], .decision), (own, .notice)),
    Secret("what an office remarked", remark("沈科技"), (office, .decision)),
  ]

  private static let disputes = [
    Secret("who objects to A", "褚异议", (office, .notice)),
    Secret("an objection to A", objection("A"), (office, .notice)),
    Secret("evidence against A", evidence("A"), (office, .notice)),
    Secret("who objects to C", "陈异议", ([.office], .notice)),
    Secret("an objection to C", objection("C"), ([.office], .notice)),
    Secret("evidence against C", evidence("C"), ([.office], .notice)),
    Secret("the answer to objections", answer, (office + [.applicantA], .finished)),
    Secret("an appeal", appeal, (office + [.applicantB], .notice)),
    Secret("the answer to an appeal", appealAnswer, (office + [.applicantB], .finished)),
  ]

  // MARK: The words

  static let units: [(key: String, of: SecretReader, name: String)] = [
    ("A", .applicantA, "观潮展品有限公司"), ("B", .applicantB, "听雨模型工坊"), ("C", .officerApplicant, "守正科普中心"),
    ("D", .applicantB, "听雨声学研究所"),
  ]
  static let officers = ["沈科技", "蒋财政", "韩复核", "唐复核"]
  static let others = officers + ["孙评丙", "李评丁", "郑委一", "冯委三", "褚异议", "陈异议"]

  static let hiddenCall = "zqhiddencall"
  static let hiddenWords = "zqhiddenwords"
  static let revised = "zqBrevised"
  static let draft = "zqdraftofreview"
  static let conflict = "zqconflict"
  static let hint = "zqhint"
  static let revision = "zqrevision"
  static let answer = "zqobjectionanswer"
  static let appeal = "zqappealtext"
  static let appealAnswer = "zqanswertoappeal"
  static let score = ["A": 88.77, "B": 61.11, "C": 86.66]

  static func title(_ key: String) -> String { "zq\(key)title" }
  static func text(_ key: String, _ field: String) -> String { "zq\(key)\(field)." }
  static func fileName(_ key: String) -> String { "zq\(key)file.jpg" }
  static func comment(_ key: String) -> String { "zq\(key)comment" }
  static func decision(_ key: String) -> String { "zq\(key)decision" }
  static func remark(_ name: String) -> String { "zqremark\(officers.firstIndex(of: name) ?? 0)" }
  static func objection(_ key: String) -> String { "zq\(key)objection" }
  static func evidence(_ key: String) -> String { "zq\(key)evidence" }
  static func reason(_ key: String, _ name: String, _ round: Int) -> String { "zq\(key)reason\(place(name))\(round)" }
  static func note(_ key: String, _ name: String, _ round: Int) -> String { "zq\(key)note\(place(name))\(round)" }

  private static func place(_ name: String) -> Int {
    ["赵评甲", "钱评乙", "孙评丙", "李评丁"].firstIndex(of: name) ?? 9
  }

  /// Hundredths of a point that no other review has.
  private static func hundredths(_ key: String, _ name: String, _ round: Int) -> Int {
    2_511 + (["A", "B", "C"].firstIndex(of: key) ?? 0) * 111 + place(name) * 23 + round * 7
  }

  static func points(_ key: String, _ name: String, _ round: Int) -> String {
    FormField.plain(Double(hundredths(key, name, round)) / 100)
  }

  static func sum(_ key: String, _ name: String, _ round: Int) -> String {
    FormField.plain(Double(hundredths(key, name, round) + 5_000) / 100)
  }

  static func sheet(_ key: String, _ name: String, round: Int, isDraft: Bool) -> Review.Sheet {
    if isDraft { return Review.Sheet(scores: ["novelty": 3], reason: draft, note: draft) }
    return Review.Sheet(
      scores: ["science": Double(hundredths(key, name, round)) / 100, "novelty": 20, "feasibility": 20, "use": 10],
      reason: reason(key, name, round), note: note(key, name, round))
  }

  /// Answers of which each is for other eyes; one names who applies although it must not.
  static func answers(_ key: String) -> Facts {
    let unit = units.first { $0.key == key }
    let names = "\(unit?.of.personName ?? "")（\(unit?.name ?? "")）"
    return [
      "kind_of_project": .text("exhibit"), "result_used": .text(text(key, "used")), "design": .text("方案由\(names)提出。"),
      "use": .text("\(text(key, "use"))\(unit?.name ?? "")"), "asked": .number(50), "own_share": .number(30),
      "bank": .text(text(key, "bank")), "team": .text(text(key, "team")),
    ]
  }
}

extension Set {
  static func + (left: Self, right: Self) -> Self { left.union(right) }
}
