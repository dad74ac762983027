import HTML
import HTTPTypes
import Hummingbird
import Journal
import SQL
import Site

/// The journal for auditors: filtered, with the state of its chain; they read and change nothing.
struct JournalRoutes: Sendable {
  let people: People
  let site: Site

  private static let size = 100

  func add(to doors: Doors) {
    doors.get("/journal", for: .may(.readJournal), use: journal)
    doors.post("/journal/verification", for: .may(.readJournal), use: verify)
  }

  @Sendable private func journal(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let t = context.t
    func value(_ name: String) -> String? {
      request.uri.queryParameters[Substring(name)].map { String($0).trimmed }.flatMap {
        $0.isEmpty ? nil : String($0.prefix(100))
      }
    }
    var filter = JournalFilter()
    filter.action = value("action")
    filter.actor = value("actor")
    filter.subjectKind = value("kind")
    filter.subjectID = value("subject")
    filter.from = try day(value("from"), "from", t)
    filter.until = try day(value("until"), "until", t).map { $0 + .seconds(86_400) }
    filter.before = value("before").flatMap { ID<JournalEntry>($0) }
    let wanted = filter
    let (records, head, waiting) = try await people.database.read { reader in
      (try reader.journalRecords(wanted, limit: Self.size), try reader.journalHead(), try reader.unsealedCount())
    }
    let names = try await people.names(ofActors: records.map(\.entry.actor.description))
    let parameters = ["action", "actor", "kind", "subject", "from", "until"].compactMap { name in
      value(name).map { (name: name, value: $0) }
    }
    let page = JournalPages(people: people, rights: rights, t: t)
    return site.response(
      Page(
        title: t("Journal"), path: "/journal", section: "desk",
        body: page.html(
          records, names, head: head, waiting: waiting, parameters: parameters, isMore: records.count == Self.size,
          site.form(context))), request,
      context)
  }

  private func day(_ text: String?, _ field: String, _ t: Localizer) throws -> Instant? {
    guard let text else { return nil }
    guard let day = Day(text) else { throw Problem.badRequest(t("Please give a day, such as 2026-05-31."), field: field) }
    return Instant(milliseconds: Int64(day.daysSince1970) * 86_400_000 - 8 * 3_600_000)
  }

  @Sendable private func verify(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let form = try await site.form(request, context)
    guard form.isGood else { throw Problem(.forbidden, detail: form.errors.first?.message) }
    let report = try await people.journal.verify(people.database)
    let told =
      report.fault.map { context.t("The chain is broken: {fault}", ["fault": "\($0)"]) }
      ?? context.t("The journal is whole: {count} entries.", ["count": context.t.number(Int(report.sealed))])
    return site.redirect(to: "/journal", told: told)
  }
}

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
