import Site

/// What the OpenAPI document says of schools' visits.
public enum SchoolVisitAPIDocument {
  private static let id = APIParameter.path("id", .id)

  private static func act(_ noun: String, _ summary: String, body: String? = nil, isOfBase: Bool = false) -> APIOperation {
    APIOperation(
      .post, "/api/school-visits/{id}/\(isOfBase ? "bases/{base}/" : "")\(noun)", summary, tag: "visits", scope: "visits",
      schema: "SchoolVisit", body: body, parameters: isOfBase ? [id, .path("base", .slug)] : [id])
  }

  /// What can be asked.
  public static var operations: [APIOperation] {
    [
      APIOperation(
        .get, "/api/school-visits", "The visits of my schools, and how many took place this year", tag: "visits", scope: "read",
        schema: "MySchoolVisits"),
      APIOperation(
        .post, "/api/school-visits", "Begin a visit of a school, in a session or over a one-day tour that is booked",
        tag: "visits", scope: "visits", schema: "SchoolVisit", body: "NewSchoolVisit", successes: [201]),
      APIOperation(
        .get, "/api/school-visits/received", "Confirmed visits at my bases, or of the schools of my district", tag: "visits",
        scope: "read", schema: "SchoolVisitList"),
      APIOperation(
        .get, "/api/school-visits/{id}", "One visit, as its school, its bases and its district see it", tag: "visits",
        scope: "read", schema: "SchoolVisit", parameters: [id]),
      APIOperation(
        .patch, "/api/school-visits/{id}", "Write the plan, while the teacher has it", tag: "visits", scope: "visits",
        schema: "SchoolVisit", body: "SchoolVisitPatch", parameters: [id], isConditional: true),
      APIOperation(
        .get, "/api/school-visits/{id}/receipt", "The signed receipt, once every base has accepted", tag: "visits",
        scope: "read", schema: "SchoolVisitReceipt", parameters: [id]),
      act("sending", "Send the visit to the head of the school; its places are kept"),
      act("return", "Send it back to the teacher", body: "SchoolVisitReason"),
      act("confirmation", "Confirm it in the name of the school; its places are booked"),
      act("withdrawal", "Give all its places back", body: "SchoolVisitReason"),
      act("acceptance", "A base accepts", isOfBase: true),
      act("refusal", "A base cannot take the visit; all its places are free again", body: "SchoolVisitReason", isOfBase: true),
      act("count", "A base notes how many people came", body: "SchoolVisitPeople", isOfBase: true),
      act("feedback", "The school says how it was at a base, or the base how it was", body: "NewSchoolFeedback", isOfBase: true),
    ]
  }

  private static let names = APISchema.object(["zh-Hans", "zh-Hant", "en"].map { ($0, APISchema.text) })
  private static let day: JSONValue = ["type": "string", "format": "date"]

  private static func longest(_ length: Int64) -> JSONValue { ["type": ["string", "null"], "maxLength": .integer(length)] }

  private static let texts: [(String, Int64)] = [
    ("purpose", 2_000), ("curriculum", 2_000), ("contact", 200), ("safetyPlan", 4_000), ("insurance", 200), ("vehicle", 300),
    ("weather", 600), ("filing", 80),
  ]

  /// The plan as it is sent.
  private static var sentPlan: JSONValue {
    let item = APISchema.object(
      [
        ("stage", APISchema.oneOf(SchoolStage.allCases.map(\.rawValue))), ("name", ["type": "string", "maxLength": 60]),
        ("pupils", ["type": "integer", "minimum": 1, "maximum": .integer(Int64(SchoolForm.mostPupils))]),
      ], required: ["stage", "name", "pupils"], isSent: true)
    return APISchema.object(
      [
        ("classes", ["type": ["array", "null"], "items": item, "maxItems": .integer(Int64(SchoolForm.rows))]),
        ("teachers", ["type": ["array", "null"], "items": ["type": "string"], "maxItems": 200]),
      ] + texts.map { ($0.0, longest($0.1)) }, isSent: true)
  }

