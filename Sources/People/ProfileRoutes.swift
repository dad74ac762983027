import HTML
import HTTPTypes
import Hummingbird
import NIOCore
import SQL
import Site

/// Profiles, the directory of experts, and the ledger of achievements.
struct ProfileRoutes: Sendable {
  let people: People
  let site: Site

  func add(to doors: Doors) {
    doors.open(.get, "/experts", use: directory)
    doors.open(.get, "/experts/:id", use: expert)
    doors.get("/me/profile", for: .signedIn, use: profilePage)
    doors.post("/me/profile", for: .signedIn, use: save)
    doors.get("/me/achievements", for: .signedIn, use: achievementsPage)
    doors.post("/me/achievements", for: .signedIn, use: tell)
    doors.post("/me/achievements/:id", for: .signedIn, use: change)
    doors.get("/me/achievements.csv", for: .signedIn, use: csv)
    doors.get("/me/achievements.json", for: .signedIn, use: json)
    doors.get("/me/achievements.orcid.json", for: .signedIn, use: orcid)
    doors.get("/me/achievements.bib", for: .signedIn, use: bib)
  }

  private func page(
    _ title: String, _ path: String, _ body: HTML, _ request: Request, _ context: SiteContext, isWrong: Bool = false
  ) -> Response {
    site.response(
      Page(title: title, path: path, section: path.hasPrefix("/experts") ? "experts" : "me", body: body), request, context,
      status: isWrong ? .unprocessableContent : .ok)
  }

  private func pages(_ context: SiteContext) -> ProfilePages { ProfilePages(people: people, t: context.t) }

  private func key(_ name: String, of known: [String], _ request: Request, _ context: SiteContext) throws -> String? {
    guard let value = request.uri.queryParameters[Substring(name)].map(String.init), !value.isEmpty else { return nil }
    guard known.contains(value) else { throw Problem.badRequest(context.t("Please choose one of these."), field: name) }
    return value
  }

  @Sendable private func directory(_ request: Request, _ context: SiteContext) async throws -> Response {
    let field = try key("field", of: ProfilePages.fields, request, context)
    let language = try key("language", of: Profile.languages, request, context)
    let asked = try PageRequest(request.uri, size: 30)
    let (found, paging) = try await people.database.read { reader in
      let paging = Paging(asked, total: try reader.countExperts(field: field, language: language))
      return (try reader.experts(field: field, language: language, limit: paging.size, offset: paging.range.lowerBound), paging)
    }
    return page(
      context.t("Experts"), "/experts", pages(context).directory(found, paging, field: field, language: language), request,
      context)
  }

  @Sendable private func expert(_ request: Request, _ context: SiteContext) async throws -> Response {
    guard let id = ID<Person>(try context.parameters.require("id")) else { throw Problem(.notFound) }
    let found: (ListedExpert, [Achievement])? = try await people.database.read { reader in
      guard let expert = try reader.expert(id) else { return nil }
      return (
        expert,
        try reader.achievements(of: .person(id)).filter {
          $0.isRepresentative && ($0.state == .verified || $0.state == .recorded)
        }
      )
    }
    guard let (expert, achievements) = found else { throw Problem.notFound(context.t("Nobody is listed at this address.")) }
    return page(expert.name, "/experts/\(id)", pages(context).expert(expert, achievements), request, context)
  }

  private func profilePage(_ form: Form, _ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let consents = try await people.database.read { try people.hasConsent("public_profile", rights.person.id, in: $0) }
    return page(
      context.t("Profile"), "/me/profile", pages(context).edit(form, consents: consents, isChild: rights.person.birthDay != nil),
      request, context,
      isWrong: !form.isGood)
  }

