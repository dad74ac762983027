import HTML
import People
import SQL
import Site

/// The desk's pages about submissions.
struct SubmissionDeskPages {
  let evaluation: Evaluation
  let t: Localizer

  /// A page of the table.
  struct Table: Sendable {
    let lines: [SubmissionLine]
    let names: SubmissionNames
    let counts: [Submission.State: Int]
    let paging: Paging
    /// Those that the reader acts for.
    let own: Set<ID<Submission>>
    /// Those that can be admitted together.
    let faultless: Set<ID<Submission>>
  }

  // MARK: The table

  func table(_ round: DeskRound, _ table: Table, _ filter: SubmissionFilter, _ form: Form) -> HTML {
    let path = "\(round.call.deskPath)/submissions"
    let rows: [HTML] = table.lines.map { row($0, table, isChecking: filter.state == .checking) }
    let isBulk = !table.faultless.isEmpty
    let list: HTML = """
      <div class="table-scroll" role="region" tabindex="0" aria-label="\(t("Submissions"))"><table class="table">
      <thead><tr>\(when: isBulk, "<th scope=\"col\"><span class=\"visually-hidden\">\(t("Tick"))</span></th>")<th scope="col" class="number">\(t("Number"))</th><th scope="col">\(t("Title"))</th><th scope="col">\(t("State"))</th><th scope="col">\(t("Region"))</th><th scope="col">\(t("Put forward by"))</th><th scope="col" class="number">\(t("Score"))</th></tr></thead>
      <tbody>\(rows)</tbody></table></div>
      """
    let bulk: HTML = """
      <form method="post" action="\(round.call.deskPath)/checks"><kepu-ticks data-all="\(t("Tick all of this page"))" data-none="\(t("Tick none"))">\(form.hidden)
      <p class="hint">\(t("Those with a box have nothing missing, meet every condition and claim nothing that our records contradict."))</p>
      \(list)
      <p class="actions"><button class="button button-primary" type="submit">\(t("Admit those that are ticked"))</button></p></kepu-ticks></form>
      """
    return """
      \(RoundHead(round: round, t: t).html(t("Submissions"), "/submissions"))
      \(form.summary(t))
      \(narrow(path, table, filter))
      \(rows.isEmpty ? empty(filter) : isBulk ? bulk : list)
      \(Components.pagination(table.paging, path: path, query: filter.query, t: t))
      <p><a class="button" href="\(path).csv\(Components.query(filter.query))" download>\(t("As a spreadsheet (CSV)"))</a></p>
      """
  }

  private func narrow(_ path: String, _ table: Table, _ filter: SubmissionFilter) -> HTML {
    let states = Submission.State.allCases.filter { $0 != .draft && (table.counts[$0] ?? 0) > 0 || $0 == filter.state }
    let options: [HTML] = states.map { state in
      "<option value=\"\(state.rawValue)\"\(attribute: "selected", if: state == filter.state)>\(state.name(t)) (\(t.number(table.counts[state] ?? 0)))</option>\n"
    }
    return """
      <form class="narrowing" method="get" action="\(path)" role="search">
      <div><label for="q">\(t("Title or number"))</label><input type="search" id="q" name="q" maxlength="120" value="\(filter.text ?? "")"></div>
      <div><label for="state">\(t("State"))</label><select id="state" name="state"><option value="">\(t("All"))</option>\(options)</select></div>
      <button class="button" type="submit">\(t("Show"))</button></form>
      <p class="hint" role="status">\(t.plural("{count} submission", "{count} submissions", table.paging.total))</p>

      """
  }

  private func empty(_ filter: SubmissionFilter) -> HTML {
    let isAll = filter.state == nil && filter.text == nil
    return """
      <div class="empty"><h2>\(t("Nothing here"))</h2><p>\(isAll ? t("Submissions appear here when they are handed in.") : t("No submission is like this. Show all, or look for something else."))</p></div>

      """
  }

