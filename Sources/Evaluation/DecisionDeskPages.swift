import HTML
import People
import SQL
import Site

/// The desk's pages about decisions.
struct DecisionDeskPages {
  let evaluation: Evaluation
  let t: Localizer

  struct One: Sendable {
    let file: SubmissionFile
    /// How many of each level are left for this one.
    let left: [String: Int]
  }

  // MARK: The list

  func list(_ round: DeskRound, _ list: DecisionList, _ form: Form) -> HTML {
    let path = "\(round.call.deskPath)/decisions"
    let isOpen = round.call.stage == .decision
    let rows: [HTML] = list.lines.map { row($0, round, list, isOpen: isOpen) }
    let table: HTML = """
      <div class="table-scroll" role="region" tabindex="0" aria-label="\(t("Decisions"))"><table class="table">
      <thead><tr>\(when: isOpen, "<th scope=\"col\"><span class=\"visually-hidden\">\(t("Tick"))</span></th>")<th scope="col" class="number">\(t("Number"))</th><th scope="col">\(t("Title"))</th>\(when: round.programme.review != nil, "<th scope=\"col\">\(t("Points of reviewers"))</th>")\(when: round.programme.panel != nil, "<th scope=\"col\">\(t("Panel"))</th>")<th scope="col" class="number">\(t("Score"))</th><th scope="col" class="number">\(t("Rank"))</th><th scope="col">\(t("Decision"))</th><th scope="col">\(t("Do"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
      """
    return """
      \(RoundHead(round: round, t: t).html(t("Decisions"), "/decisions"))
      \(form.summary(t))
      \(quotas(round, list))
      \(when: !isOpen && round.call.status == .published, "<p class=\"hint\">\(t("Decisions are taken in the stage “{stage}”.", ["stage": Stage.decision.name(t)]))</p>")
      \(when: isOpen && list.undecided > 0 && round.programme.panel == nil && round.programme.isRanked, ranking(path, round, form))
      \(filters(path, list))
      \(rows.isEmpty ? "<div class=\"empty\"><h2>\(t("Nothing here"))</h2><p>\(t("Submissions appear here when the formal check admits them."))</p></div>" as HTML : isOpen ? several(path, round, list, table, form) : table)
      \(Components.pagination(list.paging, path: path, query: list.filter == .all ? [] : [("show", list.filter.rawValue)], t: t))
      \(approvals(round, list, form))
      """
  }

  /// The whole list at once.
  private func ranking(_ path: String, _ round: DeskRound, _ form: Form) -> HTML {
    """
    <form class="panel" method="post" action="\(path)/ranking">\(form.hidden)<h2>\(t("Decide as the ranking says"))</h2>
    <p>\(t("Whoever stands inside a quota gets its level, whoever stands outside gets nothing; each reads what their own reviewers wrote. What ties leave open and what has no reasons stays for you. Everything can be changed until the offices agree.")) <a href="\(round.call.deskPath)/ranking">\(t("Look at the ranking"))</a></p>
    <button class="button" type="submit">\(t("Decide all that is undecided"))</button></form>

    """
  }

  private func quotas(_ round: DeskRound, _ list: DecisionList) -> HTML {
    let items: [HTML] = round.programme.decision.levels.compactMap { level in
      guard let left = list.left[level.key], let most = evaluation.quota(level, round.call) else { return nil }
      return
        "<li class=\"stat\"><strong>\(t.number(left))</strong> <span>\(t("of {most} “{level}” left", ["most": t.number(most), "level": t.pick(level.name)]))</span></li>\n"
    }
    return """
      <ul class="stats"><li class="stat"><strong>\(t.number(list.undecided))</strong> <span>\(t("to decide"))</span></li>\(items)</ul>

      """
  }

  private func filters(_ path: String, _ list: DecisionList) -> HTML {
    let items: [HTML] = DecisionFilter.allCases.map { filter in
      let label =
        switch filter {
        case .all: t("All")
        case .undecided: t("To decide")
        case .given: t("Given")
        case .declined: t("Nothing is given")
        }
      return
        "<li><a class=\"chip\" href=\"\(path)\(filter == .all ? "" : "?show=\(filter.rawValue)")\"\(attribute: "aria-current", filter == list.filter ? "true" : nil)>\(label)</a></li>\n"
    }
    return "<ul class=\"chips\">\(items)</ul>\n"
  }

