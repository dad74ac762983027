import SQL
import Site

/// Something to see at a base (展品).
struct Exhibit: Sendable, Hashable, Decodable {
  let names: LocalizedText
  let summary: LocalizedText?
}
