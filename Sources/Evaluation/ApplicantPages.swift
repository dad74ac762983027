import HTML
import People
import SQL
import Site

/// What somebody has handed in and may apply for.
struct ApplicantPages {
  let evaluation: Evaluation
  let t: Localizer

  func mine(_ desk: ApplicantDesk) -> HTML {
    let waiting = desk.asked.filter { $0.entry.submission.state == .confirming && $0.author.confirmedAt == nil }
    let agreed = desk.asked.filter { $0.author.confirmedAt != nil }
    return """
      <h1>\(t("My submissions"))</h1>
      \(when: !waiting.isEmpty, "<section class=\"panel\"><h2>\(t("You are asked to agree"))</h2><ul class=\"plain\">\(waiting.map { asked($0.entry) })</ul></section>")
      <section><h2>\(t("What I have begun or handed in"))</h2>\(own(desk.own))</section>
      \(when: !agreed.isEmpty, "<section><h2>\(t("Where I am a co-author"))</h2><ul class=\"plain panel\">\(agreed.map { asked($0.entry) })</ul></section>")
      <section><h2>\(t("What I may apply for"))</h2>\(openings(desk.openings))</section>
      """
  }

  private func asked(_ entry: ApplicantDesk.Entry) -> HTML {
    """
    <li class="row"><span><a href="\(entry.submission.path)/agreement"><strong>\(entry.submission.title)</strong></a> <span class="hint">\(t.pick(entry.call.plan.names))</span></span>\
    <span class="\(entry.submission.state.badge)">\(entry.submission.state.name(t))</span></li>

    """
  }

  private func own(_ entries: [ApplicantDesk.Entry]) -> HTML {
    guard !entries.isEmpty else {
      return """
        <div class="empty"><h2>\(t("Nothing yet"))</h2><p>\(t("Look below at what you may apply for, or at all calls."))</p>
        <p><a class="button" href="/calls">\(t("All calls"))</a></p></div>
        """
    }
    let mineToDo = entries.filter { $0.submission.state.isEditable }
    let onTheWay = entries.filter { !$0.submission.state.isEditable && !$0.submission.state.isOver }
    let over = entries.filter { $0.submission.state.isOver }
    return """
      \(when: !mineToDo.isEmpty || !onTheWay.isEmpty, list(mineToDo + onTheWay))
      \(when: !over.isEmpty, "<details class=\"panel\"\(attribute: "open", if: mineToDo.isEmpty && onTheWay.isEmpty)><summary>\(t.plural("{count} that is over", "{count} that are over", over.count))</summary>\(list(over))</details>")
      """
  }

  private func list(_ entries: [ApplicantDesk.Entry]) -> HTML {
    let items: [HTML] = entries.map { entry in
      let submission = entry.submission
      let until: Instant? = submission.state == .draft ? entry.call.plan.closes : submission.due
      return """
        <li class="panel"><div class="row"><h3><a href="\(submission.path)">\(submission.title.isEmpty ? t("Without a title") : submission.title)</a></h3>\
        <span class="\(submission.state.badge)">\(submission.state.name(t))</span></div>
        <p class="hint">\(t.pick(entry.call.plan.names)) · \(t("No. {number}", ["number": String(submission.number)]))</p>
        <p>\(submission.state.next(t)) \(until.map { moment -> HTML in "<strong>\(t("Until {moment}", ["moment": t.deadline(moment)]))</strong>" })</p>
        \(when: submission.state.isEditable, "<p class=\"actions\"><a class=\"button button-primary\" href=\"\(submission.path)/edit\">\(t("Go on"))</a></p>")</li>

        """
    }
    return "<ul class=\"plain\">\(items)</ul>"
  }

  private func openings(_ openings: [ApplicantDesk.Opening]) -> HTML {
    guard !openings.isEmpty else {
      return """
        <div class="empty"><h2>\(t("No call is open"))</h2><p>\(t("Subscribe to the calendar to learn of the next one."))</p>
        <p><a class="button" href="/calls.ics">\(t("Last days as a calendar (iCalendar)"))</a></p></div>
        """
    }
    return "<ul class=\"plain\">\(openings.map(opening))</ul>"
  }

