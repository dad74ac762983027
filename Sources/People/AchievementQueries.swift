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
