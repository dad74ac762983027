import Site

/// What the OpenAPI document says of people and units.
public enum PeopleAPIDocument {
  private static let id = APIParameter.path("id", .id)
  private static let pages: [APIParameter] = [
    .query("page", .integer(1, 100_000), "Page, from 1"), .query("size", .integer(1, 100), "Items a page"),
  ]

  /// What can be asked.
  public static var operations: [APIOperation] { own + units + members + desk }

  private static var own: [APIOperation] {
    [
      APIOperation(.get, "/api/me", "Who I am, with grants and scopes", tag: "me", scope: "read", schema: "Me"),
      APIOperation(
        .get, "/api/me/messages", "My messages, newest first", tag: "me", scope: "messages", schema: "MessageList",
        parameters: pages),
      APIOperation(
        .post, "/api/me/messages/reading", "Mark all my messages as read", tag: "me", scope: "messages", schema: "Unread"),
      APIOperation(
        .get, "/api/me/achievements", "My achievements", tag: "me", scope: "read", schema: "AchievementList"),
      APIOperation(
        .post, "/api/me/achievements", "Tell an achievement, with evidence", tag: "me", scope: "achievements",
        schema: "Achievement", body: "ToldAchievement", successes: [201]),
      APIOperation(
        .patch, "/api/me/achievements/{id}", "Choose it as representative, or not", tag: "me", scope: "achievements",
        schema: "Achievement", body: "AchievementChoice", parameters: [id]),
      APIOperation(
        .delete, "/api/me/achievements/{id}", "Take back what was told by hand", tag: "me", scope: "achievements",
        schema: "Achievement", parameters: [id]),
    ]
  }

  private static var units: [APIOperation] {
    let kinds = Organization.Kind.allCases.map(\.rawValue)
    return [
      APIOperation(
        "/api/organizations", "Registered units", tag: "organizations", schema: "OrganizationList",
        parameters: [
          .query("q", .text(100), "Words of the name"), .query("kind", .oneOf(kinds), "Kind of unit"),
        ] + pages),
      APIOperation(
        "/api/organizations/{id}", "One unit", tag: "organizations", schema: "Organization", parameters: [id], mayBeMissing: true),
      APIOperation(
        .post, "/api/organizations", "Register a unit; an officer looks at it", tag: "organizations", scope: "organizations",
        schema: "Organization", body: "NewOrganization", successes: [201]),
      APIOperation(
        .patch, "/api/organizations/{id}", "Change what is told of a unit (RFC 7396)", tag: "organizations",
        scope: "organizations", schema: "Organization", body: "OrganizationPatch", parameters: [id], isConditional: true),
    ]
  }

  private static var members: [APIOperation] {
    let person = APIParameter.path("person", .id)
    func operation(
      _ method: APIOperation.Method, _ path: String, _ summary: String, body: String? = nil, _ more: [APIParameter] = [],
      successes: [Int] = [200]
    ) -> APIOperation {
      APIOperation(
        method, "/api/organizations/{id}/" + path, summary, tag: "organizations", scope: "organizations", schema: "Members",
        body: body, parameters: [id] + more, successes: successes)
    }
    return [
      operation(.get, "members", "Members, invitations and requests of a unit that I look after"),
      operation(.patch, "members/{person}", "Make a member an administrator, or not", body: "MemberPatch", [person]),
      operation(.delete, "members/{person}", "Take a member out", [person]),
      operation(.post, "invitations", "Invite by e-mail", body: "NewInvitation", successes: [201]),
      operation(.delete, "invitations/{invitation}", "Take an invitation back", [.path("invitation", .id)]),
      operation(.post, "requests/{request}/decision", "Let somebody join, or not", body: "Decision", [.path("request", .id)]),
    ]
  }

  private static var desk: [APIOperation] {
    [
      APIOperation(
        .post, "/api/organizations/{id}/decision", "Accept or decline a unit", tag: "desk", scope: "organizations",
        schema: "Organization", body: "Decision", parameters: [id]),
      APIOperation(
        .get, "/api/achievements", "Achievements that wait to be verified", tag: "desk", scope: "achievements",
        schema: "WaitingAchievements"),
      APIOperation(
        .post, "/api/achievements/{id}/decision", "Verify or decline an achievement", tag: "desk", scope: "achievements",
        schema: "Achievement", body: "Decision", parameters: [id]),
      APIOperation(
        .get, "/api/people", "Find people by name, address or number", tag: "desk", scope: "people", schema: "PersonList",
        parameters: [.query("q", .text(254), "Beginning of the name, the whole address or the number")]),
    ]
  }

  /// The shapes of what is sent and answered.
  public static var schemas: [(String, JSONValue)] { ownSchemas + unitSchemas + sentSchemas }

