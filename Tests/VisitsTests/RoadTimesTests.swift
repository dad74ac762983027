import Foundation
import Geo
import Logging
import SQL
import Synchronization
import Testing

@testable import Visits

@Suite("Ways on real roads, as routing services tell them")
struct RoadTimesTests {
  private let start = Coordinate(latitude: 23.1291, longitude: 113.2644)!
  private let places = [Coordinate(latitude: 23.0412, longitude: 113.3678)!, Coordinate(latitude: 22.5431, longitude: 114.0579)!]

  /// A service that answers from a table of addresses, and counts how often it is asked.
  private final class Service: Sendable {
    let asked = Mutex<[String]>([])
    let answer: @Sendable (String) throws -> String

    init(_ answer: @escaping @Sendable (String) throws -> String) { self.answer = answer }

    @Sendable func fetch(_ url: String) async throws -> Data {
      asked.withLock { $0.append(url) }
      return Data(try answer(url).utf8)
    }
  }

  private func roads(_ service: RoutingService, _ fetch: @escaping RoadTimes.Fetch) -> RoadTimes {
    RoadTimes(service, TourPolicy().factors, clock: .system, logger: Logger(label: "test"), fetch: fetch)
  }

  @Test("OSRM's table is asked once with longitude first, and its seconds become minutes with getting in and out")
  func osrm() async {
    let service = Service { _ in
      #"{"code":"Ok","durations":[[0,1201,3600],[1260,0,null],[3720.4,3000,0]],"sources":[],"destinations":[]}"#
    }
    let roads = roads(.osrm(address: "http://osrm.example"), service.fetch)
    await roads.learn(start: start, places: places)
    await roads.learn(start: start, places: places)
    #expect(
      service.asked.withLock { $0 } == [
        "http://osrm.example/table/v1/driving/113.264400,23.129100;113.367800,23.041200;114.057900,22.543100?annotations=duration"
      ])
    let boarding = TourPolicy().factors.boarding
    let matrix = roads.matrix(start: start, places: places)
    #expect(matrix.out.map(Int.init) == [21 + boarding, 60 + boarding])
    #expect(matrix.back.map(Int.init) == [21 + boarding, 63 + boarding])
    #expect(matrix.minutes(from: 1, to: 0) == 50 + boarding)
    let straight = TravelMatrix(TourPolicy().factors, start: start, places: places)
    #expect(matrix.minutes(from: 0, to: 1) == straight.minutes(from: 0, to: 1), "no way was told, so distance counts")
  }

  @Test("Amap is asked for the ways to each place with shifted positions, and the start's own way is left out")
  func amap() async {
    let service = Service { url in
      #expect(url.hasPrefix("http://amap.example/v3/distance?type=1&destination=") && url.hasSuffix("&key=secret"))
      #expect(!url.contains("113.264400,23.129100"), "positions are shifted to GCJ-02 in the mainland")
      return #"{"status":"1","info":"OK","results":[{"origin_id":"1","dest_id":"1","distance":"9000","duration":"900"},"#
        + #"{"origin_id":"2","dest_id":"1","distance":"0","duration":"600"},{"origin_id":"3","dest_id":"1","duration":"60"}]}"#
    }
    let roads = roads(.amap(address: "http://amap.example", key: "secret"), service.fetch)
    await roads.learn(start: start, places: places)
    #expect(service.asked.withLock { $0.count } == 3)
    let matrix = roads.matrix(start: start, places: places)
    let boarding = TourPolicy().factors.boarding
    #expect(matrix.out.map(Int.init) == [15 + boarding, 15 + boarding])
    #expect(matrix.back.map(Int.init) == [10 + boarding, 1 + boarding])
  }

  @Test(
    "a service that is away or answers nonsense is left alone for a minute, and distances count",
    arguments: [#"{"code":"Ok","durations":[[0]]}"#, #"{"code":"InvalidQuery"}"#, "<html>", ""])
  func broken(answer: String) async {
    let service = Service { _ in answer }
    let roads = roads(.osrm(address: "http://osrm.example"), service.fetch)
    for _ in 0..<3 { await roads.learn(start: start, places: places) }
    #expect(service.asked.withLock { $0.count } == 1)
    let straight = TravelMatrix(TourPolicy().factors, start: start, places: places)
    let matrix = roads.matrix(start: start, places: places)
    #expect(matrix.out == straight.out && matrix.back == straight.back)
  }
}
