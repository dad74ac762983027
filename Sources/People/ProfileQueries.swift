import Foundation
import Hanzi
import SQL

extension Reader {
  func profile(of person: ID<Person>) throws -> Profile? {
    try first(Profile.self, "SELECT \(Profile.columns) FROM profiles WHERE person_id = \(person)")
  }

  /// Experts who agreed to be listed, by name; narrowed to a field and a language where they show them.
  func experts(field: String?, language: String?, limit: Int, offset: Int) throws -> [ListedExpert] {
    let (field, language) = ("%," + (field ?? "") + "%", "%," + (language ?? "") + "%")
    return try all(
      ListedExpert.self,
      """
      SELECT f.person_id, p.name, f.facts, f.updated_at FROM profiles f JOIN people p ON p.id = f.person_id
      WHERE f.is_listed = 1 AND p.status = 'active' AND f.fields LIKE \(field) AND f.languages LIKE \(language)
      ORDER BY f.sort_key, f.person_id LIMIT \(limit) OFFSET \(offset)
      """)
  }

  func countExperts(field: String?, language: String?) throws -> Int {
    let (field, language) = ("%," + (field ?? "") + "%", "%," + (language ?? "") + "%")
    return Int(
      try value(
        Int64.self,
        """
        SELECT COUNT(*) FROM profiles f JOIN people p ON p.id = f.person_id
        WHERE f.is_listed = 1 AND p.status = 'active' AND f.fields LIKE \(field) AND f.languages LIKE \(language)
        """) ?? 0)
  }

  /// An expert who is listed.
  func expert(_ id: ID<Person>) throws -> ListedExpert? {
    try first(
      ListedExpert.self,
      """
      SELECT f.person_id, p.name, f.facts, f.updated_at FROM profiles f JOIN people p ON p.id = f.person_id
      WHERE f.person_id = \(id) AND f.is_listed = 1 AND p.status = 'active'
      """)
  }
}

extension Writer {
  /// Stores a profile in place of the one before.
  ///
  /// - Parameters:
  ///   - fields: by which it is found; `nil` where they are not shown.
  ///   - languages: by which it is found; `nil` where they are not shown.
  func put(
    _ facts: Profile.Facts, of person: Person, isListed: Bool, fields: [String]?, languages: [String]?, at now: Instant
  ) throws {
    let fields = fields.map { "," + $0.joined(separator: ",") + "," } ?? ","
    let languages = languages.map { "," + $0.joined(separator: ",") + "," } ?? ","
    let json = String(decoding: try JSONEncoder().encode(facts), as: UTF8.self)
    try execute(
      """
      INSERT INTO profiles (person_id, facts, is_listed, fields, languages, region, sort_key, updated_at)
      VALUES (
        \(person.id), \(json), \(isListed ? 1 : 0), \(fields), \(languages), \(facts.region), \(Hanzi.sortKey(person.name)), \(now))
      ON CONFLICT (person_id) DO UPDATE SET facts = excluded.facts, is_listed = excluded.is_listed, fields = excluded.fields,
        languages = excluded.languages, region = excluded.region, sort_key = excluded.sort_key, updated_at = excluded.updated_at
      """)
  }

  /// Takes somebody off the public directory.
  func unlist(_ person: ID<Person>) throws { try execute("UPDATE profiles SET is_listed = 0 WHERE person_id = \(person)") }
}
