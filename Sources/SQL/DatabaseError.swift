/// What went wrong in a database, the same on both engines.
///
/// The texts name tables and columns, never the values that were refused.
public enum DatabaseError: Error, Sendable, Hashable {
  /// Another row has the same values in a primary key or unique index.
  case uniqueViolation(UniqueConstraint)
  /// A row refers to another that is not there, or is still referred to.
  case foreignKeyViolation
  /// A column that must have a value got none.
  case notNullViolation(column: String)
  /// A row breaks a `CHECK` constraint; the name of the constraint.
  case checkViolation(String)
  /// Concurrent transactions got in each other's way, and trying again did not help.
  case serializationFailure
  /// A statement, a lock or a free connection took longer than allowed.
  case timeout(String)
  /// The database cannot be reached, is full or broken.
  case unavailable(String)
  /// The connection broke while a commit was on its way: the changes may be stored or not.
  case outcomeUnknown(String)
  /// A column is missing or does not hold what the program reads from it.
  case mismatch(String)
  /// The recorded migrations are not those of this program.
  case migrationRefused(String)
  /// Anything else, in the words of the engine.
  case other(String)

  /// The key that was already taken.
  public struct UniqueConstraint: Sendable, Hashable {
    /// The table, if the engine said.
    public var table: String?
    /// The columns of the key; empty if the engine named none, as for an index over expressions.
    public var columns: [String]
  }
}

extension DatabaseError: CustomStringConvertible {
  /// One sentence for a log or a person at a terminal.
  public var description: String {
    switch self {
    case .uniqueViolation(let key):
      "a row with the same \(key.columns.joined(separator: ", ")) exists already in \(key.table ?? "the table")"
    case .foreignKeyViolation: "a row refers to another that does not exist, or is still referred to"
    case .notNullViolation(let column): "\(column) must have a value"
    case .checkViolation(let name): "a row breaks the rule \(name)"
    case .serializationFailure: "concurrent changes got in each other's way too often"
    case .timeout(let what): what
    case .unavailable(let what): "the database is unavailable: \(what)"
    case .outcomeUnknown(let what): "it is not known whether the changes were stored: \(what)"
    case .mismatch(let what): what
    case .migrationRefused(let what): what
    case .other(let what): what
    }
  }
}
