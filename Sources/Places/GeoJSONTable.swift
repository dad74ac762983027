import Foundation

/// Reads a GeoJSON FeatureCollection of points whose properties are named like the columns of the CSV, or are those of the
/// portal's own export.
enum GeoJSONTable {
  static func read(_ json: String) throws -> ImportTable {
    guard let tree = try? JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any],
      tree["type"] as? String == "FeatureCollection", let features = tree["features"] as? [Any]
    else { throw ImportTable.Unreadable.notGeoJSON }
    var unknown: Set<String> = []
    let rows = features.enumerated().map { index, item in
      guard let feature = item as? [String: Any], let properties = feature["properties"] as? [String: Any] else {
        return ImportTable.Row(line: index + 1, values: [:], isBroken: true)
      }
      var values = RecordTable.values(properties) ?? [:]
      if values.isEmpty {
        for (name, value) in properties {
          let key = ImportColumn.key(name)
          if columns.contains(key) { values[key] = text(of: value) } else { unknown.insert(name) }
        }
      }
      if let geometry = feature["geometry"] as? [String: Any] { position(geometry, into: &values) }
      if values["id"] == nil { values["id"] = feature["id"].map { text(of: $0) } }
      return ImportTable.Row(line: index + 1, values: values)
    }
    return ImportTable(rows: rows, unknownColumns: unknown.sorted())
  }

  private static let columns = Set(ImportColumn.all)

  /// A value as a cell; the items of a list are texts as they are.
  static func text(of value: Any) -> String {
    switch value {
    case let text as String: text.trimmingWhitespace()
    case let list as [Any]: list.map { ListText.escaped(text(of: $0)) }.joined(separator: ";")
    case let number as NSNumber: number.stringValue
    default: ""
    }
  }

  /// A position that is not a point of two numbers is left for the checks to complain about.
  private static func position(_ geometry: [String: Any], into values: inout [String: String]) {
    guard geometry["type"] as? String == "Point", let numbers = geometry["coordinates"] as? [NSNumber],
      numbers.count >= 2
    else {
      values["latitude"] = "?"
      values["longitude"] = "?"
      return
    }
    values["longitude"] = numbers[0].stringValue
    values["latitude"] = numbers[1].stringValue
  }
}
