import HTML
import HTTPTypes
import Hummingbird
import Identity
import SQL
import Site

/// Logging in with a password and a code, logging out, and proving once more who one is.
struct LoginRoutes: Sendable {
  let people: People
  let site: Site
  let limits: LoginLimits

  private static let halfCookie = "login"

  func add(to doors: Doors) {
    doors.open(.get, "/login", use: loginPage)
    doors.open(.post, "/login", use: login)
    doors.open(.get, "/login/code", use: codePage)
    doors.open(.post, "/login/code", use: code)
    doors.open(.post, "/logout", use: logout)
    doors.get("/login/again", for: .signedIn, use: againPage)
    doors.post("/login/again", for: .signedIn, use: again)
  }

  private func page(
    _ title: String, _ path: String, _ body: HTML, _ request: Request, _ context: SiteContext, isWrong: Bool = false
  ) -> Response {
    var response = site.response(
      Page(title: title, path: path, body: body, modules: ["kepu-account.js"]), request, context,
      status: isWrong ? .unprocessableContent : .ok)
    response.headers[.cacheControl] = "no-store"
    return response
  }

  /// Where to go on: a path of this portal, or one's own page.
  private func next(_ text: String?) -> String { LocalPath(text)?.description ?? "/me" }

  @Sendable private func loginPage(_ request: Request, _ context: SiteContext) async throws -> Response {
    let next = next(request.uri.queryParameters["next"].map(String.init))
    if context.visitor != nil { return site.redirect(to: next) }
    return page(
      context.t("Log in"), "/login", AccountPages(people: people, t: context.t).login(site.form(context), next: next), request,
      context)
  }

  @Sendable private func login(_ request: Request, _ context: SiteContext) async throws -> Response {
    try limits.check(context, context.t)
    var form = try await site.form(request, context)
    let email = form.email("email", context.t)
    let password = form.typed["password"] ?? ""
    if password.isEmpty { form.refuse("password", context.t("Please fill this in.")) }
    let next = next(form.typed["next"])
    let isRemembered = form.isTicked("remember")
    if form.isGood, let email, password.count <= PasswordRules.most {
      switch try await attempt(email, password, isRemembered, request, context) {
      case .entered(let entry): return site.entered(entry, next: next, isRemembered: isRemembered)
      case .codeOwed(let half):
        var response = site.redirect(to: "/login/code" + Components.query([(name: "next", value: next)]))
        response.headers.setCookie(Self.halfCookie, half.text, seconds: 600, isSecure: site.configuration.isBehindTLS)
        return response
      case .wrong: form.refuse("email", context.t("This address and password do not open an account here."))
      case .wait(let minutes): form.refuse("email", Self.waitWords(minutes, context.t))
      }
    }
    form.forget("password")
    let body = AccountPages(people: people, t: context.t).login(form, next: next)
    return page(context.t("Log in"), "/login", body, request, context, isWrong: true)
  }

  private static func waitWords(_ minutes: Int, _ t: Localizer) -> String {
    t.plural(
      "Too many wrong tries from here; please wait {count} minute, or choose a new password.",
      "Too many wrong tries from here; please wait {count} minutes, or choose a new password.", minutes)
  }

  private func attempt(
    _ email: EmailAddress, _ password: String, _ isRemembered: Bool, _ request: Request, _ context: SiteContext
  ) async throws -> People.LoginOutcome {
    do {
      return try await people.login(
        email, password: password, isRemembered: isRemembered, from: Origin(request.headers, address: context.clientAddress))
    } catch is PasswordHasher.Busy { throw LoginLimits.busy(context.t) }
  }

  @Sendable private func codePage(_ request: Request, _ context: SiteContext) async throws -> Response {
    let next = next(request.uri.queryParameters["next"].map(String.init))
    guard Cookies(request.headers)[Self.halfCookie] != nil else { return site.redirect(to: "/login") }
    return page(
      context.t("Your code"), "/login/code", AccountPages(people: people, t: context.t).code(site.form(context), next: next),
      request, context)
  }

  @Sendable private func code(_ request: Request, _ context: SiteContext) async throws -> Response {
    try limits.check(context, context.t)
    guard let half = Cookies(request.headers)[Self.halfCookie].map(String.init) else { return site.redirect(to: "/login") }
    var form = try await site.form(request, context)
    let code = form.text("code", most: 40, context.t)
    let next = next(form.typed["next"])
    if form.isGood {
      let origin = Origin(request.headers, address: context.clientAddress)
      switch try await people.finishLogin(half: half, code: code, from: origin) {
      case .entered(let entry):
        var response = site.entered(entry, next: next, isRemembered: (entry.expires - people.clock.now()) > .seconds(86_400 * 7))
        response.headers.setCookie(Self.halfCookie, "", seconds: 0, isSecure: site.configuration.isBehindTLS)
        return response
      case .wait(let minutes): form.refuse("code", Self.waitWords(minutes, context.t))
      case .wrong, .codeOwed: form.refuse("code", context.t("This code is not right, or was used already."))
      }
    }
    let body = AccountPages(people: people, t: context.t).code(form, next: next)
    return page(context.t("Your code"), "/login/code", body, request, context, isWrong: true)
  }

  @Sendable private func logout(_ request: Request, _ context: SiteContext) async throws -> Response {
    if let token = Cookies(request.headers)[site.configuration.sessionCookie] { try await people.logout(token: String(token)) }
    var response = site.redirect(to: "/", told: context.t("You are logged out."))
    response.headers.setCookie(site.configuration.sessionCookie, "", seconds: 0, isSecure: site.configuration.isBehindTLS)
    return response
  }

  @Sendable private func againPage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let next = next(request.uri.queryParameters["next"].map(String.init))
    let stored = try await people.database.read { try $0.credentials(of: rights.person.id) }
    let body = AccountPages(people: people, t: context.t).again(
      site.form(context), next: next, person: rights.person, hasPassword: stored?.password != nil)
    return page(context.t("Is it you?"), "/login/again", body, request, context)
  }

  @Sendable private func again(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try limits.check(context, context.t)
    var form = try await site.form(request, context)
    let stored = try await people.database.read { try $0.credentials(of: rights.person.id) }
    let key = "again:\(rights.person.id)"
    let next = next(form.typed["next"])
    if form.isGood, try await people.blocked(key) == nil {
      do {
        if try await people.passwords.check(form.typed["password"] ?? "", against: stored?.password) != .wrong {
          try await people.confirmSession(rights)
          return site.redirect(to: next)
        }
      } catch is PasswordHasher.Busy { throw LoginLimits.busy(context.t) }
      try await people.noteFailure(key)
    }
    form.refuse("password", context.t("This is not your password."))
    let body = AccountPages(people: people, t: context.t).again(
      form, next: next, person: rights.person, hasPassword: stored?.password != nil)
    return page(context.t("Is it you?"), "/login/again", body, request, context, isWrong: true)
  }
}

extension People {
  /// How long a proof of who one is opens what is delicate.
  static let freshness = Duration.seconds(15 * 60)

  /// Notes that somebody proved once more who they are.
  func confirmSession(_ rights: Rights) async throws {
    guard let session = rights.session else { return }
    let now = clock.now()
    try await database.write { try $0.confirm(session, at: now) }
  }

  /// The way to prove it once more, when the last proof is older than a quarter of an hour; `nil` when it is not.
  func confirmation(_ rights: Rights, next: String) -> String? {
    clock.now() - rights.confirmedAt <= Self.freshness ? nil : "/login/again" + Components.query([(name: "next", value: next)])
  }
}