  private func opening(_ opening: ApplicantDesk.Opening) -> HTML {
    let call = opening.call
    let chances: [HTML] = opening.chances.map { chance($0, opening.programme) }
    return """
      <li class="panel"><div class="row"><h3><a href="\(call.path)">\(t.pick(call.plan.names))</a></h3>\
      <span class="hint">\(t("Until {moment}", ["moment": t.deadline(call.plan.closes)]))</span></div>
      \(chances.isEmpty ? "<p>\(nobody(opening.programme))</p>" : "<ul class=\"plain\">\(chances)</ul>" as HTML)
      \(when: opening.chances.contains { $0.existing == nil }, "<p class=\"actions\"><a class=\"button\" href=\"\(call.path)/submissions\">\(t("Apply"))</a></p>")</li>

      """
  }

  private func nobody(_ programme: Programme) -> HTML {
    switch programme.holder {
    case .base:
      "\(t("You look after no base.")) <a href=\"/bases\">\(t("Open your base's page and choose “I look after this base”."))</a>"
    case .organization: "\(t("You act for no unit.")) <a href=\"/organizations\">\(t("Find your unit or register it"))</a>"
    case .person, .work: "\(t("Your account cannot apply here."))"
    }
  }

  private func chance(_ chance: Chance, _ programme: Programme) -> HTML {
    let name = t.pick(chance.subject.name)
    if let existing = chance.existing {
      return "<li>\(name): <a href=\"\(existing.path)\">\(existing.state.name(t))</a></li>\n"
    }
    guard !chance.lacking.isEmpty else {
      return "<li>\(name): \(t("nothing is lacking by what the records say; the form asks the rest."))</li>\n"
    }
    return "<li>\(name): \(t("lacking by what the records say:"))<ul>\(chance.lacking.words(programme, t))</ul></li>\n"
  }

  // MARK: Beginning

  func begin(_ form: Form, _ call: Call, _ programme: Programme, _ chances: [Chance]) -> HTML {
    let free = chances.filter { $0.existing == nil }
    let taken: [HTML] = chances.compactMap { chance in
      chance.existing.map { "<li>\(t.pick(chance.subject.name)): <a href=\"\($0.path)\">\($0.state.name(t))</a></li>\n" }
    }
    var filled = form
    if filled.typed["holder"] == nil, let only = free.first, free.count == 1 {
      filled.fill("holder", only.subject.holder.code)
      if programme.holder != .work { filled.fill("title", t.pick(only.subject.name)) }
    }
    return """
      <div class="narrow"><h1>\(t("Apply"))</h1>
      <p class="lead">\(t.pick(call.plan.names))</p>
      \(form.summary(t))
      \(when: !taken.isEmpty, "<section class=\"panel\"><h2>\(t("Here already"))</h2><ul class=\"plain\">\(taken)</ul></section>")
      \(free.isEmpty ? nothingToBegin(programme, isTaken: !taken.isEmpty) : fields(filled, call, programme, free))
      </div>
      """
  }

  private func nothingToBegin(_ programme: Programme, isTaken: Bool) -> HTML {
    isTaken
      ? HTML()
      : "<div class=\"empty\"><h2>\(t("There is nothing you could apply for here"))</h2><p>\(nobody(programme))</p></div>"
  }

  private func fields(_ form: Form, _ call: Call, _ programme: Programme, _ chances: [Chance]) -> HTML {
    let lacking: [HTML] = chances.filter { !$0.lacking.isEmpty }.map { chance($0, programme) }
    return """
      \(when: !lacking.isEmpty, "<section class=\"notice\"><h2>\(t("What is lacking so far"))</h2><ul class=\"plain\">\(lacking)</ul></section>")
      <form class="stack" method="post" action="\(call.path)/submissions" novalidate>\(form.hidden)
      \(form.select("holder", label: t("For whom or what"), options: chances.map { ($0.subject.holder.code, t.pick($0.subject.name)) }, none: t("Choose…")))
      \(form.field("title", label: programme.holder == .work ? t("Title of the work") : t("Title of the submission"), most: Evaluation.longestTitle))
      \(when: !programme.tracks.isEmpty, form.select("track", label: t("Track"), options: programme.tracks.map { ($0.key, t.pick($0.name)) }, none: t("Choose…")))
      <button class="button button-primary" type="submit">\(t("Begin"))</button></form>
      """
  }
}
