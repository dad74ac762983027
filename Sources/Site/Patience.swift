import NIOCore

/// How long the portal waits for a client that is slow, by accident or on purpose (a “slowloris”).
///
/// Source: the rules of Apache's mod_reqtimeout: so long for the head, and a rate below which a body may not fall.
public struct Patience: Sendable {
  /// From the first byte of a request, or the opening of its connection, until its head is whole.
  public var head = TimeAmount.seconds(20)
  /// How long a body may take before its rate counts.
  public var body = TimeAmount.seconds(20)
  /// Bytes a second that a body must bring beyond that.
  public var bodyRate = 500
  /// How long a client may take nothing of an answer that waits for it.
  public var stall = TimeAmount.seconds(300)
  /// How long a connection stays open between two requests.
  public var idle = TimeAmount.seconds(60)

  /// The usual patience.
  public init() {}

  /// The handler that watches over one connection, or one stream of HTTP/2.
  public func handler() -> any RemovableChannelHandler { RequestDeadline(self) }
}
