import HTML
import HTTPTypes
import Hummingbird
import NIOCore
import SQL
import Site

/// The routes of somebody's own account: home, messages, data.
struct MyRoutes: Sendable {
  let people: People
  let site: Site
  let belongings: [Belongings]

  func add(to doors: Doors) {
    doors.get("/me", for: .signedIn, use: home)
    doors.get("/me/messages", for: .signedIn, use: messages)
    doors.post("/me/digest", for: .signedIn, use: digest)
    doors.get("/me/data", for: .signedIn, use: data)
    doors.post("/me/data", for: .signedIn, use: correct)
    doors.post("/me/email", for: .signedIn, use: askEmail)
    doors.get("/me/email/:token", for: .signedIn, use: changeEmail)
    doors.post("/me/consents/:purpose", for: .signedIn, use: consent)
    doors.get("/me/export.zip", for: .signedIn, use: export)
    doors.get("/me/erasure", for: .signedIn, use: erasurePage)
    doors.post("/me/erasure", for: .signedIn, use: erase)
  }

  private func page(
    _ title: String, _ path: String, _ body: HTML, _ request: Request, _ context: SiteContext, isWrong: Bool = false
  ) -> Response {
    site.response(
      Page(title: title, path: path, section: "me", body: body), request, context, status: isWrong ? .unprocessableContent : .ok)
  }

  private func pages(_ rights: Rights, _ context: SiteContext) -> MyPages {
    MyPages(people: people, rights: rights, t: context.t)
  }

  @Sendable private func home(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let id = rights.person.id
    let (guardians, consents, notices) = try await people.database.read { reader in
      (try reader.guardians(of: id), try reader.consents(of: id), try reader.notices(of: id, limit: 5, offset: 0))
    }
    let stale = people.policy.consents.filter { ConsentState.of($0, in: consents) == .stale }
    return page(
      context.t("My page"), "/me",
      pages(rights, context).home(guardians, stale: stale, unread: notices.filter { $0.readAt == nil }), request, context)
  }

  @Sendable private func messages(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let id = rights.person.id
    let asked = try PageRequest(request.uri, size: 30)
    let (total, notices, paging) = try await people.database.read { reader in
      let total = try reader.countNotices(of: id)
      let paging = Paging(asked, total: total)
      return (total, try reader.notices(of: id, limit: paging.size, offset: paging.range.lowerBound), paging)
    }
    if total > 0 { try await people.database.write { try people.markRead(of: id, in: $0) } }
    var form = site.form(context)
    form.fill("digest", rights.person.digest.rawValue)
    return page(context.t("Messages"), "/me/messages", pages(rights, context).messages(notices, paging, form), request, context)
  }

  @Sendable private func digest(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    var form = try await site.form(request, context)
    let choice = form.choice("digest", of: Person.Digest.allCases.map(\.rawValue), context.t).flatMap(Person.Digest.init)
    guard let choice else { throw Problem.badRequest(context.t("Please choose one of these."), field: "digest") }
    let told = context.t("Saved.")
    return try await site.once(form, context, in: people.database) { writer in
      var person = rights.person
      person.digest = choice
      guard try writer.update(person, at: people.clock.now()) else { throw Problem(.conflict) }
      return FormOutcome("/me/messages", told: told)
    }
  }

  private func dataPage(_ form: Form, _ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let id = rights.person.id
    let (consents, looks) = try await people.database.read { (try $0.consents(of: id), try $0.looks(at: id, limit: 50)) }
    return page(
      context.t("My data"), "/me/data", pages(rights, context).data(form, consents, looks: looks), request, context,
      isWrong: !form.isGood)
  }

  private func filled(_ form: inout Form, _ person: Person) {
    if form.typed["name"] == nil { form.fill("name", person.name) }
    if form.typed["language"] == nil { form.fill("language", person.language.rawValue) }
    if form.typed["email"] == nil { form.fill("email", person.email) }
  }

