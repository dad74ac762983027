import Geo
import Hummingbird
import SQL
import SearchIndex
import Site

/// Vector tiles of bases and regions, their TileJSON, and the stream that tells open maps of changes.
struct TileRoutes: Sendable {
  let places: Places
  let site: Site

  private static let mediaType = "application/vnd.mapbox-vector-tile"

  func add(to router: Router<SiteContext>) {
    router.get("/tiles/bases.json", use: tileJSON)
    router.get("/tiles/bases/:z/:x/:y", use: bases)
    router.get("/tiles/regions/:z/:x/:y", use: regions)
    router.get("/places/changes", use: changes)
  }

  /// A tile of clusters; its validator knows the snapshot and, as bases open and close, the minute.
  @Sendable private func bases(_ request: Request, _ context: SiteContext) async throws -> Response {
    let tile = try tile(context)
    let filter = try places.filter(request, context)
    let snapshot = places.atlas.snapshot
    let now = places.clock.now()
    let version = "\(snapshot.edition)-\(now.milliseconds / 60_000)-\(context.language.rawValue)"
    if let unchanged = site.unchanged(request, version: version) { return unchanged }
    let test = places.atlas.test(filter, in: snapshot, at: now)
    let index = try await index(filter, snapshot)
    let bytes = AtlasTiles(snapshot: snapshot, vocabularies: places.vocabularies, language: context.language)
      .bases(tile, index: index, filter: AtlasBits.filter(test), openness: snapshot.openness(at: now))
    return site.bytes(bytes, type: Self.mediaType, version: version, request)
  }

  /// All bases, or an index made for the moment of those that have the words.
  private func index(_ filter: BaseFilter, _ snapshot: AtlasSnapshot) async throws -> ClusterIndex {
    guard let query = filter.query else { return snapshot.clusters }
    let found = try await places.database.read { reader in
      try BaseFinder(places: places).find(BaseFilter().with { $0.query = query }, in: snapshot, reader)
    }
    return ClusterIndex(found.ids.compactMap { snapshot.pin($0).flatMap(AtlasBits.point) })
  }

  @Sendable private func regions(_ request: Request, _ context: SiteContext) async throws -> Response {
    let tile = try tile(context)
    let snapshot = places.atlas.snapshot
    let version = "r\(snapshot.edition)-\(context.language.rawValue)"
    if let unchanged = site.unchanged(request, version: version) { return unchanged }
    let bytes = places.regionTiles.tile(
      tile, counts: RegionCounts(snapshot, regions: places.regions), t: context.t)
    return site.bytes(bytes, type: Self.mediaType, version: version, request)
  }

  private func tile(_ context: SiteContext) throws -> TileID {
    func number(_ name: String) throws -> Int? { Int(try context.parameters.require(name)) }
    guard let z = try number("z"), let x = try number("x"), let y = try number("y"),
      let tile = TileID(z: z, x: x, y: y)
    else { throw Problem.notFound(context.t("There is no such tile.")) }
    return tile
  }

  @Sendable private func tileJSON(_ request: Request, _ context: SiteContext) async throws -> Response {
    let base = site.baseURL(request)
    return site.json(
      [
        "tilejson": "3.0.0", "name": .string(context.t("Science bases")), "scheme": "xyz",
        "tiles": [.string("\(base)/tiles/bases/{z}/{x}/{y}")], "minzoom": 0, "maxzoom": 18,
        "bounds": [109.3, 20.0, 117.5, 25.7],
        "vector_layers": [
          [
            "id": "bases",
            "fields": [
              "slug": "String", "name": "String", "category": "String", "level": "String", "accuracy": "String",
              "open": "Number", "count": "Number", "expansion": "Number",
            ],
          ]
        ],
      ], request)
  }

  /// Server-sent events: the number of each new snapshot, so that open maps ask for their tiles again.
  @Sendable private func changes(_ request: Request, _ context: SiteContext) async throws -> Response {
    site.events(request, from: places.atlas.changes.stream(), first: places.atlas.snapshot.revision)
  }
}
