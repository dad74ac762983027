import HTML
import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// Consents as the school makes slips for them, and names as the bases get them.
struct GuardianDeskRoutes: Sendable {
  let guardians: GuardianConsents
  let base: SchoolRoutes

  func add(to doors: Doors) {
    doors.get("/school-visits/:id/consents", for: .signedIn, use: show)
    doors.post("/school-visits/:id/consents", for: .signedIn, use: make)
    doors.get("/school-visits/:id/bases/:base/names", for: .signedIn, use: names)
    doors.get("/school-visits/:id/bases/:base/names.csv", for: .signedIn, use: table)
  }

  // MARK: The school

  /// The visit for its school; the page is there only where a base needs names.
  private func own(_ context: SiteContext, _ rights: Rights) async throws -> (seen: SeenVisit, names: VisitNames) {
    let seen = try await base.seen(context, rights)
    guard seen.part.isOfSchool else { throw Problem(.forbidden, detail: context.t("Your account has no grant for this.")) }
    guard let names = seen.pupilNames else { throw Problem.notFound(GuardianWords(t: context.t).sentence(.notNeeded)) }
    return (seen, names)
  }

  private func show(
    _ seen: SeenVisit, _ names: VisitNames, _ form: Form, _ request: Request, _ context: SiteContext
  ) -> Response {
    let body = GuardianDeskPages(t: context.t).school(
      seen, names, form, keptUntil: seen.visit.day.adding(days: guardians.schools.policy.eraseDays))
    return base.page(
      context.t("Consents of guardians"), "\(seen.path)/consents", body, breadcrumbs: breadcrumbs(seen, context), request,
      context,
      isWrong: !form.isGood)
  }

  private func breadcrumbs(_ seen: SeenVisit, _ context: SiteContext) -> [(String, String)] {
    [(context.t("School visits"), "/school-visits"), (context.t.pick(seen.school.names), seen.path)]
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (seen, names) = try await own(context, rights)
    var form = base.site.form(context)
    form.fill("count_zh-Hans", String(max(0, names.pupils - names.counts.all)))
    form.fill("kind", "each")
    return show(seen, names, form, request, context)
  }

  /// Makes slips and shows them, this once: their secrets are kept as hashes alone. Sent twice, slips are made twice, which
  /// harms nobody: what is not handed out is never answered.
  @Sendable private func make(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (seen, names) = try await own(context, rights)
    let t = context.t
    var form = try await base.site.form(request, context)
    let kind = form.choice("kind", of: ["each", "class"], t)
    let wanted = Language.allCases.map { language -> (language: Language, count: Int) in
      let field = "count_\(language.rawValue)"
      let isEmpty = form.typed[field, default: ""].isEmpty
      return (language, isEmpty ? 0 : form.number(field, in: 0...GuardianConsents.mostAtOnce, t) ?? 0)
    }
    guard form.isGood, let kind else { return show(seen, names, form, request, context) }
    let replaces = form.isTicked("replace")
    do {
      let made = try await base.database.write { writer in
        try guardians.make(
          wanted, of: seen.visit.id, forClass: kind == "class", replaces: replaces, by: rights.person.id, in: writer)
      }
      return try await slips(made, seen, request, context)
    } catch let refusal as GuardianRefusal {
      form.refuse("count_zh-Hans", GuardianWords(t: t).sentence(refusal))
      return show(seen, names, form, request, context)
    }
  }

  private func slips(
    _ made: NewSlips, _ seen: SeenVisit, _ request: Request, _ context: SiteContext
  ) async throws -> Response {
    guard let visit = try await base.database.read({ try guardians.shown(seen.visit.id, $0) }) else { throw Problem(.notFound) }
    let pages = SlipPages(visit: visit, url: base.site.baseURL(request), localizer: base.site.localizer, t: context.t)
    let page = Page(
      title: context.t("Slips for guardians"), path: "\(seen.path)/consents", section: "me",
      breadcrumbs: breadcrumbs(seen, context), body: pages.html(made, back: "\(seen.path)/consents"), bodyClass: "slip-page")
    return base.site.response(page, request, context).secret
  }

  // MARK: The bases

  private func list(
    _ context: SiteContext, _ rights: Rights
  ) async throws -> (seen: SeenVisit, host: Base, names: [String]) {
    let seen = try await base.seen(context, rights)
    let slug = try context.parameters.require("base")
    guard let host = seen.bases.values.first(where: { $0.slug == slug }) else {
      throw Problem.notFound(context.t("There is no base at this address."))
    }
    // Names are for the bases alone: the school and its district see only how many there are.
    guard seen.part.bases.contains(host.id) else {
      throw Problem(.forbidden, detail: context.t("Your account has no grant for this."))
    }
    guard seen.pupilNames?.bases.contains(host.id) == true else {
      throw Problem.notFound(GuardianWords(t: context.t).sentence(.notNeeded))
    }
    let names = try await base.database.write { writer in
      let names = try guardians.names(of: seen.visit.id, for: host.id, writer)
      if !names.isEmpty { try guardians.noteReading(of: seen.visit.id, at: host.id, by: rights.actor, in: writer) }
      return names
    }
    return (seen, host, names)
  }

  @Sendable private func names(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (seen, host, names) = try await list(context, rights)
    let body = GuardianDeskPages(t: context.t).names(
      names, seen, host, keptUntil: seen.visit.day.adding(days: guardians.schools.policy.eraseDays))
    return base.page(
      context.t("Names of pupils"), "\(seen.path)/bases/\(host.slug)/names", section: "desk", body,
      breadcrumbs: [(context.t("School visits"), "/desk/school-visits"), (context.t.pick(seen.school.names), seen.path)],
      request, context
    ).secret
  }

  @Sendable private func table(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (seen, _, names) = try await list(context, rights)
    return NameTable.csv(names, file: "names-\(seen.visit.id)", context.t)
  }
}
