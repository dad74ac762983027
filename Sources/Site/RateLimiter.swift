import SQL
import Synchronization

/// Token buckets by client address: so many requests a minute, with a minute's worth saved up at most.
///
/// Memory is bounded: when there are too many addresses, those whose buckets are full again are forgotten.
public final class RateLimiter: Sendable {
  private struct Bucket {
    var tokens: Double
    var at: Int64
  }

  private static let shards = 16
  private static let largestShard = 8_192
  private let perMinute: Double
  private let clock: Clock
  private let buckets: [Shard]

  private final class Shard: Sendable {
    let held = Mutex<[String: Bucket]>([:])
  }

  /// A limiter that lets so many requests a minute through for each address.
  public init(perMinute: Int, clock: Clock) {
    self.perMinute = Double(perMinute)
    self.clock = clock
    buckets = (0..<Self.shards).map { _ in Shard() }
  }

  /// Takes a token; returns the seconds to wait when there is none.
  public func take(_ address: String) -> Int? {
    let now = clock.now().milliseconds
    return buckets[Int(address.hashValue.magnitude % UInt(Self.shards))].held.withLock { shard in
      if shard.count >= Self.largestShard {
        shard = shard.filter { $0.value.tokens + refill($0.value, now) < perMinute }
        if shard.count >= Self.largestShard { shard.removeAll() }
      }
      var bucket = shard[address] ?? Bucket(tokens: perMinute, at: now)
      bucket.tokens = min(perMinute, bucket.tokens + refill(bucket, now))
      bucket.at = now
      defer { shard[address] = bucket }
      guard bucket.tokens >= 1 else { return Int((1 - bucket.tokens) / perMinute * 60) + 1 }
      bucket.tokens -= 1
      return nil
    }
  }

  private func refill(_ bucket: Bucket, _ now: Int64) -> Double {
    Double(max(0, now - bucket.at)) * perMinute / 60_000
  }
}
