import SQL
import Site

/// What other rooms ask about people.
extension People {
  /// The names behind actors of the journal, `person:0A1B…`, by actor.
  public func names(ofActors actors: [String]) async throws -> [String: String] {
    let ids = Dictionary(
      actors.compactMap { actor in
        actor.hasPrefix("person:") ? ID<Person>(String(actor.dropFirst("person:".count))).map { (actor, $0) } : nil
      }, uniquingKeysWith: { first, _ in first })
    let people = try await database.read { try $0.people(Array(Set(ids.values))) }
    return ids.compactMapValues { people[$0]?.name }
  }

  /// Where a grant reaches, in words.
  public func scopeWords(_ scope: Scope, _ t: Localizer) -> String { words(scope, t) }

  /// Why a grant cannot be given, in one sentence.
  public func words(_ refusal: GrantRefusal, _ t: Localizer) -> String { refusal.sentence(t) }

  /// The units to which somebody belongs.
  public func units(of rights: Rights) async throws -> [Organization] {
    try await database.read { reader in
      try reader.memberships(of: rights.person.id).compactMap { try reader.organization($0.organization) }.filter {
        $0.status == .active
      }
    }
  }
}
