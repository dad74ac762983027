import Foundation
import HTML
import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// Visits of schools as bases and districts see them, and the learning sheets of a base.
struct SchoolDeskRoutes: Sendable {
  let base: SchoolRoutes

  func add(to doors: Doors) {
    doors.get("/desk/school-visits", for: .may(.editBase), use: list)
    doors.get("/desk/school-visits/bases/:base", for: .may(.editBase), use: sheets)
    doors.post("/desk/school-visits/bases/:base/sheets", for: .may(.editBase), use: addSheet)
    doors.post("/desk/school-visits/bases/:base/sheets/:sheet/removal", for: .may(.editBase), use: removeSheet)
  }

  /// Visits from a month ago to a year ahead of everything that somebody answers for.
  @Sendable private func list(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let today = base.now.localDay
    let scopes = rights.scopes(for: .editBase)
    let page = try await base.database.read { reader in
      let rows = try Self.rows(in: scopes, around: today, reader)
      let own = try reader.basesOfAnyStatus(
        scopes.compactMap { scope in if case .base(let number) = scope { ID(rawValue: number) } else { nil } })
      let counts = try own.map { (base: $0, count: try reader.ledger(at: $0.id, year: today.year)) }
      return SchoolDeskPage(rows: rows, counts: counts, year: today.year, t: context.t)
    }
    let body: HTML = "\(base.people.tabs("/desk/school-visits", rights, context.t))\(page.html)"
    return base.page(context.t("School visits"), "/desk/school-visits", section: "desk", body, request, context)
  }

  /// Visits of everything that lies in some scopes, the next first.
  static func rows(in scopes: some Sequence<Scope>, around today: Day, _ reader: Reader) throws -> [SchoolListPage.Row] {
    let (first, last) = (today.adding(days: -31), today.adding(days: 366))
    var found: [ID<SchoolVisit>: SchoolVisit] = [:]
    for scope in scopes {
      for visit in try reader.schoolVisits(in: scope, from: first, to: last) { found[visit.id] = visit }
    }
    return try found.values.sorted { ($0.day, $0.id) < ($1.day, $1.id) }.map { visit in
      SchoolListPage.Row(
        visit: visit, school: try reader.organization(visit.school),
        bases: try reader.legs(of: visit.id).compactMap { try reader.base($0.base) })
    }
  }

  // MARK: Learning sheets

  private func host(_ context: SiteContext, _ rights: Rights) async throws -> Base {
    try await base.places.base(context.parameters.require("base"), where: .editBase, by: rights, context.t)
  }

  private func show(_ host: Base, _ form: Form, _ request: Request, _ context: SiteContext) async throws -> Response {
    let sheets = try await base.database.read { try $0.learningSheets(of: [host.id], for: Set(SchoolStage.allCases)) }
    let page = LearningSheetsPage(base: host, sheets: sheets, form: form, t: context.t)
    return base.page(
      context.t("Learning sheets"), page.path, section: "desk", page.html,
      breadcrumbs: [(context.t("School visits"), "/desk/school-visits")], request, context, isWrong: !form.isGood)
  }

  @Sendable private func sheets(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await show(try await host(context, rights), base.site.form(context), request, context)
  }

  @Sendable private func addSheet(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let host = try await host(context, rights)
    var form = try await base.site.form(request, context)
    let t = context.t
    let stage = form.choice("stage", of: SchoolStage.allCases.map(\.rawValue), t).flatMap(SchoolStage.init)
    let title = form.text("title", most: 120, t)
    let words = form.text("words", most: 20_000, isOptional: true, t)
    let address = form.text("address", most: 500, isOptional: true, t)
    if !address.isEmpty, !Self.isWebAddress(address) {
      form.refuse("address", t("Please give an address that begins with https://."))
    }
    if words.isEmpty == address.isEmpty { form.refuse("words", t("Please give either the tasks or the address of a file.")) }
    guard let stage, form.isGood else { return try await show(host, form, request, context) }
    return try await base.site.once(form, context, in: base.database) { writer in
      try base.schools.addSheet(stage, title: title, words: words, address: address, at: host.id, in: writer)
      return FormOutcome("/desk/school-visits/bases/\(host.slug)", told: t("The sheet is there for schools that come."))
    }
  }

  @Sendable private func removeSheet(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let host = try await host(context, rights)
    guard let sheet = ID<LearningSheet>(try context.parameters.require("sheet")) else { throw Problem(.notFound) }
    let form = try await base.site.form(request, context)
    return try await base.site.once(form, context, in: base.database) { writer in
      try base.schools.removeSheet(sheet, at: host.id, in: writer)
      return FormOutcome("/desk/school-visits/bases/\(host.slug)", told: context.t("The sheet is taken away."))
    }
  }

  /// Other schemes could run something on the page that shows the link.
  private static func isWebAddress(_ text: String) -> Bool {
    guard let url = URL(string: text), url.scheme == "https", let host = url.host else { return false }
    return !host.isEmpty
  }
}
