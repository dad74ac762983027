import Evaluation
import SQL
import Testing

@testable import Visits

@Suite("How visits are booked is policy")
struct VisitRulesTests {
  private func refusal(
    _ key: String, _ party: Party, _ audience: Audience, on day: String, at now: String
  ) throws -> BookingRefusal? {
    let (rules, calendar) = (try VisitsHouse.rules(key), try VisitsHouse.calendar())
    let session = try VisitsHouse.session(day)
    let now = try #require(Instant(now))
    do {
      try rules.check(party, as: audience, for: session, at: now, calendar: calendar)
      return nil
    } catch { return error }
  }

  @Test("TC-120: 41 pupils need 3 teachers, 41 preschool children 5")
  func teachers() throws {
    let care = try VisitsHouse.rules("hubei").care
    #expect(care.teachers(pupils: 41, preschool: 0) == 3)
    #expect(care.teachers(pupils: 0, preschool: 41) == 5)
    #expect(care.teachers(pupils: 40, preschool: 10) == 3)
    let short = try refusal("default", Party(minors: 41, teachers: 2), .school, on: "2026-03-12", at: "2026-03-03T05:00:00Z")
    #expect(short == .teachers(needed: 3))
    let enough = try refusal("default", Party(minors: 41, teachers: 3), .school, on: "2026-03-12", at: "2026-03-03T05:00:00Z")
    #expect(enough == nil)
  }

  @Test("TC-121: nineteen people are no group in Guangxi; twenty are")
  func groupMinimum() throws {
    let at = "2026-03-03T05:00:00Z"
    #expect(try refusal("guangxi", Party(adults: 19), .group, on: "2026-03-12", at: at) == .tooFew(least: 20))
    #expect(try refusal("guangxi", Party(adults: 20), .group, on: "2026-03-12", at: at) == nil)
  }

  @Test("TC-122: asked on Friday, three working days end on Wednesday; moved holidays count as they are worked")
  func workingDays() throws {
    let group = Party(adults: 20)
    let wednesday = try #require(Day("2026-03-11"))
    #expect(
      try refusal("guangxi", group, .group, on: "2026-03-10", at: "2026-03-06T02:00:00Z") == .notice(first: wednesday))
    #expect(try refusal("guangxi", group, .group, on: "2026-03-11", at: "2026-03-06T02:00:00Z") == nil)
    // 30 April is a Thursday; 1 to 5 May are off and Saturday, 9 May is worked, so the third working day is Friday, 8 May.
    let friday = try #require(Day("2026-05-08"))
    #expect(
      try refusal("guangxi", group, .group, on: "2026-05-07", at: "2026-04-30T02:00:00Z") == .notice(first: friday))
    #expect(try refusal("guangxi", group, .group, on: "2026-05-08", at: "2026-04-30T02:00:00Z") == nil)
  }

  @Test("Qingdao gives places at noon, seven days before, also over the end of February in a leap year")
  func window() throws {
    let family = Party(adults: 2, minors: 2)
    let opening = try #require(Instant("2028-02-24T04:00:00Z"))
    #expect(
      try refusal("qingdao", family, .individual, on: "2028-03-02", at: "2028-02-24T03:59:59Z") == .notYet(opening))
    #expect(try refusal("qingdao", family, .individual, on: "2028-03-02", at: "2028-02-24T04:00:00Z") == nil)
  }

  @Test("Individuals are four at most, take care of two children each, and old people come in company")
  func individuals() throws {
    let (day, at) = ("2026-03-05", "2026-03-03T05:00:00Z")
    #expect(try refusal("qingdao", Party(adults: 5), .individual, on: day, at: at) == .tooMany(most: 4))
    #expect(try refusal("qingdao", Party(adults: 1, minors: 3), .individual, on: day, at: at) == .guardians(needed: 2))
    #expect(try refusal("qingdao", Party(seniors: 1), .individual, on: day, at: at) == .guardians(needed: 1))
    #expect(try refusal("qingdao", Party(adults: 1, seniors: 1), .individual, on: day, at: at) == nil)
    #expect(try refusal("qingdao", Party(adults: -1, minors: 2), .individual, on: day, at: at) == .impossible)
    #expect(try refusal("qingdao", Party(adults: 1), .individual, on: "2026-03-01", at: at) == .over)
    #expect(try refusal("qingdao", Party(adults: 20), .group, on: "2026-03-12", at: at) == .noGroups)
  }

  @Test("Huangshi takes no groups on a weekend, but on a Saturday that is worked")
  func groupsOnHolidays() throws {
    let group = Party(adults: 30)
    #expect(try refusal("huangshi", group, .group, on: "2026-03-14", at: "2026-03-03T05:00:00Z") == .noGroups)
    #expect(try refusal("huangshi", group, .group, on: "2026-05-09", at: "2026-03-03T05:00:00Z") == nil)
  }

  @Test("TC-124: the third missed visit bars for thirty days from that day")
  func bars() throws {
    let rules = try VisitsHouse.rules("qingdao")
    let days = try ["2026-02-01", "2026-02-10", "2026-02-20"].map { try #require(Day($0)) }
    #expect(rules.barred(after: Array(days.prefix(2))) == nil)
    #expect(rules.barred(after: days) == Day("2026-03-22"))
  }
}
