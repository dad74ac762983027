import HTML
import HTTPTypes
import Hummingbird
import Identity
import SQL
import Site

/// How somebody looks after their password, codes and devices. All of it wants a fresh proof of who they are.
struct SecurityRoutes: Sendable {
  let people: People
  let site: Site

  func add(to doors: Doors) {
    doors.get("/me/security", for: .signedIn, use: security)
    doors.post("/me/password", for: .signedIn, use: password)
    doors.post("/me/codes", for: .signedIn, use: beginCodes)
    doors.get("/me/codes", for: .signedIn, use: codesPage)
    doors.post("/me/codes/confirmation", for: .signedIn, use: confirmCodes)
    doors.post("/me/codes/recovery", for: .signedIn, use: recoveryCodes)
    doors.post("/me/codes/end", for: .signedIn, use: endCodes)
    doors.post("/me/sessions/end", for: .signedIn, use: endSessions)
    doors.post("/me/sessions/:id/end", for: .signedIn, use: endSession)
    doors.post("/me/logins/:key/removal", for: .signedIn, use: removeLogin)
  }

  private static let path = "/me/security"

  private func page(_ title: String, _ body: HTML, _ request: Request, _ context: SiteContext, isWrong: Bool = false) -> Response
  {
    var response = site.response(
      Page(title: title, path: Self.path, section: "me", body: body, modules: ["kepu-account.js"]), request, context,
      status: isWrong ? .unprocessableContent : .ok)
    response.headers[.cacheControl] = "no-store"
    return response
  }

  private func securityPage(_ form: Form, _ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let id = rights.person.id
    let now = people.clock.now()
    let content = try await people.database.read { reader in
      SecurityPages.Content(
        sessions: try reader.sessions(of: id, at: now), passkeys: try reader.passkeys(of: id),
        stored: try reader.credentials(of: id),
        logins: try reader.linkedProviders(of: id),
        recoveryCodes: try reader.recoveryCodes(of: id))
    }
    return page(
      context.t("Security"), SecurityPages(people: people, rights: rights, t: context.t).html(content, form), request, context,
      isWrong: !form.isGood)
  }

  @Sendable private func security(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await securityPage(site.form(context), request, context, rights)
  }

  @Sendable private func password(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    if let again = people.confirmation(rights, next: Self.path) { return site.redirect(to: again) }
    var form = try await site.form(request, context)
    let password = form.newPassword(
      "password", rules: people.passwordRules, about: [rights.person.name, rights.person.email ?? ""], context.t)
    guard form.isGood, let password else { return try await securityPage(form, request, context, rights) }
    let hash: String
    do { hash = try await people.passwords.hash(password) } catch is PasswordHasher.Busy { throw LoginLimits.busy(context.t) }
    let told = context.t("Your password is changed.")
    return try await site.once(form, context, in: people.database) { writer in
      try people.changePassword(to: hash, by: rights, in: writer)
      return FormOutcome(Self.path, told: told)
    }
  }

  @Sendable private func beginCodes(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    if let again = people.confirmation(rights, next: Self.path) { return site.redirect(to: again) }
    let form = try await site.form(request, context)
    return try await site.once(form, context, in: people.database) { writer in
      try people.beginCodes(by: rights, in: writer)
      return FormOutcome("/me/codes")
    }
  }

  private func setUpPage(_ form: Form, _ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let stored = try await people.database.read { try $0.credentials(of: rights.person.id) }
    guard stored?.hasCodes == false, let codes = people.codes(of: rights.person.id, stored) else {
      return site.redirect(to: Self.path)
    }
    return page(
      context.t("Set up codes"), SecurityPages(people: people, rights: rights, t: context.t).setUp(codes, form), request, context,
      isWrong: !form.isGood)
  }

  @Sendable private func codesPage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    if let again = people.confirmation(rights, next: Self.path) { return site.redirect(to: again) }
    return try await setUpPage(site.form(context), request, context, rights)
  }

  @Sendable private func confirmCodes(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    if let again = people.confirmation(rights, next: Self.path) { return site.redirect(to: again) }
    var form = try await site.form(request, context)
    let code = form.text("code", most: 10, context.t)
    guard form.isGood else { return try await setUpPage(form, request, context, rights) }
    guard let codes = try await people.database.write({ try people.confirmCodes(code, by: rights, in: $0) }) else {
      form.refuse("code", context.t("This code is not right. Is the clock of your phone right?"))
      return try await setUpPage(form, request, context, rights)
    }
    return page(
      context.t("Your recovery codes"), SecurityPages(people: people, rights: rights, t: context.t).recovery(codes), request,
      context)
  }

  @Sendable private func recoveryCodes(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    if let again = people.confirmation(rights, next: Self.path) { return site.redirect(to: again) }
    let form = try await site.form(request, context)
    guard form.isGood else { return try await securityPage(form, request, context, rights) }
    let codes = try await people.database.write { writer in
      try people.record("codes.renewed", on: .init("person", rights.person.id), by: rights.actor, in: writer)
      return try people.makeRecoveryCodes(of: rights.person.id, in: writer)
    }
    return page(
      context.t("Your recovery codes"), SecurityPages(people: people, rights: rights, t: context.t).recovery(codes), request,
      context)
  }

  @Sendable private func endCodes(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    if let again = people.confirmation(rights, next: Self.path) { return site.redirect(to: again) }
    let form = try await site.form(request, context)
    let told = context.t("Codes are off.")
    return try await site.once(form, context, in: people.database) { writer in
      try people.endCodes(by: rights, in: writer)
      return FormOutcome(Self.path, told: told)
    }
  }

  @Sendable private func endSessions(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let form = try await site.form(request, context)
    let told = context.t("You are logged out everywhere else.")
    return try await site.once(form, context, in: people.database) { writer in
      try writer.deleteSessions(of: rights.person.id, but: rights.session)
      try people.record("session.ended_others", on: .init("person", rights.person.id), by: rights.actor, in: writer)
      return FormOutcome(Self.path, told: told)
    }
  }

  @Sendable private func endSession(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    guard let id = ID<Session>(try context.parameters.require("id")) else { throw Problem(.notFound) }
    let form = try await site.form(request, context)
    let told = context.t("That device is logged out.")
    return try await site.once(form, context, in: people.database) { writer in
      try people.endSession(id, by: rights, in: writer)
      return FormOutcome(Self.path, told: told)
    }
  }

  @Sendable private func removeLogin(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    if let again = people.confirmation(rights, next: Self.path) { return site.redirect(to: again) }
    let key = try context.parameters.require("key")
    let form = try await site.form(request, context)
    let t = context.t
    return try await site.once(form, context, in: people.database) { writer in
      guard try people.hasOtherWayIn(rights.person.id, withoutProvider: key, in: writer) else {
        return FormOutcome(Self.path, told: t("Set a password or a passkey first, or you could not log in any more."))
      }
      try writer.unlink(key, of: rights.person.id)
      try people.record("login.unlinked", on: .init("person", rights.person.id), by: rights.actor, in: writer)
      return FormOutcome(Self.path, told: t("Removed."))
    }
  }
}
