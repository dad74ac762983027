import Foundation
import Geo
import Logging
import SQL
import Synchronization

/// How long ways take on real roads, as a routing service told and this process remembers.
///
/// Tours are planned and checked with what is remembered, and with straight distances for ways that nobody told: so a service that is
/// slow or away never keeps anybody from a day out.
final class RoadTimes: Sendable {
  /// Fetches an address within a few seconds.
  typealias Fetch = @Sendable (_ url: String) async throws -> Data

  private struct Ends: Hashable {
    let from: Coordinate
    let to: Coordinate
  }

  private struct Memory {
    var minutes: [Ends: Int32] = [:]
    var since = Instant(milliseconds: 0)
    var restsUntil = Instant(milliseconds: 0)
  }

  private let service: RoutingService
  private let factors: TravelFactors
  private let boarding: Int32
  private let clock: Clock
  private let fetch: Fetch
  private let logger: Logger
  private let memory = Mutex(Memory())

  /// Roads change, and so does what is remembered: it is asked anew after a week.
  private static let keptFor = Duration.seconds(7 * 86_400)
  /// A service that failed is left alone for a minute.
  private static let rest = Duration.seconds(60)
  /// Ways remembered at most, some 30 MB.
  private static let most = 400_000
  private static let unknown: Int32 = -1

  init(_ service: RoutingService, _ factors: TravelFactors, clock: Clock, logger: Logger, fetch: @escaping Fetch) {
    self.service = service
    self.factors = factors
    boarding = Int32(factors.boarding)
    self.clock = clock
    self.logger = logger
    self.fetch = fetch
  }

  /// Most bases whose ways are asked for at once.
  var mostBases: Int { service.mostPlaces - 1 }

  /// Asks for the ways between a start and bases that are not known yet.
  func learn(start: Coordinate, places: [Coordinate]) async {
    var seen: Set<Coordinate> = []
    let all = ([start] + places).prefix(service.mostPlaces).filter { seen.insert($0).inserted }
    guard all.count > 1, !knows(all) else { return }
    do {
      for question in service.questions(all) {
        keep(try service.minutes(in: try await fetch(question.url), to: question, places: all.count), all)
      }
      keepUnknown(all)
    } catch {
      memory.withLock { $0.restsUntil = clock.now() + Self.rest }
      // The address holds a key, so only the kind of the error is told.
      logger.warning("the routing service does not answer", metadata: ["error": "\(type(of: error))"])
    }
  }

  private func knows(_ places: [Coordinate]) -> Bool {
    let now = clock.now()
    return memory.withLock { memory in
      if memory.since + Self.keptFor < now || memory.minutes.count > Self.most {
        memory.minutes = [:]
        memory.since = now
      }
      if now < memory.restsUntil { return true }
      return places.allSatisfy { from in
        places.allSatisfy { $0 == from || memory.minutes[Ends(from: from, to: $0)] != nil }
      }
    }
  }

  private func keep(_ told: [RoutingService.Way: Int32], _ places: [Coordinate]) {
    memory.withLock { memory in
      for (way, minutes) in told {
        memory.minutes[Ends(from: places[way.from], to: places[way.to])] = minutes + boarding
      }
    }
  }

  /// Remembers which ways the service does not know, so that it is not asked for them again.
  private func keepUnknown(_ places: [Coordinate]) {
    memory.withLock { memory in
      for from in places {
        for to in places where from != to && memory.minutes[Ends(from: from, to: to)] == nil {
          memory.minutes[Ends(from: from, to: to)] = Self.unknown
        }
      }
    }
  }

  /// The ways between a start and bases: told ones, and by straight distance where none was told.
  func matrix(start: Coordinate, places: [Coordinate]) -> TravelMatrix {
    let straight = TravelMatrix(factors, start: start, places: places)
    let known = memory.withLock { $0.minutes }
    func told(_ from: Coordinate, _ to: Coordinate, _ otherwise: Int32) -> Int {
      guard let minutes = known[Ends(from: from, to: to)], minutes != Self.unknown else { return Int(otherwise) }
      return Int(minutes)
    }
    let matrix = TravelMatrix(
      out: places.indices.map { told(start, places[$0], straight.out[$0]) },
      back: places.indices.map { told(places[$0], start, straight.back[$0]) },
      between: places.indices.map { from in
        places.indices.map { from == $0 ? 0 : told(places[from], places[$0], Int32(straight.minutes(from: from, to: $0))) }
      })
    return matrix ?? straight
  }
}
