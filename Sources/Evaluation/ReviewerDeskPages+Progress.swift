import HTML
import People
import SQL
import Site

extension ReviewerDeskPages {
  /// How far a round's reviews are.
  struct Progress: Sendable {
    let reviewers: [Reviewer]
    let names: [ID<Person>: String]
    let loads: [ID<Person>: ReviewLoad]
    /// When somebody was reminded last.
    let reminders: [ID<Person>: Instant]
    /// Submissions with too few reviews, the weakest first.
    let weak: [WeakLine]
    let lacking: Int
    let all: Int
  }

  func progress(_ round: DeskRound, _ rules: ReviewRules, _ content: Progress, _ form: Form, _ rights: Rights) -> HTML {
    let by = round.call.plan.reviewBy
    let isLate = by.map { $0 <= evaluation.clock.now() } ?? false
    let loads = content.loads.values
    let (open, submitted) = (loads.reduce(0) { $0 + $1.open }, loads.reduce(0) { $0 + $1.submitted })
    return """
      \(RoundHead(round: round, t: t).html(t("Progress"), "/progress"))
      \(form.summary(t))
      <ul class="stats"><li class="stat"><strong>\(t.number(submitted))</strong> <span>\(t("reviews are handed in"))</span></li><li class="stat"><strong>\(t.number(open))</strong> <span>\(t("are open"))</span></li>
      <li class="stat"><strong>\(t.number(content.all - content.lacking)) / \(t.number(content.all))</strong> <span>\(t("submissions have enough"))</span></li></ul>
      \(by.map { end -> HTML in "<p class=\"\(isLate && open > 0 ? "notice" : "hint")\">\(isLate ? t("Reviews were due on {day}.", ["day": t.day(of: end - .milliseconds(1))]) : t("Reviews are due on {day}; reminders go out three days before.", ["day": t.day(of: end - .milliseconds(1))]))</p>" })
      \(late(content, isLate: isLate))
      \(when: open > 0 && round.call.stage == .review, "<form method=\"post\" action=\"\(round.call.deskPath)/reminders\">\(form.hidden)<button class=\"button\" type=\"submit\">\(t("Remind them now"))</button></form>")
      \(weak(round, rules, content, rights))
      """
  }

  private func late(_ content: Progress, isLate: Bool) -> HTML {
    let waiting = content.reviewers.filter { (content.loads[$0.person]?.open ?? 0) > 0 || $0.state == .invited }
    let rows: [HTML] = waiting.sorted { (content.loads[$0.person]?.open ?? 0) > (content.loads[$1.person]?.open ?? 0) }.map {
      reviewer in
      let load = content.loads[reviewer.person] ?? ReviewLoad()
      return """
        <tr><th scope="row">\(content.names[reviewer.person] ?? "—")</th><td>\(reviewer.state.name(t))</td><td class="number">\(isLate && load.open > 0 ? "<strong class=\"late\">\(load.open)</strong>" : "\(load.open)" as HTML)</td>
        <td class="number">\(load.submitted)</td><td>\(content.reminders[reviewer.person].map { t.moment($0) } ?? "—")</td></tr>

        """
    }
    let table: HTML = """
      <div class="table-scroll" role="region" tabindex="0" aria-label="\(t("Reviewers who have not finished"))"><table class="table"><thead><tr><th scope="col">\(t("Name"))</th><th scope="col">\(t("State"))</th><th scope="col" class="number">\(t("Open"))</th><th scope="col" class="number">\(t("Handed in"))</th><th scope="col">\(t("Reminded"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
      """
    return """
      <section><h2>\(t("Reviewers who have not finished"))</h2>
      \(rows.isEmpty ? "<p>\(t("Everybody who was asked has handed in."))</p>" as HTML : table)</section>

      """
  }

  private func weak(_ round: DeskRound, _ rules: ReviewRules, _ content: Progress, _ rights: Rights) -> HTML {
    let rows: [HTML] = content.weak.map { line in
      let isShort = line.submitted + line.open < rules.reviewers
      let way: HTML =
        line.applicant == rights.person.id
        ? HTML()
        : isShort
          ? "<a href=\"/desk/submissions/\(line.id)/assignment\">\(t("Ask more"))</a>" : HTML.text(t("waits for reviewers"))
      return """
        <tr><td class="number">\(line.number)</td><th scope="row">\(line.title)</th><td class="number">\(line.submitted) / \(rules.reviewers)</td><td class="number">\(line.open)</td><td>\(way)</td></tr>

        """
    }
    let table: HTML = """
      <div class="table-scroll" role="region" tabindex="0" aria-label="\(t("Weak coverage"))"><table class="table"><thead><tr><th scope="col" class="number">\(t("Number"))</th><th scope="col">\(t("Title"))</th><th scope="col" class="number">\(t("Reviews"))</th><th scope="col" class="number">\(t("Open"))</th><th scope="col">\(t("What to do"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
      """
    return """
      <section><h2>\(t("Weak coverage"))</h2>
      \(rows.isEmpty ? "<p>\(t("Every submission has as many reviews as it needs."))</p>" as HTML : table)
      \(when: content.lacking > content.weak.count, "<p class=\"hint\">\(t("{count} in all; these have the fewest.", ["count": t.number(content.lacking)]))</p>")</section>

      """
  }
}
