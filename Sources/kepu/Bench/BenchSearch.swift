import ArgumentParser
import Foundation
import SQL
import SearchIndex
import Server

struct BenchSearch: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Search many documents.",
    discussion: "The corpus is a file of JSON lines with lang, title, text and questions; see docs/benchmarks.md.")

  @OptionGroup var common: CommonOptions

  @Option(name: .long, help: ArgumentHelp("File of paragraphs.", valueName: "file"))
  var corpus: String

  @Option(name: .long, help: "How many documents to make of it.")
  var count = 100_000

  @Option(name: .long, help: ArgumentHelp("Folder to write documents and queries to, for other programs.", valueName: "folder"))
  var export: String?

  @Flag(
    name: .long,
    help: ArgumentHelp(
      "Ask queries that were never asked in tuning, over other documents.",
      discussion: "Needs --export FOLDER, from which scripts/bench-recall.py judges the answers.")
  )
  var heldOut = false

  @Option(name: .long, help: "Chooses documents and queries; held-out ones are chosen by 2027 when none is given.")
  var seed: UInt64?

  func run() async throws {
    guard let data = FileManager.default.contents(atPath: corpus) else {
      throw ValidationError("There is no file \(corpus).")
    }
    let settings = try common.settings()
    let benchmark = try SearchBenchmark(
      corpus: data, documents: count, seed: seed ?? (heldOut ? 2027 : SearchBenchmark.tuningSeed), isHeldOut: heldOut)
    if let export, !heldOut { try benchmark.export(to: URL(fileURLWithPath: export)) }
    let database = try await Database.open(try DatabaseURL(settings["database"] ?? ""))
    try await database.migrate(SearchIndex.migrations)
    let start = ContinuousClock.now
    _ = try await benchmark.index(in: database)
    let indexing = ContinuousClock.now - start
    print("Kepu, \(benchmark.documents.count) documents, indexed in \(indexing.components.seconds) s; wanted p95 ≤ 10 ms.\n")
    let answers = try await benchmark.ask(in: database)
    await database.close()
    if heldOut {
      if let export { try benchmark.export(answers, to: URL(fileURLWithPath: export)) }
    } else {
      print("| queries | count | p50 ms | p95 ms | p99 ms | recall |\n|---|---|---|---|---|---|")
      for line in benchmark.lines(answers) {
        let figures = [line.p50, line.p95, line.p99, line.recall].map(Timings.text).joined(separator: " | ")
        print("| \(line.group) | \(line.count) | \(figures) |")
      }
    }
  }

  func validate() throws {
    if heldOut, export == nil { throw ValidationError("--held-out needs --export FOLDER, where the answers go.") }
  }
}
