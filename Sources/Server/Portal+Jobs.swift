import Foundation
import Logging
import Mail
import People
import SQL
import Site

extension Portal {
  /// What is done in the background, by kind of job.
  func jobHandlers() -> [String: JobRunner.Handler] {
    var handlers = people.jobHandlers
    handlers[Letter.job] = { payload in
      let letter = try JSONDecoder().decode(Letter.self, from: Data(payload.utf8))
      do { try await send(letter) } catch MailError.permanent(let words) {
        // Trying again would not help; the line in the log is for whoever runs the portal.
        logger.error("a mail was refused", metadata: ["error": "\(words)"])
      }
    }
    return handlers
  }

  /// Hands a letter over to the mail system.
  ///
  /// - Throws: `MailError`.
  public func send(_ letter: Letter) async throws {
    guard let mailer = Mailer(settings["mail"] ?? ""),
      let from = Mailbox(name: site.configuration.name.en, address: settings["mail-from"] ?? "")
    else { throw Settings.Wrong(description: "mail and mail-from have to be set.") }
    guard let to = Mailbox(address: letter.to) else { throw MailError.permanent("the address cannot be written to") }
    let host = settings.publicURL.split(separator: "/").last.map { String($0.prefix { $0 != ":" }) } ?? "localhost"
    try await mailer.send(
      MailMessage(
        from: from, to: to, subject: letter.subject, text: letter.text, date: clock.now().milliseconds, messageIDHost: host,
        language: letter.language))
  }

  /// Does the jobs that are due, but for letters, which stay in the queue to be looked at; for tests.
  func runWaitingJobs() async throws {
    let runner = JobRunner(
      queue: JobQueue(clock: clock), database: database, handlers: people.jobHandlers, clock: clock, logger: logger)
    while try await runner.runNext() {}
  }
}
