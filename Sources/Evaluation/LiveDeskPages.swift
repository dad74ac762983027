import HTML
import Site

/// The desk of a stage: one big panel for what is on, the order below it, the draws at the end.
struct LiveDeskPages {
  let work: LiveDeskWork
  let t: Localizer

  private var board: LiveBoard { work.board }
  private var pages: LivePages { LivePages(board: board, t: t) }

  func html(_ form: Form) -> HTML {
    let isRunning = board.call.stage == board.stage
    return """
      \(RoundHead(round: DeskRound(call: board.call, programme: board.programme), t: t).html(t("Stage desk"), "/judges"))
      <div class="row"><p class="actions"><a class="button" href="\(work.path)">\(t("Board for the hall"))</a>
      <label class="tick"><input type="checkbox" data-keys-on checked> \(t("Keys: Space, S, R"))</label></p></div>
      <p class="hint">\(t("Space starts, pauses and goes on; S stops; R shows the scores."))</p>
      \(form.summary(t))
      <div data-live="\(work.path).json" data-version="\(board.version)">
      \(boardState(form, isRunning: isRunning))
      \(when: !isRunning, "<p class=\"notice\">\(t("The round is not at this stage."))</p>")
      \(when: isRunning && work.judges == 0, "<p class=\"notice\">\(t("No judges are named yet.")) <a href=\"\(board.call.deskPath)/judges\">\(t("Name the judges"))</a></p>")
      \(when: isRunning, board.current.map { panel($0, form) } ?? HTML())
      \(board.rounds.map { round($0, form, isRunning: isRunning) })
      </div>
      """
  }

  private func boardState(_ form: Form, isRunning: Bool) -> HTML? {
    guard board.isOpen || isRunning else { return nil }
    return """
      <form class="row panel" method="post" action="\(work.path)/board">\(form.hidden)<input type="hidden" name="is_open" value="\(board.isOpen ? "no" : "yes")">
      <p>\(board.isOpen ? t("Everybody sees the board.") : t("Only the office sees the board. Judges can score all the same."))</p>
      <button class="button \(board.isOpen ? "" : "button-primary")" type="submit">\(board.isOpen ? t("Close the board") : t("Open the board"))</button></form>
      """
  }

  // MARK: What is on

  private func panel(_ turn: Turn, _ form: Form) -> HTML {
    let contestant = board.contestants[turn.submission]
    let introduction: String? =
      turn.state == .waiting && board.introductionSeconds > 0
      ? t(
        "Start after the introduction; up to {seconds} seconds of it do not count.",
        ["seconds": t.number(board.introductionSeconds)])
      : nil
    return """
      <section class="panel on-stage" aria-labelledby="on-stage"><div>
      <p class="eyebrow">\(pages.name(board.round(of: turn))) · \(t("Place {number}", ["number": t.number(turn.place)])) · \(pages.state(turn))</p>
      <h2 id="on-stage">\(contestant?.name ?? "—")</h2>
      \(contestant?.title.map { title -> HTML in "<p>\(title)</p>" })
      \(board.topic(of: turn).map { topic -> HTML in "<p class=\"topic\">\(t("Topic drawn: {topic}", ["topic": t.pick(topic)]))</p>" })
      \(introduction.map { words -> HTML in "<p class=\"hint\">\(words)</p>" })
      \(scoring(turn))</div>
      \(LiveClock(board: board, t: t).html(turn))
      <div class="desk-keys">\(buttons(turn, form))</div></section>

      """
  }

  private func scoring(_ turn: Turn) -> HTML? {
    guard turn.state == .scoring, let missing = work.missing[turn.id] else { return nil }
    if missing.isEmpty { return "<p class=\"told\">\(t("All judges have scored."))</p>" }
    return "<p>\(t("Not scored yet: {names}", ["names": missing.joined(separator: t("; "))]))</p>"
  }

  private func buttons(_ turn: Turn, _ form: Form) -> HTML {
    let isQuiz = board.round(of: turn)?.kind == .quiz
    switch turn.state {
    case .waiting: return clock(turn, "start", t("Start"), key: " ", isPrimary: true, form)
    case .running: return clock(turn, "pause", t("Pause"), key: " ", form) + stop(turn, isQuiz: isQuiz, form)
    case .paused: return clock(turn, "resume", t("Go on"), key: " ", isPrimary: true, form) + stop(turn, isQuiz: isQuiz, form)
    case .scoring: return result(turn, form)
    case .done: return "<p>\(t("Done"))</p>"
    }
  }

