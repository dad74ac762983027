import People
import SQL

extension Places {
  /// What somebody began, asked for and claimed goes to the account that takes the place of theirs.
  @Sendable public func movePerson(_ from: ID<Person>, into: ID<Person>, in writer: Writer) throws {
    try writer.moveBases(of: from, to: into)
  }
}

extension Writer {
  /// What was decided stays as it was written.
  fileprivate func moveBases(of from: ID<Person>, to into: ID<Person>) throws {
    try execute("UPDATE bases SET created_by = \(into) WHERE created_by = \(from)")
    try execute("UPDATE base_changes SET asked_by = \(into) WHERE asked_by = \(from) AND decided_at IS NULL")
    try execute("UPDATE base_claims SET person_id = \(into) WHERE person_id = \(from) AND decided_at IS NULL")
  }
}
