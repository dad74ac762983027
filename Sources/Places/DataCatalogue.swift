import SQL
import Site

/// The catalogue of the open data in DCAT 3, as JSON-LD.
///
/// Source: https://www.w3.org/TR/vocab-dcat-3/.
struct DataCatalogue {
  let baseURL: String
  let organizer: LocalizedText?
  let changed: Instant

  var json: JSONValue {
    [
      "@context": [
        "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/", "xsd": "http://www.w3.org/2001/XMLSchema#",
      ],
      "@id": .string("\(baseURL)/data"), "@type": "dcat:Catalog",
      "dct:title": titles("科普基地开放数据", "Open data on science popularization bases"),
      "dct:publisher": publisher,
      "dcat:dataset": [dataset],
    ]
  }

  private var dataset: JSONValue {
    [
      "@id": .string("\(baseURL)/data#bases"), "@type": "dcat:Dataset",
      "dct:title": titles("科普基地", "Science popularization bases"),
      "dct:modified": ["@type": "xsd:dateTime", "@value": .string(changed.description)],
      "dct:publisher": publisher,
      "dcat:keyword": ["科普", "科普基地", "science museum", "science popularization"],
      "dcat:distribution": [
        distribution("GeoJSON", "/data/bases.geojson", "application/geo+json"),
        distribution("CSV", "/data/bases.csv", "text/csv"),
        service("JSON API", "/api/bases", "/api/openapi.json"),
        service("OGC API Features", "/ogc", "/api/openapi.json"),
      ],
    ]
  }

  private var publisher: JSONValue {
    ["@type": "foaf:Organization", "foaf:name": .string(organizer?.zhHans ?? "Kepu")]
  }

  private func titles(_ chinese: String, _ english: String) -> JSONValue {
    [
      ["@language": "zh-Hans", "@value": .string(chinese)], ["@language": "en", "@value": .string(english)],
    ]
  }

  private func distribution(_ title: String, _ path: String, _ type: String) -> JSONValue {
    [
      "@type": "dcat:Distribution", "dct:title": .string(title),
      "dcat:downloadURL": ["@id": .string(baseURL + path)], "dcat:mediaType": .string(type),
    ]
  }

  private func service(_ title: String, _ path: String, _ description: String) -> JSONValue {
    [
      "@type": "dcat:Distribution", "dct:title": .string(title), "dcat:accessURL": ["@id": .string(baseURL + path)],
      "dcat:accessService": [
        "@type": "dcat:DataService", "dcat:endpointURL": ["@id": .string(baseURL + path)],
        "dcat:endpointDescription": ["@id": .string(baseURL + description)],
      ],
    ]
  }
}
