import Foundation
import SQL
import Site

/// What a communicator tells of themselves; each part is shown only to whom they choose.
public struct Profile: Sendable {
  let person: ID<Person>
  var facts: Facts
  var isListed: Bool
  let updatedAt: Instant

  /// What is told, as it is stored.
  struct Facts: Codable, Sendable, Equatable {
    /// `full_time`, `part_time`, `expert`, `volunteer`.
    var kinds: [String] = []
    var headline = ""
    var about = ""
    /// Keys of the fields of science (CAST's fourteen).
    var fields: [String] = []
    /// Languages they can speak to the public in, as BCP 47 tags.
    var languages: [String] = []
    var region = ""
    var unit = ""
    var degrees = ""
    var titles = ""
    /// The parts that everybody may see.
    var visible: [String] = []
  }

  /// The parts that a person may show or keep; a name is always shown with a profile that is public.
  static let parts = ["headline", "about", "fields", "languages", "region", "unit", "degrees", "titles"]

  /// What somebody is as a communicator (专职、兼职、专家、志愿者).
  static let kinds = ["full_time", "part_time", "expert", "volunteer"]

  /// Languages of Guangdong, Hong Kong and Macao and of their guests.
  static let languages = ["cmn", "yue", "hak", "nan", "en", "pt", "ja", "ko", "fr", "csl"]

  func shows(_ part: String) -> Bool { facts.visible.contains(part) }

  var json: JSONValue {
    let text = (try? JSONEncoder().encode(facts)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    return .members([("facts", .trusted(text)), ("is_listed", .bool(isListed)), ("updated", .string(updatedAt.description))])
  }
}

extension Profile: RowReadable {
  static let columns: SQL = "person_id, facts, is_listed, updated_at"

  /// Reads a row of `columns`.
  public init(row: Row) throws {
    person = try row.get(0)
    facts = try JSONDecoder().decode(Facts.self, from: Data(try row.text(1).utf8))
    isListed = try row.int(2) == 1
    updatedAt = try row.get(3)
  }
}

/// An expert as the public directory shows them.
struct ListedExpert: RowReadable, Sendable {
  let person: ID<Person>
  let name: String
  let profile: Profile

  init(row: Row) throws {
    person = try row.get(0)
    name = try row.text(1)
    profile = Profile(
      person: person, facts: try JSONDecoder().decode(Profile.Facts.self, from: Data(try row.text(2).utf8)), isListed: true,
      updatedAt: try row.get(3))
  }
}

extension People {
  /// Stores a profile. Only an adult who consented to it is shown publicly; what may be searched for is only what is shown.
  func save(_ facts: Profile.Facts, isListed: Bool, by rights: Rights, in writer: Writer) throws {
    let person = rights.person
    let mayShow = try person.birthDay == nil && hasConsent("public_profile", person.id, in: writer)
    let listed = isListed && mayShow && facts.kinds.contains("expert")
    try writer.put(
      facts, of: person, isListed: listed, fields: facts.visible.contains("fields") ? facts.fields : nil,
      languages: facts.visible.contains("languages") ? facts.languages : nil, at: clock.now())
    try record("profile.changed", on: .init("person", person.id), by: rights.actor, in: writer)
  }
}
