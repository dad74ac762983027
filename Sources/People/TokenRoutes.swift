import HTML
import HTTPTypes
import Hummingbird
import Identity
import SQL
import Site

/// Tokens of the API, and letting somebody act on one's behalf.
struct TokenRoutes: Sendable {
  let people: People
  let site: Site

  func add(to doors: Doors) {
    doors.get("/me/tokens", for: .signedIn, use: tokensPage)
    doors.post("/me/tokens", for: .signedIn, use: make)
    doors.post("/me/tokens/:id/revocation", for: .signedIn, use: revoke)
    doors.get("/me/delegations", for: .signedIn, use: delegationsPage)
    doors.post("/me/delegations", for: .signedIn, use: delegate)
    doors.post("/me/delegations/:id/revocation", for: .signedIn, use: endDelegation)
  }

  private func page(
    _ title: String, _ path: String, _ body: HTML, _ request: Request, _ context: SiteContext, isWrong: Bool = false
  ) -> Response {
    var response = site.response(
      Page(title: title, path: path, section: "me", body: body), request, context, status: isWrong ? .unprocessableContent : .ok)
    response.headers[.cacheControl] = "no-store"
    return response
  }

  private func tokensPage(
    _ form: Form, made: String? = nil, _ request: Request, _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    let tokens = try await people.database.read { try $0.tokens(of: rights.person.id) }
    let units = try await people.units(of: rights)
    let now = people.clock.now()
    return page(
      context.t("API tokens"), "/me/tokens",
      TokenPages(people: people, rights: rights, t: context.t).tokens(tokens, units, made: made, now: now, form), request,
      context,
      isWrong: !form.isGood)
  }

  @Sendable private func tokensPage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await tokensPage(site.form(context), request, context, rights)
  }

  @Sendable private func make(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    if let again = people.confirmation(rights, next: "/me/tokens") { return site.redirect(to: again) }
    var form = try await site.form(request, context)
    let name = form.text("name", most: 60, context.t)
    let scopes = form.choices("scopes", of: TokenScope.allCases.map(\.rawValue)).compactMap(TokenScope.init)
    if scopes.isEmpty { form.refuse("scopes", context.t("Please choose one of these.")) }
    let days = form.number("days", in: 1...366, context.t)
    let unit = (form.typed["organization"] ?? "").isEmpty ? nil : ID<Organization>(form.typed["organization"] ?? "")
    if let unit, try await !people.units(of: rights).contains(where: { $0.id == unit }) {
      form.refuse("organization", context.t("Please choose one of these."))
    }
    guard form.isGood, let days else { return try await tokensPage(form, request, context, rights) }
    let token = try await people.database.write {
      try people.makeToken(name, scopes: scopes, organization: unit, days: days, by: rights, in: $0)
    }
    return try await tokensPage(site.form(context), made: token.text, request, context, rights)
  }

  @Sendable private func revoke(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    guard let id = ID<APIToken>(try context.parameters.require("id")) else { throw Problem(.notFound) }
    let form = try await site.form(request, context)
    let told = context.t("The token is void.")
    return try await site.once(form, context, in: people.database) { writer in
      try people.revokeToken(id, by: rights, in: writer)
      return FormOutcome("/me/tokens", told: told)
    }
  }

  // MARK: Delegations

  private func delegationsPage(
    _ form: Form, _ request: Request, _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    let given = try await people.database.read { reader in
      try reader.delegations(by: rights.person.id, at: people.clock.now()).map {
        ($0, name: try reader.person($0.person)?.name ?? "—")
      }
    }
    return page(
      context.t("Let somebody act for me"), "/me/delegations",
      TokenPages(people: people, rights: rights, t: context.t).delegations(given, form), request, context, isWrong: !form.isGood)
  }

  @Sendable private func delegationsPage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await delegationsPage(site.form(context), request, context, rights)
  }

  @Sendable private func delegate(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    if let again = people.confirmation(rights, next: "/me/delegations") { return site.redirect(to: again) }
    var form = try await site.form(request, context)
    let t = context.t
    let source = form.choice("grant", of: rights.grants.filter { $0.source == nil }.map(\.id.description), t).flatMap {
      ID<Grant>($0)
    }
    let email = form.email("email", t)
    let until = form.day("until", t)
    let reason = form.text("reason", most: 300, t)
    let receiver = try await email.asyncFlatMap { email in try await people.database.read { try $0.person(email) } }
    if email != nil, receiver == nil { form.refuse("email", People.GrantRefusal.nobody.sentence(t)) }
    guard form.isGood, let source, let until, let receiver else {
      return try await delegationsPage(form, request, context, rights)
    }
    let ends = until.adding(days: 1).localStart
    do {
      return try await site.once(form, context, in: people.database) { writer in
        try people.delegate(source, to: receiver.id, until: ends, reason: reason, by: rights, in: writer)
        return FormOutcome("/me/delegations", told: t("Given."))
      }
    } catch let refusal as People.GrantRefusal {
      form.refuse(refusal == .times ? "until" : "email", refusal.sentence(t))
      return try await delegationsPage(form, request, context, rights)
    }
  }

  @Sendable private func endDelegation(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    guard let id = ID<Grant>(try context.parameters.require("id")) else { throw Problem(.notFound) }
    let form = try await site.form(request, context)
    let t = context.t
    do {
      return try await site.once(form, context, in: people.database) { writer in
        guard let grant = try writer.grant(id), grant.giver == rights.actor.description else { throw Problem(.notFound) }
        try people.revoke(grant, target: .everything, by: rights, reason: "", in: writer)
        return FormOutcome("/me/delegations", told: t("Taken back."))
      }
    } catch let refusal as People.GrantRefusal { throw Problem(.forbidden, detail: refusal.sentence(t)) }
  }
}