  private func row(_ line: SubmissionLine, _ table: Table, isChecking: Bool) -> HTML {
    let isFaultless = table.faultless.contains(line.id)
    let box: HTML =
      table.faultless.isEmpty
      ? HTML()
      : isFaultless
        ? "<td><input type=\"checkbox\" name=\"submission\" value=\"\(line.id.description)\" aria-label=\"\(t("Tick number {number}", ["number": String(line.number)]))\"></td>"
        : "<td></td>"
    let holder = table.names.holders[line.holder].map { t.pick($0) } ?? "—"
    let title: HTML =
      table.own.contains(line.id)
      ? "\(line.title) <span class=\"hint\">\(t("your own"))</span>"
      : "<a href=\"/desk/submissions/\(line.id)\">\(line.title)</a>"
    let recommender = line.recommender.flatMap { table.names.units[$0] }.map { t.pick($0) }
    return """
      <tr>\(box)<td class="number">\(line.number)</td><th scope="row">\(title)\(when: holder != line.title, "<br><span class=\"hint\">\(holder)</span>")</th>
      <td><span class="\(line.state.badge)">\(line.state.name(t))</span>\(when: isChecking && !isFaultless && !table.faultless.isEmpty, "<br><span class=\"hint\">\(t("needs a look"))</span>")</td>
      <td>\(evaluation.people.regionNames(line.region).map { t.pick($0) } ?? line.region)</td>
      <td>\(recommender ?? "—")\(line.place.map { place -> HTML in " <span class=\"hint\">\(t("place {place}", ["place": t.number(place)]))</span>" })</td>
      <td class="number">\(line.score.map { FormField.plain($0) } ?? "—")</td></tr>

      """
  }

  // MARK: One submission

  func page(_ submission: Submission, _ round: DeskRound, _ file: SubmissionFile, _ form: Form) -> HTML {
    let questions = QuestionPages(programme: round.programme, t: t, files: file.files, ledger: file.ledger)
    return """
      \(RoundHead(round: round, t: t).html(submission.title, "/submissions"))
      <p><span class="\(submission.state.badge)">\(submission.state.name(t))</span> <span class="hint">\(t("No. {number}", ["number": String(submission.number)]))\(submission.submittedAt.map { " · " + t("handed in {moment}", ["moment": t.moment($0)]) })\(submission.due.map { " · " + t("due {moment}", ["moment": t.deadline($0)]) })</span></p>
      \(form.summary(t))
      <div class="base-columns"><div>
      \(obstacles(file, round))
      \(shared(file))
      \(claims(file, round))
      \(when: submission.state == .checking, check(submission, round, file, form))
      \(outcome(submission, round, file))
      <section><h2>\(t("Answers"))</h2>\(questions.answers(submission.answers, isRenewal: submission.isRenewal, where: { _ in true }))</section>
      </div><div class="base-aside">
      \(who(submission, round, file))
      \(recommendation(file))
      \(reviews(file, round))
      \(history(file))
      </div></div>
      """
  }

  /// Works that two submissions of the round claim as their own.
  private func shared(_ file: SubmissionFile) -> HTML {
    let items: [HTML] = file.sharedWorks.map { work in
      let others = work.others.map { t("no. {number}", ["number": String($0)]) }.joined(separator: t("; "))
      return
        "<li>\(t("“{title}” is also claimed by {others}, there too as first author.", ["title": work.title, "others": others]))</li>\n"
    }
    return items.isEmpty
      ? HTML() : "<section class=\"notice\"><h2>\(t("One work, two first authors"))</h2><ul>\(items)</ul></section>\n"
  }

  private func obstacles(_ file: SubmissionFile, _ round: DeskRound) -> HTML {
    guard !file.obstacles.isEmpty else {
      return "<p class=\"told\">\(t("Everything is there and every condition is met."))</p>\n"
    }
    let fields: [HTML] = file.obstacles.fields.map { key, message in
      "<li>\(round.programme.name(ofFact: key).map { t("{name}:", ["name": t.pick($0)]) + " " })\(message)</li>\n"
    }
    return """
      <section class="notice"><h2>\(t("What is missing"))</h2><ul>\(fields)\(file.obstacles.unmet.map { $0.words(round.programme, t) })</ul></section>

      """
  }

