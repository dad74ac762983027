import ArgumentParser
import Evaluation
import Server

struct BenchRound: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "round",
    abstract: "Put a large round into a database, for measuring the pages of its office.",
    discussion: "Give a database that may be thrown away. Prints the round's number in addresses.")

  @OptionGroup var common: CommonOptions

  @Option(name: .long, help: "Submissions.")
  var submissions = 10_000

  @Option(name: .long, help: "Reviewers.")
  var reviewers = 2_000

  @Option(name: .long, help: "Reviews of each submission.")
  var each = 3

  func run() async throws {
    let portal = try await Portal.open(try common.settings())
    print(try await RoundLoad.fill(portal.evaluation, submissions: submissions, reviewers: reviewers, each: each))
    await portal.close()
  }
}
