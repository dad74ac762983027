import HTML
import People
import SQL
import Site

/// The desk's pages about who reviews what.
struct AssignmentDeskPages {
  let evaluation: Evaluation
  let t: Localizer

  /// A page of the table of assignments.
  struct Table: Sendable {
    let lines: [AssignmentLine]
    /// Those that the reader acts for.
    let own: Set<ID<Submission>>
    let reviews: [ID<Submission>: [Review]]
    /// Those who accepted.
    let reviewers: [Reviewer]
    let names: [ID<Person>: String]
    let loads: [ID<Person>: ReviewLoad]
    let lacking: (submissions: Int, reviewers: Int)
    let paging: Paging
    let isLacking: Bool
    /// What bars pairs of these lines.
    let conflicts: [ID<Submission>: [ConflictOfInterest]]

    /// With few reviewers every pair has a cell of its own.
    var showsPairs: Bool { (1...12).contains(reviewers.count) }
  }

  /// Those who can be asked for one submission, and those who cannot.
  struct Candidates: Sendable {
    let candidates: [(reviewer: Reviewer, bars: [PairBar])]
    let reviews: [Review]
    let names: [ID<Person>: String]
    let loads: [ID<Person>: ReviewLoad]
  }

  // MARK: The table

  func table(_ round: DeskRound, _ rules: ReviewRules, _ table: Table) -> HTML {
    let path = "\(round.call.deskPath)/assignment"
    let rows: [HTML] = table.lines.map { row($0, rules, table) }
    let list: HTML = """
      <div class="table-scroll" role="region" tabindex="0" aria-label="\(t("Assignment"))"><table class="table\(table.showsPairs ? " pairs" : "")">
      <thead><tr><th scope="col" class="number">\(t("Number"))</th><th scope="col">\(t("Title"))</th>\(columns(table))<th scope="col" class="number">\(t("Lacks"))</th><th scope="col">\(t("By hand"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
      """
    return """
      \(RoundHead(round: round, t: t).html(t("Assignment"), "/assignment"))
      \(lacking(round, rules, table))
      \(automatic(round, table))
      <ul class="chips"><li><a class="chip" href="\(path)"\(attribute: "aria-current", table.isLacking ? nil : "true")>\(t("All"))</a></li><li><a class="chip" href="\(path)?lacking=yes"\(attribute: "aria-current", table.isLacking ? "true" : nil)>\(t("Those that lack reviewers")) (\(t.number(table.lacking.submissions)))</a></li></ul>
      \(rows.isEmpty ? "<div class=\"empty\"><h2>\(t("Nothing here"))</h2><p>\(t("Submissions appear here when the formal check admits them."))</p></div>" as HTML : list)
      \(Components.pagination(table.paging, path: path, query: table.isLacking ? [("lacking", "yes")] : [], t: t))
      \(loads(table))
      """
  }

  private func columns(_ table: Table) -> HTML {
    guard table.showsPairs else { return "<th scope=\"col\">\(t("Reviewers"))</th>" }
    let heads: [HTML] = table.reviewers.map { reviewer in
      "<th scope=\"col\">\(table.names[reviewer.person] ?? "—") <span class=\"hint\">\(table.loads[reviewer.person]?.total ?? 0) / \(reviewer.most)</span></th>\n"
    }
    return heads.joined()
  }

  /// What is lacking, in words, and whether those who accepted can carry it.
  private func lacking(_ round: DeskRound, _ rules: ReviewRules, _ table: Table) -> HTML {
    let room = table.reviewers.reduce(0) { $0 + max(0, $1.most - (table.loads[$1.person]?.total ?? 0)) }
    guard table.lacking.reviewers > 0 else {
      let words =
        table.paging.total == 0 ? t("Nothing is admitted yet.") : t("Every submission has as many reviewers as it needs.")
      return "<p class=\"hint\">\(words)</p>\n"
    }
    let values = ["need": t.number(table.lacking.reviewers), "room": t.number(room), "each": t.number(rules.reviewers)]
    return """
      <p>\(t.plural("{count} submission lacks reviewers.", "{count} submissions lack reviewers.", table.lacking.submissions)) \(t("With {each} each, {need} reviews are still to be given; those who accepted have room for {room}.", values))</p>
      \(when: room < table.lacking.reviewers, "<p class=\"notice\">\(t("That is not enough.")) <a href=\"\(round.call.deskPath)/reviewers\">\(t("Invite more reviewers"))</a></p>")

      """
  }

