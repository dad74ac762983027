import HTML
import People
import SQL
import Site

/// The desk's pages about visits and judges.
struct HearingDeskPages {
  let evaluation: Evaluation
  let t: Localizer

  // MARK: Visits

  func visits(_ round: DeskRound, _ rules: VisitRules, _ list: VisitList, _ form: Form, chosen: ID<Submission>?) -> HTML {
    let toVisit = list.lines.filter { $0.isDue || $0.visit != nil }
    let others = list.lines.filter { !$0.isDue && $0.visit == nil }
    let cards: [HTML] = toVisit.map { card($0, round, rules, list, form, isChosen: $0.submission.id == chosen) }
    let rest: [HTML] = others.map { card($0, round, rules, list, form, isChosen: $0.submission.id == chosen) }
    let isRestChosen = others.contains { $0.submission.id == chosen }
    let why =
      rules.who == .all
      ? t("Every submission is visited.")
      : t(
        "Those are visited whose numbers differ from our records by {share} % or more.",
        ["share": t.number(Int((rules.difference * 100).rounded()))])
    return """
      \(RoundHead(round: round, t: t).html(t("Site visits"), "/visits"))
      \(form.summary(t))
      <p class="lead">\(why) \(t.plural("{count} visitor goes together.", "{count} visitors go together.", rules.visitors))</p>
      \(cards.isEmpty ? "<div class=\"empty\"><h2>\(t("Nothing has to be visited"))</h2><p>\(t("Submissions appear here when the formal check admits them and a visit is due."))</p></div>" as HTML : "<ul class=\"plain\">\(cards)</ul>" as HTML)
      \(when: !rest.isEmpty, "<details\(attribute: "open", if: isRestChosen)><summary>\(t.plural("{count} submission needs no visit", "{count} submissions need no visit", rest.count))</summary><ul class=\"plain\">\(rest)</ul></details>")
      """
  }

  private func card(
    _ line: VisitLine, _ round: DeskRound, _ rules: VisitRules, _ list: VisitList, _ form: Form, isChosen: Bool
  ) -> HTML {
    let submission = line.submission
    let reasons: [HTML] = line.differing.map { claim in
      let values = [
        "name": t.pick(claim.field.name), "claimed": round.programme.words(.number(claim.claimed), of: claim.field.key, t),
        "computed": round.programme.words(.number(claim.computed), of: claim.field.key, t),
      ]
      return "<li>\(t("{name}: {claimed} claimed, {computed} computed.", values))</li>\n"
    }
    let title: HTML = line.isOwn ? .text(submission.title) : "<a href=\"\(submission.deskPath)\">\(submission.title)</a>"
    return """
      <li class="panel"><div class="row"><h2>\(submission.number) \(title)</h2>\(state(line, list))</div>
      \(when: !reasons.isEmpty, "<ul>\(reasons)</ul>")
      \(line.visit.flatMap { $0.doneAt == nil ? nil : $0 }.map { visit -> HTML in "<p class=\"typed\">\(visit.summary)</p>" })
      \(when: line.visit?.doneAt == nil && !line.isOwn, plan(line, rules, list, form, isChosen: isChosen))</li>

      """
  }

  private func state(_ line: VisitLine, _ list: VisitList) -> HTML {
    guard let visit = line.visit, let day = visit.day else {
      return "<span class=\"badge badge-unknown\">\(t("not planned"))</span>"
    }
    let names = visit.visitors.map { list.names[$0] ?? "—" }.joined(separator: t("; "))
    let badge = visit.doneAt == nil ? "badge" : "badge badge-open"
    return "<span class=\"\(badge)\">\(visit.doneAt == nil ? t("planned") : t("done")) · \(t.day(day)) · \(names)</span>"
  }

  /// A form of its own for each submission; field names are the same, so ids carry the submission's number.
  private func plan(_ line: VisitLine, _ rules: VisitRules, _ list: VisitList, _ form: Form, isChosen: Bool) -> HTML {
    let id = line.submission.number
    let day = isChosen ? form.typed["day"] ?? "" : line.visit?.day?.description ?? ""
    let visitors =
      isChosen
      ? form.typed["visitors"] ?? "" : (line.visit?.visitors ?? []).compactMap { list.addresses[$0] }.joined(separator: "\n")
    func error(_ field: String) -> HTML? {
      isChosen ? form.error(field).map { "<p class=\"field-error\" id=\"\(field)\">\($0)</p>" } : nil
    }
    return """
      <details\(attribute: "open", if: isChosen)><summary>\(line.visit == nil ? t("Plan the visit") : t("Plan it anew"))</summary>
      <form class="stack" method="post" action="\(line.submission.deskPath)/visit" novalidate>\(form.hidden)
      <div class="field"><label for="day-\(id)">\(t("Day"))</label>\(error("day"))<input type="date" id="day-\(id)" name="day" required value="\(day)"></div>
      <div class="field"><label for="visitors-\(id)">\(t("Visitors"))</label><p class="hint" id="visitors-hint-\(id)">\(t("Addresses of accounts here, one a line.")) \(t.plural("At least {count}.", "At least {count}.", rules.visitors))</p>\(error("visitors"))<textarea id="visitors-\(id)" name="visitors" rows="3" required aria-describedby="visitors-hint-\(id)">\(visitors)</textarea></div>
      <button class="button button-primary" type="submit">\(t("Plan"))</button></form></details>
      """
  }

  // MARK: Judges

  func judges(_ round: DeskRound, _ stage: Stage, names: [String], turns: [Turn], contestants: Int, _ form: Form) -> HTML {
    let items: [HTML] = names.map { "<li>\($0)</li>\n" }
    let begun = turns.count { $0.state != .waiting }
    let done = turns.count { $0.state == .done }
    let naming: HTML = """
      <form class="stack panel" method="post" action="\(round.call.deskPath)/judges" novalidate>\(form.hidden)
      \(form.area("judges", label: t("Judges"), hint: t("Addresses of accounts here, one a line. Nobody judges who hands something in."), rows: 6))
      <button class="button button-primary" type="submit">\(t("Name them"))</button></form>
      """
    return """
      \(RoundHead(round: round, t: t).html(t("Judges of the stage “{stage}”", ["stage": stage.name(t)]), "/judges"))
      \(form.summary(t))
      <ul class="stats"><li class="stat"><strong>\(t.number(names.count))</strong> <span>\(t("judges"))</span></li><li class="stat"><strong>\(t.number(contestants))</strong> <span>\(t("to be heard"))</span></li><li class="stat"><strong>\(t.number(done)) / \(t.number(turns.count))</strong> <span>\(t("turns done"))</span></li></ul>
      \(items.isEmpty ? "<p>\(t("No judges are named yet."))</p>" as HTML : "<ul>\(items)</ul>" as HTML)
      \(begun > 0 ? "<p class=\"hint\">\(t("The first turn has begun, so the judges stay."))</p>" as HTML : naming)
      """
  }
}
