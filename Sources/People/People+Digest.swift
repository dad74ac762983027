import Foundation
import Logging
import SQL
import ServiceLifecycle
import Site

extension People {
  /// Mails a digest of unread messages to those who want one and whose last one is a day or a week old.
  ///
  /// - Returns: how many digests were put in the queue.
  @discardableResult
  func mailDigests() async throws -> Int {
    var count = 0
    for digest in [Person.Digest.daily, .weekly] {
      let waiting = try await database.read { try $0.peopleWithUnmailedNotices(digest, limit: 500) }
      for person in waiting where try await database.write({ try mailDigest(to: person, digest, in: $0) }) { count += 1 }
    }
    return count
  }

  private func mailDigest(to id: ID<Person>, _ digest: Person.Digest, in writer: Writer) throws -> Bool {
    let now = clock.now()
    let pause = Duration.seconds(digest == .daily ? 23 * 3_600 : 7 * 86_400 - 3_600)
    if let last = try writer.lastDigest(of: id), now - last < pause { return false }
    guard let person = try writer.person(id), let email = person.email, person.digest == digest else { return false }
    let notices = try writer.unmailedNotices(of: id, limit: 50)
    guard !notices.isEmpty else { return false }
    let t = localizer(person.language)
    let lines = notices.map { "• \($0.event?.words(t) ?? $0.kind)\n  \(link($0.path))" }
    try post(
      letter(
        to: email, t.plural("{count} new message", "{count} new messages", notices.count),
        [t("Hello {name},", ["name": person.name])] + lines
          + [t("You asked for this digest; change it here: {address}", ["address": link("/me/messages")])], t), in: writer)
    try writer.markNoticesMailed(of: id, at: now)
    return true
  }

  /// Mails digests while the server runs.
  public func digests(logger: Logger) -> some Service {
    Chore("digests", every: .seconds(600), .afterPause, failing: "digests could not be mailed", logger: logger) {
      try await mailDigests()
      return false
    }
  }
}
