import People
import SQL
import Site

/// A part of a programme's form (申报书).
struct FormSection: Sendable {
  let key: String
  let name: LocalizedText
  let help: LocalizedText?
  let fields: [FormField]
  /// Left out when somebody applies again in the simplified way.
  let isForNewOnly: Bool

  init(_ entry: PolicyFile.Entry) throws {
    try entry.only(["key", "name", "help", "fields", "new_only"])
    key = try entry["key"].key()
    name = try entry["name"].localized()
    help = try entry["help"].ifThere?.localized()
    fields = try entry["fields"].list(FormField.init)
    isForNewOnly = try entry["new_only"].ifThere?.flag() ?? false
  }
}

/// One question of a form.
struct FormField: Sendable {
  let key: String
  let name: LocalizedText
  let help: LocalizedText?
  let kind: Kind
  let isRequired: Bool
  let unit: FieldUnit?
  /// Who sees the answer besides the applicant and the office.
  let audience: Audience
  /// What a room can compute of the same, to stand beside what is claimed.
  let computed: String?

  enum Kind: Sendable, Equatable {
    case line(most: Int)
    case area(most: Int)
    case number(ClosedRange<Double>, isWhole: Bool)
    /// Days of the year that the form is about: 365 or 366 (TC-023).
    case daysOfYear
    case flag
    /// Something that has to be declared: nothing is handed in without it.
    case pledge
    case choice([Option])
    case choices([Option])
    case day
    case link
    case files(kinds: [EvidenceKind], most: Int)
    /// Works or achievements chosen from the applicant's ledger (代表作).
    case achievements(ClosedRange<Int>)
  }

  enum Audience: String, Sendable, CaseIterable {
    /// Nobody but the applicant and the office.
    case office
    /// Reviewers see it, but in a blind round only where it does not say who applies.
    case identifying
    case reviewers
    /// Everybody may see it when the result is public.
    case everyone = "public"
  }

  struct Option: Sendable, Equatable {
    let key: String
    let name: LocalizedText
  }
}

/// Kinds of files that can be handed in; told from their first bytes, never from their names.
public enum EvidenceKind: String, Sendable, CaseIterable {
  case pdf, picture, video, audio
}

extension FormField {
  private static let members = [
    "key", "name", "help", "kind", "required", "unit", "seen_by", "computed", "most", "min", "max", "whole", "options", "files",
  ]

  init(_ entry: PolicyFile.Entry) throws {
    try entry.only(Self.members)
    key = try entry["key"].key()
    name = try entry["name"].localized()
    help = try entry["help"].ifThere?.localized()
    isRequired = try entry["required"].ifThere?.flag() ?? true
    unit = try entry["unit"].ifThere?.oneOf(FieldUnit.self)
    audience = try entry["seen_by"].ifThere?.oneOf(Audience.self) ?? .reviewers
    computed = try entry["computed"].ifThere?.key()
    kind = try Self.kind(entry)
  }

  private enum KindName: String, CaseIterable {
    case line, area, number, daysOfYear = "days_of_year", flag, pledge, choice, choices, day, link, files, achievements
  }

  private static func kind(_ entry: PolicyFile.Entry) throws -> Kind {
    switch try entry["kind"].oneOf(KindName.self) {
    case .line: .line(most: try entry["most"].ifThere?.number(in: 1...500) ?? 120)
    case .area: .area(most: try entry["most"].ifThere?.number(in: 10...20_000) ?? 2_000)
    case .number: try numberKind(entry)
    case .daysOfYear: .daysOfYear
    case .flag: .flag
    case .pledge: .pledge
    case .choice: .choice(try entry["options"].list(Option.init))
    case .choices: .choices(try entry["options"].list(Option.init))
    case .day: .day
    case .link: .link
    case .files:
      .files(
        kinds: try entry["files"].ifThere?.list { try $0.oneOf(EvidenceKind.self) } ?? [.pdf, .picture],
        most: try entry["most"].ifThere?.number(in: 1...30) ?? 5)
    case .achievements:
      .achievements(try entry["min"].number(in: 0...20)...(try entry["max"].number(in: 1...20)))
    }
  }

  private static func numberKind(_ entry: PolicyFile.Entry) throws -> Kind {
    let (low, high) = (
      try entry["min"].ifThere?.decimal(in: -1e12...1e12) ?? 0, try entry["max"].ifThere?.decimal(in: -1e12...1e12) ?? 1e9
    )
    guard low <= high else { throw entry.wrong("a number whose min is not above its max") }
    return .number(low...high, isWhole: try entry["whole"].ifThere?.flag() ?? true)
  }
}

extension FormField.Option {
  init(_ entry: PolicyFile.Entry) throws {
    try entry.only(["key", "name"])
    key = try entry["key"].key()
    name = try entry["name"].localized()
  }
}

/// A rule over several answers.
struct FormCheck: Sendable {
  let rule: Rule
  let words: LocalizedText

  enum Rule: Sendable, Equatable {
    /// Each number is not above the next one: exhibition area, building area (TC-022).
    case ascending([String])
    /// Parts add up to a whole (§4.5).
    case sum([String], equals: String)
    /// Each day is not after the next one.
    case chronological([String])
  }

  init(_ entry: PolicyFile.Entry) throws {
    try entry.only(["ascending", "sum", "equals", "chronological", "words"])
    words = try entry["words"].localized()
    if let fields = entry["ascending"].ifThere {
      rule = .ascending(try fields.keyList())
    } else if let fields = entry["chronological"].ifThere {
      rule = .chronological(try fields.keyList())
    } else {
      rule = .sum(try entry["sum"].keyList(), equals: try entry["equals"].key())
    }
  }

  /// The fields that it looks at; the last one is where the error is told.
  var fields: [String] {
    switch rule {
    case .ascending(let keys), .chronological(let keys): keys
    case .sum(let parts, let whole): parts + [whole]
    }
  }

  /// Whether the answers keep the rule; answers that are missing are somebody else's error.
  func holds(_ facts: Facts) -> Bool {
    switch rule {
    case .ascending(let keys):
      let numbers = keys.compactMap { facts[$0]?.number }
      return zip(numbers, numbers.dropFirst()).allSatisfy { $0 <= $1 }
    case .chronological(let keys):
      let days = keys.compactMap { facts[$0]?.day }
      return zip(days, days.dropFirst()).allSatisfy { $0 <= $1 }
    case .sum(let parts, let whole):
      guard let total = facts[whole]?.number else { return true }
      return abs(parts.reduce(0) { $0 + (facts[$1]?.number ?? 0) } - total) < 0.000_5
    }
  }
}