  private static var ownSchemas: [(String, JSONValue)] {
    let achievement: [(String, JSONValue)] = [
      ("id", APISchema.text), ("kind", APISchema.oneOf(Achievement.kinds)), ("title", APISchema.text),
      ("role", APISchema.oneOf(Achievement.roles)), ("level", APISchema.oneOf(Achievement.levels)), ("day", APISchema.text),
      ("evidence", APISchema.text), ("record", APISchema.text),
      ("state", APISchema.oneOf(Achievement.State.allCases.map(\.rawValue))), ("isRepresentative", ["type": "boolean"]),
      ("reason", APISchema.text),
    ]
    return [
      (
        "Me",
        APISchema.object(
          [
            ("id", APISchema.text), ("name", APISchema.text), ("language", APISchema.text), ("unread", APISchema.integer),
            ("scopes", APISchema.texts), ("organization", APISchema.text), ("grants", APISchema.list("Grant")),
            ("organizations", APISchema.list("Membership")),
          ], required: ["id", "name", "language", "grants", "organizations"])
      ),
      (
        "Grant",
        APISchema.object(
          [
            ("id", APISchema.text), ("role", APISchema.oneOf(Role.allCases.map(\.rawValue))), ("scope", APISchema.text),
            ("begins", APISchema.moment), ("ends", APISchema.moment),
          ], required: ["id", "role", "scope", "begins"])
      ),
      (
        "Membership",
        APISchema.object(
          [("id", APISchema.text), ("organization", APISchema.text), ("role", roles), ("since", APISchema.moment)],
          required: ["id", "organization", "role", "since"])
      ),
      ("Message", APISchema.object([], required: ["id", "kind", "path", "at"])), ("MessageList", APISchema.page(of: "Message")),
      ("Unread", APISchema.object([("unread", APISchema.integer)], required: ["unread"])),
      (
        "Achievement",
        APISchema.object(achievement, required: ["id", "kind", "title", "role", "level", "day", "state", "isRepresentative"])
      ),
      ("AchievementList", APISchema.object([("items", APISchema.list("Achievement"))], required: ["items"])),
      ("WaitingAchievements", APISchema.object([("items", ["type": "array"])], required: ["items"])),
      ("PersonList", APISchema.object([("items", ["type": "array"])], required: ["items"])),
    ]
  }

  private static let roles = APISchema.oneOf(Membership.Role.allCases.map(\.rawValue))

  private static var unitSchemas: [(String, JSONValue)] {
    [
      (
        "Organization",
        APISchema.object(
          unit + [
            ("id", APISchema.text), ("status", APISchema.oneOf(Organization.Status.allCases.map(\.rawValue))),
            ("mergedInto", APISchema.text), ("version", APISchema.integer),
          ], required: ["id", "names", "kind", "region", "status", "version"])
      ),
      ("OrganizationList", APISchema.page(of: "Organization")),
      (
        "Members",
        APISchema.object(
          [("members", ["type": "array"]), ("invitations", ["type": "array"]), ("requests", ["type": "array"])],
          required: ["members", "invitations", "requests"])
      ),
    ]
  }

  private static var unit: [(String, JSONValue)] {
    let names: [(String, JSONValue)] = ["zh-Hans", "zh-Hant", "en"].map { ($0, ["type": ["string", "null"], "maxLength": 200]) }
    func text(_ most: Int64) -> JSONValue { ["type": ["string", "null"], "maxLength": .integer(most)] }
    return [
      ("names", APISchema.object(names, required: [], isSent: true)),
      ("kind", APISchema.oneOf(Organization.Kind.allCases.map(\.rawValue))), ("creditCode", text(24)),
      ("region", ["type": "string", "pattern": "^[0-9]{6}$"]), ("parent", text(20)), ("website", text(300)), ("phone", text(60)),
      ("about", text(1_000)),
    ]
  }

  private static var sentSchemas: [(String, JSONValue)] {
    let told: [(String, JSONValue)] = [
      ("title", ["type": "string", "minLength": 1, "maxLength": 200]), ("kind", APISchema.oneOf(Achievement.kinds)),
      ("role", APISchema.oneOf(Achievement.roles)), ("level", APISchema.oneOf(Achievement.levels)),
      ("day", ["type": "string", "format": "date"]), ("evidence", ["type": "string", "minLength": 1, "maxLength": 500]),
    ]
    let decision: [(String, JSONValue)] = [
      ("answer", APISchema.oneOf(["yes", "no"])), ("reason", ["type": "string", "maxLength": 500]),
    ]
    let role = APISchema.oneOf(["member", "administrator"])
    return [
      ("ToldAchievement", APISchema.object(told, required: told.map(\.0), isSent: true)),
      ("AchievementChoice", APISchema.object([("isRepresentative", ["type": "boolean"])], isSent: true)),
      ("NewOrganization", APISchema.object(unit, required: ["names", "kind", "region"], isSent: true)),
      ("OrganizationPatch", APISchema.object(unit, isSent: true)),
      ("MemberPatch", APISchema.object([("role", role)], required: ["role"], isSent: true)),
      (
        "NewInvitation",
        APISchema.object(
          [("email", ["type": "string", "format": "email"]), ("role", role)], required: ["email", "role"], isSent: true)
      ),
      ("Decision", APISchema.object(decision, required: ["answer"], isSent: true)),
      ("Reason", APISchema.object([("reason", ["type": "string", "maxLength": 500])], isSent: true)),
    ]
  }
}
