import People
import Places
import SQL

/// A letter as it is kept: in a folder of its own, so that erasing it erases nothing else.
struct KeptLetter: RowReadable, Sendable, Hashable {
  let folder: Int64
  let digest: String

  init(folder: Int64, digest: String) { (self.folder, self.digest) = (folder, digest) }

  init(row: Row) throws {
    folder = try row.int(0)
    digest = try row.text(1)
  }
}

private struct SealedNames: RowReadable, Sendable {
  let bytes: [UInt8]?

  init(row: Row) throws { bytes = try row.bytesOrNil(0) }
}

extension Reader {
  func papers(of booking: ID<Booking>) throws -> [HandedInPaper] {
    try all(HandedInPaper.self, "SELECT \(HandedInPaper.columns) FROM visit_papers p WHERE p.booking_id = \(booking)")
  }

  func sealedNames(of booking: ID<Booking>) throws -> [UInt8]? {
    try first(SealedNames.self, "SELECT names FROM visit_papers WHERE booking_id = \(booking) AND paper = 'names'")?.bytes
  }

  func letter(of booking: ID<Booking>) throws -> KeptLetter? {
    try first(
      KeptLetter.self, "SELECT folder, digest FROM visit_papers WHERE booking_id = \(booking) AND paper = 'letter'")
  }

  /// Whether a folder holds a letter that somebody may still read.
  func isLetterFolder(_ folder: Int64) throws -> Bool {
    try value(Int.self, "SELECT 1 FROM visit_papers WHERE folder = \(folder)") != nil
  }

  func bookedAt(_ booking: ID<Booking>) throws -> Instant {
    try value(Instant.self, "SELECT created_at FROM bookings WHERE id = \(booking)") ?? Instant(milliseconds: 0)
  }

  func timedBooking(_ id: ID<Booking>) throws -> TimedBooking? {
    try first(
      TimedBooking.self,
      "SELECT \(TimedBooking.columns) FROM bookings b JOIN visit_sessions s ON s.id = b.session_id WHERE b.id = \(id)")
  }

  /// Bookings of groups until a day that have not been told that their time for papers is over, in the order of numbers.
  func groupBookings(from first: Day, through last: Day, after id: ID<Booking>, limit: Int) throws -> [TimedBooking] {
    try all(
      TimedBooking.self,
      """
      SELECT \(TimedBooking.columns) FROM bookings b JOIN visit_sessions s ON s.id = b.session_id
      WHERE b.audience = 'group' AND b.state = 'booked' AND b.day >= \(first) AND b.day <= \(last) AND b.id > \(id)
        AND NOT EXISTS (SELECT 1 FROM visit_paper_notes n WHERE n.booking_id = b.id AND n.told_at IS NOT NULL)
      ORDER BY b.id LIMIT \(limit)
      """)
  }

  func bookingsWithPapers(of person: ID<Person>) throws -> [ID<Booking>] {
    try values(
      ID<Booking>.self,
      """
      SELECT b.id FROM bookings b WHERE b.person_id = \(person)
        AND EXISTS (SELECT 1 FROM visit_papers p WHERE p.booking_id = b.id) ORDER BY b.id
      """)
  }

  func wasReminded(_ booking: ID<Booking>) throws -> Bool {
    try value(Int.self, "SELECT 1 FROM visit_paper_notes WHERE booking_id = \(booking) AND reminded_at IS NOT NULL") != nil
  }

  /// Bookings whose papers nobody needs any more: long past, or given back.
  func papersToErase(before day: Day, limit: Int) throws -> [ID<Booking>] {
    try values(
      ID<Booking>.self,
      """
      SELECT DISTINCT b.id FROM visit_papers p JOIN bookings b ON b.id = p.booking_id
      WHERE b.day < \(day) OR b.state IN ('cancelled', 'expired') ORDER BY b.id LIMIT \(limit)
      """)
  }
}

extension Writer {
  func put(names: [UInt8], count: Int, for booking: ID<Booking>, at now: Instant) throws {
    try execute("DELETE FROM visit_papers WHERE booking_id = \(booking) AND paper = 'names'")
    try execute(
      """
      INSERT INTO visit_papers (booking_id, paper, count, names, at) VALUES (\(booking), 'names', \(count), \(names), \(now))
      """)
  }

  func put(letter: KeptLetter, bytes: Int, for booking: ID<Booking>, at now: Instant) throws {
    try execute("DELETE FROM visit_papers WHERE booking_id = \(booking) AND paper = 'letter'")
    try execute(
      """
      INSERT INTO visit_papers (booking_id, paper, count, folder, digest, at)
      VALUES (\(booking), 'letter', \(bytes), \(letter.folder), \(letter.digest), \(now))
      """)
  }

  /// - Returns: how many papers there were.
  @discardableResult
  func erasePapers(of booking: ID<Booking>) throws -> Int {
    try execute("DELETE FROM visit_paper_notes WHERE booking_id = \(booking)")
    return try execute("DELETE FROM visit_papers WHERE booking_id = \(booking)")
  }

  func notePapers(of booking: ID<Booking>, remindedAt: Instant? = nil, toldAt: Instant? = nil) throws {
    try execute(
      """
      INSERT INTO visit_paper_notes (booking_id, reminded_at, told_at) VALUES (\(booking), \(remindedAt), \(toldAt))
      ON CONFLICT (booking_id) DO UPDATE SET reminded_at = COALESCE(excluded.reminded_at, visit_paper_notes.reminded_at),
        told_at = COALESCE(excluded.told_at, visit_paper_notes.told_at)
      """)
  }
}
