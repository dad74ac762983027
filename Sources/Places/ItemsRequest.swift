import Geo
import SQL
import Site

/// What is asked of the items of an OGC collection.
struct ItemsRequest {
  let limit: Int
  let offset: Int
  let box: BoundingBox?
  let interval: ClosedRange<Instant>?
  private let given: [(String, String)]

  /// Reads the parameters of an address, each by its name.
  ///
  /// - Throws: `Problem` that names the parameter that means nothing.
  init(parameters: (String) -> String?, _ t: Localizer) throws {
    func value(_ name: String) -> String? { parameters(name).flatMap { $0.isEmpty ? nil : $0 } }
    func wrong(_ name: String) -> Problem {
      Problem.badRequest(t("The value of “{name}” in the address is not known here.", ["name": name]), field: name)
    }
    func number(_ name: String, standard: Int, in range: ClosedRange<Int>) throws -> Int {
      guard let text = value(name) else { return standard }
      guard let number = Int(text), range.contains(number) else { throw wrong(name) }
      return number
    }
    limit = try number("limit", standard: 100, in: 1...10_000)
    offset = try number("offset", standard: 0, in: 0...10_000_000)
    box = try value("bbox").map { text in
      guard let box = BoundingBox(parameter: text) else { throw wrong("bbox") }
      return box
    }
    interval = try value("datetime").map { text in
      guard let interval = Self.interval(text) else { throw wrong("datetime") }
      return interval
    }
    given = ["bbox", "datetime"].compactMap { name in value(name).map { (name, $0) } }
  }

  /// An instant, or an interval that may be open at either end (`../2026-01-01T00:00:00Z`); RFC 3339.
  static func interval(_ text: String) -> ClosedRange<Instant>? {
    let ends = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard (1...2).contains(ends.count) else { return nil }
    func instant(_ text: String, open: Int64) -> Instant? {
      text.isEmpty || text == ".." ? Instant(milliseconds: open) : Instant(text)
    }
    guard let first = instant(ends[0], open: ends.count == 2 ? .min : -1), ends.count == 2 || !ends[0].isEmpty,
      let last = instant(ends[ends.count - 1], open: .max), first <= last
    else { return nil }
    return first...last
  }

  func query(offset: Int) -> String {
    let parameters = [("limit", String(limit)), ("offset", String(offset))] + given
    return Components.query(parameters.map { (name: $0.0, value: $0.1) })
  }
}
