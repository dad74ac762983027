import Site

/// What the OpenAPI document says of bookings.
public enum BookingAPIDocument {
  private static let id = APIParameter.path("id", .id)

  private static func act(
    _ method: APIOperation.Method, _ path: String, _ summary: String, schema: String, body: String? = nil,
    successes: [Int] = [200], isConditional: Bool = false
  ) -> APIOperation {
    APIOperation(
      method, path, summary, tag: "visits", scope: "visits", schema: schema, body: body, parameters: [id], successes: successes,
      isConditional: isConditional)
  }

  /// What can be asked.
  public static var operations: [APIOperation] {
    [
      APIOperation(
        "/api/bases/{slug}/availability", "The days and sessions of a month, with the places left for an audience", tag: "visits",
        schema: "Availability",
        parameters: [
          .path("slug", .slug), .query("month", .text(7), "A month, as 2026-12; this one where none is told"),
          .query("audience", .oneOf(Audience.allCases.map(\.rawValue)), "As what one comes"),
        ], mayBeMissing: true),
      act(
        .post, "/api/sessions/{id}/holds", "Keep places for some minutes", schema: "Booking", body: "NewHold", successes: [201]),
      act(
        .post, "/api/sessions/{id}/bookings", "Book places at once", schema: "Booking", body: "NewBooking", successes: [201]),
      act(
        .post, "/api/sessions/{id}/waiting", "Join the waiting list", schema: "WaitingPlace", body: "NewBooking",
        successes: [201]),
      APIOperation(
        .get, "/api/me/visits", "My bookings, waiting lists, and where I may not book", tag: "visits", scope: "read",
        schema: "MyVisits"),
      APIOperation(
        .get, "/api/bookings/{id}", "One of my bookings", tag: "visits", scope: "read", schema: "Booking", parameters: [id]),
      act(
        .patch, "/api/bookings/{id}", "Come with another party: part is given back, or more places are taken", schema: "Booking",
        body: "BookingPatch", isConditional: true),
      act(.post, "/api/bookings/{id}/confirmation", "Book what is held or offered", schema: "Booking", body: "BookingName"),
      act(.post, "/api/bookings/{id}/cancellation", "Give all places back", schema: "Booking", body: "BookingReason"),
      act(.post, "/api/waiting/{id}/departure", "Leave the waiting list", schema: "WaitingPlace"),
    ]
  }

  /// The shapes of what is sent and got.
  public static var schemas: [(String, JSONValue)] {
    let kinds = ["adults", "minors", "preschool", "seniors", "teachers"]
    let party = APISchema.object(kinds.map { ($0, ["type": "integer", "minimum": 0, "maximum": 10_000]) })
    let confirmed: [(String, JSONValue)] = [("agesConfirmed", ["type": ["boolean", "null"]])]
    let sent = APISchema.object(
      kinds.map { ($0, ["type": ["integer", "null"], "minimum": 0, "maximum": 10_000]) } + confirmed, isSent: true)
    let audience = APISchema.oneOf(["individual", "group", "concession"])
    let who: [(String, JSONValue)] = [
      ("name", ["type": "string", "maxLength": 80]), ("contact", ["type": "string", "maxLength": 254]),
    ]
    return [
      (
        "Availability",
        APISchema.object(
          [("base", APISchema.text), ("month", APISchema.text), ("days", ["type": "array"]), ("sessions", ["type": "array"])],
          required: ["base", "month", "audience", "days", "sessions"])
      ),
      (
        "Booking",
        APISchema.object(
          [
            ("id", APISchema.text), ("session", APISchema.text), ("party", party), ("people", APISchema.integer),
            ("state", APISchema.oneOf(Booking.State.allCases.map(\.rawValue))), ("heldUntil", APISchema.moment),
            ("version", APISchema.integer), ("ticket", APISchema.text),
          ], required: ["id", "session", "base", "day", "audience", "party", "people", "state", "name", "version", "ticket"])
      ),
      (
        "WaitingPlace",
        APISchema.object(
          [("state", APISchema.oneOf(Waiting.State.allCases.map(\.rawValue))), ("party", party), ("before", APISchema.integer)],
          required: ["id", "session", "audience", "party", "state"])
      ),
      (
        "MyVisits",
        APISchema.object(
          [("items", APISchema.list("Booking")), ("waiting", APISchema.list("WaitingPlace")), ("bars", ["type": "array"])],
          required: ["items", "waiting", "bars"])
      ),
      ("NewHold", APISchema.object([("audience", audience), ("party", sent)], required: ["party"], isSent: true)),
      ("NewBooking", APISchema.object([("audience", audience), ("party", sent)] + who, required: ["party"], isSent: true)),
      ("BookingPatch", APISchema.object([("party", sent)], isSent: true)),
      ("BookingName", APISchema.object(who, isSent: true)),
      ("BookingReason", APISchema.object([("reason", ["type": "string", "maxLength": 200])], isSent: true)),
    ]
  }
}
