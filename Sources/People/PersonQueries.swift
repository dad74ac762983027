import SQL

extension Reader {
  /// A person by number.
  public func person(_ id: ID<Person>) throws -> Person? {
    try first(Person.self, "SELECT \(Person.columns) FROM people WHERE id = \(id)")
  }

  /// A person by confirmed address.
  func person(_ email: EmailAddress) throws -> Person? {
    try first(Person.self, "SELECT \(Person.columns) FROM people WHERE email_key = \(email.key)")
  }

  /// Several people by number.
  func people(_ ids: [ID<Person>]) throws -> [ID<Person>: Person] {
    guard !ids.isEmpty else { return [:] }
    let found = try all(Person.self, "SELECT \(Person.columns) FROM people WHERE id IN \(ids)")
    return Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// People whose name begins with a text, in the order of their names; no erased accounts.
  func people(whoseNameBeginsWith text: String, limit: Int) throws -> [Person] {
    let end = text + "\u{10FFFF}"
    return try all(
      Person.self,
      """
      SELECT \(Person.columns) FROM people
      WHERE name >= \(text) AND name < \(end) AND status <> 'erased' ORDER BY name, id LIMIT \(limit)
      """)
  }

  func credentials(of person: ID<Person>) throws -> StoredCredentials? {
    try first(
      StoredCredentials.self,
      "SELECT password, code_secret, code_confirmed_at, code_step FROM people WHERE id = \(person)")
  }

  func credentials(_ email: EmailAddress) throws -> (Person, StoredCredentials)? {
    guard let person = try person(email), let stored = try credentials(of: person.id) else { return nil }
    return (person, stored)
  }
}

/// What somebody proves themselves with, as stored.
struct StoredCredentials: RowReadable, Sendable {
  let password: String?
  let codeSecret: [UInt8]?
  let codeConfirmedAt: Instant?
  let codeStep: Int64

  init(row: Row) throws {
    password = try row.textOrNil(0)
    codeSecret = try row.get(1)
    codeConfirmedAt = try row.get(2)
    codeStep = try row.int(3)
  }

  /// Whether codes are asked for when logging in.
  var hasCodes: Bool { codeConfirmedAt != nil }
}

extension Writer {
  func insert(_ person: Person, password: String?) throws {
    let email = person.email.flatMap(EmailAddress.init)
    try execute(
      """
      INSERT INTO people (
        id, name, email, email_key, language, birth_day, status, password, password_changed_at, code_step, digest, version,
        created_at, updated_at)
      VALUES (
        \(person.id), \(person.name), \(email?.text), \(email?.key), \(person.language.rawValue), \(person.birthDay?.description),
        \(person.status.rawValue), \(password), \(password == nil ? nil : person.createdAt), 0, \(person.digest.rawValue), 1,
        \(person.createdAt), \(person.createdAt))
      """)
  }

  /// Stores what a person may change of their account; `false` when it was changed since it was read.
  func update(_ person: Person, at now: Instant) throws -> Bool {
    try execute(
      """
      UPDATE people SET name = \(person.name), language = \(person.language.rawValue), digest = \(person.digest.rawValue),
        status = \(person.status.rawValue), version = version + 1, updated_at = \(now)
      WHERE id = \(person.id) AND version = \(person.version)
      """) == 1
  }

  func setPassword(_ hash: String?, of person: ID<Person>, at now: Instant) throws {
    try execute("UPDATE people SET password = \(hash), password_changed_at = \(now), version = version + 1 WHERE id = \(person)")
  }

  func setEmail(_ email: EmailAddress, of person: ID<Person>, at now: Instant) throws {
    try execute(
      "UPDATE people SET email = \(email.text), email_key = \(email.key), version = version + 1, updated_at = \(now) WHERE id = \(person)"
    )
  }

  func setStatus(_ status: Person.Status, of person: ID<Person>) throws {
    try execute("UPDATE people SET status = \(status.rawValue), version = version + 1 WHERE id = \(person)")
  }

  /// Changes a status; `false` when the account had another than the first one.
  func changeStatus(of person: ID<Person>, from: Person.Status, to: Person.Status, at now: Instant) throws -> Bool {
    try execute(
      "UPDATE people SET status = \(to.rawValue), version = version + 1, updated_at = \(now) WHERE id = \(person) AND status = \(from.rawValue)"
    ) == 1
  }
}
