import SQL

/// One thing that is known of an applicant or of what they hand in: told in a form, or found in a record.
enum FactValue: Sendable, Hashable, Codable {
  case number(Double)
  case text(String)
  case flag(Bool)
  case day(Day)
  case keys([String])

  var number: Double? { if case .number(let value) = self { value } else { nil } }
  var text: String? { if case .text(let value) = self { value } else { nil } }
  var flag: Bool? { if case .flag(let value) = self { value } else { nil } }
  var day: Day? { if case .day(let value) = self { value } else { nil } }

  /// The value as keys to look for in a list; one text is one key.
  var keys: [String]? {
    switch self {
    case .keys(let values): values
    case .text(let value): [value]
    default: nil
    }
  }
}

/// All that is known when a condition is looked at, by key.
typealias Facts = [String: FactValue]
