import Hummingbird
import SQL
import Site

/// The JSON API of bases and regions under `/api`.
struct PlacesAPI: Sendable {
  let places: Places
  let site: Site
  let described: APIDescription

  func add(to router: Router<SiteContext>) {
    router.get("/api/bases", use: bases)
    router.get("/api/bases/:slug", use: base)
    router.get("/api/regions", use: regions)
    router.get("/api/regions/:code", use: region)
    router.get("/api/vocabularies", use: vocabularies)
    router.get("/api/openapi.json", use: openAPI)
  }

  @Sendable private func bases(_ request: Request, _ context: SiteContext) async throws -> Response {
    let filter = try places.filter(request, context)
    let paging = try PageRequest(request.uri, size: 50, largest: 200)
    let snapshot = places.atlas.snapshot
    let (found, bases, page) = try await places.database.read { reader in
      let found = try BaseFinder(places: places).find(filter, in: snapshot, reader)
      let page = Paging(paging, total: found.ids.count)
      return (found, try reader.bases(Array(found.ids[page.range])), page)
    }
    let items = bases.map { base in
      var members = BaseRecord(base: base, regions: places.regions).object
      if let distance = found.distances[base.id], case .object(let list) = members {
        members = .object(list + [.init("distance", .integer(Int64(distance.rounded())))])
      }
      return members
    }
    return site.json(
      [
        "total": .integer(Int64(found.ids.count)), "page": .integer(Int64(page.page)),
        "size": .integer(Int64(page.size)), "items": .array(items),
      ], request)
  }

  @Sendable private func base(_ request: Request, _ context: SiteContext) async throws -> Response {
    let slug = try context.parameters.require("slug")
    guard let base = try await places.published(slug) else {
      throw Problem.notFound(context.t("There is no base at this address."))
    }
    var response = site.json(BaseRecord(base: base, regions: places.regions).object, request)
    response.headers[.eTag] = APIAnswer.tag(base.version)
    return response
  }

  @Sendable private func regions(_ request: Request, _ context: SiteContext) async throws -> Response {
    let counts = RegionCounts(places.atlas.snapshot, regions: places.regions)
    let all = places.regions.byCode.values.sorted { $0.code < $1.code }
    return site.json(["items": .array(all.map { RegionRecord(region: $0, counts: counts).object })], request)
  }

  @Sendable private func region(_ request: Request, _ context: SiteContext) async throws -> Response {
    guard let region = places.regions[try context.parameters.require("code")] else {
      throw Problem.notFound(context.t("There is no region with this code."))
    }
    let counts = RegionCounts(places.atlas.snapshot, regions: places.regions)
    return site.json(RegionRecord(region: region, counts: counts).object, request)
  }

  @Sendable private func vocabularies(_ request: Request, _ context: SiteContext) async throws -> Response {
    let lists: [(String, Vocabulary)] = [
      ("categories", places.vocabularies.categories), ("industries", places.vocabularies.industries),
      ("themes", places.vocabularies.themes), ("audiences", places.vocabularies.audiences),
      ("levels", places.vocabularies.levels), ("schemes", places.vocabularies.schemes),
      ("concessions", places.vocabularies.concessions), ("facilities", places.vocabularies.facilities),
    ]
    return site.json(
      .object(
        lists.map { name, list in
          .init(
            name, .array(list.terms.map { ["key": .string($0.key), "names": .localized($0.names)] }))
        }), request)
  }

  @Sendable private func openAPI(_ request: Request, _ context: SiteContext) async throws -> Response {
    site.json(
      OpenAPIDocument(
        vocabularies: places.vocabularies, serverURL: site.baseURL(request), sessionCookie: site.configuration.sessionCookie,
        described: described
      ).json, request)
  }
}

/// A region as programs read it.
struct RegionRecord {
  let region: Region
  let counts: RegionCounts

  var object: JSONValue {
    .members([
      ("code", .string(region.code)), ("parent", .text(region.parent)), ("level", .string(region.level.rawValue)),
      ("kind", .string(region.kind)), ("names", .localized(region.names)),
      ("latitude", .number(region.label.latitude)), ("longitude", .number(region.label.longitude)),
      ("area", region.area.map { .number($0) }), ("part", .text(region.part)),
      ("population", region.population.map { .integer(Int64($0.residents)) }),
      ("populationYear", region.population.map { .integer(Int64($0.year)) }),
      ("bases", .integer(Int64(counts.total(under: region.code)))),
    ])
  }
}
