import HTML
import Journal
import Site

/// The journal as a page.
struct JournalPages {
  let people: People
  let rights: Rights
  let t: Localizer

  func html(
    _ records: [JournalRecord], _ names: [String: String], head: JournalHead, waiting: Int64,
    parameters: [(name: String, value: String)],
    isMore: Bool, _ form: Form
  ) -> HTML {
    let rows: [HTML] = records.map { row($0, names) }
    let next =
      records.last.map { "/journal" + Components.query(parameters + [(name: "before", value: $0.id.description)]) } ?? "/journal"
    func input(_ name: String, _ label: String, _ type: String = "text") -> HTML {
      let value = parameters.first { $0.name == name }?.value ?? ""
      return
        "<div class=\"field\"><label for=\"\(name)\">\(label)</label><input type=\"\(type)\" id=\"\(name)\" name=\"\(name)\" value=\"\(value)\" maxlength=\"100\"></div>\n"
    }
    return """
      <h1>\(t("Journal"))</h1>
      \(people.tabs("/journal", rights, t))
      <section class="panel row"><div><p>\(t("{count} entries are sealed, {waiting} wait.", ["count": t.number(Int(head.sequence)), "waiting": t.number(Int(waiting))]))</p>
      <p class="hint">\(t("Head of the chain:")) <code class="key">\(head.description)</code></p></div>
      <form method="post" action="/journal/verification">\(form.hidden)<button class="button" type="submit">\(t("Check the whole chain"))</button></form></section>
      <form class="panel" method="get" action="/journal"><div class="panels">
      \(input("action", t("Action, such as base."))) \(input("actor", t("Who, such as person:…"))) \(input("kind", t("Kind of thing"))) \(input("subject", t("Number of the thing")))
      \(input("from", t("From"), "date")) \(input("until", t("Until"), "date"))</div><button class="button button-primary" type="submit">\(t("Show"))</button></form>
      \(rows.isEmpty ? "<div class=\"empty\"><h2>\(t("Nothing found"))</h2></div>" : table(rows))
      \(when: isMore, "<p><a class=\"button\" href=\"\(next)\">\(t("Earlier entries"))</a></p>")
      """
  }

  private func table(_ rows: [HTML]) -> HTML {
    """
    <div class="table-wrap" tabindex="0"><table><thead><tr><th>\(t("Number"))</th><th>\(t("When"))</th><th>\(t("Who"))</th><th>\(t("What"))</th><th>\(t("On what"))</th><th>\(t("Why"))</th></tr></thead><tbody>
    \(rows)</tbody></table></div>
    """
  }

  private func row(_ record: JournalRecord, _ names: [String: String]) -> HTML {
    let entry = record.entry
    let actor = entry.actor.description
    return """
      <tr><td>\(record.sequence.map { String($0) } ?? "…")</td><td>\(t.moment(record.at))</td><td>\(names[actor] ?? actor)</td><td>\(entry.action)\(when: entry.details != "{}", "<br><code class=\"hint\">\(entry.details)</code>")</td><td>\(entry.subject.map { "\($0.kind) \($0.id)" })</td><td>\(entry.reason)</td></tr>

      """
  }
}