  private func clock(
    _ turn: Turn, _ act: String, _ label: String, key: String, isPrimary: Bool = false, _ form: Form, field: HTML? = nil
  ) -> HTML {
    """
    <form class="inline" method="post" action="\(work.path)/turns/\(turn.id)/clock">\(form.hidden)<input type="hidden" name="act" value="\(act)">\(field)
    <button class="\(isPrimary ? "button button-primary button-big" : "button button-big")" type="submit" data-key="\(key)">\(label)</button></form>

    """
  }

  private func stop(_ turn: Turn, isQuiz: Bool, _ form: Form) -> HTML {
    let most = board.round(of: turn)?.questions ?? 0
    let field: HTML? =
      isQuiz
      ? """
      <div class="field"><label for="correct">\(t("Right answers of {count}", ["count": t.number(most)]))</label>
      <input type="number" id="correct" name="correct" min="0" max="\(most)" required inputmode="numeric" value="\(form.typed["correct"] ?? "")"></div>
      """ : nil
    return clock(turn, "stop", t("Stop"), key: "s", isPrimary: true, form, field: field)
  }

  private func result(_ turn: Turn, _ form: Form) -> HTML {
    let isComplete = work.missing[turn.id]?.isEmpty ?? true
    return """
      <form class="inline" method="post" action="\(work.path)/turns/\(turn.id)/result">\(form.hidden)
      <button class="button button-primary button-big" type="submit" data-key="r"\(attribute: "disabled", if: !isComplete)>\(t("Show the scores"))</button></form>

      """
  }

  // MARK: Rounds

  private func round(_ round: LiveRound, _ form: Form, isRunning: Bool) -> HTML {
    let rows: [HTML] = round.turns.map { turn in
      let contestant = board.contestants[turn.submission]
      return """
        <tr\(attribute: "aria-current", turn.id == board.current?.id ? "true" : nil)><td class="number">\(turn.place)</td><th scope="row">\(contestant?.name ?? "—")</th><td>\(pages.state(turn))</td>
        <td class="number">\(board.scores[turn.id].map(FormField.plain))</td><td>\(when: isRunning && turn.id != board.current?.id, small(turn, form))</td></tr>

        """
    }
    return """
      <section class="panel"><h2>\(pages.name(round))</h2>
      \(when: round.turns.isEmpty, draw(round, form, isRunning: isRunning))
      \(when: !rows.isEmpty, "<div class=\"table-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"\(pages.name(round))\"><table class=\"table\"><thead><tr><th scope=\"col\" class=\"number\">\(t("Turn"))</th><th scope=\"col\">\(pages.who)</th><th scope=\"col\">\(t("State"))</th><th scope=\"col\" class=\"number\">\(t("Score"))</th><th scope=\"col\"><span class=\"visually-hidden\">\(t("Step"))</span></th></tr></thead><tbody>\(rows)</tbody></table></div>")
      </section>

      """
  }

  /// The step of a turn that is not in the big panel: the next may begin while judges still score.
  private func small(_ turn: Turn, _ form: Form) -> HTML {
    switch turn.state {
    case .waiting:
      """
      <form method="post" action="\(work.path)/turns/\(turn.id)/clock">\(form.hidden)<input type="hidden" name="act" value="start"><button class="button" type="submit">\(t("Start"))</button></form>
      """
    case .scoring:
      "\(work.missing[turn.id].map { $0.isEmpty ? HTML() : "<p class=\"hint\">\(t("Not scored yet: {names}", ["names": $0.joined(separator: t("; "))]))</p>" })\(result(turn, form))"
    default: HTML()
    }
  }

  private func draw(_ round: LiveRound, _ form: Form, isRunning: Bool) -> HTML {
    guard let draw = round.draw else {
      return """
        <p>\(t("First commit to a draw: the portal chooses a random seed and shows its hash to everybody, before anybody can know the order."))</p>
        <form method="post" action="\(work.path)/draws">\(form.hidden)<input type="hidden" name="round" value="\(round.key)"><button class="button" type="submit"\(attribute: "disabled", if: !isRunning)>\(t("Commit to a draw"))</button></form>
        """
    }
    return """
      <p>\(t("Shown before the draw:")) <code>\(draw.commitment)</code></p>
      <form method="post" action="\(work.path)/orders">\(form.hidden)<input type="hidden" name="round" value="\(round.key)"><button class="button button-primary" type="submit"\(attribute: "disabled", if: !isRunning || work.contestants == 0)>\(t.plural("Draw the order of {count} contestant", "Draw the order of {count} contestants", work.contestants))</button></form>
      """
  }
}
