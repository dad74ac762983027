import Journal
import People
import SQL
import Site

/// Finds who must not judge what from what the province knows, so that nothing depends on declarations alone (回避).
///
/// Certain: the applicant and co-authors themselves, members of the same unit, co-authors of earlier works in the ledger,
/// members of the recommending unit. A hint for a person to look at: the same surname in the same region (domain rules §5.4, §7.5).
/// The search is over sets, so a round of 10,000 submissions and 2,000 reviewers takes one pass over each.
struct ConflictFinder: Sendable {
  /// What is known of somebody in a round.
  struct Party: Sendable {
    var people: Set<ID<Person>> = []
    var units: Set<ID<Organization>> = []
    var titles: Set<String> = []
    var surnames: Set<Character> = []
    var region = ""
    var recommender: ID<Organization>?
  }

  let rules: ConflictRules

  /// The conflicts of one reviewer with one submission; empty when nothing was found.
  func conflicts(
    of reviewer: (id: ID<Person>, party: Party), with submission: (id: ID<Submission>, party: Party)
  ) -> [ConflictOfInterest] {
    let (mine, theirs) = (reviewer.party, submission.party)
    var found: [ConflictOfInterest] = []
    func note(_ kind: ConflictOfInterest.Kind, _ detail: String, _ state: ConflictOfInterest.State = .certain) {
      found.append(
        ConflictOfInterest(submission: submission.id, person: reviewer.id, kind: kind, detail: detail, state: state))
    }
    if theirs.people.contains(reviewer.id) { note(.applicant, "") }
    if rules.sameUnit, let unit = mine.units.intersection(theirs.units).min() { note(.sameUnit, unit.description) }
    if rules.coAuthorYears > 0, let title = mine.titles.intersection(theirs.titles).min() { note(.coAuthor, title) }
    if rules.recommender, let unit = theirs.recommender, mine.units.contains(unit), !theirs.units.contains(unit) {
      note(.recommender, unit.description)
    }
    if found.isEmpty, mine.region == theirs.region, !mine.region.isEmpty,
      let surname = mine.surnames.intersection(theirs.surnames).min()
    {
      note(.kinship, String(surname), .hint)
    }
    return found
  }
}

extension Evaluation {
  /// What is known of a call's reviewers, for the search for conflicts.
  func parties(of reviewers: [Reviewer], _ rules: ConflictRules, _ reader: Reader) throws -> [ID<Person>: ConflictFinder.Party] {
    let people = reviewers.map(\.person)
    let (units, names) = (try reader.units(of: people), try reader.names(of: people))
    let titles = try reader.ledgerTitles(of: people, since: today.adding(months: -12 * rules.coAuthorYears))
    let regions = try regions(of: Set(units.values.joined()), reader)
    return Dictionary(
      uniqueKeysWithValues: people.map { person in
        let own = units[person] ?? []
        return (
          person,
          ConflictFinder.Party(
            people: [person], units: own, titles: titles[person] ?? [], surnames: Set([names[person]?.first].compactMap { $0 }),
            region: own.sorted().first.flatMap { regions[$0] } ?? "")
        )
      })
  }

  private func regions(of units: Set<ID<Organization>>, _ reader: Reader) throws -> [ID<Organization>: String] {
    var regions: [ID<Organization>: String] = [:]
    for unit in units { regions[unit] = try reader.organization(unit)?.region }
    return regions
  }

