import CCurl
import Foundation
import NIOPosix
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// Why a message could not be handed over.
public enum MailError: Error, Sendable, CustomStringConvertible {
  /// Worth another try: the server is away, or says so (4xx).
  case temporary(String)
  /// Will never work: the server refuses the message or the receiver (5xx).
  case permanent(String)

  /// What went wrong, in the server's words; never a password.
  public var description: String {
    switch self {
    case .temporary(let words): "not now: \(words)"
    case .permanent(let words): "refused: \(words)"
    }
  }
}

/// A mail server, as the setting `mail` names it.
public struct SMTPServer: Sendable, CustomStringConvertible, CustomReflectable {
  let url: String
  let user: String?
  let password: String?
  let needsTLS: Bool

  /// Reads `smtp://user:password@host:port?tls=required|none` or `smtps://…`. TLS is demanded unless the server is this machine.
  public init?(_ text: String) {
    guard let parts = URLComponents(string: text), let scheme = parts.scheme, scheme == "smtp" || scheme == "smtps",
      let host = parts.host,
      !host.isEmpty
    else { return nil }
    let isLocal = ["localhost", "127.0.0.1", "::1", "[::1]"].contains(host)
    let tls = parts.queryItems?.first { $0.name == "tls" }?.value ?? (isLocal ? "none" : "required")
    guard tls == "required" || tls == "none" else { return nil }
    url = "\(scheme)://\(host):\(parts.port ?? (scheme == "smtps" ? 465 : 587))"
    user = parts.user
    password = parts.password
    needsTLS = scheme == "smtp" && tls == "required"
  }

  /// The server without its password.
  public var description: String { url }

  /// The same for whoever looks inside.
  public var customMirror: Mirror { Mirror(self, children: ["url": url]) }
}

/// Hands messages over: to a mail server, to `sendmail`, or into a folder while a portal is being tried.
public struct Mailer: Sendable {
  /// Where messages go.
  public enum Way: Sendable {
    /// A file for each, `*.eml`, that mail programs open.
    case folder(String)
    /// A program that takes a message on its standard input, as `sendmail` does.
    case sendmail(String)
    /// A mail server.
    case smtp(SMTPServer)
  }

  private let way: Way

  /// A mailer.
  public init(_ way: Way) { self.way = way }

  /// The way that a setting names: `folder:PATH`, `sendmail:PATH`, `smtp://…` or `smtps://…`.
  public init?(_ setting: String) {
    if setting.hasPrefix("folder:") {
      way = .folder(String(setting.dropFirst("folder:".count)))
    } else if setting.hasPrefix("sendmail:") {
      way = .sendmail(String(setting.dropFirst("sendmail:".count)))
    } else {
      guard let server = SMTPServer(setting) else { return nil }
      way = .smtp(server)
    }
  }

  /// Hands a message over.
  ///
  /// - Throws: `MailError`.
  public func send(_ message: MailMessage) async throws(MailError) {
    Self.ignoreBrokenPipes
    switch way {
    case .folder(let path): try Self.write(message, to: path)
    case .sendmail(let program): try await Self.run(program, message)
    case .smtp(let server): try await Self.send(message, to: server)
    }
  }

  /// A program or a server that leaves before it has read everything is an error to be told, and must not end the portal.
  private static let ignoreBrokenPipes: Void = { _ = signal(SIGPIPE, SIG_IGN) }()

  /// Written under another name first, so that nobody reads half a message; for its owner only, as letters hold keys to accounts.
  private static func write(_ message: MailMessage, to folder: String) throws(MailError) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let name = "\(folder)/\(message.date)-\(message.messageID.prefix { $0 != "@" }).eml"
      let partial = "\(folder)/.\(randomName())"
      guard FileManager.default.createFile(atPath: partial, contents: Data(message.bytes), attributes: [.posixPermissions: 0o600])
      else {
        throw MailError.temporary("the folder \(folder) cannot be written")
      }
      guard rename(partial, name) == 0 else { throw MailError.temporary("\(name) cannot be written") }
    } catch let error as MailError { throw error } catch {
      throw .temporary("the folder \(folder) cannot be written: \(error.localizedDescription)")
    }
  }

  /// The message goes to the program as a file: a program that ends before it has read a pipe leaves an error in the pipe's
  /// writer, which swift-subprocess 1.0.2 does not survive.
  private static func run(_ program: String, _ message: MailMessage) async throws(MailError) {
    let path = NSTemporaryDirectory() + "/kepu-\(randomName()).eml"
    defer { try? FileManager.default.removeItem(atPath: path) }
    guard FileManager.default.createFile(atPath: path, contents: Data(message.bytes), attributes: [.posixPermissions: 0o600])
    else {
      throw .temporary("\(path) cannot be written")
    }
    do {
      let input = try FileDescriptor.open(FilePath(path), .readOnly)
      let result = try await Subprocess.run(
        .path(FilePath(program)), arguments: ["-i", "-f", message.from.address, "--", message.to.address],
        input: .fileDescriptor(input, closeAfterSpawningProcess: true), output: .discarded, error: .string(limit: 4_096))
      guard result.terminationStatus.isSuccess else {
        throw MailError.temporary("\(program): \(result.standardError) \(result.terminationStatus)")
      }
    } catch let error as MailError { throw error } catch { throw .temporary("\(program) cannot be run: \(error)") }
  }

  private static let timeout = 20

  /// What a server says of our account there, not of the message, which waits until the setting is put right. Source: RFC 4954
  /// §6.
  private static let accountReplies: Set<Int> = [530, 534, 535, 538]

  private static func send(_ message: MailMessage, to server: SMTPServer) async throws(MailError) {
    let bytes = message.bytes
    let (from, to) = ("<\(message.from.address)>", "<\(message.to.address)>")
    let outcome: (code: Int32, reply: Int, words: String)
    do {
      outcome = try await NIOThreadPool.singleton.runIfActive {
        var words = [CChar](repeating: 0, count: 512)
        var reply = 0
        let code = bytes.withUnsafeBytes { buffer in
          kepu_smtp_send(
            server.url, server.user, server.password, server.needsTLS ? 1 : 0, nil, from, to,
            buffer.bindMemory(to: CChar.self).baseAddress, buffer.count, timeout, &words, &reply)
        }
        return (code, reply, String(decoding: words.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
      }
    } catch { throw .temporary("\(error)") }
    guard outcome.code != 0 else { return }
    let words =
      "\(server): \(outcome.words.isEmpty ? "curl \(outcome.code)" : outcome.words)\(outcome.reply > 0 ? " (\(outcome.reply))" : "")"
    let isRefused = (500..<600).contains(outcome.reply) && !accountReplies.contains(outcome.reply)
    throw isRefused ? .permanent(words) : .temporary(words)
  }
}
