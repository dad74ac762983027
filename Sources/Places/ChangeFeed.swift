import Synchronization

/// Hands the number of each new snapshot to everybody who listens, such as open maps.
final class ChangeFeed: Sendable {
  private let listeners = Mutex<(next: Int, streams: [Int: AsyncStream<Int>.Continuation])>((0, [:]))

  /// Numbers of the snapshots from now on; a slow listener misses all but the newest.
  func stream() -> AsyncStream<Int> {
    let (stream, continuation) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
    let key = listeners.withLock { held in
      held.next += 1
      held.streams[held.next] = continuation
      return held.next
    }
    continuation.onTermination = { [weak self] _ in
      self?.listeners.withLock { $0.streams[key] = nil }
    }
    return stream
  }

  func send(_ revision: Int) {
    let streams = listeners.withLock { Array($0.streams.values) }
    for stream in streams { stream.yield(revision) }
  }
}