  private static let planExample: JSONValue = [
    "classes": [["stage": "primary", "name": "五年级2班", "pupils": 41]],
    "teachers": ["王老师 13800000000", "李老师 13800000001", "张老师 13800000002"], "purpose": "认识月相",
    "contact": "王老师 13800000000", "safetyPlan": "每组一名老师", "insurance": "平安 123", "vehicle": "粤A 12345",
  ]

  private static var whole: JSONValue {
    let row: [(String, JSONValue)] = summary
    return APISchema.object(
      row + [
        ("tour", APISchema.text),
        (
          "plan",
          APISchema.object(
            [("classes", ["type": "array"]), ("teachers", APISchema.texts)] + texts.map { ($0.0, APISchema.text) },
            required: ["classes", "teachers"] + texts.map(\.0))
        ),
        ("missing", APISchema.texts), ("bases", APISchema.list("SchoolVisitBase")), ("steps", ["type": "array"]),
        (
          "may",
          APISchema.object(
            [("plan", ["type": "boolean"]), ("confirm", ["type": "boolean"]), ("answerFor", APISchema.texts)],
            required: ["plan", "confirm", "answerFor"])
        ),
      ], required: needed + ["plan", "missing", "bases", "steps", "may"])
  }

  private static let summary: [(String, JSONValue)] = [
    ("id", APISchema.text), ("school", APISchema.text), ("schoolNames", names),
    ("state", APISchema.oneOf(SchoolVisit.State.allCases.map(\.rawValue))), ("day", day), ("people", APISchema.integer),
    ("due", APISchema.moment), ("version", APISchema.integer),
  ]
  private static let needed = ["id", "school", "state", "day", "people", "version"]

  private static var visited: JSONValue {
    APISchema.object(
      [
        ("base", APISchema.text), ("names", names), ("session", APISchema.text), ("starts", APISchema.moment),
        ("ends", APISchema.moment), ("hasPlaces", ["type": "boolean"]),
        ("answer", APISchema.oneOf(SchoolVisitLeg.Answer.allCases.map(\.rawValue))), ("came", APISchema.integer),
        ("feedback", ["type": "array"]),
      ], required: ["base", "names", "session", "hasPlaces", "answer", "feedback"])
  }

  /// The shapes of what is sent and got.
  public static var schemas: [(String, JSONValue)] {
    let item = APISchema.object(summary + [("bases", APISchema.texts)], required: needed + ["bases"])
    return [
      ("SchoolVisitItem", item), ("SchoolVisit", whole), ("SchoolVisitBase", visited),
      ("SchoolVisitList", APISchema.object([("items", APISchema.list("SchoolVisitItem"))], required: ["items"])),
      (
        "MySchoolVisits",
        APISchema.object(
          [("items", APISchema.list("SchoolVisitItem")), ("counts", ["type": "array"])], required: ["items", "counts"])
      ),
      (
        "SchoolVisitReceipt",
        APISchema.object(
          ["number", "text", "address", "credential"].map { ($0, APISchema.text) } + [("acceptedAt", APISchema.moment)],
          required: ["number", "acceptedAt", "text", "address", "credential"])
      ),
      (
        "NewSchoolVisit",
        APISchema.object(
          ["school", "session", "tour"].map { ($0, longest(20)) } + [("plan", sentPlan)], isSent: true,
          example: ["session": "1B2C3D4E", "plan": planExample])
      ),
      ("SchoolVisitPatch", APISchema.object([("plan", sentPlan)], isSent: true, example: ["plan": planExample])),
      (
        "SchoolVisitReason",
        APISchema.object(
          [("reason", ["type": "string", "minLength": 1, "maxLength": 1_000])], required: ["reason"], isSent: true,
          example: ["reason": "缺少校医"])
      ),
      (
        "SchoolVisitPeople",
        APISchema.object(
          [("people", ["type": "integer", "minimum": 1, "maximum": 10_000])], required: ["people"], isSent: true)
      ),
      (
        "NewSchoolFeedback",
        APISchema.object(
          [("points", ["type": "integer", "minimum": 1, "maximum": 5]), ("words", longest(2_000))], required: ["points"],
          isSent: true, example: ["points": 5, "words": "讲解精彩"])
      ),
    ]
  }
}
