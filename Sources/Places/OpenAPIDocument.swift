import Site

/// The OpenAPI 3.1 document of the open data, as `/api/openapi.json` serves it.
///
/// A test asks the router for its routes and finds each one here, and each one here among the routes.
struct OpenAPIDocument {
  let vocabularies: Vocabularies
  let serverURL: String

  var json: JSONValue {
    [
      "openapi": "3.1.0",
      "info": [
        "title": "Kepu open data",
        "summary": "Science popularization bases of a province, their regions and the map they make.",
        "version": "0.1.0",
        "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
      ],
      "servers": [["url": .string(serverURL)]],
      "tags": [
        ["name": "bases"], ["name": "regions"], ["name": "features", "description": "OGC API - Features 1.0"],
        ["name": "tiles"], ["name": "downloads"],
      ],
      "paths": .object(operations.map { JSONValue.Member($0.path, ["get": $0.json]) }),
      "components": ["schemas": schemas],
    ]
  }

  var operations: [Operation] {
    baseOperations + regionOperations + featureOperations + tileOperations + downloadOperations
  }

  private var baseOperations: [Operation] {
    [
      Operation(
        "/api/bases", "Bases, by name or by distance", tag: "bases", schema: "BaseList",
        parameters: filterParameters + [
          .query("page", .integer(1, 100_000), "Page, from 1"), .query("size", .integer(1, 200), "Bases a page"),
        ]),
      Operation(
        "/api/bases/{slug}", "One base", tag: "bases", schema: "Base", parameters: [.path("slug", .slug)],
        mayBeMissing: true),
      Operation("/api/vocabularies", "The terms that describe bases", tag: "bases", schema: "Vocabularies"),
    ]
  }

  private var regionOperations: [Operation] {
    [
      Operation("/api/regions", "Provinces, prefectures and counties", tag: "regions", schema: "RegionList"),
      Operation(
        "/api/regions/{code}", "One region", tag: "regions", schema: "Region", parameters: [.path("code", .code)],
        mayBeMissing: true),
    ]
  }

