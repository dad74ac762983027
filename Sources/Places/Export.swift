import Site

/// Bases as CSV with the columns of the import, so that what was exported can be imported again.
struct CSVExport {
  /// A part of the file; the first one has the header.
  func part(_ bases: [Base], isFirst: Bool) -> [UInt8] {
    var bytes: [UInt8] = []
    if isFirst { bytes.append(contentsOf: (BaseCells.columns.joined(separator: ",") + "\n").utf8) }
    for base in bases {
      let values = BaseCells.values(base.facts)
      bytes.append(contentsOf: BaseCells.columns.map { Self.quoted(values[$0] ?? "") }.joined(separator: ",").utf8)
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }

  /// What a form asks for, as texts by column.
  static func values(_ facts: BaseFacts) -> [String: String] {
    let optional: [String: String?] = [
      "id": facts.externalID, "name_zh_hans": facts.names.zhHans, "name_zh_hant": facts.names.zhHant,
      "name_en": facts.names.en, "name_pt": facts.names.pt, "aliases": list(facts.aliases),
      "operator": facts.operatorName?.zhHans, "operator_en": facts.operatorName?.en, "summary": facts.summary?.zhHans,
      "summary_en": facts.summary?.en, "category": facts.category, "industry": facts.industry, "level": facts.level,
      "schemes": facts.namings?.map(naming).joined(separator: ";"), "themes": list(facts.themes),
      "audiences": list(facts.audiences), "county_code": facts.region, "address": facts.address?.zhHans,
      "address_en": facts.address?.en, "latitude": facts.position.map { "\($0.coordinate.latitude)" },
      "longitude": facts.position.map { "\($0.coordinate.longitude)" },
      "position_accuracy": facts.position?.accuracy.rawValue,
      "accuracy_m": facts.position?.radius.map(String.init), "opening_hours": facts.hours?.text,
      "opening_note": facts.openingNote?.zhHans, "admission": facts.admission?.rawValue,
      "price_note": facts.priceNote?.zhHans, "concessions": list(facts.concessions),
      "accessibility": list(facts.accessibility), "transport": facts.transport?.zhHans, "phone": facts.phone,
      "website": facts.website, "wechat": facts.wechat, "group_notice": facts.groupNotice?.zhHans,
      "exhibits": facts.exhibits?.map(exhibit).joined(separator: ";"),
      "source": facts.source?.title, "source_url": facts.source?.url, "confidence": facts.source?.confidence,
      "checked_on": facts.source?.checkedOn?.description,
    ]
    return optional.compactMapValues { $0 }
  }

  private static func list(_ items: [String]?) -> String? { items?.map(ListText.escaped).joined(separator: ";") }

  private static func exhibit(_ exhibit: BaseFacts.Exhibit) -> String {
    ListText.escaped(exhibit.names.zhHans) + (exhibit.summary.map { "|" + ListText.escaped($0.zhHans) } ?? "")
  }

  /// `gd_provincial:2021-2025`; an end that is open is left empty.
  private static func naming(_ naming: BaseFacts.Naming) -> String {
    guard naming.from != nil || naming.until != nil else { return naming.scheme }
    return naming.scheme + ":" + [naming.from, naming.until].map { $0.map(String.init) ?? "" }.joined(separator: "-")
  }

  /// Quotes what needs it, judged by bytes: a quote with an accent above it is one character, but opens a field all the same.
  ///
  /// A value that a spreadsheet would take for a formula is not changed: the file is data first.
  private static func quoted(_ value: String) -> String {
    let special: Set<UInt8> = Set(",\"\n\r;\t".utf8)
    guard value.utf8.contains(where: special.contains) else { return value }
    var quoted: [UInt8] = [UInt8(ascii: "\"")]
    for byte in value.utf8 {
      if byte == UInt8(ascii: "\"") { quoted.append(byte) }
      quoted.append(byte)
    }
    quoted.append(UInt8(ascii: "\""))
    return String(decoding: quoted, as: UTF8.self)
  }
}

/// Bases as a GeoJSON FeatureCollection (RFC 7946).
struct GeoJSONExport {
  let regions: RegionTree

  /// A part of the file; the first opens the collection, the last closes it.
  func part(_ bases: [Base], isFirst: Bool, isLast: Bool) -> [UInt8] {
    var bytes: [UInt8] = isFirst ? Array("{\"type\":\"FeatureCollection\",\"features\":[\n".utf8) : []
    for (index, base) in bases.enumerated() {
      if index > 0 || !isFirst { bytes.append(contentsOf: ",\n".utf8) }
      BaseRecord(base: base, regions: regions).feature.write(to: &bytes)
    }
    if isLast { bytes.append(contentsOf: "\n]}\n".utf8) }
    return bytes
  }
}

extension Places {
  /// The formats in which bases are exported.
  public enum ExportFormat: String, CaseIterable, Sendable {
    case csv, geojson
  }

  /// Writes all published bases piece by piece; returns how many there were.
  public func export(_ format: ExportFormat, write: ([UInt8]) throws -> Void) async throws -> Int {
    var last: Base?
    var count = 0
    while true {
      let after = last?.id
      let bases = try await database.read { try $0.publishedBases(after: after, limit: 500) }
      let isLast = bases.count < 500
      switch format {
      case .csv: try write(CSVExport().part(bases, isFirst: last == nil))
      case .geojson: try write(GeoJSONExport(regions: regions).part(bases, isFirst: last == nil, isLast: isLast))
      }
      count += bases.count
      if isLast { return count }
      last = bases.last
    }
  }
}
