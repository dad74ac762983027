import Synchronization

/// Passes notifications on to the streams of this process.
final class NotificationHub: Sendable {
  private let state = Mutex(State())

  private struct State {
    var streams: [String: [Int: AsyncStream<String>.Continuation]] = [:]
    var count = 0
  }

  /// A stream of what is sent on a channel from now on.
  ///
  /// - Parameter onEnd: called when nobody listens to the channel any more.
  func stream(_ channel: String, onEnd: @escaping @Sendable () -> Void = {}) -> AsyncStream<String> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: String.self, bufferingPolicy: .bufferingNewest(1024))
    let number = state.withLock { state in
      state.count += 1
      state.streams[channel, default: [:]][state.count] = continuation
      return state.count
    }
    continuation.onTermination = { [weak self] _ in
      if self?.remove(number, channel) == true { onEnd() }
    }
    return stream
  }

  /// Sends to all who listen.
  func deliver(_ notifications: [Writer.Notification]) {
    for notification in notifications {
      let listeners = state.withLock { Array(($0.streams[notification.channel] ?? [:]).values) }
      for listener in listeners { listener.yield(notification.payload) }
    }
  }

  /// The channels that somebody listens to.
  var channels: Set<String> { state.withLock { Set($0.streams.keys) } }

  /// Ends all streams.
  func finish() {
    let all = state.withLock { $0.streams.values.flatMap(\.values) }
    for listener in all { listener.finish() }
  }

  /// - Returns: whether it was the last of its channel.
  private func remove(_ number: Int, _ channel: String) -> Bool {
    state.withLock { state in
      state.streams[channel]?[number] = nil
      guard state.streams[channel]?.isEmpty == true else { return false }
      state.streams[channel] = nil
      return true
    }
  }
}
