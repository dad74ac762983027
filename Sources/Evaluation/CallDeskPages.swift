import HTML
import People
import SQL
import Site

/// The desk's pages about rounds as a whole.
struct CallDeskPages {
  let evaluation: Evaluation
  let t: Localizer

  // MARK: The list

  func list(_ rounds: [RoundSummary]) -> HTML {
    guard !rounds.isEmpty else {
      return """
        <div class="empty"><h2>\(t("No round yet"))</h2><p>\(t("Choose a programme, look at the dates that it suggests, and announce the call."))</p>
        <p><a class="button button-primary" href="/desk/calls/new">\(t("Begin a round"))</a></p></div>

        """
    }
    let order: [Call.Status] = [.published, .draft, .finished, .cancelled]
    return order.map { status -> HTML in
      let own = rounds.filter { $0.call.status == status }
      guard !own.isEmpty else { return HTML() }
      return """
        <section><h2>\(status.name(t))</h2><div class="table-scroll" role="region" tabindex="0" aria-label="\(status.name(t))"><table class="table">
        <thead><tr><th scope="col">\(t("Round"))</th><th scope="col">\(t("Stage"))</th><th scope="col" class="number">\(t("Handed in"))</th><th scope="col">\(t("Waits"))</th><th scope="col">\(t("Late"))</th></tr></thead>
        <tbody>\(own.map(row))</tbody></table></div></section>

        """
    }.joined()
  }

  private func row(_ round: RoundSummary) -> HTML {
    let call = round.call
    return """
      <tr><th scope="row"><a href="\(call.deskPath)">\(t.pick(call.plan.names))</a><br><span class="hint">\(t.pick(round.programme)) · \(region(call.region))</span></th>
      <td>\(call.stage?.name(t) ?? window(call))</td><td class="number">\(t.number(round.handedIn))</td><td>\(round.waiting ?? "—")</td>
      <td>\(round.late.map { text -> HTML in "<strong class=\"late\">\(text)</strong>" } ?? "—")</td></tr>

      """
  }

  private func window(_ call: Call) -> String {
    switch call.status {
    case .draft: t("Opens on {day}", ["day": t.day(of: call.plan.opens)])
    case .published: t("Open until {moment}", ["moment": t.deadline(call.plan.closes)])
    case .finished, .cancelled: "—"
    }
  }

  func region(_ code: String) -> String { evaluation.people.regionNames(code).map { t.pick($0) } ?? code }

  // MARK: Setting up

  func choose(_ programmes: [Programme]) -> HTML {
    let cards: [HTML] = programmes.map { programme in
      """
      <li class="panel"><h2><a href="/desk/calls/new?programme=\(programme.key)">\(t.pick(programme.names))</a></h2>
      <p>\(t.pick(programme.summary))</p><p class="hint">\(programme.stages.map { $0.name(t) }.joined(separator: " → "))</p></li>

      """
    }
    return """
      <h1>\(t("Begin a round"))</h1>
      <p class="lead">\(t("Choose the programme. Its rules are frozen with the round, so that they stay the same until its end."))</p>
      <ul class="plain panels">\(cards)</ul>

      """
  }

  func edit(_ title: String, _ programme: Programme, _ form: HTML) -> HTML {
    """
    <h1>\(title)</h1>
    <p class="lead">\(t.pick(programme.names)) <span class="hint">\(t("Version {version}", ["version": programme.version]))</span></p>
    \(form)
    """
  }

  // MARK: One round

  func dashboard(_ round: DeskRound, _ overview: RoundOverview, _ form: Form) -> HTML {
    let call = round.call
    return """
      \(RoundHead(round: round, t: t).html(t.pick(call.plan.names), ""))
      \(form.summary(t))
      \(stages(round))
      \(call.plan.cancelled.map { text -> HTML in "<p class=\"notice\">\(t("Called off: {reason}", ["reason": text]))</p>" })
      \(when: call.status == .draft, announce(call, form))
      \(when: call.status == .published, now(round, overview, form))
      \(counts(call, overview.counts))
      \(plan(round, overview))
      \(when: (call.status == .published && call.stage != .notice) || call.status == .draft, cancel(call, form))
      """
  }

  private func stages(_ round: DeskRound) -> HTML {
    let call = round.call
    let all = round.programme.stages
    let current =
      call.status == .finished
      ? all.count + 1 : call.stage.flatMap { all.firstIndex(of: $0) }.map { $0 + 1 } ?? (call.status == .published ? 0 : -1)
    let names = [t("Handing in")] + all.map { $0.name(t) } + [t("In force")]
    let items: [HTML] = names.enumerated().map { index, name in
      let (kind, words) = index < current ? ("done", t("done")) : index == current ? ("current", t("now")) : ("ahead", "")
      return """
        <li class="stage stage-\(kind)"\(attribute: "aria-current", index == current ? "step" : nil)><span class="stage-name">\(name)</span>\(when: !words.isEmpty, "<span class=\"visually-hidden\">（\(words)）</span>")</li>

        """
    }
    return "<ol class=\"stages\" aria-label=\"\(t("Stages of the round"))\">\(items)</ol>\n"
  }

