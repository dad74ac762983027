import HTML

/// The orders that a list offers, and the one that is asked for: `?sort=name`.
///
/// A list names its orders once; the same value reads the address, sorts, and draws the links.
public struct Sorting<Key: RawRepresentable & CaseIterable & Equatable & Sendable>: Sendable where Key.RawValue == String {
  /// The order in force.
  public let key: Key

  /// An order that is known already.
  public init(_ key: Key) { self.key = key }

  /// Reads the order that an address asks for.
  ///
  /// - Parameters:
  ///   - value: the parameter `sort` as it came; nothing means `standard`.
  ///   - standard: the order of the list when nothing is asked.
  /// - Throws: `Problem` 400 that names the parameter when there is no such order.
  public init(_ value: String?, standard: Key) throws {
    guard let value, !value.isEmpty else {
      key = standard
      return
    }
    guard let key = Key(rawValue: value) else { throw Problem.parameter("sort") }
    self.key = key
  }

  /// A line of links to the list in its other orders; the one in force is marked.
  public func links(
    _ offered: [(key: Key, label: String)], path: String, query: [(name: String, value: String)], t: Localizer
  ) -> HTML {
    guard offered.count > 1 else { return HTML() }
    let items: [HTML] = offered.map { key, label in
      let address = path + Components.query(query.filter { $0.name != "sort" } + [(name: "sort", value: key.rawValue)])
      return "<li><a href=\"\(address)\"\(attribute: "aria-current", key == self.key ? "true" : nil)>\(label)</a></li>\n"
    }
    return
      "<nav class=\"sorting\" aria-label=\"\(t("Order"))\"><span aria-hidden=\"true\">\(t("Order"))</span><ul>\(items)</ul></nav>\n"
  }
}
