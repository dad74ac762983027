import Site

extension OpenAPIDocument {
  /// What managers and officers do with bases.
  var handOperations: [APIOperation] { ownOperations + changeOperations + officerOperations }

  private var ownOperations: [APIOperation] {
    [
      APIOperation(
        .get, "/api/me/bases", "The bases that I look after", tag: "bases", scope: "read", schema: "ManagedBaseList"),
      APIOperation(
        .get, "/api/me/bases/{slug}", "One base that I look after, in any status", tag: "bases", scope: "read",
        schema: "ManagedBase", parameters: [slug]),
      APIOperation(
        .post, "/api/bases", "Begin the page of a base, as a draft", tag: "bases", scope: "bases", schema: "ManagedBase",
        body: "NewBase", successes: [201]),
    ]
  }

  private var slug: APIParameter { .path("slug", .slug) }

  private func step(
    _ method: APIOperation.Method, _ noun: String, _ summary: String, tag: String = "bases", body: String? = nil,
    _ more: [APIParameter] = [], successes: [Int] = [200]
  ) -> APIOperation {
    APIOperation(
      method, "/api/bases/{slug}/" + noun, summary, tag: tag, scope: "bases", schema: "ManagedBase", body: body,
      parameters: [slug] + more, successes: successes)
  }

  private var changeOperations: [APIOperation] {
    [
      APIOperation(
        .patch, "/api/bases/{slug}",
        "Change a page (RFC 7396): name, place and operator wait for an officer (202), the rest is live at once (200)",
        tag: "bases", scope: "bases", schema: "ManagedBase", body: "BasePatch", parameters: [slug], successes: [200, 202],
        isConditional: true),
      step(.post, "exceptions", "Set an exception to the weekly hours", body: "NewException", successes: [201]),
      step(
        .delete, "exceptions/{first}/{last}", "Take an exception away", [.path("first", .day), .path("last", .day)]),
      step(.post, "submission", "Send a draft to the office"), step(.post, "confirmation", "Say that all is still right"),
    ]
  }

  private var officerOperations: [APIOperation] {
    let id = APIParameter.path("id", .id)
    func decision(_ things: String, _ summary: String) -> APIOperation {
      APIOperation(
        .post, "/api/\(things)/{id}/decision", summary, tag: "desk", scope: "bases", schema: "ManagedBase", body: "Decision",
        parameters: [id])
    }
    return [
      APIOperation(.get, "/api/queue", "What waits for me as an officer", tag: "desk", scope: "bases", schema: "Queue"),
      APIOperation(
        .get, "/api/changes/{id}", "A change that waits, with what differs", tag: "desk", scope: "bases", schema: "WaitingChange",
        parameters: [id]),
      decision("changes", "Accept or decline a change"), decision("claims", "Give a base into somebody's care, or not"),
      step(.post, "publication", "Publish, or lift a suspension", tag: "desk", body: "Reason"),
      step(.post, "return", "Send back to its author, with a reason", tag: "desk", body: "Reason"),
      step(.post, "suspension", "Suspend, with a reason", tag: "desk", body: "Reason"),
    ]
  }

  /// The shapes of what managers and officers send and get.
  var handSchemas: [(String, JSONValue)] {
    let exception: [(String, JSONValue)] = [
      ("first", ["type": "string", "format": "date"]), ("last", ["type": "string", "format": "date"]),
      ("hours", ["type": "string", "maxLength": 100]), ("reason", ["type": "string", "maxLength": 200]),
    ]
    return [
      (
        "ManagedBase",
        [
          "allOf": [
            ["$ref": "#/components/schemas/Base"],
            APISchema.object(
              [("status", APISchema.oneOf(Base.Status.allCases.map(\.rawValue))), ("waiting", ["type": "array"])],
              required: ["status", "waiting"]),
          ]
        ]
      ),
      ("ManagedBaseList", APISchema.object([("items", APISchema.list("ManagedBase"))], required: ["items"])),
      (
        "NewBase",
        APISchema.object(sent, required: ["names", "category", "themes", "region"], isSent: true, example: newBase)
      ),
      ("BasePatch", APISchema.object(sent, isSent: true)),
      ("NewException", APISchema.object(exception, required: ["first"], isSent: true)),
      (
        "WaitingChange",
        APISchema.object(
          [("id", APISchema.text), ("base", APISchema.text), ("differences", ["type": "array"])],
          required: ["id", "base", "asker", "askedAt", "differences"])
      ),
      ("Queue", APISchema.object([], required: ["submitted", "suspended", "changes", "claims"])),
    ]
  }

  private var newBase: JSONValue {
    [
      "names": ["zh-Hans": "天河天文台", "en": "Tianhe Observatory"],
      "category": .string(vocabularies.categories.terms.first?.key ?? ""),
      "themes": .array(vocabularies.themes.terms.prefix(1).map { .string($0.key) }), "region": "440106",
    ]
  }

  /// What can be set of a base: the members that the API reads, grouped by their first word.
  private var sent: [(String, JSONValue)] {
    let vocabulary: [String: Vocabulary] = [
      "category": vocabularies.categories, "industry": vocabularies.industries, "level": vocabularies.levels,
      "themes": vocabularies.themes, "audiences": vocabularies.audiences, "concessions": vocabularies.concessions,
      "accessibility": vocabularies.facilities,
    ]
    let groups = Dictionary(grouping: BaseAPI.members.keys) { $0.prefix { $0 != "." } }
    return groups.sorted { $0.key < $1.key }.map { name, paths in
      let name = String(name)
      let keys = vocabulary[name].map { APISchema.oneOf($0.terms.map(\.key)) }
      switch name {
      case "latitude", "longitude": return (name, ["type": ["number", "null"]])
      case "aliases": return (name, APISchema.texts)
      case "themes", "audiences", "concessions", "accessibility":
        return (name, ["type": "array", "items": keys ?? APISchema.text])
      case _ where paths != [name]:
        let below = paths.map { String($0.dropFirst(name.count + 1)) }.sorted()
        return (name, APISchema.object(below.map { ($0, ["type": ["string", "null"]]) }, isSent: true))
      default: return (name, keys ?? ["type": ["string", "null"]])
      }
    }
  }
}
