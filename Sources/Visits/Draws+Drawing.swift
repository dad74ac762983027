import Credentials
import Journal
import People
import Places
import SQL

/// A draw that was worked out and signed, and is not booked yet.
struct PreparedDraw: Sendable {
  let draw: SessionDraw
  let value: String
  let source: String?
  let result: DrawResult
  let file: String
}

extension Draws {
  // MARK: Closing

  /// Closes the window: the list is frozen, and its digest shown.
  ///
  /// Who is barred meanwhile loses the wishes at that base, a session that was cancelled gives no places. The list is made between
  /// two short transactions, as it may be long; when the window is over nothing of it changes, and whether it did is looked at.
  func close(_ id: ID<SessionDraw>) async throws {
    try await visits.together { try strike(id, in: $0) }
    let made = try await database.read { reader in
      let draw = try closing(id, reader)
      return (text: try list(of: draw, reader).json.text(), mark: try reader.markOfList(of: id))
    }
    let digest = DrawDigest(of: made.text.utf8)
    try await visits.together { writer in
      var draw = try closing(id, writer)
      guard try writer.markOfList(of: id) == made.mark else { throw DrawRefusal.changedMeanwhile }
      draw.state = .closed
      draw.digest = digest
      try store(&draw, writer)
      try writer.keep(made.text, as: "list", of: id)
      try record("draw.closed", draw, by: .system, details: ["digest": digest.description], in: writer)
    }
  }

  /// Takes away wishes that cannot be had any more.
  private func strike(_ id: ID<SessionDraw>, in writer: Writer) throws {
    let draw = try closing(id, writer)
    let sessions = try writer.drawnSessions(of: id)
    let barred = Set(try writer.barredBookers(in: id, on: clock.now().localDay))
    let lost = Set(sessions.filter { $0.session.state == .cancelled }.map(\.session.id))
    guard !barred.isEmpty || !lost.isEmpty else { return }
    let struck = try writer.drawEntries(of: id, in: .asked).filter { try strike($0, sessions, lost, barred, writer) }
    guard !struck.isEmpty else { return }
    let numbers = struck.map { String($0.number) }.joined(separator: " ")
    try record("draw.wishes_lost", draw, by: .system, details: ["numbers": numbers], in: writer)
  }

  /// The draw whose window is over and waits to be closed.
  private func closing(_ id: ID<SessionDraw>, _ reader: Reader) throws -> SessionDraw {
    let draw = try draw(id, reader)
    guard draw.state == .open, draw.closes <= clock.now() else { throw DrawRefusal.wrongState }
    return draw
  }

  /// - Returns: whether a request had wishes that cannot be had any more.
  private func strike(
    _ entry: DrawEntry, _ sessions: [DrawnSession], _ lost: Set<ID<VisitSession>>, _ barred: Set<BarredBooker>, _ writer: Writer
  ) throws -> Bool {
    let bases = Dictionary(sessions.map { ($0.session.id, $0.session.base.rawValue) }, uniquingKeysWith: { first, _ in first })
    let stays = entry.wishes.indices.filter { index in
      let wish = entry.wishes[index]
      guard !lost.contains(wish), let base = bases[wish] else { return false }
      return !barred.contains(.init(booker: entry.booker, base: base))
        && !barred.contains(.init(booker: entry.contact, base: base))
    }
    guard stays.count < entry.wishes.count else { return false }
    var next = entry
    if stays.isEmpty {
      next.state = .dropped
    } else {
      next.wishes = stays.map { entry.wishes[$0] }
      next.tiers = entry.tiers.isEmpty ? [] : stays.map { entry.tiers[$0] }
    }
    try store(&next, writer)
    return true
  }

