import Site

/// What the OpenAPI document says of one-day tours.
public enum TourAPIDocument {
  private static let id = APIParameter.path("id", .id)

  private static func act(_ path: String, _ summary: String, body: String? = nil, more: [APIParameter] = []) -> APIOperation {
    APIOperation(
      .post, path, summary, tag: "visits", scope: "visits", schema: "Tour", body: body, parameters: [id] + more)
  }

  private static let question: [APIParameter] = [
    .query("day", .day, "The day"), .query("county", .code, "The county where the day starts"),
    .query("at", .text(40), "Or latitude and longitude of the start, as 23.13,113.26"),
    .query("as", .oneOf(["individual", "group", "school"]), "As what the party comes; a school where none is told"),
    .query("pupils", .integer(0, 2_000), "Pupils and other minors"), .query("preschool", .integer(0, 2_000), "Smaller children"),
    .query("teachers", .integer(0, 2_000), "Teachers"), .query("adults", .integer(0, 2_000), "Other adults"),
    .query("themes", .text(40), "A theme that is wished for; may come several times"),
    .query("from", .text(5), "Not earlier than, as 08:00"), .query("until", .text(5), "Back by, as 17:30"),
    .query("stops", .integer(2, 4), "At most so many bases"), .query("access", .oneOf(["yes"]), "Every base is accessible"),
    .query("lunch", .oneOf(["yes"]), "The party brings its lunch"),
  ]

  /// What can be asked.
  public static var operations: [APIOperation] {
    [
      APIOperation("/api/tours", "The one-day routes of the province", tag: "visits", schema: "TourRouteList"),
      APIOperation(
        "/api/tours/plan", "The best days over two to four bases that can be booked now", tag: "visits", schema: "TourProposals",
        parameters: question),
      APIOperation(
        "/api/tours/{slug}", "One route of the province", tag: "visits", schema: "TourRoute", parameters: [.path("slug", .slug)],
        mayBeMissing: true),
      APIOperation(.get, "/api/me/tours", "My one-day tours", tag: "visits", scope: "read", schema: "TourList"),
      APIOperation(
        .post, "/api/me/tours", "Book every base of a day, or none", tag: "visits", scope: "visits", schema: "Tour",
        body: "NewTour", successes: [201]),
      APIOperation(
        .get, "/api/me/tours/{id}", "One of my tours with its day sheet, and days that make it whole where a base is missing",
        tag: "visits", scope: "read", schema: "Tour", parameters: [id]),
      APIOperation(
        .patch, "/api/me/tours/{id}", "Write the day sheet", tag: "visits", scope: "visits", schema: "Tour", body: "TourPatch",
        parameters: [id], isConditional: true),
      act("/api/me/tours/{id}/plan", "Exchange bases: what stays keeps its places; all or nothing", body: "TourSessions"),
      act("/api/me/tours/{id}/confirmation", "Confirm a tour whose day sheet is complete"),
      act("/api/me/tours/{id}/cancellation", "Give the whole day back"),
      act(
        "/api/me/tours/{id}/bookings/{booking}/cancellation", "Give one base back; the others keep their places",
        more: [.path("booking", .id)]),
      APIOperation(
        .get, "/api/me/passport", "My stamps, and how far I have come on each route", tag: "visits", scope: "read",
        schema: "SciencePassport"),
    ]
  }

  private static let names = APISchema.object(["zh-Hans", "zh-Hant", "en", "pt"].map { ($0, APISchema.text) })

  private static let sheetFields = [
    ("contact", 200), ("safetyPlan", 4_000), ("insurance", 200), ("hospital", 600), ("vehicle", 300), ("weather", 600),
    ("filing", 80),
  ]

  private static var tour: JSONValue {
    APISchema.object(
      [
        ("id", APISchema.text), ("title", APISchema.text), ("state", APISchema.oneOf(Trip.State.allCases.map(\.rawValue))),
        ("day", ["type": "string", "format": "date"]), ("plan", ["$ref": "#/components/schemas/TourPlan"]),
        ("bookings", APISchema.list("Booking")), ("missing", APISchema.texts), ("teachersNeeded", APISchema.integer),
        ("proposals", APISchema.list("TourPlan")), ("version", APISchema.integer),
      ], required: ["id", "title", "state", "day", "start", "audience", "party", "plan", "version"])
  }

