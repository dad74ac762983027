import HTML
import SQL

extension HTML {
  /// A text as HTML.
  public static func text(_ text: String) -> HTML { "\(text)" }
}

extension HTML.StringInterpolation {
  /// A number of a thing, as it stands in addresses; letters and digits only.
  public mutating func appendInterpolation<Thing>(_ id: ID<Thing>) { appendInterpolation(id.description) }
}
