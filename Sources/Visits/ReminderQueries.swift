import Places
import SQL

/// Of what people are reminded; how it stands in the table.
enum ReminderKind: String {
  /// The head of a school is to confirm.
  case head
  /// A base is to answer.
  case base
  /// The district learns that a base has not answered yet.
  case district
  /// A visit is near for which no filing is noted.
  case filing
  /// The school has not said how it was.
  case feedback
  /// Somebody's visit, and somebody's one-day tour.
  case visit, tour
}

extension Reader {
  /// Visits of schools in a state whose deadline comes within a time, and of which nobody was reminded.
  func schoolVisitsDue(
    _ kind: ReminderKind, in state: SchoolVisit.State, after now: Instant, through end: Instant, limit: Int
  ) throws -> [SchoolVisit] {
    try all(
      SchoolVisit.self,
      """
      SELECT \(SchoolVisit.columns) FROM school_visits v
      WHERE v.due_at > \(now) AND v.due_at <= \(end) AND v.state = \(state.rawValue) AND NOT EXISTS (
          SELECT 1 FROM visit_reminders r WHERE r.kind = \(kind.rawValue) AND r.subject = v.id AND r.due_at = v.due_at)
      ORDER BY v.due_at, v.id LIMIT \(limit)
      """)
  }

  /// Visits of schools in some states on some days of which nobody was reminded.
  func schoolVisits(
    _ kind: ReminderKind, in states: [SchoolVisit.State], on days: ClosedRange<Day>, limit: Int
  ) throws -> [SchoolVisit] {
    try all(
      SchoolVisit.self,
      """
      SELECT \(SchoolVisit.columns) FROM school_visits v
      WHERE v.day BETWEEN \(days.lowerBound) AND \(days.upperBound) AND v.state IN \(states.map(\.rawValue)) AND NOT EXISTS (
          SELECT 1 FROM visit_reminders r WHERE r.kind = \(kind.rawValue) AND r.subject = v.id)
      ORDER BY v.day, v.id LIMIT \(limit)
      """)
  }

  /// Bookings of people with an account that begin within a time, were made before it, and of which nobody was reminded.
  func bookingsToRemindOf(after now: Instant, within time: Duration, limit: Int) throws -> [TimedBooking] {
    let end = now + time
    let milliseconds = time.components.seconds * 1_000
    // By base, so that the sessions of these few days are found by their index.
    return try all(
      TimedBooking.self,
      """
      SELECT \(TimedBooking.columns) FROM bases p
        JOIN visit_sessions s ON s.base_id = p.id AND s.day BETWEEN \(now.localDay) AND \(end.localDay)
        JOIN bookings b ON b.session_id = s.id AND b.state = 'booked'
      WHERE s.starts_at > \(now) AND s.starts_at <= \(end) AND s.state <> 'cancelled' AND b.person_id IS NOT NULL
        AND b.created_at <= s.starts_at - \(milliseconds) AND NOT EXISTS (
          SELECT 1 FROM visit_reminders r WHERE r.kind = 'visit' AND r.subject = b.id AND r.due_at = s.starts_at)
      ORDER BY s.starts_at, b.id LIMIT \(limit)
      """)
  }
}

extension Writer {
  /// Notes that people are reminded, before they are: of two programs that come to it at once, one does it.
  ///
  /// - Returns: whether nobody has been reminded yet.
  func noteReminder<Subject>(_ kind: ReminderKind, of subject: ID<Subject>, due: Instant, at now: Instant) throws -> Bool {
    try execute(
      """
      INSERT INTO visit_reminders (kind, subject, due_at, at) VALUES (\(kind.rawValue), \(subject.rawValue), \(due), \(now))
      ON CONFLICT (kind, subject, due_at) DO NOTHING
      """) == 1
  }

  /// Forgets reminders of what was due long ago.
  func dropReminders(dueBefore end: Instant) throws {
    try execute("DELETE FROM visit_reminders WHERE due_at < \(end)")
  }
}
