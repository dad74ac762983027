import Foundation
import SQL

/// Work to be done in the background, kept in a table: put in with the change that asks for it, done once it is on disk.
///
///     try queue.add(Job("mail.send", payload: message), in: writer)
///
/// A job that fails is tried again, later and later; one that fails too often is kept as dead for somebody to look at.
/// A job whose process dies comes back when its lease ends. A job may therefore run twice: handlers must bear that.
public struct JobQueue: Sendable {
  let clock: Clock
  let ids: IDGenerator

  /// How often a job is tried.
  static let attempts = 8
  /// How long a process may be silent about a job before another takes it.
  static let lease = Duration.seconds(60)

  /// A queue that takes time and numbers from the given sources.
  public init(clock: Clock = .system, ids: IDGenerator = IDGenerator()) {
    self.clock = clock
    self.ids = ids
  }

  /// Puts a job in, in the transaction of the change that asks for it.
  ///
  /// - Returns: its number, or `nil` when a waiting job has the same key already.
  @discardableResult
  public func add(_ job: Job, in writer: Writer) throws -> ID<Job>? {
    let id = ids.next(Job.self)
    return try writer.insert(job, id, at: clock.now()) ? id : nil
  }

  /// When to try again after so many failures: 2, 4, 8 … seconds up to an hour, and up to a quarter more by chance.
  static func delay(after failures: Int, random: inout some RandomNumberGenerator) -> Duration {
    let seconds = min(3_600, 1 << min(failures, 12))
    return .milliseconds(seconds * 1000 + Int.random(in: 0...(seconds * 250), using: &random))
  }
}

/// One piece of work.
public struct Job: Sendable, Hashable {
  /// What kind of work it is; names its handler.
  public let kind: String
  /// What it needs, as JSON.
  public let payload: String
  /// When it may run, or as soon as possible.
  public let notBefore: Instant?
  /// Two waiting jobs never have the same key; the second is not put in.
  public let key: String?

  /// A job with a payload that is written as JSON.
  public init(_ kind: String, payload: some Encodable, notBefore: Instant? = nil, key: String? = nil) throws {
    self.kind = kind
    self.payload = String(decoding: try JSONEncoder().encode(payload), as: UTF8.self)
    self.notBefore = notBefore
    self.key = key
  }

  init(kind: String, payload: String) {
    self.kind = kind
    self.payload = payload
    notBefore = nil
    key = nil
  }
}
