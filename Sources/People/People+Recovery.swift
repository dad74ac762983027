import Identity
import SQL
import Site

extension People {
  /// The kind of the job that answers a lost password. It is put in whether there is an account or not, so that asking takes
  /// the same time for both.
  public static let resetJob = "people.reset"

  struct ResetRequest: Codable, Sendable {
    let email: String
    let language: String
  }

  func askReset(_ email: EmailAddress, _ t: Localizer) async throws {
    try await database.write { writer in
      let request = ResetRequest(email: email.text, language: t.language.rawValue)
      try jobs.add(try Job(Self.resetJob, payload: request, key: "reset:\(email.key)"), in: writer)
    }
  }

  /// Writes the letter to whoever has an account.
  func sendReset(_ request: ResetRequest) async throws {
    guard let email = EmailAddress(request.email) else { return }
    let token = SecretToken()
    let now = clock.now()
    try await database.write { writer in
      guard let person = try writer.person(email), person.status == .active || person.status == .waiting else { return }
      try writer.deleteLinks(.reset, of: person.id)
      try writer.insertLink(.reset, token: token, person: person.id, expires: now + .seconds(policy.resetMinutes * 60))
      let t = localizer(person.language)
      try post(
        letter(
          to: email.text, t("Choose a new password"),
          [
            t("Hello {name},", ["name": person.name]), t("choose a new password here:"), link("/password/\(token.text)"),
            t(
              "The link is good for {minutes} minutes. If you did not ask for it, do nothing.",
              ["minutes": t.number(policy.resetMinutes)]),
          ], t), in: writer)
    }
  }

  /// Sets the password of whom a link was sent to; ends every session, as whoever knew the old password is to be out.
  ///
  /// - Returns: whether the link was good.
  func reset(token: String, password: String) async throws -> Bool {
    let hash = try await passwords.hash(password)
    let now = clock.now()
    return try await database.write { writer in
      guard let link = try writer.link(.reset, token: token, at: now), let person = link.person, try writer.useLink(token: token)
      else {
        return false
      }
      try writer.setPassword(hash, of: person, at: now)
      try writer.deleteSessions(of: person)
      try writer.deleteLinks(.email, of: person)
      try record("password.reset", on: .init("person", person), by: .person(person), in: writer)
      try notify(person, .passwordChanged, path: "/me/security", in: writer)
      return true
    }
  }

  /// Changes the password of somebody who is logged in; every other session ends.
  func changePassword(to hash: String, by rights: Rights, in writer: Writer) throws {
    try writer.setPassword(hash, of: rights.person.id, at: clock.now())
    try writer.deleteSessions(of: rights.person.id, but: rights.session)
    try writer.deleteLinks(.reset, of: rights.person.id)
    try record("password.changed", on: .init("person", rights.person.id), by: rights.actor, in: writer)
    try notify(rights.person.id, .passwordChanged, path: "/me/security", in: writer)
  }

  /// Writes to a new address; the account keeps the old one until the link is opened by somebody logged in.
  func askEmail(_ email: EmailAddress, by rights: Rights, _ t: Localizer, in writer: Writer) throws {
    let token = SecretToken()
    try writer.deleteLinks(.email, of: rights.person.id)
    try writer.insertLink(
      .email, token: token, person: rights.person.id, payload: email.text,
      expires: clock.now() + .seconds(policy.registrationHours * 3_600))
    guard try writer.person(email) == nil else { return }
    try post(
      letter(
        to: email.text, t("Please confirm your new address"),
        [
          t("Hello {name},", ["name": rights.person.name]), t("open this link to use this address from now on:"),
          link("/me/email/\(token.text)"),
        ],
        t), in: writer)
  }

  /// Takes a new address over, and tells the old one.
  func changeEmail(token: String, by rights: Rights, in writer: Writer) throws -> Bool {
    guard let link = try writer.link(.email, token: token, at: clock.now()), link.person == rights.person.id,
      let email = EmailAddress(link.payload), try writer.person(email) == nil, try writer.useLink(token: token)
    else { return false }
    try writer.setEmail(email, of: rights.person.id, at: clock.now())
    try record("email.changed", on: .init("person", rights.person.id), by: rights.actor, in: writer)
    try notify(rights.person.id, .emailChanged, path: "/me/security", in: writer)
    if let old = rights.person.email {
      let t = localizer(rights.person.language)
      try post(
        letter(
          to: old, t("Your e-mail address was changed"),
          [
            t("Hello {name},", ["name": rights.person.name]),
            t("your account uses another address now. If it was not you, tell us at once."),
          ], t),
        in: writer)
    }
    return true
  }
}
