import SQL
import Site

/// Something that a person or a unit has done (业绩): born from a record of a room, or told by hand and then verified.
public struct Achievement: Sendable, RowReadable {
  let id: ID<Achievement>
  let holder: Holder
  let kind: String
  let title: String
  let role: String
  let level: String
  let day: String
  let evidence: String?
  /// The record that it was born from, as `base 0A1B…`.
  let record: String?
  let state: State
  let reason: String?
  let isRepresentative: Bool

  /// Whose it is.
  enum Holder: Sendable, Hashable {
    case person(ID<Person>)
    case organization(ID<Organization>)
  }

  /// How far an achievement can be trusted.
  enum State: String, CaseIterable {
    /// From a record of this portal.
    case recorded
    /// Told by hand; nobody has looked.
    case told
    /// Told by hand; an officer has seen the evidence.
    case verified
    case declined
  }

  /// What can be told by hand.
  static let kinds = ["work", "lecture", "event", "exhibition", "training", "award", "research", "media", "service", "base"]
  /// At which level it counts.
  static let levels = ["international", "national", "province", "city", "county", "unit"]
  /// As what somebody took part.
  static let roles = ["author", "lead", "member", "speaker", "organizer", "adviser"]

  static let columns: SQL =
    """
    a.id, a.person_id, a.organization_id, a.kind, a.title, a.role, a.level, a.day, a.evidence, a.record_kind, a.record_key, a.state,
    a.reason, a.is_representative
    """

  /// Reads a row of `columns`.
  public init(row: Row) throws {
    id = try row.get(0)
    let person: ID<Person>? = try row.get(1)
    let organization: ID<Organization>? = try row.get(2)
    holder = person.map(Holder.person) ?? .organization(organization ?? ID(rawValue: -1))
    kind = try row.text(3)
    title = try row.text(4)
    role = try row.text(5)
    level = try row.text(6)
    day = try row.text(7)
    evidence = try row.textOrNil(8)
    let recordKind = try row.textOrNil(9)
    let recordKey = try row.textOrNil(10)
    record = recordKind.flatMap { kind in recordKey.map { "\(kind) \($0)" } }
    state = State(rawValue: try row.text(11)) ?? .told
    reason = try row.textOrNil(12)
    isRepresentative = try row.int(13) == 1
  }

  /// Nobody verifies what is their own.
  func requireOther(_ rights: Rights, _ t: Localizer) throws {
    guard holder == .person(rights.person.id) else { return }
    throw Problem(.forbidden, detail: t("Nobody verifies what is their own."))
  }

  var json: JSONValue {
    .members([
      ("id", .string(id.description)), ("kind", .string(kind)), ("title", .string(title)), ("role", .string(role)),
      ("level", .string(level)), ("day", .string(day)), ("evidence", .text(evidence)), ("record", .text(record)),
      ("state", .string(state.rawValue)), ("isRepresentative", .bool(isRepresentative)), ("reason", .text(reason)),
    ])
  }
}

/// The entries of a ledger in forms that other programs read.
enum AchievementExport {
  /// CSV with a header line.
  static func csv(_ achievements: [Achievement]) -> String {
    let lines = achievements.map { entry in
      [
        entry.day, entry.kind, entry.title, entry.role, entry.level, entry.state.rawValue, entry.evidence ?? "",
        entry.record ?? "",
      ]
    }
    return CSV.table([["day", "kind", "title", "role", "level", "state", "evidence", "record"]] + lines)
  }

  /// BibTeX entries of type `misc`, as LaTeX and reference managers read them.
  static func bibTeX(_ achievements: [Achievement], author: String) -> String {
    func value(_ text: String) -> String {
      text.filter { $0 != "{" && $0 != "}" && $0 != "\\" }.replacing("%", with: "\\%").replacing("&", with: "\\&").replacing(
        "#", with: "\\#"
      )
      .replacing("_", with: "\\_").replacing("$", with: "\\$")
    }
    return achievements.map { entry in
      let link =
        entry.evidence.map { $0.hasPrefix("http") ? "  howpublished = {\\url{\($0.filter { !"{}\\".contains($0) })}},\n" : "" }
        ?? ""
      return """
        @misc{kepu\(entry.id),
          author = {\(value(author))},
          title = {\(value(entry.title))},
          year = {\(entry.day.prefix(4))},
          month = {\(entry.day.dropFirst(5).prefix(2))},
        \(link)  note = {\(value(entry.kind)), \(value(entry.role)), \(value(entry.level))}
        }

        """
    }.joined()
  }
}
