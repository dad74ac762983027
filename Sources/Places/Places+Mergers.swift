import People
import SQL

extension Places {
  /// What somebody began, asked for and claimed goes to the account that takes the place of theirs.
  @Sendable public func movePerson(_ from: ID<Person>, into: ID<Person>, in writer: Writer) throws {
    try writer.moveBases(of: from, to: into)
  }
}