  /// The list as the tables have it.
  func list(of draw: SessionDraw, _ reader: Reader) throws -> DrawList {
    let sessions = try reader.drawnSessions(of: draw.id)
    let index = Dictionary(
      sessions.enumerated().map { ($0.element.session.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
    return try DrawList(
      method: draw.method, smallerMayFollow: draw.smallerMayFollow,
      sessions: sessions.map { DrawSession(id: $0.session.id.description, places: $0.places) },
      requests: try reader.drawLines(of: draw.id).map { line in
        DrawRequest(
          number: line.number, people: line.people, weight: line.weight, wishes: line.wishes.compactMap { index[$0] },
          tiers: line.tiers)
      })
  }

  // MARK: The public value

  /// Enters the public value of the draw's day, exactly as it was published, and where.
  ///
  /// - Returns: whether it waits for a second person; where policy asks for none, the draw can be settled with it at once.
  func offer(
    _ value: String, source: String, for id: ID<SessionDraw>, by person: ID<Person>, in writer: Writer
  ) throws -> Bool {
    var draw = try closed(id, writer)
    try requireNoInterest(of: person, in: draw, writer)
    draw.offered = .init(value: value, source: source, by: person)
    try store(&draw, writer)
    try record("draw.value_entered", draw, by: .person(person), details: ["value": value, "source": source], in: writer)
    return policy.asksSecondPerson
  }

  /// The draw after its window, while the value is waited for.
  private func closed(_ id: ID<SessionDraw>, _ reader: Reader) throws -> SessionDraw {
    let draw = try draw(id, reader)
    switch draw.state {
    case .planned, .open: throw DrawRefusal.noValueYet(draw.closes)
    case .closed: return draw
    case .drawn, .withdrawn: throw DrawRefusal.wrongState
    }
  }

  /// Looks whether a second person typed the same value as the first.
  ///
  /// - Throws: `DrawRefusal.samePerson`, `.otherValue`, `.ownRequest`.
  func confirm(_ value: String, for id: ID<SessionDraw>, by person: ID<Person>, _ reader: Reader) throws -> SessionDraw.Offered {
    let draw = try closed(id, reader)
    guard let offered = draw.offered else { throw DrawRefusal.wrongState }
    try requireNoInterest(of: person, in: draw, reader)
    guard !policy.asksSecondPerson || offered.by != person else { throw DrawRefusal.samePerson }
    guard offered.value == value else { throw DrawRefusal.otherValue }
    return offered
  }

  // MARK: Drawing

  /// Works a draw out and signs its file; nothing is changed and nothing told yet.
  ///
  /// The list is made again from the tables and compared with the one whose digest was shown: what was changed after the closing is
  /// found, and the draw does not go on.
  ///
  /// - Parameter offered: the public value; `nil` where the draw goes without one, as nobody entered it in time.
  func prepare(_ id: ID<SessionDraw>, _ offered: SessionDraw.Offered?) async throws -> PreparedDraw {
    let found: (draw: SessionDraw, record: DrawRecord) = try await database.read { reader in
      let draw = try closed(id, reader)
      guard offered != nil || draw.drawsBy <= clock.now() else { throw DrawRefusal.noValueYet(draw.drawsBy) }
      if let offered { try requireNoInterest(of: offered.by, in: draw, reader) }
      return (draw, try ingredients(of: draw, value: offered?.value ?? "", reader))
    }
    let result = found.record.result()
    let file = String(decoding: try await sign(DrawBundle(found.record, result).payload), as: UTF8.self)
    return PreparedDraw(
      draw: found.draw, value: found.record.publicValue, source: offered?.source, result: result, file: file)
  }

  private func ingredients(of draw: SessionDraw, value: String, _ reader: Reader) throws -> DrawRecord {
    let (list, found, text): (DrawList, DrawDigest, String)
    do {
      list = try self.list(of: draw, reader)
      text = try list.json.text()
      found = DrawDigest(of: text.utf8)
    } catch is DrawFault {
      // Changed into something that is no list at all.
      throw DrawRefusal.otherList
    }
    let kept = try reader.drawFile("list", of: draw.id)
    guard let digest = draw.digest, found == digest, kept == text else { throw DrawRefusal.otherList }
    guard let sealed = try reader.sealedSecret(of: draw.id), let bytes = box.open(sealed, for: Self.owner(draw)),
      let secret = DrawSecret(Hexadecimal.text(bytes)), let commitment = draw.commitment, secret.commitment == commitment
    else { throw DrawRefusal.noSecret }
    return DrawRecord(
      id: draw.id.description, name: draw.names.zhHans, list: list, commitment: commitment, listDigest: digest, secret: secret,
      publicValueName: draw.valueName.zhHans, publicValue: value)
  }

  /// Books what a draw came to, in one transaction: who won has places in the same pools as everybody, out of those that were kept
  /// for the draw.
  func settle(_ prepared: PreparedDraw, by actor: JournalEntry.Actor, in writer: Writer) throws {
    var draw = try closed(prepared.draw.id, writer)
    guard draw.version == prepared.draw.version else { throw DrawRefusal.changedMeanwhile }
    let now = clock.now()
    let sessions = try writer.drawnSessions(of: draw.id)
    var kept: Set<ID<VisitSession>> = []
    for drawn in sessions where try visits.unfold(drawn.hold, in: writer) { kept.insert(drawn.session.id) }
    for outcome in prepared.result.outcomes {
      // Only who won is read: who did not may be a hundred times as many.
      guard let given = outcome.session, let entry = try writer.drawEntry(outcome.number, of: draw.id), entry.state == .asked
      else { continue }
      let session = sessions[given].session
      // A session that was cancelled after the closing, or has begun while the draw was late, is still told as the outcome; there is
      // nothing to book in it.
      let canBook = kept.contains(session.id) && session.state != .cancelled && now < session.starts
      try give(session, to: entry, draw, books: canBook, by: actor, writer)
    }
    for drawn in sessions { try writer.shrinkPools(of: drawn.session.id) }
    try writer.endRest(of: draw.id, at: now)
    draw.state = .drawn
    draw.offered = nil
    draw.value = prepared.value
    draw.source = prepared.source
    draw.drawnAt = now
    draw.releasesAt = policy.releaseHours.map { now + .seconds(Int64($0) * 3_600) }
    try store(&draw, writer)
    try writer.keep(prepared.file, as: "result", of: draw.id)
    try record(
      "draw.drawn", draw, by: actor,
      details: ["value": prepared.value, "file": DrawDigest(of: Array(prepared.file.utf8)).description], in: writer)
  }

  private func give(
    _ session: VisitSession, to entry: DrawEntry, _ draw: SessionDraw, books: Bool, by actor: JournalEntry.Actor,
    _ writer: Writer
  ) throws {
    var next = entry
    next.state = .given
    next.session = session.id
    // Whose account ended after the closing comes no more, and the places go to others; a school still comes.
    let person = try writer.person(entry.person)?.status == .active ? entry.person : nil
    if books, person != nil || entry.unit != nil {
      let request = BookingRequest(
        session: session.id, audience: draw.audience, party: entry.party, person: person, booker: entry.booker,
        contact: entry.contact, name: entry.name)
      next.booking = try visits.bookDrawn(request, in: session, by: actor, writer).id
    }
    try store(&next, writer)
  }
}
