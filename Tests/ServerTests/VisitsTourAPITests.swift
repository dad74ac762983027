import HTTPTypes
import People
import SQL
import Site
import TestSupport
import Testing

@testable import Server
@testable import Visits

@Suite("One-day tours for programs")
struct VisitsTourAPITests {
  private func order(
    _ story: TourStory, _ sessions: [String], party: [String: Any] = ["minors": 41, "teachers": 3]
  )
    -> [String: Any]
  {
    [
      "start": ["at": "23.12,113.3", "name": "华师附小"], "day": story.day.description, "party": party, "sessions": sessions,
      "title": "植物与河",
    ]
  }

  private func day(_ program: Program, _ story: TourStory) async throws -> [String] {
    let found = try await program.get("/api/tours/plan?\(story.query)")
    return try #require((found["items"] as? [[String: Any]])?.first?["sessions"] as? [String])
  }

  @Test(
    "a program plans, books a whole day once, writes the sheet from the version it saw, confirms", arguments: TestDatabase.engines
  )
  func wholeDay(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await TourStory(portal)
      let program = try await portal.program(of: try await portal.person("王老师", "wang@example.org"), [.visits, .read])
      let sessions = try await day(program, story)
      #expect(sessions.count == 3)
      let first = try await program.send(.post, "/api/me/tours", order(story, sessions), key: "one")
      let again = try await program.send(.post, "/api/me/tours", order(story, sessions), key: "one")
      #expect(first.status == .created && again.text == first.text)
      #expect(try await story.taken() == [44, 44, 44])
      let path = try #require(first.headers[.location])
      #expect(first["teachersNeeded"] as? Int == 3 && (first["bookings"] as? [Any])?.count == 3)
      #expect((first["missing"] as? [String])?.count == 2, "safety plan and insurance")
      #expect(try await program.send(.post, "\(path)/confirmation", [:]).status == .conflict)
      let sheet = ["sheet": ["safetyPlan": "走失时在大门集合", "insurance": "平安 123"]]
      #expect(try await program.send(.patch, path, sheet).status == .preconditionRequired)
      #expect(try await program.send(.patch, path, sheet, match: "\"77\"").status == .preconditionFailed)
      let written = try await program.send(.patch, path, sheet, match: first.tag)
      #expect(written.status == .ok && (written["missing"] as? [String])?.isEmpty == true)
      let confirmed = try await program.send(.post, "\(path)/confirmation", [:])
      #expect(confirmed["state"] as? String == "confirmed")
      let mine = try await program.get("/api/me/tours")
      #expect((mine["items"] as? [[String: Any]])?.map { $0["title"] as? String } == ["植物与河"])
    }
  }

  @Test("one base is given back and the day made whole again; then all is given back", arguments: TestDatabase.engines)
  func givingBack(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await TourStory(portal)
      let program = try await portal.program(of: try await portal.person("王老师", "wang@example.org"), [.visits, .read])
      let trip = try await program.send(.post, "/api/me/tours", order(story, try await day(program, story)))
      let path = try #require(trip.headers[.location])
      let leg = try #require((trip["bookings"] as? [[String: Any]])?.last?["id"] as? String)
      let broken = try await program.send(.post, "\(path)/bookings/\(leg)/cancellation", [:])
      #expect(broken["state"] as? String == "broken")
      #expect(try await story.taken() == [44, 44, 0])
      let proposals = try #require(try await program.get(path)["proposals"] as? [[String: Any]])
      let kept = try #require(proposals.first?["sessions"] as? [String])
      let whole = try await program.send(.post, "\(path)/plan", ["sessions": kept])
      #expect(whole.status == .ok && whole["state"] as? String == "booked")
      #expect(try await story.taken() == [44, 44, 0], "what stays keeps its places")
      #expect(try await program.send(.post, "\(path)/cancellation", [:])["state"] as? String == "cancelled")
      #expect(try await story.taken() == [0, 0, 0])
      #expect(try await program.send(.post, "\(path)/cancellation", [:]).status == .conflict)
    }
  }

  @Test("a leg without enough places is named, and nothing is booked", arguments: TestDatabase.engines)
  func full(_ engine: TestEngine) async throws {
    try await withPortal(engine) { portal in
      let story = try await TourStory(portal)
      let program = try await portal.program(of: try await portal.person("王老师", "wang@example.org"), [.visits, .read])
      let sessions = try await day(program, story)
      try await portal.portal.database.write { writer in
        let request = BookingRequest(
          session: ID(rawValue: 2), audience: .group, party: Party(adults: 30), person: nil, booker: "x", contact: "x", name: "x")
        _ = try portal.portal.visits.book(request, by: .command("test"), in: writer)
      }
      let refused = try await program.send(.post, "/api/me/tours", order(story, sessions))
      #expect(refused.status == .conflict && refused["field"] as? String == "sessions")
      #expect(refused.text.contains(Localizer(.en).pick(story.bases[1].facts.names)))
      #expect(try await story.taken() == [0, 30, 0])
    }
  }

  @Test("what is wrong is named by its member or parameter, and changes nothing")
  func wrong() async throws {
    try await withPortal(.sqlite) { portal in
      let story = try await TourStory(portal)
      let program = try await portal.program(of: try await portal.person("王老师", "wang@example.org"), [.visits, .read])
      let sessions = try await day(program, story)
      let right = order(story, sessions)
      let wrongs: [(String, [String: Any])] = [
        ("day", right.merging(["day": "2026-02-30"]) { $1 }), ("start.at", right.merging(["start": ["at": "91,200"]]) { $1 }),
        ("party.minors", right.merging(["party": ["minors": -1]]) { $1 }),
        ("sessions", right.merging(["sessions": ["?"]]) { $1 }),
        ("earliestStart", right.merging(["earliestStart": "25:00"]) { $1 }),
        ("state", right.merging(["state": "confirmed"]) { $1 }),
        ("title", right.merging(["title": String(repeating: "字", count: 81)]) { $1 }),
      ]
      for (field, body) in wrongs {
        let answer = try await program.send(.post, "/api/me/tours", body)
        #expect(answer.status == .unprocessableContent && answer["field"] as? String == field, "\(field): \(answer.text)")
      }
      for (field, query) in [
        ("day", "day=2020-01-01&county=440106&pupils=1"), ("county", "day=\(story.day)&pupils=1"), ("day", ""),
        ("from", story.query.replacing("from=08:00", with: "from=99:00")),
      ] {
        let answer = try await program.get("/api/tours/plan?\(query)")
        #expect(answer.status == .badRequest && answer.text.contains("\"\(field)\""), "\(query): \(answer.text)")
      }
      #expect(try await story.taken() == [0, 0, 0])
    }
  }

  @Test("a tour is its owner's alone, and a token needs the scope; routes and plans are everybody's")
  func whoMay() async throws {
    try await withPortal(.sqlite) { portal in
      let story = try await TourStory(portal)
      let teacher = try await portal.person("王老师", "wang@example.org")
      let program = try await portal.program(of: teacher, [.visits, .read])
      let trip = try await program.send(.post, "/api/me/tours", order(story, try await day(program, story)))
      let path = try #require(trip.headers[.location])
      let leg = try #require((trip["bookings"] as? [[String: Any]])?.first?["id"] as? String)
      let stranger = try await portal.program(of: try await portal.person("别人", "other@example.org"), [.visits, .read])
      #expect(try await stranger.get(path).status == .notFound)
      for act in ["confirmation", "cancellation", "bookings/\(leg)/cancellation"] {
        #expect(try await stranger.send(.post, "\(path)/\(act)", [:]).status == .notFound, "\(act)")
      }
      #expect(try await stranger.send(.post, "\(path)/plan", ["sessions": ["1", "2"]]).status == .notFound)
      #expect(try await stranger.send(.patch, path, ["sheet": [:]], match: trip.tag).status == .notFound)
      let reader = try await portal.program(of: teacher, [.read])
      #expect(try await reader.get(path).status == .ok)
      #expect(try await reader.send(.post, "\(path)/cancellation", [:]).status == .forbidden)
      let nobody = Program(client: portal.client, token: nil)
      #expect(try await nobody.get(path).status == .unauthorized)
      #expect(try await nobody.get("/api/tours").status == .ok)
      #expect(try await nobody.get("/api/tours/nowhere").status == .notFound)
      #expect(try await nobody.get("/api/tours/plan?\(story.query)").status == .ok)
      #expect(try await story.taken() == [44, 44, 44])
      let passport = try await program.get("/api/me/passport")
      #expect((passport["stamps"] as? [String])?.isEmpty == true)
    }
  }
}
