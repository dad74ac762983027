import Journal
import SQL
import TestSupport
import Testing

@testable import Evaluation
@testable import People

@Suite("A round of works, from the call to the award")
struct WorksRoundTests {
  private static let book: Facts = [
    "published": .day(Day(daysSince1970: 20_000)), "set": .text("single"), "text_language": .text("zh_hans"),
    "ai_made": .text("none"),
  ]

  /// An office with two that agree, a recommending unit and three reviewers.
  private struct Office {
    let chen: Rights
    let second: Rights
    let outsider: Rights
    let speaker: Rights
    let unit: ID<Organization>
    let reviewers: [Rights]

    init(_ house: House) async throws {
      chen = try await house.officer("陈科长")
      second = try await house.officer("省科协")
      outsider = try await house.officer("纪检")
      speaker = try await house.person("推荐人")
      unit = try await house.unit("省科普作协", responsible: speaker)
      var people: [Rights] = []
      for name in ["赵一", "钱二", "孙三"] { people.append(try await house.person(name)) }
      reviewers = people
    }
  }

  @Test(
    "six are put forward where five may be: the first five in the recommender's order go on (TC-082)",
    arguments: TestDatabase.engines)
  func recommenderQuota(engine: TestEngine) async throws {
    try await inHouse(engine) { house in
      let office = try await Office(house)
      let call = try await house.call("excellent-works", by: office.chen)
      var submissions: [ID<Submission>] = []
      for number in 1...6 {
        let author = try await house.person("作者\(number)")
        let id = try await house.fill(call, as: author, title: "书\(number)", Self.book, recommender: office.unit)
        try await house.submit(id, by: author)
        submissions.append(id)
      }
      for (place, id) in submissions.reversed().enumerated() {
        try await house.recommend(id, place: place + 1, by: office.speaker)
      }
      await #expect(throws: EvaluationRefusal.wrongStage) { try await house.advance(call, by: office.chen) }
      house.clock.advance(by: .seconds(21 * 86_400))
      try await house.advance(call, by: office.chen)
      try await house.advance(call, by: office.chen)
      let all = submissions
      let states = try await house.database.read { reader in try all.map { try reader.submission($0)?.state } }
      #expect(states == [.overQuota, .checking, .checking, .checking, .checking, .checking])
    }
  }

