import Site

/// What the OpenAPI document says of the desk of a base.
public enum VisitDeskAPIDocument {
  private static let base = APIParameter.path("base", .slug)
  private static let offer = APIParameter.path("offer", .id)
  private static let session = APIParameter.path("session", .id)

  private static func read(_ path: String, _ summary: String, schema: String, _ parameters: [APIParameter] = []) -> APIOperation {
    APIOperation(
      .get, "/api/desk/\(path)", summary, tag: "visits", scope: "read", schema: schema, parameters: [base] + parameters)
  }

  private static func act(
    _ method: APIOperation.Method, _ path: String, _ summary: String, schema: String, body: String? = nil,
    _ parameters: [APIParameter] = [], successes: [Int] = [200], isConditional: Bool = false
  ) -> APIOperation {
    APIOperation(
      method, "/api/desk/visits/{base}/\(path)", summary, tag: "visits", scope: "visits", schema: schema, body: body,
      parameters: [base] + parameters, successes: successes, isConditional: isConditional)
  }

  /// What can be asked.
  public static var operations: [APIOperation] { offers + sessions + closures }

  private static var offers: [APIOperation] {
    [
      read("visits/{base}/offers", "What a base offers", schema: "VisitOfferList"),
      act(
        .post, "offers", "Offer something; its sessions are made", schema: "VisitOffer", body: "NewVisitOffer", successes: [201]),
      read("visits/{base}/offers/{offer}", "One offer", schema: "VisitOffer", [offer]),
      act(
        .patch, "offers/{offer}",
        "Change an offer: sessions that nobody has booked follow it, the others stay; one that has ended begins again",
        schema: "VisitOffer", body: "VisitOfferPatch", [offer], isConditional: true),
      act(
        .post, "offers/{offer}/ending", "End an offer; sessions that somebody has booked stay", schema: "VisitOffer", [offer],
        isConditional: true),
      read("visits/{base}/halls", "The halls whose places sessions share", schema: "VisitHallList"),
      act(.post, "halls", "Add a hall", schema: "VisitHall", body: "NewVisitHall", successes: [201]),
      act(
        .patch, "halls/{hall}", "Change a hall and its counters from today on", schema: "VisitHall", body: "VisitHallPatch",
        [.path("hall", .id)], isConditional: true),
    ]
  }

  private static var sessions: [APIOperation] {
    let days: [APIParameter] = [
      .query("first", .day, "The first day; today where none is told"),
      .query("last", .day, "The last day, at most 61 days later; 13 days later where none is told"),
    ]
    return [
      read("visits/{base}/sessions", "The sessions of some days with their counters", schema: "DeskSessionList", days),
      act(
        .post, "sessions", "Add one session by itself, by the hours and rules of the base", schema: "DeskSession",
        body: "NewDeskSession", successes: [201]),
      read(
        "visits/{base}/sessions/{session}", "One session: places given and free for each quota, and how many wait",
        schema: "DeskSession", [session]),
      act(
        .patch, "sessions/{session}", "Take bookings, or no more of them", schema: "DeskSession", body: "DeskSessionPatch",
        [session]),
      read(
        "visits/{base}/sessions/{session}/bookings", "Who comes: names on tickets, and no way to reach anybody",
        schema: "DeskBookingList", [session]),
      act(
        .post, "sessions/{session}/bookings", "Book for somebody who telephones, by the rules for everybody",
        schema: "DeskBooking",
        body: "NewDeskBooking", [session], successes: [201]),
      act(
        .post, "sessions/{session}/bookings/{booking}/cancellation", "Give somebody's places back; they are told why",
        schema: "DeskBooking", body: "DeskReason", [session, .path("booking", .id)]),
      read("door/{base}", "How many are inside now, and how many have come today", schema: "DoorCounts"),
    ]
  }

  private static var closures: [APIOperation] {
    [
      read("visits/{base}/closures", "Days on which the base stayed or stays closed", schema: "VisitClosureList"),
      act(
        .post, "closures/preview", "What a closure would do now; nothing changes", schema: "VisitClosureOutcome",
        body: "NewVisitClosure"
      ),
      act(
        .post, "closures",
        "Close for some days: bookings are moved, or given back with an offer of another base, and all are told",
        schema: "VisitClosureOutcome", body: "NewVisitClosure", successes: [201]),
    ]
  }

  // MARK: Shapes

