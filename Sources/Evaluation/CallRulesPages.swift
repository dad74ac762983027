import HTML
import People
import SQL
import Site

/// The rules of a call in words, so that nobody has to read the policy file.
struct CallRulesPages {
  let call: Call
  let programme: Programme
  let evaluation: Evaluation
  let t: Localizer

  var eligibility: HTML {
    let conditions = programme.eligibility.words(programme, t)
    return """
      <section><h2>\(t("Who may apply"))</h2>
      <p>\(programme.holder.name(t))</p>
      \(conditions.isEmpty ? "<p>\(t("There are no further conditions."))</p>" : "<ul>\(conditions)</ul>" as HTML)
      \(programme.renewal.map { rules -> HTML in renewal(rules) })
      \(programme.team.map { team -> HTML in "<p>\(teamWords(team))</p>" })
      \(when: !programme.tracks.isEmpty, "<p>\(t("Fields to choose from: {names}", ["names": programme.tracks.map { t.pick($0.name) }.joined(separator: t("; "))]))</p>")</section>
      """
  }

  private func renewal(_ rules: RenewalRules) -> HTML {
    let names = rules.skips.map { $0.name(t) }.sorted().joined(separator: t("; "))
    let skipped: HTML? = rules.skips.isEmpty ? nil : "\(t("These stages are left out then: {names}", ["names": names]))"
    return "<p>\(t("Whoever was named before and still is applies in a simplified way, with a shorter form.")) \(skipped)</p>"
  }

  private func teamWords(_ team: TeamRules) -> String {
    let most = t.plural(
      "A team of {count} person at most may hand in together.", "A team of up to {count} people may hand in together.", team.most)
    return team.mustConfirm ? most + t.gap + t("Each of them has to agree with their own account.") : most
  }

  var form: HTML {
    let sections: [HTML] = programme.sections.map { section in
      let fields: [HTML] = section.fields.map { field in
        let marks = [
          limit(field), field.isRequired ? nil : t("optional"), field.audience == .everyone ? t("shown in public") : nil,
        ]
        .compactMap { $0 }.joined(separator: " · ")
        return "<li>\(t.pick(field.name)) <span class=\"hint\">\(marks)</span></li>\n"
      }
      let note: HTML? = section.isForNewOnly ? "<p class=\"hint\">\(t("Only for those who apply for the first time."))</p>" : nil
      return "<h3>\(t.pick(section.name))</h3>\(note)<ul>\(fields)</ul>\n"
    }
    return """
      <section><h2>\(t("What the form asks"))</h2>
      <details><summary>\(t.plural("{count} question in {sections}", "{count} questions in {sections}", programme.fields.count, ["sections": t.plural("{count} part", "{count} parts", programme.sections.count)]))</summary>
      \(sections)</details></section>
      """
  }

  private func limit(_ field: FormField) -> String? {
    switch field.kind {
    case .line(let most), .area(let most): t("up to {limit} characters", ["limit": t.number(most)])
    case .number(let range, _):
      range.upperBound >= 1e6
        ? field.unit.map { $0.words("", t).trimmedOfWhitespace }
        : t("from {low} to {high}", ["low": FormField.plain(range.lowerBound), "high": FormField.plain(range.upperBound)])
    case .daysOfYear: t("days of {year}", ["year": String(call.plan.year)])
    case .files(let kinds, let most):
      t(
        "{kinds}; {limit} files at most.",
        ["kinds": kinds.map { $0.name(t) }.joined(separator: t("; ")), "limit": t.number(most)])
    case .achievements(let range):
      t("Choose {low} to {high} from your ledger.", ["low": t.number(range.lowerBound), "high": t.number(range.upperBound)])
    case .pledge: t("has to be declared")
    case .flag, .choice, .choices, .day, .link: nil
    }
  }

  // MARK: How it is judged

  var judging: HTML {
    let parts: [HTML?] = [
      programme.recommendation.map { recommendation($0) }, programme.review.map { review($0) }, programme.visit.map { visit($0) },
      programme.live.map { live($0) }, programme.defence.map { defence($0) }, programme.panel.map { panel($0) },
      "<h3>\(Stage.decision.name(t))</h3>\(decision)",
    ]
    return "<section><h2>\(t("How it is judged"))</h2>\(parts.compactMap { $0 }.joined())</section>\n"
  }

  private func recommendation(_ rules: RecommendationRules) -> HTML {
    var words = [
      rules.by == .unit
        ? t("A unit of your choice puts it forward.") : t("The office of your region decides whether to put it forward.")
    ]
    if let quota = rules.quota {
      words.append(
        t.plural(
          "Each may put {count} forward, in its own order.", "Each may put up to {count} forward, in its own order.", quota))
    }
    if rules.selfNominations > 0 {
      words.append(t("Up to {limit} may come without a recommendation.", ["limit": t.number(rules.selfNominations)]))
    }
    if let share = rules.leastShare { words.append(t("At least {share} % of them: {fact}.", shareWords(share))) }
    if let share = rules.mostShare { words.append(t("At most {share} % of them: {fact}.", shareWords(share))) }
    return "<h3>\(Stage.recommendation.name(t))</h3><p>\(words.joined(separator: t.gap))</p>\n"
  }

