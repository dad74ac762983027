import HTML
import Site

extension Submission.State {
  /// The state in a few words.
  func name(_ t: Localizer) -> String {
    switch self {
    case .draft: t("Draft")
    case .confirming: t("Waits for co-authors")
    case .recommending: t("Waits to be put forward")
    case .checking: t("Formal check")
    case .returned: t("To be completed")
    case .admitted: t("Being judged")
    case .revising: t("To be revised")
    case .proposed: t("Proposed")
    case .effective: t("In force")
    case .declined: t("Not given")
    case .refused: t("Refused")
    case .overQuota: t("Over the quota")
    case .withdrawn: t("Withdrawn")
    }
  }

  /// What comes next, for the applicant.
  func next(_ t: Localizer) -> String {
    switch self {
    case .draft: t("Fill the form in and hand it in before the call closes.")
    case .confirming: t("Each co-author has to agree. If one does not, you can change the form again.")
    case .recommending: t("Your recommender decides whether to put it forward, and at which place.")
    case .checking: t("The office looks whether all is there and the conditions are met.")
    case .returned: t("Something is missing. Please complete it before the day below.")
    case .admitted: t("Experts are judging. You will read their reasons when it is decided.")
    case .revising: t("Please revise it before the day below; it is judged again then.")
    case .proposed: t("A result is proposed. It comes into force after the public notice.")
    case .effective: t("The result is in force. You find the certificate below.")
    case .declined, .refused, .overQuota: t("This is decided. You may appeal until the day below.")
    case .withdrawn: t("You took this back.")
    }
  }

  /// Class of the badge that shows it.
  var badge: String {
    switch self {
    case .effective, .proposed: "badge badge-open"
    case .returned, .revising, .confirming: "badge badge-soon"
    case .declined, .refused, .overQuota, .withdrawn: "badge badge-closed"
    default: "badge"
    }
  }
}

extension Stage {
  /// The stage in a few words.
  func name(_ t: Localizer) -> String {
    switch self {
    case .recommendation: t("Recommendation")
    case .check: t("Formal check")
    case .review: t("Review by experts")
    case .visit: t("Site visits")
    case .live: t("Performances")
    case .defence: t("Defence")
    case .panel: t("Vote of the panel")
    case .decision: t("Decision")
    case .notice: t("Public notice")
    }
  }
}

extension Call.Status {
  /// The status in a few words.
  func name(_ t: Localizer) -> String {
    switch self {
    case .draft: t("Being prepared")
    case .published: t("Announced")
    case .finished: t("Finished")
    case .cancelled: t("Called off")
    }
  }
}

extension Award.Status {
  /// The status in a few words.
  func name(_ t: Localizer) -> String {
    switch self {
    case .valid: t("In force")
    case .rectifying: t("In force, with something to put right")
    case .withdrawing: t("In force, withdrawal is proposed")
    case .withdrawn: t("Withdrawn")
    case .expired: t("Expired")
    }
  }
}

extension ConflictOfInterest.Kind {
  /// The reason in a few words.
  func name(_ t: Localizer) -> String {
    switch self {
    case .applicant: t("Applicant or author")
    case .sameUnit: t("Same unit")
    case .coAuthor: t("Co-author of earlier work")
    case .recommender: t("Belongs to the recommending unit")
    case .adviser: t("Adviser or supervisor")
    case .kinship: t("Perhaps a relative (same surname, same region)")
    case .declared: t("Declared by the reviewer")
    }
  }
}

extension Unmet {
  /// What is missing, as a sentence or as ways of which each lacks something.
  func words(_ programme: Programme, _ t: Localizer) -> HTML {
    switch self {
    case .test(let test, let actual): "<li>\(Self.words(test, actual, programme, t))</li>\n"
    case .noPath(let ways):
      """
      <li>\(t("One of these has to be met:"))<ul>\(ways.map { way -> HTML in "<li><ul class=\"plain\">\(way.map { $0.words(programme, t) })</ul></li>\n" })</ul></li>

      """
    }
  }

  /// A test in words: the programme's own, or “Open days: at least 200 days; here 150 days”.
  static func words(_ test: FactTest, _ actual: FactValue?, _ programme: Programme, _ t: Localizer) -> String {
    let here = actual.map { programme.words($0, of: test.fact, t) } ?? t("not known")
    if let words = test.words { return t("{condition} Here: {actual}.", ["condition": t.pick(words), "actual": here]) }
    let name = programme.name(ofFact: test.fact).map { t.pick($0) } ?? test.fact
    let values = ["name": name, "limit": limit(test, programme, t), "actual": here]
    switch test.rule {
    case .atLeast: return t("{name}: at least {limit} are needed; here: {actual}.", values)
    case .atMost: return t("{name}: at most {limit}; here: {actual}.", values)
    case .oneOf: return t("{name}: has to be {limit}; here: {actual}.", values)
    case .noneOf: return t("{name}: must not be {limit}; here: {actual}.", values)
    case .equals: return t("{name}: has to be {limit}.", values)
    case .notBefore: return t("{name}: not before {limit}; here: {actual}.", values)
    case .notAfter: return t("{name}: not after {limit}; here: {actual}.", values)
    }
  }

  static func limit(_ test: FactTest, _ programme: Programme, _ t: Localizer) -> String {
    switch test.rule {
    case .atLeast(let number), .atMost(let number): programme.words(.number(number), of: test.fact, t)
    case .oneOf(let keys), .noneOf(let keys): programme.words(.keys(keys), of: test.fact, t)
    case .equals(let flag): flag ? t("yes") : t("no")
    case .notBefore(let day), .notAfter(let day): t.day(day)
    }
  }
}

extension Programme {
  /// A value as people read it.
  func words(_ value: FactValue, of fact: String, _ t: Localizer) -> String {
    switch value {
    case .number(let number):
      let text = number == number.rounded() ? t.number(Int(number)) : FormField.plain(number)
      return unit(ofFact: fact)?.words(text, t) ?? text
    case .text(let text): return optionName(text, of: fact, t) ?? text
    case .flag(let flag): return flag ? t("yes") : t("no")
    case .day(let day): return t.day(day)
    case .keys(let keys): return keys.map { optionName($0, of: fact, t) ?? $0 }.joined(separator: t("; "))
    }
  }

  private func optionName(_ key: String, of fact: String, _ t: Localizer) -> String? {
    switch field(fact)?.kind {
    case .choice(let options), .choices(let options): options.first { $0.key == key }.map { t.pick($0.name) }
    default: nil
    }
  }
}
