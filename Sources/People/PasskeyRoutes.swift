import Foundation
import HTTPTypes
import Hummingbird
import Identity
import NIOCore
import SQL
import Site

/// Passkeys: adding, removing, logging in. The bodies are JSON, which no form of another site can send (Fetch, CORS).
struct PasskeyRoutes: Sendable {
  let people: People
  let site: Site
  let limits: LoginLimits

  func add(to doors: Doors) {
    doors.open(.post, "/login/passkey/options", use: loginOptions)
    doors.open(.post, "/login/passkey", use: login)
    doors.post("/me/passkeys/options", for: .signedIn, use: options)
    doors.post("/me/passkeys", for: .signedIn, use: register)
    doors.post("/me/passkeys/:id/removal", for: .signedIn, use: remove)
  }

  private struct Sent: Decodable {
    let name: String?
    let next: String?
    let credential: Credential

    struct Credential: Decodable {
      let response: Response
    }

    struct Response: Decodable {
      let clientDataJSON: String
    }

    struct ClientData: Decodable {
      let challenge: String
    }

    /// The challenge that the browser says it answers.
    var challenge: String? {
      Base64URL.decode(credential.response.clientDataJSON).flatMap {
        try? JSONDecoder().decode(ClientData.self, from: Data($0)).challenge
      }
    }
  }

