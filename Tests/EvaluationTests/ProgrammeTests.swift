import People
import SQL
import Testing

@testable import Evaluation

@Suite("Programmes")
struct ProgrammeTests {
  private static let head = """
    key: test
    version: "1"
    name: {zh-Hans: 测试, zh-Hant: 測試, en: Test}
    summary: {zh-Hans: 测试, zh-Hant: 測試, en: Test}
    source: {zh-Hans: "测试", zh-Hant: "測試", en: "a test"}
    holder: person
    """
  private static let tail = """
    formal_check: {return_days: 5, most_returns: 1}
    decision: {levels: [{key: yes, name: {zh-Hans: 是, zh-Hant: 是, en: Yes}}]}
    notice: {days: 5, counts: working}
    appeal: {working_days: 15, decide_working_days: 10}
    result: {kind: award, name: {zh-Hans: 奖, zh-Hant: 獎, en: Prize}, level: province, achievement: award}
    """
  private static let form = """
    form:
      - key: a
        name: {zh-Hans: 甲, zh-Hant: 甲, en: A}
        fields: [{key: age, name: {zh-Hans: 年龄, zh-Hant: 年齡, en: Age}, kind: number}]
    """

  private func complaint(_ parts: String...) -> String {
    do {
      _ = try Programme(text: parts.joined(separator: "\n"), named: "test.yaml")
      return ""
    } catch { return "\(error)" }
  }

  @Test("all programmes that ship are read, each with its stages in order")
  func readsShippedProgrammes() throws {
    let library = try House.library()
    #expect(library.all.count == 15)
    let title = try #require(library["professional-title"])
    #expect(title.stages == [.check, .review, .panel, .decision, .notice])
    #expect(try #require(library["leading-talent"]).stages == [.recommendation, .check, .review, .defence, .decision, .notice])
    for programme in library.all {
      for rubric in programme.rubrics { #expect(rubric.criteria.reduce(0) { $0 + $1.most } == rubric.total) }
    }
  }

  @Test("what is wrong in a file is told with its line and what was expected")
  func namesLines() {
    #expect(complaint(Self.head, Self.form, Self.tail) == "")
    let misspelt = complaint(Self.head, Self.form, Self.tail.replacing("formal_check", with: "formal_chek"))
    #expect(misspelt.contains("test.yaml, line 11") && misspelt.contains("not “formal_chek”"))
    let unknown = complaint(Self.head, "who_may_apply: {fact: agee, at_least: 3}", Self.form, Self.tail)
    #expect(unknown.contains("line 7") && unknown.contains("“agee”"))
    #expect(
      complaint(Self.head.replacing("holder: person", with: "holder: cat"), Self.form, Self.tail).contains("one of base, person"))
  }

  @Test("TC-024: a rubric whose points add up to 99 cannot be used")
  func refusesWrongSums() {
    let review = """
      review:
        reviewers: 1
        blind: none
        aggregation: mean
        conflicts: {same_unit: true, co_author_years: 0}
        rubric:
          total: 100
          criteria:
            - {key: x, name: {zh-Hans: 一, zh-Hant: 一, en: X}, most: 60}
            - {key: y, name: {zh-Hans: 二, zh-Hant: 二, en: Y}, most: 39}
      """
    let words = complaint(Self.head, Self.form, review, Self.tail)
    #expect(words.contains("add up to 100") && words.contains("not 99"))
    #expect(complaint(Self.head, Self.form, review.replacing("39", with: "40"), Self.tail) == "")
  }

  @Test("TC-025: a number at a boundary belongs to the higher band")
  func bandsAreHalfOpen() throws {
    let rubric = try #require(try House.library()["base-assessment"]?.review?.rubric)
    let opening = try #require(rubric.criteria.first { $0.key == "open_points" }?.automatic)
    #expect([0, 199, 200, 249, 250, 299, 300, 366].map(opening.points) == [5, 5, 10, 10, 13, 13, 15, 15])
    #expect(opening.points(nil) == 0)
  }

