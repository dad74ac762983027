import SQL
import Site

extension People {
  /// Closes an account for a time, or opens it again; every session ends.
  func suspend(_ id: ID<Person>, _ isSuspended: Bool, reason: String, by rights: Rights, in writer: Writer) throws {
    let (from, to): (Person.Status, Person.Status) = isSuspended ? (.active, .suspended) : (.suspended, .active)
    let touched = try writer.execute(
      "UPDATE people SET status = \(to.rawValue), version = version + 1, updated_at = \(clock.now()) WHERE id = \(id) AND status = \(from.rawValue)"
    )
    guard touched == 1 else { throw Problem(.conflict) }
    if isSuspended { try writer.deleteSessions(of: id) }
    try record(
      isSuspended ? "person.suspended" : "person.resumed", on: .init("person", id), by: rights.actor, reason: reason, in: writer)
  }
}
