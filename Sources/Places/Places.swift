import Geo
import Journal
import Logging
import People
import SQL
import SearchIndex
import ServiceLifecycle
import Site

/// The room of places: regions, bases, the map, and the search of places.
///
/// Other rooms ask it where a base is and what it is called; what changes here they read in the journal.
public struct Places: Sendable {
  let database: Database
  let people: People
  let policy: PlacesPolicy
  let journal: Journal
  let search: SearchIndex
  let clock: Clock
  let ids: IDGenerator
  let map: MapSettings
  let province: String
  let photos: PhotoStore
  let namingSchemes: [String: NamingScheme]
  /// The terms that describe bases.
  public let vocabularies: Vocabularies
  /// The regions of the deployment.
  public let regions: RegionTree
  let calendar: OpeningCalendar
  let regionTiles: RegionTiles
  private let wordsByLanguage: [Language: PlacesWords]
  let atlas: Atlas
  let views = ViewCounter()

  /// What the room is given by the house.
  public struct Tools: Sendable {
    let database: Database
    let people: People
    let journal: Journal
    let search: SearchIndex
    let clock: Clock
    let ids: IDGenerator

    /// The tools of the house.
    public init(database: Database, people: People, journal: Journal, search: SearchIndex, clock: Clock, ids: IDGenerator) {
      self.database = database
      self.people = people
      self.journal = journal
      self.search = search
      self.clock = clock
      self.ids = ids
    }
  }

  /// What a deployment decides about the room.
  public struct Options: Sendable {
    var province: String
    var timeZone: String
    var reviewNumber: String?
    var raster: MapSettings.Raster?
    var vocabularies: Vocabularies
    var photos: PhotoStore
    var policy: PlacesPolicy
    var namingSchemes: [String: NamingScheme]

    /// The options of a deployment.
    ///
    /// - Parameter namingSchemes: as what a programme of the room of judgements names bases, by its key.
    public init(
      province: String, timeZone: String, reviewNumber: String?, raster: MapSettings.Raster?,
      vocabularies: Vocabularies, photos: PhotoStore, policy: PlacesPolicy, namingSchemes: [String: NamingScheme] = [:]
    ) {
      self.province = province
      self.timeZone = timeZone
      self.reviewNumber = reviewNumber
      self.raster = raster
      self.vocabularies = vocabularies
      self.photos = photos
      self.policy = policy
      self.namingSchemes = namingSchemes
    }
  }

  /// Opens the room on a migrated database: reads the regions and gathers the atlas.
  public static func open(_ tools: Tools, _ options: Options) async throws -> Places {
    let (regions, boundaries, holidays) = try await tools.database.read { reader in
      (try reader.regions(), try reader.regionBoundaries(), try reader.publicHolidays())
    }
    let shapes = try boundaries.compactMap { code, polygons in
      try Int64(code).map { try Boundary(id: $0, multiPolygon: polygons) }
    }
    let tree = RegionTree(regions, boundaries: BoundaryIndex(shapes))
    let calendar = OpeningCalendar(holidays: holidays, standardZone: options.timeZone)
    let atlas = try await Atlas(
      database: tools.database, regions: tree, vocabularies: options.vocabularies, calendar: calendar)
    return Places(
      database: tools.database, people: tools.people, policy: options.policy, journal: tools.journal, search: tools.search,
      clock: tools.clock, ids: tools.ids,
      map: MapSettings(
        center: tree[options.province]?.label ?? tree.roots.first?.label, zoom: 6.5, reviewNumber: options.reviewNumber,
        raster: options.raster),
      province: options.province, photos: options.photos, namingSchemes: options.namingSchemes,
      vocabularies: options.vocabularies, regions: tree,
      calendar: calendar, regionTiles: RegionTiles(tree),
      wordsByLanguage: Dictionary(
        Language.allCases.map { ($0, PlacesWords($0, vocabularies: options.vocabularies, regions: tree)) },
        uniquingKeysWith: { first, _ in first }), atlas: atlas)
  }

  /// The names of the regions of a migrated database, by code.
  public static func regionNames(in database: Database) async throws -> [String: LocalizedText] {
    let regions = try await database.read { try $0.regions() }
    return Dictionary(regions.map { ($0.code, $0.names) }, uniquingKeysWith: { first, _ in first })
  }

  /// The names of terms and regions in a language.
  func words(_ language: Language) -> PlacesWords {
    wordsByLanguage[language] ?? PlacesWords(language, vocabularies: vocabularies, regions: regions)
  }

  /// Follows changes made by this and other processes until the server stops.
  public func follow(logger: Logger) -> some Service { AtlasService(atlas: atlas, logger: logger) }
}

private struct AtlasService: NamedService {
  let atlas: Atlas
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown { await atlas.follow(logger: logger) }
  }
}
