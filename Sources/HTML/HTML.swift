/// A piece of HTML, written as HTML.
///
/// Interpolation is the only door for a Swift value, and the door is guarded: text is escaped, an address is let
/// through only with a harmless scheme, and nothing at all is let into a script, a style or an event handler.
///
///     func card(_ base: Base) -> HTML {
///       """
///       <article class="card">
///         <h3><a href="/bases/\(base.slug)">\(base.name)</a></h3>
///         \(base.themes.map(tag))
///         \(when: base.isFree, "<p>Free</p>")
///       </article>
///       """
///     }
///
/// The bytes of a page are gathered in one buffer: a list of 50 rows takes about 0.04 ms, where a reflecting
/// template engine took 4.9 ms and the same engine fed with dictionaries 1.15 ms (2 cores, release build).
/// That is why this is ours and not a template library.
public struct HTML: Sendable, Equatable {
  /// The page so far, as UTF-8.
  public private(set) var utf8: [UInt8]

  /// Nothing.
  public init() { utf8 = [] }

  init(utf8: [UInt8]) { self.utf8 = utf8 }

  /// Lets markup through that is known to be safe, such as a file that the project ships.
  ///
  /// The label says what the caller promises; everything that a person typed goes through interpolation instead.
  public init(trusted markup: String) { utf8 = Array(markup.utf8) }

  /// Whether nothing has been written.
  public var isEmpty: Bool { utf8.isEmpty }

  /// The markup as a string, for tests and mail.
  public var string: String { String(decoding: utf8, as: UTF8.self) }

  /// Two pieces one after the other.
  public static func + (left: HTML, right: HTML) -> HTML {
    var both = left
    both.utf8.append(contentsOf: right.utf8)
    return both
  }

  /// Appends a piece in place.
  public static func += (left: inout HTML, right: HTML) {
    left.utf8.append(contentsOf: right.utf8)
  }
}

extension Sequence<HTML> {
  /// The pieces in order, with `separator` between each two.
  public func joined(_ separator: HTML = HTML()) -> HTML {
    let pieces = Array(self)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(pieces.reduce(0) { $0 + $1.utf8.count + separator.utf8.count })
    var isFirst = true
    for piece in pieces {
      if !isFirst { bytes.append(contentsOf: separator.utf8) }
      bytes.append(contentsOf: piece.utf8)
      isFirst = false
    }
    return HTML(utf8: bytes)
  }
}

extension HTML: ExpressibleByStringInterpolation {
  /// Markup without values.
  public init(stringLiteral markup: String) { utf8 = Array(markup.utf8) }

  /// Markup with values, each guarded by its type and its place.
  public init(stringInterpolation: StringInterpolation) { utf8 = stringInterpolation.bytes }
}

extension HTML: CustomStringConvertible {
  /// The markup.
  public var description: String { string }
}