  @Test("a condition returns every test that is not met, and for each way what is missing on it")
  func conditionsExplain() throws {
    let condition = try #require(try House.library()["professional-title"]?.eligibility)
    var facts: Facts = [
      "level": .text("junior"), "degree": .text("bachelor"), "months_in_field": .number(11), "employment": .text("employed"),
    ]
    // TC-040: eleven months are not twelve.
    let unmet = condition.unmet(facts)
    #expect(unmet.count == 1)
    #expect("\(unmet)".contains("months_in_field") && "\(unmet)".contains("12"))
    facts["months_in_field"] = .number(12)
    #expect(condition.unmet(facts).isEmpty)
    // TC-041: a master's degree needs no time.
    #expect(condition.unmet(["level": .text("junior"), "degree": .text("master"), "months_in_field": .number(0)]).isEmpty)
    // TC-042: four years and eleven months, no junior title.
    let middle: Facts = [
      "level": .text("intermediate"), "degree": .text("bachelor"), "months_in_field": .number(59), "present_title": .text("none"),
    ]
    guard case .noPath(let ways)? = condition.unmet(middle).first else {
      Issue.record("no ways are told")
      return
    }
    #expect(ways.count == 3)
    // TC-043: college, junior title for four years, four years in the field.
    #expect(
      condition.unmet([
        "level": .text("intermediate"), "degree": .text("college"), "months_in_field": .number(48),
        "present_title": .text("junior"),
        "months_in_title": .number(48),
      ]).isEmpty)
    // TC-048 and civil servants: barred whatever else is there.
    #expect(condition.unmet(["level": .text("junior"), "degree": .text("phd"), "employment": .text("retired")]).count == 1)
    #expect(condition.unmet(["level": .text("junior"), "degree": .text("phd"), "employment": .text("civil_servant")]).count == 1)
  }

  @Test("TC-020, TC-021: 299 m² are too few for a specialised museum, 300 and 1,000 are enough where they are asked for")
  func areas() throws {
    let condition = try #require(try House.library()["provincial-base"]?.eligibility)
    func isMet(_ kind: String, _ area: Double) -> Bool {
      condition.unmet([
        "legal_person": .flag(true), "full_time_staff": .number(1), "safety_rules": .flag(true), "kind_of_base": .text(kind),
        "indoor_area": .number(area), "display_area": .number(area),
      ]).isEmpty
    }
    #expect(!isMet("professional", 299) && isMet("professional", 300))
    #expect(!isMet("comprehensive", 999) && isMet("comprehensive", 1000))
    #expect(isMet("public_place", 2000) && !isMet("public_place", 1999))
  }

  @Test("TC-022, TC-023: areas that contradict each other and days that the year does not have are errors of the form")
  func formChecks() throws {
    let programme = try #require(try House.library()["provincial-base"])
    func fields(_ answers: Facts, year: Int) -> Set<String> {
      Set(programme.problems(answers, files: [], year: year, isRenewal: true, House.t).map(\.field))
    }
    #expect(fields(["indoor_area": .number(900), "building_area": .number(800)], year: 2025).contains("building_area"))
    #expect(!fields(["indoor_area": .number(800), "building_area": .number(800)], year: 2025).contains("building_area"))
    #expect(fields(["open_days": .number(366)], year: 2025).contains("open_days"))
    #expect(!fields(["open_days": .number(366)], year: 2024).contains("open_days"))
    #expect(fields(["open_days": .number(367)], year: 2024).contains("open_days"))
    #expect(
      fields(["income_total": .number(100), "income_fiscal": .number(60), "income_other": .number(35)], year: 2025).contains(
        "income_total"))
  }

  @Test("TC-080, TC-081: a video of 119 or 301 seconds, or first shown after its year, is not admitted")
  func videos() throws {
    let condition = try #require(try House.library()["micro-video"]?.eligibility)
    func unmet(_ seconds: Double, shown: String = "2025-12-31") -> Int {
      condition.unmet([
        "duration": .number(seconds), "finished": Day("2025-12-31").map(FactValue.day) ?? .flag(false),
        "first_shown": Day(shown).map(FactValue.day) ?? .flag(false), "subtitles": .flag(true),
      ]).count
    }
    #expect([119, 120, 300, 301].map { unmet($0) } == [1, 0, 0, 1])
    #expect(unmet(200, shown: "2026-01-01") == 1)
  }

  @Test("TC-044 to TC-046: panels of ten are too few and of twelve even; twelve of 25 are no quorum, eight of 13 no two thirds")
  func panels() throws {
    let rules = try #require(try House.library()["professional-title"]?.panel)
    #expect(
      rules.refusal(size: 10) == .panelTooSmall(11) && rules.refusal(size: 11) == nil && rules.refusal(size: 12) == .panelEven)
    #expect(rules.hasQuorum(present: 13, size: 25) && !rules.hasQuorum(present: 12, size: 25))
    #expect(!rules.passes(yes: 8, present: 13) && rules.passes(yes: 9, present: 13))
  }

  @Test("working days pass over weekends and holidays and count the weekends that are worked instead")
  func workingDays() throws {
    let calendar = try WorkingCalendar(file: House.root + "/Policies/calendar.yaml")
    func day(_ count: Int, _ after: String) -> String? { Day(after).map { calendar.day(count, .working, after: $0).description } }
    #expect(day(5, "2026-03-03") == "2026-03-10")
    #expect(day(1, "2026-02-13") == "2026-02-14", "a Saturday that is worked")
    #expect(day(1, "2026-02-14") == "2026-02-24", "the Spring Festival")
    #expect(day(5, "2026-09-30") == "2026-10-13", "8, 9, the Saturday that is worked, 12, 13 October")
  }
}
