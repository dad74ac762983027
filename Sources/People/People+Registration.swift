import Foundation
import Identity
import Journal
import SQL
import Site

/// What somebody gives to open an account.
public struct Registration: Sendable {
  var email: EmailAddress
  var name: String
  var password: String
  var language: Language
  /// Only of those who said that they are younger than the guardian's age.
  var birthDay: Day?
  var guardian: EmailAddress?
  /// Keys of the purposes to which they consent.
  var consents: [String]
}

/// A registration that waits for its address to be confirmed.
struct WaitingRegistration: RowReadable, Sendable {
  let id: ID<Registration>
  let email: String
  let name: String
  let password: String
  let language: Language
  let birthDay: Day?
  let guardian: String?
  let consents: [String]

  static let columns: SQL = "id, email, name, password, language, birth_day, guardian_email, consents"

  init(row: Row) throws {
    id = try row.get(0)
    email = try row.text(1)
    name = try row.text(2)
    password = try row.text(3)
    language = Language(tag: try row.text(4)) ?? .zhHans
    birthDay = try row.textOrNil(5).flatMap { Day($0) }
    guardian = try row.textOrNil(6)
    consents = try row.text(7).split(separator: ",").map(String.init)
  }
}

extension People {
  /// Writes to the address that somebody gave. Whether it has an account already is told only to whoever reads its mail.
  ///
  /// - Throws: `PasswordHasher.Busy`.
  public func register(_ new: Registration, _ t: Localizer) async throws {
    // Hashed for an address that is known as well: the time must not tell.
    let hash = try await passwords.hash(new.password)
    let token = SecretToken()
    let now = clock.now()
    let expires = now + .seconds(policy.registrationHours * 3_600)
    try await database.write { writer in
      try writer.deleteExpiredRegistrations(at: now)
      // A stranger must not fill somebody's mailbox.
      guard try writer.countRegistrations(of: new.email, expiringAfter: expires - .seconds(3_600)) < 3 else { return }
      try writer.insert(ids.next(), new, password: hash, token: token, expires: expires)
      let isKnown = try writer.person(new.email) != nil
      try post(isKnown ? knownLetter(new, t) : confirmLetter(new, token, t), in: writer)
    }
  }

  private func confirmLetter(_ new: Registration, _ token: SecretToken, _ t: Localizer) -> Letter {
    letter(
      to: new.email.text, t("Please confirm your address"),
      [
        t("Hello {name},", ["name": new.name]),
        t("open this link and type the password that you chose; then your account is open:"), link("/register/\(token.text)"),
        t(
          "The link is good for {hours} hours. If you did not register, do nothing: without your password nothing happens.",
          [
            "hours": t.number(policy.registrationHours)
          ]),
      ], t)
  }

  private func knownLetter(_ new: Registration, _ t: Localizer) -> Letter {
    letter(
      to: new.email.text, t("You have an account already"),
      [
        t("Hello,"), t("somebody, perhaps you, wanted to register with this address. It has an account already. Log in here:"),
        link("/login"), t("If you do not know your password any more, choose a new one:"), link("/password"),
      ], t)
  }

  /// The registration of a link, while it is good.
  func registration(token: String) async throws -> WaitingRegistration? {
    try await database.read { try $0.registration(token: token, at: clock.now()) }
  }

  /// Opens the account of a registration whose password was given again: the address is confirmed by whoever knows both.
  ///
  /// Asking for the password keeps a stranger from opening an account in somebody's name and waiting for them to confirm it.
  ///
  /// - Returns: the person; `nil` when the password is wrong or the address got an account meanwhile.
  func confirm(_ waiting: WaitingRegistration, password: String) async throws -> Person? {
    guard try await passwords.check(password, against: waiting.password) != .wrong, let email = EmailAddress(waiting.email) else {
      return nil
    }
    return try await database.write { writer in
      guard try writer.person(email) == nil else { return nil }
      let person = try open(
        waiting.person(ids.next(), at: clock.now()), password: waiting.password, consents: waiting.consents, in: writer)
      try writer.deleteRegistrations(of: email)
      if person.status == .waiting, let guardian = waiting.guardian.flatMap(EmailAddress.init) {
        try askGuardian(guardian, of: person, in: writer)
      }
      return person
    }
  }

  /// Stores a new account with its consents.
  @discardableResult
  func open(
    _ person: Person, password: String?, consents: [String], by actor: JournalEntry.Actor? = nil, in writer: Writer
  ) throws -> Person {
    var person = person
    if needsGuardian(person.birthDay) { person.status = .waiting }
    try writer.insert(person, password: password)
    for purpose in policy.consents where purpose.isNecessary || consents.contains(purpose.key) {
      try writer.insertConsent(ids.next(), of: person.id, purpose, by: "self", at: person.createdAt)
    }
    try record("person.registered", on: .init("person", person.id), by: actor ?? .person(person.id), in: writer)
    return person
  }

  /// Whether a guardian's consent is needed (PIPL 31): younger than the policy's age today, where the portal is.
  func needsGuardian(_ birthDay: Day?) -> Bool {
    guard let birthDay else { return false }
    return birthDay.adding(months: 12 * policy.guardianUnder) > today
  }

  /// The day it is where the portal is: eight hours east of Greenwich, as all of China.
  var today: Day { localToday }

  /// The day it is where the portal is.
  public var localToday: Day { clock.now().localDay }
}

extension WaitingRegistration {
  func person(_ id: ID<Person>, at now: Instant) -> Person {
    Person(
      id: id, name: name, email: email, language: language, birthDay: birthDay, status: .active, digest: .never, version: 1,
      createdAt: now)
  }
}