  private func claims(_ file: SubmissionFile, _ round: DeskRound) -> HTML {
    guard !file.claims.isEmpty else { return HTML() }
    let limit = round.programme.visit?.difference ?? 0.2
    let rows: [HTML] = file.claims.map { claim in
      let percent = "\(Int((claim.difference * 100).rounded())) %"
      return """
        <tr><th scope="row">\(t.pick(claim.field.name))<br><span class="hint">\(t.pick(claim.evidence))</span></th><td class="number">\(round.programme.words(.number(claim.claimed), of: claim.field.key, t))</td>
        <td class="number">\(round.programme.words(.number(claim.computed), of: claim.field.key, t))</td><td class="number">\(claim.difference >= limit ? "<strong class=\"late\">\(percent)</strong>" : HTML.text(percent))</td></tr>

        """
    }
    return """
      <section><h2>\(t("Claimed and computed"))</h2><div class="table-scroll" role="region" tabindex="0" aria-label="\(t("Claimed and computed"))"><table class="table">
      <thead><tr><th scope="col">\(t("Question"))</th><th scope="col" class="number">\(t("Claimed"))</th><th scope="col" class="number">\(t("Computed"))</th><th scope="col" class="number">\(t("Difference"))</th></tr></thead><tbody>\(rows)</tbody></table></div></section>

      """
  }

  private func check(_ submission: Submission, _ round: DeskRound, _ file: SubmissionFile, _ form: Form) -> HTML {
    let left = round.programme.formalCheck.mostReturns - submission.returns
    let typed = form.typed["outcome"] ?? (file.obstacles.isEmpty ? "admitted" : "")
    var options = [("admitted", t("Admit it"), t("It is judged from now on."))]
    if left > 0 {
      options.append(
        (
          "returned", t("Return it to be completed"),
          t.plural("Within {count} day.", "Within {count} days.", round.programme.formalCheck.returnDays)
        ))
    }
    options.append(("refused", t("Refuse it"), t("The applicant reads why, and may appeal.")))
    let radios: [HTML] = options.map { key, label, hint in
      "<label class=\"tick\"><input type=\"radio\" name=\"outcome\" value=\"\(key)\"\(attribute: "checked", if: key == typed)> <span>\(label) <span class=\"hint\">\(hint)</span></span></label>\n"
    }
    return """
      <section class="panel"><h2>\(t("Formal check"))</h2>
      <form class="stack" method="post" action="\(submission.deskPath)/check" novalidate>\(form.hidden)
      <fieldset class="field ticks" id="outcome"><legend>\(t("What comes out"))</legend>\(form.error("outcome").map { text -> HTML in "<p class=\"field-error\">\(text)</p>" })<div class="ticks-body">\(radios)</div></fieldset>
      \(form.area("reason", label: t("Why"), hint: t("Needed to return or refuse; the applicant reads it."), rows: 3, isRequired: false, most: 2_000))
      <div class="field field-check"><label><input type="checkbox" name="go_on" value="yes"\(attribute: "checked", if: form.typed["outcome"] == nil || form.isTicked("go_on"))> \(t("Go on with the next one"))</label></div>
      <button class="button button-primary" type="submit">\(t("Save the outcome"))</button></form></section>

      """
  }

  private func outcome(_ submission: Submission, _ round: DeskRound, _ file: SubmissionFile) -> HTML {
    guard let decision = file.decision else {
      guard submission.state == .admitted, round.call.stage == .decision else { return HTML() }
      return "<p><a class=\"button button-primary\" href=\"\(submission.deskPath)/decision\">\(t("Decide it"))</a></p>\n"
    }
    return """
      <section class="panel"><h2>\(t("Decision"))</h2><p><strong>\(decision.words(round.programme, t))</strong> <span class="hint">\(file.names[decision.decidedBy]) · \(t.moment(decision.decidedAt))</span></p>
      <p class="typed">\(decision.reason)</p>\(when: submission.state == .admitted && round.call.stage == .decision, "<p><a class=\"button\" href=\"\(submission.deskPath)/decision\">\(t("Change it"))</a></p>")</section>

      """
  }
}
