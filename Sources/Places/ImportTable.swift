import Foundation
import Hanzi

/// The rows of a file of bases, CSV or GeoJSON, as named values.
struct ImportTable {
  /// One row.
  struct Row {
    /// Line in a CSV file, or number of the feature in GeoJSON, from 1.
    let line: Int
    let values: [String: String]
    var isBroken = false
  }

  let rows: [Row]
  /// Columns that mean nothing here.
  let unknownColumns: [String]

  /// A file that cannot be read at all.
  enum Unreadable: Error, Equatable {
    case tooLarge(megabytes: Int)
    case tooManyRows(Int)
    case encoding
    case noHeader
    case notGeoJSON
    case missing
  }

  /// The largest file that is read, in bytes.
  static let largestFile = 64 << 20
  /// The most rows that one import takes.
  static let mostRows = 200_000

  /// Reads a file; its size is looked at first.
  init(path: String) throws {
    guard let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int else {
      throw Unreadable.missing
    }
    guard size <= Self.largestFile else { throw Unreadable.tooLarge(megabytes: size >> 20) }
    guard let data = FileManager.default.contents(atPath: path) else { throw Unreadable.missing }
    try self.init([UInt8](data))
  }

  /// Reads the content of a file: JSON when it begins with a brace, CSV otherwise.
  init(_ bytes: [UInt8]) throws {
    let text = try Self.text(bytes)
    if text.first(where: { !$0.isWhitespace }) == "{" {
      self = try GeoJSONTable.read(text)
    } else {
      try self.init(csv: text)
    }
    guard rows.count <= Self.mostRows else { throw Unreadable.tooManyRows(rows.count) }
  }

  init(rows: [Row], unknownColumns: [String]) {
    self.rows = rows
    self.unknownColumns = unknownColumns
  }

  /// UTF-8 with or without a byte order mark, or else GB 18030, which holds GBK.
  private static func text(_ bytes: [UInt8]) throws -> String {
    let plain = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    if let text = String(validating: plain, as: UTF8.self) { return text }
    guard let text = Hanzi.decodeGB18030(plain) else { throw Unreadable.encoding }
    return text
  }

  private init(csv text: String) throws {
    var reader = CSVReader(text)
    guard let header = reader.next(), !header.isBroken else { throw Unreadable.noHeader }
    let names = header.fields.map { ImportColumn.key($0) }
    guard names.contains("name_zh_hans"), names.count > 1 else { throw Unreadable.noHeader }
    unknownColumns = names.filter { !ImportColumn.all.contains($0) && !$0.isEmpty }
    rows = reader.map { row in
      let pairs = zip(names, row.fields).map { ($0, $1.trimmingWhitespace()) }
      let isBroken = row.isBroken || row.fields.count != names.count
      return Row(line: row.line, values: Dictionary(pairs, uniquingKeysWith: { first, _ in first }), isBroken: isBroken)
    }
  }
}

/// The columns of a file of bases.
enum ImportColumn {
  static let all = BaseCells.columns + ["crs", "photos"]

  /// What people in offices call the columns.
  private static let chinese = [
    "编号": "id", "名称": "name_zh_hans", "基地名称": "name_zh_hans", "繁体名称": "name_zh_hant", "英文名称": "name_en",
    "依托单位": "operator", "简介": "summary", "类别": "category", "行业": "industry", "级别": "level", "主题": "themes",
    "对象": "audiences", "区县代码": "county_code", "行政区划代码": "county_code", "地址": "address", "纬度": "latitude",
    "经度": "longitude", "坐标系": "crs", "开放时间": "opening_hours", "票价": "price_note", "交通": "transport", "电话": "phone",
    "网站": "website", "公众号": "wechat", "团体须知": "group_notice", "来源": "source",
  ]

  /// The key of a column by its heading.
  static func key(_ heading: String) -> String {
    let trimmed = heading.trimmingWhitespace()
    return chinese[trimmed] ?? trimmed.lowercased()
  }
}
