import HTML
import People
import SQL
import Site

extension Call {
  /// Where a call stands for those who look for something to apply for.
  enum Phase: Int, CaseIterable, Sendable {
    case open, upcoming, judged, finished, cancelled
  }

  func phase(at now: Instant) -> Phase {
    switch status {
    case .draft: .upcoming
    case .published: isOpen(at: now) ? .open : now < plan.opens ? .upcoming : .judged
    case .finished: .finished
    case .cancelled: .cancelled
    }
  }
}

extension Call.Phase {
  /// The heading under which a list shows such calls.
  func heading(_ t: Localizer) -> String {
    switch self {
    case .open: t("Open now")
    case .upcoming: t("Opening soon")
    case .judged: t("Being judged")
    case .finished: t("Finished")
    case .cancelled: t("Called off")
    }
  }

  /// Class of the badge that shows it.
  var badge: String {
    switch self {
    case .open: "badge badge-open"
    case .upcoming, .judged: "badge badge-level"
    case .finished, .cancelled: "badge badge-closed"
    }
  }
}

extension ResultRules.Kind {
  /// What comes out of a call, in a few words.
  func name(_ t: Localizer) -> String {
    switch self {
    case .designation: t("Designation of bases and centres")
    case .award: t("Prizes for works and performances")
    case .title: t("Professional titles")
    case .funding: t("Funding of projects")
    case .assessment: t("Assessment of what was named")
    case .commendation: t("Commendation")
    case .appointment: t("Appointment of experts")
    }
  }
}

extension Programme.HolderKind {
  /// Who or what is judged, in a few words.
  func name(_ t: Localizer) -> String {
    switch self {
    case .base: t("A base, applied for by those who look after it")
    case .person: t("A person, who applies for themselves")
    case .organization: t("A unit, applied for by those who act for it")
    case .work: t("A work, handed in by one of its authors")
    }
  }
}

extension ReviewRules.Blindness {
  func words(_ t: Localizer) -> String {
    switch self {
    case .none: t("Reviewers and applicants know of each other.")
    case .single: t("Applicants do not learn who reviews.")
    case .double: t("Applicants do not learn who reviews, and reviewers do not learn who applies.")
    }
  }
}

extension ReviewRules.Aggregation {
  func words(_ t: Localizer) -> String {
    switch self {
    case .mean: t("The mean of all reviews counts.")
    case .median: t("The median of all reviews counts.")
    case .trimmedMean: t("The mean counts, without the highest and the lowest review.")
    case .calibrated: t("Scores are calibrated: who judges more strictly than others is evened out.")
    }
  }
}

extension DecisionRules.Tie {
  func words(_ programme: Programme, _ t: Localizer) -> String {
    switch self {
    case .median: return t("the higher median")
    case .criterion(let key):
      let criterion = programme.rubrics.flatMap(\.criteria).first { $0.key == key }
      return t("more points for “{criterion}”", ["criterion": criterion.map { t.pick($0.name) } ?? key])
    }
  }
}

extension DayCount {
  func words(_ days: Int, _ t: Localizer) -> String {
    switch self {
    case .working: t.plural("{count} working day", "{count} working days", days)
    case .calendar: t.plural("{count} day", "{count} days", days)
    }
  }
}

extension Condition {
  /// What is asked of those who apply, as items of a list; a sentence that several tests share stands there once.
  func words(_ programme: Programme, _ t: Localizer) -> [HTML] {
    switch self {
    case .test(let test): ["<li>\(Self.words(test, programme, t))</li>\n"]
    case .all(let conditions):
      conditions.flatMap { $0.words(programme, t) }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    case .any(let ways):
      [
        """
        <li>\(t("One of these has to be met:"))<ul>\(ways.map { way -> HTML in "<li><ul class=\"plain\">\(way.words(programme, t))</ul></li>\n" })</ul></li>

        """
      ]
    }
  }

  private static func words(_ test: FactTest, _ programme: Programme, _ t: Localizer) -> String {
    if let words = test.words { return t.pick(words) }
    let name = programme.name(ofFact: test.fact).map { t.pick($0) } ?? test.fact
    let values = ["name": name, "limit": Unmet.limit(test, programme, t)]
    return switch test.rule {
    case .atLeast: t("{name}: at least {limit}", values)
    case .atMost: t("{name}: at most {limit}", values)
    case .oneOf: t("{name}: one of {limit}", values)
    case .noneOf: t("{name}: none of {limit}", values)
    case .equals: t("{name}: {limit}", values)
    case .notBefore: t("{name}: not before {limit}", values)
    case .notAfter: t("{name}: not after {limit}", values)
    }
  }
}
