import Foundation
import SQL
import Site
import TestSupport
import Testing

@testable import Evaluation
@testable import People
@testable import Places
@testable import Server

@Suite("Judges, boards and desks of stages, panels and visits")
struct EvaluationStageTests {
  // MARK: On stage

  @Test(
    "the office draws and keeps time, judges score sealed on their phones, the hall sees scores when all are in",
    arguments: TestDatabase.engines)
  func stage(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await JudgingStory(portal)
      let contest = try await story.contest()
      let hall = Browser(portal.client)
      hall.setCookie("lang", "en")
      try await hall.get(contest.path)
      #expect(hall.status == .ok && hall.page.contains("The board is not open yet"))
      let desk = try await story.officerBrowser()
      try await desk.get("\(contest.path)/desk")
      try await desk.submit("\(contest.path)/board")
      #expect(desk.page.contains("Everybody sees the board now"))
      #expect(try await hall.get(contest.path).contains("Nobody is on stage yet"))
      try await desk.submit("\(contest.path)/draws", ["round": "own"])
      #expect(desk.status == .ok && desk.page.contains("Committed"))
      let draw = try #require(try await story.database.read { try $0.draw(of: contest.call, "live.own") })
      try await hall.get(contest.path)
      #expect(hall.page.contains(draw.commitment) && !hall.page.contains(draw.seed))
      #expect(try await !hall.get("\(contest.path).json").contains(draw.seed))
      try await desk.submit("\(contest.path)/orders", ["round": "own"])
      #expect(desk.page.contains("The order is drawn"))
      #expect(try await hall.get(contest.path).contains(draw.seed))
      let turn = try #require(try await story.database.read { try $0.turns(in: contest.call, .live) }.first { $0.place == 1 })
      let order = Draw.order(3, seed: draw.seed)
      let first = contest.contestants[order[0]]
      #expect(hall.page.contains("Comes next") && hall.page.contains(first.person.name), "anybody can draw again")
      try await run(turn, contest, desk, hall, story)
      let json = try await hall.get("\(contest.path).json")
      #expect(
        json.contains("\"score\":77.5") && json.contains("\"place\":1,\"number\":\(order[0] + 1)"), "mean of 78 and 79, less 1")
    }
  }

  private func run(
    _ turn: Turn, _ contest: JudgingStory.Contest, _ desk: Browser, _ hall: Browser, _ story: JudgingStory
  ) async throws {
    let clock = "\(contest.path)/turns/\(turn.id)/clock"
    try await desk.submit(clock, ["act": "start"])
    #expect(desk.page.contains("Pause") && desk.page.contains("Stop"))
    story.clock.advance(by: .seconds(250))
    let judge = try await story.browser(contest.judges[0])
    try await judge.get("\(contest.path)/judge")
    #expect(judge.page.contains("You can send them when the time is stopped"))
    try await judge.submit("\(contest.path)/turns/\(turn.id)/scores", JudgingStory.points(40))
    #expect(judge.status == .unprocessableContent && judge.page.contains("value=\"40.0\""), "too early, and nothing is lost")
    #expect(try await hall.get("\(contest.path).json").contains("\"elapsed_ms\":250000,\"limit_ms\":240000"))
    try await desk.get("\(contest.path)/desk")
    try await desk.submit(clock, ["act": "stop"])
    #expect(desk.page.contains("Not scored yet: 评委1; 评委2") || desk.page.contains("Not scored yet: 评委2; 评委1"))
    try await judge.get("\(contest.path)/judge")
    try await judge.submit("\(contest.path)/turns/\(turn.id)/scores", JudgingStory.points(51))
    #expect(judge.status == .unprocessableContent && judge.page.contains("Content: please give 0 to 50 points"))
    try await judge.submit("\(contest.path)/turns/\(turn.id)/scores", JudgingStory.points(40))
    #expect(judge.status == .ok && judge.page.contains("stay sealed"))
    let other = try await story.browser(contest.judges[1])
    try await other.get("\(contest.path)/judge")
    #expect(!other.page.contains("value=\"40\""), "judges do not see what others gave")
    #expect(try await !hall.get(contest.path).contains("live-score"))
    #expect(try await !hall.get("\(contest.path).json").contains("score\""))
    try await desk.get("\(contest.path)/desk")
    try await desk.submit("\(contest.path)/turns/\(turn.id)/result")
    #expect(desk.status == .conflict, "one judge is missing")
    try await other.submit("\(contest.path)/turns/\(turn.id)/scores", JudgingStory.points(41))
    try await desk.get("\(contest.path)/desk")
    #expect(desk.page.contains("All judges have scored"))
    try await desk.submit("\(contest.path)/turns/\(turn.id)/result")
    #expect(try await hall.get(contest.path).contains("live-score\">77.5"))
    #expect(try await judge.get("\(contest.path)/judge?turn=\(turn.id)").contains("Shown: 77.5"))
  }

  @Test("a quiz is stopped with the number of right answers, and not without")
  func quiz() async throws {
    try await withPortal(.sqlite) { portal in
      let story = try await JudgingStory(portal)
      let contest = try await story.contest()
      let desk = try await story.officerBrowser()
      try await desk.get("\(contest.path)/desk")
      try await desk.submit("\(contest.path)/board")
      try await desk.submit("\(contest.path)/draws", ["round": "quiz"])
      try await desk.submit("\(contest.path)/orders", ["round": "quiz"])
      let turn = try #require(try await story.database.read { try $0.turns(in: contest.call, .live) }.first { $0.place == 1 })
      let clock = "\(contest.path)/turns/\(turn.id)/clock"
      try await desk.submit(clock, ["act": "start"])
      try await desk.submit(clock, ["act": "stop"])
      #expect(desk.status == .unprocessableContent)
      try await desk.submit(clock, ["act": "stop", "correct": "11"])
      #expect(desk.status == .unprocessableContent)
      try await desk.submit(clock, ["act": "stop", "correct": "8"])
      try await desk.submit("\(contest.path)/turns/\(turn.id)/result")
      #expect(try await Browser(portal.client).get("\(contest.path).json").contains("\"score\":80.0"))
    }
  }

  @Test("only judges have a judge's phone, only those who run the round have its desk, and nonsense is told")
  func strangers() async throws {
    try await withPortal(.sqlite) { portal in
      let story = try await JudgingStory(portal)
      let contest = try await story.contest()
      let elsewhere = try await portal.person("外地", "elsewhere@example.org")
      try await portal.grant(elsewhere, .officer, .region("440300"))
      let officer = try await portal.browser(of: elsewhere, secondFactor: true)
      let contestant = try await story.browser(contest.contestants[0])
      for browser in [officer, contestant] {
        try await browser.get("\(contest.path)/judge")
        #expect(browser.status == .notFound)
        try await browser.get("\(contest.path)/desk")
        #expect(browser.status == .forbidden)
      }
      let desk = try await story.officerBrowser()
      try await desk.get("\(contest.path)/desk")
      try await desk.submit("\(contest.path)/draws", ["round": "dance"])
      #expect(desk.status == .badRequest)
      try await desk.get("\(contest.path)/desk")
      try await desk.submit("\(contest.path)/draws", ["round": "own"])
      let form = try #require(desk.hidden("\(contest.path)/draws"))
      try await desk.post("\(contest.path)/draws", form.merging(["round": "own"]) { $1 })
      #expect(desk.status == .conflict, "a draw is committed to once")
      let works = try await story.call("excellent-works")
      let hall = Browser(portal.client)
      for path in ["/live/\(works)", "/live/\(works).json", "/live/0000000000000", "/live/x.json"] {
        try await hall.get(path)
        #expect(hall.status == .notFound, "\(path)")
      }
    }
  }

  // MARK: Panels

  @Test("a panel is named, noted as present, votes in secret once each, and is counted", arguments: TestDatabase.engines)
  func panel(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await JudgingStory(portal)
      let (call, id) = try await story.title()
      let members = try await story.people(11, "委员")
      let desk = try await story.officerBrowser()
      let path = "/panel/\(call)"
      let emails = members.map { $0.person.email ?? "" }
      try await desk.get("\(path)/desk")
      var typed = ["chair": emails[0], "member": emails[1..<10].joined(separator: "\n")]
      try await desk.submit("\(path)/members", typed)
      #expect(desk.status == .unprocessableContent && desk.page.contains("at least 11 members") && desk.page.contains(emails[9]))
      typed["member"] = emails[1...].joined(separator: "\n") + "\nnobody@example.org"
      try await desk.submit("\(path)/members", typed)
      #expect(desk.status == .unprocessableContent && desk.page.contains("Nobody with the address nobody@example.org"))
      typed["member"] = emails[1...].joined(separator: "\n")
      try await desk.submit("\(path)/members", typed)
      #expect(desk.status == .ok && desk.page.contains("The panel is named"))
      try await desk.tick(members.prefix(5), path)
      #expect(desk.page.contains("5 of 11 present; 6 are needed") && desk.page.contains("disabled>Open the vote"))
      try await desk.submit("\(path)/ballots/\(id)")
      #expect(desk.status == .conflict)
      try await desk.get("\(path)/desk")
      try await desk.tick(members.prefix(9), path)
      try await desk.submit("\(path)/ballots/\(id)")
      #expect(desk.page.contains("0 of 9 have voted"))
      try await vote(id, members, path, story)
      try await desk.get("\(path)/desk")
      #expect(desk.page.contains("9 of 9 have voted"))
      try await desk.submit("\(path)/ballots/\(id)/count")
      #expect(desk.page.contains("6 yes, 2 no, 1 abstained; 9 present"))
      let member = try await story.browser(members[10])
      #expect(try await member.get(path).contains("6 yes, 2 no, 1 abstained; 9 present"))
    }
  }

  private func vote(_ id: ID<Submission>, _ members: [JudgingStory.Somebody], _ path: String, _ story: JudgingStory) async throws
  {
    let choices = [String](repeating: "yes", count: 6) + ["no", "no", "abstain"]
    for (member, choice) in zip(members, choices) {
      let browser = try await story.browser(member)
      try await browser.get(path)
      try await browser.submit("\(path)/votes/\(id)", ["choice": choice])
      #expect(browser.status == .ok && browser.page.contains("You have voted"))
      #expect(browser.hidden("\(path)/votes/\(id)") == nil, "one ballot each")
    }
    let again = try await story.browser(members[0])
    try await again.get(path)
    try await again.post("\(path)/votes/\(id)", ["choice": "no"])
    #expect(again.status == .forbidden, "without a ticket")
    let absent = try await story.browser(members[10])
    #expect(try await absent.get(path).contains("You are not noted as present"))
    let stranger = try await story.browser(try await story.somebody("路人", "stranger@example.org"))
    try await stranger.get(path)
    #expect(stranger.status == .notFound)
    try await stranger.post("\(path)/votes/\(id)", ["choice": "no"])
    #expect(stranger.status == .notFound)
    #expect(try await story.database.read { try $0.countBallots(on: id) } == [.yes: 6, .no: 2, .abstain: 1])
  }

  // MARK: Visits

  @Test("a visitor notes what is seen, in drafts and at the end; two who write at once see both", arguments: TestDatabase.engines)
  func visit(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await JudgingStory(portal)
      let (id, manager) = try await story.visit()
      let visitors = try await story.people(2, "访员")
      try await story.database.write {
        try story.evaluation.planVisit(
          try #require(try $0.submission(id)), day: story.evaluation.today, visitors: visitors.map(\.person.id),
          by: story.officer,
          in: $0)
      }
      let path = "/visits/\(id)"
      let office = try await story.officerBrowser()
      try await office.get(path)
      #expect(office.page.contains("The visit is not ended yet") && office.hidden(path) == nil, "the office reads")
      for stranger in [try await story.browser(manager), office] {
        if stranger !== office { try await stranger.get(path) }
        #expect(stranger === office || stranger.status == .notFound)
        try await stranger.post(path, ["act": "end"])
        #expect(stranger.status == .notFound)
      }
      let first = try await story.browser(visitors[0])
      let second = try await story.browser(visitors[1])
      try await first.get(path)
      #expect(
        first.page.contains("Checklist") && first.page.contains("keeper@example.org") && first.page.contains("020-12345678"))
      try await second.get(path)
      try await first.submit(path, ["act": "keep", "remarks": "展厅开放"])
      #expect(first.status == .ok && first.page.contains("展厅开放"))
      try await second.submit(path, ["act": "keep", "remarks": "厅里有人"])
      #expect(second.status == .unprocessableContent && second.page.contains("厅里有人"))
      #expect(second.page.contains("Stored is: 展厅开放"))
      try await second.submit(path, ["act": "end", "remarks": "厅里有人"])
      #expect(second.status == .unprocessableContent && second.page.contains("Please fill this in"), "a yes or no is missing")
      let form = try #require(second.hidden(path))
      try await second.post(path, form.merging(["remarks": "厅里很多人"]) { $1 }, headers: [.accept: "application/json"])
      #expect(second.status == .ok && second.page.contains("version"))
      try await second.get(path)
      try await second.submit(
        path,
        [
          "act": "end", "remarks": "厅里很多人", "area_seen": "yes", "opening_seen": "no", "safety_seen": "yes", "numbers_seen": "yes",
          "visit_summary": "与申报基本一致",
        ])
      #expect(second.status == .ok && second.page.contains("The visit is ended"))
      let visit = try #require(try await story.database.read { try $0.visit(of: id) })
      #expect(visit.doneAt != nil && visit.checklist["opening_seen"] == .flag(false) && visit.summary == "与申报基本一致")
      #expect(try await first.get(path).contains("与申报基本一致") && first.hidden(path) == nil)
    }
  }
}
