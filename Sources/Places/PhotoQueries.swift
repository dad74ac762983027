import SQL

extension Reader {
  /// The pictures of a base in its own order.
  func photos(of base: ID<Base>) throws -> [Photo] {
    try all(
      Photo.self,
      "SELECT caption, credit, digest, width, height FROM base_photos WHERE base_id = \(base) ORDER BY position, id")
  }
}

extension Reader {
  /// Whether a base has a picture already.
  func hasPhoto(_ digest: String, of base: ID<Base>) throws -> Bool {
    try value(Int.self, "SELECT 1 FROM base_photos WHERE base_id = \(base) AND digest = \(digest)") != nil
  }
}

extension Writer {
  /// Adds a picture at the end; the first one becomes the cover.
  func addPhoto(_ photo: StoredPhoto, to base: ID<Base>, id: ID<Photo>, caption: String?, credit: String?, at now: Instant) throws
  {
    let position = try value(Int64.self, "SELECT COUNT(*) FROM base_photos WHERE base_id = \(base)") ?? 0
    try execute(
      """
      INSERT INTO base_photos (id, base_id, position, caption, credit, digest, width, height, created_at)
      VALUES (
        \(id), \(base), \(position), \(caption), \(credit), \(photo.digest), \(photo.width), \(photo.height), \(now))
      """)
    if position == 0 { try execute("UPDATE bases SET cover = \(photo.digest) WHERE id = \(base)") }
  }

  func showFirst(_ photo: ID<Photo>, of base: ID<Base>) throws {
    try execute("UPDATE base_photos SET position = position + 1 WHERE base_id = \(base)")
    try execute("UPDATE base_photos SET position = 0 WHERE id = \(photo)")
  }

  /// The photos of a base that another has not go behind the other's own.
  func movePhotos(of gone: ID<Base>, to kept: ID<Base>) throws {
    try execute(
      """
      UPDATE base_photos SET base_id = \(kept), position = position + 1000
      WHERE base_id = \(gone) AND digest NOT IN (SELECT digest FROM base_photos WHERE base_id = \(kept))
      """)
  }

  func deletePhoto(_ photo: ID<Photo>) throws { try execute("DELETE FROM base_photos WHERE id = \(photo)") }

  /// The first picture is the one that lists show.
  func chooseCover(of base: ID<Base>) throws {
    let cover = try photoIDs(of: base).first?.digest
    try execute("UPDATE bases SET cover = \(cover) WHERE id = \(base)")
  }
}
