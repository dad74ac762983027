import HTML
import HTTPTypes
import Hummingbird
import Identity
import SQL
import Site

/// The routes on which accounts are opened and entered.
struct AccountRoutes: Sendable {
  let people: People
  let site: Site
  let limits: LoginLimits

  func add(to doors: Doors) {
    doors.open(.get, "/register", use: registerPage)
    doors.open(.post, "/register", use: register)
    doors.open(.get, "/register/:token", use: confirmPage)
    doors.open(.post, "/register/:token", use: confirm)
    doors.open(.get, "/password", use: forgottenPage)
    doors.open(.post, "/password", use: forgotten)
    doors.open(.get, "/password/:token", use: resetPage)
    doors.open(.post, "/password/:token", use: reset)
    doors.open(.get, "/guardian/:token", use: guardianPage)
    doors.open(.post, "/guardian/:token", use: guardian)
    doors.open(.get, "/privacy", use: privacy)
  }

  private func page(
    _ title: String, _ path: String, _ body: HTML, _ request: Request, _ context: SiteContext, isWrong: Bool = false
  ) -> Response {
    var response = site.response(
      Page(title: title, path: path, body: body, modules: ["kepu-account.js"]), request, context,
      status: isWrong ? .unprocessableContent : .ok)
    // Addresses with a token in them are not told to other sites, nor kept.
    response.headers[.cacheControl] = "no-store"
    return response
  }

  @Sendable private func registerPage(_ request: Request, _ context: SiteContext) async throws -> Response {
    page(
      context.t("Register"), "/register", AccountPages(people: people, t: context.t).register(site.form(context)), request,
      context)
  }

  @Sendable private func register(_ request: Request, _ context: SiteContext) async throws -> Response {
    try limits.check(context, context.t)
    var form = try await site.form(request, context)
    let new = registration(&form, context.t)
    let pages = AccountPages(people: people, t: context.t)
    guard form.isGood, let new else {
      form.forget("password")
      return page(context.t("Register"), "/register", pages.register(form), request, context, isWrong: true)
    }
    do { try await people.register(new, context.t) } catch is PasswordHasher.Busy { throw LoginLimits.busy(context.t) }
    return page(context.t("Please look at your mail"), "/register", pages.registered(new.email.text), request, context)
  }

  private func registration(_ form: inout Form, _ t: Localizer) -> Registration? {
    let name = form.text("name", most: 80, t)
    let email = form.email("email", t)
    let password = form.newPassword("password", rules: people.passwordRules, about: [name, email?.text ?? ""], t)
    let (birthDay, guardian) = form.age(people, own: email, t)
    for purpose in people.policy.consents where purpose.isNecessary && !form.isTicked("consent_\(purpose.key)") {
      form.refuse("consent_\(purpose.key)", t("Without this there is no account."))
    }
    guard let email, let password else { return nil }
    return Registration(
      email: email, name: name, password: password, language: t.language, birthDay: birthDay, guardian: guardian,
      consents: people.policy.consents.map(\.key).filter { form.isTicked("consent_\($0)") })
  }

  @Sendable private func confirmPage(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (waiting, token) = try await waiting(context)
    let body = AccountPages(people: people, t: context.t).confirm(site.form(context), waiting, token: token)
    return page(context.t("Confirm your address"), "/register", body, request, context)
  }

  private func waiting(_ context: SiteContext) async throws -> (WaitingRegistration, String) {
    let token = try context.parameters.require("token")
    guard let waiting = try await people.registration(token: token) else {
      throw Problem.notFound(context.t("This link is used up or too old. Log in, or register again."))
    }
    return (waiting, token)
  }

  @Sendable private func confirm(_ request: Request, _ context: SiteContext) async throws -> Response {
    try limits.check(context, context.t)
    let (waiting, token) = try await waiting(context)
    var form = try await site.form(request, context)
    let password = form.text("password", most: PasswordRules.most, context.t)
    if form.isGood {
      let key = "register:\(waiting.id)"
      if try await people.blocked(key) == nil, let person = try await people.confirm(waiting, password: password) {
        let origin = Origin(request.headers, address: context.clientAddress)
        let entry = try await people.database.write {
          try people.enter(person, isRemembered: false, hasSecondFactor: false, from: origin, in: $0)
        }
        return site.entered(entry, next: "/me", isRemembered: false, told: context.t("Welcome! Your account is open."))
      }
      try await people.noteFailure(key)
      form.refuse("password", context.t("This is not the password that was chosen."))
    }
    let body = AccountPages(people: people, t: context.t).confirm(form, waiting, token: token)
    return page(context.t("Confirm your address"), "/register", body, request, context, isWrong: true)
  }

  @Sendable private func forgottenPage(_ request: Request, _ context: SiteContext) async throws -> Response {
    let body = AccountPages(people: people, t: context.t).forgotten(site.form(context))
    return page(context.t("Choose a new password"), "/password", body, request, context)
  }

