import Identity
import Journal
import SQL
import Site

/// What somebody consented to, when, and until when (PIPL 13–16).
struct Consent: RowReadable, Sendable {
  let id: ID<Consent>
  let purpose: String
  let version: Int
  /// `self` or `guardian`.
  let givenBy: String
  let givenAt: Instant
  let withdrawnAt: Instant?

  static let columns: SQL = "id, purpose, version, given_by, given_at, withdrawn_at"
}

extension Consent {
  /// Reads a row of `columns`.
  init(row: Row) throws {
    id = try row.get(0)
    purpose = try row.text(1)
    version = Int(try row.int(2))
    givenBy = try row.text(3)
    givenAt = try row.get(4)
    withdrawnAt = try row.get(5)
  }
}

/// How it stands with one purpose for one person.
enum ConsentState: Equatable {
  /// Never asked, or refused.
  case none
  /// In force.
  case given
  /// Given for an earlier version: to be asked once more (PIPL 14).
  case stale
  /// Taken back; not to be asked again (ND-22).
  case withdrawn

  /// The state that a person's consents give.
  static func of(_ purpose: ConsentPurpose, in consents: [Consent]) -> ConsentState {
    let own = consents.filter { $0.purpose == purpose.key }
    if own.contains(where: { $0.version == purpose.version && $0.withdrawnAt == nil }) { return .given }
    guard let last = own.max(by: { $0.givenAt < $1.givenAt }) else { return .none }
    return last.withdrawnAt == nil ? .stale : .withdrawn
  }
}

/// A child's guardian and what they said.
struct Guardian: RowReadable, Sendable {
  let id: ID<Guardian>
  let child: ID<Person>
  let email: String
  let consentedAt: Instant?
  let withdrawnAt: Instant?

  static let columns: SQL = "id, child_id, email, consented_at, withdrawn_at"

  init(row: Row) throws {
    id = try row.get(0)
    child = try row.get(1)
    email = try row.text(2)
    consentedAt = try row.get(3)
    withdrawnAt = try row.get(4)
  }
}

extension People {
  /// Whether somebody's consent to a purpose is in force.
  func hasConsent(_ key: String, _ person: ID<Person>, in reader: Reader) throws -> Bool {
    guard let purpose = policy.consents.first(where: { $0.key == key }) else { return false }
    return ConsentState.of(purpose, in: try reader.consents(of: person)) == .given
  }

  /// Gives or takes back consent to purposes that are not necessary; what was done before stays lawful (PIPL 15).
  func decide(_ key: String, isGiven: Bool, by rights: Rights, in writer: Writer) throws {
    guard let purpose = policy.consents.first(where: { $0.key == key }), !purpose.isNecessary || isGiven else { return }
    let state = ConsentState.of(purpose, in: try writer.consents(of: rights.person.id))
    let now = clock.now()
    switch (isGiven, state) {
    case (true, .given), (false, .none), (false, .withdrawn): return
    case (true, _): try writer.insertConsent(ids.next(), of: rights.person.id, purpose, by: "self", at: now)
    case (false, _):
      try writer.withdrawConsent(to: key, of: rights.person.id, at: now)
    }
    if key == "public_profile", !isGiven { try writer.unlist(rights.person.id) }
    try record(
      isGiven ? "consent.given" : "consent.withdrawn", on: .init("person", rights.person.id), by: rights.actor,
      details: ["purpose": key, "version": String(purpose.version)], in: writer)
  }

  /// Writes to a guardian; the account waits for the answer.
  func askGuardian(_ email: EmailAddress, of child: Person, in writer: Writer) throws {
    let now = clock.now()
    let token = SecretToken()
    let id: ID<Guardian> = ids.next()
    try writer.insertGuardian(id, email, of: child.id, at: now)
    try writer.insertLink(
      .guardian, token: token, person: child.id, payload: id.description, expires: now + .seconds(policy.guardianDays * 86_400))
    let t = localizer(child.language)
    try post(
      letter(
        to: email.text, t("Your child asks for an account"),
        [
          t("Hello,"),
          t(
            "{name} named you as guardian and wants to open an account. As your child is younger than {age}, it opens only when you agree:",
            [
              "name": child.name, "age": t.number(policy.guardianUnder),
            ]), link("/guardian/\(token.text)"),
          t("There you see what is kept of your child and why. You can take your consent back at any time with the same link."),
        ], t), in: writer)
  }

  /// What a guardian's link is about.
  func guardianship(token: String) async throws -> (guardian: Guardian, child: Person)? {
    try await database.read { reader in
      guard let link = try reader.link(.guardian, token: token, at: clock.now()), let child = link.person,
        let id = ID<Guardian>(link.payload), let person = try reader.person(child),
        let guardian = try reader.guardians(of: child).first(where: { $0.id == id })
      else { return nil }
      return (guardian, person)
    }
  }

  /// Notes what a guardian says; consent opens the account, taking it back closes it until somebody consents again.
  func answer(_ guardian: Guardian, _ child: Person, consents: Bool, in writer: Writer) throws {
    let now = clock.now()
    if consents {
      try writer.noteConsent(of: guardian.id, at: now)
      for purpose in policy.consents where purpose.isNecessary {
        try writer.insertConsent(ids.next(), of: child.id, purpose, by: "guardian", at: now)
      }
    } else {
      try writer.noteWithdrawal(of: guardian.id, at: now)
      try writer.withdrawConsentsOfGuardian(of: child.id, at: now)
    }
    let next: Person.Status = consents ? .active : .waiting
    if child.status == .waiting || child.status == .active {
      try writer.setStatus(next, of: child.id)
    }
    if consents { try notify(child.id, .guardianConsented, path: "/me", in: writer) }
    try record(
      consents ? "guardian.consented" : "guardian.withdrew", on: .init("person", child.id),
      by: JournalEntry.Actor("guardian:\(guardian.id)"), in: writer)
  }
}