  private func shareWords(_ share: RecommendationRules.Share) -> [String: String] {
    [
      "share": FormField.plain((share.share * 100).rounded()),
      "fact": programme.name(ofFact: share.fact).map { t.pick($0) } ?? share.fact,
    ]
  }

  private func review(_ rules: ReviewRules) -> HTML {
    """
    <h3>\(Stage.review.name(t))</h3>
    <p>\(t.plural("{count} expert reviews each submission.", "{count} experts review each submission.", rules.reviewers)) \(rules.blind.words(t)) \(rules.aggregation.words(t))</p>
    \(RubricPages(rubric: rules.rubric, programme: programme, t: t).table)
    """
  }

  private func visit(_ rules: VisitRules) -> HTML {
    let who =
      rules.who == .all
      ? t("Every base is visited.")
      : t(
        "Visited are those whose numbers differ from the records by {share} % or more.",
        ["share": FormField.plain((rules.difference * 100).rounded())])
    let items: [HTML] = rules.checklist.map { "<li>\(t.pick($0.name))</li>\n" }
    return """
      <h3>\(Stage.visit.name(t))</h3><p>\(who) \(t.plural("{count} visitor", "{count} visitors", rules.visitors))</p><ul>\(items)</ul>
      """
  }

  private func live(_ rules: LiveRules) -> HTML {
    let rounds: [HTML] = rules.rounds.map { round in
      """
      <li><strong>\(t.pick(round.name))</strong> <span class="hint">\(t("{count} s", ["count": t.number(round.seconds)])) · \(t("counts {share} %", ["share": FormField.plain((round.weight * 100).rounded())]))</span>\
      \(round.rubric.map { RubricPages(rubric: $0, programme: programme, t: t).table })</li>

      """
    }
    return "<h3>\(Stage.live.name(t))</h3><ol>\(rounds)</ol>\n"
  }

  private func defence(_ rules: DefenceRules) -> HTML {
    """
    <h3>\(Stage.defence.name(t))</h3>
    <p>\(t("Heard are {share} times as many as can be chosen, {minutes} minutes each; it counts {weight} %.", ["share": FormField.plain(rules.share), "minutes": t.number(rules.minutes), "weight": FormField.plain((rules.weight * 100).rounded())]))</p>
    \(RubricPages(rubric: rules.rubric, programme: programme, t: t).table)
    """
  }

  private func panel(_ rules: PanelRules) -> HTML {
    func ratio(_ ratio: PanelRules.Ratio) -> String { "\(ratio.part)/\(ratio.whole)" }
    let words = t(
      "A panel of at least {least} votes; {quorum} have to be present, {pass} of those present have to agree.",
      ["least": t.number(rules.least), "quorum": ratio(rules.quorum), "pass": ratio(rules.pass)])
    return "<h3>\(Stage.panel.name(t))</h3><p>\(words) \(when: rules.isSecret, "\(t("The ballot is secret."))")</p>\n"
  }

  private var decision: HTML {
    let rules = programme.decision
    let ties = rules.ties.map { $0.words(programme, t) }.joined(separator: t("; "))
    let approvals: [HTML] = rules.approvals.map { "<li>\(t.pick($0))</li>\n" }
    return """
      \(rules.pass.map { pass -> HTML in "<p>\(t("At least {points} points are needed.", ["points": FormField.plain(pass)]))</p>" })
      \(when: !ties.isEmpty, "<p>\(t("Where points are equal, this decides, in this order: {ties}", ["ties": ties]))</p>")
      \(when: !approvals.isEmpty, "<p>\(t("These offices have to agree, one after the other:"))</p><ol>\(approvals)</ol>")
      """
  }

  // MARK: Beside

  var dates: HTML {
    let rows: [(String, HTML?)] = [
      (t("Opens"), "\(t.moment(call.plan.opens))"), (t("Closes"), "<strong>\(t.deadline(call.plan.closes))</strong>"),
      (t("Recommendations until"), call.plan.recommendBy.map { "\(t.deadline($0))" }),
      (t("Reviews until"), call.plan.reviewBy.map { "\(t.deadline($0))" }),
      (t("Asks about the year"), "\(String(call.plan.year))"), (t("Where it holds"), "\(evaluation.regionName(call.region, t))"),
      (t("Result"), "\(t.pick(programme.result.name))"), (t("Good for"), validity.map { "\($0)" }),
      (t("Contact"), call.plan.contact.isEmpty ? nil : "\(call.plan.contact)"),
    ]
    let items: [HTML] = rows.compactMap { label, value in value.map { "<div><dt>\(label)</dt><dd>\($0)</dd></div>\n" } }
    return "<section class=\"panel\"><h2>\(t("Dates and contact"))</h2><dl class=\"facts\">\(items)</dl></section>\n"
  }

