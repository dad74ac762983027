import Foundation
import HTTPTypes
import Hummingbird
import Journal
import OpenID
import SQL
import Site

/// Logging in with a provider, and linking one to an account.
///
/// An account is never linked because addresses are alike: whoever runs a provider could otherwise open every account. One logs
/// in first and links then.
struct OpenIDRoutes: Sendable {
  let people: People
  let site: Site
  let limits: LoginLimits

  func add(to doors: Doors) {
    doors.open(.get, "/login/with/:key", use: begin)
    doors.open(.get, "/login/with/:key/return", use: comeBack)
    doors.open(.post, "/login/with/:key/completion", use: complete)
  }

  private static let cookie = "provider"

  /// What the browser keeps meanwhile, sealed.
  private struct Kept: Codable {
    var pending: PendingLogin?
    var identity: OpenIDIdentity?
    var next: String
    /// The person who links, if somebody is logged in.
    var person: String?
    var until: Int64
  }

  private func client(_ context: SiteContext) throws -> OpenIDClient {
    let key = try context.parameters.require("key")
    guard let client = people.openID.first(where: { $0.provider.key == key }) else { throw Problem(.notFound) }
    return client
  }

  private func keep(_ kept: Kept, in headers: inout HTTPFields) throws {
    let sealed = try people.box.seal(Array(try JSONEncoder().encode(kept)), for: "provider")
    let text = Data(sealed).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    headers.setCookie(Self.cookie, text, seconds: 900, isSecure: site.configuration.isBehindTLS)
  }

