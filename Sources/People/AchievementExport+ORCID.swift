import Site

extension AchievementExport {
  /// The entries as ORCID's works read (API 3.0, `works`: one group with one summary for each), so that tools that take an ORCID
  /// record take the ledger too. What nobody has verified stays out.
  static func orcid(_ achievements: [Achievement], author: String) -> String {
    let groups = achievements.filter { $0.state == .recorded || $0.state == .verified }.map { entry -> JSONValue in
      .members([("external-ids", externalIDs(entry)), ("work-summary", .array([summary(entry, author)]))])
    }
    return JSONValue.members([("group", .array(groups)), ("path", .string("/works"))]).string
  }

  private static func summary(_ entry: Achievement, _ author: String) -> JSONValue {
    .members([
      ("put-code", .string(entry.id.description)), ("title", .members([("title", value(entry.title))])),
      ("external-ids", externalIDs(entry)), ("type", .string(type(of: entry.kind))), ("publication-date", date(entry.day)),
      ("url", entry.link.map(value) ?? .null), ("visibility", .string("public")),
      (
        "contributors",
        .members([
          (
            "contributor",
            .array([
              .members([
                ("credit-name", value(author)),
                ("contributor-attributes", .members([("contributor-role", .string(entry.role))])),
              ])
            ])
          )
        ])
      ),
    ])
  }

  private static func value(_ text: String) -> JSONValue { .members([("value", .string(text))]) }

  private static func externalIDs(_ entry: Achievement) -> JSONValue {
    guard let link = entry.link else { return .members([("external-id", .array([]))]) }
    return .members([
      (
        "external-id",
        .array([
          .members([
            ("external-id-type", .string("uri")), ("external-id-value", .string(link)), ("external-id-url", value(link)),
            ("external-id-relationship", .string("self")),
          ])
        ])
      )
    ])
  }

  private static func date(_ day: String) -> JSONValue {
    let parts = day.split(separator: "-").map(String.init)
    return .members(zip(["year", "month", "day"], parts).map { ($0, value($1)) })
  }

  /// The nearest of ORCID's types of works; most of what science communication makes is `other` there.
  private static func type(of kind: String) -> String {
    switch kind {
    case "lecture": "lecture-speech"
    case "research": "report"
    default: "other"
    }
  }
}

extension Achievement {
  /// The evidence, where it is an address.
  fileprivate var link: String? { evidence.flatMap { $0.hasPrefix("http://") || $0.hasPrefix("https://") ? $0 : nil } }
}
