import People
import SQL
import Site

/// What a programme asks of those who apply (申报条件): tests on facts, joined by “all of” and “any of”.
///
/// A condition never answers only no: it returns every test that is not met, so that it can be told in words (domain rules §5.2).
indirect enum Condition: Sendable {
  case test(FactTest)
  case all([Condition])
  case any([Condition])

  /// The tests that are not met; empty when the condition holds.
  func unmet(_ facts: Facts) -> [Unmet] {
    switch self {
    case .test(let test): test.isMet(by: facts[test.fact]) ? [] : [.test(test, actual: facts[test.fact])]
    case .all(let conditions): conditions.flatMap { $0.unmet(facts) }
    case .any(let conditions): Self.noPath(conditions.map { $0.unmet(facts) })
    }
  }

  private static func noPath(_ paths: [[Unmet]]) -> [Unmet] {
    if paths.contains(where: \.isEmpty) { return [] }
    return paths.count == 1 ? paths[0] : [.noPath(paths)]
  }

  /// All keys of facts that the condition looks at.
  var facts: Set<String> {
    switch self {
    case .test(let test): [test.fact]
    case .all(let conditions), .any(let conditions): conditions.reduce(into: []) { $0.formUnion($1.facts) }
    }
  }
}

/// One test of one fact.
struct FactTest: Sendable, Equatable {
  let fact: String
  let rule: Rule
  /// What to tell those who do not meet it, where the programme has better words than ours.
  let words: LocalizedText?

  enum Rule: Sendable, Equatable {
    case atLeast(Double)
    case atMost(Double)
    case oneOf([String])
    case noneOf([String])
    case equals(Bool)
    case notBefore(Day)
    case notAfter(Day)
  }

  /// A fact that is not known meets nothing but a “none of” and a “no”.
  func isMet(by value: FactValue?) -> Bool {
    switch rule {
    case .atLeast(let least): value?.number.map { $0 >= least } ?? false
    case .atMost(let most): value?.number.map { $0 <= most } ?? false
    case .oneOf(let keys): value?.keys.map { !Set($0).isDisjoint(with: keys) } ?? false
    case .noneOf(let keys): value?.keys.map { Set($0).isDisjoint(with: keys) } ?? true
    case .equals(let flag): (value?.flag ?? false) == flag
    case .notBefore(let day): value?.day.map { $0 >= day } ?? false
    case .notAfter(let day): value?.day.map { $0 <= day } ?? false
    }
  }
}

/// What is missing.
enum Unmet: Sendable, Equatable {
  /// A test, with what was found instead.
  case test(FactTest, actual: FactValue?)
  /// None of several ways is open; what is missing on each.
  case noPath([[Unmet]])
}

extension Condition {
  /// Reads `all: […]`, `any: […]` or one test such as `{fact: open_days, at_least: 200}`.
  init(_ entry: PolicyFile.Entry) throws {
    if entry.isList {
      self = .all(try entry.list(Condition.init))
    } else if entry["all"].ifThere != nil {
      try entry.only(["all"])
      self = .all(try entry["all"].list(Condition.init))
    } else if entry["any"].ifThere != nil {
      try entry.only(["any"])
      self = .any(try entry["any"].list(Condition.init))
    } else {
      self = .test(try FactTest(entry))
    }
  }
}

extension FactTest {
  private static let rules = ["at_least", "at_most", "in", "not_in", "is", "not_before", "not_after"]

  init(_ entry: PolicyFile.Entry) throws {
    try entry.only(["fact", "words"] + Self.rules)
    fact = try entry["fact"].key()
    words = try entry["words"].ifThere?.localized()
    let given = Self.rules.filter { entry[$0].ifThere != nil }
    guard given.count == 1, let name = given.first else {
      throw entry.wrong("a test with one of \(Self.rules.joined(separator: ", "))")
    }
    let value = entry[name]
    switch name {
    case "at_least": rule = .atLeast(try value.decimal(in: -1e12...1e12))
    case "at_most": rule = .atMost(try value.decimal(in: -1e12...1e12))
    case "in": rule = .oneOf(try value.keyList())
    case "not_in": rule = .noneOf(try value.keyList())
    case "is": rule = .equals(try value.flag())
    case "not_before": rule = .notBefore(try value.day())
    default: rule = .notAfter(try value.day())
    }
  }
}

extension PolicyFile.Entry {
  /// A day such as 2026-03-01.
  func day() throws -> Day {
    guard let day = Day(try scalar()) else { throw wrong("a day such as 2026-03-01") }
    return day
  }
}