  private func row(_ line: DecisionLine, _ round: DeskRound, _ list: DecisionList, isOpen: Bool) -> HTML {
    let isOwn = list.own.contains(line.id)
    // What is being decided is told to nobody who acts for it.
    let isHidden = isOwn && line.isOpen
    let mayDecide = isOpen && line.state == .admitted && !isOwn
    let points = (list.points[line.id] ?? []).map { FormField.plain($0) }.joined(separator: " · ")
    let decided: String =
      switch isHidden ? nil : line.outcome {
      case .given: line.level.flatMap { round.programme.decision.level($0) }.map { t.pick($0.name) } ?? t("Given")
      case .declined: t("Nothing is given")
      case .revise, nil: line.state == .revising ? line.state.name(t) : "—"
      }
    let title: HTML =
      isOwn
      ? "\(line.title) <span class=\"hint\">\(t("your own"))</span>"
      : "<a href=\"/desk/submissions/\(line.id)\">\(line.title)</a>"
    let panel: HTML? =
      round.programme.panel.map { _ in
        "<td>\((isHidden ? nil : line.isPassed).map { $0 ? t("passed") : t("not passed") } ?? "—")</td>"
      }
    return """
      <tr>\(when: isOpen, mayDecide ? "<td><input type=\"checkbox\" name=\"submission\" value=\"\(line.id.description)\" aria-label=\"\(t("Tick number {number}", ["number": String(line.number)]))\"></td>" : "<td></td>")
      <td class="number">\(line.number)</td><th scope="row">\(title)</th>\(when: round.programme.review != nil, "<td>\(isOwn || points.isEmpty ? "—" : points)</td>")\(panel)
      <td class="number">\((isHidden ? nil : line.score).map { FormField.plain($0) } ?? "—")</td><td class="number">\((isHidden ? nil : line.place).map { t.number($0) } ?? "—")</td><td>\(decided)</td>
      <td>\(when: mayDecide, "<a href=\"/desk/submissions/\(line.id)/decision\">\(line.outcome == nil ? t("Decide") : t("Change it"))</a>")</td></tr>

      """
  }

  private func several(_ path: String, _ round: DeskRound, _ list: DecisionList, _ table: HTML, _ form: Form) -> HTML {
    let options =
      round.programme.decision.levels.map { ("given.\($0.key)", t.pick($0.name)) } + [("declined", t("Nothing is given"))]
    return """
      <form method="post" action="\(path)" novalidate><kepu-ticks data-all="\(t("Tick all of this page"))" data-none="\(t("Tick none"))">\(form.hidden)
      \(table)
      <section class="panel"><h2>\(t("Decide those that are ticked"))</h2>
      \(form.select("outcome", label: t("What is given"), options: options, none: t("Choose…")))
      \(form.area("reason", label: t("Words before the reviewers' reasons"), hint: t("Each applicant reads them, then the reasons of their own reviewers. Needed where there are none."), rows: 3, isRequired: false, most: 2_000))
      <button class="button button-primary" type="submit">\(t("Decide"))</button></section></kepu-ticks></form>

      """
  }

  // MARK: The offices

  private func approvals(_ round: DeskRound, _ list: DecisionList, _ form: Form) -> HTML {
    let offices = round.programme.decision.approvals
    guard !offices.isEmpty else { return HTML() }
    let items: [HTML] = offices.enumerated().map { index, office in
      guard index < list.approvals.count else {
        return "<li>\(t.pick(office)) <span class=\"badge badge-unknown\">\(t("has not agreed yet"))</span></li>\n"
      }
      let done = list.approvals[index]
      return """
        <li>\(t.pick(office)) <span class="badge badge-open">\(t("agrees"))</span> <span class="hint">\(list.names[done.person]) · \(t.moment(done.at))\(when: !done.reason.isEmpty, " · \(done.reason)")</span></li>

        """
    }
    return """
      <section class="panel"><h2>\(t("Agreement of the offices"))</h2><ol>\(items)</ol>\(agreement(round, list, form))</section>

      """
  }