  private static let day: JSONValue = ["type": "string", "format": "date"]
  private static let names = APISchema.object(["zh-Hans", "zh-Hant", "en"].map { ($0, APISchema.text) })
  private static let kinds = APISchema.oneOf(VisitSession.Kind.allCases.map(\.rawValue))
  private static let modes = APISchema.oneOf(VisitSession.Mode.allCases.map(\.rawValue))

  private static func longest(_ length: Int64) -> JSONValue { ["type": ["string", "null"], "maxLength": .integer(length)] }

  private static func number(_ low: Int64, _ high: Int64, orNone: Bool = false) -> JSONValue {
    ["type": orNone ? ["integer", "null"] : "integer", "minimum": .integer(low), "maximum": .integer(high)]
  }

  private static func list(_ name: String) -> JSONValue {
    APISchema.object([("items", APISchema.list(name))], required: ["items"])
  }

  /// Places that are kept for some.
  private static var kept: JSONValue {
    let part = APISchema.object(
      [("places", number(0, 100_000, orNone: true)), ("daysBefore", number(0, 60, orNone: true)), ("time", longest(5))],
      isSent: true)
    return APISchema.object(KeptForm.Row.allCases.map { ($0.rawValue, part) }, isSent: true)
  }

  private static var common: [(String, JSONValue)] {
    [
      ("kind", kinds), ("mode", modes), ("minutes", number(15, 720)), ("places", number(1, 100_000)), ("kept", kept),
      ("guides", number(1, 1_000, orNone: true)), ("leastAge", number(0, 120, orNone: true)),
      ("greatestAge", number(0, 120, orNone: true)), ("hall", longest(20)),
    ]
  }

  private static var sentOffer: [(String, JSONValue)] {
    let days: JSONValue = ["type": ["array", "null"], "items": day, "maxItems": 180]
    return common + [
      ("names", APISchema.object(["zh-Hans", "zh-Hant", "en"].map { ($0, longest(80)) }, isSent: true)),
      ("weekdays", ["type": ["array", "null"], "items": number(1, 7)]),
      ("starts", ["type": "array", "items": ["type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"], "maxItems": 33]),
      ("first", day), ("last", ["type": ["string", "null"], "format": "date"]),
      ("holidays", APISchema.oneOf(VisitOffer.Holidays.allCases.map(\.rawValue))), ("dropped", days), ("added", days),
      ("groupPapers", longest(20)), ("pupilsNames", longest(20)),
    ]
  }

  private static var sent: [(String, JSONValue)] {
    let who: [(String, JSONValue)] = [
      ("name", ["type": "string", "maxLength": 60]), ("contact", ["type": "string", "maxLength": 254]),
    ]
    let hall: [(String, JSONValue)] = [("name", ["type": "string", "maxLength": 60]), ("places", number(1, 100_000))]
    let party = APISchema.object(
      BookingAPI.partyMembers.values.sorted().map { ($0, number(0, 10_000, orNone: true)) }, isSent: true)
    let causes = VisitClosure.Cause.allCases.filter { $0 != .suspended }.map(\.rawValue)
    return [
      (
        "NewVisitOffer",
        APISchema.object(
          sentOffer, required: ["names", "starts", "minutes", "first", "places"], isSent: true,
          example: [
            "names": ["zh-Hans": "常设展"], "weekdays": [6, 7], "starts": ["09:30", "13:30"], "minutes": 120, "first": "2027-03-01",
            "places": 60, "kept": ["school": ["places": 20, "daysBefore": 2, "time": "12:00"]],
          ])
      ),
      ("VisitOfferPatch", APISchema.object(sentOffer, isSent: true, example: ["places": 80])),
      (
        "NewVisitHall",
        APISchema.object(hall, required: ["name", "places"], isSent: true, example: ["name": "穹幕", "places": 30])
      ),
      ("VisitHallPatch", APISchema.object(hall, isSent: true, example: ["places": 25])),
      (
        "NewDeskSession",
        APISchema.object(
          common + [("day", day), ("starts", ["type": "string", "maxLength": 5])],
          required: ["day", "starts", "minutes", "places"], isSent: true,
          example: ["day": "2027-03-06", "starts": "19:00", "minutes": 90, "places": 40, "kind": "night"])
      ),
      (
        "DeskSessionPatch", APISchema.object([("state", APISchema.oneOf(["open", "closed"]))], required: ["state"], isSent: true)
      ),
      (
        "NewDeskBooking",
        APISchema.object(
          [("audience", APISchema.oneOf(Audience.allCases.map(\.rawValue))), ("party", party)] + who,
          required: ["audience", "party", "name", "contact"], isSent: true,
          example: ["audience": "individual", "party": ["adults": 2], "name": "李明", "contact": "13800138000"])
      ),
      (
        "DeskReason",
        APISchema.object(
          [("reason", ["type": "string", "minLength": 1, "maxLength": 300])], required: ["reason"], isSent: true)
      ),
      (
        "NewVisitClosure",
        APISchema.object(
          [("first", day), ("last", day), ("cause", APISchema.oneOf(causes)), ("note", longest(300)), ("session", longest(20))],
          required: ["first", "last", "cause"], isSent: true,
          example: ["first": "2027-07-20", "last": "2027-07-20", "cause": "weather", "note": "台风红色预警"])
      ),
    ]
  }