  private var featureOperations: [Operation] {
    let collection = Parameter.path("collection", .oneOf(["bases", "regions"]))
    return [
      Operation("/ogc", "Landing page", tag: "features", schema: "Links"),
      Operation("/ogc/conformance", "Conformance classes", tag: "features", schema: "Conformance"),
      Operation("/ogc/collections", "Collections", tag: "features", schema: "Links"),
      Operation(
        "/ogc/collections/{collection}", "One collection", tag: "features", schema: "Links", parameters: [collection],
        mayBeMissing: true),
      Operation(
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
      Operation(
        "/ogc/collections/{collection}/items/{feature}", "One feature", tag: "features", schema: "Feature",
        media: "application/geo+json", parameters: [collection, .path("feature", .slug)], mayBeMissing: true),
    ]
  }

  private var tileOperations: [Operation] {
    let position: [Parameter] = [
      .path("z", .integer(0, 22)), .path("x", .integer(0, 4_194_303)), .path("y", .integer(0, 4_194_303)),
    ]
    return [
      Operation("/tiles/bases.json", "TileJSON of the bases", tag: "tiles", schema: "Links"),
      Operation(
        "/tiles/bases/{z}/{x}/{y}", "Bases and clusters as a vector tile", tag: "tiles", schema: nil,
        media: "application/vnd.mapbox-vector-tile", parameters: position + filterParameters, mayBeMissing: true),
      Operation(
        "/tiles/regions/{z}/{x}/{y}", "Boundaries and names of regions as a vector tile", tag: "tiles", schema: nil,
        media: "application/vnd.mapbox-vector-tile", parameters: position, mayBeMissing: true),
    ]
  }

  private var downloadOperations: [Operation] {
    [
      Operation(
        "/data/bases.geojson", "All bases as GeoJSON", tag: "downloads", schema: "FeatureCollection",
        media: "application/geo+json"),
      Operation("/data/bases.csv", "All bases as CSV", tag: "downloads", schema: nil, media: "text/csv"),
      Operation(
        "/data/catalog.jsonld", "The catalogue of data sets (DCAT 3)", tag: "downloads", schema: "Links",
        media: "application/ld+json"),
      Operation("/api/openapi.json", "This document", tag: "downloads", schema: "Links"),
    ]
  }

  private var filterParameters: [Parameter] {
    func keys(_ vocabulary: Vocabulary) -> Parameter.Kind { .oneOf(vocabulary.terms.map(\.key)) }
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
  /// A parameter of an operation.
  struct Parameter {
    enum Kind {
      case text(Int), integer(Int64, Int64), oneOf([String]), slug, code, point, box
    }

    let name: String
    let place: String
    let kind: Kind
    let help: String

    static func path(_ name: String, _ kind: Kind) -> Parameter {
      Parameter(name: name, place: "path", kind: kind, help: name)
    }

    static func query(_ name: String, _ kind: Kind, _ help: String) -> Parameter {
      Parameter(name: name, place: "query", kind: kind, help: help)
    }

    var json: JSONValue {
      [
        "name": .string(name), "in": .string(place), "required": .bool(place == "path"),
        "description": .string(help), "schema": schema,
      ]
    }

    private var schema: JSONValue {
      switch kind {
      case .text(let length): ["type": "string", "maxLength": .integer(Int64(length))]
      case .integer(let low, let high): ["type": "integer", "minimum": .integer(low), "maximum": .integer(high)]
      case .oneOf(let keys): ["type": "string", "enum": .array(keys.map { .string($0) })]
      case .slug: ["type": "string", "pattern": "^[a-z0-9-]{1,100}$"]
      case .code: ["type": "string", "pattern": "^[0-9]{6}$"]
      case .point: ["type": "string", "pattern": #"^-?[0-9]{1,2}(\.[0-9]{1,8})?,-?[0-9]{1,3}(\.[0-9]{1,8})?$"#]
      case .box: ["type": "string", "pattern": #"^(-?[0-9]{1,3}(\.[0-9]{1,8})?,){3}-?[0-9]{1,3}(\.[0-9]{1,8})?$"#]
      }
    }
  }

  /// One thing that can be asked.
  struct Operation {
    let path: String
    let summary: String
    let tag: String
    let schema: String?
    let media: String
    let parameters: [Parameter]
    let mayBeMissing: Bool

    init(
      _ path: String, _ summary: String, tag: String, schema: String?, media: String = "application/json",
      parameters: [Parameter] = [], mayBeMissing: Bool = false
    ) {
      self.path = path
      self.summary = summary
      self.tag = tag
      self.schema = schema
      self.media = media
      self.parameters = parameters
      self.mayBeMissing = mayBeMissing
    }

    var json: JSONValue {
      .members([
        ("operationId", .string(identifier)), ("summary", .string(summary)), ("tags", [.string(tag)]),
        ("parameters", parameters.isEmpty ? nil : .array(parameters.map(\.json))),
        ("responses", .members(responses)),
      ])
    }

    private var identifier: String {
      path.split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
    }

    private var responses: [(String, JSONValue?)] {
      let content: JSONValue =
        schema.map { ["schema": ["$ref": .string("#/components/schemas/\($0)")]] } ?? .object([])
      let ok: JSONValue = ["description": "As asked", "content": .object([.init(media, content)])]
      let problem: JSONValue = [
        "description": "A problem (RFC 9457)",
        "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
      ]
      return [
        ("200", ok), ("304", ["description": "Not changed"]), ("400", parameters.isEmpty ? nil : problem),
        ("404", mayBeMissing ? problem : nil), ("429", problem),
      ]
    }
  }

  private var schemas: JSONValue {
    let text: JSONValue = ["type": "string"]
    let texts: JSONValue = ["type": "array", "items": ["type": "string"]]
    let localized: JSONValue = ["type": "object", "additionalProperties": ["type": "string"]]
    return [
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
        "properties": ["type": text, "title": text, "status": ["type": "integer"], "detail": text],
      ],
    ]
  }
}
