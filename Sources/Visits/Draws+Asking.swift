import Journal
import People
import Places
import SQL

extension Draws {
  // MARK: Asking

  /// Asks for places, or asks anew: until the window closes whoever has asked may change everything but the number.
  ///
  /// What the program knows of who asks is looked up now and told, so that it can be objected to before the window closes.
  ///
  /// - Parameter changing: the request that is written anew; `nil` for a first one.
  /// - Throws: `DrawRefusal`; then nothing has changed.
  public func ask(
    _ asking: DrawAsking, in id: ID<SessionDraw>, changing: ID<DrawEntry>? = nil, by actor: JournalEntry.Actor, writer: Writer
  ) throws -> DrawEntry {
    let draw = try window(id, writer)
    guard draw.audience != .school || asking.unit != nil else { throw DrawRefusal.noSchool }
    let wished = try wished(asking, draw, writer)
    for drawn in wished { try check(asking, drawn, draw, writer) }
    let others = try writer.drawEntries(of: asking, in: id).filter { entry in
      // A teacher may ask for two schools by one telephone; a school asks once whoever does it.
      entry.id != changing && (draw.audience != .school || entry.booker == asking.booker)
    }
    if others.count >= policy.perBooker, let first = others.first { throw DrawRefusal.repeated(number: first.number) }
    if let changing { return try change(changing, to: asking, wished, draw, by: actor, writer) }
    var entry = DrawEntry(
      id: visits.ids.next(), draw: id, number: try writer.nextNumber(in: id), person: asking.person, unit: asking.unit,
      booker: asking.booker, contact: asking.contact, name: asking.name, party: asking.party, wishes: asking.wishes,
      findings: try findings(of: asking, at: Set(try writer.drawnSessions(of: id).map(\.session.base)), writer), weight: 1,
      tiers: [], state: .asked, session: nil, booking: nil, version: 1)
    judge(&entry, wished, draw)
    try writer.insert(entry, at: clock.now())
    try record("draw.asked", entry, by: actor, in: writer)
    return entry
  }

  private func change(
    _ id: ID<DrawEntry>, to asking: DrawAsking, _ wished: [DrawnSession], _ draw: SessionDraw, by actor: JournalEntry.Actor,
    _ writer: Writer
  ) throws -> DrawEntry {
    guard var entry = try writer.drawEntry(id), entry.draw == draw.id, entry.booker == asking.booker else {
      throw DrawRefusal.notFound
    }
    guard entry.state == .asked else { throw DrawRefusal.wrongState }
    entry.contact = asking.contact
    entry.name = asking.name
    entry.party = asking.party
    entry.wishes = asking.wishes
    judge(&entry, wished, draw)
    try store(&entry, writer)
    try record("draw.asked_anew", entry, by: actor, in: writer)
    return entry
  }

  /// The draw while its window is open.
  private func window(_ id: ID<SessionDraw>, _ reader: Reader) throws -> SessionDraw {
    let draw = try draw(id, reader)
    let now = clock.now()
    switch draw.state {
    case .planned: throw DrawRefusal.notYet(draw.opens)
    case .open where now >= draw.closes, .closed, .drawn: throw DrawRefusal.late(draw.closes)
    case .open: return draw
    case .withdrawn: throw DrawRefusal.wrongState
    }
  }

  private func wished(_ asking: DrawAsking, _ draw: SessionDraw, _ reader: Reader) throws -> [DrawnSession] {
    let all = try reader.drawnSessions(of: draw.id)
    let wished = asking.wishes.compactMap { wish in all.first { $0.session.id == wish } }
    guard (1...policy.mostWishes).contains(asking.wishes.count), wished.count == asking.wishes.count,
      Set(asking.wishes).count == asking.wishes.count
    else { throw DrawRefusal.wishes(most: policy.mostWishes) }
    return wished
  }

  /// Whether a wish could be had by the rules of its base, as for every booking, but for the opening.
  private func check(_ asking: DrawAsking, _ drawn: DrawnSession, _ draw: SessionDraw, _ reader: Reader) throws {
    let session = drawn.session
    do {
      let rules = try visits.rules(named: try reader.ruleset(of: session.base))
      try rules.check(
        asking.party, as: draw.audience, for: session, at: clock.now(), calendar: visits.calendar, isDrawn: true)
      try visits.checkBooker(request(asking, session.id, draw), for: session, rules, reader)
    } catch let refusal as BookingRefusal { throw DrawRefusal.rule(session.id, refusal) }
    guard asking.party.people <= drawn.places else { throw DrawRefusal.tooLarge(session.id, places: drawn.places) }
  }

