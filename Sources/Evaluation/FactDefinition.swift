import People
import SQL
import Site

/// Where a fact comes from that is not asked for in the form as it is.
struct FactDefinition: Sendable {
  let key: String
  let name: LocalizedText
  let unit: FieldUnit?
  let origin: Origin

  enum Origin: Sendable, Equatable {
    /// Whole months from a day in the form to the last day of the call.
    case monthsSince(String)
    /// The sum of numbers in the form.
    case sum([String])
    /// How many entries a field has: chosen works, authors, files.
    case countOf(String)
    /// Something that a room can compute, such as the days on which a base was open.
    case computed(String)
    /// How many achievements of some kinds and levels the ledger holds, of the last years.
    case achievements(kinds: [String], levels: [String], years: Int?)
    /// Whether the applicant holds a result of a programme that is in force.
    case holds(String)
    /// Whether the applicant was chosen in one of these programmes before.
    case wonBefore([String])
  }

  init(_ entry: PolicyFile.Entry) throws {
    try entry.only(["key", "name", "unit", "from"])
    key = try entry["key"].key()
    name = try entry["name"].localized()
    unit = try entry["unit"].ifThere?.oneOf(FieldUnit.self)
    let from = entry["from"]
    guard let kind = from.keys.first, from.keys.count == 1 else { throw from.wrong("one origin, such as {computed: open_days}") }
    switch kind {
    case "months_since": origin = .monthsSince(try from[kind].key())
    case "sum": origin = .sum(try from[kind].keyList())
    case "count": origin = .countOf(try from[kind].key())
    case "computed": origin = .computed(try from[kind].key())
    case "holds": origin = .holds(try from[kind].key())
    case "won_before": origin = .wonBefore(try from[kind].keyList())
    case "achievements":
      let group = from[kind]
      try group.only(["kinds", "levels", "years"])
      origin = .achievements(
        kinds: try group["kinds"].ifThere?.keyList() ?? [], levels: try group["levels"].ifThere?.keyList() ?? [],
        years: try group["years"].ifThere?.number(in: 1...50))
    default:
      throw from.wrong("one of months_since, sum, count, computed, achievements, holds, won_before")
    }
  }
}

/// In what a number is counted, so that pages can say it in every language.
enum FieldUnit: String, Sendable, CaseIterable, Codable {
  case days, months, years, people, visits, squareMetres = "square_metres", items, percent, tenThousandYuan = "ten_thousand_yuan"
  case seconds, minutes, hours, times, copies, kilometres, points

  func words(_ number: String, _ t: Localizer) -> String {
    let values = ["number": number]
    return switch self {
    case .days: t("{number} days", values)
    case .months: t("{number} months", values)
    case .years: t("{number} years", values)
    case .people: t("{number} people", values)
    case .visits: t("{number} visits", values)
    case .squareMetres: t("{number} m²", values)
    case .items: t("{number} items", values)
    case .percent: t("{number} %", values)
    case .tenThousandYuan: t("{number} × 10,000 yuan", values)
    case .seconds: t("{number} s", values)
    case .minutes: t("{number} minutes", values)
    case .hours: t("{number} hours", values)
    case .times: t("{number} times", values)
    case .copies: t("{number} copies", values)
    case .kilometres: t("{number} km", values)
    case .points: t("{number} points", values)
    }
  }
}