  private static var got: [(String, JSONValue)] {
    let closure = ["first", "last"].map { ($0, day) } + ["session", "cause", "note"].map { ($0, APISchema.text) }
    let outcome = ["sessions", "moved", "offered", "ended", "waiting"]
    let door = ["inside", "came", "most", "walkIns", "booked", "bookings", "bookingsThatCame"]
    return [
      (
        "VisitOffer",
        APISchema.object(
          [
            ("id", APISchema.text), ("base", APISchema.text),
            ("state", APISchema.oneOf(VisitOffer.State.allCases.map(\.rawValue))),
            ("names", names), ("kind", kinds), ("mode", modes), ("weekdays", ["type": "array", "items": APISchema.integer]),
            ("starts", APISchema.texts), ("minutes", APISchema.integer), ("first", day), ("last", day),
            ("dropped", APISchema.texts),
            ("added", APISchema.texts), ("places", APISchema.integer), ("version", APISchema.integer),
            ("sessions", APISchema.object(["made", "removed", "kept"].map { ($0, APISchema.integer) })),
          ],
          required: [
            "id", "base", "state", "names", "kind", "mode", "weekdays", "starts", "minutes", "first", "places", "version",
          ])
      ),
      ("VisitOfferList", list("VisitOffer")),
      (
        "VisitHall",
        APISchema.object(
          [("id", APISchema.text), ("name", APISchema.text), ("places", APISchema.integer), ("version", APISchema.integer)],
          required: ["id", "name", "places", "version"])
      ),
      ("VisitHallList", list("VisitHall")),
      (
        "DeskSession",
        APISchema.object(
          [
            ("id", APISchema.text), ("base", APISchema.text), ("day", day), ("starts", APISchema.moment),
            ("ends", APISchema.moment),
            ("state", APISchema.oneOf(VisitSession.State.allCases.map(\.rawValue))), ("kind", kinds), ("mode", modes),
            ("offer", APISchema.text), ("counters", ["type": "array"]),
            ("freeFor", APISchema.object(Audience.allCases.map { ($0.rawValue, APISchema.integer) })),
            ("people", APISchema.integer), ("keptForDraw", APISchema.integer), ("waiting", APISchema.integer),
          ], required: ["id", "base", "day", "starts", "ends", "state", "kind", "mode", "counters", "freeFor"])
      ),
      ("DeskSessionList", list("DeskSession")),
      (
        "DeskBooking",
        APISchema.object(
          [
            ("id", APISchema.text), ("session", APISchema.text), ("day", day), ("name", APISchema.text),
            ("people", APISchema.integer), ("state", APISchema.oneOf(Booking.State.allCases.map(\.rawValue))),
          ], required: ["id", "session", "day", "audience", "party", "people", "state", "name"])
      ),
      (
        "DeskBookingList",
        APISchema.object(
          [("items", APISchema.list("DeskBooking")), ("moved", APISchema.list("DeskBooking"))], required: ["items", "moved"])
      ),
      (
        "DoorCounts",
        APISchema.object(
          [("base", APISchema.text), ("day", day), ("at", APISchema.moment), ("places", APISchema.integer)]
            + door.map { ($0, APISchema.integer) } + [("isFull", ["type": "boolean"])],
          required: ["base", "day", "at", "isFull"] + door)
      ),
      (
        "VisitClosure",
        APISchema.object(
          closure + [("id", APISchema.text), ("at", APISchema.moment), ("bookings", APISchema.integer)],
          required: ["id", "first", "last", "cause", "note", "at", "bookings"])
      ),
      ("VisitClosureList", list("VisitClosure")),
      (
        "VisitClosureOutcome",
        APISchema.object(
          closure + outcome.map { ($0, APISchema.integer) }, required: ["first", "last", "cause", "note"] + outcome)
      ),
    ]
  }

  /// The shapes of what is sent and got.
  public static var schemas: [(String, JSONValue)] { sent + got }
}
