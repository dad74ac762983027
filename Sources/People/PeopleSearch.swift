import SQL

extension Reader {
  /// People whose name begins with a text or whose address is exactly it; officers find whom they must, and nobody lists all.
  ///
  /// A name is looked for by its beginning, so that an index answers among a million; with one Chinese character at least, or
  /// two letters.
  func findPeople(_ text: String, limit: Int) throws -> [Person] {
    if let id = ID<Person>(text), text.count > 8, let person = try person(id) { return [person] }
    if let email = EmailAddress(text) { return try person(email).map { [$0] } ?? [] }
    guard text.count >= 2 || text.unicodeScalars.contains(where: \.properties.isIdeographic) else { return [] }
    return try people(whoseNameBeginsWith: text, limit: limit)
  }
}
