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
    let (first, last) = (today.adding(days: -31), today.adding(days: 366))
    let scopes = rights.scopes(for: .editBase)
    let page = try await base.database.read { reader in
      var found: [ID<SchoolVisit>: SchoolVisit] = [:]
      for scope in scopes {
        for visit in try reader.schoolVisits(in: scope, from: first, to: last) { found[visit.id] = visit }
      }
      let visits = found.values.sorted { ($0.day, $0.id) < ($1.day, $1.id) }
      let rows = try visits.map { visit in
        SchoolListPage.Row(
          visit: visit, school: try reader.organization(visit.school),
          bases: try reader.legs(of: visit.id).compactMap { try reader.base($0.base) })
      }
      let own = try reader.basesOfAnyStatus(
        scopes.compactMap { scope in if case .base(let number) = scope { ID(rawValue: number) } else { nil } })
      let counts = try own.map { (base: $0, count: try reader.ledger(at: $0.id, year: today.year)) }
      return SchoolDeskPage(rows: rows, counts: counts, year: today.year, t: context.t)
    }
    let body: HTML = "\(base.people.tabs("/desk/school-visits", rights, context.t))\(page.html)"
    return base.page(context.t("School visits"), "/desk/school-visits", section: "desk", body, request, context)
  }

  // MARK: Learning sheets

  private func host(_ context: SiteContext, _ rights: Rights) async throws -> Base {
    let slug = try context.parameters.require("base")
    let found: (Base, Target)? = try await base.database.read { reader in
      guard let host = try reader.base(slug: slug), let target = try base.places.target(slug, in: reader) else { return nil }
      return (host, target)
    }
    guard let (host, target) = found else { throw Problem.notFound(context.t("There is no base at this address.")) }
    try rights.require(.editBase, target, context.t)
    return host
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

extension Reader {
  /// What a scope sees of schools' visits: those at its bases, and for a region also those of its schools.
  fileprivate func schoolVisits(in scope: Scope, from first: Day, to last: Day) throws -> [SchoolVisit] {
    switch scope {
    case .base(let number): try schoolVisits(at: [ID(rawValue: number)], from: first, to: last)
    case .organization(let unit):
      try schoolVisits(
        at: values(ID<Base>.self, "SELECT id FROM bases WHERE operator_id = \(unit) ORDER BY id LIMIT 1000"), from: first,
        to: last)
    case .region(let code): try schoolVisits(underRegion: Self.stem(code), from: first, to: last)
    case .province: try schoolVisits(underRegion: "", from: first, to: last)
    }
  }

  /// The digits with which a region and all under it begin (GB/T 2260).
  private static func stem(_ code: String) -> String {
    var stem = Substring(code)
    while stem.hasSuffix("00") { stem = stem.dropLast(2) }
    return String(stem)
  }
}

/// Visits of schools on the desk.
struct SchoolDeskPage {
  let rows: [SchoolListPage.Row]
  let counts: [(base: Base, count: SchoolVisitCount)]
  let year: Int
  let t: Localizer

  var html: HTML {
    let waiting = rows.filter { $0.visit.state == .confirmed }
    let others = rows.filter { $0.visit.state != .confirmed }
    let bases: [HTML] = counts.map { base, count in
      """
      <li>\(t("{base} in {year}: {visits} school visits, {people} people.", ["base": t.pick(base.facts.names), "year": String(year), "visits": t.number(count.visits), "people": t.number(count.people)]))
      <a href="/desk/school-visits/bases/\(base.slug)">\(t("Learning sheets"))</a></li>

      """
    }
    return """
      <h1>\(t("School visits"))</h1>
      \(when: !bases.isEmpty, "<ul class=\"plain\">\(bases)</ul>")
      \(rows.isEmpty ? empty : "\(section(t("Waits for an answer"), waiting))\(section(t("All visits"), others))")
      """
  }

  private var empty: HTML {
    """
    <div class="empty">\(Components.icon("pin"))<h2>\(t("No school has asked yet"))</h2>
    <p>\(t("Visits come here when the head of a school has confirmed them."))</p></div>
    """
  }

  private func section(_ title: String, _ rows: [SchoolListPage.Row]) -> HTML {
    guard !rows.isEmpty else { return HTML() }
    return "<section><h2>\(title)</h2><ul class=\"plain queue\">\(rows.map { SchoolListPage.item($0, t) })</ul></section>"
  }
}

/// The learning sheets of a base.
struct LearningSheetsPage {
  let base: Base
  let sheets: [LearningSheet]
  let form: Form
  let t: Localizer

  var path: String { "/desk/school-visits/bases/\(base.slug)" }

  var html: HTML {
    let words = SchoolWords(t: t)
    let items: [HTML] = sheets.map { sheet in
      """
      <li class="panel"><strong>\(sheet.title)</strong> <span class="hint">\(words.stage(sheet.stage))</span>
      <p class="typed">\(sheet.address.isEmpty ? sheet.words : sheet.address)</p>
      <form action="\(path)/sheets/\("\(sheet.id)")/removal" method="post">\(form.hidden)<button class="button">\(t("Take away"))</button></form></li>

      """
    }
    let list: HTML =
      items.isEmpty
      ? "<p class=\"notice\">\(t("No sheets yet. Schools see them on the page of their visit."))</p>"
      : "<ul class=\"plain\">\(items)</ul>"
    return """
      <div class="narrow"><h1>\(t("Learning sheets"))</h1><p class="lead">\(t.pick(base.facts.names))</p>\(list)
      <form class="panel" action="\(path)/sheets" method="post">\(form.hidden)\(form.summary(t))
      \(form.select("stage", label: t.context("school", "Stage"), options: SchoolStage.allCases.map { (key: $0.rawValue, label: words.stage($0)) }))
      \(form.field("title", label: t("Title"), most: 120))
      \(form.area("words", label: t("Tasks"), rows: 6, isRequired: false, most: 20_000))
      \(form.field("address", label: t("Or the address of a file"), hint: "https://…", isRequired: false, most: 500))
      <p class="actions"><button class="button button-primary">\(t("Add the sheet"))</button></p></form></div>
      """
  }
}