  private func request(_ asking: DrawAsking, _ session: ID<VisitSession>, _ draw: SessionDraw) -> BookingRequest {
    BookingRequest(
      session: session, audience: draw.audience, party: asking.party, person: asking.person, booker: asking.booker,
      contact: asking.contact, name: asking.name)
  }

  /// Takes a request back, as long as the window is open.
  public func takeBack(_ id: ID<DrawEntry>, by actor: JournalEntry.Actor, in writer: Writer) throws {
    guard var entry = try writer.drawEntry(id) else { throw DrawRefusal.notFound }
    _ = try window(entry.draw, writer)
    guard entry.state == .asked else { throw DrawRefusal.wrongState }
    entry.state = .takenBack
    try store(&entry, writer)
    try writer.markTold(id)
    try record("draw.taken_back", entry, by: actor, in: writer)
  }

  // MARK: What weights and tiers stand on

  /// What is known of who asks, from the portal's own records.
  func findings(of asking: DrawAsking, at bases: Set<ID<Base>>, _ reader: Reader) throws -> DrawFindings {
    let school = try asking.unit.flatMap { try reader.organization($0) }
    let county = try school?.region ?? reader.homeRegion(of: asking.person)
    let region = county.flatMap { places.regions[$0] }
    // A prefecture is no county, unless nothing lies below it.
    let leaf = region.flatMap { places.regions.isLeaf($0.code) ? $0 : nil }
    let sorted = bases.sorted()
    return DrawFindings(
      county: leaf?.code, isRural: leaf.map { policy.isRural(kind: $0.kind, code: $0.code) } ?? false,
      hasNoVenue: try leaf.map { try reader.countVenues(in: $0.code) == 0 } ?? false,
      isSpecial: school.map { policy.isSpecial(name: $0.names.zhHans) } ?? false,
      visited: try asking.unit.map { try reader.basesVisited(bySchool: $0, booker: asking.booker, among: sorted) }
        ?? reader.basesVisited(by: asking.person, booker: asking.booker, contact: asking.contact, among: sorted),
      corrections: [:])
  }

  /// Weight and tiers by policy: tickets count in a lottery, tiers in an allocation.
  private func judge(_ entry: inout DrawEntry, _ wished: [DrawnSession], _ draw: SessionDraw) {
    switch draw.method {
    case .lottery:
      entry.weight = policy.weight(entry.findings.facts())
      entry.tiers = []
    case .allocation:
      entry.weight = 1
      entry.tiers = wished.map { policy.tier(entry.findings.facts(at: $0.session.base)) }
    }
  }

  /// The office puts right what the program found, for a reason that whoever asked is told; only while the window is open.
  public func correct(
    _ fact: DrawFact, holds: Bool, of id: ID<DrawEntry>, reason: String, by actor: JournalEntry.Actor, in writer: Writer
  ) throws -> DrawEntry {
    guard var entry = try writer.drawEntry(id) else { throw DrawRefusal.notFound }
    let draw = try window(entry.draw, writer)
    guard entry.state == .asked else { throw DrawRefusal.wrongState }
    try requireNoInterest(of: actor, in: draw, writer)
    entry.findings.corrections[fact.rawValue] = .init(holds: holds, reason: reason)
    let all = try writer.drawnSessions(of: draw.id)
    judge(&entry, entry.wishes.compactMap { wish in all.first { $0.session.id == wish } }, draw)
    try store(&entry, writer)
    try record("draw.corrected", entry, by: actor, reason: reason, corrected: (fact, holds), in: writer)
    return entry
  }
}

extension Draws {
  func store(_ entry: inout DrawEntry, _ writer: Writer) throws {
    entry.version += 1
    try writer.update(entry, at: clock.now())
  }

  private func record(
    _ action: String, _ entry: DrawEntry, by actor: JournalEntry.Actor, reason: String? = nil,
    corrected: (fact: DrawFact, holds: Bool)? = nil, in writer: Writer
  ) throws {
    try visits.journal.record(
      JournalEntry(
        action, on: .init("draw", entry.draw), by: actor, reason: reason,
        details: EntryDetails(
          number: entry.number, people: entry.party.people, weight: entry.weight, tiers: entry.tiers, version: entry.version,
          fact: corrected?.fact.rawValue, holds: corrected?.holds)), in: writer)
  }
}

/// What the journal tells of a request: all that counts for it, and nothing of who asks.
private struct EntryDetails: Encodable {
  let number: Int
  let people: Int
  let weight: Int
  let tiers: [Int]
  let version: Int
  let fact: String?
  let holds: Bool?
}
