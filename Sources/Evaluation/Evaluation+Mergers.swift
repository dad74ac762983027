import People
import SQL

extension Evaluation {
  /// An account that has a part in a call is not merged into another: whoever applied might then have judged, and what was
  /// signed would be another's. The other account goes into it instead.
  @Sendable public func movePerson(_ from: ID<Person>, into: ID<Person>, in writer: Writer) throws {
    guard try !writer.hasPartInCalls(from) else { throw People.MergeRefusal.engaged }
  }
}
