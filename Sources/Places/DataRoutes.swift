import Hummingbird
import NIOCore
import SQL
import Site

/// Downloads of all bases, the catalogue that names them, and photos.
struct DataRoutes: Sendable {
  let places: Places
  let site: Site

  func add(to router: Router<SiteContext>) {
    router.get("/data/bases.geojson", use: geoJSON)
    router.get("/data/bases.csv", use: csv)
    router.get("/data/catalog.jsonld", use: catalogue)
    router.get("/media/:file", use: photo)
  }

  @Sendable private func geoJSON(_ request: Request, _ context: SiteContext) async throws -> Response {
    let export = GeoJSONExport(regions: places.regions)
    return try await download(request, type: "application/geo+json", name: "bases.geojson") { bases, isFirst, isLast in
      export.part(bases, isFirst: isFirst, isLast: isLast)
    }
  }

  @Sendable private func csv(_ request: Request, _ context: SiteContext) async throws -> Response {
    return try await download(request, type: "text/csv; charset=utf-8", name: "bases.csv") { bases, isFirst, _ in
      CSVExport().part(bases, isFirst: isFirst)
    }
  }

  /// Bases that are read and sent together; memory stays small however many there are.
  private static let batch = 500

  private func download(
    _ request: Request, type: String, name: String,
    _ part: @escaping @Sendable ([Base], _ isFirst: Bool, _ isLast: Bool) -> [UInt8]
  ) async throws -> Response {
    let version = "\(places.atlas.snapshot.latest.milliseconds)"
    return site.stream(request, type: type, version: version, fileName: name) { [database = places.database] writer in
      var last: ID<Base>?
      var isFirst = true
      while true {
        let after = last
        let bases = try await database.read { try $0.publishedBases(after: after, limit: Self.batch) }
        let isLast = bases.count < Self.batch
        try await writer.write(ByteBuffer(bytes: part(bases, isFirst, isLast)))
        if isLast { break }
        isFirst = false
        last = bases.last?.id
      }
    }
  }

  @Sendable private func catalogue(_ request: Request, _ context: SiteContext) async throws -> Response {
    let catalogue = DataCatalogue(
      baseURL: site.baseURL(request), organizer: site.configuration.organizer, changed: places.atlas.snapshot.latest)
    return site.json(catalogue.json, request, type: "application/ld+json")
  }

  @Sendable private func photo(_ request: Request, _ context: SiteContext) async throws -> Response {
    let file = try context.parameters.require("file")
    guard let photo = try await places.photos.file(named: file) else {
      throw Problem.notFound(context.t("There is no such picture."))
    }
    return site.immutable(photo.bytes, type: photo.mediaType, request)
  }
}
