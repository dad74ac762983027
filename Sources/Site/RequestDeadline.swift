import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Ends requests that trickle in and answers that nobody takes.
///
/// An idle time-out does not see them, as every part that arrives sets it back. Time in which the portal itself does not read
/// (a full buffer, a busy database) is not held against the client. One timer serves a connection and looks at what is due
/// when it goes off; a request as such schedules nothing.
final class RequestDeadline: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private enum Phase {
    /// Between two requests.
    case idle
    case head(began: NIODeadline)
    /// `began` moves on by the time in which nobody asked for more.
    case body(began: NIODeadline, received: Int)
    /// The route was told that nothing more comes, and has a moment to answer.
    case ending(at: NIODeadline)
  }

  private static let lastWords = TimeAmount.seconds(5)

  private let patience: Patience
  private var phase = Phase.idle
  private var stalledAt: NIODeadline?
  private var pausedAt: NIODeadline?
  private var sawPart = false
  private var unanswered = 0
  private var timer: Scheduled<Void>?

  init(_ patience: Patience) { self.patience = patience }

  func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive { beginHead(context) }
  }

  func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

  func channelActive(context: ChannelHandlerContext) {
    beginHead(context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.cancel()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    sawPart = true
    switch unwrapInboundIn(data) {
    case .head:
      unanswered += 1
      phase = .body(began: context.eventLoop.now, received: 0)
      watch(context)
    case .body(let bytes):
      if case .body(let began, let received) = phase {
        phase = .body(began: began, received: received + bytes.readableBytes)
      }
    case .end:
      phase = .idle
    }
    context.fireChannelRead(data)
  }

  /// Bytes that made no part between two requests are the beginning of a head.
  func channelReadComplete(context: ChannelHandlerContext) {
    if !sawPart, case .idle = phase { beginHead(context) }
    sawPart = false
    if case .body = phase { pausedAt = context.eventLoop.now }
    context.fireChannelReadComplete()
  }

  func read(context: ChannelHandlerContext) {
    if let pausedAt, case .body(let began, let received) = phase {
      phase = .body(began: began + (context.eventLoop.now - pausedAt), received: received)
    }
    pausedAt = nil
    context.read()
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) { unanswered -= 1 }
    context.write(data, promise: promise)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    stalledAt = context.channel.isWritable ? nil : context.eventLoop.now
    watch(context)
    context.fireChannelWritabilityChanged()
  }

  private func beginHead(_ context: ChannelHandlerContext) {
    phase = .head(began: context.eventLoop.now)
    watch(context)
  }

  // MARK: The timer

  /// When the first of what is awaited is due.
  private var due: NIODeadline? {
    let request: NIODeadline? =
      switch phase {
      case .idle: nil
      case .head(let began): began + patience.head
      case .body(let began, let received): began + patience.body + .seconds(Int64(received / patience.bodyRate))
      case .ending(let at): at
      }
    let answer = stalledAt.map { $0 + patience.stall }
    guard let request, let answer else { return request ?? answer }
    return min(request, answer)
  }

  private func watch(_ context: ChannelHandlerContext) {
    guard timer == nil, let due else { return }
    timer = context.eventLoop.assumeIsolatedUnsafeUnchecked().scheduleTask(deadline: due) { [self] in
      timer = nil
      look(context)
      watch(context)
    }
  }

  private func look(_ context: ChannelHandlerContext) {
    let now = context.eventLoop.now
    guard context.channel.isActive, let due, due <= now else { return }
    if let stalledAt, stalledAt + patience.stall <= now { return close(context) }
    switch phase {
    case .idle: break
    case .head where unanswered > 0:
      // The next request trickles in while an answer is under way; that answer is not cut off for it.
      beginHead(context)
    case .head: refuse(context)
    case .body(_, let received):
      guard pausedAt == nil else {
        pausedAt = now
        phase = .body(began: now, received: received)
        return
      }
      phase = .ending(at: now + Self.lastWords)
      context.fireErrorCaught(Problem(.requestTimeout, headers: [.connection: "close"]))
    case .ending: close(context)
    }
  }

  private func close(_ context: ChannelHandlerContext) {
    (phase, stalledAt) = (.idle, nil)
    context.close(promise: nil)
  }

  /// Says why before hanging up; no route has heard of the request yet.
  private func refuse(_ context: ChannelHandlerContext) {
    let sentence = ByteBuffer(string: "The request did not arrive in time.\n")
    let headers: HTTPFields = [
      .contentType: "text/plain; charset=utf-8", .contentLength: String(sentence.readableBytes), .connection: "close",
    ]
    context.write(wrapOutboundOut(.head(HTTPResponse(status: .requestTimeout, headerFields: headers))), promise: nil)
    context.write(wrapOutboundOut(.body(sentence)), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    close(context)
  }
}

@available(*, unavailable)
extension RequestDeadline: Sendable {}
