import Geo
import Hummingbird
import SQL
import Site

/// OGC API - Features 1.0, parts Core and GeoJSON: bases and regions for GDAL, QGIS and their like.
///
/// Source: OGC 17-069r4.
struct FeaturesAPI: Sendable {
  let places: Places
  let site: Site

  private static let geoJSON = "application/geo+json"
  private static let conformance = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"

  func add(to router: Router<SiteContext>) {
    router.get("/ogc", use: landing)
    router.get("/ogc/conformance", use: conformance)
    router.get("/ogc/collections", use: collections)
    router.get("/ogc/collections/:collection", use: collection)
    router.get("/ogc/collections/:collection/items", use: items)
    router.get("/ogc/collections/:collection/items/:feature", use: feature)
  }

  enum Collection: String, CaseIterable {
    case bases, regions
  }

  @Sendable private func landing(_ request: Request, _ context: SiteContext) async throws -> Response {
    let base = site.baseURL(request)
    return site.json(
      [
        "title": .string(context.t("Open data")),
        "description": .string(context.t("Science museums, gardens, laboratories and other bases on one map.")),
        "links": [
          link("self", "\(base)/ogc"),
          link("service-desc", "\(base)/api/openapi.json", "application/vnd.oai.openapi+json;version=3.1"),
          link("service-doc", "\(base)/data", "text/html"), link("conformance", "\(base)/ogc/conformance"),
          link("data", "\(base)/ogc/collections"),
        ],
      ], request)
  }

  @Sendable private func conformance(_ request: Request, _ context: SiteContext) async throws -> Response {
    let classes = ["core", "geojson"].map { JSONValue.string(Self.conformance + $0) }
    return site.json(["conformsTo": .array(classes)], request)
  }

  @Sendable private func collections(_ request: Request, _ context: SiteContext) async throws -> Response {
    let base = site.baseURL(request)
    return site.json(
      [
        "links": [link("self", "\(base)/ogc/collections")],
        "collections": .array(Collection.allCases.map { description($0, base, context.t) }),
      ], request)
  }

  @Sendable private func collection(_ request: Request, _ context: SiteContext) async throws -> Response {
    site.json(description(try named(context), site.baseURL(request), context.t), request)
  }

  private func named(_ context: SiteContext) throws -> Collection {
    guard let collection = Collection(rawValue: try context.parameters.require("collection")) else {
      throw Problem.notFound(context.t("There is no such collection."))
    }
    return collection
  }

  private func description(_ collection: Collection, _ base: String, _ t: Localizer) -> JSONValue {
    let path = "\(base)/ogc/collections/\(collection.rawValue)"
    return [
      "id": .string(collection.rawValue),
      "title": .string(collection == .bases ? t("Science bases") : t("Regions")),
      "itemType": "feature",
      "crs": ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"],
      "extent": ["spatial": ["bbox": [[109.3, 20.0, 117.5, 25.7]]]],
      "links": [link("self", path), link("items", "\(path)/items", Self.geoJSON)],
    ]
  }

  @Sendable private func items(_ request: Request, _ context: SiteContext) async throws -> Response {
    let collection = try named(context)
    let ask = try ItemsRequest(parameters: { request.uri.queryParameters[Substring($0)].map(String.init) }, context.t)
    let path = "\(site.baseURL(request))/ogc/collections/\(collection.rawValue)/items"
    let (features, matched) =
      collection == .bases ? try await baseFeatures(ask) : regionFeatures(ask)
    var links = [link("self", path + ask.query(offset: ask.offset), Self.geoJSON)]
    if ask.offset + features.count < matched, !features.isEmpty {
      links.append(link("next", path + ask.query(offset: ask.offset + features.count), Self.geoJSON))
    }
    return site.json(
      [
        "type": "FeatureCollection", "links": .array(links),
        "timeStamp": .string(places.clock.now().description), "numberMatched": .integer(Int64(matched)),
        "numberReturned": .integer(Int64(features.count)), "features": .array(features),
      ], request, type: Self.geoJSON)
  }

  private func baseFeatures(_ ask: ItemsRequest) async throws -> ([JSONValue], Int) {
    let snapshot = places.atlas.snapshot
    let test = places.atlas.test(BaseFilter().with { $0.box = ask.box }, in: snapshot, at: places.clock.now())
    let ids = snapshot.matching(test).filter { id in
      ask.interval.map { interval in snapshot.pin(id).map { interval.contains($0.changed) } ?? false } ?? true
    }
    let wanted = Array(ids.dropFirst(ask.offset).prefix(ask.limit))
    let bases = try await places.database.read { reader in
      try stride(from: 0, to: wanted.count, by: 500).flatMap { start in
        try reader.bases(Array(wanted[start..<min(start + 500, wanted.count)]))
      }
    }
    return (bases.map { BaseRecord(base: $0, regions: places.regions).feature }, ids.count)
  }

  private func regionFeatures(_ ask: ItemsRequest) -> ([JSONValue], Int) {
    let counts = RegionCounts(places.atlas.snapshot, regions: places.regions)
    let matching = places.regions.byCode.values.sorted { $0.code < $1.code }.filter { region in
      ask.box.map { $0.contains(region.label) } ?? true
    }
    let features = matching.dropFirst(ask.offset).prefix(ask.limit).map { region in
      let point: JSONValue = [
        "type": "Point", "coordinates": [.number(region.label.longitude), .number(region.label.latitude)],
      ]
      return [
        "type": "Feature", "id": .string(region.code), "geometry": point,
        "properties": RegionRecord(region: region, counts: counts).object,
      ] as JSONValue
    }
    return (Array(features), matching.count)
  }

  @Sendable private func feature(_ request: Request, _ context: SiteContext) async throws -> Response {
    let collection = try named(context)
    let identifier = try context.parameters.require("feature")
    let found: JSONValue?
    switch collection {
    case .bases:
      found = try await places.published(identifier).map { BaseRecord(base: $0, regions: places.regions).feature }
    case .regions:
      let counts = RegionCounts(places.atlas.snapshot, regions: places.regions)
      found = places.regions[identifier].map { region in
        [
          "type": "Feature", "id": .string(region.code), "geometry": .null,
          "properties": RegionRecord(region: region, counts: counts).object,
        ]
      }
    }
    guard let found else { throw Problem.notFound(context.t("There is no such feature.")) }
    return site.json(found, request, type: Self.geoJSON)
  }

  private func link(_ rel: String, _ href: String, _ type: String = "application/json") -> JSONValue {
    ["rel": .string(rel), "href": .string(href), "type": .string(type)]
  }
}