  private var validity: String? {
    switch programme.result.validity {
    case .always: nil
    case .months(let months):
      months % 12 == 0
        ? t.plural("{count} year", "{count} years", months / 12) : t.plural("{count} month", "{count} months", months)
    case .until(let day): t("until {day}", ["day": t.day(day)])
    }
  }

  var quotas: HTML {
    let rows: [HTML] = programme.decision.levels.map { level in
      let quota = evaluation.quota(level, call).map { t("{limit} at most", ["limit": t.number($0)]) } ?? t("no limit")
      let from: HTML? = level.from.map { " · \(t("from {points} points", ["points": FormField.plain($0)]))" }
      return "<div><dt>\(t.pick(level.name))</dt><dd>\(quota)\(from)</dd></div>\n"
    }
    return "<section class=\"panel\"><h2>\(t("What can be given"))</h2><dl class=\"facts\">\(rows)</dl></section>\n"
  }

  var remedies: HTML {
    let shown = programme.notice.shows.compactMap { programme.field($0).map { t.pick($0.name) } }.joined(separator: t("; "))
    return """
      <section class="panel"><h2>\(t("Objections and appeals"))</h2>
      <p>\(t("What is proposed can be read by everybody for {days}. It shows names, titles and the proposed result, and nothing else of anybody.", ["days": programme.notice.counts.words(programme.notice.days, t)]))</p>
      \(when: !shown.isEmpty, "<p>\(t("These answers are shown with it: {names}", ["names": shown]))</p>")
      <p>\(t("Whoever thinks a proposal wrong objects under their own name and with evidence; somebody who took no part in the round answers it."))</p>
      \(when: programme.appeal.workingDays > 0, "<p>\(t("Whoever gets nothing may appeal within {days}; others decide it within {answer}.", ["days": DayCount.working.words(programme.appeal.workingDays, t), "answer": DayCount.working.words(programme.appeal.decideWorkingDays, t)]))</p>")</section>
      """
  }

  var source: HTML {
    """
    <p class="source">\(t("Rules: version {version}, frozen when the call was made ({digest}). Source: {source}", ["version": programme.version, "digest": String(call.programmeDigest.prefix(12)), "source": t.pick(programme.source)]))</p>
    """
  }
}

/// A rubric as a table.
struct RubricPages {
  let rubric: Rubric
  let programme: Programme
  let t: Localizer

  var table: HTML {
    let rows: [HTML] = rubric.criteria.map { criterion in
      """
      <tr><th scope="row">\(t.pick(criterion.name))\(criterion.help.map { help -> HTML in "<p class=\"hint\">\(t.pick(help))</p>" })</th>
      <td class="number">\(FormField.plain(criterion.most))</td><td>\(details(criterion))</td></tr>

      """
    }
    return """
      <div class="table-scroll" tabindex="0" role="region" aria-label="\(t("Criteria"))"><table class="table"><caption class="visually-hidden">\(t("Criteria"))</caption>
      <thead><tr><th scope="col">\(t("Criterion"))</th><th scope="col" class="number">\(t("Points"))</th><th scope="col">\(t("What points mean"))</th></tr></thead>
      <tbody>\(rows)</tbody><tfoot><tr><th scope="row">\(t("Together"))</th><td class="number">\(FormField.plain(rubric.total))</td><td></td></tr></tfoot></table></div>

      """
  }

  private func details(_ criterion: Criterion) -> HTML {
    let anchors: [HTML] = criterion.anchors.map { anchor in
      "<li>\(t("{points} points", ["points": FormField.plain(anchor.points)])): \(t.pick(anchor.words))</li>\n"
    }
    return """
      \(when: !anchors.isEmpty, "<ul class=\"plain\">\(anchors)</ul>")
      \(criterion.automatic.map { automatic($0) })
      \(criterion.vetoBelow.map { share -> HTML in "<p class=\"hint\">\(t("Below {points} points nothing is given, whatever the rest.", ["points": FormField.plain(share * criterion.most)]))</p>" })
      """
  }

  private func automatic(_ rule: Criterion.Automatic) -> HTML {
    let name = programme.name(ofFact: rule.fact).map { t.pick($0) } ?? rule.fact
    let bands: [HTML] = rule.bands.map { band in
      "<li>\(t("from {value}: {points} points", ["value": programme.words(.number(band.from), of: rule.fact, t), "points": FormField.plain(band.points)]))</li>\n"
    }
    return "<p class=\"hint\">\(t("Follows by itself from “{name}”:", ["name": name]))</p><ul class=\"plain\">\(bands)</ul>"
  }
}

extension Localizer {
  /// What stands between two sentences.
  var gap: String { language == .en ? " " : "" }
}

extension Evaluation {
  /// What a region is called.
  func regionName(_ code: String, _ t: Localizer) -> String { people.regionNames(code).map { t.pick($0) } ?? code }
}
