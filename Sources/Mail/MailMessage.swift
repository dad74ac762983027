/// One message in plain text from one mailbox to another.
///
///     let message = MailMessage(
///       from: museum, to: visitor, subject: "您的预约已确认", text: "…", date: 1_767_225_600_000,
///       messageIDHost: "kepu.example.org", language: "zh-CN")
///     try await mailer.send(message)
///
/// Whatever is put in, a field cannot grow into another one: every value is brought onto one line or stripped of what does not
/// belong in it.
public struct MailMessage: Sendable, Hashable {
  /// Who sends it, also the return path.
  public var from: Mailbox
  /// Who receives it.
  public var to: Mailbox
  /// Who gets the answers, if that is not the sender.
  public var replyTo: Mailbox?
  /// The subject, of any length and in any script.
  public var subject: String
  /// The text; lines may be of any length and end in any way.
  public var text: String
  /// When it was written, in milliseconds since 1970 UTC.
  public var date: Int64
  /// The name of the message without its angle brackets, the same at every attempt to send it.
  ///
  /// Source: RFC 5322 §3.6.4.
  public let messageID: String
  /// Whether a machine wrote it, so that other machines keep from answering (`Auto-Submitted: auto-generated`).
  ///
  /// Source: RFC 3834 §5.
  public var isAutomatic: Bool
  /// The address of the page where such messages can be stopped. Source: RFC 2369 §3.2.
  public var unsubscribe: String?
  /// The language of the text, such as `zh-CN`. Source: RFC 3282.
  public var language: String?

  /// - Parameters:
  ///   - messageIDHost: the host that makes `messageID` unique in the world; if it is none, the sender's domain stands in.
  ///   - identifier: what makes it unique on this host, such as the key of a row; random if it is not given.
  public init(
    from: Mailbox, to: Mailbox, replyTo: Mailbox? = nil, subject: String, text: String, date: Int64, messageIDHost: String,
    identifier: String? = nil, isAutomatic: Bool = true, unsubscribe: String? = nil, language: String? = nil
  ) {
    self.from = from
    self.to = to
    self.replyTo = replyTo
    self.subject = subject
    self.text = text
    self.date = date
    self.isAutomatic = isAutomatic
    self.unsubscribe = unsubscribe
    self.language = language
    let host = Mailbox.isHost(messageIDHost.utf8) ? messageIDHost : from.domain
    let kept = String(
      decoding: (identifier ?? "").utf8.filter { $0.isLetter || $0.isDigit || $0 == .hyphen }.prefix(64), as: UTF8.self)
    messageID = "\(kept.isEmpty ? randomName() : kept)@\(host)"
  }

  /// The message as it travels: lines of ASCII of at most 78 characters (but for an address or a link that is longer) that end in
  /// CRLF.
  ///
  /// Source: RFC 5322 §2.1.1 and §3.6, RFC 2045 §6, RFC 2047.
  public var bytes: [UInt8] {
    var fields = HeaderFields()
    fields.add("Date", raw: MailDate(date).header)
    fields.add("From", from)
    fields.add("To", to)
    if let replyTo { fields.add("Reply-To", replyTo) }
    fields.add("Message-ID", raw: "<\(messageID)>")
    fields.add("Subject", text: subject)
    if isAutomatic { fields.add("Auto-Submitted", raw: "auto-generated") }
    if let link { fields.add("List-Unsubscribe", raw: "<\(link)>") }
    if let language = languageTag { fields.add("Content-Language", raw: language) }
    let body = MailBody(text)
    fields.add("MIME-Version", raw: "1.0")
    fields.add("Content-Type", raw: "text/plain; charset=UTF-8")
    fields.add("Content-Transfer-Encoding", raw: body.encoding)
    return Array((fields.text + "\r\n").utf8) + body.bytes
  }

  private var link: String? {
    let link = (unsubscribe ?? "").utf8.filter { $0.isVisible && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }
    return link.isEmpty ? nil : String(decoding: link, as: UTF8.self)
  }

  private var languageTag: String? {
    let tag = (language ?? "").utf8.filter { $0.isLetter || $0.isDigit || $0 == .hyphen }.prefix(35)
    return tag.isEmpty ? nil : String(decoding: tag, as: UTF8.self)
  }
}

/// 128 random bits in letters and digits.
func randomName() -> String {
  let bits = UInt128.random(in: .min ... .max)
  let digits = String(bits, radix: 36)
  return String(repeating: "0", count: 25 - digits.count) + digits
}
