import ArgumentParser
import Foundation
import Visits

/// Lotteries and allocations of many requests, drawn on a machine without a database.
struct BenchDraws: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draws", abstract: "Draw a lottery and allocate dates among many schools.")

  @Option(help: "How many requests.")
  var count = 200_000

  func run() throws {
    print("| draw of \(count) requests | ms | given | people | places | wanted |\n|---|---|---|---|---|---|")
    try measure("lottery, weights 1–5, parties of 1–6, 5 wishes", .lottery, people: 1...6, weights: 1...5)
    try measure("lottery, weights 1–20, parties of 1–6, 5 wishes", .lottery, people: 1...6, weights: 1...20)
    try measure("allocation, groups of 20–200, 5 wishes, 4 tiers by date", .allocation, people: 20...200, weights: 1...1)
  }

  private func measure(_ name: String, _ method: DrawMethod, people: ClosedRange<Int>, weights: ClosedRange<Int>) throws {
    let list = try list(method, people: people, weights: weights)
    let digest = try list.digest
    let seed = DrawSeed(secret: DrawSecret(), publicValue: "11,234.56", list: digest)
    let start = ContinuousClock.now
    let result = DrawResult(list, seed: seed)
    let time = ContinuousClock.now - start
    let outcomes = result.outcomes
    let given = zip(list.requests, outcomes).filter { $0.1.session != nil }
    let served = given.reduce(0) { $0 + $1.0.people }
    let places = list.sessions.reduce(0) { $0 + $1.places }
    let milliseconds = Timings.text(Double(time.components.attoseconds) / 1e15 + Double(time.components.seconds) * 1e3)
    print("| \(name) | \(milliseconds) | \(given.count) | \(served) | \(places) | ≤ 5000 |")
  }

  /// Requests for 2,000 sessions, most for the few that all want, with places for half of all people.
  private func list(_ method: DrawMethod, people: ClosedRange<Int>, weights: ClosedRange<Int>) throws -> DrawList {
    var chance = SeededGenerator(seed: 20_261_126)
    let sessions = 2_000
    let requests = (1...count).map { number in
      var wishes: [Int] = []
      while wishes.count < 5 {
        // The smaller of three chances: low numbers are dear to many.
        let wish = (0..<3).map { _ in Int.random(in: 0..<sessions, using: &chance) }.min() ?? 0
        if !wishes.contains(wish) { wishes.append(wish) }
      }
      return DrawRequest(
        number: number, people: Int.random(in: people, using: &chance), weight: Int.random(in: weights, using: &chance),
        wishes: wishes, tiers: method == .allocation ? wishes.map { _ in Int.random(in: 0..<4, using: &chance) } : [])
    }
    let places = requests.reduce(0) { $0 + $1.people } / 2 / sessions
    return try DrawList(
      method: method, sessions: (0..<sessions).map { DrawSession(id: "s\($0)", places: places) }, requests: requests)
  }
}
