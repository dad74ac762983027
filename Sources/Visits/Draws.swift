import Credentials
import Identity
import Journal
import People
import Places
import SQL

/// Draws over sessions: made, opened, closed, drawn, withdrawn. Who may is asked by the routes; these rules say when.
public struct Draws: Sendable {
  let visits: Visits
  let people: People
  let places: Places
  let policy: DrawPolicy
  let box: SecretBox
  let bookers: BookerKey
  let sign: @Sendable (CanonicalJSON) async throws -> [UInt8]
  let results = DrawnResults()

  /// Draws over the room of visits.
  ///
  /// - Parameters:
  ///   - secret: the portal's secret, under which the secrets of draws are sealed until they are drawn.
  ///   - sign: signs the file of a draw as the portal signs the results of rounds.
  public init(
    visits: Visits, people: People, places: Places, policy: DrawPolicy, secret: String,
    sign: @escaping @Sendable (CanonicalJSON) async throws -> [UInt8]
  ) {
    self.visits = visits
    self.people = people
    self.places = places
    self.policy = policy
    box = SecretBox(secret: secret, use: "draws")
    bookers = BookerKey(secret: secret)
    self.sign = sign
  }

  var database: Database { visits.database }
  var clock: Clock { visits.clock }

  /// Most sessions of one draw.
  static let mostSessions = 60

  // MARK: Making

  /// Makes a draw over sessions, and keeps their places for it from now on, so that what it gives out is surely there.
  ///
  /// - Throws: `DrawRefusal`; then nothing has changed.
  public func plan(_ plan: DrawPlan, by person: ID<Person>, in writer: Writer) throws -> SessionDraw {
    let now = clock.now()
    let opens = max(plan.opens, now)
    let hours = (plan.closes - opens).components.seconds / 3_600
    guard hours >= policy.leastHours, hours <= policy.mostDays * 24 else {
      throw DrawRefusal.window(leastHours: policy.leastHours, mostDays: policy.mostDays)
    }
    guard (1...Self.mostSessions).contains(plan.sessions.count), Set(plan.sessions.map(\.session)).count == plan.sessions.count
    else { throw DrawRefusal.sessions(most: Self.mostSessions) }
    let draw = SessionDraw(
      id: visits.ids.next(), names: plan.names, method: plan.method,
      audience: plan.method == .allocation ? .school : plan.audience, state: .planned, smallerMayFollow: policy.smallerMayFollow,
      opens: opens, closes: plan.closes, drawsBy: plan.closes + .seconds(Int64(policy.waitHours) * 3_600),
      valueName: policy.publicValue, madeBy: person, version: 1)
    try writer.insert(draw, at: now)
    for (position, wanted) in plan.sessions.enumerated() {
      try writer.insert(try keep(wanted.session, wanted.places, for: draw, writer), at: position, of: draw.id)
    }
    let kept = try writer.drawnSessions(of: draw.id).map { "\($0.session.id):\($0.places)" }.joined(separator: " ")
    try record(
      "draw.planned", draw, by: .person(person),
      details: [
        "method": draw.method.rawValue, "audience": draw.audience.rawValue, "opens": opens.description,
        "closes": draw.closes.description, "sessions": kept,
      ], in: writer)
    return draw
  }

  private func keep(
    _ id: ID<VisitSession>, _ wanted: Int?, for draw: SessionDraw, _ writer: Writer
  ) throws -> DrawnSession {
    guard let found = try writer.session(id) else { throw DrawRefusal.notFound }
    let (session, rules) = (found.session, try visits.rules(named: found.ruleset))
    guard session.state == .open else { throw DrawRefusal.rule(id, session.state == .cancelled ? .cancelled : .over) }
    guard session.starts > draw.drawsBy else { throw DrawRefusal.tooSoon(id, after: draw.drawsBy) }
    guard try writer.liveDraw(of: id, but: draw.id) == nil else { throw DrawRefusal.taken(id) }
    let least = draw.audience.isGroup ? rules.group?.leastPeople ?? 1 : 1
    let room = try writer.pools(of: id).certainRoom(for: draw.audience, least: least)
    let places = wanted ?? room
    guard places >= least, places <= room else { throw DrawRefusal.places(id, most: max(0, room)) }
    let hold = try visits.hold(places, of: session, as: draw.audience, for: draw, in: writer)
    try writer.setMode(draw.method.mode, of: id)
    // Where the mode came by an earlier draw, it is that of before all draws.
    let before = session.mode == .firstCome ? nil : try writer.modeBeforeDraws(of: id)
    return DrawnSession(session: session, places: places, hold: hold.id, modeBefore: before ?? session.mode)
  }

