import People
import Site

/// The OpenAPI 3.1 document of the open data and of what people do, as `/api/openapi.json` serves it.
///
/// A test asks the router for its routes and finds each one here, and each one here among the routes.
struct OpenAPIDocument {
  let vocabularies: Vocabularies
  let serverURL: String
  let sessionCookie: String
  let described: APIDescription

  var json: JSONValue {
    [
      "openapi": "3.1.0",
      "info": [
        "title": "Kepu",
        "summary":
          "Science popularization bases of a province, their regions and the map they make; and what people do at their desks.",
        "version": "0.1.0",
        "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
      ],
      "servers": [["url": .string(serverURL)]],
      "tags": [
        ["name": "bases"], ["name": "regions"], ["name": "features", "description": "OGC API - Features 1.0"],
        ["name": "tiles"], ["name": "downloads"], ["name": "organizations"], ["name": "me", "description": "One's own"],
        ["name": "desk", "description": "For officers"],
        ["name": "visits", "description": "Sessions, bookings, waiting lists"],
      ],
      "paths": paths,
      "components": [
        "schemas": schemas,
        "securitySchemes": [
          "token": [
            "type": "http", "scheme": "bearer",
            "description": "A token made at /me/tokens, with the scopes that an operation names",
          ],
          "session": ["type": "apiKey", "in": "cookie", "name": .string(sessionCookie)],
        ],
      ],
    ]
  }

  var operations: [APIOperation] {
    baseOperations + handOperations + regionOperations + featureOperations + tileOperations + downloadOperations
      + PeopleAPIDocument.operations + described.operations
  }

  /// The operations by address, in the order of the first at each.
  private var paths: JSONValue {
    var order: [String] = []
    var members: [String: [JSONValue.Member]] = [:]
    for operation in operations {
      if members[operation.path] == nil { order.append(operation.path) }
      members[operation.path, default: []].append(.init(operation.method.rawValue.lowercased(), operation.json))
    }
    return .object(order.map { .init($0, .object(members[$0] ?? [])) })
  }

  private var baseOperations: [APIOperation] {
    [
      APIOperation(
        "/api/bases", "Bases, by name or by distance", tag: "bases", schema: "BaseList",
        parameters: filterParameters + [
          .query("page", .integer(1, 100_000), "Page, from 1"), .query("size", .integer(1, 200), "Bases a page"),
        ]),
      APIOperation(
        "/api/bases/{slug}", "One base", tag: "bases", schema: "Base", parameters: [.path("slug", .slug)],
        mayBeMissing: true),
      APIOperation("/api/vocabularies", "The terms that describe bases", tag: "bases", schema: "Vocabularies"),
    ]
  }

  private var regionOperations: [APIOperation] {
    [
      APIOperation("/api/regions", "Provinces, prefectures and counties", tag: "regions", schema: "RegionList"),
      APIOperation(
        "/api/regions/{code}", "One region", tag: "regions", schema: "Region", parameters: [.path("code", .code)],
        mayBeMissing: true),
    ]
  }

  private var featureOperations: [APIOperation] {
    let collection = APIParameter.path("collection", .oneOf(["bases", "regions"]))
    return [
      APIOperation("/ogc", "Landing page", tag: "features", schema: "Links"),
      APIOperation("/ogc/conformance", "Conformance classes", tag: "features", schema: "Conformance"),
      APIOperation("/ogc/collections", "Collections", tag: "features", schema: "Links"),
      APIOperation(
        "/ogc/collections/{collection}", "One collection", tag: "features", schema: "Links", parameters: [collection],
        mayBeMissing: true),
      APIOperation(
        "/ogc/collections/{collection}/items", "Features", tag: "features", schema: "FeatureCollection",
        media: "application/geo+json",
        parameters: [
          collection, .query("limit", .integer(1, 10_000), "Features a page"),
          .query("offset", .integer(0, 10_000_000), "Features to leave out first"),
          .query(
            "sort", .oneOf(BaseOrder.allCases.map(\.rawValue)), "Order; by name, or by fit or distance where one is asked for"),
          .query("bbox", .box, "West, south, east, north in degrees"),
          .query("datetime", .text(64), "Instant or interval (RFC 3339) of the last change"),
        ], mayBeMissing: true),
      APIOperation(
        "/ogc/collections/{collection}/items/{feature}", "One feature", tag: "features", schema: "Feature",
        media: "application/geo+json", parameters: [collection, .path("feature", .slug)], mayBeMissing: true),
    ]
  }

