import HTML
import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// The routes of those who look after bases.
struct ManagerRoutes: Sendable {
  let places: Places
  let site: Site

  func add(to doors: Doors) {
    doors.get("/me/bases", for: .signedIn, use: list)
    doors.get("/bases/new", for: .signedIn, use: newPage)
    doors.post("/bases/new", for: .signedIn, use: create)
    doors.get("/bases/:slug/edit", for: .signedIn, use: editPage)
    doors.post("/bases/:slug/edit", for: .signedIn, use: edit)
    doors.post("/bases/:slug/submission", for: .signedIn, use: submit)
    doors.post("/bases/:slug/confirmation", for: .may(.editBase), use: confirm)
    doors.get("/bases/:slug/opening", for: .signedIn, use: openingPage)
    doors.post("/bases/:slug/opening", for: .signedIn, use: opening)
    doors.get("/bases/:slug/history", for: .signedIn, use: history)
    doors.post("/bases/:slug/versions/:version/restoration", for: .may(.editBase), use: restore)
    doors.get("/bases/:slug/visits", for: .signedIn, use: visits)
    doors.get("/bases/:slug/claim", for: .signedIn, use: claimPage)
    doors.post("/bases/:slug/claim", for: .signedIn, use: claim)
  }

  func page(
    _ title: String, _ path: String, _ body: HTML, _ request: Request, _ context: SiteContext, isWrong: Bool = false
  ) -> Response {
    site.response(
      Page(title: title, path: path, section: "me", body: body, modules: ["kepu-desk.js"]), request, context,
      status: isWrong ? .unprocessableContent : .ok)
  }

  private func pages(_ context: SiteContext) -> ManagerPages {
    ManagerPages(view: PlacesView(places, t: context.t), places: places)
  }

  @Sendable private func list(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let rows = try await places.database.read { reader in
      try places.bases(of: rights, reader).map { base in
        ManagerPages.Row(
          base: base, care: try reader.care(of: base.id), waiting: try reader.openChanges(of: base.id).count,
          views: try reader.views(of: base.id, days: 30).reduce(0) { $0 + $1.views })
      }
    }
    return page(context.t("My bases"), "/me/bases", pages(context).list(rows), request, context)
  }

  // MARK: A new base

