import People
import SQL

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

  /// What somebody asked for goes to the account that takes the place of theirs.
  @Sendable public func movePerson(_ from: ID<Person>, into: ID<Person>, in writer: Writer) throws {
    try writer.moveEntries(of: from, to: into)
  }
}
