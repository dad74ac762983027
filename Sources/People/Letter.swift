import SQL
import Site

/// A mail that the portal writes, as it waits in the queue of jobs.
public struct Letter: Codable, Sendable {
  /// Address of the receiver.
  public let to: String
  /// Subject.
  public let subject: String
  /// Text, plain.
  public let text: String
  /// Language of the text (RFC 3282).
  public let language: String

  /// A letter.
  public init(to: String, subject: String, text: String, language: String) {
    self.to = to
    self.subject = subject
    self.text = text
    self.language = language
  }

  /// The kind of its job.
  public static let job = "people.letter"
}

extension People {
  /// Puts a letter in the queue, in the transaction of what it tells of.
  func post(_ letter: Letter, in writer: Writer) throws { try jobs.add(try Job(Letter.job, payload: letter), in: writer) }

  /// Writes to an address that is no account's, such as a visitor's who booked without one.
  ///
  /// - Parameter path: where there is more.
  public func write(
    to email: String, _ subject: String, _ words: String, path: String, _ t: Localizer, in writer: Writer
  ) throws {
    try post(letter(to: email, subject, [words, link(path)], t), in: writer)
  }

  /// The greeting, the paragraphs and who it is from.
  func letter(to email: String, _ subject: String, _ paragraphs: [String], _ t: Localizer) -> Letter {
    let close = t("This mail was written by the portal {address}; nobody reads what is answered to it.", ["address": linkBase])
    return Letter(
      to: email, subject: subject, text: (paragraphs + ["-- \n" + close]).joined(separator: "\n\n"), language: t.language.rawValue
    )
  }

  func link(_ path: String) -> String { linkBase + path }
}
