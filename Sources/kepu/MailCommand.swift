import ArgumentParser
import Mail
import People
import Server

struct MailCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mail", abstract: "Try the way mails leave.", subcommands: [Test.self])

  struct Test: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Send one mail now and say what became of it.",
      discussion: "For example: kepu mail test me@example.org --set mail=smtp://user:password@mail.example.org:587")
    @OptionGroup var common: CommonOptions
    @Argument(help: "Address to write to.") var address: String

    func run() async throws {
      let letter = Letter(
        to: address, subject: "Kepu 科普", text: "This mail shows that mails leave. 这封邮件说明邮件可以发出。", language: "en")
      try await withPortal(common) { portal in
        do {
          try await portal.send(letter)
          print("Handed over to the mail system: \(address)")
        } catch let error as MailError { throw People.CommandFailure("The mail did not leave, \(error)") }
      }
    }
  }
}
