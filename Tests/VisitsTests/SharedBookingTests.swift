import SQL
import TestSupport
import Testing

@testable import Visits

@Suite("Bookings that share transactions")
struct SharedBookingTests {
  private struct Fault: Error {}

  @Test("a fault of one changes nothing for the others of its transaction", arguments: TestDatabase.engines)
  func faults(_ engine: TestEngine) async throws {
    try await withDatabase(engine, VisitsHouse.migrations) { database in
      let house = try await VisitsHouse(database)
      try await house.add("2026-03-08", SessionPlaces(100))
      let outcomes = await withTaskGroup(of: Bool.self) { group in
        for number in 0..<40 {
          group.addTask {
            do {
              _ = try await house.visits.together { writer in
                let booking = try house.visits.book(VisitsHouse.request("p\(number)"), by: .command("test"), in: writer)
                if number.isMultiple(of: 5) { throw Fault() }
                return booking
              }
              return true
            } catch { return false }
          }
        }
        return await group.reduce(into: [Bool]()) { $0.append($1) }
      }
      #expect(outcomes.filter { $0 }.count == 32)
      let account = try await house.visits.account()
      #expect(account == PlacesAccount(given: 32, wrongPools: 0, oversold: 0))
    }
  }

  @Test("two programs over one database never sell a place twice", arguments: TestDatabase.engines)
  func twoDesks(_ engine: TestEngine) async throws {
    try await withDatabaseURL(engine) { url in
      let databases = [try await Database.open(url, options: .forTests), try await Database.open(url, options: .forTests)]
      try await databases[0].migrate(VisitsHouse.migrations)
      let house = try await VisitsHouse(databases[0])
      try await house.add("2026-03-08", SessionPlaces(50))
      let given = try await withThrowingTaskGroup(of: Int.self) { group in
        for number in 0..<120 {
          group.addTask {
            do {
              return try await databases[number % 2].write(together: "bookings") {
                try house.visits.book(VisitsHouse.request("p\(number)"), by: .command("test"), in: $0).people
              }
            } catch BookingRefusal.full { return 0 }
          }
        }
        return try await group.reduce(0, +)
      }
      #expect(given == 50)
      #expect(try await house.visits.account() == PlacesAccount(given: 50, wrongPools: 0, oversold: 0))
      for database in databases { await database.close() }
    }
  }
}
