import SQL
import Site

extension People {
  /// Closes an account for a time, or opens it again; every session ends.
  func suspend(_ id: ID<Person>, _ isSuspended: Bool, reason: String, by rights: Rights, in writer: Writer) throws {
    let (from, to): (Person.Status, Person.Status) = isSuspended ? (.active, .suspended) : (.suspended, .active)
    guard try writer.changeStatus(of: id, from: from, to: to, at: clock.now()) else { throw Problem(.conflict) }
    if isSuspended { try writer.deleteSessions(of: id) }
    try record(
      isSuspended ? "person.suspended" : "person.resumed", on: .init("person", id), by: rights.actor, reason: reason, in: writer)
  }
}
