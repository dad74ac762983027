import HTML
import People
import SQL
import Site

/// The pages of those who put submissions forward.
struct RecommenderPages {
  let evaluation: Evaluation
  let t: Localizer

  func list(_ waiting: [(call: Call, count: Int)]) -> HTML {
    let items: [HTML] = waiting.map { call, count in
      """
      <li class="row"><a href="/recommendations/\(call.id)"><strong>\(t.pick(call.plan.names))</strong></a>\
      <span class="hint">\(t.plural("{count} waits", "{count} wait", count))\(call.plan.recommendBy.map { moment -> HTML in " · \(t("Until {moment}", ["moment": t.deadline(moment)]))" })</span></li>

      """
    }
    return """
      <h1>\(t("Recommendations"))</h1>
      <p class="lead">\(t("What asks to be put forward by a unit that you act for, or by your office."))</p>
      \(items.isEmpty ? "<div class=\"empty\"><h2>\(t("Nothing waits"))</h2><p>\(t("You get a message when something asks to be put forward."))</p></div>" : "<ul class=\"plain panel\">\(items)</ul>" as HTML)
      """
  }

  func round(_ round: RecommenderRound, _ form: Form) -> HTML {
    """
    <p class="eyebrow"><a href="\(round.call.path)">\(t.pick(round.call.plan.names))</a></p>
    <h1>\(t("Recommendations"))</h1>
    <p class="lead">\(t("Give each a place among yours and an opinion. When the time is over, the first ones in your order go on.")) \(round.call.plan.recommendBy.map { moment -> HTML in "<strong>\(t("Until {moment}", ["moment": t.deadline(moment)]))</strong>" })</p>
    \(form.summary(t))
    \(round.groups.map { group($0, round, form) })
    """
  }

  private func group(_ group: RecommenderRound.Group, _ round: RecommenderRound, _ form: Form) -> HTML {
    let placed = group.items.count { $0.recommendation != nil }
    let quota =
      group.quota.map { quota in
        t(
          "{placed} put forward; the first {quota} in your order go on.", ["placed": t.number(placed), "quota": t.number(quota)])
      } ?? t("{placed} put forward; there is no limit.", ["placed": t.number(placed)])
    let isTooMany = group.quota.map { placed > $0 } ?? false
    return """
      <section><h2>\(group.name.map { t.pick($0) } ?? group.key)</h2>
      <p class="\(isTooMany ? "notice" : "hint")">\(quota)</p>
      \(group.items.enumerated().map { index, item in self.item(item, round, form, free: placed + 1, isOver: group.quota.map { index >= $0 } ?? false) })</section>
      """
  }

  private func item(
    _ item: RecommenderRound.Item, _ round: RecommenderRound, _ form: Form, free: Int, isOver: Bool
  ) -> HTML {
    let submission = item.submission
    let questions = QuestionPages(programme: round.programme, t: t, files: item.files, ledger: item.ledger)
    let names = item.names.map { t.pick($0) }
    let who = (names + [item.unit].compactMap { $0.map { t.pick($0) } }.filter { !names.contains($0) }).joined(separator: " · ")
    let place: HTML? = item.recommendation.map { given in
      "<span class=\"\(isOver ? "badge badge-closed" : "badge badge-open")\">\(t("Place {number}", ["number": t.number(given.place)]))</span>"
    }
    return """
      <article class="panel"><div class="row"><h3>\(submission.title)</h3><span>\(place) <span class="\(submission.state.badge)">\(submission.state.name(t))</span></span></div>
      <p>\(who) · \(evaluation.regionName(submission.region, t)) · \(t("No. {number}", ["number": String(submission.number)]))</p>
      <details><summary>\(t("What was handed in"))</summary>\(questions.answers(submission.answers, isRenewal: submission.isRenewal) { _ in true })</details>
      \(submission.state == .recommending ? controls(item, form, free: free) : item.recommendation.map { given -> HTML in "<p class=\"typed\">\(given.opinion)</p>" } ?? HTML())</article>

      """
  }

  private func controls(_ item: RecommenderRound.Item, _ form: Form, free: Int) -> HTML {
    let id = item.submission.id
    let (place, opinion) = ("place_\(id)", "opinion_\(id)")
    var filled = form
    if filled.typed[place] == nil { filled.fill(place, String(item.recommendation?.place ?? free)) }
    if filled.typed[opinion] == nil { filled.fill(opinion, item.recommendation?.opinion) }
    return """
      <form class="stack" method="post" action="\(item.submission.path)/recommendation" novalidate>\(filled.hidden)
      \(filled.field(place, label: t("Place among yours"), most: 4, inputMode: "numeric"))
      \(filled.area(opinion, label: t("Opinion"), hint: t("The office reads it; the applicant reads it when you do not put it forward."), rows: 3, most: 2_000))
      <div class="actions"><button class="button button-primary" type="submit" name="answer_\(id)" value="yes">\(item.recommendation == nil ? t("Put forward") : t("Save"))</button>
      <button class="button" type="submit" name="answer_\(id)" value="no">\(t("Do not put forward"))</button></div></form>
      """
  }
}
