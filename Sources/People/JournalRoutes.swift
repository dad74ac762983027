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
    return day.localStart
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
