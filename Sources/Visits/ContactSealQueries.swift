import People
import SQL

private struct SealedContact: RowReadable, Sendable {
  let bytes: [UInt8]?

  init(row: Row) throws { bytes = try row.bytesOrNil(0) }
}

extension Reader {
  func sealedContact(of hash: String) throws -> [UInt8]? {
    try first(SealedContact.self, "SELECT sealed FROM sealed_contacts WHERE contact = \(hash)")?.bytes
  }

  /// The contacts that are kept of those who have booked a session, or had before a closure.
  func sealedContacts(in session: ID<VisitSession>) throws -> Set<String> {
    Set(
      try values(
        String.self,
        """
        SELECT contact FROM sealed_contacts WHERE contact IN (
          SELECT b.contact FROM bookings b WHERE b.session_id = \(session) UNION
          SELECT b.contact FROM visit_moves m JOIN bookings b ON b.id = m.booking_id WHERE m.from_session = \(session))
        """))
  }

  /// Bookings that a closure brought from a session to another one.
  func bookingsMoved(from session: ID<VisitSession>) throws -> [Booking] {
    try all(
      Booking.self,
      """
      SELECT \(Booking.columns) FROM bookings b WHERE b.session_id <> \(session)
        AND b.id IN (SELECT booking_id FROM visit_moves WHERE from_session = \(session)) ORDER BY b.id
      """)
  }

  /// The contacts of somebody's bookings that are kept.
  func sealedContacts(of person: ID<Person>) throws -> [String] {
    try values(
      String.self,
      """
      SELECT DISTINCT c.contact FROM bookings b JOIN sealed_contacts c ON c.contact = b.contact
      WHERE b.person_id = \(person) ORDER BY c.contact
      """)
  }

  /// Contacts whose last day lies before another, as far as it was known when they were given.
  func sealedContacts(before day: Day, limit: Int) throws -> [String] {
    try values(
      String.self,
      "SELECT contact FROM sealed_contacts WHERE last_day < \(day) ORDER BY last_day, contact LIMIT \(limit)")
  }

  /// The last day for which somebody booked with a contact.
  func lastDay(booked contact: String) throws -> Day? {
    try value(Day.self, "SELECT MAX(day) FROM bookings WHERE contact = \(contact)")
  }
}

extension Writer {
  func keep(sealedContact sealed: [UInt8], of hash: String, for day: Day) throws {
    try execute(
      """
      INSERT INTO sealed_contacts (contact, sealed, last_day) VALUES (\(hash), \(sealed), \(day))
      ON CONFLICT (contact) DO UPDATE SET sealed = excluded.sealed,
        last_day = CASE WHEN excluded.last_day > sealed_contacts.last_day THEN excluded.last_day ELSE sealed_contacts.last_day END
      """)
  }

  func setLastDay(_ day: Day, ofContact hash: String) throws {
    try execute("UPDATE sealed_contacts SET last_day = \(day) WHERE contact = \(hash)")
  }

  func dropContact(_ hash: String) throws { try execute("DELETE FROM sealed_contacts WHERE contact = \(hash)") }

  /// Erases the contacts that only somebody's own bookings and places in lines have.
  func dropContacts(of person: ID<Person>) throws {
    try execute(
      """
      DELETE FROM sealed_contacts
      WHERE contact IN (
          SELECT contact FROM bookings WHERE person_id = \(person) UNION SELECT contact FROM waiting WHERE person_id = \(person))
        AND NOT EXISTS (
          SELECT 1 FROM bookings b WHERE b.contact = sealed_contacts.contact AND (b.person_id IS NULL OR b.person_id <> \(person)))
        AND NOT EXISTS (
          SELECT 1 FROM waiting w WHERE w.contact = sealed_contacts.contact AND (w.person_id IS NULL OR w.person_id <> \(person)))
      """)
  }
}