  /// The way to the plan that is worked out for the whole round at once.
  private func automatic(_ round: DeskRound, _ table: Table) -> HTML {
    guard round.call.stage == .review, table.lacking.reviewers > 0, !table.reviewers.isEmpty else { return HTML() }
    return """
      <p><a class="button button-primary" href="\(round.call.deskPath)/assignment/plan">\(t("Plan for the whole round"))</a></p>

      """
  }

  private func row(_ line: AssignmentLine, _ rules: ReviewRules, _ table: Table) -> HTML {
    let own = (table.reviews[line.id] ?? []).filter { $0.round == line.revisions }
    let counting = own.filter { $0.state.isOpen || $0.state == .submitted }.count
    let isOwn = table.own.contains(line.id)
    let names: [HTML] = own.map { review in
      "<li>\(table.names[review.person] ?? "—") <span class=\"hint\">\(review.state.name(t))</span></li>\n"
    }
    let lacks = max(0, rules.reviewers - counting)
    return """
      <tr><td class="number">\(line.number)</td><th scope="row">\(line.title)</th>\(table.showsPairs ? pairs(line, own, table, isOwn: isOwn) : "<td>\(isOwn ? "<span class=\"hint\">\(t("your own"))</span>" : names.isEmpty ? "—" : "<ul class=\"plain\">\(names)</ul>" as HTML)</td>" as HTML)
      <td class="number">\(lacks > 0 ? "<strong class=\"late\">\(lacks)</strong>" : "0" as HTML)</td><td>\(isOwn ? HTML() : "<a href=\"/desk/submissions/\(line.id)/assignment\">\(t("Choose reviewers"))</a>" as HTML)</td></tr>

      """
  }

  /// A cell for every reviewer: how far they are, or what bars them.
  private func pairs(_ line: AssignmentLine, _ own: [Review], _ table: Table, isOwn: Bool) -> HTML {
    let cells: [HTML] = table.reviewers.map { reviewer in
      if isOwn { return "<td>·</td>" }
      if let review = own.first(where: { $0.person == reviewer.person && $0.state != .removed }) {
        let badge = review.state == .submitted ? "badge badge-open" : review.state.isOpen ? "badge" : "badge badge-closed"
        return "<td><span class=\"\(badge)\">\(review.state.name(t))</span></td>"
      }
      let bars = (table.conflicts[line.id] ?? []).filter { $0.person == reviewer.person }
      guard let bar = bars.first else { return "<td>·</td>" }
      let words = PairBar.conflict(bar.kind, isHint: bar.state == .hint).words(t)
      return """
        <td><span title="\(words)" aria-hidden="true">\(bar.state == .hint ? "?" : "✕")</span><span class="visually-hidden">\(words)</span></td>
        """
    }
    return cells.joined()
  }

  private func loads(_ table: Table) -> HTML {
    let rows: [HTML] = table.reviewers.map { reviewer in
      let load = table.loads[reviewer.person] ?? ReviewLoad()
      return """
        <tr><th scope="row">\(table.names[reviewer.person] ?? "—")</th><td class="number">\(load.total) / \(reviewer.most)</td><td><meter min="0" max="\(max(1, reviewer.most))" value="\(min(load.total, reviewer.most))">\(load.total) / \(reviewer.most)</meter></td></tr>

        """
    }
    guard !rows.isEmpty else { return HTML() }
    return """
      <section><h2>\(t("Loads"))</h2><div class="table-scroll" role="region" tabindex="0" aria-label="\(t("Loads"))"><table class="table"><thead><tr><th scope="col">\(t("Reviewer"))</th><th scope="col" class="number">\(t("Has"))</th><th scope="col">\(t("Share"))</th></tr></thead><tbody>\(rows)</tbody></table></div></section>

      """
  }

