import Journal
import People
import SQL

extension Draws {
  /// Whether somebody has asked in a draw, or one of the schools has to which they belong: then others run it (回避).
  func hasInterest(_ person: ID<Person>, in draw: ID<SessionDraw>, _ reader: Reader) throws -> Bool {
    try reader.asksInDraw(person, draw)
  }

  /// - Throws: `DrawRefusal.ownRequest`.
  func requireNoInterest(of person: ID<Person>, in draw: SessionDraw, _ reader: Reader) throws {
    if try hasInterest(person, in: draw.id, reader) { throw DrawRefusal.ownRequest }
  }

  /// The same for whoever acts; the program itself and the command line ask for nothing.
  func requireNoInterest(of actor: JournalEntry.Actor, in draw: SessionDraw, _ reader: Reader) throws {
    let parts = actor.description.split(separator: ":")
    guard parts.count == 2, parts[0] == "person", let person = ID<Person>(String(parts[1])) else { return }
    try requireNoInterest(of: person, in: draw, reader)
  }
}

extension Reader {
  /// Whether a request in a draw, which was not taken back, is of a person or of a unit to which they belong now.
  fileprivate func asksInDraw(_ person: ID<Person>, _ draw: ID<SessionDraw>) throws -> Bool {
    try value(
      Int.self,
      """
      SELECT 1 WHERE EXISTS (
          SELECT 1 FROM draw_requests WHERE person_id = \(person) AND draw_id = \(draw) AND state <> 'taken_back')
        OR EXISTS (
          SELECT 1 FROM members m JOIN draw_requests r ON r.unit_id = m.organization_id AND r.draw_id = \(draw)
          WHERE m.person_id = \(person) AND m.until IS NULL AND r.state <> 'taken_back')
      """) != nil
  }
}
