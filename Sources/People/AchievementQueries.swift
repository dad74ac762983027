import Journal
import SQL

extension Reader {
  func achievements(of holder: Achievement.Holder) throws -> [Achievement] {
    switch holder {
    case .person(let id):
      try all(
        Achievement.self,
        "SELECT \(Achievement.columns) FROM achievements a WHERE a.person_id = \(id) ORDER BY a.is_representative DESC, a.day DESC, a.id LIMIT 5000"
      )
    case .organization(let id):
      try all(
        Achievement.self,
        "SELECT \(Achievement.columns) FROM achievements a WHERE a.organization_id = \(id) ORDER BY a.is_representative DESC, a.day DESC, a.id LIMIT 5000"
      )
    }
  }

  func achievement(_ id: ID<Achievement>) throws -> Achievement? {
    try first(Achievement.self, "SELECT \(Achievement.columns) FROM achievements a WHERE a.id = \(id)")
  }

  func countRepresentativeAchievements(of person: ID<Person>) throws -> Int {
    Int(
      try value(Int64.self, "SELECT COUNT(*) FROM achievements WHERE person_id = \(person) AND is_representative = 1") ?? 0)
  }

  /// The last record of the journal whose credits are in the ledger.
  func creditedSequence() throws -> Int64 {
    try value(Int64.self, "SELECT sequence FROM readers WHERE name = 'achievements'") ?? 0
  }

  /// What was told by hand and waits for an officer, oldest first.
  func toldAchievements(limit: Int) throws -> [(Achievement, holder: String)] {
    let found = try all(
      Achievement.self,
      "SELECT \(Achievement.columns) FROM achievements a WHERE a.state = 'told' AND a.evidence IS NOT NULL ORDER BY a.id LIMIT \(limit)"
    )
    return try found.map { achievement in
      switch achievement.holder {
      case .person(let id): (achievement, try person(id)?.name ?? "—")
      case .organization(let id): (achievement, try organization(id)?.names.zhHans ?? "—")
      }
    }
  }
}

/// What is to be written into the ledger.
struct NewAchievement {
  let id: ID<Achievement>
  let holder: Achievement.Holder
  let kind: String
  let title: String
  let role: String
  let level: String
  let day: String
  let evidence: String?
  /// What it is born from; `nil` for what is told by hand.
  let record: JournalEntry.Subject?
  let state: Achievement.State
}

extension Writer {
  /// Writes an achievement into the ledger.
  ///
  /// - Throws: when the same record has credited the same holder with the same role before.
  func insert(_ new: NewAchievement, at now: Instant) throws {
    var (person, organization): (ID<Person>?, ID<Organization>?) = (nil, nil)
    switch new.holder {
    case .person(let id): person = id
    case .organization(let id): organization = id
    }
    try execute(
      """
      INSERT INTO achievements (
        id, person_id, organization_id, kind, title, role, level, day, evidence, record_kind, record_key, credit_key, state, is_representative,
        created_at)
      VALUES (
        \(new.id), \(person), \(organization), \(new.kind), \(new.title), \(new.role), \(new.level), \(new.day), \(new.evidence),
        \(new.record?.kind), \(new.record?.id),
        \(new.record.map { "\($0.kind) \($0.id) \(new.role) \((person?.rawValue ?? organization?.rawValue) ?? 0)" }),
        \(new.state.rawValue), 0, \(now))
      """)
  }

  /// Notes what an officer says of an achievement that was told by hand; `false` when it does not wait any more.
  func decideAchievement(
    _ id: ID<Achievement>, _ state: Achievement.State, reason: String, by officer: ID<Person>, at now: Instant
  ) throws -> Bool {
    try execute(
      """
      UPDATE achievements SET state = \(state.rawValue), reason = \(reason), decided_by = \(officer), decided_at = \(now)
      WHERE id = \(id) AND state = 'told'
      """) == 1
  }

  func setRepresentative(_ isRepresentative: Bool, _ id: ID<Achievement>) throws {
    try execute("UPDATE achievements SET is_representative = \(isRepresentative ? 1 : 0) WHERE id = \(id)")
  }

  func deleteAchievement(_ id: ID<Achievement>) throws { try execute("DELETE FROM achievements WHERE id = \(id)") }

  func setCreditedSequence(_ sequence: Int64) throws {
    try execute(
      """
      INSERT INTO readers (name, sequence) VALUES ('achievements', \(sequence))
      ON CONFLICT (name) DO UPDATE SET sequence = excluded.sequence
      """)
  }
}