  // MARK: One submission

  func candidates(_ submission: Submission, _ round: DeskRound, _ rules: ReviewRules, _ content: Candidates, _ form: Form) -> HTML
  {
    let own = content.reviews.filter { $0.round == submission.revisions }
    let counting = own.count { $0.state.isOpen || $0.state == .submitted }
    let path = "\(submission.deskPath)/assignment"
    let chosen = Set(form.several["person"] ?? [])
    let free = content.candidates.filter(\.bars.isEmpty)
    let barred = content.candidates.filter { !$0.bars.isEmpty }
    let boxes: [HTML] = free.map { candidate in
      let key = candidate.reviewer.person.description
      return """
        <label class="tick"><input type="checkbox" name="person" value="\(key)"\(attribute: "checked", if: chosen.contains(key))> <span>\(content.names[candidate.reviewer.person] ?? "—") <span class="hint">\(about(candidate.reviewer, round, content))</span></span></label>

        """
    }
    let reasons: [HTML] = barred.map { candidate in
      "<li><strong>\(content.names[candidate.reviewer.person] ?? "—")</strong>: \(candidate.bars.map { $0.words(t) }.joined(separator: t("; ")))</li>\n"
    }
    return """
      \(RoundHead(round: round, t: t).html(t("Reviewers of “{title}”", ["title": submission.title]), "/assignment"))
      \(form.summary(t))
      <p>\(t("{have} of {need} are asked.", ["have": t.number(counting), "need": t.number(rules.reviewers)])) <a href="\(round.call.deskPath)/assignment">\(t("Back to all"))</a></p>
      \(asked(own, content, form))
      <section class="panel"><h2>\(t("Who can be asked"))</h2>
      \(boxes.isEmpty ? "<p>\(t("Nobody of those who accepted can be asked.")) <a href=\"\(round.call.deskPath)/reviewers\">\(t("Invite more reviewers"))</a></p>" as HTML : "<form class=\"stack\" method=\"post\" action=\"\(path)\">\(form.hidden)<div class=\"ticks-list\">\(boxes)</div><button class=\"button button-primary\" type=\"submit\">\(t("Ask those who are ticked"))</button></form>" as HTML)</section>
      \(when: !reasons.isEmpty, "<section class=\"panel\"><h2>\(t("Who cannot, and why"))</h2><ul>\(reasons)</ul></section>")
      """
  }

  private func about(_ reviewer: Reviewer, _ round: DeskRound, _ content: Candidates) -> String {
    let load = content.loads[reviewer.person]?.total ?? 0
    let names = ReviewerDeskPages(evaluation: evaluation, t: t)
    let fields = reviewer.fields.map { names.fieldName($0, round) }.joined(separator: t("; "))
    let has = t("has {load} of {most}", ["load": t.number(load), "most": t.number(reviewer.most)])
    return fields.isEmpty ? has : "\(has) · \(fields)"
  }

  private func asked(_ reviews: [Review], _ content: Candidates, _ form: Form) -> HTML {
    guard !reviews.isEmpty else { return HTML() }
    let items: [HTML] = reviews.map { review in
      let removal: HTML = """
        <form class="inline" method="post" action="/desk/reviews/\(review.id)/removal">\(form.hidden)<label class="visually-hidden" for="why-\(review.id)">\(t("Why"))</label>
        <input id="why-\(review.id)" name="reason" required maxlength="300" placeholder="\(t("Why"))"><button class="button" type="submit">\(t("Take back"))</button></form>
        """
      return """
        <li class="row"><div><strong>\(content.names[review.person] ?? "—")</strong> <span class="hint">\(review.state.name(t)) · \(t.moment(review.submittedAt ?? review.declaredAt ?? review.assignedAt))</span>\(when: review.why["topic"] != nil, "<br><span class=\"hint\">\(PairReason(review.why).words(t))</span>")</div>\(when: review.state.isOpen, removal)</li>

        """
    }
    return "<section class=\"panel\"><h2>\(t("Who is asked"))</h2><ul class=\"plain\">\(items)</ul></section>\n"
  }
}