  /// What is known of submissions, for the search for conflicts.
  func parties(
    of submissions: [Submission], _ rules: ConflictRules, _ reader: Reader
  ) throws -> [ID<Submission>: ConflictFinder.Party] {
    let authors = try Dictionary(
      submissions.map { ($0.id, try reader.coAuthors(of: $0.id)) }, uniquingKeysWith: { first, _ in first })
    var people: Set<ID<Person>> = []
    for submission in submissions {
      people.insert(submission.applicant)
      if case .person(let id) = submission.holder { people.insert(id) }
      people.formUnion((authors[submission.id] ?? []).compactMap(\.person))
    }
    let list = people.sorted()
    let (units, names) = (try reader.units(of: list), try reader.names(of: list))
    let titles = try reader.ledgerTitles(of: list, since: today.adding(months: -12 * rules.coAuthorYears))
    return Dictionary(
      uniqueKeysWithValues: submissions.map { submission in
        var party = ConflictFinder.Party(region: submission.region, recommender: submission.recommender)
        party.people.insert(submission.applicant)
        if case .person(let id) = submission.holder { party.people.insert(id) }
        for author in authors[submission.id] ?? [] {
          if let person = author.person { party.people.insert(person) }
          if let surname = author.name.first { party.surnames.insert(surname) }
        }
        for person in party.people {
          party.units.formUnion(units[person] ?? [])
          party.titles.formUnion(titles[person] ?? [])
          if let surname = names[person]?.first { party.surnames.insert(surname) }
        }
        if let unit = submission.unit { party.units.insert(unit) }
        return (submission.id, party)
      })
  }

  /// Looks for conflicts of all reviewers with all submissions of a round and keeps what is found; what somebody has looked at
  /// and dismissed stays dismissed. A review that a conflict found later touches is taken out of the result.
  ///
  /// - Returns: how many pairs are barred.
  @discardableResult
  func findConflicts(_ call: Call, by actor: JournalEntry.Actor, in writer: Writer) throws -> Int {
    let programme = try programme(of: call, writer)
    guard let rules = programme.review?.conflicts else { return 0 }
    let reviewers = try writer.reviewers(of: call.id).filter { $0.state != .removed && $0.state != .declined }
    let submissions = try writer.submissions(of: call.id, in: [.checking, .admitted, .revising, .proposed])
    let mine = try parties(of: reviewers, rules, writer)
    let theirs = try parties(of: submissions, rules, writer)
    let finder = ConflictFinder(rules: rules)
    var count = 0
    for submission in submissions {
      guard let party = theirs[submission.id] else { continue }
      for reviewer in reviewers {
        guard let own = mine[reviewer.person] else { continue }
        for conflict in finder.conflicts(of: (reviewer.person, own), with: (submission.id, party)) {
          count += 1
          try keep(conflict, in: call, by: actor, in: writer)
        }
      }
    }
    return count
  }

  /// Keeps a conflict; one that bars takes away a review that was begun or handed in.
  func keep(_ conflict: ConflictOfInterest, in call: Call, by actor: JournalEntry.Actor, in writer: Writer) throws {
    guard try writer.insert(conflict, in: call.id, at: clock.now()), conflict.state == .certain else { return }
    for review in try writer.reviews(of: conflict.submission) where review.person == conflict.person {
      guard review.state.isOpen || review.state == .submitted else { continue }
      try writer.setState(of: review, .removed, reason: conflict.kind.rawValue, at: clock.now())
      try record(
        "review.removed", on: .init("review", review.id), by: actor, reason: conflict.kind.rawValue,
        details: ["submission": conflict.submission.description, "was": review.state.rawValue], in: writer)
      try tell(conflict.person, path: "/reviews", in: writer) { t in
        t("A review was taken back because of a conflict of interest.")
      }
    }
  }

  /// An officer looked at a hint: there is a conflict, or there is none.
  func decide(
    _ conflict: ConflictOfInterest, isConflict: Bool, reason: String, in call: Call, by rights: Rights, in writer: Writer
  )
    throws
  {
    guard conflict.state == .hint else { throw EvaluationRefusal.wrongState }
    try writer.decide(conflict, isConflict ? .certain : .dismissed, reason: reason, by: rights.person.id)
    try record(
      isConflict ? "conflict.confirmed" : "conflict.dismissed", on: .init("submission", conflict.submission), by: rights.actor,
      reason: reason, details: ["person": conflict.person.description, "kind": conflict.kind.rawValue], in: writer)
  }
}
