import HTML
import People
import SQL
import Site

/// The desk's page of the ranking: who stands where, how sure that is, how far reviewers agree, and what hangs on one of them.
struct RankingDeskPages {
  let round: DeskRound
  let content: Content
  let t: Localizer

  struct Content: Sendable {
    let outcome: RoundOutcome
    let names: [ID<Person>: String]
    /// The numbers of submissions in which the reader has a part: where they stand is not for their eyes yet.
    let own: Set<Int>
    let leftOut: [WithoutReviewer]
    let paging: Paging
  }

  /// So many of the most lenient and of the most severe reviewers are listed.
  private static let ends = 25

  private var words: RankingWords { RankingWords(programme: round.programme, t: t) }

  func html(_ form: Form) -> HTML {
    let head: HTML = """
      \(RoundHead(round: round, t: t).html(t("Ranking"), "/ranking"))
      \(form.summary(t))
      <p class="lead">\(t("What the points come to so far. The line shows between which scores a submission would probably stand with other reviewers of the same kind."))</p>

      """
    switch content.outcome.scores {
    case .failure(let refusal):
      return head
        + "<section class=\"notice\"><h2>\(t("There is no ranking"))</h2><p>\(words.refusal(refusal, name))</p></section>\n"
    case .success(let scores):
      guard !scores.ranking.placements.isEmpty || !scores.vetoed.isEmpty else {
        return head
          + "<div class=\"empty\"><h2>\(t("No points yet"))</h2><p>\(t("The ranking grows with every review that is handed in."))</p></div>\n"
      }
      return """
        \(head)\(lines(scores, form))
        \(table(scores))
        \(vetoed(scores))
        \(ReviewerAgreementPages(programme: round.programme, t: t).section(scores.agreement))
        \(calibration(scores))
        \(hanging)
        """
    }
  }

  // MARK: The lines

  private func lines(_ scores: RoundScores, _ form: Form) -> HTML {
    let items: [HTML] = scores.ranking.cuts.map { "<li>\(words.line($0, scores.ranking))</li>\n" }
    guard !items.isEmpty else { return HTML() }
    let few = scores.ranking.oneMoreReview
    let mayAsk = !few.isEmpty && round.call.stage == .review && round.programme.review != nil
    let ask: HTML = """
      <form method="post" action="\(round.call.deskPath)/ranking/reviews">\(form.hidden)<button class="button button-primary" type="submit">\(t.plural("Ask one more reviewer for {count} submission", "Ask one more reviewer for {count} submissions", few.count))</button></form>

      """
    return "<section class=\"panel\"><h2>\(t("How sure the lines are"))</h2><ul>\(items)</ul>\(when: mayAsk, ask)</section>\n"
  }

  // MARK: The table

  private func table(_ scores: RoundScores) -> HTML {
    let shown = Array(scores.ranking.placements[content.paging.range])
    let scale = IntervalPicture(shown, lines: scores.ranking.cuts.map(\.line))
    let rows: [HTML] = shown.map { row($0, scale) }
    let path = "\(round.call.deskPath)/ranking"
    return """
      <div class="table-scroll" role="region" tabindex="0" aria-label="\(t("Ranking"))"><table class="table"><thead><tr><th scope="col" class="number">\(t("Rank"))</th><th scope="col" class="number">\(t("Number"))</th><th scope="col">\(t("Title"))</th><th scope="col" class="number">\(t("Score"))</th><th scope="col">\(t("Probably between"))</th><th scope="col" class="number">\(t("Reviews"))</th><th scope="col">\(t("Would get"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
      \(Components.pagination(content.paging, path: path, query: [], t: t))
      """
  }

