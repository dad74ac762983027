import Geo
import SQL
import Site

/// Turns the values of one row into facts, and notes everything that is wrong with them.
struct ImportRow {
  private(set) var issues: [ImportIssue] = []
  private let values: [String: String]
  private let regions: RegionTree
  private let vocabularies: Vocabularies

  init(_ values: [String: String], regions: RegionTree, vocabularies: Vocabularies) {
    self.values = values
    self.regions = regions
    self.vocabularies = vocabularies
  }

  /// The facts, or `nil` when an error forbids it.
  mutating func facts() -> BaseFacts? {
    checkLengths()
    let name = required("name_zh_hans")
    let category = required("category")
    check([category].filter { !$0.isEmpty }, in: vocabularies.categories, column: "category")
    let placed = place()
    let facts = BaseFacts(
      externalID: required("id"),
      names: LocalizedText(
        zhHans: name, zhHant: value("name_zh_hant"), en: value("name_en"), pt: value("name_pt")),
      aliases: list("aliases"), operatorName: text("operator"), summary: text("summary"), category: category,
      industry: term("industry", in: vocabularies.industries), level: term("level", in: vocabularies.levels),
      namings: namings(), themes: terms("themes", in: vocabularies.themes) ?? [],
      audiences: terms("audiences", in: vocabularies.audiences), region: placed.region,
      address: text("address"), position: placed.position, hours: hours("opening_hours"), exceptions: exceptions(),
      openingNote: text("opening_note"), admission: admission(), priceNote: text("price_note"),
      concessions: terms("concessions", in: vocabularies.concessions),
      accessibility: terms("accessibility", in: vocabularies.facilities), transport: text("transport"),
      phone: value("phone"), website: website("website"), wechat: value("wechat"),
      groupNotice: text("group_notice"), exhibits: exhibits(), source: source())
    noteDuties(facts)
    return issues.contains { $0.severity == .error } ? nil : facts
  }

  private func value(_ column: String) -> String? {
    values[column].flatMap { $0.isEmpty ? nil : $0 }
  }

  private mutating func required(_ column: String) -> String {
    if let value = value(column) { return value }
    issues.append(.error(column, .missing))
    return ""
  }

  private static let longestValue = 2_000

  private mutating func checkLengths() {
    for (column, value) in values.sorted(by: { $0.key < $1.key }) where value.count > Self.longestValue {
      issues.append(.error(column, .tooLong(Self.longestValue)))
    }
  }

  private func text(_ column: String) -> LocalizedText? {
    value(column).map {
      LocalizedText(zhHans: $0, zhHant: value(column + "_zh_hant"), en: value(column + "_en"), pt: value(column + "_pt"))
    }
  }

  private func list(_ column: String) -> [String]? {
    let items = value(column).map(ListText.items) ?? []
    return items.isEmpty ? nil : items
  }

  private mutating func check(_ keys: [String], in vocabulary: Vocabulary, column: String) {
    for key in keys where vocabulary[key] == nil { issues.append(.error(column, .unknownTerm(key))) }
  }

  private mutating func terms(_ column: String, in vocabulary: Vocabulary) -> [String]? {
    guard let keys = list(column) else { return nil }
    check(keys, in: vocabulary, column: column)
    return keys
  }

  private mutating func term(_ column: String, in vocabulary: Vocabulary) -> String? {
    guard let key = value(column) else { return nil }
    check([key], in: vocabulary, column: column)
    return key
  }

  /// `cast_national:2021-2025;gd_provincial`; `2021` is that year alone, `2021-` has no end.
  private mutating func namings() -> [BaseFacts.Naming]? {
    guard let items = list("schemes") else { return nil }
    return items.map { item in
      let parts = item.split(separator: ":", maxSplits: 1)
      let scheme = String(parts.first ?? "")
      check([scheme], in: vocabularies.schemes, column: "schemes")
      let ends = parts.count == 2 ? parts[1].split(separator: "-", omittingEmptySubsequences: false) : []
      let years = ends.map { Int($0.trimmingWhitespace()) }
      if ends.count > 2 || zip(ends, years).contains(where: { !$0.isEmpty && $1 == nil }) {
        issues.append(.error("schemes", .notANumber(item)))
      }
      return BaseFacts.Naming(scheme: scheme, from: years.first ?? nil, until: years.last ?? nil)
    }
  }

