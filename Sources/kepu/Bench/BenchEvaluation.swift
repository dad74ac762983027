import ArgumentParser
import Evaluation
import Foundation

struct BenchEvaluation: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluation",
    abstract:
      "Assign reviewers to a large round, rank it, and simulate severe reviewers; or solve a flow problem from standard input.")

  @Flag(help: "Read a minimum-cost flow problem in the DIMACS format and print its cost and the milliseconds.")
  var flow = false

  func run() throws {
    guard flow else {
      print("| what | ms | wanted |\n|---|---|---|")
      for row in try EvaluationBenchmark.assignment() { print("| \(row.name) | \(Timings.text(row.milliseconds)) | |") }
      for row in try EvaluationBenchmark.scoring() {
        print("| \(row.name) | \(Timings.text(row.milliseconds)) | ≤ 1000 |")
      }
      print("\n| the truly best 20 of 200 found, of 100 | mean | median | trimmed mean | calibrated |\n|---|---|---|---|---|")
      for line in EvaluationBenchmark.severity() { print(line) }
      return
    }
    let solved = try EvaluationBenchmark.solve(dimacs: [UInt8](FileHandle.standardInput.readDataToEndOfFile()))
    print(solved.cost.map(String.init) ?? "infeasible", Timings.text(solved.milliseconds))
  }
}
