import ArgumentParser
import Visits

struct BenchTours: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tours", abstract: "Plan one-day tours over the bases of a province.")

  @Option(name: .long, help: "How many bases.")
  var bases = 1_000

  @Option(name: .long, help: "How many sessions a base has that day.")
  var sessions = 6

  @Option(name: .long, help: "How many requests.")
  var requests = 200

  func run() {
    print("\n\(requests) requests over \(bases) bases with \(sessions) sessions each; wanted: 95 % within 50 ms\n")
    print("| bases of the province | median ms | 95 % ms | slowest ms | proven best | bases in reach, median | labels, median |")
    print("|---|---|---|---|---|---|---|")
    for spread in TourBenchmark.Spread.allCases { row(spread) }
  }

  private func row(_ spread: TourBenchmark.Spread) {
    var benchmark = TourBenchmark(bases: bases, sessions: sessions, spread)
    var timings = Timings()
    var (exact, reach, labels): (Int, [Int], [Int]) = (0, [], [])
    for _ in 0..<requests {
      let request = benchmark.request()
      let proposals = timings.measure { benchmark.planner.plan(request, benchmark.candidates) }
      exact += proposals.isExact ? 1 : 0
      reach.append(proposals.counts.bookable)
      labels.append(proposals.labels)
    }
    let times = [0.5, 0.95, 1].map { Timings.text(timings.percentile($0)) }.joined(separator: " | ")
    print("| \(spread.rawValue) | \(times) | \(exact) of \(requests) | \(middle(reach)) | \(middle(labels)) |")
  }

  private func middle(_ numbers: [Int]) -> Int { numbers.sorted()[numbers.count / 2] }
}
