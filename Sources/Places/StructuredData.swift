import Site

/// What search engines read of a base: schema.org in JSON-LD.
struct StructuredData {
  let page: BasePage
  let baseURL: String

  var json: JSONValue {
    let facts = page.base.facts
    return .members([
      ("@context", "https://schema.org"),
      ("@type", [.string(type), "TouristAttraction"]),
      ("@id", .string("\(baseURL)/bases/\(page.base.slug)")),
      ("url", .string("\(baseURL)/bases/\(page.base.slug)")),
      ("name", .string(page.name)),
      ("alternateName", alternateNames),
      ("address", facts.address.map { ["@type": "PostalAddress", "streetAddress": .string($0.zhHans), "addressCountry": "CN"] }),
      (
        "geo",
        facts.position.map { position in
          [
            "@type": "GeoCoordinates", "latitude": .number(position.coordinate.latitude),
            "longitude": .number(position.coordinate.longitude),
          ]
        }
      ),
      ("telephone", .text(facts.phone)),
      ("sameAs", .text(facts.website)),
      ("openingHours", .text(facts.hours?.text)),
      ("isAccessibleForFree", facts.admission.map { .bool($0 == .free) }),
    ])
  }

  private var type: String {
    page.base.facts.category == "st_venue" ? "Museum" : "Place"
  }

  private var alternateNames: JSONValue? {
    let names = [page.base.facts.names.zhHans, page.base.facts.names.zhHant, page.base.facts.names.en]
    let others = names.compactMap { $0 }.filter { $0 != page.name }
    return others.isEmpty ? nil : .array(others.map { .string($0) })
  }
}
