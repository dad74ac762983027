import Journal
import People
import Places
import SQL
import Site

/// Booking by visitors, families and leaders of groups, with an account or without one (公众预约).
public struct PublicBooking: Sendable {
  let visits: Visits
  let bookers: BookerKey
  let contacts: ContactSeal
  /// How places are booked without an account, and how long contacts are kept.
  public let policy: BookingPolicy
  let full = FullSessions()

  /// Booking over the room of visits.
  ///
  /// - Parameter secret: the portal's secret, under which contacts are kept.
  public init(visits: Visits, secret: String, policy: BookingPolicy) {
    self.visits = visits
    bookers = BookerKey(secret: secret)
    contacts = ContactSeal(secret: secret)
    self.policy = policy
  }

  /// Who books, as far as it is known before they give name and contact.
  struct Booker: Sendable {
    let person: Person?
    let network: String
    /// In which they read.
    let language: Language

    var actor: JournalEntry.Actor { person.map { .person($0.id) } ?? .command("visitor") }
  }

  /// Keeps places while the form is filled in.
  func hold(
    _ session: ID<VisitSession>, _ party: Party, as audience: Audience, by booker: Booker, in writer: Writer
  ) throws -> Booking {
    guard let person = booker.person else {
      let network = bookers.hash(network: booker.network)
      let request = BookingRequest(
        session: session, audience: audience, party: party, person: nil, booker: network, contact: network, name: "—")
      return try visits.hold(unknown: request, most: policy.holdsPerNetwork, by: booker.actor, in: writer)
    }
    return try visits.hold(request(session, party, audience, person), by: booker.actor, in: writer)
  }

  /// Holds and books at once.
  func book(
    _ session: ID<VisitSession>, _ party: Party, as audience: Audience, name: String, contact: BookerContact,
    by booker: Booker, in writer: Writer
  ) throws -> Booking {
    let booked = try visits.book(
      request(session, party, audience, booker, name: name, contact: contact), by: booker.actor, in: writer)
    try contacts.keep(contact, as: booked.contact, in: booker.language, for: booked.day, writer)
    return booked
  }

  /// Books for somebody who telephones, under the same rules.
  func book(
    _ session: ID<VisitSession>, _ party: Party, as audience: Audience, caller name: String, contact: BookerContact,
    by actor: JournalEntry.Actor, in writer: Writer
  ) throws -> Booking {
    let hash = bookers.hash(contact)
    // Whoever answers the telephone asks how old they are.
    var party = party
    party.agesConfirmed = true
    let order = BookingRequest(
      session: session, audience: audience, party: party, person: nil, booker: hash, contact: hash, name: name)
    let booked = try visits.book(order, by: actor, in: writer)
    try contacts.keep(contact, as: hash, in: .zhHans, for: booked.day, writer)
    return booked
  }

  /// Whether to look before somebody asks to write: where nothing is left, those who come then are refused without waiting for
  /// their turn, as all who come in the minute in which places are given would else stand in one line.
  ///
  /// - Returns: a look at a snapshot that throws what `hold` and `book` would throw there; none for a session that has places as
  ///   far as this process knows.
  func look(
    _ session: ID<VisitSession>, _ party: Party, as audience: Audience, contact: BookerContact?, by booker: Booker
  ) -> (@Sendable (Reader) throws -> Void)? {
    guard full.contains(session, at: visits.clock.now()) else { return nil }
    let request: BookingRequest
    if let contact {
      request = self.request(session, party, audience, booker, name: "", contact: contact)
    } else if let person = booker.person {
      request = self.request(session, party, audience, person)
    } else {
      return nil
    }
    return { reader in
      if try visits.mayHaveRoom(for: request, reader) { full.remove(session) }
    }
  }

  /// Books what is held.
  func confirm(
    _ id: ID<Booking>, name: String, contact: BookerContact, by booker: Booker, in writer: Writer
  ) throws -> Booking {
    let hash = bookers.hash(contact)
    let booked = try visits.confirm(
      id, name: name, person: booker.person?.id, booker: booker.person.map { Self.booker($0.id) } ?? hash, contact: hash,
      by: booker.actor, in: writer)
    // What was booked meanwhile with another contact keeps that one.
    if try writer.booking(id)?.contact == hash {
      try contacts.keep(contact, as: hash, in: booker.language, for: booked.day, writer)
    }
    return booked
  }

  /// Joins the line for a session.
  func wait(
    _ session: ID<VisitSession>, _ party: Party, as audience: Audience, name: String, contact: BookerContact,
    by booker: Booker, in writer: Writer
  ) throws -> Waiting {
    let order = request(session, party, audience, booker, name: name, contact: contact)
    let waiting = try visits.wait(for: order, by: booker.actor, in: writer)
    if let day = try writer.session(session)?.session.day {
      try contacts.keep(contact, as: order.contact, in: booker.language, for: day, writer)
    }
    return waiting
  }

  private func request(
    _ session: ID<VisitSession>, _ party: Party, _ audience: Audience, _ booker: Booker, name: String, contact: BookerContact
  ) -> BookingRequest {
    let hash = bookers.hash(contact)
    return BookingRequest(
      session: session, audience: audience, party: party, person: booker.person?.id,
      booker: booker.person.map { Self.booker($0.id) } ?? hash, contact: hash, name: name)
  }

  /// What a person asks for before they gave a contact for it: that of their account counts.
  private func request(_ session: ID<VisitSession>, _ party: Party, _ audience: Audience, _ person: Person) -> BookingRequest {
    let booker = Self.booker(person.id)
    return BookingRequest(
      session: session, audience: audience, party: party, person: person.id, booker: booker,
      contact: person.email.flatMap(BookerContact.init).map(bookers.hash) ?? booker, name: person.name)
  }

  /// By which an account is known again when it books.
  static func booker(_ person: ID<Person>) -> String { "p:\(person)" }
}

extension PublicBooking {
  /// The address of somebody's place in a line: its number, and what only whoever joined was told.
  func place(of waiting: ID<Waiting>) -> String { "\(waiting)-\(bookers.seal(waiting.description))" }

  /// The place in a line at an address.
  func waiting(at place: String) -> ID<Waiting>? {
    guard let end = place.firstIndex(of: "-"), let id = ID<Waiting>(String(place[..<end])) else { return nil }
    let expected = Array(self.place(of: id).utf8)
    let given = Array(place.utf8)
    guard expected.count == given.count else { return nil }
    return zip(expected, given).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0 ? id : nil
  }
}
