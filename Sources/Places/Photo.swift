import SQL

/// A picture of a base; its sizes lie in the photo store under the digest of the original.
struct Photo: Sendable, Hashable, RowReadable {
  let caption: String?
  let credit: String?
  let digest: String
  let width: Int
  let height: Int

  init(row: Row) throws {
    caption = try row.get(0)
    credit = try row.get(1)
    digest = try row.text(2)
    width = try row.get(3)
    height = try row.get(4)
  }
}