  private static var newTour: JSONValue {
    let number: JSONValue = ["type": ["integer", "null"], "minimum": 0, "maximum": 2_000]
    let start = APISchema.object(
      [
        ("county", ["type": ["string", "null"], "pattern": "^[0-9]{6}$"]),
        ("at", ["type": ["string", "null"], "maxLength": 40]),
        ("name", ["type": ["string", "null"], "maxLength": 120]),
      ], isSent: true)
    let party = APISchema.object(["adults", "minors", "preschool", "teachers"].map { ($0, number) }, isSent: true)
    let flag: JSONValue = ["type": ["boolean", "null"]]
    let time: JSONValue = ["type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"]
    return APISchema.object(
      [
        ("start", start), ("day", ["type": "string", "format": "date"]),
        ("audience", APISchema.oneOf(["individual", "group", "school"])), ("party", party), ("themes", APISchema.texts),
        ("earliestStart", time), ("latestReturn", time), ("needsAccess", flag), ("bringsLunch", flag), ("sessions", sessions),
        ("title", ["type": "string", "maxLength": 80]), ("name", ["type": "string", "maxLength": 80]),
      ], required: ["start", "day", "party", "sessions"], isSent: true,
      example: [
        "start": ["county": "440106", "name": "华师附小"], "day": "2027-05-14", "party": ["minors": 41, "teachers": 3],
        "sessions": ["1B2C3D4E", "1B2C3D4F", "1B2C3D4G"], "title": "植物与河",
      ])
  }

  private static let sessions: JSONValue = [
    "type": "array", "items": ["type": "string"], "minItems": 2, "maxItems": 4,
  ]

  /// The shapes of what is sent and got.
  public static var schemas: [(String, JSONValue)] {
    let plan = APISchema.object(
      [
        ("sessions", APISchema.texts), ("legs", ["type": "array"]), ("departure", APISchema.moment), ("back", APISchema.moment),
        ("travelMinutes", APISchema.integer), ("waitingMinutes", APISchema.integer), ("score", APISchema.integer),
        ("reasons", ["type": "array"]),
      ], required: ["sessions", "legs", "departure", "back", "lunch", "travelMinutes", "score", "reasons"])
    let route = APISchema.object(
      [
        ("slug", APISchema.text), ("names", names), ("story", names),
        ("season", APISchema.oneOf(BrandTour.Season.allCases.map(\.rawValue))),
        ("stage", APISchema.oneOf(BrandTour.Stage.allCases.map(\.rawValue))), ("stops", ["type": "array"]),
      ], required: ["slug", "names", "story", "season", "stage", "stops"])
    let sheet = APISchema.object(
      sheetFields.map { ($0.0, ["type": ["string", "null"], "maxLength": .integer(Int64($0.1))]) }, isSent: true)
    return [
      ("TourPlan", plan),
      (
        "TourProposals",
        APISchema.object(
          [
            ("day", ["type": "string", "format": "date"]), ("items", APISchema.list("TourPlan")),
            ("isExact", ["type": "boolean"]), ("bound", APISchema.integer),
          ],
          required: ["day", "items", "isExact"])
      ),
      ("TourRoute", route),
      ("TourRouteList", APISchema.object([("items", APISchema.list("TourRoute"))], required: ["items"])),
      ("Tour", tour), ("TourList", APISchema.object([("items", APISchema.list("Tour"))], required: ["items"])),
      ("NewTour", newTour), ("TourPatch", APISchema.object([("sheet", sheet)], isSent: true)),
      ("TourSessions", APISchema.object([("sessions", sessions)], required: ["sessions"], isSent: true)),
      (
        "SciencePassport",
        APISchema.object([("stamps", APISchema.texts), ("routes", ["type": "array"])], required: ["stamps", "routes"])
      ),
    ]
  }
}
