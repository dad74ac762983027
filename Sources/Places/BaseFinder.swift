import Geo
import Hanzi
import SQL
import SearchIndex
import Site

/// Finds the bases that a filter asks for: by name, by distance, or by how well they fit the words.
struct BaseFinder {
  let places: Places

  /// One page of what was found.
  struct Page {
    let bases: [BaseSummary]
    let distances: [ID<Base>: Double]
    let total: Int
    let paging: Paging
    /// Whether the words were taken less strictly, as nothing has all of them.
    let isRelaxed: Bool
  }

  /// Numbers of what was found, in order.
  struct Found {
    var ids: [ID<Base>]
    var distances: [ID<Base>: Double] = [:]
    var isRelaxed = false
  }

  /// At most this many documents are looked at for words; nobody pages further.
  private static let searchLimit = 500

  func page(_ filter: BaseFilter, request: PageRequest) async throws -> Page {
    let snapshot = places.atlas.snapshot
    return try await places.database.read { reader in
      let found = try find(filter, in: snapshot, reader)
      let paging = Paging(request, total: found.ids.count)
      return Page(
        bases: try reader.summaries(Array(found.ids[paging.range])), distances: found.distances,
        total: found.ids.count, paging: paging, isRelaxed: found.isRelaxed)
    }
  }

  /// Everything that passes, in the order in which it is shown.
  func find(_ filter: BaseFilter, in snapshot: AtlasSnapshot, _ reader: Reader) throws -> Found {
    let test = places.atlas.test(filter, in: snapshot, at: places.clock.now())
    var found: Found
    if let query = filter.query {
      let results = try places.search.search(
        SearchQuery(query, kinds: ["base"], limit: Self.searchLimit), in: reader)
      let ids = results.hits.map { ID<Base>(rawValue: $0.id) }
      found = Found(ids: ids.filter { id in snapshot.pin(id).map(test.passes) ?? false })
      found.isRelaxed = results.isRelaxed
    } else {
      found = Found(ids: snapshot.matching(test))
    }
    if let here = filter.near { measure(&found, from: here, in: snapshot) }
    sort(&found, by: filter, in: snapshot)
    return found
  }

  private func measure(_ found: inout Found, from here: Coordinate, in snapshot: AtlasSnapshot) {
    for id in found.ids {
      if let coordinate = snapshot.pin(id)?.coordinate { found.distances[id] = Geodesic.distance(here, coordinate) }
    }
  }

  /// Orders what was found. It comes by name, or by fit where there are words; what has no position is farthest.
  private func sort(_ found: inout Found, by filter: BaseFilter, in snapshot: AtlasSnapshot) {
    switch filter.orderInForce {
    case .relevance: break
    case .distance:
      let distances = found.distances
      found.ids.sort { (distances[$0] ?? .infinity) < (distances[$1] ?? .infinity) }
    case .name:
      guard filter.query != nil else { return }
      let wanted = Set(found.ids)
      found.ids = snapshot.order.map { snapshot.pins[Int($0)].id }.filter(wanted.contains)
    case .changed:
      found.ids = found.ids.map { ($0, snapshot.pin($0)?.changed.milliseconds ?? 0) }.sorted { $0.1 > $1.1 }.map(\.0)
    }
  }
}
