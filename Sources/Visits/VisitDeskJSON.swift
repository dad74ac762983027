import Places
import SQL
import Site

/// The desk of a base as programs read and write it.
enum VisitDeskJSON {
  // MARK: Offers

  private static let keptMembers: [String: String] = {
    var members: [String: String] = [:]
    for row in KeptForm.Row.allCases {
      members["kept.\(row.rawValue).places"] = row.places
      members["kept.\(row.rawValue).daysBefore"] = row.days
      members["kept.\(row.rawValue).time"] = row.time
    }
    return members
  }()
  private static let keptKinds = Dictionary(
    uniqueKeysWithValues: KeptForm.Row.allCases.flatMap { row in
      ["places", "daysBefore"].map { ("kept.\(row.rawValue).\($0)", JSONFields.Kind.number) }
    })
  private static let common = [
    "kind": "kind", "minutes": "minutes", "places": "places", "guides": "guides", "mode": "mode", "hall": "hall",
    "leastAge": "least_age", "greatestAge": "greatest_age",
  ]
  private static let commonKinds: [String: JSONFields.Kind] = [
    "minutes": .number, "places": .number, "guides": .number, "leastAge": .number, "greatestAge": .number,
  ]

  /// The members of an offer.
  static let offerFields = JSONFields(
    keptMembers.merging(common) { $1 }.merging(
      [
        "names.zh-Hans": "name_zh_hans", "names.zh-Hant": "name_zh_hant", "names.en": "name_en", "weekdays": "weekdays",
        "starts": "starts", "first": "first", "last": "last", "holidays": "holidays", "dropped": "dropped", "added": "added",
        "groupPapers": "group_papers", "pupilsNames": "pupils_names",
      ]
    ) { $1 },
    kinds: keptKinds.merging(commonKinds) { $1 }.merging(
      ["weekdays": .numbers, "starts": .words, "dropped": .words, "added": .words]
    ) { $1 })

  /// The members of a session by itself.
  static let sessionFields = JSONFields(
    keptMembers.merging(common) { $1 }.merging(["day": "first", "starts": "starts"]) { $1 },
    kinds: keptKinds.merging(commonKinds) { $1 })

  /// What holds where a program says nothing, as the form of the page begins.
  static func usual(_ form: Form) -> Form {
    var form = form
    form.fill("kind", VisitSession.Kind.entry.rawValue)
    form.fill("holidays", VisitOffer.Holidays.likeSundays.rawValue)
    form.fill("mode", VisitSession.Mode.firstCome.rawValue)
    KeptForm.fillUsual(&form)
    return form
  }

  /// Refuses numbers that are no day of the week, which a page cannot send.
  static func checkWeekdays(_ form: inout Form, _ t: Localizer) {
    let typed = form.several["weekdays"] ?? []
    guard typed.contains(where: { Int($0).flatMap(Weekday.init) == nil }) else { return }
    form.refuse("weekdays", t("Please give a number from {low} to {high}.", ["low": "1", "high": "7"]))
  }

  /// Stops a body where nothing is to be sent.
  static func requireNothing(_ body: APIBody, _ t: Localizer) throws {
    var form = Form()
    let fields = JSONFields([])
    fields.fill(&form, from: body.json, t)
    guard form.isGood else { throw fields.problem(form, t) }
  }

  /// An offer, after a change with what became of its sessions.
  static func offer(_ offer: VisitOffer, of place: Base, _ outcome: Visits.OfferOutcome? = nil) -> JSONValue {
    let facts = offer.facts
    let sessions = outcome.map { outcome -> JSONValue in
      ["made": number(outcome.made), "removed": number(outcome.removed), "kept": number(outcome.kept)]
    }
    return .members([
      ("id", .string(offer.id.description)), ("base", .string(place.slug)), ("state", .string(offer.state.rawValue)),
      ("names", .localized(facts.names)), ("kind", .string(facts.kind.rawValue)), ("mode", .string(facts.mode.rawValue)),
      ("weekdays", .array(facts.weekdays.map(\.rawValue).sorted().map(number))),
      ("starts", .array(facts.starts.sorted().map { .string(OfferForm.time($0)) })), ("minutes", number(facts.minutes)),
      ("first", .string(facts.first.description)), ("last", .text(facts.last?.description)),
      ("holidays", .string(facts.holidays.rawValue)), ("dropped", days(facts.dropped)), ("added", days(facts.added)),
      ("places", number(facts.places)), ("kept", kept(facts.kept)), ("guides", facts.guides.map(number)),
      ("leastAge", facts.ages?.least.map(number)),
      ("greatestAge", facts.ages?.greatest.map(number)),
      ("hall", .text(facts.hall?.description)), ("groupPapers", .text(facts.groupPapers.map(PaperChoice.init)?.rawValue)),
      ("pupilsNames", .text(facts.pupilsNames.map { $0 ? "needed" : "none" })), ("version", number(offer.version)),
      ("sessions", sessions),
    ])
  }

  private static func number(_ number: Int) -> JSONValue { .integer(Int64(number)) }
  private static func days(_ days: Set<Day>) -> JSONValue { .array(days.sorted().map { .string($0.description) }) }