  /// `双曲线摆|看得见的轨迹;傅科摆`: a name, and after a bar what it is; other languages place by place in columns of their own.
  private func exhibits() -> [BaseFacts.Exhibit]? {
    let names = BaseCells.languages("exhibits")
    let columns = names.map { column in value(column).map(ListText.parts) ?? [] }
    func part(_ language: Int, _ item: Int, _ part: Int) -> String? {
      guard item < columns[language].count, part < columns[language][item].count else { return nil }
      let parts = columns[language][item]
      // What comes after a second bar is taken to belong to the description.
      let text = part == 1 ? parts[1...].joined(separator: "|") : parts[part]
      return text.isEmpty ? nil : text
    }
    let exhibits = columns[0].indices.compactMap { item -> BaseFacts.Exhibit? in
      func text(_ place: Int) -> LocalizedText? {
        part(0, item, place).map {
          LocalizedText(zhHans: $0, zhHant: part(1, item, place), en: part(2, item, place), pt: part(3, item, place))
        }
      }
      return text(0).map { BaseFacts.Exhibit(names: $0, summary: text(1)) }
    }
    return exhibits.isEmpty ? nil : exhibits
  }

  private mutating func hours(_ column: String) -> OpeningHours? {
    value(column).flatMap { hours($0, of: column) }
  }

  private mutating func hours(_ text: String, of column: String) -> OpeningHours? {
    do { return try OpeningHours(text) } catch {
      issues.append(.error(column, .hours(error.part)))
      return nil
    }
  }

  /// `2026-10-01/2026-10-07|09:00-17:00|National Day;2026-12-24|off`: days, hours, and why.
  private mutating func exceptions() -> [OpeningException]? {
    let column = "opening_exceptions"
    guard let text = value(column) else { return nil }
    var exceptions: [OpeningException] = []
    for parts in ListText.parts(text) where parts != [""] {
      let days = parts[0].split(separator: "/").map { Day($0.trimmingWhitespace()) }
      guard let first = days.first ?? nil, let last = days.last ?? nil, days.count <= 2, first <= last else {
        issues.append(.error(column, .date(parts[0])))
        continue
      }
      let hours = parts.count < 2 || parts[1].isEmpty || parts[1] == "off" ? nil : hours(parts[1], of: column)
      let reason = parts.count < 3 || parts[2].isEmpty ? nil : parts[2...].joined(separator: "|")
      exceptions.append(OpeningException(first: first, last: last, hours: hours, reason: reason))
    }
    return exceptions.isEmpty ? nil : exceptions
  }

  private mutating func admission() -> BaseFacts.Admission? {
    guard let text = value("admission") else { return nil }
    if let admission = BaseFacts.Admission(rawValue: text) { return admission }
    issues.append(.error("admission", .unknownTerm(text)))
    return nil
  }

  private mutating func website(_ column: String) -> String? {
    guard let address = value(column) else { return nil }
    if address.hasPrefix("https://") || address.hasPrefix("http://") { return address }
    issues.append(.error(column, .address(address)))
    return nil
  }

  private mutating func source() -> BaseFacts.Source? {
    guard let title = value("source") else { return nil }
    let checked = value("checked_on")
    let day = checked.flatMap { Day($0) }
    if let checked, day == nil { issues.append(.error("checked_on", .date(checked))) }
    return BaseFacts.Source(
      title: title, url: website("source_url"), confidence: value("confidence"), checkedOn: day)
  }

  /// Guangdong Regulation art. 38: five groups come in free or cheaper.
  private mutating func noteDuties(_ facts: BaseFacts) {
    guard facts.admission == .paid || facts.admission == .mixed, let granted = facts.concessions else { return }
    let missing = vocabularies.concessions.terms.map(\.key).filter { !granted.contains($0) }
    if !missing.isEmpty { issues.append(.warning("concessions", .concessions(missing))) }
  }
}

// MARK: - Where it is

