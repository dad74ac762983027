import Evaluation
import Foundation
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
          let letter = try reader.letter(of: booking).flatMap(letter).map { bytes, kind -> JSONValue in
            ["name": .string("letter.\(kind.suffix(bytes))"), "base64": .string(Data(bytes).base64EncodedString())]
          }
          return .members([
            ("booking", .string(booking.description)), ("names", .array(names.map { .string($0) })),
            ("papers", .array(try reader.papers(of: booking).map { .string($0.paper.rawValue) })), ("letter", letter),
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