  @Sendable private func newPage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    page(context.t("Add a base"), "/bases/new", pages(context).new(site.form(context)), request, context)
  }

  @Sendable private func create(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    guard rights.person.status == .active else { throw Problem(.forbidden) }
    var form = try await site.form(request, context)
    let values = BaseFormReading.columns(form)
    guard let facts = BaseFormReading.facts(values, &form, externalID: "new", places, context.t) else {
      return page(context.t("Add a base"), "/bases/new", pages(context).new(form), request, context, isWrong: true)
    }
    let told = context.t("Saved as a draft. Send it to the office when it is complete.")
    return try await site.once(form, context, in: places.database) { writer in
      let base = try places.begin(facts, by: rights, in: writer)
      return FormOutcome("/bases/\(base.slug)/edit", told: told)
    }
  }

  // MARK: One base

  /// The base of an address, for whoever may change it: its managers, its officers, and who began it as long as it is a draft.
  func base(_ context: SiteContext, _ rights: Rights) async throws -> (base: Base, care: BaseCare?, isOfficer: Bool) {
    let slug = try context.parameters.require("slug")
    let found: (Base, BaseCare?, Target)? = try await places.database.read { reader in
      guard let base = try reader.base(slug: slug) else { return nil }
      return (base, try reader.care(of: base.id), try reader.target(of: base))
    }
    guard let (base, care, target) = found else { throw Problem.notFound(context.t("There is no base at this address.")) }
    let isOwnDraft =
      care?.createdBy == rights.person.id && rights.organization == nil && (base.status == .draft || base.status == .submitted)
    if !isOwnDraft { try rights.require(.editBase, target, context.t) }
    return (base, care, rights.may(.decideBases, target))
  }

  private func editPage(
    _ form: Form, _ base: Base, _ care: BaseCare?, isOfficer: Bool, note: String? = nil, _ request: Request,
    _ context: SiteContext
  ) async throws -> Response {
    let waiting = try await places.database.read { try $0.openChanges(of: base.id) }
    return page(
      context.t("Edit page"), "/bases/\(base.slug)/edit",
      pages(context).edit(base, care, form, isOfficer: isOfficer, waiting: waiting, note: note), request, context,
      isWrong: !form.isGood || note != nil)
  }

  @Sendable private func editPage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (base, care, isOfficer) = try await base(context, rights)
    var form = site.form(context)
    form.fill(base.facts, version: base.version)
    return try await editPage(form, base, care, isOfficer: isOfficer, request, context)
  }

  /// The base of an address as long as it can be changed: while an officer looks at a page, only officers change it.
  func editable(_ context: SiteContext, _ rights: Rights) async throws -> (base: Base, care: BaseCare?, isOfficer: Bool) {
    let found = try await base(context, rights)
    guard found.base.status != .submitted || found.isOfficer else {
      throw Problem(.conflict, detail: context.t("This page waits for an officer; it can be changed when it comes back."))
    }
    return found
  }

  @Sendable private func edit(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (base, care, isOfficer) = try await editable(context, rights)
    var form = try await site.form(request, context)
    let mine = BaseFormReading.columns(form)
    let reason = form.text("reason", most: 300, isOptional: true, context.t)
    if let version = Int(form.typed["version"] ?? ""), version != base.version {
      return try await merge(mine, since: version, base, care, isOfficer: isOfficer, form, request, context)
    }
    guard let read = BaseFormReading.facts(mine, &form, externalID: base.facts.externalID, places, context.t) else {
      return try await editPage(form, base, care, isOfficer: isOfficer, request, context)
    }
    let facts = read.keepingUnsaid(of: base.facts)
    let t = context.t
    do {
      return try await site.once(form, context, in: places.database) { writer in
        let waits = try places.edit(base, to: facts, reason: reason.isEmpty ? nil : reason, by: rights, in: writer)
        return FormOutcome(
          "/bases/\(base.slug)/edit", told: waits ? t("Saved. What is marked ◆ waits for an officer.") : t("Saved; it is live."))
      }
    } catch is Places.Conflict {
      return try await merge(mine, since: base.version, base, care, isOfficer: isOfficer, form, request, context)
    }
  }

  /// Somebody else saved meanwhile: shows the form with both brought together, and says where they differ.
  private func merge(
    _ mine: [String: String], since version: Int, _ old: Base, _ care: BaseCare?, isOfficer: Bool, _ typed: Form,
    _ request: Request,
    _ context: SiteContext
  ) async throws -> Response {
    let found: (Base, BaseVersion?)? = try await places.database.read { reader in
      guard let base = try reader.base(old.id) else { return nil }
      return (base, try reader.version(version, of: base.id))
    }
    guard let (base, original) = found else { throw Problem(.notFound) }
    let theirs = base.facts.columns
    let (values, conflicts) = BaseMerge.merge(original: original?.facts.columns ?? theirs, theirs: theirs, mine: mine)
    var form = site.form(context)
    form.fill("version", String(base.version))
    form.fill("reason", typed.typed["reason"])
    for (key, value) in values {
      BaseFormReading.lists.contains(key)
        ? form.fill(key, all: value.split(separator: ";").map(String.init)) : form.fill(key, value)
    }
    for column in conflicts {
      form.refuse(
        column.rawValue,
        context.t(
          "Somebody else wrote “{theirs}” meanwhile. Yours stands here; save to keep it.",
          ["theirs": theirs[column.rawValue] ?? "—"]))
    }
    let note = context.t(
      "Somebody else changed this page while you wrote. Both are brought together below; please look and save.")
    return try await editPage(form, base, care, isOfficer: isOfficer, note: note, request, context)
  }

  @Sendable private func submit(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (base, _, _) = try await base(context, rights)
    let form = try await site.form(request, context)
    let told = context.t("Sent. An officer looks at it; you get a message.")
    return try await act(form, base, told, context) { _ = try places.move(base, to: .submitted, by: rights, reason: "", in: $0) }
  }

  @Sendable private func confirm(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (base, _, _) = try await base(context, rights)
    let form = try await site.form(request, context)
    return try await act(form, base, context.t("Thank you! The page says that it was confirmed today."), context) {
      try places.confirm(base, by: rights, in: $0)
    }
  }

  /// Does something to a base and leads back to its page of the desk.
  private func act(
    _ form: Form, _ base: Base, to tab: String = "edit", _ told: String, _ context: SiteContext,
    _ body: @escaping @Sendable (Writer) throws -> Void
  ) async throws -> Response {
    do {
      return try await site.once(form, context, in: places.database) { writer in
        try body(writer)
        return FormOutcome("/bases/\(base.slug)/\(tab)", told: told)
      }
    } catch let refusal as BaseRefusal {
      throw Problem(.conflict, detail: refusal.sentence(context.t))
    } catch is Places.Conflict {
      throw Problem(.conflict, detail: BaseRefusal.changedMeanwhile.sentence(context.t))
    }
  }

  // MARK: Opening

  private func openingPage(_ form: Form, _ base: Base, _ request: Request, _ context: SiteContext) -> Response {
    let page = OpeningDeskPage(view: PlacesView(places, t: context.t), base: base, form: form)
    return self.page(
      context.t("Opening"), "/bases/\(base.slug)/opening", page.html(tabs: pages(context).tabs(base, "opening")), request,
      context,
      isWrong: !form.isGood)
  }

  @Sendable private func openingPage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    openingPage(site.form(context), try await base(context, rights).base, request, context)
  }

  @Sendable private func opening(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let base = try await base(context, rights).base
    var form = try await site.form(request, context)
    let isRemoved = form.isTicked("remove")
    guard let exception = exception(&form, isRemoved: isRemoved, context.t) else {
      return openingPage(form, base, request, context)
    }
    return try await act(form, base, to: "opening", context.t("Saved; it is live."), context) { writer in
      try places.setException(exception, isRemoved: isRemoved, of: base, by: rights, in: writer)
    }
  }

  /// Reads an exception to the weekly hours; one that is taken away may be over.
  func exception(_ form: inout Form, isRemoved: Bool, _ t: Localizer) -> OpeningException? {
    let first = form.day("first", t)
    let last = form.day("last", isOptional: true, t) ?? first
    let why = form.text("why", most: 200, isOptional: true, t)
    let hours = hours(&form, t)
    if let first, let last, !isRemoved {
      if last < first { form.refuse("last", t("The last day must not lie before the first.")) }
      if last < places.people.localToday { form.refuse("first", t("This day is over.")) }
      if last - first > 366 { form.refuse("last", t("At most a year.")) }
    }
    guard form.isGood, let first, let last else { return nil }
    return OpeningException(first: first, last: last, hours: hours, reason: why.isEmpty ? nil : why)
  }

  private func hours(_ form: inout Form, _ t: Localizer) -> OpeningHours? {
    let text = form.text("hours", most: 100, isOptional: true, t)
    guard !text.isEmpty else { return nil }
    do { return try OpeningHours(text) } catch {
      form.refuse("hours", t("The opening hours are not understood at “{value}”.", ["value": error.part]))
      return nil
    }
  }

  // MARK: History, visits, claims

  @Sendable private func history(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (base, _, isOfficer) = try await base(context, rights)
    let versions = try await places.database.read { try $0.versions(of: base.id, limit: 100) }
    let names = try await places.people.names(ofActors: versions.map(\.actor))
    let view = PlacesView(places, t: context.t)
    let body = DifferencePage(view: view).history(
      base, versions, names: names, tabs: pages(context).tabs(base, "history"), form: site.form(context), mayRestore: isOfficer)
    return page(context.t("History"), "/bases/\(base.slug)/history", body, request, context)
  }

  @Sendable private func restore(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (base, _, isOfficer) = try await base(context, rights)
    // An earlier version may differ in risky fields, which are an officer's to decide.
    guard isOfficer else { throw Problem(.forbidden) }
    guard let number = Int(try context.parameters.require("version")),
      let version = try await places.database.read({ try $0.version(number, of: base.id) })
    else { throw Problem(.notFound) }
    let form = try await site.form(request, context)
    let reason = context.t("Version {number} restored", ["number": String(number)])
    return try await act(form, base, to: "history", context.t("The earlier version is live again."), context) {
      try places.restore(version, of: base, reason: reason, by: rights, in: $0)
    }
  }

  @Sendable private func visits(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let base = try await base(context, rights).base
    let days = try await places.database.read { try $0.views(of: base.id, days: 90) }
    return page(context.t("Visits"), "/bases/\(base.slug)/visits", pages(context).visits(base, days), request, context)
  }

  private func published(_ context: SiteContext) async throws -> Base {
    let slug = try context.parameters.require("slug")
    guard let base = try await places.database.read({ try $0.base(slug: slug) }), base.status == .published else {
      throw Problem.notFound(context.t("There is no base at this address."))
    }
    return base
  }

  private func claimPage(
    _ form: Form, _ base: Base, _ request: Request, _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    let units = try await places.people.units(of: rights)
    return page(
      context.t("I look after this base"), "/bases/\(base.slug)/claim",
      pages(context).claim(base, form, organizations: units.map { ($0.id.description, context.t.pick($0.names)) }), request,
      context,
      isWrong: !form.isGood)
  }

  @Sendable private func claimPage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await claimPage(site.form(context), try await published(context), request, context, rights)
  }

  @Sendable private func claim(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    guard rights.person.status == .active else { throw Problem(.forbidden) }
    let base = try await published(context)
    var form = try await site.form(request, context)
    let message = form.text("message", most: 1_000, context.t)
    let unit = (form.typed["organization"] ?? "").isEmpty ? nil : ID<Organization>(form.typed["organization"] ?? "")
    if let unit, try await !places.people.units(of: rights).contains(where: { $0.id == unit }) {
      form.refuse("organization", context.t("Please choose one of these."))
    }
    guard form.isGood else { return try await claimPage(form, base, request, context, rights) }
    let told = context.t("Sent. The office of the county looks at it; you get a message.")
    do {
      return try await site.once(form, context, in: places.database) { writer in
        try places.claim(base, organization: unit, message: message, by: rights, in: writer)
        return FormOutcome("/bases/\(base.slug)", told: told)
      }
    } catch let refusal as BaseRefusal {
      form.refuse("message", refusal.sentence(context.t))
      return try await claimPage(form, base, request, context, rights)
    }
  }
}
