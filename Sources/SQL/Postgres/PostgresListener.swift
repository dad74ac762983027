import Foundation
import Logging

/// One connection that listens, on a thread of its own, for all streams of this process.
///
/// Channels carry the schema's name before their own, so that two installations in one database do not hear each other.
///
/// `@unchecked Sendable`: `waiting`, `isClosed` and `hasThread` are guarded by `lock`; the rest is used by the thread only or
/// does not change.
final class PostgresListener: @unchecked Sendable {
  private let options: PostgresOptions
  private let logger: Logger
  private let hub = NotificationHub()
  private let lock = NSLock()
  private var waiting: [CheckedContinuation<Void, any Error>] = []
  private var isClosed = false
  private var hasThread = false
  private let bell = Bell()
  private let thread = DispatchGroup()

  private var connection: PostgresConnection?
  private var schema = ""
  private var listened: Set<String> = []

  init(_ options: PostgresOptions, logger: Logger) {
    self.options = options
    self.logger = logger
  }

  /// A stream that misses nothing sent after this returns, as long as the connection holds.
  func stream(_ channel: String) async throws -> AsyncStream<String> {
    let stream = hub.stream(channel) { [bell] in bell.ring() }
    try await withCheckedThrowingContinuation { continuation in
      let refused = lock.withLock {
        if isClosed { return true }
        waiting.append(continuation)
        if !hasThread {
          hasThread = true
          thread.enter()
          Worker.start("postgres-listener") { [self] in
            listenUntilClosed()
            thread.leave()
          }
        }
        return false
      }
      if refused { continuation.resume(throwing: DatabaseError.unavailable("it was closed")) }
      bell.ring()
    }
    return stream
  }

  func close() async {
    lock.withLock { isClosed = true }
    bell.ring()
    await thread.ended()
    hub.finish()
  }

  // MARK: The thread

  private func listenUntilClosed() {
    while !lock.withLock({ isClosed }) {
      // Taken before their channels are listened to, so that nobody is answered too early.
      let newcomers = takeWaiting()
      do {
        try connectIfNeeded()
        try listenToChannels()
        for newcomer in newcomers { newcomer.resume() }
      } catch {
        fail(newcomers, error)
        continue
      }
      bell.wait(orReadable: connection?.socket, atMost: nil)
      do {
        deliver(try connection?.receivedNotifications() ?? [])
      } catch {
        fail([], error)
      }
    }
    for late in takeWaiting() { late.resume(throwing: DatabaseError.unavailable("it was closed")) }
    connection = nil
  }

  private func takeWaiting() -> [CheckedContinuation<Void, any Error>] {
    lock.withLock {
      defer { waiting = [] }
      return waiting
    }
  }

  /// Gives the connection up; the next round makes a new one, after a second's rest if there was none.
  private func fail(_ newcomers: [CheckedContinuation<Void, any Error>], _ error: any Error) {
    let reason = (error as? PostgresFailure)?.error ?? .other("\(error)")
    logger.warning("listening for notifications failed", metadata: ["error": "\(reason)"])
    let mustRest = connection == nil
    connection = nil
    for newcomer in newcomers { newcomer.resume(throwing: reason) }
    if mustRest { bell.wait(orReadable: nil, atMost: .seconds(1)) }
  }

  private func connectIfNeeded() throws {
    guard connection == nil else { return }
    let new = try PostgresConnection(options)
    schema = try new.text("SELECT current_schema()")
    connection = new
    let lost = listened
    listened = []
    try listenToChannels()
    for channel in lost { hub.deliver([Writer.Notification(channel: channel, payload: "")]) }
  }

  private func listenToChannels() throws {
    let wanted = hub.channels
    for channel in wanted.subtracting(listened) { try connection?.control("LISTEN \(quoted(channel))") }
    for channel in listened.subtracting(wanted) { try connection?.control("UNLISTEN \(quoted(channel))") }
    listened = wanted
  }

  private func quoted(_ channel: String) -> String {
    "\"" + "\(schema).\(channel)".replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }

  private func deliver(_ notifications: [Writer.Notification]) {
    let prefix = schema + "."
    hub.deliver(
      notifications.filter { $0.channel.hasPrefix(prefix) }.map {
        Writer.Notification(channel: String($0.channel.dropFirst(prefix.count)), payload: $0.payload)
      })
  }
}

/// Wakes a thread that waits for a socket: a pipe to itself.
///
/// Descriptors do not change after `init`.
private final class Bell: Sendable {
  private let readEnd: Int32
  private let writeEnd: Int32

  init() {
    var ends: [Int32] = [-1, -1]
    _ = pipe(&ends)
    for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    readEnd = ends[0]
    writeEnd = ends[1]
  }

  deinit {
    close(readEnd)
    close(writeEnd)
  }

  func ring() {
    var byte: UInt8 = 1
    _ = write(writeEnd, &byte, 1)
  }

  /// Waits for a ring, for something to read, or for the time to pass.
  func wait(orReadable socket: Int32?, atMost limit: Duration?) {
    var polled = [pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)]
    if let socket { polled.append(pollfd(fd: socket, events: Int16(POLLIN), revents: 0)) }
    _ = poll(&polled, nfds_t(polled.count), limit.map { Int32($0 / .milliseconds(1)) } ?? -1)
    var drained = [UInt8](repeating: 0, count: 64)
    while read(readEnd, &drained, drained.count) > 0 {}
  }
}
