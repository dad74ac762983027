/// Writes that share one durable commit.
///
/// The writing thread begins a transaction, runs every write that waits, each in its own savepoint, and commits once. A
/// write that fails undoes its savepoint and nothing else. Nobody learns how a write ended before the commit is on disk,
/// also not that it failed, as that may be for what another write of the group did.
///
/// Where the whole transaction is lost (a full disk, a deferred constraint at the commit), the writes are run again one by
/// one, so that each gets its own answer.
final class CommitGroup {
  private let session: SQLiteSession
  private let deliver: ([Writer.Notification]) -> Void
  private var members: [any GroupedWrite] = []

  /// A group takes no more writes after this many or this long, so that the first does not wait for ever.
  static let maximumCount = 512
  static let maximumDuration: Duration = .milliseconds(20)

  init(_ session: SQLiteSession, deliver: @escaping ([Writer.Notification]) -> Void) {
    self.session = session
    self.deliver = deliver
  }

  /// Runs a write and all that `next` gives, and commits them.
  func run(_ first: any GroupedWrite, then next: () -> (any GroupedWrite)?) {
    do {
      try session.control("BEGIN IMMEDIATE")
    } catch {
      return first.finish(failing: error)
    }
    let end = ContinuousClock.now + Self.maximumDuration
    var member: (any GroupedWrite)? = first
    while let current = member {
      members.append(current)
      guard runInSavepoint(current) else { return runAgain(except: current) }
      member = members.count < Self.maximumCount && ContinuousClock.now < end ? next() : nil
    }
    commit()
  }

  /// - Returns: whether the transaction of the group is still there.
  private func runInSavepoint(_ member: any GroupedWrite) -> Bool {
    do {
      try session.control("SAVEPOINT member")
      member.run(in: session)
      if member.hasFailed { try session.control("ROLLBACK TO member") }
      try session.control("RELEASE member")
      return true
    } catch {
      if !member.hasFailed { member.fail(error) }
      return false
    }
  }

  private func commit() {
    do {
      try session.control("COMMIT")
      finish()
    } catch {
      guard members.count > 1 else {
        rollBack()
        members[0].fail(error)
        return finish()
      }
      runAgain(except: nil)
    }
  }

  /// Answers everybody: the changes are on disk.
  private func finish() {
    deliver(members.flatMap { $0.hasFailed ? [] : $0.notifications })
    for member in members { member.finish() }
    members = []
  }

  /// Runs each write in a transaction of its own.
  private func runAgain(except culprit: (any GroupedWrite)?) {
    rollBack()
    let all = members
    for member in all {
      members = [member]
      if member === culprit { finish() } else { runAlone(member) }
    }
  }

  private func runAlone(_ member: any GroupedWrite) {
    do {
      try session.control("BEGIN IMMEDIATE")
      member.run(in: session)
      try session.control(member.hasFailed ? "ROLLBACK" : "COMMIT")
    } catch {
      if !member.hasFailed { member.fail(error) }
    }
    rollBack()
    finish()
  }

  private func rollBack() {
    if session.isInTransaction { try? session.control("ROLLBACK") }
  }
}

/// One write of a group.
protocol GroupedWrite: AnyObject, Sendable {
  /// Runs the closure, for the first time or again, and keeps its result.
  func run(in session: SQLiteSession)
  /// Replaces the result by an error.
  func fail(_ error: any Error)
  /// Whether the result is an error.
  var hasFailed: Bool { get }
  /// What to send if the commit succeeds.
  var notifications: [Writer.Notification] { get }
  /// Hands the result to the task that waits for it.
  func finish()
}

extension GroupedWrite {
  func finish(failing error: any Error) {
    fail(error)
    finish()
  }
}

/// `@unchecked Sendable`: made by a task and from then on used by the writing thread only.
final class PendingWrite<Value: Sendable>: GroupedWrite, @unchecked Sendable {
  private let body: @Sendable (Writer) throws -> Value
  private let continuation: CheckedContinuation<Value, any Error>
  private var result: Result<Value, any Error>
  private(set) var notifications: [Writer.Notification] = []

  init(
    _ body: @escaping @Sendable (Writer) throws -> Value,
    _ continuation: CheckedContinuation<Value, any Error>
  ) {
    self.body = body
    self.continuation = continuation
    result = .failure(DatabaseError.unavailable("it was closed"))
  }

  var hasFailed: Bool {
    if case .failure = result { true } else { false }
  }

  func run(in session: SQLiteSession) {
    let writer = Writer(session)
    result = Result {
      let value = try body(writer)
      try writer.checkHealth()
      return value
    }
    notifications = writer.notifications
  }

  func fail(_ error: any Error) {
    result = .failure(error)
  }

  func finish() {
    continuation.resume(with: result)
  }
}
