import HTML
import Site

/// A judge's phone.
struct JudgePages {
  let work: JudgeWork
  let t: Localizer

  private var board: LiveBoard { work.board }
  private var path: String { "/live/\(board.call.id)" }

  func html(_ form: Form) -> HTML {
    """
    <div class="narrow" data-live="\(path).json" data-scene="\(board.scene)">
    <p class="eyebrow"><a href="\(path)">\(t.pick(board.call.plan.names))</a></p>
    \(work.turn.map { turn($0, form) } ?? nothing)
    \(others)
    <p><a class="button" href="\(path)/judge" data-live-reload>\(t("Reload"))</a></p></div>
    """
  }

  private var nothing: HTML {
    """
    <h1>\(t("Judge"))</h1>
    <div class="empty">\(Components.icon("clock"))<h2>\(t("Nobody is on stage yet"))</h2><p>\(t("Leave this page open: it shows the rubric when the first turn begins."))</p></div>
    """
  }

  private func turn(_ turn: Turn, _ form: Form) -> HTML {
    let pages = LivePages(board: board, t: t)
    let contestant = board.contestants[turn.submission]
    return """
      <h1>\(contestant?.name ?? "—")</h1>
      <p>\(pages.name(board.round(of: turn))) · \(t("Place {number}", ["number": t.number(turn.place)])) · <strong>\(pages.state(turn))</strong></p>
      \(contestant?.title.map { title -> HTML in "<p class=\"lead\">\(title)</p>" })
      \(board.topic(of: turn).map { topic -> HTML in "<p class=\"topic\">\(t("Topic drawn: {topic}", ["topic": t.pick(topic)]))</p>" })
      \(when: turn.state != .waiting && turn.state != .done, LiveClock(board: board, t: t).html(turn))
      \(form.summary(t))
      \(task(turn, form))
      """
  }

  private func task(_ turn: Turn, _ form: Form) -> HTML {
    if work.isConcerned { return "<p class=\"notice\">\(t("You stay out of this turn: there is a conflict of interest."))</p>" }
    guard let rubric = work.rubric else { return "<p>\(t("In a quiz the right answers count; you have nothing to do."))</p>" }
    switch turn.state {
    case .waiting: return "<p>\(t("Comes next. You can score when it begins."))</p>\(stayOut(turn, form))"
    case .done:
      return "<p class=\"told\">\(t("Shown: {score}", ["score": board.scores[turn.id].map(FormField.plain) ?? "—"]))</p>"
    case .running, .paused, .scoring: return scores(turn, rubric, form) + stayOut(turn, form)
    }
  }

  private func stayOut(_ turn: Turn, _ form: Form) -> HTML {
    ReviewRoutes.conflictForm("\(path)/turns/\(turn.id)/conflict", form, t)
  }

  private func scores(_ turn: Turn, _ rubric: Rubric, _ form: Form) -> HTML {
    let isOpen = turn.state == .scoring
    let isGiven = !work.own.isEmpty
    let rubricForm = RubricForm(rubric: rubric)
    let given: HTML = "<p class=\"told\">\(t("Your points are in. They stay sealed until all judges have scored."))</p>"
    return """
      \(when: isGiven, given)
      <form class="sheet" method="post" action="\(path)/turns/\(turn.id)/scores" novalidate data-review data-kept="/live/turns/\(turn.id)" data-offline="\(t("No connection: kept on this device. Please send it when you are back."))" data-restored="\(t("What you typed here before is back."))">\(form.hidden)
      <div class="sheet-head"><h2>\(t("Your points"))</h2><p class="sum"><output data-sum>\(rubricForm.sum(form))</output> / \(FormField.plain(rubric.total))</p></div>
      \(rubricForm.html(form, t))
      <p class="kept" role="status" data-kept-status></p>
      <p class="actions"><button class="button button-primary button-big" type="submit"\(attribute: "disabled", if: !isOpen)>\(isGiven ? t("Change my points") : t("Send my points"))</button></p>
      \(when: !isOpen, "<p class=\"hint\">\(t("You can send them when the time is stopped."))</p>")</form>
      """
  }

  private var others: HTML? {
    let others = work.waiting.filter { $0.id != work.turn?.id }
    guard !others.isEmpty else { return nil }
    let items: [HTML] = others.map { turn in
      "<li><a href=\"\(path)/judge?turn=\(turn.id)\">\(board.contestants[turn.submission]?.name ?? "—")</a></li>\n"
    }
    return "<section><h2>\(t("Also wait for your points"))</h2><ul>\(items)</ul></section>"
  }
}
