import Foundation
import SQL
import Site
import TestSupport
import Testing

@testable import Evaluation
@testable import People
@testable import Places
@testable import Server

/// Rounds at the stages in which people meet: on stage, in a panel, at a visit.
extension JudgingStory {
  /// A contest at its performances, with three contestants and two judges.
  struct Contest {
    let call: ID<Call>
    let contestants: [Somebody]
    let judges: [Somebody]
    var path: String { "/live/\(call)" }
  }

  func contest() async throws -> Contest {
    let call = try await call("explanation-contest", "讲解大赛")
    let contestants = try await people(3, "选手")
    var ids: [ID<Submission>] = []
    for (index, contestant) in contestants.enumerated() {
      let answers: Facts = ["birth": .day(Day(daysSince1970: 12_000))]
      ids.append(try await handIn(call, by: contestant, title: "题目\(index + 1)", answers))
      try await recommend(ids[index], place: index + 1, by: officer)
    }
    wait(days: 21)
    try await advance(call)
    try await advance(call)
    for id in ids { try await check(id) }
    try await advance(call)
    let judges = try await people(2, "评委")
    try await database.write {
      try evaluation.setJudges(
        try #require(try $0.call(call)), .live, judges.map(\.person.id), by: officer, in: $0)
    }
    return Contest(call: call, contestants: contestants, judges: judges)
  }

  static func points(_ content: Double) -> [String: String] {
    ["points_content": String(content), "points_expression": "30", "points_image": "8"]
  }

  // MARK: Panels

  /// A request for a title at its panel.
  func title() async throws -> (ID<Call>, ID<Submission>) {
    let call = try await call("professional-title")
    let applicant = try await somebody("黎明远", "limingyuan@example.org")
    let id = try await handIn(
      call, by: applicant, title: "黎明远", ["level": .text("junior"), "degree": .text("master"), "employment": .text("employed")])
    wait(days: 21)
    try await advance(call)
    try await check(id)
    let reviewers = try await people(3, "评审")
    for reviewer in reviewers { try await invite(reviewer, to: call) }
    try await advance(call)
    for reviewer in reviewers {
      let review = try await assign(id, to: reviewer)
      try await database.write { writer in
        try evaluation.declare(try #require(try writer.review(review)), .none, detail: "", by: reviewer.rights, in: writer)
        let rubric = try #require(try evaluation.round(call, writer).programme.review).rubric
        var sheet = Review.Sheet(reason: "意见")
        for criterion in rubric.judged { sheet.scores[criterion.key] = (criterion.most * 0.8).rounded() }
        try evaluation.submit(try #require(try writer.review(review)), sheet, by: reviewer.rights, in: writer)
      }
    }
    try await advance(call)
    return (call, id)
  }

  // MARK: Visits

  /// An assessment of a base at its visits.
  func visit() async throws -> (ID<Submission>, Somebody) {
    let call = try await call("provincial-base")
    let manager = try await somebody("馆长", "keeper@example.org")
    let base = try #require(try await database.read { try $0.base(slug: "guangdong-science-center") })
    try await portal.grant(manager.person, .baseManager, .base(base.id.rawValue))
    let grants = try await database.read { try $0.grants(of: manager.person.id, at: clock.now) }
    let able = Somebody(person: manager.person, rights: Self.rights(manager.person, portal, grants))
    let id = try await handIn(
      call, by: able, for: .base(base.id.rawValue), title: "广东科学中心",
      [
        "kind_of_base": .text("professional"), "legal_person": .flag(true), "building_area": .number(800),
        "indoor_area": .number(300), "full_time_staff": .number(3), "safety_rules": .flag(true), "open_days": .number(310),
      ])
    try await recommend(id, place: 1, by: officer)
    wait(days: 21)
    try await advance(call)
    try await advance(call)
    try await check(id)
    return (id, manager)
  }
}

extension Browser {
  /// Ticks who of a panel is present; the form has several values of one name.
  func tick(_ members: ArraySlice<JudgingStory.Somebody>, _ path: String) async throws {
    let ticket = try #require(hidden("\(path)/attendance")?["_form"])
    let body = "_form=" + Components.encoded(ticket) + members.map { "&present=\($0.person.id)" }.joined()
    try await send(body, to: "\(path)/attendance", type: "application/x-www-form-urlencoded")
  }

  /// Sends files with the form of the open page that leads to a path.
  func upload(
    _ files: [(name: String, bytes: [UInt8])], as field: String, _ typed: [String: String] = [:], to path: String
  ) async throws {
    let fields = try #require(hidden(path)).merging(typed) { $1 }
    var body: [UInt8] = []
    for (name, value) in fields {
      body += Array("--X7\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
    }
    for file in files {
      let head = "--X7\r\nContent-Disposition: form-data; name=\"\(field)\"; filename=\"\(file.name)\"\r\n\r\n"
      body += Array(head.utf8) + file.bytes + Array("\r\n".utf8)
    }
    body += Array("--X7--\r\n".utf8)
    try await send(body, to: path, type: "multipart/form-data; boundary=X7")
  }
}
