import Geo
import SQL
import Site

/// A base as programs read it: the same members in the JSON API, GeoJSON, OGC API Features and downloads.
///
/// A member that is not known is left out; names are objects by language tag.
struct BaseRecord {
  let base: Base
  let regions: RegionTree

  /// The members, without identity of a feature around them.
  var members: [(String, JSONValue?)] {
    let facts = base.facts
    return [
      ("id", .string(facts.externalID)),
      ("slug", .string(base.slug)),
      ("name", .string(facts.names.zhHans)),
      ("names", JSONValue.localized(facts.names)),
      ("aliases", Self.list(facts.aliases)),
      ("operator", facts.operatorName.map(JSONValue.localized)),
      ("summary", facts.summary.map(JSONValue.localized)),
      ("category", .string(facts.category)),
      ("industry", .text(facts.industry)),
      ("level", .text(facts.level)),
      ("namings", facts.namings.map { .array($0.map(Self.naming)) }),
      ("themes", Self.list(facts.themes)),
      ("audiences", Self.list(facts.audiences)),
      ("region", .string(facts.region)),
      ("regionName", .text(regions[facts.region]?.names.zhHans)),
      ("address", facts.address.map(JSONValue.localized)),
      ("positionAccuracy", .text(facts.position?.accuracy.rawValue)),
      ("positionRadius", facts.position?.radius.map { .integer(Int64($0)) }),
      ("openingHours", .text(facts.hours?.text)),
      ("openingExceptions", facts.exceptions.map { .array($0.map(Self.exception)) }),
      ("openingNote", facts.openingNote.map(JSONValue.localized)),
      ("admission", .text(facts.admission?.rawValue)),
      ("priceNote", facts.priceNote.map(JSONValue.localized)),
      ("concessions", Self.list(facts.concessions)),
      ("accessibility", Self.list(facts.accessibility)),
      ("transport", facts.transport.map(JSONValue.localized)),
      ("phone", .text(facts.phone)),
      ("website", .text(facts.website)),
      ("wechat", .text(facts.wechat)),
      ("groupNotice", facts.groupNotice.map(JSONValue.localized)),
      ("exhibits", facts.exhibits.map { .array($0.map(Self.exhibit)) }),
      ("source", facts.source.map(Self.source)),
      ("version", .integer(Int64(base.version))),
      ("updatedAt", .string(base.updatedAt.description)),
    ]
  }

  /// The position as a GeoJSON point, longitude first (RFC 7946), or `null`.
  var geometry: JSONValue {
    guard let coordinate = base.facts.position?.coordinate else { return .null }
    return [
      "type": "Point", "coordinates": [.number(coordinate.longitude), .number(coordinate.latitude)],
    ]
  }

  /// The base as an object of the JSON API.
  var object: JSONValue {
    .members(
      members + [
        ("latitude", base.facts.position.map { .number($0.coordinate.latitude) }),
        ("longitude", base.facts.position.map { .number($0.coordinate.longitude) }),
      ])
  }

  /// The base as a GeoJSON feature.
  var feature: JSONValue {
    [
      "type": "Feature", "id": .string(base.slug), "geometry": geometry, "properties": .members(members),
    ]
  }

  private static func list(_ keys: [String]?) -> JSONValue? {
    keys.map { .array($0.map { .string($0) }) }
  }

  private static func naming(_ naming: BaseFacts.Naming) -> JSONValue {
    .members([
      ("scheme", .string(naming.scheme)), ("from", naming.from.map { .integer(Int64($0)) }),
      ("until", naming.until.map { .integer(Int64($0)) }),
    ])
  }

  private static func exception(_ exception: OpeningException) -> JSONValue {
    .members([
      ("first", .string(exception.first.description)), ("last", .string(exception.last.description)),
      ("hours", .text(exception.hours?.text)), ("reason", .text(exception.reason)),
    ])
  }

  private static func exhibit(_ exhibit: BaseFacts.Exhibit) -> JSONValue {
    .members([("names", .localized(exhibit.names)), ("summary", exhibit.summary.map(JSONValue.localized))])
  }

  private static func source(_ source: BaseFacts.Source) -> JSONValue {
    .members([
      ("title", .string(source.title)), ("url", .text(source.url)), ("confidence", .text(source.confidence)),
      ("checkedOn", .text(source.checkedOn?.description)),
    ])
  }
}