  private var tileOperations: [APIOperation] {
    let position: [APIParameter] = [
      .path("z", .integer(0, 22)), .path("x", .integer(0, 4_194_303)), .path("y", .integer(0, 4_194_303)),
    ]
    return [
      APIOperation("/tiles/bases.json", "TileJSON of the bases", tag: "tiles", schema: "Links"),
      APIOperation(
        "/tiles/bases/{z}/{x}/{y}", "Bases and clusters as a vector tile", tag: "tiles", schema: nil,
        media: "application/vnd.mapbox-vector-tile", parameters: position + filterParameters, mayBeMissing: true),
      APIOperation(
        "/tiles/regions/{z}/{x}/{y}", "Boundaries and names of regions as a vector tile", tag: "tiles", schema: nil,
        media: "application/vnd.mapbox-vector-tile", parameters: position, mayBeMissing: true),
    ]
  }

  private var downloadOperations: [APIOperation] {
    [
      APIOperation(
        "/data/bases.geojson", "All bases as GeoJSON", tag: "downloads", schema: "FeatureCollection",
        media: "application/geo+json"),
      APIOperation("/data/bases.csv", "All bases as CSV", tag: "downloads", schema: nil, media: "text/csv"),
      APIOperation(
        "/data/catalog.jsonld", "The catalogue of data sets (DCAT 3)", tag: "downloads", schema: "Links",
        media: "application/ld+json"),
      APIOperation("/api/openapi.json", "This document", tag: "downloads", schema: "Links"),
    ]
  }

  private var filterParameters: [APIParameter] {
    func keys(_ vocabulary: Vocabulary) -> APIParameter.Kind { .oneOf(vocabulary.terms.map(\.key)) }
    return [
      .query("q", .text(200), "Words to search for; pinyin and its initials work too"),
      .query("region", .code, "Code of a province, prefecture or county"),
      .query("category", keys(vocabularies.categories), "Class of the base"),
      .query("industry", keys(vocabularies.industries), "Industry"),
      .query("theme", keys(vocabularies.themes), "Theme"),
      .query("level", keys(vocabularies.levels), "Level at which it is named"),
      .query("audience", keys(vocabularies.audiences), "Audience"),
      .query("admission", .oneOf(["free"]), "Only where coming in is free"),
      .query("open", .oneOf(["now"]), "Only what is open at this moment"),
      .query("near", .point, "Order by distance from here: latitude,longitude"),
      .query("bbox", .box, "West, south, east, north in degrees"),
    ]
  }
}

extension OpenAPIDocument {
  private var schemas: JSONValue {
    let text: JSONValue = ["type": "string"]
    let texts: JSONValue = ["type": "array", "items": ["type": "string"]]
    let localized: JSONValue = ["type": "object", "additionalProperties": ["type": "string"]]
    let open: JSONValue = [
      "Base": [
        "type": "object", "required": ["id", "slug", "name", "names", "category", "themes", "region", "version"],
        "properties": [
          "id": text, "slug": text, "name": text, "names": localized, "category": text, "level": text,
          "industry": text, "themes": texts, "audiences": texts, "region": text, "regionName": text,
          "address": localized, "latitude": ["type": "number"], "longitude": ["type": "number"],
          "positionAccuracy": ["type": "string", "enum": ["exact", "approximate", "district"]],
          "openingHours": text, "admission": ["type": "string", "enum": ["free", "paid", "mixed"]],
          "phone": text, "website": text, "version": ["type": "integer"],
          "updatedAt": ["type": "string", "format": "date-time"],
        ],
      ],
      "BaseList": [
        "type": "object", "required": ["total", "page", "size", "items"],
        "properties": [
          "total": ["type": "integer"], "page": ["type": "integer"], "size": ["type": "integer"],
          "items": ["type": "array", "items": ["$ref": "#/components/schemas/Base"]],
        ],
      ],
      "Region": [
        "type": "object", "required": ["code", "level", "names", "bases"],
        "properties": [
          "code": text, "parent": text, "level": text, "names": localized, "bases": ["type": "integer"],
        ],
      ],
      "RegionList": ["type": "object", "required": ["items"], "properties": ["items": ["type": "array"]]],
      "Vocabularies": ["type": "object"], "Links": ["type": "object"],
      "Conformance": ["type": "object", "required": ["conformsTo"]],
      "Feature": ["type": "object", "required": ["type", "geometry", "properties"]],
      "FeatureCollection": [
        "type": "object", "required": ["type", "features"],
        "properties": ["features": ["type": "array", "items": ["$ref": "#/components/schemas/Feature"]]],
      ],
      "Problem": [
        "type": "object", "required": ["type", "title", "status"],
        "properties": [
          "type": text, "title": text, "status": ["type": "integer"], "detail": text, "field": text,
          "errors": [
            "type": "array",
            "items": ["type": "object", "required": ["field", "detail"], "properties": ["field": text, "detail": text]],
          ],
        ],
      ],
    ]
    guard case .object(let members) = open else { return open }
    return .object(members + (handSchemas + PeopleAPIDocument.schemas + described.schemas).map { .init($0.0, $0.1) })
  }
}