  @Sendable private func data(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    var form = site.form(context)
    filled(&form, rights.person)
    return try await dataPage(form, request, context, rights)
  }

  @Sendable private func correct(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    var form = try await site.form(request, context)
    let name = form.text("name", most: 80, context.t)
    let language = form.choice("language", of: Language.allCases.map(\.rawValue), context.t).flatMap { Language(tag: $0) }
    guard form.isGood, let language else {
      filled(&form, rights.person)
      return try await dataPage(form, request, context, rights)
    }
    let told = context.t("Saved.")
    return try await site.once(form, context, in: people.database) { writer in
      var person = rights.person
      person.name = name
      person.language = language
      guard try writer.update(person, at: people.clock.now()) else { throw Problem(.conflict) }
      try people.record("person.corrected", on: .init("person", person.id), by: rights.actor, in: writer)
      return FormOutcome("/me/data", told: told)
    }
  }

  @Sendable private func askEmail(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    if let again = people.confirmation(rights, next: "/me/data") { return site.redirect(to: again) }
    var form = try await site.form(request, context)
    let email = form.email("email", context.t)
    guard form.isGood, let email else {
      filled(&form, rights.person)
      return try await dataPage(form, request, context, rights)
    }
    let t = context.t
    return try await site.once(form, context, in: people.database) { writer in
      try people.askEmail(email, by: rights, t, in: writer)
      return FormOutcome(
        "/me/data", told: t("We have written to {address}; please open the link in the mail.", ["address": email.text]))
    }
  }

  @Sendable private func changeEmail(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let token = try context.parameters.require("token")
    guard try await people.database.write({ try people.changeEmail(token: token, by: rights, in: $0) }) else {
      throw Problem.notFound(context.t("This link is used up or too old. Please ask for a new one."))
    }
    return site.redirect(to: "/me/data", told: context.t("Your address is changed."))
  }

  @Sendable private func consent(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let purpose = try context.parameters.require("purpose")
    guard people.policy.consents.contains(where: { $0.key == purpose }) else { throw Problem(.notFound) }
    let form = try await site.form(request, context)
    let told = context.t("Saved.")
    return try await site.once(form, context, in: people.database) { writer in
      try people.decide(purpose, isGiven: form.typed["answer"] == "yes", by: rights, in: writer)
      return FormOutcome("/me/data", told: told)
    }
  }

  @Sendable private func export(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    if let again = people.confirmation(rights, next: "/me/data") { return site.redirect(to: again) }
    let bytes = try await people.export(of: rights.person.id, with: belongings)
    return Response(
      status: .ok,
      headers: [
        .contentType: "application/zip", .cacheControl: "no-store",
        .contentDisposition: "attachment; filename=\"my-data-\(rights.person.id).zip\"",
      ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  @Sendable private func erasurePage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    if let again = people.confirmation(rights, next: "/me/erasure") { return site.redirect(to: again) }
    return try await erasurePage(site.form(context), request, context, rights)
  }

  private func erasurePage(_ form: Form, _ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let matters = try await people.database.read { try people.openMatters(of: rights.person.id, context.t, in: $0) }
    return page(
      context.t("Close my account"), "/me/erasure", pages(rights, context).erasure(form, openMatters: matters), request, context,
      isWrong: !form.isGood)
  }

  @Sendable private func erase(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    if let again = people.confirmation(rights, next: "/me/erasure") { return site.redirect(to: again) }
    var form = try await site.form(request, context)
    if !form.isTicked("sure") { form.refuse("sure", context.t("Please tick this.")) }
    guard form.isGood else { return try await erasurePage(form, request, context, rights) }
    let t = context.t
    return try await site.once(form, context, in: people.database) { writer in
      guard try people.openMatters(of: rights.person.id, t, in: writer).isEmpty else { throw Problem(.conflict) }
      try people.erase(rights.person.id, with: belongings, by: rights.actor, in: writer)
      return FormOutcome("/", told: t("Your account is closed and your data are erased. Goodbye!"))
    }
  }
}
