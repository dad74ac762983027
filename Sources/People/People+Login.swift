import Crypto
import Foundation
import Identity
import Journal
import SQL
import Site

extension People {
  /// How a log-in went.
  enum LoginOutcome: Sendable {
    /// In, with a new session.
    case entered(Entry)
    /// The password was right; the code is owed.
    case codeOwed(SecretToken)
    /// Address and password do not belong together, or the account is closed.
    case wrong
    /// Too many wrong tries from this device and network.
    case wait(minutes: Int)
  }

  /// A session that has just begun.
  struct Entry: Sendable {
    let token: SecretToken
    let expires: Instant
    /// Marks the browser as known to the account.
    let mark: String
    let person: Person
  }

  /// Logs in with an address and a password.
  ///
  /// Wrong tries count for a pair of account and network, and a browser that has logged in before counts by itself: whoever
  /// guesses locks themselves out, never the owner (OWASP, device cookies).
  ///
  /// - Throws: `PasswordHasher.Busy`.
  func login(_ email: EmailAddress, password: String, isRemembered: Bool, from origin: Origin) async throws -> LoginOutcome {
    let found = try await database.read { try $0.credentials(email) }
    let isKnownDevice = found.map { isMark(origin.knows, of: $0.0.id) } ?? false
    let key = failureKey(email, isKnownDevice ? "device:\(origin.knows ?? "")" : origin.address)
    if let minutes = try await blocked(key) { return .wait(minutes: minutes) }
    let verdict = try await passwords.check(password, against: found?.1.password)
    guard verdict != .wrong, let (person, stored) = found, person.status == .active || person.status == .waiting else {
      try await noteFailure(key)
      return .wrong
    }
    let fresh = verdict == .rightButOld ? try await passwords.hash(password) : nil
    return try await database.write { writer in
      try writer.forgetLoginFailures(key)
      if let fresh { try writer.setPassword(fresh, of: person.id, at: clock.now()) }
      if stored.hasCodes { return .codeOwed(try halfSession(of: person, isRemembered, origin, in: writer)) }
      return .entered(try enter(person, isRemembered: isRemembered, hasSecondFactor: false, from: origin, in: writer))
    }
  }

  /// Begins a session, and tells the person when the device is new.
  func enter(
    _ person: Person, isRemembered: Bool, hasSecondFactor: Bool, from origin: Origin, in writer: Writer
  ) throws -> Entry {
    let now = clock.now()
    let token = SecretToken()
    let expires = now + .seconds(isRemembered ? policy.rememberedDays * 86_400 : policy.sessionHours * 3_600)
    try writer.deleteExpiredSessions(at: now)
    try writer.insert(
      ids.next(),
      NewSession(person: person.id, state: .full, origin: origin, hasSecondFactor: hasSecondFactor, expiresAt: expires),
      token: token, at: now)
    if !isMark(origin.knows, of: person.id), now - person.createdAt > .seconds(3_600) {
      try notify(person.id, .newDevice(device: origin.device), path: "/me/security", in: writer)
    }
    try record("session.begun", on: .init("person", person.id), by: .person(person.id), in: writer)
    return Entry(token: token, expires: expires, mark: mark(of: person.id), person: person)
  }

  private func halfSession(of person: Person, _ isRemembered: Bool, _ origin: Origin, in writer: Writer) throws -> SecretToken {
    let now = clock.now()
    let token = SecretToken()
    var origin = origin
    if isRemembered { origin = Origin(device: origin.device + " ", address: origin.address, knows: origin.knows) }
    try writer.insert(
      ids.next(),
      NewSession(person: person.id, state: .half, origin: origin, hasSecondFactor: false, expiresAt: now + .seconds(600)),
      token: token, at: now)
    return token
  }

  /// The second step: a code of the app, or a recovery code, which is used up.
  func finishLogin(half token: String, code: String, from origin: Origin) async throws -> LoginOutcome {
    let hash = SecretToken.hash(token)
    let now = clock.now()
    let found: (Session, Person, StoredCredentials)? = try await database.read { reader in
      guard let session = try reader.session(tokenHash: hash), session.state == .half, session.expiresAt > now,
        let person = try reader.person(session.person), let stored = try reader.credentials(of: person.id)
      else { return nil }
      return (session, person, stored)
    }
    guard let (session, person, stored) = found else { return .wrong }
    // Whoever comes so far knows the password; wrong codes count for the account wherever they come from.
    let key = "code:\(person.id)"
    if let minutes = try await blocked(key) { return .wait(minutes: minutes) }
    let entry: Entry? = try await database.write { writer in
      guard try takeCode(code, of: person.id, stored, in: writer), try writer.deleteSession(tokenHash: hash) else { return nil }
      try writer.forgetLoginFailures(key)
      return try enter(person, isRemembered: session.device.hasSuffix(" "), hasSecondFactor: true, from: origin, in: writer)
    }
    if let entry { return .entered(entry) }
    try await noteFailure(key)
    return .wrong
  }

  /// Whether a code is right; it is good once.
  func takeCode(_ code: String, of person: ID<Person>, _ stored: StoredCredentials, in writer: Writer) throws -> Bool {
    let typed = code.filter { !$0.isWhitespace && $0 != "-" }.lowercased()
    if let secret = stored.codeSecret.flatMap({ box.open($0, for: "code:\(person)") }),
      let step = OneTimeCode(secret: secret).step(of: typed, at: clock.now().milliseconds, after: stored.codeStep)
    {
      return try writer.useCode(step: step, of: person)
    }
    return try writer.useRecoveryCode(typed, of: person)
  }

  /// Ends a session; nothing happens for one that is over.
  func logout(token: String) async throws {
    try await database.write { writer in
      let hash = SecretToken.hash(token)
      guard let session = try writer.session(tokenHash: hash), try writer.deleteSession(tokenHash: hash) else { return }
      try record("session.ended", on: .init("person", session.person), by: .person(session.person), in: writer)
    }
  }

  // MARK: What keeps guessers out

  private func failureKey(_ email: EmailAddress, _ origin: String) -> String { SecretToken.hash("\(email.key) \(origin)") }

  /// How many minutes a guesser still has to wait.
  func blocked(_ key: String) async throws -> Int? {
    let until = try await database.read { try $0.loginBlockedUntil(key) }
    guard let until, until > clock.now() else { return nil }
    return Int((until - clock.now()).components.seconds / 60) + 1
  }

  func noteFailure(_ key: String) async throws {
    let now = clock.now()
    let forgotten = now - .seconds(86_400)
    try await database.write { writer in
      try writer.forgetLoginFailures(before: forgotten)
      let before = try writer.loginFailures(key)
      let isBlocked = (before + 1) % Int64(policy.failures) == 0
      let until = isBlocked ? now + .seconds(policy.waitMinutes * 60) : Instant(milliseconds: 0)
      try writer.addLoginFailure(key, blockedUntil: until, at: now)
    }
  }

  /// A mark by which a browser is known again: it says nothing, and nobody else can make it.
  private func mark(of person: ID<Person>) -> String {
    (try? box.seal(Array(person.description.utf8), for: "known").map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
      ?? ""
  }

  private func isMark(_ mark: String?, of person: ID<Person>) -> Bool {
    guard let mark, mark.utf8.count < 200 else { return false }
    let digits = mark.compactMap(\.hexDigitValue)
    guard digits.count == mark.count, digits.count % 2 == 0 else { return false }
    let bytes = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    return box.open(bytes, for: "known") == Array(person.description.utf8)
  }
}