  private func announce(_ call: Call, _ form: Form) -> HTML {
    """
    <section class="panel"><h2>\(t("This is a draft"))</h2><p>\(t("Nobody else sees it. When it is announced, everybody can read it, and from its first day on hand in."))</p>
    <div class="actions"><form method="post" action="\(call.deskPath)/publication">\(form.hidden)<button class="button button-primary" type="submit">\(t("Announce it"))</button></form>
    <a class="button" href="\(call.deskPath)/edit">\(t("Change it"))</a></div></section>

    """
  }

  private func now(_ round: DeskRound, _ overview: RoundOverview, _ form: Form) -> HTML {
    let call = round.call
    let items: [HTML] = overview.hindrances.map { "<li><a href=\"\($0.path)\">\($0.words)</a></li>\n" }
    let next = nextStage(round)
    let button: HTML = """
      <form method="post" action="\(call.deskPath)/stage">\(form.hidden)<input type="hidden" name="stage" value="\(call.stageKey)">
      <button class="button button-primary" type="submit">\(call.stage == nil ? t("Begin: {stage}", ["stage": next]) : t("End this stage, then: {stage}", ["stage": next]))</button></form>
      """
    return """
      <section class="panel"><h2>\(call.stage?.name(t) ?? t("Handing in"))</h2>
      \(items.isEmpty ? "<p>\(t("All of this stage is done."))</p>" as HTML : "<ul>\(items)</ul>" as HTML)
      \(overview.mayEnd ? button : "<p class=\"hint\">\(t("The stage can be ended when this is done."))</p>" as HTML)</section>

      """
  }

  private func nextStage(_ round: DeskRound) -> String {
    let all = round.programme.stages
    guard let stage = round.call.stage else { return all.first?.name(t) ?? t("In force") }
    return all.drop { $0 != stage }.dropFirst().first?.name(t) ?? t("In force")
  }

  private func counts(_ call: Call, _ counts: [Submission.State: Int]) -> HTML {
    let shown = Submission.State.allCases.filter { $0 != .draft && (counts[$0] ?? 0) > 0 }
    guard call.status != .draft else { return HTML() }
    let items: [HTML] = shown.map { state in
      "<li class=\"stat\"><a href=\"\(call.deskPath)/submissions?state=\(state.rawValue)\"><strong>\(t.number(counts[state] ?? 0))</strong> <span>\(state.name(t))</span></a></li>\n"
    }
    let drafts = counts[.draft] ?? 0
    return """
      <section><h2>\(t("Submissions"))</h2>
      \(items.isEmpty ? "<p>\(t("Nothing is handed in yet."))</p>" as HTML : "<ul class=\"stats\">\(items)</ul>" as HTML)
      \(when: drafts > 0, "<p class=\"hint\">\(t.plural("{count} more is being filled in.", "{count} more are being filled in.", drafts))</p>")</section>

      """
  }

  private func plan(_ round: DeskRound, _ overview: RoundOverview) -> HTML {
    let plan = round.call.plan
    let quotas = round.programme.decision.levels.compactMap { level in
      evaluation.quota(level, round.call).map { "\(t.pick(level.name)): \(t.number($0))" }
    }
    var facts: [(String, String)] = [
      (t("Opens on"), t.day(of: plan.opens)), (t("Closes"), t.deadline(plan.closes)),
      (t("Year"), String(plan.year)), (t("Region"), region(round.call.region)),
      (t("Programme"), t.pick(round.programme.names) + " · " + round.programme.version),
    ]
    plan.recommendBy.map { facts.append((t("Last day of recommendations"), t.day(of: $0 - .milliseconds(1)))) }
    plan.reviewBy.map { facts.append((t("Last day of reviews"), t.day(of: $0 - .milliseconds(1)))) }
    if !quotas.isEmpty { facts.append((t("Quotas"), quotas.joined(separator: t("; ")))) }
    if let notice = overview.notice { facts.append((t("Public notice"), "\(t.day(notice.firstDay)) – \(t.day(notice.lastDay))")) }
    if !plan.contact.isEmpty { facts.append((t("Contact"), plan.contact)) }
    let rows: [HTML] = facts.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>\n" }
    let mayChange = round.call.status == .published || round.call.status == .draft
    return """
      <section class="panel"><div class="row"><h2>\(t("Plan"))</h2>\(when: mayChange, "<a class=\"button\" href=\"\(round.call.deskPath)/edit\">\(t("Change it"))</a>")</div>
      <dl class="facts">\(rows)</dl>
      <p class="typed">\(t.pick(plan.announcement))</p>
      \(when: round.call.status != .draft, "<p><a href=\"\(round.call.path)\">\(t("The public page of the call"))</a></p>")</section>

      """
  }

  private func cancel(_ call: Call, _ form: Form) -> HTML {
    """
    <details class="panel"\(attribute: "open", if: form.error("reason") != nil)><summary>\(t("Call the round off"))</summary>
    <form class="stack" method="post" action="\(call.deskPath)/cancellation" novalidate>\(form.hidden)
    \(form.field("reason", label: t("Why"), hint: t("Everybody who handed something in reads it."), most: 500))
    <button class="button button-danger" type="submit">\(t("Call the round off"))</button></form></details>

    """
  }
}
