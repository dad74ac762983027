import Foundation
import Geo

/// How a routing service is asked how long ways take, and what it answers (路径规划服务).
///
/// Sources: OSRM HTTP API v5, "Table service" (`/table/v1/driving/lon,lat;…?annotations=duration`, seconds, `null` where there is no
/// way); Amap Web service API v3, "distance" (`origins` divided by `|`, one `destination`, `type=1` by road, seconds, positions in
/// GCJ-02, `status` 1 for success).
enum RoutingService: Sendable, Hashable {
  case osrm(address: String)
  case amap(address: String, key: String)

  /// The service that a policy names; `nil` where ways are told by their distance, or Amap's key is missing.
  init?(_ source: TourPolicy.TravelSource, key: String?) {
    switch source {
    case .factors: return nil
    case .osrm(let address): self = .osrm(address: address)
    case .amap(let address):
      guard let key else { return nil }
      self = .amap(address: address, key: key)
    }
  }

  /// Most places of one question. OSRM's own limit is 100 in a table; Amap counts each place as one call of its quota.
  var mostPlaces: Int {
    switch self {
    case .osrm: 90
    case .amap: 30
    }
  }

  /// One question: an address, and which ways its answer tells, from many to many by numbers of the places.
  struct Question: Sendable, Hashable {
    let url: String
    /// The place to which all ways lead; `nil` where all ways between all places are told.
    let destination: Int?
  }

  /// The questions for all ways between some places, the first of which is the start.
  func questions(_ places: [Coordinate]) -> [Question] {
    switch self {
    case .osrm(let address):
      let list = places.map { "\(Self.six($0.longitude)),\(Self.six($0.latitude))" }.joined(separator: ";")
      return [Question(url: "\(address)/table/v1/driving/\(list)?annotations=duration", destination: nil)]
    case .amap(let address, let key):
      let shifted = places.map { GCJ02Coordinate($0) }.map { "\(Self.six($0.longitude)),\(Self.six($0.latitude))" }
      return shifted.indices.map { number in
        Question(
          url:
            "\(address)/v3/distance?type=1&destination=\(shifted[number])&origins=\(shifted.joined(separator: "%7C"))&key=\(key)",
          destination: number)
      }
    }
  }

  /// The minutes that an answer tells, rounded up, by (from, to); ways that the service does not know are left out.
  ///
  /// - Throws: `Unreadable` where it is none that the service's documentation describes.
  func minutes(in answer: Data, to question: Question, places: Int) throws -> [Way: Int32] {
    switch self {
    case .osrm: try Self.table(answer, places)
    case .amap: try Self.distances(answer, question.destination ?? 0, places)
    }
  }

  /// A way by the numbers of its ends.
  struct Way: Sendable, Hashable {
    let from: Int
    let to: Int
  }

  /// The answer is none that the service gives.
  struct Unreadable: Error {}

  private struct Table: Decodable {
    let code: String
    let durations: [[Double?]]?
  }

  private static func table(_ answer: Data, _ places: Int) throws -> [Way: Int32] {
    let table = try JSONDecoder().decode(Table.self, from: answer)
    guard table.code == "Ok", let rows = table.durations, rows.count == places, rows.allSatisfy({ $0.count == places }) else {
      throw Unreadable()
    }
    var minutes: [Way: Int32] = [:]
    for (from, row) in rows.enumerated() {
      for (to, seconds) in row.enumerated() where from != to {
        if let seconds, let whole = whole(seconds) { minutes[Way(from: from, to: to)] = whole }
      }
    }
    return minutes
  }

  private struct Distances: Decodable {
    struct Result: Decodable {
      let origin_id: String
      let duration: String
    }
    let status: String
    let results: [Result]?
  }

  private static func distances(_ answer: Data, _ destination: Int, _ places: Int) throws -> [Way: Int32] {
    let distances = try JSONDecoder().decode(Distances.self, from: answer)
    guard distances.status == "1", let results = distances.results else { throw Unreadable() }
    var minutes: [Way: Int32] = [:]
    for result in results {
      guard let origin = Int(result.origin_id), (1...places).contains(origin), origin - 1 != destination,
        let seconds = Double(result.duration), let whole = whole(seconds)
      else { continue }
      minutes[Way(from: origin - 1, to: destination)] = whole
    }
    return minutes
  }

  /// Minutes of a way that takes no longer than a day.
  private static func whole(_ seconds: Double) -> Int32? {
    (0...86_400).contains(seconds) ? Int32((seconds / 60).rounded(.up)) : nil
  }

  private static func six(_ degrees: Double) -> String { String(format: "%.6f", degrees) }
}
