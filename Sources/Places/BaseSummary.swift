import SQL
import Site

/// What a list shows of a base; read by column index, as lists are what a portal serves most.
struct BaseSummary: RowReadable, Sendable {
  let id: ID<Base>
  let slug: String
  let name: String
  let nameHant: String?
  let nameEn: String?
  let region: String
  let category: String
  let level: String?
  let admission: BaseFacts.Admission?
  let accuracy: BaseFacts.Accuracy?
  let cover: String?

  static let columns: SQL =
    "id, slug, name, name_hant, name_en, region, category, level, admission, accuracy, cover"

  init(row: Row) throws {
    id = try row.get(0)
    slug = try row.text(1)
    name = try row.text(2)
    nameHant = try row.textOrNil(3)
    nameEn = try row.textOrNil(4)
    region = try row.text(5)
    category = try row.text(6)
    level = try row.textOrNil(7)
    admission = try row.textOrNil(8).flatMap(BaseFacts.Admission.init)
    accuracy = try row.textOrNil(9).flatMap(BaseFacts.Accuracy.init)
    cover = try row.textOrNil(10)
  }

  /// The name in a language, by the fallback chain of §12.1.
  func name(_ language: Language) -> String {
    switch language {
    case .zhHans: name
    case .zhHant: nameHant ?? name
    case .en: nameEn ?? name
    }
  }
}
