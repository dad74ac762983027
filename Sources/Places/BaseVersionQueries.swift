import People
import SQL

extension Reader {
  /// The address of the base into which the one at an address was merged.
  func slugAfterMerger(_ slug: String) throws -> String? {
    try value(
      String.self,
      "SELECT k.slug FROM bases g JOIN bases k ON k.id = g.merged_into WHERE g.slug = \(slug) AND k.status = 'published'")
  }

  func care(of base: ID<Base>) throws -> BaseCare? {
    try first(BaseCare.self, "SELECT operator_id, created_by, confirmed_at FROM bases WHERE id = \(base)")
  }

  /// A base as grants see it.
  func target(of base: Base) throws -> Target {
    let operatorID = try care(of: base.id)?.operatorID
    return Target(
      region: base.facts.region, organization: try operatorID.map { try currentOrganization($0) }, base: base.id.rawValue)
  }

  func versions(of base: ID<Base>, limit: Int) throws -> [BaseVersion] {
    try all(
      BaseVersion.self,
      "SELECT \(BaseVersion.columns) FROM base_versions WHERE base_id = \(base) ORDER BY version DESC LIMIT \(limit)")
  }

  func version(_ version: Int, of base: ID<Base>) throws -> BaseVersion? {
    try first(
      BaseVersion.self, "SELECT \(BaseVersion.columns) FROM base_versions WHERE base_id = \(base) AND version = \(version)")
  }

  func openChanges(of base: ID<Base>) throws -> [BaseChange] {
    try all(
      BaseChange.self,
      "SELECT \(BaseChange.columns) FROM base_changes c WHERE c.base_id = \(base) AND c.decided_at IS NULL ORDER BY c.id")
  }

  func openChanges(limit: Int) throws -> [BaseChange] {
    try all(
      BaseChange.self, "SELECT \(BaseChange.columns) FROM base_changes c WHERE c.decided_at IS NULL ORDER BY c.id LIMIT \(limit)")
  }

  func openChange(_ id: ID<BaseChange>) throws -> BaseChange? {
    try first(BaseChange.self, "SELECT \(BaseChange.columns) FROM base_changes c WHERE c.id = \(id) AND c.decided_at IS NULL")
  }

  func openClaims(limit: Int) throws -> [BaseClaim] {
    try all(
      BaseClaim.self, "SELECT \(BaseClaim.columns) FROM base_claims c WHERE c.decided_at IS NULL ORDER BY c.id LIMIT \(limit)")
  }

  func openClaim(_ id: ID<BaseClaim>) throws -> BaseClaim? {
    try first(BaseClaim.self, "SELECT \(BaseClaim.columns) FROM base_claims c WHERE c.id = \(id) AND c.decided_at IS NULL")
  }

  func hasOpenClaim(_ person: ID<Person>, on base: ID<Base>) throws -> Bool {
    try value(
      Int64.self, "SELECT 1 FROM base_claims WHERE base_id = \(base) AND person_id = \(person) AND decided_at IS NULL") != nil
  }

  /// Bases in any status, whatever it is, in the order of their numbers.
  /// The bases with these numbers, whatever their status.
  public func basesOfAnyStatus(_ ids: [ID<Base>]) throws -> [Base] {
    guard !ids.isEmpty else { return [] }
    return try all(Base.self, "SELECT \(Base.columns) FROM bases WHERE id IN \(ids) ORDER BY id")
  }

  func bases(status: Base.Status, limit: Int) throws -> [Base] {
    try all(Base.self, "SELECT \(Base.columns) FROM bases WHERE status = \(status.rawValue) ORDER BY updated_at LIMIT \(limit)")
  }

  /// The bases that a unit runs.
  public func bases(operator id: ID<Organization>) throws -> [Base] {
    try all(Base.self, "SELECT \(Base.columns) FROM bases WHERE operator_id = \(id) ORDER BY sort_key LIMIT 500")
  }

  func drafts(of person: ID<Person>) throws -> [Base] {
    try all(
      Base.self,
      "SELECT \(Base.columns) FROM bases WHERE created_by = \(person) AND status IN ('draft', 'submitted') ORDER BY updated_at DESC LIMIT 200"
    )
  }

  func photoIDs(of base: ID<Base>) throws -> [BasePhotoRow] {
    try all(
      BasePhotoRow.self, "SELECT id, digest, caption, credit FROM base_photos WHERE base_id = \(base) ORDER BY position, id")
  }

  /// Visits to a base's page by day, latest first.
  func views(of base: ID<Base>, days: Int) throws -> [(day: String, views: Int)] {
    try all(ViewRow.self, "SELECT day, views FROM base_views WHERE base_id = \(base) ORDER BY day DESC LIMIT \(days)")
      .map { ($0.day, Int($0.views)) }
  }
}

struct BasePhotoRow: Decodable, Sendable {
  let id: ID<Photo>
  let digest: String
  let caption: String?
  let credit: String?
}

private struct ViewRow: Decodable, Sendable {
  let day: String
  let views: Int64
}

extension Writer {
  /// Keeps a version; one that is kept already stays as it is.
  func keep(_ base: Base, by actor: String, reason: String?, at moment: Instant) throws {
    try execute(
      """
      INSERT INTO base_versions (base_id, version, status, facts, actor, reason, at)
      VALUES (\(base.id), \(base.version), \(base.status.rawValue), \(try base.facts.json()), \(actor), \(reason), \(moment))
      ON CONFLICT (base_id, version) DO NOTHING
      """)
  }
}
