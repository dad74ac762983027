import Foundation
import Geo
import SQL

/// What the atlas keeps in memory of one base: enough to filter, order and place it, nothing to read.
struct AtlasRow: RowReadable, Sendable {
  let id: ID<Base>
  let slug: String
  let version: Int64
  let isPublished: Bool
  let name: String
  let nameHant: String?
  let nameEn: String?
  let sortKey: [UInt8]
  let region: String
  let category: String
  let industry: String?
  let level: String?
  let isFree: Bool
  let schedule: OpeningSchedule
  let themes: [Substring]
  let audiences: [Substring]
  let coordinate: Coordinate?
  let accuracy: BaseFacts.Accuracy?
  let changed: Instant

  static let columns: SQL =
    """
    id, slug, version, status, name, name_hant, name_en, sort_key, region, category, industry, level, admission,
    hours, exceptions, themes, audiences, latitude, longitude, accuracy, updated_at
    """

  init(row: Row) throws {
    id = try row.get(0)
    slug = try row.text(1)
    version = try row.int(2)
    isPublished = try row.text(3) == Base.Status.published.rawValue
    name = try row.text(4)
    nameHant = try row.textOrNil(5)
    nameEn = try row.textOrNil(6)
    sortKey = try row.get(7)
    region = try row.text(8)
    category = try row.text(9)
    industry = try row.textOrNil(10)
    level = try row.textOrNil(11)
    isFree = try row.textOrNil(12) == BaseFacts.Admission.free.rawValue
    schedule = OpeningSchedule(
      hours: try row.textOrNil(13).flatMap { try? OpeningHours($0) },
      exceptions: try row.textOrNil(14).flatMap {
        try? JSONDecoder().decode([OpeningException].self, from: Data($0.utf8))
      } ?? [])
    themes = try row.text(15).split(separator: ",")
    audiences = try row.text(16).split(separator: ",")
    let latitude: Double? = try row.get(17)
    let longitude: Double? = try row.get(18)
    coordinate = latitude.flatMap { latitude in
      longitude.flatMap { Coordinate(latitude: latitude, longitude: $0) }
    }
    accuracy = try row.textOrNil(19).flatMap(BaseFacts.Accuracy.init)
    changed = try row.get(20)
  }
}