  /// The body and, as it was sent, the credential in it.
  private func read(_ request: Request) async throws -> (sent: Sent, credential: [UInt8]) {
    guard (request.headers[.contentType] ?? "").hasPrefix("application/json") else { throw Problem(.unsupportedMediaType) }
    let data: Data
    do { data = Data(buffer: try await request.body.collect(upTo: 64 << 10)) } catch is NIOTooManyBytesError {
      throw Problem(.contentTooLarge)
    }
    guard let sent = try? JSONDecoder().decode(Sent.self, from: data),
      let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any], let credential = object["credential"],
      let bytes = try? JSONSerialization.data(withJSONObject: credential)
    else { throw Problem(.badRequest) }
    return (sent, Array(bytes))
  }

  /// A new challenge, kept until it is answered or five minutes old.
  private func challenge(for person: ID<Person>?) async throws -> [UInt8] {
    let challenge = SystemRandomNumberGenerator.bytes(32)
    let now = people.clock.now()
    try await people.database.write {
      try $0.keepChallenge(Base64URL.encode(challenge), for: person, now: now, until: now + .seconds(300))
    }
    return challenge
  }

  /// Uses a challenge up; `nil` when it was never given, to somebody else, or too long ago.
  private func take(_ sent: Sent, for person: ID<Person>?, in writer: Writer) throws -> [UInt8]? {
    guard let text = sent.challenge, let bytes = Base64URL.decode(text) else { return nil }
    return try writer.takeChallenge(text, for: person, at: people.clock.now()) ? bytes : nil
  }

  private func json(_ text: String, _ request: Request) -> Response {
    var response = site.bytes(Array(text.utf8), type: "application/json", version: nil, request)
    response.headers[.cacheControl] = "no-store"
    return response
  }

  @Sendable private func loginOptions(_ request: Request, _ context: SiteContext) async throws -> Response {
    try limits.check(context, context.t)
    return json(people.passkeys.requestOptions(challenge: try await challenge(for: nil)), request)
  }

  @Sendable private func login(_ request: Request, _ context: SiteContext) async throws -> Response {
    try limits.check(context, context.t)
    let (sent, credential) = try await read(request)
    let origin = Origin(request.headers, address: context.clientAddress)
    let refused = Problem(
      .unprocessableContent, detail: context.t("That passkey did not open an account here. Please log in another way."))
    let entry: People.Entry? = try await people.database.write { writer in
      guard let challenge = try take(sent, for: nil, in: writer), let id = try? Passkeys.credentialID(in: credential),
        let stored = try writer.passkey(credential: Base64URL.encode(id)), let person = try writer.person(stored.person),
        person.status == .active || person.status == .waiting
      else { return nil }
      guard let verified = try? people.passkeys.verifyLogin(credential, challenge: challenge, passkey: stored.registered) else {
        return nil
      }
      try writer.note(verified, with: stored.id, at: people.clock.now())
      // A passkey that knows its owner is two factors: what one has, and what one is or knows.
      return try people.enter(person, isRemembered: false, hasSecondFactor: verified.isUserVerified, from: origin, in: writer)
    }
    guard let entry else { throw refused }
    let next = LocalPath(sent.next)?.description ?? "/me"
    var response = json(JSONValue.members([("next", .string(next))]).string, request)
    site.setSession(entry, isRemembered: false, in: &response.headers)
    return response
  }

  @Sendable private func options(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try fresh(rights, context)
    let person = rights.person
    let known = try await people.database.read { try $0.passkeys(of: person.id).compactMap { Base64URL.decode($0.credential) } }
    let handle = withUnsafeBytes(of: person.id.rawValue.bigEndian) { Array($0) }
    let options = people.passkeys.creationOptions(
      challenge: try await challenge(for: person.id),
      user: (handle: handle, name: person.email ?? person.name, displayName: person.name),
      excluding: known)
    return json(options, request)
  }

  /// Adding a way in wants a fresh proof of who one is.
  private func fresh(_ rights: Rights, _ context: SiteContext) throws {
    guard people.confirmation(rights, next: "/me/security") == nil else {
      throw Problem(.forbidden, detail: context.t("What you want to do needs your password or passkey once more."))
    }
  }

  @Sendable private func register(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try fresh(rights, context)
    let (sent, credential) = try await read(request)
    let typed = (sent.name ?? "").trimmed.prefix(60)
    let name = typed.isEmpty ? Origin(request.headers, address: "").device : String(typed)
    let isAdded = try await people.database.write { writer in
      guard let challenge = try take(sent, for: rights.person.id, in: writer),
        let passkey = try? people.passkeys.verifyRegistration(credential, challenge: challenge),
        try writer.passkey(credential: Base64URL.encode(passkey.credentialID)) == nil
      else { return false }
      try people.add(passkey, name: name, by: rights, in: writer)
      return true
    }
    guard isAdded else {
      throw Problem(
        .unprocessableContent, detail: context.t("The passkey was not added. Please try again, or use another device."))
    }
    return json("{\"added\":true}", request)
  }

  @Sendable private func remove(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    if let again = people.confirmation(rights, next: "/me/security") { return site.redirect(to: again) }
    guard let id = ID<StoredPasskey>(try context.parameters.require("id")) else { throw Problem(.notFound) }
    let form = try await site.form(request, context)
    let t = context.t
    return try await site.once(form, context, in: people.database) { writer in
      guard try people.hasOtherWayIn(rights.person.id, withoutPasskey: id, in: writer) else {
        return FormOutcome("/me/security", told: t("Set a password or a passkey first, or you could not log in any more."))
      }
      try writer.deletePasskey(id, of: rights.person.id)
      try people.record("passkey.removed", on: .init("person", rights.person.id), by: rights.actor, in: writer)
      return FormOutcome("/me/security", told: t("Removed."))
    }
  }
}

extension StoredPasskey {
  var registered: RegisteredPasskey {
    RegisteredPasskey(
      credentialID: Base64URL.decode(credential) ?? [], publicKey: publicKey, signCount: signCount, isBackedUp: isBackedUp,
      isUserVerified: false)
  }
}

extension People {
  func add(_ passkey: RegisteredPasskey, name: String, by rights: Rights, in writer: Writer) throws {
    try writer.insert(passkey, ids.next(), name: name, of: rights.person.id, at: clock.now())
    // The session was confirmed a moment ago, and the passkey that was just shown is a second factor to it.
    if passkey.isUserVerified { try writer.noteSecondFactor(rights.session) }
    try record("passkey.added", on: .init("person", rights.person.id), by: rights.actor, in: writer)
    try notify(rights.person.id, .passkeyAdded(name: name), path: "/me/security", in: writer)
  }
}
