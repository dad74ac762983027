import SQL

/// What an auditor looks for in the journal.
public struct JournalFilter: Sendable {
  /// Beginning of the action, such as `base.`.
  public var action: String?
  /// Exactly who did it.
  public var actor: String?
  /// Kind of what it was done to.
  public var subjectKind: String?
  /// Number or code of what it was done to.
  public var subjectID: String?
  /// From this moment on.
  public var from: Instant?
  /// Before this moment.
  public var until: Instant?
  /// Entries before this one, for the next page.
  public var before: ID<JournalEntry>?

  /// Everything.
  public init() {}
}

extension Reader {
  /// Entries that pass a filter, newest first, sealed or not.
  public func journalRecords(_ filter: JournalFilter, limit: Int) throws -> [JournalRecord] {
    let action = (filter.action ?? "").replacing("%", with: "").replacing("_", with: "!_") + "%"
    let (all, none): (Int, Int) = (1, 0)
    return try self.all(
      JournalRecord.self,
      """
      SELECT \(JournalRecord.columns) FROM journal j LEFT JOIN journal_seals s ON s.entry_id = j.id
      WHERE j.action LIKE \(action) ESCAPE '!'
        AND (\(filter.actor == nil ? all : none) = 1 OR j.actor = \(filter.actor ?? ""))
        AND (\(filter.subjectKind == nil ? all : none) = 1 OR j.subject_kind = \(filter.subjectKind ?? ""))
        AND (\(filter.subjectID == nil ? all : none) = 1 OR j.subject_id = \(filter.subjectID ?? ""))
        AND j.at >= \(filter.from?.milliseconds ?? 0) AND j.at < \(filter.until?.milliseconds ?? Int64.max)
        AND j.id < \(filter.before?.rawValue ?? Int64.max)
      ORDER BY j.id DESC LIMIT \(limit)
      """)
  }
}
