import TestSupport
import Testing

@testable import Visits

/// Draws made up by chance that repeats.
enum DrawSamples {
  /// A seed by its number.
  static func seed(_ number: Int, of list: DrawList) throws -> DrawSeed {
    let secret = try #require(DrawSecret(String(repeating: "5a", count: 32)))
    return DrawSeed(secret: secret, publicValue: "\(number)", list: try list.digest)
  }

  /// A list with few places, where most sizes, wishes and tiers occur.
  static func list(
    _ method: DrawMethod, requests: Int, sessions: Int, people: ClosedRange<Int>, places: ClosedRange<Int>, tiers: Int = 3,
    smallerMayFollow: Bool = true, by chance: inout SeededRandom
  ) throws -> DrawList {
    try DrawList(
      method: method, smallerMayFollow: smallerMayFollow,
      sessions: (0..<sessions).map { DrawSession(id: "s\($0)", places: Int.random(in: places, using: &chance)) },
      requests: (1...requests).map { number in
        let wishes = Array((0..<sessions).shuffled(using: &chance).prefix(Int.random(in: 1...sessions, using: &chance)))
        return DrawRequest(
          number: number, people: Int.random(in: people, using: &chance), weight: Int.random(in: 1...5, using: &chance),
          wishes: wishes, tiers: method == .allocation ? wishes.map { _ in Int.random(in: 0..<tiers, using: &chance) } : [])
      })
  }

  /// An allocation of groups of one size, by the usual textbook instance.
  static func equal(schools: Int, dates: Int, by chance: inout SeededRandom) throws -> DrawList {
    try list(.allocation, requests: schools, sessions: dates, people: 10...10, places: 5...25, by: &chance)
  }
}
