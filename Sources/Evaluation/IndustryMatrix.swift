import People
import SQL
import Site

/// Who is named for which industry in which region, and where nobody is.
struct IndustryMatrix: Sendable {
  /// One who is named.
  struct Holder: Sendable {
    let name: LocalizedText
    let path: String
  }

  struct Line: Sendable {
    let region: String
    let name: LocalizedText
    /// By industry.
    let holders: [String: [Holder]]
  }

  let region: String
  let industries: [FormField.Option]
  let lines: [Line]

  var cells: Int { lines.count * industries.count }
  var filled: Int { lines.reduce(0) { $0 + $1.holders.count } }
}

extension Evaluation {
  /// The matrix of a programme for the regions right under one.
  func matrix(of programme: Programme, in region: String, _ reader: Reader) throws -> IndustryMatrix {
    let industries: [FormField.Option] =
      switch programme.result.industryField.flatMap({ programme.field($0)?.kind }) {
      case .choice(let options): options
      default: []
      }
    let awards = try reader.awardsByIndustry(programme: programme.key, on: today)
    let below = people.regions(under: region)
    let rows = below.isEmpty ? people.regionNames(region).map { [(code: region, name: $0)] } ?? [] : below
    let lines = try rows.map { row in
      let here = awards.filter { $0.region.hasPrefix(Self.stem(row.code)) }
      let holders = try Dictionary(grouping: here, by: { $0.industry ?? "" }).mapValues { awards in
        try awards.map { award in
          let subject = try reader.subject(award.holder, directory)
          return IndustryMatrix.Holder(
            name: subject?.name ?? LocalizedText(zhHans: award.title), path: subject?.path ?? award.path)
        }
      }
      return IndustryMatrix.Line(
        region: row.code, name: row.name, holders: holders.filter { key, _ in industries.contains { $0.key == key } })
    }
    return IndustryMatrix(region: region, industries: industries, lines: lines)
  }

  /// The digits with which the codes in a region begin.
  static func stem(_ code: String) -> String { code.hasSuffix("00") ? String(code.prefix(4)) : code }
}