  @Sendable private func profilePage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    var form = site.form(context)
    if let profile = try await people.database.read({ try $0.profile(of: rights.person.id) }) {
      let facts = profile.facts
      for (field, value) in [
        ("headline", facts.headline), ("about", facts.about), ("region", facts.region), ("unit", facts.unit),
        ("degrees", facts.degrees),
        ("titles", facts.titles),
      ] { form.fill(field, value) }
      for (field, values) in [
        ("kinds", facts.kinds), ("fields", facts.fields), ("languages", facts.languages), ("visible", facts.visible),
      ] {
        form.fill(field, all: values)
      }
      if profile.isListed { form.fill("listed", "yes") }
    }
    return try await profilePage(form, request, context, rights)
  }

  @Sendable private func save(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    var form = try await site.form(request, context)
    let t = context.t
    var facts = Profile.Facts()
    facts.kinds = form.choices("kinds", of: Profile.kinds)
    facts.headline = form.text("headline", most: 120, isOptional: true, t)
    facts.about = form.text("about", most: 2_000, isOptional: true, t)
    facts.fields = form.choices("fields", of: ProfilePages.fields)
    facts.languages = form.choices("languages", of: Profile.languages)
    facts.region = form.text("region", most: 6, isOptional: true, t)
    facts.unit = form.text("unit", most: 120, isOptional: true, t)
    facts.degrees = form.text("degrees", most: 200, isOptional: true, t)
    facts.titles = form.text("titles", most: 200, isOptional: true, t)
    facts.visible = form.choices("visible", of: Profile.parts)
    if !facts.region.isEmpty, people.regionNames(facts.region) == nil {
      form.refuse("region", t("There is no region with this code."))
    }
    let isListed = form.isTicked("listed")
    if isListed {
      let consents = try await people.database.read { try people.hasConsent("public_profile", rights.person.id, in: $0) }
      if !consents { form.refuse("listed", t("Agree to “Public profile” under “My data” first.")) }
      if !facts.kinds.contains("expert") { form.refuse("kinds", t("The directory lists experts.")) }
    }
    guard form.isGood else { return try await profilePage(form, request, context, rights) }
    let (told, kept) = (t("Saved."), facts)
    return try await site.once(form, context, in: people.database) { writer in
      try people.save(kept, isListed: isListed, by: rights, in: writer)
      return FormOutcome("/me/profile", told: told)
    }
  }

  // MARK: Achievements

  private func achievementsPage(
    _ form: Form, _ request: Request, _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    let entries = try await people.database.read { try $0.achievements(of: .person(rights.person.id)) }
    return page(
      context.t("Achievements"), "/me/achievements", pages(context).achievements(entries, form), request, context,
      isWrong: !form.isGood)
  }

  @Sendable private func achievementsPage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await achievementsPage(site.form(context), request, context, rights)
  }

  /// Reads what somebody tells by hand.
  func told(_ form: inout Form, _ t: Localizer) -> People.ToldAchievement? {
    let title = form.text("title", most: 200, t)
    let kind = form.choice("kind", of: Achievement.kinds, t)
    let role = form.choice("role", of: Achievement.roles, t)
    let level = form.choice("level", of: Achievement.levels, t)
    let day = form.day("day", upTo: people.today, t)
    let evidence = form.text("evidence", most: 500, t)
    guard form.isGood, let kind, let role, let level, let day else { return nil }
    return People.ToldAchievement(kind: kind, title: title, role: role, level: level, day: day, evidence: evidence)
  }

  @Sendable private func tell(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    var form = try await site.form(request, context)
    let t = context.t
    guard let told = told(&form, t) else { return try await achievementsPage(form, request, context, rights) }
    let words = t("Added; an officer looks at the evidence.")
    return try await site.once(form, context, in: people.database) { writer in
      try people.tell(told, of: .person(rights.person.id), by: rights, in: writer)
      return FormOutcome("/me/achievements", told: words)
    }
  }

  @Sendable private func change(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    guard let id = ID<Achievement>(try context.parameters.require("id")),
      let entry = try await people.database.read({ try $0.achievement(id) }), entry.holder == .person(rights.person.id)
    else { throw Problem(.notFound) }
    let form = try await site.form(request, context)
    let t = context.t
    return try await site.once(form, context, in: people.database) { writer in
      var told = t("Saved.")
      switch form.typed["act"] {
      case "representative":
        if try !people.represent(entry, true, in: writer) { told = t("Five stand for you already; let go of one first.") }
      case "ordinary": _ = try people.represent(entry, false, in: writer)
      case "withdraw": try people.withdraw(entry, by: rights, in: writer)
      default: throw Problem(.badRequest)
      }
      return FormOutcome("/me/achievements", told: told)
    }
  }

  private func download(_ rights: Rights, type: String, name: String, _ write: ([Achievement]) -> String) async throws -> Response
  {
    let entries = try await people.database.read { try $0.achievements(of: .person(rights.person.id)) }
    return Response(
      status: .ok,
      headers: [.contentType: type, .cacheControl: "no-store", .contentDisposition: "attachment; filename=\"\(name)\""],
      body: ResponseBody(byteBuffer: ByteBuffer(string: write(entries))))
  }

  @Sendable private func csv(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await download(rights, type: "text/csv; charset=utf-8", name: "achievements.csv", AchievementExport.csv)
  }

  @Sendable private func json(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await download(rights, type: "application/json", name: "achievements.json") { JSONValue.array($0.map(\.json)).string }
  }

  @Sendable private func bib(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await download(rights, type: "application/x-bibtex; charset=utf-8", name: "achievements.bib") {
      AchievementExport.bibTeX($0, author: rights.person.name)
    }
  }
  @Sendable private func orcid(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await download(rights, type: "application/json", name: "achievements.orcid.json") {
      AchievementExport.orcid($0, author: rights.person.name)
    }
  }
}