  private func row(_ placement: Placement, _ scale: IntervalPicture) -> HTML {
    let score = placement.score
    let number = Int(score.submission)
    guard !content.own.contains(number) else {
      return """
        <tr><td class="number">–</td><td class="number">\(number)</td><th scope="row">\(content.outcome.submissions[number]?.title ?? "—") <span class="hint">\(t("your own"))</span></th><td></td><td></td><td></td><td></td></tr>

        """
    }
    let submission = content.outcome.submissions[number]
    let interval: HTML =
      score.interval.map { "\(scale.svg(score)) <span class=\"hint\">\(words.number($0.lower))–\(words.number($0.upper))</span>" }
      ?? "<span class=\"hint\">\(t("unknown"))</span>"
    return """
      <tr><td class="number">\(placement.place)</td><td class="number">\(number)</td><th scope="row">\(submission.map { submission -> HTML in "<a href=\"\(submission.deskPath)\">\(submission.title)</a>" } ?? "—")</th><td class="number"><strong>\(words.number(score.score))</strong></td><td class="nowrap">\(interval)</td><td class="number">\(score.reviews)</td><td>\(words.standing(placement.standing))\(when: placement.decidedBy != nil, "<br><span class=\"hint\">\(placement.decidedBy.map(words.tie) ?? "")</span>")</td></tr>

      """
  }

  private func vetoed(_ scores: RoundScores) -> HTML {
    let items: [HTML] = scores.vetoed.filter { !content.own.contains(Int($0.score.submission)) }.map { veto in
      let number = Int(veto.score.submission)
      return
        "<li>\(t("no. {number}", ["number": String(number)])) \(content.outcome.submissions[number]?.title ?? "—"): \(veto.criteria.map(words.criterion).joined(separator: t("; ")))</li>\n"
    }
    guard !items.isEmpty else { return HTML() }
    return
      "<section class=\"panel\"><h2>\(t("Barred by a criterion"))</h2><p>\(t("Reviewers together found too little in a criterion that nothing else makes up for."))</p><ul>\(items)</ul></section>\n"
  }

  // MARK: Reviewers

  private func name(_ reviewer: Int64) -> String {
    content.outcome.reviewers[Int(reviewer)].flatMap { content.names[$0] } ?? "—"
  }

  private func calibration(_ scores: RoundScores) -> HTML {
    guard let calibration = scores.calibration else { return HTML() }
    let all = calibration.reviewers.sorted { $0.effect > $1.effect }
    let shown = all.count <= 2 * Self.ends ? all[...] : all.prefix(Self.ends) + all.suffix(Self.ends)
    let rows: [HTML] = shown.map { effect in
      "<tr><th scope=\"row\">\(name(effect.reviewer))</th><td class=\"number\">\(effect.reviews)</td><td class=\"number\">\(effect.effect.count > 0 ? "+" : "")\(words.number(effect.effect))</td></tr>\n"
    }
    let values = ["severity": words.number(calibration.severity), "noise": words.number(calibration.noise)]
    return """
      <section><h2>\(t("How severe reviewers are"))</h2><p>\(t("Between reviewers scores differ by {severity} points, and apart from that by {noise}. The ranking takes out what is due to the reviewer; nobody's points are changed.", values))</p>
      <div class="table-scroll" role="region" tabindex="0" aria-label="\(t("How severe reviewers are"))"><table class="table"><thead><tr><th scope="col">\(t("Reviewer"))</th><th scope="col" class="number">\(t("Reviews"))</th><th scope="col" class="number">\(t("Above the others"))</th></tr></thead><tbody>\(rows)</tbody></table></div>\(when: all.count > shown.count, "<p class=\"hint\">\(t("The most lenient and the most severe of {count} reviewers.", ["count": t.number(all.count)]))</p>")</section>

      """
  }

  /// What single reviewers decide: whose absence would give something else to somebody.
  private var hanging: HTML {
    let items: [HTML] = content.leftOut.compactMap { without in
      switch without.outcome {
      case .refused:
        return "<li>\(t("Without {name} the round could not be calibrated.", ["name": name(without.reviewer)]))</li>\n"
      case .moves(let moves):
        let changed = moves.filter { $0.standing != $0.otherStanding && !content.own.contains(Int($0.submission)) }
        guard !changed.isEmpty else { return nil }
        let list = changed.prefix(10).map { t("no. {number}", ["number": String($0.submission)]) }.joined(separator: t("; "))
        return
          "<li>\(t("Without {name} something else would be given to: {list}", ["name": name(without.reviewer), "list": list]))</li>\n"
      }
    }
    guard !content.leftOut.isEmpty else { return HTML() }
    return """
      <section class="panel"><h2>\(t("What hangs on one reviewer"))</h2>\(items.isEmpty ? "<p>\(t("Nothing: without any one of them everybody would get the same."))</p>" : "<ul>\(items)</ul>" as HTML)</section>

      """
  }
}