  private func kept(_ request: Request) -> Kept? {
    guard let text = Cookies(request.headers)[Self.cookie] else { return nil }
    let plain = String(text).replacing("-", with: "+").replacing("_", with: "/")
    guard let data = Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)),
      let opened = people.box.open(Array(data), for: "provider"),
      let kept = try? JSONDecoder().decode(Kept.self, from: Data(opened)),
      kept.until > people.clock.now().milliseconds
    else { return nil }
    return kept
  }

  private var until: Int64 { (people.clock.now() + .seconds(900)).milliseconds }

  @Sendable private func begin(_ request: Request, _ context: SiteContext) async throws -> Response {
    try limits.check(context, context.t)
    let client = try client(context)
    let next = LocalPath(request.uri.queryParameters["next"].map(String.init))?.description ?? "/me"
    do {
      let (url, pending) = try await client.begin()
      var response = site.redirect(to: url)
      try keep(
        Kept(pending: pending, next: next, person: context.rights?.person.id.description, until: until), in: &response.headers)
      return response
    } catch let error as OpenIDError { throw problem(error, client, context) }
  }

  private func problem(_ error: OpenIDError, _ client: OpenIDClient, _ context: SiteContext) -> Problem {
    context.logger.warning("a provider's login failed", metadata: ["provider": "\(client.provider.key)", "error": "\(error)"])
    switch error {
    case .refused, .wrongState:
      return Problem(
        .badRequest, detail: context.t("The login at {name} was not finished. Please try again.", ["name": client.provider.name]))
    case .unreachable, .misconfigured, .wrongToken:
      return Problem(
        .serviceUnavailable,
        detail: context.t("{name} does not answer as it should. Please log in another way.", ["name": client.provider.name]))
    }
  }

  @Sendable private func comeBack(_ request: Request, _ context: SiteContext) async throws -> Response {
    try limits.check(context, context.t)
    let client = try client(context)
    guard let kept = kept(request), let pending = kept.pending else { throw problem(.wrongState, client, context) }
    let parameters = Dictionary(
      request.uri.queryParameters.map { (String($0.key), String($0.value)) }, uniquingKeysWith: { first, _ in first })
    let identity: OpenIDIdentity
    do { identity = try await client.finish(parameters: parameters, pending: pending) } catch {
      throw problem(error, client, context)
    }
    var response = try await enter(identity, kept, client, request, context)
    if response.status == .seeOther {
      response.headers.setCookie(Self.cookie, "", seconds: 0, isSecure: site.configuration.isBehindTLS)
    }
    return response
  }

  private func enter(
    _ identity: OpenIDIdentity, _ kept: Kept, _ client: OpenIDClient, _ request: Request, _ context: SiteContext
  ) async throws -> Response {
    let t = context.t
    let known = try await people.database.read { try $0.person(identity) }
    if let rights = context.rights, kept.person == rights.person.id.description {
      guard known == nil || known?.id == rights.person.id else {
        return site.redirect(to: "/me/security", told: t("That login belongs to another account."))
      }
      if people.confirmation(rights, next: "/me/security") != nil { return site.redirect(to: "/login/again?next=/me/security") }
      try await people.database.write { try people.link(identity, to: rights.person.id, by: rights.actor, in: $0) }
      return site.redirect(to: "/me/security", told: t("You can log in with {name} from now on.", ["name": client.provider.name]))
    }
    if let person = known {
      guard person.status == .active || person.status == .waiting else {
        throw Problem(.forbidden, detail: t("This account is closed."))
      }
      let origin = Origin(request.headers, address: context.clientAddress)
      let entry = try await people.database.write {
        try people.enter(person, isRemembered: false, hasSecondFactor: false, from: origin, in: $0)
      }
      return site.entered(entry, next: kept.next, isRemembered: false)
    }
    guard let email = identity.email.flatMap(EmailAddress.init), identity.isEmailVerified else {
      return site.redirect(
        to: "/register",
        told: t(
          "{name} has not confirmed an e-mail address of yours. Please register here, then link it under “Security”.",
          ["name": client.provider.name]))
    }
    if try await people.database.read({ try $0.person(email) }) != nil {
      return site.redirect(
        to: "/login", told: t("Please log in first, then link {name} under “Security”.", ["name": client.provider.name]))
    }
    var form = site.form(context)
    form.fill("name", identity.name)
    return try page(form, identity, kept, client, request, context)
  }

  private func page(
    _ form: Form, _ identity: OpenIDIdentity, _ kept: Kept, _ client: OpenIDClient, _ request: Request, _ context: SiteContext
  ) throws -> Response {
    let t = context.t
    let body = AccountPages(people: people, t: t).completion(form, email: identity.email ?? "", saidBy: client.provider)
    var response = site.response(
      Page(title: t("Open an account"), path: "/login", body: body), request, context,
      status: form.isGood ? .ok : .unprocessableContent)
    response.headers[.cacheControl] = "no-store"
    try keep(Kept(identity: identity, next: kept.next, until: until), in: &response.headers)
    return response
  }

  @Sendable private func complete(_ request: Request, _ context: SiteContext) async throws -> Response {
    let client = try client(context)
    guard let kept = kept(request), let identity = kept.identity, let email = identity.email.flatMap(EmailAddress.init) else {
      throw problem(.wrongState, client, context)
    }
    var form = try await site.form(request, context)
    let name = form.text("name", most: 80, context.t)
    let (birthDay, guardian) = form.age(people, own: email, context.t)
    for purpose in people.policy.consents where purpose.isNecessary && !form.isTicked("consent_\(purpose.key)") {
      form.refuse("consent_\(purpose.key)", context.t("Without this there is no account."))
    }
    guard form.isGood else { return try page(form, identity, kept, client, request, context) }
    let consents = people.policy.consents.map(\.key).filter { [form] in form.isTicked("consent_\($0)") }
    let person = Person(
      id: people.ids.next(), name: name, email: email.text, language: context.language, birthDay: birthDay, status: .active,
      digest: .never,
      version: 1, createdAt: people.clock.now())
    let origin = Origin(request.headers, address: context.clientAddress)
    let entry: People.Entry? = try await people.database.write { writer in
      guard try writer.person(email) == nil, try writer.person(identity) == nil else { return nil }
      let opened = try people.open(person, password: nil, consents: consents, in: writer)
      if opened.status == .waiting, let guardian { try people.askGuardian(guardian, of: opened, in: writer) }
      try people.link(identity, to: opened.id, by: .person(opened.id), in: writer)
      return try people.enter(opened, isRemembered: false, hasSecondFactor: false, from: origin, in: writer)
    }
    guard let entry else { return site.redirect(to: "/login") }
    var response = site.entered(entry, next: kept.next, isRemembered: false, told: context.t("Welcome! Your account is open."))
    response.headers.setCookie(Self.cookie, "", seconds: 0, isSecure: site.configuration.isBehindTLS)
    return response
  }
}
