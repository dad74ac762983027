import ArgumentParser
import Evaluation
import Foundation
import Server

struct EvaluationCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluation", abstract: "Check results of rounds, and change the key that signs certificates.",
    subcommands: [VerifyResult.self, RotateKey.self])
}

private struct VerifyResult: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Work the ranking of a round out again from its published result.",
    discussion: """
      The file is what a call's page of results offers. It holds the rules, the points without names, and the places, and is
      signed. Nothing but the file is needed: no portal, no network.
      """)

  @Argument(help: "The file.")
  var file: String

  func run() throws {
    guard let bytes = FileManager.default.contents(atPath: file) else { throw ValidationError("\(file) cannot be read.") }
    switch ResultBundle.check([UInt8](bytes)) {
    case .good(let key, let lines):
      for line in lines { print(line) }
      print("The points come to these places. Signed with the key \(key); compare it with /.well-known/did.json of the portal.")
    case .tampered: throw ValidationError("\(file) was changed after it was signed, or is no result of a round.")
    case .different(let number):
      throw ValidationError("The points do not come to the place that the file gives number \(number).")
    }
  }
}

private struct RotateKey: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate-key", abstract: "Sign certificates with a new key from now on.",
    discussion: "What was signed before stays good: old keys stay published, as retired.")

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let portal = try await Portal.open(try common.settings())
    try await portal.database.write { try portal.evaluation.rotateKey(by: .command("rotate-key"), in: $0) }
    await portal.close()
    print("Certificates are signed with a new key.")
  }
}