  private func agreement(_ round: DeskRound, _ list: DecisionList, _ form: Form) -> HTML {
    guard round.call.stage == .decision, let office = round.programme.decision.approvals.dropFirst(list.approvals.count).first
    else {
      return HTML()
    }
    if list.undecided > 0 { return "<p class=\"hint\">\(t("The offices are asked when everything is decided."))</p>\n" }
    if list.hasDecided {
      return "<p class=\"hint\">\(t("You decided something of this list, so somebody else agrees to it."))</p>\n"
    }
    return """
      <form class="stack" method="post" action="\(round.call.deskPath)/approvals" novalidate>\(form.hidden)
      \(form.area("approval_reason", label: t("Remarks of {office}", ["office": t.pick(office)]), hint: t("Needed to send the list back."), rows: 2, isRequired: false, most: 1_000))
      <div class="actions"><button class="button button-primary" name="answer" value="yes">\(t("Agree to the list"))</button><button class="button" name="answer" value="no">\(t("Send it back"))</button></div></form>

      """
  }

  // MARK: One decision

  func one(_ submission: Submission, _ round: DeskRound, _ content: One, _ form: Form) -> HTML {
    """
    \(RoundHead(round: round, t: t).html(t("Decision on “{title}”", ["title": submission.title]), "/decisions"))
    \(form.summary(t))
    <p class="hint">\(t("No. {number}", ["number": String(submission.number)])) · <a href="\(submission.deskPath)">\(t("Everything that was handed in"))</a></p>
    <div class="base-columns"><div>\(fields(submission, round, content, form))</div>
    <div class="base-aside">\(SubmissionDeskPages(evaluation: evaluation, t: t).reviews(content.file, round))\(findings(content.file))</div></div>
    """
  }

  private func fields(_ submission: Submission, _ round: DeskRound, _ content: One, _ form: Form) -> HTML {
    let rules = round.programme.decision
    var options: [(key: String, label: String, hint: String)] = rules.levels.map { level in
      let left = content.left[level.key].map { t.plural("{count} left", "{count} left", max(0, $0)) } ?? ""
      return ("given.\(level.key)", t.pick(level.name), left)
    }
    options.append(("declined", t("Nothing is given"), ""))
    let mayRevise = rules.revisionDays != nil && submission.revisions < round.programme.review?.revisions ?? 0
    if mayRevise, let days = rules.revisionDays {
      options.append(("revise", t("Ask for a revision"), t.plural("Within {count} day.", "Within {count} days.", days)))
    }
    let radios: [HTML] = options.map { key, label, hint in
      let isFull = key.hasPrefix("given.") && content.left[String(key.dropFirst("given.".count))].map { $0 <= 0 } ?? false
      return """
        <label class="tick"><input type="radio" name="outcome" value="\(key)"\(attribute: "checked", if: form.typed["outcome"] == key)\(attribute: "disabled", if: isFull && form.typed["outcome"] != key)> <span>\(label) <span class="hint">\(hint)</span></span></label>

        """
    }
    return """
      <form class="stack panel" method="post" action="\(submission.deskPath)/decision" novalidate>\(form.hidden)
      <fieldset class="field ticks" id="outcome"><legend>\(t("What is given"))</legend>\(form.error("outcome").map { text -> HTML in "<p class=\"field-error\">\(text)</p>" })<div class="ticks-list">\(radios)</div></fieldset>
      \(form.area("reason", label: t("Why"), hint: t("The applicant reads it. It begins with what the reviewers wrote."), rows: 8, most: 10_000))
      \(form.field("score", label: t("Score"), isRequired: false, most: 12, inputMode: "decimal"))
      \(form.field("place", label: t("Rank"), isRequired: false, most: 7, inputMode: "numeric"))
      <div class="field field-check"><label><input type="checkbox" name="go_on" value="yes" checked> \(t("Go on with the next one"))</label></div>
      <button class="button button-primary" type="submit">\(t("Decide"))</button></form>

      """
  }

  /// What the visit and the panel found.
  private func findings(_ file: SubmissionFile) -> HTML {
    let visit: HTML =
      file.visit.map { visit in
        visit.doneAt == nil
          ? HTML() : "<section class=\"panel\"><h2>\(t("Site visit"))</h2><p class=\"typed\">\(visit.summary)</p></section>\n"
      } ?? HTML()
    guard let ballot = file.ballot, !ballot.isOpen else { return visit }
    let values = [
      "yes": t.number(ballot.yes), "no": t.number(ballot.no), "abstained": t.number(ballot.abstained),
      "present": t.number(ballot.present),
    ]
    return visit + """
      <section class="panel"><h2>\(t("Vote of the panel"))</h2><p>\(ballot.isPassed == true ? t("passed") : t("not passed")): \(t("{yes} for, {no} against, {abstained} abstained, {present} present", values))</p></section>

      """
  }
}
