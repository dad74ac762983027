/// For visitors of which ages something is (适合年龄), in whole years; a limit that is not there is none.
public struct VisitorAges: Sendable, Hashable, Codable {
  /// The age from which visitors may come.
  public var least: Int?
  /// The age up to which they may. Below the age of adults it is told of children alone: grown-ups may come along with them.
  public var greatest: Int?

  /// Ages that can be told.
  public static let possible = 0...120

  /// Ages; everybody's where nothing is told.
  public init(least: Int? = nil, greatest: Int? = nil) {
    self.least = least
    self.greatest = greatest
  }

  /// Whether there is no limit.
  public var isForAll: Bool { least == nil && greatest == nil }

  /// Whether whoever is within these limits is within others too.
  public func lies(within other: VisitorAges) -> Bool {
    (other.least.map { (least ?? 0) >= $0 } ?? true) && (other.greatest.map { (greatest ?? .max) <= $0 } ?? true)
  }

  /// The limits with what is usual where one was not told. A limit that nobody can break, from 0 or up to 120 years, is none: so
  /// an offer says that it is for everybody where the base has a usual limit.
  public func resolved(usual: VisitorAges) -> VisitorAges {
    let (least, greatest) = (least ?? usual.least, greatest ?? usual.greatest)
    return VisitorAges(
      least: least.flatMap { $0 > Self.possible.lowerBound ? $0 : nil },
      greatest: greatest.flatMap { $0 < Self.possible.upperBound ? $0 : nil })
  }
}
