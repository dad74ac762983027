import Foundation

/// Work that waits for a thread with a connection.
///
/// Tasks put work in and are suspended; threads of `Worker` take it out and block while they do it, so the cooperative
/// threads of Swift never block. Work that has waited too long or whose task was cancelled leaves the queue with an error,
/// so nothing of it can hold a connection.
///
/// `@unchecked Sendable`: all state is guarded by `condition`.
final class WorkQueue<Resource>: @unchecked Sendable {
  private let condition = NSCondition()
  private var waiting: [Work] = []
  private var firstIndex = 0
  private var isClosed = false
  private var isWatched = false
  private var idle = 0
  private let patience: Duration
  private let impatience: DatabaseError

  /// - Parameters:
  ///   - patience: how long work may wait before a thread takes it.
  ///   - impatience: what it gets after that.
  init(patience: Duration, impatience: DatabaseError) {
    self.patience = patience
    self.impatience = impatience
  }

  /// One piece of work. It is either done or failed, and that once.
  struct Work: Sendable {
    let ticket: Ticket
    let deadline: ContinuousClock.Instant
    let run: @Sendable (Resource) -> Void
    let fail: @Sendable (any Error) -> Void
  }

  /// Names a piece of work, for cancelling.
  final class Ticket: @unchecked Sendable {
    /// Guarded by the condition of the queue.
    fileprivate var isCancelled = false
  }

  /// Waits until a thread has done the work.
  ///
  /// - Throws: what the work throws, `CancellationError` if the task is cancelled before it began, and
  ///   `DatabaseError.timeout` or `.unavailable` if no thread took it.
  func perform<Value: Sendable>(_ body: @escaping @Sendable (Resource) throws -> Value) async throws -> Value {
    let ticket = Ticket()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        put(
          Work(
            ticket: ticket, deadline: .now + patience,
            run: { resource in continuation.resume(with: Result { try body(resource) }) },
            fail: { continuation.resume(throwing: $0) }))
      }
    } onCancel: {
      cancel(ticket)
    }
  }

  /// Puts work at the end.
  func put(_ work: Work) {
    condition.lock()
    let refusal: (any Error)? =
      work.ticket.isCancelled
      ? CancellationError() : isClosed ? DatabaseError.unavailable("it was closed") : nil
    guard refusal == nil else {
      condition.unlock()
      return work.fail(refusal ?? CancellationError())
    }
    waiting.append(work)
    let startsWatch = !isWatched && waiting.count - firstIndex > idle
    if startsWatch { isWatched = true }
    condition.unlock()
    // After the lock is free, so that whoever wakes up does not wait for it at once.
    condition.signal()
    if startsWatch { Task.detached { [self] in await watch(from: work.deadline) } }
  }

  /// Takes the first piece of work; waits for it; `nil` when the queue is closed.
  func take() -> Work? {
    condition.withLock {
      while true {
        if firstIndex < waiting.count { return removeFirst() }
        if isClosed { return nil }
        idle += 1
        condition.wait()
        idle -= 1
      }
    }
  }

  /// Takes the first piece of work if there is one now.
  func takeAtOnce() -> Work? {
    condition.withLock { firstIndex < waiting.count ? removeFirst() : nil }
  }

  /// Refuses new work; what waits is still done.
  func close() {
    condition.withLock {
      isClosed = true
      condition.broadcast()
    }
  }

  /// Takes the work out if no thread has begun it.
  func cancel(_ ticket: Ticket) {
    let work: Work? = condition.withLock {
      ticket.isCancelled = true
      guard let index = waiting[firstIndex...].firstIndex(where: { $0.ticket === ticket }) else { return nil }
      return waiting.remove(at: index)
    }
    work?.fail(CancellationError())
  }

  private func removeFirst() -> Work {
    let work = waiting[firstIndex]
    firstIndex += 1
    if firstIndex == waiting.count || firstIndex > 256 {
      waiting.removeFirst(firstIndex)
      firstIndex = 0
    }
    return work
  }

  /// Looks from time to time whether work has waited too long; ends when there is none.
  ///
  /// - Parameter first: nothing is late before; a busy queue, which is empty again and again, is not given a watch each time.
  private func watch(from first: ContinuousClock.Instant) async {
    var deadline: ContinuousClock.Instant? = first
    while let next = deadline {
      try? await Task.sleep(until: next, clock: .continuous)
      for work in removeLate() { work.fail(impatience) }
      deadline = firstDeadline()
    }
  }

  private func firstDeadline() -> ContinuousClock.Instant? {
    condition.withLock {
      if firstIndex == waiting.count { isWatched = false }
      return firstIndex < waiting.count ? waiting[firstIndex].deadline : nil
    }
  }

  private func removeLate() -> ArraySlice<Work> {
    condition.withLock {
      let now = ContinuousClock.now
      let late = waiting[firstIndex...].prefix { $0.deadline <= now }
      firstIndex += late.count
      return late
    }
  }
}

/// A thread that does the work of one queue.
enum Worker {
  /// Starts a thread; the closure ends when its queue is closed.
  static func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
    let thread = Thread(block: body)
    thread.name = name
    thread.stackSize = 4 << 20
    thread.start()
  }
}

extension DispatchGroup {
  /// Suspends the task until all threads of the group have ended.
  func ended() async {
    await withCheckedContinuation { continuation in
      notify(queue: .global()) { continuation.resume() }
    }
  }
}
