import Identity
import SQL
import Site

extension People {
  /// Begins to set up codes: a new secret, which counts when a code of it was typed.
  func beginCodes(by rights: Rights, in writer: Writer) throws {
    let sealed = try box.seal(OneTimeCode.make().secret, for: "code:\(rights.person.id)")
    try writer.setCodeSecret(sealed, of: rights.person.id)
  }

  /// The secret that somebody is setting up.
  func codes(of person: ID<Person>, _ stored: StoredCredentials?) -> OneTimeCode? {
    stored?.codeSecret.flatMap { box.open($0, for: "code:\(person)") }.map { OneTimeCode(secret: $0) }
  }

  /// Turns codes on when the first one is right; the session counts as one with a second factor.
  ///
  /// - Returns: ten recovery codes, to be shown once; `nil` when the code is wrong.
  func confirmCodes(_ code: String, by rights: Rights, in writer: Writer) throws -> [String]? {
    let now = clock.now()
    guard let stored = try writer.credentials(of: rights.person.id), !stored.hasCodes,
      let step = codes(of: rights.person.id, stored)?.step(of: code, at: now.milliseconds, after: 0)
    else { return nil }
    try writer.confirmCodes(step: step, of: rights.person.id, at: now)
    try writer.noteSecondFactor(rights.session)
    try record("codes.on", on: .init("person", rights.person.id), by: rights.actor, in: writer)
    try notify(rights.person.id, .secondFactor(isOn: true), path: "/me/security", in: writer)
    return try makeRecoveryCodes(of: rights.person.id, in: writer)
  }

  /// New recovery codes; the old ones are void.
  func makeRecoveryCodes(of person: ID<Person>, in writer: Writer) throws -> [String] {
    try writer.deleteRecoveryCodes(of: person)
    let alphabet = Array("abcdefghjkmnpqrstuvwxyz23456789")
    var random = SystemRandomNumberGenerator()
    return try (0..<10).map { _ in
      let code = String((0..<12).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] })
      try writer.insertRecoveryCode(code, of: person)
      return code.prefix(4) + "-" + code.dropFirst(4).prefix(4) + "-" + code.suffix(4)
    }
  }

  /// Turns codes off.
  func endCodes(by rights: Rights, in writer: Writer) throws {
    try writer.deleteCodeSecret(of: rights.person.id)
    try writer.deleteRecoveryCodes(of: rights.person.id)
    try record("codes.off", on: .init("person", rights.person.id), by: rights.actor, in: writer)
    try notify(rights.person.id, .secondFactor(isOn: false), path: "/me/security", in: writer)
  }

  /// Ends one session of one's own.
  func endSession(_ id: ID<Session>, by rights: Rights, in writer: Writer) throws {
    if try writer.deleteSession(id, of: rights.person.id) {
      try record("session.ended", on: .init("person", rights.person.id), by: rights.actor, in: writer)
    }
  }
}

extension People {
  /// Whether somebody could still log in without a provider or a passkey.
  func hasOtherWayIn(
    _ person: ID<Person>, withoutProvider key: String? = nil, withoutPasskey: ID<StoredPasskey>? = nil, in reader: Reader
  ) throws -> Bool {
    if try reader.credentials(of: person)?.password != nil { return true }
    if try reader.passkeys(of: person).contains(where: { $0.id != withoutPasskey }) { return true }
    return try reader.linkedProviders(of: person).contains { $0 != key }
  }
}
