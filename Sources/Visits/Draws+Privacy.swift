import Logging
import People
import SQL
import ServiceLifecycle
import Site

extension Draws {
  /// What is kept of somebody in draws, for the copy of their data and for the end of their account.
  public var belongings: Belongings {
    Belongings(
      export: { person, reader in
        let items = try reader.drawEntries(by: person, units: []).compactMap { entry in
          try reader.sessionDraw(entry.draw).map { DrawJSON.entry(entry, in: $0) }
        }
        return [("draws.json", .array(items))]
      },
      erase: { person, writer in
        let now = clock.now()
        // A closed list stays as it was published; it names nobody. What can still be taken back is.
        for entry in try writer.drawEntries(by: person, units: []) where entry.state == .asked && entry.unit == nil {
          guard try writer.sessionDraw(entry.draw)?.takesRequests(at: now) == true else { continue }
          try takeBack(entry.id, by: .person(person), in: writer)
        }
        try writer.forgetEntries(of: person)
      })
  }

  /// Erases names and contacts of requests whose visits are long past, some at a time.
  ///
  /// - Parameter keepDays: for how many days they are kept, as those of bookings (`Policies/bookings.yaml`).
  /// - Returns: of how many draws there may be more.
  @discardableResult
  func forgetContacts(keepDays: Int, limit: Int = 1_000, in writer: Writer) throws -> Int {
    let now = clock.now()
    let draws = try writer.drawsToForget(before: now.localDay.adding(days: -keepDays), limit: 20)
    for draw in draws where try writer.forgetEntries(of: draw, limit: limit) < limit {
      try writer.setForgotten(draw, at: now)
    }
    return draws.count
  }

  /// The same once an hour.
  public func forgetting(keepDays: Int, logger: Logger) -> some Service {
    Chore("drawContacts", every: .seconds(3_600), failing: "contacts of past draws could not be erased", logger: logger) {
      try await database.write { try forgetContacts(keepDays: keepDays, in: $0) } > 0
    }
  }

  /// What somebody asked for goes to the account that takes the place of theirs.
  @Sendable public func movePerson(_ from: ID<Person>, into: ID<Person>, in writer: Writer) throws {
    try writer.moveEntries(of: from, to: into)
    // Two accounts that are one person's have as many requests as one; the first that were made stay.
    let asked = try writer.drawEntries(by: into, units: []).filter { $0.state == .asked && $0.unit == nil }
    for (draw, entries) in Dictionary(grouping: asked, by: \.draw)
    where try writer.sessionDraw(draw)?.takesRequests(at: clock.now()) == true {
      for entry in entries.sorted(by: { $0.number < $1.number }).dropFirst(policy.perBooker) {
        try takeBack(entry.id, by: .person(into), in: writer)
      }
    }
  }
}
