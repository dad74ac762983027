import ArgumentParser
import Evaluation
import Foundation

struct BenchEvaluation: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluation", abstract: "Assign reviewers to a large round, or solve a flow problem from standard input.")

  @Flag(help: "Read a minimum-cost flow problem in the DIMACS format and print its cost and the milliseconds.")
  var flow = false

  func run() throws {
    guard flow else {
      for row in try EvaluationBenchmark.assignment() { print("\(row.name)\t\(Timings.text(row.milliseconds)) ms") }
      return
    }
    let solved = try EvaluationBenchmark.solve(dimacs: [UInt8](FileHandle.standardInput.readDataToEndOfFile()))
    print(solved.cost.map(String.init) ?? "infeasible", Timings.text(solved.milliseconds))
  }
}
