import ArgumentParser

struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure how fast this machine is with Kepu.",
    discussion: "`make bench` runs all of these with a release build and puts them into one table.",
    subcommands: [
      BenchTiles.self, BenchPoints.self, BenchHTML.self, BenchWrites.self, BenchSearch.self, BenchPeople.self,
      BenchEvaluation.self, BenchRound.self, BenchDraws.self, BenchBookings.self,
      BenchBookingAccounts.self, BenchBookingClients.self, BenchTours.self,
    ])
}

/// Times of many runs of the same thing.
struct Timings {
  private var milliseconds: [Double] = []

  /// Runs `body` and notes how long it took.
  mutating func measure<Result>(_ body: () throws -> Result) rethrows -> Result {
    let start = ContinuousClock.now
    let result = try body()
    note(ContinuousClock.now - start)
    return result
  }

  mutating func note(_ duration: Duration) {
    milliseconds.append(duration.seconds * 1_000)
  }

  /// The time that a share of the runs stayed under, such as 0.95, in milliseconds.
  func percentile(_ share: Double) -> Double {
    let sorted = milliseconds.sorted()
    guard !sorted.isEmpty else { return 0 }
    return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
  }

  /// A time in milliseconds with three decimals.
  static func text(_ milliseconds: Double) -> String {
    String((milliseconds * 1000).rounded() / 1000)
  }
}

/// SplitMix64: the same numbers on every run, so that figures compare.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

extension Duration {
  /// Seconds with their fraction.
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