extension ImportRow {
  /// The region and the position, each checked against the other.
  private mutating func place() -> (region: String, position: BaseFacts.Position?) {
    let given = region()
    let accuracy = value("position_accuracy").flatMap(BaseFacts.Accuracy.init) ?? .exact
    if let text = value("position_accuracy"), BaseFacts.Accuracy(rawValue: text) == nil {
      issues.append(.error("position_accuracy", .unknownTerm(text)))
    }
    let radius = value("accuracy_m").flatMap { Int($0) }
    if let text = value("accuracy_m"), radius == nil { issues.append(.error("accuracy_m", .notANumber(text))) }
    guard let coordinate = coordinate() else {
      if given == nil, !hasRegionIssue { issues.append(.error("county_code", .missing)) }
      guard accuracy == .district, let label = given.flatMap({ regions[$0] })?.label else { return (given ?? "", nil) }
      return (given ?? "", BaseFacts.Position(coordinate: label, accuracy: .district, radius: radius))
    }
    let position = BaseFacts.Position(coordinate: coordinate, accuracy: accuracy, radius: radius)
    return (check(position, against: given), position)
  }

  private var hasRegionIssue: Bool { issues.contains { $0.column == "county_code" } }

  private mutating func region() -> String? {
    guard let code = value("county_code") else { return nil }
    guard let region = regions[code] else {
      issues.append(.error("county_code", .unknownRegion(code)))
      return nil
    }
    if !regions.isLeaf(code) { issues.append(.error("county_code", .needsLeafRegion(region.names.zhHans))) }
    return code
  }

  private mutating func coordinate() -> Coordinate? {
    guard let latitude = value("latitude"), let longitude = value("longitude") else {
      if value("latitude") != nil || value("longitude") != nil { issues.append(.error("latitude", .missing)) }
      return nil
    }
    let numbers = [("latitude", latitude), ("longitude", longitude)].map { column, text -> Double? in
      if let number = Double(text), number.isFinite { return number }
      issues.append(.error(column, .notANumber(text)))
      return nil
    }
    guard let north = numbers[0], let east = numbers[1] else { return nil }
    guard let coordinate = wgs84(north, east) else {
      let isSwapped = Coordinate(latitude: east, longitude: north) != nil
      issues.append(.error("latitude", isSwapped ? .swapped : .outOfRange("\(latitude), \(longitude)")))
      return nil
    }
    return coordinate
  }

  /// Files from map services are in their systems; ours is WGS-84.
  private mutating func wgs84(_ latitude: Double, _ longitude: Double) -> Coordinate? {
    switch value("crs")?.lowercased().filter({ $0.isLetter || $0.isNumber }) {
    case nil, "wgs84", "cgcs2000", "4326", "epsg4326", "epsg4490":
      return Coordinate(latitude: latitude, longitude: longitude)
    case "gcj02": return GCJ02Coordinate(latitude: latitude, longitude: longitude)?.wgs84()
    case "bd09": return BD09Coordinate(latitude: latitude, longitude: longitude)?.wgs84()
    default:
      issues.append(.error("crs", .unknownTerm(value("crs") ?? "")))
      return Coordinate(latitude: latitude, longitude: longitude)
    }
  }

  /// A place on a quay may lie outside the simplified boundary: up to two kilometres the nearest region counts.
  private static let shore = 2_000.0

  private mutating func check(_ position: BaseFacts.Position, against given: String?) -> String {
    let slack = position.accuracy == .exact ? 0 : Double(position.radius ?? 3_000)
    guard let match = regions.boundaries.match(position.coordinate, within: max(Self.shore, slack)) else {
      if position.accuracy == .district, let given { return given }
      issues.append(.error("latitude", .outsideRegions))
      return given ?? ""
    }
    let found = String(match.boundary.id)
    let name = { [regions] (code: String) in regions[code]?.names.zhHans ?? code }
    if match.distance > 0 {
      issues.append(.warning("latitude", .nearRegion(name(found), metres: Int(match.distance.rounded()))))
    }
    guard let given, given != found else { return given ?? found }
    let distance = regions.boundaries.boundaries.first { String($0.id) == given }?.distance(to: position.coordinate)
    let issue = ImportIssue.Kind.otherRegion(given: name(given), found: name(found))
    let isWithinReach = (distance ?? .infinity) <= max(slack, match.distance > 0 ? Self.shore : 0)
    issues.append(isWithinReach ? .warning("county_code", issue) : .error("county_code", issue))
    return given
  }
}
