import Foundation
import Geo
import SQL
import Site

extension Reader {
  /// Whether no region was loaded yet.
  func hasNoRegions() throws -> Bool {
    try value(Int.self, "SELECT 1 FROM regions LIMIT 1") == nil
  }

  /// Every region, without its boundary.
  func regions() throws -> [Region] {
    try all(
      RegionRow.self,
      """
      SELECT code, parent, level, kind, names, label_latitude, label_longitude, area, part, residents, residents_year
      FROM regions
      """
    ).map(\.region)
  }

  /// Boundaries by code, as coordinates of GeoJSON multipolygons.
  func regionBoundaries() throws -> [(code: String, polygons: [[[[Double]]]])] {
    var boundaries: [(code: String, polygons: [[[[Double]]]])] = []
    try forEach("SELECT code, polygons FROM region_boundaries") { row in
      let polygons = try JSONDecoder().decode([[[[Double]]]].self, from: Data(try row.text(1).utf8))
      boundaries.append((try row.text(0), polygons))
    }
    return boundaries
  }

  /// Public holidays by region.
  func publicHolidays() throws -> [String: Set<Day>] {
    var holidays: [String: Set<Day>] = [:]
    try forEach("SELECT region, day FROM public_holidays") { row in
      holidays[try row.text(0), default: []].insert(try row.get(1))
    }
    return holidays
  }
}

extension Writer {
  /// Stores a region, replacing what was told of it.
  func put(_ region: Region) throws {
    let names = String(decoding: try JSONEncoder().encode(region.names), as: UTF8.self)
    try execute(
      """
      INSERT INTO regions (
        code, parent, level, kind, names, label_latitude, label_longitude, area, part, residents, residents_year)
      VALUES (
        \(region.code), \(region.parent), \(region.level.rawValue), \(region.kind), \(names),
        \(region.label.latitude), \(region.label.longitude), \(region.area), \(region.part),
        \(region.population?.residents), \(region.population?.year))
      ON CONFLICT (code) DO UPDATE SET
        parent = excluded.parent, level = excluded.level, kind = excluded.kind, names = excluded.names,
        label_latitude = excluded.label_latitude, label_longitude = excluded.label_longitude,
        area = excluded.area, part = excluded.part, residents = excluded.residents,
        residents_year = excluded.residents_year
      """)
  }

  /// Stores the boundary of a region as GeoJSON coordinates.
  func putBoundary(_ code: String, polygons: String) throws {
    try execute(
      """
      INSERT INTO region_boundaries (code, polygons) VALUES (\(code), \(polygons))
      ON CONFLICT (code) DO UPDATE SET polygons = excluded.polygons
      """)
  }

  /// Stores a public holiday.
  func putHoliday(_ day: Day, in region: String, names: LocalizedText) throws {
    let names = String(decoding: try JSONEncoder().encode(names), as: UTF8.self)
    try execute(
      """
      INSERT INTO public_holidays (region, day, names) VALUES (\(region), \(day), \(names))
      ON CONFLICT (region, day) DO UPDATE SET names = excluded.names
      """)
  }
}

/// A row of the table of regions.
private struct RegionRow: RowReadable {
  let region: Region

  init(row: Row) throws {
    let residents: Int? = try row.get(9)
    let year: Int? = try row.get(10)
    guard let label = Coordinate(latitude: try row.double(5), longitude: try row.double(6)) else {
      throw DatabaseError.mismatch("the label of region \(try row.text(0)) is nowhere on Earth")
    }
    region = Region(
      code: try row.text(0), parent: try row.textOrNil(1),
      level: Region.Level(rawValue: try row.text(2)) ?? .county, kind: try row.text(3),
      names: try JSONDecoder().decode(LocalizedText.self, from: Data(try row.text(4).utf8)), label: label,
      area: try row.get(7), part: try row.textOrNil(8),
      population: residents.flatMap { residents in year.map { .init(residents: residents, year: $0) } })
  }
}