  /// Opens the window: a secret is made, kept sealed, and its commitment shown.
  func open(_ id: ID<SessionDraw>, in writer: Writer) throws {
    var draw = try self.draw(id, writer)
    guard draw.state == .planned, draw.opens <= clock.now() else { throw DrawRefusal.wrongState }
    let secret = DrawSecret()
    draw.state = .open
    draw.commitment = secret.commitment
    try store(&draw, writer)
    try writer.keep(sealedSecret: try box.seal(secret.bytes, for: Self.owner(draw)), of: id)
    try record("draw.opened", draw, by: .system, details: ["commitment": secret.commitment.description], in: writer)
  }

  /// Ends a draw for a reason. What it kept or gave goes back, and everybody who asked is told.
  public func withdraw(_ id: ID<SessionDraw>, reason: String, by actor: JournalEntry.Actor, in writer: Writer) throws {
    var draw = try self.draw(id, writer)
    guard draw.state != .withdrawn else { throw DrawRefusal.wrongState }
    try requireNoInterest(of: actor, in: draw, writer)
    let before = draw.state
    draw.state = .withdrawn
    draw.reason = reason
    draw.offered = nil
    try store(&draw, writer)
    for drawn in try writer.drawnSessions(of: id) {
      if try writer.liveDraw(of: drawn.session.id, but: id) == nil, draw.releasedAt == nil {
        try writer.setMode(try modeWithout(drawn, writer), of: drawn.session.id)
      }
      if before.isLive { try visits.unfold(drawn.hold, in: writer) }
      try writer.shrinkPools(of: drawn.session.id)
    }
    for entry in try writer.drawEntries(of: id, in: .given) {
      try giveBack(entry, reason: reason, by: actor, in: writer)
    }
    for drawn in try writer.drawnSessions(of: id) { try visits.offerPlaces(of: drawn.session.id, in: writer) }
    try writer.tellAgain(id)
    try record("draw.withdrawn", draw, by: actor, reason: reason, in: writer)
  }

  /// How the places of a session are given that a draw gives out no more: as the draw before left it, or as before all draws.
  private func modeWithout(_ drawn: DrawnSession, _ reader: Reader) throws -> VisitSession.Mode {
    guard let last = try reader.lastDraw(of: drawn.session.id) else { return drawn.modeBefore }
    return last.releasedAt == nil ? last.method.mode : .firstCome
  }

  private func giveBack(_ entry: DrawEntry, reason: String, by actor: JournalEntry.Actor, in writer: Writer) throws {
    guard let id = entry.booking, let booking = try writer.booking(id), booking.state.isOpen,
      let session = try writer.session(booking.session)?.session, clock.now() < session.starts
    else { return }
    _ = try visits.cancel(id, reason: reason, isByOffice: true, by: actor, in: writer)
  }

  /// Lets places that nobody got be booked by whoever comes first.
  func release(_ id: ID<SessionDraw>, in writer: Writer) throws {
    var draw = try self.draw(id, writer)
    guard draw.state == .drawn, draw.releasedAt == nil, let moment = draw.releasesAt, moment <= clock.now() else {
      throw DrawRefusal.wrongState
    }
    draw.releasedAt = clock.now()
    try store(&draw, writer)
    // A later draw of what was left has a release of its own.
    for drawn in try writer.drawnSessions(of: id) where try writer.lastDraw(of: drawn.session.id)?.id == id {
      try writer.setMode(.firstCome, of: drawn.session.id)
      try visits.offerPlaces(of: drawn.session.id, in: writer)
    }
    try record("draw.released", draw, by: .system, in: writer)
  }
}

extension Draws {
  func draw(_ id: ID<SessionDraw>, _ reader: Reader) throws -> SessionDraw {
    guard let draw = try reader.sessionDraw(id) else { throw DrawRefusal.notFound }
    return draw
  }

  func store(_ draw: inout SessionDraw, _ writer: Writer) throws {
    draw.version += 1
    try writer.update(draw, at: clock.now())
  }

  /// To whom a sealed secret belongs.
  static func owner(_ draw: SessionDraw) -> String { "draw:\(draw.id)" }

  func record(
    _ action: String, _ draw: SessionDraw, by actor: JournalEntry.Actor, reason: String? = nil, details: [String: String] = [:],
    in writer: Writer
  ) throws {
    try visits.journal.record(
      JournalEntry(
        action, on: .init("draw", draw.id), by: actor, reason: reason,
        details: details.merging(["version": "\(draw.version)"]) { $1 }), in: writer)
  }
}
