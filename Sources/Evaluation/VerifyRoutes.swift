import Credentials
import HTML
import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// Anybody asks whether a certificate is true (证书查验): a page for people, signed documents for programs.
struct VerifyRoutes: Sendable {
  let base: EvaluationRoutes

  private var evaluation: Evaluation { base.evaluation }

  func add(to doors: Doors) {
    doors.open(.get, "/verify", use: ask)
    doors.open(.get, "/verify/:id", use: answer)
    doors.open(.get, "/verify/:id/certificate", use: certificate)
    doors.open(.get, "/credentials/:id", use: token)
    doors.open(.get, "/credentials/:id/badge.svg", use: badge)
    doors.open(.get, "/credentials/status/1", use: status)
    doors.open(.get, "/.well-known/did.json", use: did)
    doors.open(.get, "/.well-known/jwks.json", use: jwks)
  }

  // MARK: For people

  @Sendable private func ask(_ request: Request, _ context: SiteContext) async throws -> Response {
    let typed = (request.uri.queryParameters["number"].map(String.init) ?? "").filter { $0.isLetter || $0.isNumber }
    if !typed.isEmpty, let id = ID<Award>(typed) { return base.site.redirect(to: "/verify/\(id)") }
    let page = VerifyPages(t: context.t).ask(typed: typed)
    return base.page(context.t("Verify a certificate"), "/verify", section: "verify", page, request, context)
  }

  @Sendable private func answer(_ request: Request, _ context: SiteContext) async throws -> Response {
    guard let shown = try await shown(context) else {
      let page = VerifyPages(t: context.t).unknown(typed: (try? context.parameters.require("id")) ?? "")
      return base.site.response(
        Page(title: context.t("Verify a certificate"), path: "/verify", section: "verify", body: page), request, context,
        status: .notFound)
    }
    let page = VerifyPages(t: context.t).answer(shown, today: evaluation.today)
    return base.page(context.t("Verify a certificate"), shown.award.path, section: "verify", page, request, context)
  }

  @Sendable private func certificate(_ request: Request, _ context: SiteContext) async throws -> Response {
    guard let shown = try await shown(context), shown.award.isInForce(on: evaluation.today) else {
      throw Problem.notFound(context.t("There is no certificate in force with this number."))
    }
    let page = VerifyPages(t: context.t).certificate(
      shown, address: "\(evaluation.issuer.publicURL)\(shown.award.path)", issuer: evaluation.issuer)
    return base.site.response(
      Page(title: context.t("Certificate"), path: shown.award.path, section: "verify", body: page, bodyClass: "certificate-page"),
      request,
      context)
  }

  private func shown(_ context: SiteContext) async throws -> VerifyPages.Shown? {
    guard let id = (try? context.parameters.require("id")).flatMap({ ID<Award>($0) }) else { return nil }
    return try await evaluation.database.read { reader in
      guard let award = try reader.award(id) else { return nil }
      let (call, programme) = try evaluation.round(award.call, reader)
      let subject = try reader.subject(award.holder, evaluation.directory)
      let authors = try reader.coAuthors(of: award.submission).map(\.name)
      return VerifyPages.Shown(award: award, call: call, programme: programme, holder: subject, authors: authors)
    }
  }

  // MARK: For programs

  private func award(_ context: SiteContext) async throws -> Award {
    let id = try base.id("id", context, Award.self)
    guard let award = try await evaluation.database.read({ try $0.award(id) }) else { throw Problem(.notFound) }
    return award
  }

  @Sendable private func token(_ request: Request, _ context: SiteContext) async throws -> Response {
    let token = try await evaluation.token(for: try await award(context))
    return base.site.bytes(Array(token.utf8), type: "application/vc+jwt", version: nil, request)
  }

  @Sendable private func badge(_ request: Request, _ context: SiteContext) async throws -> Response {
    let award = try await award(context)
    let picture = VerifyPages.badge(evaluation.issuer.name.zhHans, award.title)
    guard let baked = BakedBadge.svg(picture.string, carrying: try await evaluation.token(for: award)) else {
      throw Problem(.notFound)
    }
    return base.site.bytes(Array(baked.utf8), type: "image/svg+xml", version: nil, request)
  }

  @Sendable private func status(_ request: Request, _ context: SiteContext) async throws -> Response {
    base.site.bytes(Array(try await evaluation.statusList().utf8), type: "application/vc+jwt", version: nil, request)
  }

  @Sendable private func did(_ request: Request, _ context: SiteContext) async throws -> Response {
    _ = try await evaluation.signingKey()
    let document = try await evaluation.database.read {
      try evaluation.issuerKeys($0).didDocument(of: evaluation.issuer.id, at: evaluation.clock.now().date)
    }
    return base.site.bytes(try document.utf8(), type: "application/json", version: nil, request)
  }

  @Sendable private func jwks(_ request: Request, _ context: SiteContext) async throws -> Response {
    _ = try await evaluation.signingKey()
    let keys = try await evaluation.database.read { try evaluation.issuerKeys($0).jwks }
    return base.site.bytes(try keys.utf8(), type: "application/jwk-set+json", version: nil, request)
  }
}
