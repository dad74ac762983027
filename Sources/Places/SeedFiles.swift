import Foundation
import Geo
import SQL
import Site

/// The files that a deployment ships: vocabularies, regions with boundaries, public holidays.
///
/// They are read at start (vocabularies) or when the database is empty (the rest). An error names the file, the line
/// and what was expected.
public struct SeedFiles: Sendable {
  private let folder: String

  /// The files in a folder, usually `Data`.
  public init(folder: String) { self.folder = folder }

  /// A file that is not as it should be.
  public struct Wrong: Error, CustomStringConvertible {
    /// The file, the line and what was expected.
    public let description: String

    init(_ file: String, line: Int? = nil, _ expected: String) {
      description = "\(file)\(line.map { ", line \($0)" } ?? ""): expected \(expected)"
    }
  }

  /// The venues that are shipped, for the first start.
  public var venues: String { folder + "/venues.csv" }

  /// Passwords that many people use, in small letters.
  public func commonPasswords() throws -> Set<String> {
    let path = folder + "/common-passwords.txt"
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Wrong("common-passwords.txt", "a file with a password a line")
    }
    return Set(String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init))
  }

  /// The terms that describe bases.
  public func vocabularies() throws -> Vocabularies {
    Vocabularies(
      categories: try vocabulary("categories.csv"), industries: try vocabulary("industries.csv"),
      themes: try vocabulary("themes.csv"), audiences: try vocabulary("audiences.csv"),
      levels: try vocabulary("levels.csv"), schemes: try vocabulary("schemes.csv"),
      concessions: try vocabulary("concessions.csv"), facilities: try vocabulary("facilities.csv"))
  }

  private func vocabulary(_ file: String) throws -> Vocabulary {
    let rows = try rows(file, required: ["key", "name_zh_hans"])
    let terms = try rows.map { line, values in
      guard let key = values["key"], key.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }) else {
        throw Wrong(file, line: line, "a key of letters, digits and underscores")
      }
      return (key: key, names: try names(values, file, line))
    }
    guard terms.count <= 64 else { throw Wrong(file, "at most 64 terms, as filters keep one bit for each") }
    guard Set(terms.map(\.key)).count == terms.count else { throw Wrong(file, "every key once") }
    return Vocabulary(terms)
  }

  func regions() throws -> [Region] {
    let file = "regions.csv"
    return try rows(file, required: ["code", "level", "name_zh_hans", "label_lat", "label_lon"]).map { line, values in
      guard let level = values["level"].flatMap(Region.Level.init) else {
        throw Wrong(file, line: line, "a level: province, prefecture or county")
      }
      guard let code = values["code"], code.count == 6, Int(code) != nil else {
        throw Wrong(file, line: line, "a code of six digits")
      }
      guard let latitude = values["label_lat"].flatMap(Double.init), let longitude = values["label_lon"].flatMap(Double.init),
        let label = Coordinate(latitude: latitude, longitude: longitude)
      else { throw Wrong(file, line: line, "label_lat and label_lon in degrees") }
      let residents = values["population"].flatMap { Int($0) }
      let year = values["population_year"].flatMap { Int($0) }
      return Region(
        code: code, parent: values["parent"], level: level, kind: values["kind"] ?? "",
        names: try names(values, file, line), label: label, area: values["area_km2"].flatMap(Double.init),
        part: values["part"],
        population: residents.flatMap { residents in year.map { .init(residents: residents, year: $0) } })
    }
  }

  /// Boundaries by code, as the coordinates of GeoJSON multipolygons.
  func boundaries() throws -> [(code: String, polygons: String)] {
    let file = "boundaries/counties.geojson"
    guard let data = FileManager.default.contents(atPath: "\(folder)/\(file)") else { throw Wrong(file, "a readable file") }
    guard let collection = try? JSONDecoder().decode(BoundaryCollection.self, from: data) else {
      throw Wrong(file, "a FeatureCollection of MultiPolygons with a property “code”")
    }
    return try collection.features.map { feature in
      _ = try Boundary(id: 0, multiPolygon: feature.geometry.coordinates)
      let json = try JSONEncoder().encode(feature.geometry.coordinates)
      return (feature.properties.code, String(decoding: json, as: UTF8.self))
    }
  }

  private struct BoundaryCollection: Decodable {
    let features: [Feature]

    struct Feature: Decodable {
      let properties: Properties
      let geometry: Geometry
    }

    struct Properties: Decodable {
      let code: String
    }

    struct Geometry: Decodable {
      let coordinates: [[[[Double]]]]
    }
  }

  func holidays() throws -> [(region: String, day: Day, names: LocalizedText)] {
    let file = "holidays.csv"
    return try rows(file, required: ["region", "date", "name_zh_hans"]).map { line, values in
      guard let day = values["date"].flatMap({ Day($0) }) else {
        throw Wrong(file, line: line, "a date like 2026-10-01")
      }
      return (values["region"] ?? "", day, try names(values, file, line))
    }
  }

  private func names(_ values: [String: String], _ file: String, _ line: Int) throws -> LocalizedText {
    guard let name = values["name_zh_hans"] else { throw Wrong(file, line: line, "a name in name_zh_hans") }
    return LocalizedText(
      zhHans: name, zhHant: values["name_zh_hant"], en: values["name_en"], pt: values["name_pt"])
  }

  /// The rows of a file as values by column; empty values are left out.
  private func rows(_ file: String, required: [String]) throws -> [(line: Int, values: [String: String])] {
    guard let text = try? String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8) else {
      throw Wrong(file, "a readable file in \(folder)")
    }
    var reader = CSVReader(text)
    guard let header = reader.next()?.fields else { throw Wrong(file, line: 1, "the names of the columns") }
    if let missing = required.first(where: { !header.contains($0) }) {
      throw Wrong(file, line: 1, "a column “\(missing)”")
    }
    return try reader.map { row in
      guard row.fields.count == header.count, !row.isBroken else {
        throw Wrong(file, line: row.line, "\(header.count) columns")
      }
      let values = zip(header, row.fields).filter { !$1.isEmpty }
      return (row.line, Dictionary(values, uniquingKeysWith: { first, _ in first }))
    }
  }
}

extension SeedFiles {
  /// Loads regions, boundaries and holidays into a database that has no regions yet; returns whether it did.
  @discardableResult
  public func load(into database: Database) async throws -> Bool {
    guard try await database.read({ try $0.hasNoRegions() }) else { return false }
    let regions = try regions()
    let ordered =
      regions.filter { $0.level == .province } + regions.filter { $0.level == .prefecture }
      + regions.filter { $0.level == .county }
    let (boundaries, holidays) = (try boundaries(), try holidays())
    try await database.write { writer in
      for region in ordered { try writer.put(region) }
      for (code, polygons) in boundaries { try writer.putBoundary(code, polygons: polygons) }
      for holiday in holidays { try writer.putHoliday(holiday.day, in: holiday.region, names: holiday.names) }
    }
    return true
  }
}