  private static func kept(_ kept: [KeptPlaces]) -> JSONValue {
    .members(
      KeptForm.Row.allCases.map { row in
        let part = kept.first { $0.audiences == row.audiences }
        return (
          row.rawValue,
          part.map { part in
            .members([
              ("places", number(part.places)), ("daysBefore", part.release.map { number($0.days) }),
              ("time", part.release.map { .string(OfferForm.time($0.minute)) }),
            ])
          }
        )
      })
  }

  /// A hall.
  static func hall(_ hall: VisitHall) -> JSONValue {
    [
      "id": .string(hall.id.description), "name": .string(hall.name), "places": number(hall.capacity),
      "version": number(hall.version),
    ]
  }

  // MARK: Sessions

  /// A session with what each of its counters has given; of a hall that whose places are fewest.
  static func session(
    _ session: VisitSession, _ pools: [Pool], of place: Base, more: [(String, JSONValue?)] = []
  ) -> JSONValue {
    let hall = pools.filter { $0.kind == .hall }.min { $0.free < $1.free }
    let shown = pools.filter { $0.kind != .hall } + (hall.map { [$0] } ?? [])
    let counters = shown.map { pool -> JSONValue in
      .members([
        ("kind", .string(pool.kind.rawValue)),
        ("audiences", pool.audiences.map { .array($0.map(\.rawValue).sorted().map { .string($0) }) }),
        ("capacity", number(pool.capacity)), ("taken", number(pool.taken)), ("free", number(pool.free)),
        ("peoplePerOne", number(pool.per)),
      ])
    }
    let free = Audience.allCases.map { JSONValue.Member($0.rawValue, number(max(0, pools.room(for: $0)))) }
    return .members(
      [
        ("id", .string(session.id.description)), ("base", .string(place.slug)), ("day", .string(session.day.description)),
        ("starts", .string(session.starts.description)), ("ends", .string(session.ends.description)),
        ("state", .string(session.state.rawValue)), ("kind", .string(session.kind.rawValue)),
        ("mode", .string(session.mode.rawValue)), ("offer", .text(session.offer?.description)),
        ("leastAge", session.ages.least.map(number)), ("greatestAge", session.ages.greatest.map(number)),
        ("counters", .array(counters)),
        ("freeFor", .object(free)),
      ] + more)
  }

  /// A session with all that its base sees of it without a name.
  static func session(_ found: VisitSessionDeskRoutes.Found) -> JSONValue {
    let people = found.bookings.filter(\.state.hasPlaces).reduce(0) { $0 + $1.people }
    return session(
      found.session, found.pools, of: found.place,
      more: [
        ("people", number(people)), ("keptForDraw", number(found.keptForDraw)), ("waiting", number(found.waiting)),
      ])
  }

  /// A booking as the desk lists it: neither its ticket, which is its owner's, nor how they can be reached.
  static func booking(_ booking: Booking) -> JSONValue {
    [
      "id": .string(booking.id.description), "session": .string(booking.session.description),
      "day": .string(booking.day.description), "audience": .string(booking.audience.rawValue),
      "party": BookingJSON.party(booking.party), "people": number(booking.people), "state": .string(booking.state.rawValue),
      "name": .string(booking.name),
    ]
  }

  // MARK: Closures and doors

  /// A closure of the past or to come.
  static func closure(_ row: ClosureRow) -> JSONValue {
    .members(
      facts(row.closure) + [("id", .string(row.number)), ("at", .string(row.at.description)), ("bookings", number(row.bookings))])
  }

  /// What a closure does or would do.
  static func outcome(_ outcome: ClosureOutcome, of closure: VisitClosure) -> JSONValue {
    .members(
      facts(closure) + [
        ("sessions", number(outcome.sessions.count)), ("moved", number(outcome.moved.count)),
        ("offered", number(outcome.offered.count)), ("ended", number(outcome.ended.count)), ("waiting", number(outcome.waiting)),
      ])
  }

  private static func facts(_ closure: VisitClosure) -> [(String, JSONValue?)] {
    [
      ("first", .string(closure.days.lowerBound.description)), ("last", .string(closure.days.upperBound.description)),
      ("session", .text(closure.session?.description)), ("cause", .string(closure.cause.rawValue)),
      ("note", .string(closure.note)),
    ]
  }

  /// What came of a day at a door until now.
  static func door(_ roster: GateRoster, _ state: GateState, at now: Instant) -> JSONValue {
    let expected = roster.lines.filter { !$0.isCancelled }
    return .members([
      ("base", .string(roster.base.slug)), ("day", .string(roster.day.day.description)), ("at", .string(now.description)),
      ("inside", number(max(0, state.inside))), ("came", number(state.came)), ("most", number(state.most)),
      ("walkIns", number(state.walkIns)), ("booked", number(expected.reduce(0) { $0 + $1.people })),
      ("bookings", number(expected.count)),
      ("bookingsThatCame", number(expected.count { (state.bookings[$0.booking]?.came ?? 0) > 0 })),
      ("places", state.places.map(number)), ("isFull", .bool(state.isFull)),
    ])
  }
}
