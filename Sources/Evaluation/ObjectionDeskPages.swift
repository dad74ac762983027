import HTML
import People
import SQL
import Site

/// The desk's page of objections and appeals.
struct ObjectionDeskPages {
  let t: Localizer

  func list(_ round: DeskRound, _ list: DisputeList, _ form: Form, chosen: String?) -> HTML {
    """
    \(RoundHead(round: round, t: t).html(t("Objections and appeals"), "/objections"))
    \(form.summary(t))
    \(when: list.tookPart, "<p class=\"notice\">\(t("You took part in this round (checked, decided, agreed, reviewed or applied), so you can read but not answer. Somebody who took no part answers."))</p>")
    \(section(t("Objections to the public notice"), t("Nobody has objected. While the public notice is open, everybody can, with their name and with evidence."), list.objections, list, form, chosen))
    \(section(t("Appeals of applicants"), t("Nobody has appealed. Who was refused or given nothing can appeal for some working days."), list.appeals, list, form, chosen))
    """
  }

  private func section(
    _ title: String, _ none: String, _ entries: [DisputeList.Entry], _ list: DisputeList, _ form: Form, _ chosen: String?
  ) -> HTML {
    let items: [HTML] = entries.map { item($0, list, form, isChosen: $0.key == chosen) }
    return """
      <section><h2>\(title)</h2>\(items.isEmpty ? "<p class=\"hint\">\(none)</p>" as HTML : "<ul class=\"plain\">\(items)</ul>" as HTML)</section>

      """
  }

  private func item(_ entry: DisputeList.Entry, _ list: DisputeList, _ form: Form, isChosen: Bool) -> HTML {
    let badge: HTML =
      entry.isOpen
      ? "<span class=\"badge badge-unknown\">\(t("open"))</span>"
      : "<span class=\"badge \(entry.isUpheld ? "badge-open" : "badge-closed")\">\(entry.isUpheld ? t("upheld") : t("rejected"))</span>"
    let reply: HTML =
      entry.isOpen
      ? list.tookPart
        ? HTML()
        : entry.isConcerned
          ? "<p class=\"hint\">\(t("This concerns you yourself, so somebody else answers."))</p>"
          : answer(entry, form, isChosen: isChosen)
      : "<h4>\(t("Answer"))</h4><p class=\"typed\">\(entry.answer)</p><p class=\"hint\">\(entry.decided)</p>"
    return """
      <li class="panel"><div class="row"><h3>\(entry.submission.map { "\($0.number) \($0.title)" } ?? "—")</h3>\(badge)</div>
      <p class="hint">\(entry.person.map { "\($0) · " })\(t.moment(entry.at))\(entry.due.map { " · " + t("to be decided by {day}", ["day": t.day($0)]) })</p>
      \(entry.text.map { text -> HTML in "<p class=\"typed\">\(text)</p>" })
      \(entry.evidence.map { text -> HTML in "<h4>\(t("Evidence"))</h4><p class=\"typed\">\(text)</p>" })
      \(reply)</li>

      """
  }

  private func answer(_ entry: DisputeList.Entry, _ form: Form, isChosen: Bool) -> HTML {
    let typed = isChosen ? form.typed["answer"] ?? "" : ""
    let outcome = isChosen ? form.typed["outcome"] : nil
    func error(_ field: String) -> HTML? {
      isChosen ? form.error(field).map { "<p class=\"field-error\" id=\"\(field)\">\($0)</p>" } : nil
    }
    return """
      <form class="stack" method="post" action="\(entry.path)" novalidate>\(form.hidden)
      <fieldset class="field ticks"><legend>\(t("What comes out"))</legend>\(error("outcome"))<div class="ticks-body">
      <label class="tick"><input type="radio" name="outcome" value="upheld"\(attribute: "checked", if: outcome == "upheld")> \(entry.due == nil ? t("Upheld: the result is not given") : t("Upheld: it is judged anew"))</label>
      <label class="tick"><input type="radio" name="outcome" value="rejected"\(attribute: "checked", if: outcome == "rejected")> \(t("Rejected: all stays as it is"))</label></div></fieldset>
      <div class="field"><label for="answer-\(entry.key)">\(t("Answer"))</label><p class="hint" id="hint-\(entry.key)">\(t("Those concerned read it."))</p>\(error("answer"))<textarea id="answer-\(entry.key)" name="answer" rows="4" maxlength="3000" required aria-describedby="hint-\(entry.key)">\(typed)</textarea></div>
      <button class="button button-primary" type="submit">\(t("Answer"))</button></form>

      """
  }
}
