import Foundation
import SQL
import Site
import TestSupport
import Testing

@testable import Evaluation
@testable import People
@testable import Places
@testable import Server

@Suite("What bases are named as")
struct NamingTests {
  @Test(
    "a base that is named shows it on its page and in the filter, and no more when it is withdrawn",
    arguments: TestDatabase.engines)
  func follows(engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let slug = "guangdong-science-center"
      let officer = try await portal.person("陈科长", "officer@example.org")
      let base = try #require(try await portal.portal.database.read { try $0.base(slug: slug) })
      try await portal.portal.database.write { writer in
        var unnamed = base.facts
        unnamed.level = nil
        unnamed.namings = nil
        try portal.portal.places.change(base, to: unnamed, by: .init(actor: .system), in: writer)
      }
      let award = try await portal.give("provincial-base", to: .base(base.id.rawValue), by: officer)
      func facts() async throws -> BaseFacts {
        try await portal.portal.journal.seal(in: portal.portal.database)
        try await portal.portal.places.keepNamings()
        let found = try await portal.portal.database.read { try $0.base(slug: slug) }
        return found?.facts ?? base.facts
      }
      var now = try await facts()
      #expect(now.level == "provincial" && now.namings?.map(\.scheme) == ["gd_provincial"])
      #expect(now.namings?.first?.until == portal.portal.people.localToday.year + 5)
      try await portal.portal.database.write { writer in
        try portal.portal.evaluation.setStatus(
          of: try #require(try writer.award(award)), .withdrawn, reason: "不再开放", by: .person(officer.id), in: writer)
      }
      now = try await facts()
      #expect(now.level == nil && now.namings == nil)
    }
  }
}
