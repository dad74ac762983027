import HTML
import SQL
import Site

/// A stage for a projector and for everybody's phone.
struct LivePages {
  let board: LiveBoard
  let t: Localizer
  /// Whether the reader runs the round, and sees the board before it is open.
  var isOffice = false

  var html: HTML {
    """
    <div class="row"><h1>\(t.pick(board.call.plan.names))</h1><a class="button" href="/live/\(board.call.id)" data-live-reload>\(t("Reload"))</a></div>
    <p class="visually-hidden" role="status" data-live-status></p>
    <div data-live="/live/\(board.call.id).json" data-version="\(board.version)">
    \(when: isOffice && !board.isOpen, "<p class=\"notice\">\(t("Only the office sees this: the board is not open yet.")) <a href=\"/live/\(board.call.id)/desk\">\(t("Stage desk"))</a></p>")
    \(board.isOpen || isOffice ? board.turns.isEmpty ? notBegun : stage : closed)
    \(draws)
    </div>
    """
  }

  private var closed: HTML {
    """
    <div class="empty">\(Components.icon("clock"))<h2>\(t("The board is not open yet"))</h2>
    <p>\(t("The office opens it when the stage begins. Leave this page open: it shows the board at once."))</p></div>
    """
  }

  private var notBegun: HTML {
    """
    <div class="empty">\(Components.icon("clock"))<h2>\(t("Nobody is on stage yet"))</h2>
    <p>\(t("The order is drawn before the first round. This page shows it as soon as it is drawn."))</p></div>
    """
  }

  private var stage: HTML {
    """
    \(board.shown.map(onStage))
    <div class="live-columns">
    <section><h2>\(t("Ranking so far"))</h2>\(ranking)</section>
    <section>\(board.rounds.filter { !$0.turns.isEmpty }.map(order))</section>
    </div>
    """
  }

  // MARK: On stage

  private func onStage(_ turn: Turn) -> HTML {
    let contestant = board.contestants[turn.submission]
    return """
      <section class="on-stage" data-live-say="\(state(turn)): \(contestant?.name ?? "")">
      <div><p class="eyebrow">\(name(board.round(of: turn))) · \(t("Place {number}", ["number": t.number(turn.place)])) · \(state(turn))</p>
      <h2>\(contestant?.name ?? "—")</h2>
      \(contestant?.title.map { title -> HTML in "<p class=\"lead\">\(title)</p>" })
      \(board.topic(of: turn).map { topic -> HTML in "<p class=\"topic\">\(t("Topic drawn: {topic}", ["topic": t.pick(topic)]))</p>" })
      \(board.scores[turn.id].map { score -> HTML in "<p class=\"live-score\">\(FormField.plain(score))</p>" })
      \(next(after: turn))</div>
      \(LiveClock(board: board, t: t).html(turn))
      </section>

      """
  }

  private func next(after turn: Turn) -> HTML? {
    guard turn.state == .done, let next = board.next, let name = board.contestants[next.submission]?.name else { return nil }
    return "<p>\(t("Comes next: {name}", ["name": name]))</p>"
  }

  func name(_ round: LiveRound?) -> String { round?.name.map { t.pick($0) } ?? t("Interview") }

  /// What those who come on stage are called.
  var who: String { board.stage == .live ? t("Contestant") : t("Candidate") }

  func state(_ turn: Turn) -> String {
    switch turn.state {
    case .waiting: t("Comes next")
    case .running: t("On stage")
    case .paused: t("Paused")
    case .scoring: t("Judges score")
    case .done: t("Done")
    }
  }

  // MARK: Order and ranking

