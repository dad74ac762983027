import Geo

/// What a visitor narrows the bases to; it stands in the address of lists, maps and feeds, so that it can be shared.
public struct BaseFilter: Sendable, Hashable {
  /// Words to search for.
  public var query: String?
  /// Code of a region; bases in the regions under it count.
  public var region: String?
  /// Key of a category.
  public var category: String?
  /// Key of an industry.
  public var industry: String?
  /// Key of a theme.
  public var theme: String?
  /// Key of a level.
  public var level: String?
  /// Key of an audience.
  public var audience: String?
  /// Only where coming in is free.
  public var isFree = false
  /// Only what is open at this moment.
  public var isOpenNow = false
  /// Order by distance from here.
  public var near: Coordinate?
  /// Only within this box.
  public var box: BoundingBox?
  /// The order that was chosen; without one, words go by how well they fit, nearness by distance, the rest by name.
  public var order: BaseOrder?

  /// Everything.
  public init() {}

  /// Whether nothing is narrowed.
  public var isEmpty: Bool { self == BaseFilter() }
}

/// The orders of a list of bases.
public enum BaseOrder: String, CaseIterable, Sendable {
  /// Best fit for the words first.
  case relevance
  /// Nearest first.
  case distance
  /// By name; Chinese names by pinyin.
  case name
  /// Latest change first.
  case changed
}

extension BaseFilter {
  /// The order in force.
  var orderInForce: BaseOrder {
    let possible = possibleOrders
    return order.flatMap { possible.contains($0) ? $0 : nil } ?? possible[0]
  }

  /// The orders that make sense for what is asked, the standard one first.
  var possibleOrders: [BaseOrder] {
    (near == nil ? [] : [.distance]) + (query == nil ? [] : [.relevance]) + [.name, .changed]
  }
}

extension BaseFilter {
  /// A value of the address that means nothing, with what was expected.
  public struct Invalid: Error, Equatable {
    /// Name of the parameter.
    public let parameter: String
    /// Its value as it was given.
    public let value: String
  }

  /// Reads the parameters of an address. An empty value means that nothing is asked; an unknown key is an error.
  public init(
    parameters: (String) -> String?, vocabularies: Vocabularies, regions: RegionTree
  ) throws(Invalid) {
    func key(_ name: String, isKnown: (String) -> Bool) throws(Invalid) -> String? {
      guard let value = parameters(name), !value.isEmpty else { return nil }
      guard isKnown(value) else { throw Invalid(parameter: name, value: value) }
      return value
    }
    query = parameters("q").map { String($0.prefix(200)).trimmingWhitespace() }.flatMap { $0.isEmpty ? nil : $0 }
    region = try key("region") { regions[$0] != nil }
    category = try key("category") { vocabularies.categories[$0] != nil }
    industry = try key("industry") { vocabularies.industries[$0] != nil }
    theme = try key("theme") { vocabularies.themes[$0] != nil }
    level = try key("level") { vocabularies.levels[$0] != nil }
    audience = try key("audience") { vocabularies.audiences[$0] != nil }
    isFree = try key("admission") { $0 == "free" } != nil
    isOpenNow = try key("open") { $0 == "now" } != nil
    near = try parameters("near").flatMapNonEmpty { value throws(Invalid) in
      let numbers = Self.numbers(value)
      guard numbers.count == 2, let here = Coordinate(latitude: numbers[0], longitude: numbers[1]) else {
        throw Invalid(parameter: "near", value: value)
      }
      return here
    }
    order = try key("sort") { BaseOrder(rawValue: $0) != nil }.flatMap(BaseOrder.init)
    box = try parameters("bbox").flatMapNonEmpty { value throws(Invalid) in
      guard let box = BoundingBox(parameter: value) else { throw Invalid(parameter: "bbox", value: value) }
      return box
    }
  }

  /// The finite numbers between commas; an unreadable one is left out, so that the count is off.
  fileprivate static func numbers(_ text: String) -> [Double] {
    text.split(separator: ",", omittingEmptySubsequences: false)
      .compactMap { Double($0.trimmingWhitespace()) }.filter(\.isFinite)
  }

  /// The parameters that say this filter, in a fixed order.
  public var parameters: [(name: String, value: String)] {
    var parameters: [(name: String, value: String)] = []
    func add(_ name: String, _ value: String?) {
      if let value { parameters.append((name, value)) }
    }
    add("q", query)
    add("region", region)
    add("category", category)
    add("industry", industry)
    add("theme", theme)
    add("level", level)
    add("audience", audience)
    add("admission", isFree ? "free" : nil)
    add("open", isOpenNow ? "now" : nil)
    add("near", near.map { "\($0.latitude),\($0.longitude)" })
    add("sort", order?.rawValue)
    return parameters
  }

  /// The same filter with one thing changed.
  public func with(_ change: (inout BaseFilter) -> Void) -> BaseFilter {
    var copy = self
    change(&copy)
    return copy
  }
}

extension String? {
  fileprivate func flatMapNonEmpty<Value, Failure: Error>(
    _ read: (String) throws(Failure) -> Value
  ) throws(Failure) -> Value? {
    guard let self, !self.isEmpty else { return nil }
    return try read(self)
  }
}

extension BoundingBox {
  /// Reads west, south, east and north in degrees between commas, as OGC and GeoJSON order them.
  init?(parameter text: String) {
    let numbers = BaseFilter.numbers(text)
    guard numbers.count == 4 else { return nil }
    self.init(south: numbers[1], west: numbers[0], north: numbers[3], east: numbers[2])
  }
}
