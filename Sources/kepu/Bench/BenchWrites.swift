import ArgumentParser
import Foundation
import Journal
import SQL
import Server

struct BenchWrites: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "writes",
    abstract: "Make durable small writes from many writers at once.",
    discussion: """
      Each write is a transaction of its own that adds one row to the table bench_writes and is on disk when it counts.
      With --print, each write has a journal entry too, and the number of its row is printed as soon as the write was
      acknowledged; a test ends the process in the middle and looks for every number that it saw.
      """)

  @OptionGroup var common: CommonOptions

  @Option(name: .long, help: "Writers at once.")
  var writers = 64

  @Option(name: .long, help: "Writes of each writer.")
  var each = 1_000

  @Flag(name: .long, help: "Print the number of each acknowledged row.")
  var print = false

  func run() async throws {
    let settings = try common.settings()
    let database = try await Database.open(try DatabaseURL(settings["database"] ?? ""))
    try await database.migrate(Portal.migrations)
    try await database.write { writer in
      try writer.execute("CREATE TABLE IF NOT EXISTS bench_writes (id BIGINT PRIMARY KEY, body TEXT NOT NULL)")
    }
    let ids = IDGenerator()
    let journal = Journal(ids: ids)
    let start = ContinuousClock.now
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<writers {
        group.addTask {
          for _ in 0..<each { try await write(ids.next(), to: database, journal) }
        }
      }
      try await group.waitForAll()
    }
    let seconds = (ContinuousClock.now - start).seconds
    if print { return await database.close() }
    let rows = try await database.value(Int.self, "SELECT COUNT(*) FROM bench_writes") ?? 0
    try await database.write { try $0.execute("DROP TABLE bench_writes") }
    await database.close()
    let name = settings["database"]?.hasPrefix("sqlite:") == true ? "SQLite, synchronous=FULL" : "PostgreSQL, serializable"
    Swift.print("- \(name): \(Int(Double(writers * each) / seconds)) writes/s (\(writers) writers, \(rows) rows)")
  }

  private func write(_ id: ID<BenchWrites>, to database: Database, _ journal: Journal) async throws {
    try await database.write { writer in
      try writer.execute("INSERT INTO bench_writes (id, body) VALUES (\(id), \("a small row of a few dozen bytes"))")
      if print { try journal.record(JournalEntry("bench.written", on: .init("row", id), by: .command("bench")), in: writer) }
    }
    if print { FileHandle.standardOutput.write(Data("\(id.rawValue)\n".utf8)) }
  }
}
