import HTML
import People
import SQL
import Site

/// Somebody or something that could be put in for in a call, with what is lacking as far as it is known.
struct Chance: Sendable {
  let subject: Subject
  /// What it lacks by what records say; what only the form asks is not known yet.
  let lacking: [Unmet]
  /// What was begun or handed in for it already.
  let existing: Submission?
}

/// What somebody sees of their submissions.
struct ApplicantDesk: Sendable {
  struct Entry: Sendable {
    let submission: Submission
    let call: Call
    let programme: Programme
  }

  struct Opening: Sendable {
    let call: Call
    let programme: Programme
    let chances: [Chance]
  }

  /// What waits for somebody's word as a co-author, or had it.
  var asked: [(entry: Entry, author: CoAuthor)] = []
  var own: [Entry] = []
  var openings: [Opening] = []
}

extension Evaluation {
  /// What somebody could be put in for in a call, with what is lacking.
  func chances(_ call: Call, _ programme: Programme, _ rights: Rights, _ reader: Reader) throws -> [Chance] {
    try possibleHolders(programme, rights, reader).map { subject in
      let existing = try reader.submissions(for: subject.holder, in: call.id)
      return Chance(
        subject: subject, lacking: try lacking(subject, call, programme, rights, reader),
        existing: programme.holder == .work ? nil : existing.first)
    }
  }

  /// The conditions that a holder does not meet by what is known of it before anything is asked.
  private func lacking(
    _ subject: Subject, _ call: Call, _ programme: Programme, _ rights: Rights, _ reader: Reader
  ) throws -> [Unmet] {
    let blank = Submission(
      id: ID(rawValue: 0), call: call.id, number: 0, state: .draft, applicant: rights.person.id, holder: subject.holder,
      unit: subject.unit, region: subject.region.isEmpty ? call.region : subject.region, title: "", track: nil,
      answers: try knownAnswers(subject.holder, call, programme, reader), isRenewal: false, recommender: nil, returns: 0,
      revisions: 0, version: 1, stateSince: clock.now(), due: nil, submittedAt: nil)
    let facts = try facts(call, programme).facts(of: blank, reader)
    let known = programme.factsKnownBefore.filter { facts[$0] != nil || $0 == "holder_level" }.union(blank.answers.keys)
    return programme.eligibility.unmet(facts).compactMap { $0.known(known) }
  }

  /// The answers that a room can compute itself.
  private func knownAnswers(_ holder: Holder, _ call: Call, _ programme: Programme, _ reader: Reader) throws -> Facts {
    var facts: Facts = [:]
    for field in programme.fields {
      guard let indicator = field.computed.flatMap({ directory.computed[$0] }) else { continue }
      facts[field.key] = try indicator.compute(holder, call.plan.year, reader).map(FactValue.number)
    }
    return facts
  }

  /// What somebody began, and what colleagues began for a unit or a base that is theirs to act for; newest first.
  private func submissions(inHandsOf rights: Rights, _ reader: Reader) throws -> [Submission] {
    let holders =
      try actingUnits(rights, reader).map { Holder.organization($0) } + directory.basesOf(rights, reader).map(\.holder)
    let all = try reader.submissions(by: rights.person.id) + holders.flatMap { try reader.submissions(for: $0) }
    var seen: Set<ID<Submission>> = []
    return all.filter { seen.insert($0.id).inserted }.sorted { $0.id.rawValue > $1.id.rawValue }
  }

  /// All that concerns somebody who applies.
  func desk(of rights: Rights, _ reader: Reader) throws -> ApplicantDesk {
    var desk = ApplicantDesk()
    var rounds: [ID<Call>: (Call, Programme)] = [:]
    func entry(_ submission: Submission) throws -> ApplicantDesk.Entry {
      let (call, programme) = try rounds[submission.call] ?? round(submission.call, reader)
      rounds[submission.call] = (call, programme)
      return ApplicantDesk.Entry(submission: submission, call: call, programme: programme)
    }
    desk.own = try submissions(inHandsOf: rights, reader).map(entry)
    for submission in try reader.submissions(coAuthoredBy: rights.person.id) where submission.state != .draft {
      guard let author = try reader.coAuthors(of: submission.id).first(where: { $0.person == rights.person.id }) else { continue }
      desk.asked.append((try entry(submission), author))
    }
    let now = clock.now()
    for (call, programme) in try withRules(try reader.calls(.published), reader) where call.isOpen(at: now) {
      desk.openings.append(
        ApplicantDesk.Opening(call: call, programme: programme, chances: try chances(call, programme, rights, reader)))
    }
    return desk
  }
}

extension Programme {
  /// Facts that records tell before anything is typed.
  var factsKnownBefore: Set<String> {
    var keys = Self.profileFacts.subtracting(["is_renewal"])
    for fact in facts {
      switch fact.origin {
      case .achievements, .holds, .computed: keys.insert(fact.key)
      case .monthsSince, .sum, .countOf, .wonBefore: break
      }
    }
    return keys
  }
}

extension Unmet {
  /// The part that rests on known facts; `nil` where the way is still open.
  func known(_ facts: Set<String>) -> Unmet? {
    switch self {
    case .test(let test, _): return facts.contains(test.fact) ? self : nil
    case .noPath(let ways):
      let known = ways.map { $0.compactMap { $0.known(facts) } }
      return known.allSatisfy { !$0.isEmpty } ? .noPath(known) : nil
    }
  }
}

extension [Unmet] {
  /// What is missing, as items of a list; a sentence that several tests share stands there once.
  func words(_ programme: Programme, _ t: Localizer) -> [HTML] {
    map { $0.words(programme, t) }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}
