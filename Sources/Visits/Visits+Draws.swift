import Identity
import Journal
import SQL

extension [Pool] {
  /// The most people of an audience who surely find places, however they are grouped: a guide who leads thirty leads one group of
  /// twenty, so that places which are enough for the people may be too few for their groups.
  ///
  /// - Parameter least: how few come together at least.
  func certainRoom(for audience: Audience, least: Int) -> Int {
    filter { $0.serves(audience) }.map { pool in
      pool.per == 1 ? pool.free : Self.certain(pool.free, per: pool.per, least: least)
    }.min() ?? 0
  }

  /// The greatest number of people who need no more than `free` units, in the worst of all ways to make groups of them.
  ///
  /// The worst are groups of the least size, and those that are one more than a unit leads: an unbounded knapsack over these.
  private static func certain(_ free: Int, per: Int, least: Int) -> Int {
    let most = free * per
    let sizes = [least] + stride(from: per + 1, through: Swift.max(per + 1, most), by: per).filter { $0 > least }
    var worst = [Int](repeating: 0, count: most + 1)
    for people in stride(from: 1, through: most, by: 1) {
      var units = worst[people - 1]
      for size in sizes where size <= people {
        units = Swift.max(units, worst[people - size] + size.dividedUp(by: per))
      }
      if units > free { return people - 1 }
      worst[people] = units
    }
    return most
  }
}

extension Booking {
  /// What stands before the booker of the hold that keeps the places of a draw.
  fileprivate static let ofDraw = "d:"

  /// Whether it is nobody's visit, but keeps places until a draw gives them out.
  var isKeptForDraw: Bool { booker.hasPrefix(Self.ofDraw) }
}

extension Visits {
  /// Keeps places of a session for a draw: a hold without an end, in the name of the draw.
  func hold(
    _ places: Int, of session: VisitSession, as audience: Audience, for draw: SessionDraw, in writer: Writer
  ) throws -> Booking {
    try take(places, as: audience, from: session.id, in: writer)
    let booking = Booking(
      id: ids.next(), session: session.id, base: session.base, day: session.day, audience: audience,
      party: Party(adults: places), state: .held, person: nil, booker: Booking.ofDraw + draw.id.description,
      contact: Booking.ofDraw + draw.id.description,
      name: draw.names.zhHans, token: SecretToken().text, heldUntil: nil, version: 1)
    try writer.insert(booking, at: clock.now())
    try record("booking.held", booking, by: .command("draw"), in: writer)
    return booking
  }

  /// Gives back what was kept for a draw, without offering it to anybody: those who won take it in the same transaction.
  ///
  /// A hall that became too small meanwhile gives them to those who won all the same: `Writer.shrinkPools` follows.
  ///
  /// - Returns: whether they were kept; not where a closure gave them back before.
  @discardableResult
  func unfold(_ hold: ID<Booking>, in writer: Writer) throws -> Bool {
    guard var booking = try writer.booking(hold), booking.state == .held else { return false }
    booking.state = .expired
    booking.version += 1
    try writer.update(booking, at: clock.now())
    for pool in try writer.pools(of: booking.session) where pool.serves(booking.audience) {
      try writer.giveBack(pool.need(of: booking.people), to: pool.id, keepsCapacity: true)
    }
    try record("booking.expired", booking, by: .command("draw"), in: writer)
    return true
  }

  /// Books the outcome of a draw. What may be asked for was checked when it was; here only places count.
  func bookDrawn(
    _ request: BookingRequest, in session: VisitSession, by actor: JournalEntry.Actor, _ writer: Writer
  ) throws
    -> Booking
  {
    try move(0, to: request.party.people, as: request.audience, in: try writer.pools(of: session.id), writer)
    return try insert(request, for: session, heldUntil: nil, by: actor, in: writer)
  }
}
