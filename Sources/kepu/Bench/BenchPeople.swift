import ArgumentParser
import Identity
import People
import SQL
import Server

struct BenchPeople: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "people",
    abstract: "Check permissions and find people among a million accounts.",
    discussion: "Fills an empty database first: give one that may be thrown away.")

  @OptionGroup var common: CommonOptions

  @Option(name: .long, help: "Accounts.")
  var people = 1_000_000

  @Option(name: .long, help: "Grants.")
  var grants = 5_000_000

  func run() async throws {
    let settings = try common.settings()
    var options = DatabaseOptions()
    options.statementTimeout = .seconds(1_200)
    let database = try await Database.open(try DatabaseURL(settings["database"] ?? ""), options: options)
    try await database.migrate(Portal.migrations)
    try await PeopleLoad.fill(database, people: people, grants: grants)
    let people = people
    let (check, find, hand) = try await database.read { reader in
      var random = SeededGenerator(seed: 7)
      var (check, find, hand) = (Timings(), Timings(), Timings())
      for round in 0..<6_000 {
        let person = Int64.random(in: 1...Int64(people), using: &random)
        if round < 1_000 {
          _ = try PeopleLoad.check(person, reader)
        } else {
          _ = try check.measure { try PeopleLoad.check(person, reader) }
        }
      }
      for person in 1...Int64(200) {
        let check = try PeopleLoad.checkAtHand(person, reader)
        _ = hand.measure(check)
      }
      for round in 0..<300 {
        let surname = Array("王李张刘陈杨赵黄周吴")[round % 10]
        let text =
          round % 3 == 0
          ? "p\(Int.random(in: 1...people, using: &random))@example.org" : "\(surname)明\(round % 3 == 1 ? "" : "1")"
        _ = try find.measure { try PeopleLoad.find(text, reader) }
      }
      return (check, find, hand)
    }
    await database.close()
    let hasher = PasswordHasher()
    var password = Timings()
    for _ in 0..<12 {
      let start = ContinuousClock.now
      _ = try await hasher.check("not the right one", against: nil)
      password.note(ContinuousClock.now - start)
    }
    let name = settings["database"]?.hasPrefix("sqlite:") == true ? "SQLite" : "PostgreSQL"
    print("| \(name), \(people) accounts, \(grants) grants | p50 | p99 | wanted |\n|---|---|---|---|")
    print(
      "| a password checked (scrypt, N = 2^15, r = 8, p = 3) | \(Timings.text(password.percentile(0.5))) ms | \(Timings.text(password.percentile(0.99))) ms | ≥ 50 ms |"
    )
    print(
      "| a permission check, grants at hand as on every page | \(Timings.text(hand.percentile(0.5))) µs | \(Timings.text(hand.percentile(0.99))) µs | ≤ 20 µs |"
    )
    print(
      "| a permission check, grants read from the database | \(Timings.text(check.percentile(0.5))) ms | \(Timings.text(check.percentile(0.99))) ms | ≤ 0.02 ms |"
    )
    print(
      "| an officer's search by name or address | \(Timings.text(find.percentile(0.5))) ms | \(Timings.text(find.percentile(0.99))) ms | ≤ 20 ms |"
    )
  }
}