  private func order(_ round: LiveRound) -> HTML {
    let rows: [HTML] = round.turns.map { turn in
      let contestant = board.contestants[turn.submission]
      let isCurrent = turn.id == board.shown?.id
      let words: String? =
        turn.state == .waiting ? turn.id == board.next?.id ? t("Comes next") : nil : turn.state == .done ? nil : state(turn)
      return """
        <tr\(attribute: "aria-current", isCurrent ? "true" : nil)><td class="number">\(turn.place)</td><th scope="row">\(contestant?.name ?? "—")\(board.topic(of: turn).map { topic -> HTML in " <span class=\"hint\">\(t.pick(topic))</span>" })</th>
        <td class="number">\(board.scores[turn.id].map(FormField.plain) ?? words ?? "")</td></tr>

        """
    }
    let weight =
      board.rounds.count > 1 ? t("counts {percent} %", ["percent": t.number(Int((round.weight * 100).rounded()))]) : nil
    return """
      <h2>\(name(round)) <span class="hint">\(weight)</span></h2>
      <div class="table-scroll" role="region" tabindex="0" aria-label="\(name(round))"><table class="table live-table"><thead><tr><th scope="col" class="number">\(t("Turn"))</th><th scope="col">\(who)</th><th scope="col" class="number">\(t("Score"))</th></tr></thead><tbody>\(rows)</tbody></table></div>

      """
  }

  private var ranking: HTML {
    let rows: [HTML] = board.ranking.map { rank in
      "<tr><td class=\"number\">\(rank.place)</td><th scope=\"row\">\(rank.contestant.name)</th><td class=\"number\">\(FormField.plain(rank.score))</td></tr>\n"
    }
    guard !rows.isEmpty else { return "<p>\(t("No score is shown yet. Points stay sealed until all judges have scored."))</p>" }
    return """
      <div class="table-scroll" role="region" tabindex="0" aria-label="\(t("Rank"))"><table class="table live-table"><thead><tr><th scope="col" class="number">\(t("Rank"))</th><th scope="col">\(who)</th><th scope="col" class="number">\(t("Sum"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
      """
  }

  // MARK: Draws

  private var draws: HTML? {
    let items: [HTML] = board.rounds.compactMap { round in
      round.draw.map { draw in
        """
        <div><dt>\(name(round))</dt><dd><p>\(t("Shown before the draw:")) <code>\(draw.commitment)</code></p>
        <p>\(t("Shown after the draw:")) \(draw.revealedAt == nil ? "\(t("not drawn yet"))" : "<code>\(draw.seed)</code>" as HTML)</p></dd></div>

        """
      }
    }
    guard !items.isEmpty else { return nil }
    return """
      <details class="draws"><summary>\(t("How the order was drawn, and how to draw it again"))</summary>
      <dl class="facts">\(items)</dl>
      <div class="prose"><p>\(t("Before the draw the portal chose 32 random bytes, the seed, and showed only their SHA-256 hash. After the draw it shows the seed: anybody can hash its 64 hexadecimal digits and compare, so nobody can have changed it meanwhile."))</p>
      <ol><li>\(t("Write the contestants in the order of their numbers, as a list that begins with place 0."))</li>
      <li>\(t("Go through the list from its last place down to place 1. For each place n take the next random number below n + 1 and swap the two."))</li>
      <li>\(t("A random number below m: take SHA-256 of “seed:k”, where k counts 0, 1, 2 … through the whole draw; read the first 8 bytes as a number, big end first. If it is not below 2⁶⁴ − 1 − ((2⁶⁴ − 1) mod m), go on to the next k. Otherwise the remainder of the division by m is the number."))</li>
      <li>\(t("Topics of a round are drawn in the same way, from the seed with “:topics” behind it."))</li></ol></div></details>
      """
  }
}

/// The running clock of a turn. The script counts on between two looks at the portal; without it the page shows the last look.
struct LiveClock {
  let board: LiveBoard
  let t: Localizer

  func html(_ turn: Turn) -> HTML {
    let (elapsed, limit) = (board.milliseconds(turn), Int64((board.round(of: turn)?.seconds ?? 0) * 1_000))
    let isOver = elapsed > limit
    return """
      <p class="\(isOver ? "clock is-over" : "clock")" role="timer" data-clock data-elapsed="\(elapsed)" data-limit="\(limit)"\(attribute: "data-running", if: turn.state == .running)><strong data-clock-time>\(Self.text(elapsed))</strong> <span>/ \(Self.text(limit))</span></p>
      """
  }

  static func text(_ milliseconds: Int64) -> String {
    let seconds = milliseconds / 1_000
    return "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
  }
}
