import Places
import SQL
import Site

/// One-day tours as programs read them. Times are moments.
enum TourJSON {
  /// Days that were proposed, the best first.
  static func proposals(_ found: TourProposals, on day: Day, _ bases: [ID<Base>: Base]) -> JSONValue {
    .members([
      ("day", .string(day.description)), ("items", .array(found.plans.map { plan($0, on: day, bases) })),
      ("isExact", .bool(found.isExact)), ("bound", found.bound.map { .integer(Int64($0)) }),
    ])
  }

  /// A day with its ways, its lunch, and why it was proposed.
  static func plan(_ plan: TourPlan, on day: Day, _ bases: [ID<Base>: Base]) -> JSONValue {
    func moment(_ minute: Int) -> JSONValue { .string((day.localStart + .seconds(Int64(minute) * 60)).description) }
    let legs = plan.legs.map { leg -> JSONValue in
      .members(
        [("session", .string(leg.session.description))] + base(leg.base, bases) + [
          ("travelMinutes", .integer(Int64(leg.travelMinutes))), ("arrival", moment(leg.arrival)), ("starts", moment(leg.start)),
          ("ends", moment(leg.end)),
        ])
    }
    let reasons: [JSONValue] = plan.reasons.map { reason in
      [
        "kind": .string(reason.kind.rawValue), "amount": .integer(Int64(reason.amount)),
        "points": .integer(Int64(reason.points)),
      ]
    }
    return .members([
      ("sessions", .array(plan.legs.map { .string($0.session.description) })), ("legs", .array(legs)),
      ("departure", moment(plan.departure)), ("back", moment(plan.back)), ("homeMinutes", .integer(Int64(plan.homeMinutes))),
      ("lunch", lunch(plan.lunch, moment)), ("travelMinutes", .integer(Int64(plan.travelMinutes))),
      ("waitingMinutes", .integer(Int64(plan.waitingMinutes))), ("score", .integer(Int64(plan.score))),
      ("reasons", .array(reasons)),
    ])
  }

  private static func lunch(_ lunch: TourLunch, _ moment: (Int) -> JSONValue) -> JSONValue {
    switch lunch {
    case .beforeDeparture: ["place": "before_departure"]
    case .afterReturn: ["place": "after_return"]
    case .after(let leg, let from, let until):
      ["place": "after_leg", "leg": .integer(Int64(leg)), "from": moment(from), "until": moment(until)]
    case .before(let leg, let from, let until):
      ["place": "before_leg", "leg": .integer(Int64(leg)), "from": moment(from), "until": moment(until)]
    }
  }

  private static func base(_ id: ID<Base>, _ bases: [ID<Base>: Base]) -> [(String, JSONValue?)] {
    guard let base = bases[id] else { return [] }
    return [("base", .string(base.slug)), ("names", .localized(base.facts.names))]
  }

  /// A tour as the list of its owner has it.
  static func trip(_ trip: Trip, _ bases: [ID<Base>: Base]) -> [(String, JSONValue?)] {
    let start = trip.request.start.coordinate
    return [
      ("id", .string(trip.id.description)), ("title", .string(trip.title)), ("state", .string(trip.state.rawValue)),
      ("day", .string(trip.day.description)),
      ("start", ["name": .string(trip.startName), "latitude": .number(start.latitude), "longitude": .number(start.longitude)]),
      ("audience", .string(trip.request.audience.rawValue)), ("party", BookingJSON.party(trip.request.party)),
      ("plan", plan(trip.plan, on: trip.day, bases)), ("version", .integer(Int64(trip.version))),
      ("page", .string("/me/tours/\(trip.id)")), ("calendar", .string("/me/tours/\(trip.id)/calendar.ics")),
    ]
  }

  /// What a day needs besides its bookings.
  static func sheet(_ sheet: TripSheet) -> JSONValue {
    [
      "contact": .string(sheet.contact), "safetyPlan": .string(sheet.safetyPlan), "insurance": .string(sheet.insurance),
      "hospital": .string(sheet.hospital), "vehicle": .string(sheet.vehicle), "weather": .string(sheet.weather),
      "filing": .string(sheet.filing),
    ]
  }

  /// A route of the province.
  static func route(_ route: BrandTour, _ bases: [ID<Base>: Base]) -> JSONValue {
    let stops = route.bases.map { id -> JSONValue in
      let place = bases[id]?.facts.position?.coordinate
      return .members(
        base(id, bases) + [
          ("latitude", place.map { .number($0.latitude) }), ("longitude", place.map { .number($0.longitude) }),
        ])
    }
    return .members([
      ("slug", .string(route.slug)), ("names", .localized(route.facts.names)), ("story", .localized(route.facts.story)),
      ("season", .string(route.facts.season.rawValue)), ("stage", .string(route.facts.stage.rawValue)),
      ("stops", .array(stops)), ("page", .string("/tours/\(route.slug)")),
    ])
  }

  /// The stamps of a person and how far they have come on each route.
  static func passport(_ progress: [BrandTourProgress], visited: [ID<Base>], _ bases: [ID<Base>: Base]) -> JSONValue {
    let routes = progress.map { row -> JSONValue in
      [
        "route": .string(row.tour.slug), "visited": .integer(Int64(row.visited.count)),
        "bases": .integer(Int64(row.tour.bases.count)), "hasBadge": .bool(row.hasBadge),
      ]
    }
    return ["stamps": .array(visited.compactMap { bases[$0].map { .string($0.slug) } }), "routes": .array(routes)]
  }
}
