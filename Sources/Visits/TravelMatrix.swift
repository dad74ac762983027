import Foundation
import Geo

/// How long a way takes, by its straight distance: each class of distance has roads that wind and a speed (绕行系数).
///
/// The first kilometres of a way are slow, the later ones fast, so a longer way never takes less time.
public struct TravelFactors: Sendable, Hashable {
  /// A part of a way.
  public struct Part: Sendable, Hashable {
    /// Straight metres at which the part ends.
    public let upTo: Double
    /// How much longer the road is than the straight line, such as 1.3.
    public let winding: Double
    /// Kilometres an hour on the road.
    public let speed: Double

    /// A part of a way.
    public init(upTo: Double, winding: Double, speed: Double) {
      self.upTo = upTo
      self.winding = winding
      self.speed = speed
    }

    fileprivate var minutesPerMetre: Double { winding / speed * 60 / 1000 }
  }

  /// The parts from short to long; the last is used beyond its end too.
  public let parts: [Part]
  /// Minutes of getting in and out, for every way that is not of zero length.
  public let boarding: Int

  /// Factors by their parts.
  public init(parts: [Part], boarding: Int) {
    self.parts = parts
    self.boarding = boarding
  }

  /// Whole minutes for a straight distance in metres, rounded up.
  public func minutes(metres: Double) -> Int { Int(MinutesByDistance(self)[metres]) }

  /// The longest straight distance in metres that takes no more than so many minutes.
  public func farthest(minutes: Int) -> Double {
    var (low, high) = (0.0, 20_040_000.0)
    for _ in 0..<40 {
      let middle = (low + high) / 2
      if self.minutes(metres: middle) <= minutes { low = middle } else { high = middle }
    }
    return high
  }
}

/// Minutes of travel from the start of a tour to its bases, between them, and back.
public struct TravelMatrix: Sendable {
  /// How many bases.
  public let count: Int
  /// Minutes from the start to each base.
  public let out: [Int32]
  /// Minutes from each base back to the start.
  public let back: [Int32]
  /// Minutes from base to base, by rows.
  let between: [Int32]

  /// A matrix from a table of others, such as a routing service's.
  ///
  /// - Returns: `nil` unless `between` has a row for each base with a number for each, and nothing is negative or over a week.
  public init?(out: [Int], back: [Int], between: [[Int]]) {
    let valid = 0...(7 * 24 * 60)
    guard out.count == back.count, out.count == between.count, between.allSatisfy({ $0.count == out.count }),
      (out + back + between.joined()).allSatisfy(valid.contains)
    else { return nil }
    count = out.count
    self.out = out.map(Int32.init)
    self.back = back.map(Int32.init)
    self.between = between.joined().map(Int32.init)
  }

  /// A matrix of no bases.
  static let empty = TravelMatrix()

  private init() { (count, out, back, between) = (0, [], [], []) }

  /// A matrix from straight distances, which go the same both ways.
  public init(_ factors: TravelFactors, start: Coordinate, places: [Coordinate]) {
    let points = places.map(Self.direction)
    count = places.count
    out = Self.minutes(factors, start: start, to: places)
    back = out
    let minutes = MinutesByDistance(factors)
    var between = [Int32](repeating: 0, count: points.count * points.count)
    for row in points.indices {
      for column in 0..<row {
        let way = minutes[Self.metres(points[row], points[column])]
        between[row * points.count + column] = way
        between[column * points.count + row] = way
      }
    }
    self.between = between
  }

  /// Minutes from a start to each of many places, from straight distances.
  static func minutes(_ factors: TravelFactors, start: Coordinate, to places: [Coordinate]) -> [Int32] {
    let minutes = MinutesByDistance(factors)
    let home = direction(start)
    return places.map { minutes[metres(home, direction($0))] }
  }

  /// Minutes from one base to another.
  public func minutes(from: Int, to: Int) -> Int { Int(between[from * count + to]) }

  /// A place as a unit vector: the distance of two then needs one root and one arc.
  private static func direction(_ place: Coordinate) -> SIMD3<Double> {
    let (latitude, longitude) = (place.latitude * .pi / 180, place.longitude * .pi / 180)
    return SIMD3(cos(latitude) * cos(longitude), cos(latitude) * sin(longitude), sin(latitude))
  }

  /// Metres on a sphere of the earth's mean radius.
  private static func metres(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double {
    let difference = a - b
    let half = (difference * difference).sum().squareRoot() / 2
    // The series of the arc is exact to a millimetre up to 600 km, and costs a tenth.
    let square = half * half
    let arc = half < 0.05 ? half * (1 + square * (1 / 6.0 + square * (3 / 40.0))) : asin(min(1, half))
    return 2 * 6_371_008.8 * arc
  }
}

/// The minutes of many distances without adding up the parts of each anew: what the parts before take is kept.
private struct MinutesByDistance {
  private let parts: [(begin: Double, before: Double, pace: Double)]
  private let boarding: Int32

  init(_ factors: TravelFactors) {
    var parts: [(begin: Double, before: Double, pace: Double)] = []
    var (begin, before) = (0.0, 0.0)
    for part in factors.parts {
      parts.append((begin, before, part.minutesPerMetre))
      if part.upTo > begin {
        before += (part.upTo - begin) * part.minutesPerMetre
        begin = part.upTo
      }
    }
    self.parts = parts
    boarding = Int32(factors.boarding)
  }

  subscript(metres: Double) -> Int32 {
    guard metres >= 1 else { return 0 }
    var number = parts.count - 1
    while number > 0 && metres <= parts[number].begin { number -= 1 }
    let part = parts[number]
    return boarding + Int32((part.before + (metres - part.begin) * part.pace).rounded(.up))
  }
}
