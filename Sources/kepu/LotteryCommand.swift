import ArgumentParser
import Foundation
import Visits

struct LotteryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lottery", abstract: "Check draws of places: lotteries, and allocations among schools.",
    subcommands: [VerifyDraw.self])
}

private struct VerifyDraw: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Make a draw again from its published file.",
    discussion: """
      The file is what a draw's page offers. It holds the rule, the requests by number without names, the secret that was \
      committed to, the public value of the day, and what each request got, and is signed. Nothing but the file is needed: no \
      portal, no network.
      """)

  @Argument(help: "The file.")
  var file: String

  @Option(help: "The number of a request: tells why it got what it got.")
  var number: Int?

  func run() throws {
    guard let bytes = FileManager.default.contents(atPath: file) else { throw ValidationError("\(file) cannot be read.") }
    switch DrawBundle.check([UInt8](bytes)) {
    case .good(let key, let record, let result): try tell(key, record, result)
    case .tampered: throw ValidationError("\(file) was changed after it was signed, or is no draw.")
    case .otherSecret: throw ValidationError("The secret is not the one that the commitment was made for.")
    case .otherList: throw ValidationError("The list of requests is not the one of the digest.")
    case .different(let number, let told, let found):
      throw ValidationError("Number \(number) has “\(told)” in the file, but the draw comes to “\(found)”.")
    }
  }

  private func tell(_ key: String, _ record: DrawRecord, _ result: DrawResult) throws {
    let explanation = DrawExplanation(result)
    print("\(record.name) (\(record.id))")
    if let number {
      guard let lines = explanation.lines(for: number) else { throw ValidationError("There is no number \(number).") }
      for line in lines { print(line) }
    } else {
      for line in explanation.lines { print(line) }
    }
    print(
      """
      The draw comes to the same. Compare with what the page of the draw showed
        when the window opened:  commitment \(record.commitment)
        when it closed:          digest \(record.listDigest)
        after the draw:          \(record.publicValueName): \(record.publicValue.isEmpty ? "none" : record.publicValue)
      Signed with the key \(key); compare it with /.well-known/did.json of the portal.
      """)
  }
}