  @Test("a work goes from a draft to an award in the ledger, and each step tells its applicant", arguments: TestDatabase.engines)
  func wholeRound(engine: TestEngine) async throws {
    try await inHouse(engine) { house in
      let office = try await Office(house)
      let call = try await house.call("excellent-works", by: office.chen)
      let (author, coAuthor, other) = (
        try await house.person("李明"), try await house.person("王芳"), try await house.person("周杰")
      )
      let good = try await house.fill(call, as: author, title: "海洋之谜", Self.book, recommender: office.unit, authors: [coAuthor])
      let weak = try await house.fill(call, as: other, title: "星空", Self.book, recommender: office.unit)
      try await house.submit(weak, by: other)
      try await house.submit(good, by: author)
      #expect(try await house.submission(good).state == .confirming)
      try await house.database.write {
        try house.evaluation.answer(try #require(try $0.submission(good)), isAgreed: true, reason: "", by: coAuthor, in: $0)
      }
      for (place, id) in [good, weak].enumerated() { try await house.recommend(id, place: place + 1, by: office.speaker) }
      house.clock.advance(by: .seconds(21 * 86_400))
      try await house.advance(call, by: office.chen)
      try await house.advance(call, by: office.chen)
      try await house.check(weak, .returned, reason: "请补充样章", by: office.chen)
      try await house.check(good, by: office.chen)
      await #expect(throws: EvaluationRefusal.stillOpen(1)) { try await house.advance(call, by: office.chen) }
      try await house.submit(weak, by: other)
      try await house.check(weak, by: office.chen)
      try await house.reviewers(call, office.reviewers, by: office.chen)
      #expect(try await house.advance(call, by: office.chen).stage == .review)
      for id in [good, weak] {
        for reviewer in office.reviewers {
          try await house.review(try await house.assign(id, to: reviewer), by: reviewer, share: id == good ? 0.9 : 0.5)
        }
      }
      #expect(try await house.advance(call, by: office.chen).stage == .decision)
      try await house.decide(good, "excellent", by: office.chen)
      await #expect(throws: EvaluationRefusal.stillOpen(1)) { try await house.approve(call, by: office.second) }
      try await house.decide(weak, nil, reason: "科学性得分低于60%，一票否决", by: office.chen)
      await #expect(throws: EvaluationRefusal.approvalMissing) { try await house.advance(call, by: office.chen) }
      await #expect(throws: EvaluationRefusal.tookPart) { try await house.approve(call, by: office.chen) }
      try await house.approve(call, by: office.second)
      #expect(try await house.advance(call, by: office.chen).stage == .notice)
      #expect(try await house.submission(good).state == .proposed)
      #expect(try await house.submission(weak).state == .declined)
      await #expect(throws: EvaluationRefusal.tooEarly) { try await house.advance(call, by: office.chen) }
      try await house.endNotice(of: call)
      let award = try #require(try await house.award(for: good))
      #expect(award.status == .valid && award.level == "excellent" && award.holder == .person(author.person.id))
      #expect(try await house.call(call).status == .finished)
      try await house.journal.seal(in: house.database)
      _ = try await house.people.keepLedger()
      for person in [author, coAuthor] {
        let ledger = try await house.database.read { try $0.ledger(person: person.person.id, organization: nil) }
        #expect(ledger.count == 1 && ledger.first?.isRecorded == true && ledger.first?.level == "province")
      }
      let told = try await house.database.read { reader in
        try reader.values(String.self, "SELECT payload FROM notices WHERE person_id = \(other.person.id)")
      }
      #expect(told.contains { $0.contains("请补充样章") } && told.contains { $0.contains("一票否决") })
    }
  }

  @Test("an objection needs a name, evidence and the time of the notice (TC-085), and is answered by whoever took no part")
  func objections() async throws {
    try await inHouse(.sqlite) { house in
      let office = try await Office(house)
      let (call, work, _) = try await proposed(house, office)
      let reader = try await house.person("读者")
      func object(_ evidence: String) async throws -> ID<Objection> {
        try await house.database.write {
          try house.evaluation.object(
            to: try #require(try $0.submission(work)), text: "抄袭", evidence: evidence, by: reader, in: $0)
        }
      }
      await #expect(throws: EvaluationRefusal.incomplete) { _ = try await object("") }
      let objection = try await object("https://example.org/original")
      func decide(by rights: Rights) async throws {
        try await house.database.write {
          try house.evaluation.decide(
            try #require(try $0.objection(objection)), isUpheld: true, answer: "查实为抄袭", by: rights, in: $0)
        }
      }
      for rights in [office.chen, office.second, office.reviewers[0], reader] {
        await #expect(throws: EvaluationRefusal.tookPart) { try await decide(by: rights) }
      }
      house.clock.advance(by: .seconds(9 * 86_400))
      await #expect(throws: EvaluationRefusal.stillOpen(1)) { try await house.advance(call, by: office.chen) }
      try await decide(by: office.outsider)
      #expect(try await house.submission(work).state == .declined)
      try await house.advance(call, by: office.chen)
      #expect(try await house.award(for: work) == nil)
      await #expect(throws: EvaluationRefusal.wrongState) { _ = try await object("https://example.org/late") }
    }
  }

  @Test("an objection after the last day is too late")
  func lateObjection() async throws {
    try await inHouse(.sqlite) { house in
      let office = try await Office(house)
      let (call, work, _) = try await proposed(house, office)
      let notice = try #require(try await house.database.read { try $0.notice(of: call) })
      house.clock.advance(by: notice.lastDay.adding(days: 1).localStart - house.clock.now)
      let reader = try await house.person("读者")
      await #expect(throws: EvaluationRefusal.tooLate) {
        try await house.database.write {
          _ = try house.evaluation.object(
            to: try #require(try $0.submission(work)), text: "抄袭", evidence: "证据", by: reader, in: $0)
        }
      }
    }
  }

  @Test("an appeal is made once, in time, decided by others (TC-006), and a submission is judged anew when it is upheld")
  func appeals() async throws {
    try await inHouse(.sqlite) { house in
      let office = try await Office(house)
      let (call, _, declined) = try await proposed(house, office)
      let applicant = declined.by
      func appeal() async throws -> ID<Appeal> {
        try await house.database.write {
          try house.evaluation.appeal(try #require(try $0.submission(declined.id)), text: "请复核", by: applicant, in: $0)
        }
      }
      let id = try await appeal()
      await #expect(throws: EvaluationRefusal.onlyOnce) { _ = try await appeal() }
      func decide(by rights: Rights) async throws {
        try await house.database.write {
          try house.evaluation.decide(try #require(try $0.appeal(id)), isUpheld: true, answer: "评分有误", by: rights, in: $0)
        }
      }
      await #expect(throws: EvaluationRefusal.tookPart) { try await decide(by: office.chen) }
      try await decide(by: office.outsider)
      #expect(try await house.submission(declined.id).state == .admitted)
      #expect(try await house.call(call).stage == .decision)
      try await house.decide(declined.id, "excellent", by: office.chen)
      try await house.approve(call, by: office.second)
      try await house.advance(call, by: office.chen)
      try await house.endNotice(of: call)
      #expect(try await house.award(for: declined.id)?.status == .valid)
    }
  }

  @Test("a call with a quota of one never gives two, whatever is tried")
  func quotaHolds() async throws {
    try await inHouse(.sqlite) { house in
      let office = try await Office(house)
      let (call, ids) = try await judged(house, office, quota: 1)
      try await house.decide(ids[0].id, "excellent", by: office.chen)
      await #expect(throws: EvaluationRefusal.quota(level: "优秀科普作品", most: 1)) {
        try await house.decide(ids[1].id, "excellent", by: office.chen)
      }
      try await house.decide(ids[0].id, nil, by: office.chen)
      try await house.decide(ids[1].id, "excellent", by: office.chen)
      try await house.approve(call, by: office.second)
      try await house.decide(ids[0].id, nil, reason: "改动之后须重新审批", by: office.chen)
      await #expect(throws: EvaluationRefusal.approvalMissing) { try await house.advance(call, by: office.chen) }
    }
  }

  @Test("nothing is read before the declaration; a reviewer of the author's unit is found and barred (TC-047)")
  func conflicts() async throws {
    try await inHouse(.sqlite) { house in
      let office = try await Office(house)
      let (call, ids) = try await judged(house, office, quota: 5, reviewed: false)
      let colleague = try await house.person("同事")
      _ = try await house.unit("同一单位", members: [colleague, ids[0].by])
      try await house.reviewers(call, [colleague], by: office.chen)
      try await house.database.write {
        _ = try house.evaluation.findConflicts(try #require(try $0.call(call)), by: office.chen.actor, in: $0)
      }
      await #expect(throws: EvaluationRefusal.conflict) { _ = try await house.assign(ids[0].id, to: colleague) }
      let review = try await house.assign(ids[1].id, to: colleague)
      await #expect(throws: EvaluationRefusal.wrongState) {
        try await house.database.write {
          try house.evaluation.submit(try #require(try $0.review(review)), Review.Sheet(reason: "x"), by: colleague, in: $0)
        }
      }
    }
  }

  @Test("a conflict found after a review was handed in takes it out of the result")
  func laterConflict() async throws {
    try await inHouse(.sqlite) { house in
      let office = try await Office(house)
      let (call, ids) = try await judged(house, office, quota: 5)
      _ = try await house.unit("新同一单位", members: [office.reviewers[0], ids[0].by])
      try await house.database.write {
        _ = try house.evaluation.findConflicts(try #require(try $0.call(call)), by: office.chen.actor, in: $0)
      }
      let reviews = try await house.database.read { try $0.reviews(of: ids[0].id) }
      #expect(reviews.count { $0.state == .removed } == 1 && reviews.count { $0.state == .submitted } == 2)
    }
  }

  @Test("what is not completed in time is refused by itself")
  func deadlines() async throws {
    try await inHouse(.sqlite) { house in
      let office = try await Office(house)
      let call = try await house.call("excellent-works", by: office.chen)
      let author = try await house.person("李明")
      let id = try await house.fill(call, as: author, title: "书", Self.book, recommender: office.unit)
      try await house.submit(id, by: author)
      try await house.recommend(id, place: 1, by: office.speaker)
      house.clock.advance(by: .seconds(21 * 86_400))
      try await house.evaluation.keepDeadlines()
      try await house.advance(call, by: office.chen)
      try await house.check(id, .returned, reason: "缺样章", by: office.chen)
      house.clock.advance(by: .seconds(4 * 86_400))
      try await house.evaluation.keepDeadlines()
      #expect(try await house.submission(id).state == .returned)
      house.clock.advance(by: .seconds(2 * 86_400))
      await #expect(throws: EvaluationRefusal.tooLate) { try await house.submit(id, by: author) }
      try await house.evaluation.keepDeadlines()
      #expect(try await house.submission(id).state == .refused)
      #expect(try await house.evaluation.keepDeadlines() == 0, "each act is done once")
    }
  }

  // MARK: Where the tests begin

  private typealias Entry = (id: ID<Submission>, by: Rights)

  /// Two works that are reviewed and wait for decisions.
  private func judged(_ house: House, _ office: Office, quota: Int, reviewed: Bool = true) async throws -> (ID<Call>, [Entry]) {
    let call = try await house.call("excellent-works", by: office.chen) { $0.quotas = ["excellent": quota] }
    var entries: [Entry] = []
    for name in ["郑一", "吴二"] {
      let author = try await house.person(name)
      let id = try await house.fill(call, as: author, title: "\(name)的书", Self.book, recommender: office.unit)
      try await house.submit(id, by: author)
      try await house.recommend(id, place: entries.count + 1, by: office.speaker)
      entries.append((id, author))
    }
    house.clock.advance(by: .seconds(21 * 86_400))
    try await house.advance(call, by: office.chen)
    try await house.advance(call, by: office.chen)
    for entry in entries { try await house.check(entry.id, by: office.chen) }
    try await house.reviewers(call, office.reviewers, by: office.chen)
    try await house.advance(call, by: office.chen)
    guard reviewed else { return (call, entries) }
    for entry in entries {
      for reviewer in office.reviewers {
        try await house.review(try await house.assign(entry.id, to: reviewer), by: reviewer, share: 0.8)
      }
    }
    try await house.advance(call, by: office.chen)
    return (call, entries)
  }

  /// One work in the public notice and one that was declined.
  private func proposed(_ house: House, _ office: Office) async throws -> (ID<Call>, ID<Submission>, declined: Entry) {
    let (call, entries) = try await judged(house, office, quota: 5)
    try await house.decide(entries[0].id, "excellent", by: office.chen)
    try await house.decide(entries[1].id, nil, by: office.chen)
    try await house.approve(call, by: office.second)
    try await house.advance(call, by: office.chen)
    return (call, entries[0].id, entries[1])
  }
}
