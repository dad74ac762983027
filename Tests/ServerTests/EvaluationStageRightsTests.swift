import Foundation
import SQL
import Site
import TestSupport
import Testing

@testable import Evaluation
@testable import People
@testable import Server

@Suite("Who sees what of stages, panels and visits, and who stays out")
struct EvaluationStageRightsTests {
  /// Draws the first round of a contest and starts its first turn.
  private func begin(_ contest: JudgingStory.Contest, _ desk: Browser, _ story: JudgingStory) async throws -> Turn {
    try await desk.get("\(contest.path)/desk")
    try await desk.submit("\(contest.path)/draws", ["round": "own"])
    try await desk.submit("\(contest.path)/orders", ["round": "own"])
    let turn = try #require(try await story.database.read { try $0.turns(in: contest.call, .live) }.first { $0.place == 1 })
    try await desk.submit("\(contest.path)/turns/\(turn.id)/clock", ["act": "start"])
    return turn
  }

  @Test("everybody sees who is on stage while the office has the board open, and nobody's name before or after")
  func board() async throws {
    try await withPortal(.sqlite) { portal in
      let story = try await JudgingStory(portal)
      let contest = try await story.contest()
      let desk = try await story.officerBrowser()
      let turn = try await begin(contest, desk, story)
      let hall = Browser(portal.client)
      hall.setCookie("lang", "en")
      let contestant = try await story.browser(contest.contestants[0])
      let judge = try await story.browser(contest.judges[0])
      func sees(_ browser: Browser, _ address: String) async throws -> Bool {
        try await browser.get(address)
        #expect(browser.status == .ok)
        // The first contestant reads their own name at the head of every page.
        return (1...3).contains { browser.page.contains("题目\($0)") || $0 > 1 && browser.page.contains("选手\($0)") }
      }
      for address in [contest.path, "\(contest.path).json"] {
        for browser in [hall, contestant, judge] { #expect(try await !sees(browser, address), "closed: \(address)") }
        #expect(try await sees(desk, address), "the office looks before")
      }
      #expect(try await hall.get("\(contest.path).json").contains("\"seed\":"), "the draw is everybody's from the start")
      #expect(try await judge.get("\(contest.path)/judge").contains("You can send them when the time is stopped"))
      try await desk.get("\(contest.path)/desk")
      try await desk.submit("\(contest.path)/board")
      for address in [contest.path, "\(contest.path).json"] { #expect(try await sees(hall, address), "open: \(address)") }
      try await desk.submit("\(contest.path)/board")
      #expect(desk.page.contains("The board is closed"))
      for address in [contest.path, "\(contest.path).json"] {
        #expect(try await !sees(hall, address), "closed again: \(address)")
      }
      for browser in [contestant, judge] {
        try await browser.post("\(contest.path)/board", ["is_open": "yes"])
        #expect(browser.status == .forbidden)
        try await browser.post("\(contest.path)/turns/\(turn.id)/clock", ["act": "stop"])
        #expect(browser.status == .forbidden)
      }
    }
  }

  @Test(
    "a judge who has a conflict says so with one tap, sees no points to give, and nobody waits for them",
    arguments: TestDatabase.engines)
  func judgeInConflict(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await JudgingStory(portal)
      let contest = try await story.contest()
      let desk = try await story.officerBrowser()
      let turn = try await begin(contest, desk, story)
      try await desk.submit("\(contest.path)/turns/\(turn.id)/clock", ["act": "stop"])
      let scores = "\(contest.path)/turns/\(turn.id)/scores"
      let conflict = "\(contest.path)/turns/\(turn.id)/conflict"
      let judge = try await story.browser(contest.judges[0])
      try await judge.get("\(contest.path)/judge")
      let form = try #require(judge.hidden(scores))
      try await judge.submit(scores, JudgingStory.points(50))
      try await judge.get("\(contest.path)/judge?turn=\(turn.id)")
      try await judge.submit(conflict, ["why": "nonsense"])
      #expect(judge.status == .badRequest)
      try await judge.get("\(contest.path)/judge?turn=\(turn.id)")
      try await judge.submit(conflict, ["why": "kin"])
      #expect(judge.status == .ok && judge.page.contains("Thank you for saying so"))
      try await judge.get("\(contest.path)/judge?turn=\(turn.id)")
      #expect(judge.page.contains("You stay out of this turn") && judge.hidden(scores) == nil && judge.hidden(conflict) == nil)
      try await judge.post(scores, form.merging(JudgingStory.points(49)) { $1 })
      #expect(judge.status == .unprocessableContent && judge.page.contains("There is a conflict of interest"))
      #expect(try await story.database.read { try $0.turnScores(of: turn.id) }.isEmpty, "the points are taken back")
      let other = try await story.browser(contest.judges[1])
      try await other.get("\(contest.path)/judge")
      try await other.submit(scores, JudgingStory.points(40))
      try await desk.get("\(contest.path)/desk")
      #expect(desk.page.contains("All judges have scored"))
      try await desk.submit("\(contest.path)/turns/\(turn.id)/result")
      #expect(try await other.get("\(contest.path)/judge?turn=\(turn.id)").contains("Shown: 78"))
      let contestant = try await story.browser(contest.contestants[1])
      try await contestant.post(conflict, ["why": "kin"])
      #expect(contestant.status == .notFound)
    }
  }

  // MARK: Panels

  /// A panel of eleven, all of them present, before an open vote.
  private func openVote(
    _ story: JudgingStory
  ) async throws -> (path: String, id: ID<Submission>, members: [JudgingStory.Somebody], desk: Browser) {
    let (call, id) = try await story.title()
    let members = try await story.people(11, "委员")
    try await story.database.write { writer in
      let call = try #require(try writer.call(call))
      let roles = members.enumerated().map { (person: $1.person.id, role: $0 == 0 ? PanelMember.Role.chair : .member) }
      try story.evaluation.setPanel(call, roles, by: story.officer, in: writer)
      try story.evaluation.setPresent(call, Set(members.map(\.person.id)), by: story.officer, in: writer)
      try story.evaluation.openVote(try #require(try writer.submission(id)), by: story.officer, in: writer)
    }
    return ("/panel/\(call)", id, members, try await story.officerBrowser())
  }

  @Test("nobody can tell who voted what: not from pages, not from the journal, not from the order in which rows lie")
  func secrecy() async throws {
    try await withPortal(.sqlite) { portal in
      let story = try await JudgingStory(portal)
      let (path, id, members, desk) = try await openVote(story)
      let choices = ["no", "yes", "abstain", "yes", "no", "yes", "yes", "yes", "yes", "yes"]
      for (member, choice) in zip(members.reversed(), choices) {
        let browser = try await story.browser(member)
        try await browser.get(path)
        try await browser.submit("\(path)/votes/\(id)", ["choice": choice])
        #expect(browser.status == .ok && !browser.page.contains("abstained"), "no count before the end")
      }
      let office = try await desk.get("\(path)/desk")
      #expect(office.contains("10 of 11 have voted") && !office.contains("abstained"))
      let journal = try await story.database.read {
        try $0.all(String.self, "SELECT CAST(details AS TEXT) FROM journal WHERE action LIKE 'panel%'")
      }
      #expect(!journal.contains { $0.contains("abstain") || $0.contains("\"no\"") || $0.contains("\"yes\"") })
      let (voters, tokens) = try await story.database.read { reader in
        (
          try reader.values(ID<Person>.self, "SELECT person_id FROM panel_voters ORDER BY rowid"),
          try reader.values(String.self, "SELECT token FROM panel_ballots ORDER BY rowid")
        )
      }
      #expect(voters == voters.sorted() && Set(voters) == Set(members.dropFirst().map(\.person.id)))
      #expect(tokens == tokens.sorted() && Set(tokens).count == 10 && tokens.allSatisfy { $0.count == 32 })
      try await desk.submit("\(path)/ballots/\(id)/count")
      #expect(desk.status == .conflict, "one has not voted yet")
    }
  }

  @Test("a member with a conflict stays out of a vote, and says it before voting or not at all", arguments: TestDatabase.engines)
  func memberInConflict(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await JudgingStory(portal)
      let (path, id, members, desk) = try await openVote(story)
      let (vote, conflict) = ("\(path)/votes/\(id)", "\(path)/conflicts/\(id)")
      let concerned = try await story.browser(members[3])
      try await concerned.get(path)
      let form = try #require(concerned.hidden(vote))
      try await concerned.submit(conflict, ["why": "together"])
      #expect(concerned.page.contains("You stay out of this vote") && concerned.hidden(vote) == nil)
      try await concerned.post(vote, form.merging(["choice": "yes"]) { $1 })
      #expect(concerned.status == .forbidden)
      let office = try await desk.get("\(path)/desk")
      #expect(office.contains("0 of 10 have voted") && office.contains("Stay out of it: 委员4"))
      let member = try await story.browser(members[5])
      try await member.get(path)
      let late = try #require(member.hidden(conflict))
      try await member.submit(vote, ["choice": "no"])
      #expect(member.hidden(conflict) == nil)
      try await member.post(conflict, late.merging(["why": "unit"]) { $1 })
      #expect(member.status == .conflict, "the ballot cannot be found again")
      #expect(try await story.database.read { try $0.conflicts(of: members[5].person.id, with: id) }.isEmpty)
    }
  }

  // MARK: Visits

  @Test("photos of a visit are seen by its visitors and the office, and by nobody else; what is no photo is told")
  func photos() async throws {
    try await withPortal(.sqlite) { portal in
      let story = try await JudgingStory(portal)
      let (id, manager) = try await story.visit()
      let visitors = try await story.people(2, "访员")
      try await story.database.write {
        try story.evaluation.planVisit(
          try #require(try $0.submission(id)), day: story.evaluation.today, visitors: visitors.map(\.person.id),
          by: story.officer, in: $0)
      }
      let path = "/visits/\(id)"
      let home = portal.portal.settings["home"] ?? "."
      let picture = [UInt8](try #require(FileManager.default.contents(atPath: "\(home)/Tests/Fixtures/with-gps.jpg")))
      let visitor = try await story.browser(visitors[0])
      try await visitor.get(path)
      try await visitor.upload([("a.txt", Array("hello".utf8))], as: "photos", ["caption": "门口"], to: "\(path)/photos")
      #expect(visitor.status == .unprocessableContent && visitor.page.contains("is not one of") && visitor.page.contains("门口"))
      try await visitor.upload([], as: "photos", to: "\(path)/photos")
      #expect(visitor.status == .unprocessableContent && visitor.page.contains("Please choose photos"))
      for _ in 0..<2 {
        try await visitor.upload([("a.jpg", picture)], as: "photos", ["caption": "门口"], to: "\(path)/photos")
        #expect(visitor.status == .ok && visitor.page.contains("alt=\"门口\""))
      }
      let photos = try await story.database.read { try $0.photos(of: id) }
      #expect(photos.count == 1, "the same photo twice is one")
      let address = "\(path)/photos/\(try #require(photos.first).id)"
      let office = try await story.officerBrowser()
      for browser in [visitor, try await story.browser(visitors[1]), office] {
        try await browser.get(address)
        #expect(browser.status == .ok && browser.bytes == picture && browser.headers[.contentType] == "image/jpeg")
      }
      let keeper = try await story.browser(manager)
      for browser in [keeper, try await story.browser(try await story.somebody("路人", "stranger@example.org"))] {
        try await browser.get(address)
        #expect(browser.status == .notFound)
      }
      try await office.get(path)
      #expect(office.page.contains(address) && office.hidden("\(path)/photos") == nil)
      try await visitor.get(path)
      try await visitor.submit("\(path)/photos", ["remove_photo": "\(try #require(photos.first).id)"])
      #expect(try await story.database.read { try $0.photos(of: id) }.isEmpty)
    }
  }

  @Test("nonsense in any form of a stage, a panel or a visit is told, and never breaks the portal")
  func nonsense() async throws {
    try await withPortal(.sqlite) { portal in
      let story = try await JudgingStory(portal)
      let contest = try await story.contest()
      let desk = try await story.officerBrowser()
      let turn = try await begin(contest, desk, story)
      let judge = try await story.browser(contest.judges[0])
      try await judge.get("\(contest.path)/judge")
      let judgeForm = try #require(judge.hidden("\(contest.path)/turns/\(turn.id)/scores"))
      let deskForm = try #require(desk.hidden("\(contest.path)/board"))
      let values = ["", "-1", "1e309", "NaN", "99999999999999999999", "\u{202E}攻击", "'; DROP TABLE turns;--", "<script>"]
      for value in values {
        let points = ["points_content": value, "points_expression": value, "why": value]
        for act in ["scores", "conflict"] {
          try await judge.post("\(contest.path)/turns/\(turn.id)/\(act)", judgeForm.merging(points) { $1 })
          #expect((400..<500).contains(judge.status.code), "\(act): \(value)")
        }
        for act in ["board", "draws", "orders", "turns/\(turn.id)/clock"] {
          let typed = ["is_open": value, "round": value, "act": value, "correct": value]
          try await desk.post("\(contest.path)/\(act)", deskForm.merging(typed) { $1 })
          #expect((400..<500).contains(desk.status.code), "\(act): \(value)")
        }
      }
      for place in ["/live", "/panel", "/visits"] {
        for id in ["0", "-1", "zzzzzzzzzzzzz", "7zzzzzzzzzzzz", "%00", "%FF", "a.json", "99999999999999999999999"] {
          for rest in ["", "/desk", "/judge", "/photos/\(id)", "/votes/\(id)", "/turns/\(id)/scores"] {
            try await desk.get("\(place)/\(id)\(rest)")
            #expect(desk.status.code < 500, "\(place)/\(id)\(rest)")
            try await desk.post("\(place)/\(id)\(rest)", deskForm)
            #expect(desk.status.code < 500, "POST \(place)/\(id)\(rest)")
          }
        }
      }
    }
  }
}
