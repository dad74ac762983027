import SQL
import Site

/// What a room above keeps of somebody, for the copy of their data (PIPL 45) and for the end of their account (PIPL 47).
public struct Belongings: Sendable {
  let export: @Sendable (ID<Person>, Reader) throws -> [(String, JSONValue)]
  let erase: @Sendable (ID<Person>, Writer) throws -> Void

  /// Belongings in a room.
  ///
  /// - Parameters:
  ///   - export: the files of what is kept there, by their names.
  ///   - erase: makes what has to stay nobody's, and deletes the rest.
  public init(
    export: @escaping @Sendable (ID<Person>, Reader) throws -> [(String, JSONValue)],
    erase: @escaping @Sendable (ID<Person>, Writer) throws -> Void
  ) {
    self.export = export
    self.erase = erase
  }
}
