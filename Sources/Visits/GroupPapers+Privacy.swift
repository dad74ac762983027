import People
import SQL
import Site

extension GroupPapers {
  /// What somebody handed in for groups, for the copy of their data and for the end of their account.
  ///
  /// What guardians said of pupils belongs to no account: whoever has the slip sees it there and takes it back there.
  public var belongings: Belongings {
    Belongings(
      export: { person, reader in
        let bookings = try reader.bookingsWithPapers(of: person)
        let lists = try bookings.map { booking -> JSONValue in
          let names = try names(of: booking, reader)
          return .members([
            ("booking", .string(booking.description)), ("names", .array(names.map { .string($0) })),
            ("papers", .array(try reader.papers(of: booking).map { .string($0.paper.rawValue) })),
          ])
        }
        return lists.isEmpty ? [] : [("papers.json", .array(lists))]
      },
      erase: { person, writer in
        for booking in try writer.bookingsWithPapers(of: person) {
          let count = try writer.erasePapers(of: booking)
          try record("visit_papers.erased", booking, ["papers": count], by: .person(person), in: writer)
        }
      })
  }
}