  @Sendable private func forgotten(_ request: Request, _ context: SiteContext) async throws -> Response {
    try limits.check(context, context.t)
    var form = try await site.form(request, context)
    let email = form.email("email", context.t)
    let pages = AccountPages(people: people, t: context.t)
    guard form.isGood, let email else {
      return page(context.t("Choose a new password"), "/password", pages.forgotten(form), request, context, isWrong: true)
    }
    try await people.askReset(email, context.t)
    let body = pages.told(
      context.t("Please look at your mail"),
      context.t("If {address} has an account, a mail with a link is on its way to it.", ["address": email.text]))
    return page(context.t("Please look at your mail"), "/password", body, request, context)
  }

  @Sendable private func resetPage(_ request: Request, _ context: SiteContext) async throws -> Response {
    let token = try await resetToken(context)
    let body = AccountPages(people: people, t: context.t).reset(site.form(context), token: token)
    return page(context.t("Choose a new password"), "/password", body, request, context)
  }

  private func resetToken(_ context: SiteContext) async throws -> String {
    let token = try context.parameters.require("token")
    let now = people.clock.now()
    guard try await people.database.read({ try $0.link(.reset, token: token, at: now) }) != nil else {
      throw Problem.notFound(context.t("This link is used up or too old. Please ask for a new one."))
    }
    return token
  }

  @Sendable private func reset(_ request: Request, _ context: SiteContext) async throws -> Response {
    try limits.check(context, context.t)
    let token = try await resetToken(context)
    var form = try await site.form(request, context)
    let password = form.newPassword("password", rules: people.passwordRules, about: [], context.t)
    guard form.isGood, let password else {
      let body = AccountPages(people: people, t: context.t).reset(form, token: token)
      return page(context.t("Choose a new password"), "/password", body, request, context, isWrong: true)
    }
    do {
      guard try await people.reset(token: token, password: password) else {
        throw Problem.notFound(context.t("This link is used up or too old. Please ask for a new one."))
      }
    } catch is PasswordHasher.Busy { throw LoginLimits.busy(context.t) }
    return site.redirect(to: "/login", told: context.t("Your password is changed; please log in with it."))
  }

  @Sendable private func guardianPage(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (guardian, child, token) = try await guardianship(context)
    let body = AccountPages(people: people, t: context.t).guardian(site.form(context), guardian, child, token: token)
    return page(context.t("Consent of a guardian"), "/guardian", body, request, context)
  }

  private func guardianship(_ context: SiteContext) async throws -> (Guardian, Person, String) {
    let token = try context.parameters.require("token")
    guard let (guardian, child) = try await people.guardianship(token: token) else {
      throw Problem.notFound(context.t("This link is used up or too old. Please ask for a new one."))
    }
    return (guardian, child, token)
  }

  @Sendable private func guardian(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (guardian, child, token) = try await guardianship(context)
    var form = try await site.form(request, context)
    let consents = form.typed["answer"] == "yes"
    if consents, !form.isTicked("is_guardian") {
      form.refuse("is_guardian", context.t("Please confirm that you are the parent or guardian."))
    }
    guard form.isGood else {
      let body = AccountPages(people: people, t: context.t).guardian(form, guardian, child, token: token)
      return page(context.t("Consent of a guardian"), "/guardian", body, request, context, isWrong: true)
    }
    let told =
      consents ? context.t("Thank you; the account is open.") : context.t("Your consent is taken back and the account is closed.")
    return try await site.once(form, context, in: people.database) { writer in
      try people.answer(guardian, child, consents: consents, in: writer)
      return FormOutcome("/guardian/\(token)", told: told)
    }
  }

  @Sendable private func privacy(_ request: Request, _ context: SiteContext) async throws -> Response {
    site.response(
      Page(title: context.t("Your data"), path: "/privacy", body: AccountPages(people: people, t: context.t).privacy()), request,
      context)
  }
}

/// How often one address may try what costs or guesses.
struct LoginLimits: Sendable {
  private let limiter: RateLimiter

  init(perMinute: Int, clock: Clock) { limiter = RateLimiter(perMinute: perMinute, clock: clock) }

  /// - Throws: `Problem` 429.
  func check(_ context: SiteContext, _ t: Localizer) throws {
    guard let seconds = limiter.take(context.clientAddress) else { return }
    throw Problem(
      .tooManyRequests, detail: t("Too many tries from your network. Please wait a minute."),
      headers: [.retryAfter: String(seconds)])
  }

  /// The line of those who log in is too long.
  static func busy(_ t: Localizer) -> Problem {
    Problem(
      .serviceUnavailable, detail: t("Many people are logging in just now; please try again in a few seconds."),
      headers: [.retryAfter: "5"])
  }
}

extension Site {
  /// Leads a person in: the session's cookie, and a mark by which the browser is known the next time.
  func entered(_ entry: People.Entry, next: String, isRemembered: Bool, told message: String? = nil) -> Response {
    var response = redirect(to: next, told: message)
    setSession(entry, isRemembered: isRemembered, in: &response.headers)
    return response
  }

  func setSession(_ entry: People.Entry, isRemembered: Bool, in headers: inout HTTPFields) {
    let seconds = Int((entry.expires - clock.now()).components.seconds)
    headers.setCookie(
      configuration.sessionCookie, entry.token.text, seconds: isRemembered ? seconds : nil, isSecure: configuration.isBehindTLS)
    headers.setCookie("known", entry.mark, seconds: 31_536_000, isSecure: configuration.isBehindTLS)
  }
}
