import Journal
import Logging
import People
import SQL
import ServiceLifecycle
import Site

extension Visits {
  /// What is kept of somebody here, for the copy of their data and for the end of their account.
  public var belongings: Belongings {
    Belongings(
      export: { person, reader in
        let (visits, waiting) = (
          try reader.visits(of: person, limit: 100_000), try reader.waiting(of: person, from: Day(daysSince1970: 0))
        )
        let bars = try reader.bars(of: PublicBooking.booker(person), on: Day(daysSince1970: 0))
        let appeals = try visits.compactMap { try reader.appeal(about: $0.booking.id) }
        return [
          ("visits.json", .array(visits.map { BookingJSON.booking($0.booking) })),
          ("waiting.json", .array(waiting.map { BookingJSON.waiting($0.waiting, before: nil, offered: nil) })),
          (
            "bars.json",
            .array(bars.map { ["base": .string($0.base.description), "until": .string($0.until.description)] })
          ),
          (
            "appeals.json",
            .array(
              appeals.map {
                .members([
                  ("booking", .string($0.booking.description)), ("text", .string($0.text)), ("answer", .text($0.answer)),
                ])
              })
          ),
        ]
      },
      erase: { person, writer in
        // Places that nobody will come for go to others first; deadlines are for those who can still choose.
        for visit in try writer.visits(of: person, limit: 100_000)
        where visit.booking.state.isOpen && clock.now() < visit.session.starts {
          try cancel(visit.booking.id, isByOffice: true, by: .person(person), in: writer)
        }
        for entry in try writer.waiting(of: person, from: Day(daysSince1970: 0)) where entry.waiting.state == .waiting {
          try leave(entry.waiting.id, by: .person(person), in: writer)
        }
        try writer.forgetBooker(person, booker: PublicBooking.booker(person))
      })
  }

  /// What somebody booked goes to the account that takes the place of theirs.
  @Sendable public func movePerson(_ from: ID<Person>, into: ID<Person>, in writer: Writer) throws {
    try writer.moveBookings(
      of: from, to: into, bookers: (PublicBooking.booker(from), PublicBooking.booker(into)))
  }

  /// Erases name and contact of bookings whose visit is long past.
  ///
  /// - Parameter keepDays: for how many days they are kept (`Policies/bookings.yaml`).
  /// - Returns: of how many sessions.
  @discardableResult
  public func forgetContacts(keepDays: Int, in writer: Writer) throws -> Int {
    let end = clock.now().localDay.adding(days: -keepDays)
    let sessions = try writer.sessionsWithContacts(before: end, limit: 200)
    for session in sessions { try writer.forgetContacts(of: session, at: clock.now()) }
    return sessions.count
  }

  /// Erases what people can be reached by whose last visit is past; of what they booked with only the hash is left.
  ///
  /// - Parameter days: for how many days after the visit it is kept (`Policies/bookings.yaml`).
  /// - Returns: of how many contacts that was looked at.
  @discardableResult
  func forgetSealedContacts(after days: Int, in writer: Writer) throws -> Int {
    let end = clock.now().localDay.adding(days: -days)
    let old = try writer.sealedContacts(before: end, limit: 500)
    for contact in old {
      // A closure may have moved a visit to a later day than the one for which the contact was given.
      if let last = try writer.lastDay(booked: contact), last >= end {
        try writer.setLastDay(last, ofContact: contact)
      } else {
        try writer.dropContact(contact)
      }
    }
    return old.count
  }
}

extension PublicBooking {
  /// Erases names and contacts of visits that are long past, once an hour.
  public func forgetting(logger: Logger) -> some Service {
    Chore("contacts", every: .seconds(3_600), failing: "contacts of past visits could not be erased", logger: logger) {
      try await visits.database.write { try forget(in: $0) } > 0
    }
  }

  /// Erases what is kept no longer.
  ///
  /// - Returns: how much there was; 0 when nothing is left to erase.
  func forget(in writer: Writer) throws -> Int {
    try visits.forgetSealedContacts(after: policy.contactDays, in: writer)
      + visits.forgetContacts(keepDays: policy.keepDays, in: writer)
  }

  /// By what somebody can be reached for their visits, for the copy of their data; it ends with their bookings (`Visits.belongings`).
  public var belongings: Belongings {
    Belongings(
      export: { person, reader in
        let opened = try reader.sealedContacts(of: person).compactMap { try contacts.open($0, reader)?.text }
        return [("visit-contacts.json", .array(opened.map { .string($0) }))]
      },
      erase: { _, _ in })
  }
}
