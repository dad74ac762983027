import Geo
import SQL
import Site

/// A science popularization base or venue (科普基地): a place where people meet science.
///
/// Only what is known stands in it. What nobody has told us is `nil`, and pages say so instead of guessing.
public struct Base: Sendable, Hashable, Identifiable {
  /// The number of the base; never used again for another.
  public let id: ID<Base>
  /// The last part of its address, `/bases/{slug}`.
  public var slug: String
  /// Counts the changes, from 1.
  public var version: Int
  /// Whether the public sees it.
  public var status: Status
  /// When it last changed.
  public var updatedAt: Instant
  /// Everything told about it.
  public var facts: BaseFacts

  /// Where a base stands in its life.
  public enum Status: String, Sendable, Codable, CaseIterable {
    case draft, submitted, published, suspended, closed
  }
}

/// What a base tells of itself, and what is told of it; the content of an import row or of a form.
public struct BaseFacts: Sendable, Hashable, Codable {
  /// The key under which a register or a file knows the base; importing the same key again is a change, not a new base.
  public var externalID: String
  /// Name in several languages.
  public var names: LocalizedText
  /// Other names under which people look for it.
  public var aliases: [String]?
  /// Who runs it (依托单位).
  public var operatorName: LocalizedText?
  /// A short description.
  public var summary: LocalizedText?
  /// Class of the base, such as `st_venue` (Data/categories.csv).
  public var category: String
  /// Industry whose department may name it a demonstration base (Data/industries.csv).
  public var industry: String?
  /// Highest level at which it is named (Data/levels.csv).
  public var level: String?
  /// Schemes under which it is named, with validity.
  public var namings: [Naming]?
  /// Themes (Data/themes.csv).
  public var themes: [String]
  /// Audiences for whom it has something special (Data/audiences.csv).
  public var audiences: [String]?
  /// Code of the county, or of the prefecture where that has no counties (GB/T 2260).
  public var region: String
  /// Street address.
  public var address: LocalizedText?
  /// Where it is.
  public var position: Position?
  /// Weekly opening hours.
  public var hours: OpeningHours?
  /// Days with other hours.
  public var exceptions: [OpeningException]?
  /// What else is to be said about opening.
  public var openingNote: LocalizedText?
  /// Whether one pays to come in.
  public var admission: Admission?
  /// Prices in words.
  public var priceNote: LocalizedText?
  /// Groups that come in free or cheaper (Data/concessions.csv; Guangdong Regulation art. 38).
  public var concessions: [String]?
  /// Facilities that make it accessible (Data/facilities.csv).
  public var accessibility: [String]?
  /// How to get there.
  public var transport: LocalizedText?
  /// Telephone.
  public var phone: String?
  /// Web site.
  public var website: String?
  /// Name of the WeChat account.
  public var wechat: String?
  /// What groups have to know.
  public var groupNotice: LocalizedText?
  /// What there is to see (展品).
  public var exhibits: [Exhibit]?
  /// Where these facts come from.
  public var source: Source?
}

extension BaseFacts {
  /// A position and how well it is known.
  public struct Position: Sendable, Hashable, Codable {
    /// The place itself.
    public var coordinate: Coordinate
    /// How well it is known.
    public var accuracy: Accuracy
    /// Radius in metres within which the place surely lies, if told.
    public var radius: Int?

    /// A position.
    public init(coordinate: Coordinate, accuracy: Accuracy, radius: Int? = nil) {
      self.coordinate = coordinate
      self.accuracy = accuracy
      self.radius = radius
    }
  }

  /// How well a position is known.
  public enum Accuracy: String, Sendable, Codable, CaseIterable {
    /// The entrance or the building.
    case exact
    /// The right neighbourhood.
    case approximate
    /// Only the district: shown in its middle, and said so.
    case district
  }

  /// Whether one pays to come in.
  public enum Admission: String, Sendable, Codable, CaseIterable {
    case free, paid, mixed
  }

  /// A scheme that has named the base, such as `gd_provincial`, and the years for which it holds.
  public struct Naming: Sendable, Hashable, Codable {
    /// Key of the scheme (Data/schemes.csv).
    public var scheme: String
    /// First year of validity.
    public var from: Int?
    /// Last year of validity.
    public var until: Int?

    /// Whether the naming holds in a year; one without years holds always.
    public func holds(in year: Int) -> Bool {
      (from ?? .min) <= year && year <= (until ?? .max)
    }
  }

  /// Something to see at a base.
  public struct Exhibit: Sendable, Hashable, Codable {
    /// Name in several languages.
    public var names: LocalizedText
    /// What it is.
    public var summary: LocalizedText?
  }

  /// Where facts come from and how sure they are.
  public struct Source: Sendable, Hashable, Codable {
    /// The announcement, list or person.
    public var title: String
    /// Its address.
    public var url: String?
    /// A: from a published list; B: from a public place list; C: general knowledge, to be confirmed.
    public var confidence: String?
    /// Day on which somebody last looked.
    public var checkedOn: Day?
  }
}

extension BaseFacts.Position {
  private enum CodingKeys: String, CodingKey {
    case latitude, longitude, accuracy, radius
  }

  /// Reads latitude and longitude beside accuracy and radius; a coordinate that is none is an error.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let latitude = try values.decode(Double.self, forKey: .latitude)
    let longitude = try values.decode(Double.self, forKey: .longitude)
    guard let coordinate = Coordinate(latitude: latitude, longitude: longitude) else {
      throw DecodingError.dataCorruptedError(forKey: .latitude, in: values, debugDescription: "not on Earth")
    }
    self.init(
      coordinate: coordinate, accuracy: try values.decode(BaseFacts.Accuracy.self, forKey: .accuracy),
      radius: try values.decodeIfPresent(Int.self, forKey: .radius))
  }

  /// Writes latitude and longitude beside accuracy and radius.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(coordinate.latitude, forKey: .latitude)
    try values.encode(coordinate.longitude, forKey: .longitude)
    try values.encode(accuracy, forKey: .accuracy)
    try values.encodeIfPresent(radius, forKey: .radius)
  }
}
