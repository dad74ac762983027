import Identity
import SQL

/// Made-up accounts and grants in the number of a province, for measuring; and what is measured.
public enum PeopleLoad {
  /// Fills an empty database with accounts and grants: every account has its share of them, in regions all over the province.
  public static func fill(_ database: Database, people: Int, grants: Int) async throws {
    try await database.write { writer in
      try writer.execute(
        """
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(people))
        INSERT INTO people (id, name, email, email_key, language, status, code_step, digest, version, created_at, updated_at)
        SELECT i, SUBSTR('王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗', 1 + i % 20, 1) || SUBSTR('明芳伟娜敏静丽强磊军洋勇艳杰娟涛超秀霞平', 1 + i / 20 % 20, 1) || i,
          'p' || i || '@example.org', 'p' || i || '@example.org', 'zh-Hans', 'active', 0, 'never', 1, 0, 0 FROM n
        """)
      try writer.execute(
        """
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(grants))
        INSERT INTO grants (id, person_id, role, scope_kind, scope_key, begins_at, given_by, given_at)
        SELECT i, 1 + i % \(people), CASE i % 4 WHEN 0 THEN 'officer' WHEN 1 THEN 'base_manager' WHEN 2 THEN 'teacher' ELSE 'expert' END,
          'region', CAST(440100 + i % 21 * 100 + i % 9 AS TEXT), 0, 'command:bench', 0 FROM n
        """)
    }
  }

  /// Gives each of the first accounts a token of the API with which visits are booked.
  public static func giveTokens(_ database: Database, people: Int, at now: Instant) async throws {
    for first in stride(from: 1, through: people, by: 500) {
      try await database.write { writer in
        for number in first..<min(first + 500, people + 1) {
          let token = APIToken(
            id: ID(rawValue: Int64(number)), person: ID(rawValue: Int64(number)), organization: nil, name: "bench",
            scopes: [.read, .visits], createdAt: now, usedAt: nil, expiresAt: now + .seconds(86_400), revokedAt: nil,
            hasSecondFactor: false)
          try writer.insert(token, hash: SecretToken.hash(Self.token(of: number)))
        }
      }
    }
  }

  /// The token of an account, which is no secret: databases filled in this way are thrown away.
  public static func token(of person: Int) -> String { "bench-\(person)" }

  /// Whether a person may do something, from their number alone: what a check costs with nothing at hand.
  public static func check(_ person: Int64, _ reader: Reader) throws -> Bool {
    try reader.may(ID(rawValue: person), .decideBases, Target(region: "440106"), at: Instant(milliseconds: 1))
  }

  /// The same check with the grants at hand, as a page has them; done a thousand times.
  public static func checkAtHand(_ person: Int64, _ reader: Reader) throws -> () -> Int {
    let grants = try reader.grants(of: ID(rawValue: person), at: Instant(milliseconds: 1))
    let target = Target(region: "440106")
    return {
      (0..<1_000).reduce(0) { count, _ in
        count + (grants.contains { $0.role.actions.contains(.decideBases) && $0.scope.covers(target) } ? 1 : 0)
      }
    }
  }

  /// How many people an officer finds.
  public static func find(_ text: String, _ reader: Reader) throws -> Int { try reader.findPeople(text, limit: 30).count }
}

extension Reader {
  /// Whether a person may do something to a target; for work that has a number and no session.
  public func may(_ person: ID<Person>, _ action: Action, _ target: Target, at now: Instant) throws -> Bool {
    try grants(of: person, at: now).contains { $0.role.actions.contains(action) && $0.scope.covers(target) }
  }
}
