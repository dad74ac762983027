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

  func run() async throws {
    guard let data = FileManager.default.contents(atPath: corpus) else {
      throw ValidationError("There is no file \(corpus).")
    }
    let settings = try common.settings()
    let benchmark = try SearchBenchmark(corpus: data, documents: count)
    if let export { try benchmark.export(to: URL(fileURLWithPath: export)) }
    let database = try await Database.open(try DatabaseURL(settings["database"] ?? ""))
    try await database.migrate(SearchIndex.migrations)
    let start = ContinuousClock.now
    _ = try await benchmark.index(in: database)
    let indexing = ContinuousClock.now - start
    print("Kepu, \(benchmark.documents.count) documents, indexed in \(indexing.components.seconds) s; wanted p95 ≤ 10 ms.\n")
    print("| queries | count | p50 ms | p95 ms | p99 ms | recall |\n|---|---|---|---|---|---|")
    for line in try await benchmark.run(in: database) {
      print(
        "| \(line.group) | \(line.count) | \(Timings.text(line.p50)) | \(Timings.text(line.p95)) | \(Timings.text(line.p99)) | \(Timings.text(line.recall)) |"
      )
    }
    await database.close()
  }
}
