import People
import SQL

/// All that is known when conditions are looked at and points are given by themselves: the answers, what records tell of the
/// holder, and what is worked out from both (业绩与条件).
struct RecordFacts {
  let programme: Programme
  let call: Call
  let directory: Directory
  /// The last day of the call, on which months and validity are counted.
  let day: Day

  func facts(of submission: Submission, _ reader: Reader) throws -> Facts {
    var facts = submission.answers
    let subject = try self.subject(submission.holder, reader)
    facts["holder_region"] = .text(submission.region)
    facts["holder_kind"] = .text(submission.holder.kind)
    facts["holder_level"] = subject?.level.map(FactValue.text)
    facts["is_renewal"] = .flag(submission.isRenewal)
    for definition in programme.facts { facts[definition.key] = try value(of: definition, submission, facts, reader) }
    return facts
  }

  func subject(_ holder: Holder, _ reader: Reader) throws -> Subject? { try reader.subject(holder, directory) }

  private func value(
    of definition: FactDefinition, _ submission: Submission, _ facts: Facts, _ reader: Reader
  ) throws -> FactValue? {
    switch definition.origin {
    case .monthsSince(let key): return facts[key]?.day.map { .number(Double(Self.months(from: $0, to: day))) }
    case .sum(let keys): return .number(keys.reduce(0) { $0 + (facts[$1]?.number ?? 0) })
    case .countOf(let key): return .number(Double(try count(of: key, submission, reader)))
    case .computed(let key):
      return try directory.computed[key]?.compute(submission.holder, call.plan.year, reader).map(FactValue.number)
    case .achievements(let kinds, let levels, let years):
      return .number(Double(try achievements(kinds, levels, years, submission, reader)))
    case .holds(let programme):
      return .flag(try reader.awards(of: submission.holder).contains { $0.programme == programme && $0.isInForce(on: day) })
    case .wonBefore(let programmes):
      let awards = try reader.awards(of: submission.holder)
      return .flag(awards.contains { programmes.contains($0.programme) && $0.title == submission.title && $0.call != call.id })
    }
  }

  private func count(of key: String, _ submission: Submission, _ reader: Reader) throws -> Int {
    if key == "authors" { return try reader.coAuthors(of: submission.id).count + 1 }
    if case .files = programme.field(key)?.kind { return try reader.files(of: submission.id).count { $0.field == key } }
    return submission.answers[key]?.keys?.count ?? 0
  }

  private func achievements(
    _ kinds: [String], _ levels: [String], _ years: Int?, _ submission: Submission, _ reader: Reader
  ) throws -> Int {
    let ledger: [LedgerEntry] =
      switch submission.holder {
      case .person(let id): try reader.ledger(person: id, organization: nil)
      case .organization(let id): try reader.ledger(person: nil, organization: id)
      case .base: try submission.unit.map { try reader.ledger(person: nil, organization: $0) } ?? []
      }
    let since = years.map { day.adding(months: -12 * $0).description } ?? ""
    return ledger.count { entry in
      (kinds.isEmpty || kinds.contains(entry.kind)) && (levels.isEmpty || levels.contains(entry.level)) && entry.day >= since
    }
  }

  /// Whole months between two days; one day less than a month is none (TC-040: 11 months are not 12).
  static func months(from first: Day, to last: Day) -> Int {
    guard first <= last else { return 0 }
    var months = (last.year - first.year) * 12 + last.month - first.month
    if first.adding(months: months) > last { months -= 1 }
    return months
  }
}

extension Reader {
  /// What is known of a holder.
  func subject(_ holder: Holder, _ directory: Directory) throws -> Subject? {
    switch holder {
    case .base(let number): return try directory.base(number, self)
    case .organization(let id):
      return try organization(id).map {
        Subject(holder: holder, name: $0.names, region: $0.region, unit: id, path: "/organizations/\(id)")
      }
    case .person(let id):
      guard let name = try name(of: id) else { return nil }
      let unit = try units(of: id).first?.unit
      let region = try unit.flatMap { try organization($0)?.region } ?? ""
      return Subject(holder: holder, name: .init(zhHans: name), region: region, unit: unit)
    }
  }
}
