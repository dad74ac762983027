import NIOCore
import NIOPosix
import Synchronization

/// Clients that book over HTTP, on one thread.
struct BookingClients: Sendable {
  let order: BookingOrder
  let group: MultiThreadedEventLoopGroup
  let tally = BookingTally()

  /// So many connections, each of which sends the next request as soon as the last one was answered. The first are sent when all
  /// connections have been open for a second.
  ///
  /// - Returns: when the first was sent.
  func inTurns(_ clients: Int) async throws -> ContinuousClock.Instant {
    let (order, tally, next) = (order, tally, Counter())
    let start = group.next().makePromise(of: Void.self)
    group.next().scheduleTask(in: .seconds(1)) { start.succeed() }
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
      for _ in 0..<clients {
        let done = group.next().makePromise(of: Void.self)
        connect(done) {
          BookingClient(tally, done, began: nil, start: start.futureResult) {
            let number = next.take()
            return number < order.count ? order.requests[number] : nil
          }
        }
        tasks.addTask { try await done.futureResult.get() }
      }
      try await start.futureResult.get()
      let began = ContinuousClock.now
      try await tasks.waitForAll()
      return began
    }
  }

  /// Each request comes over a connection of its own, at a moment of its own within so long a time; how long it takes counts
  /// from that moment on, whenever a socket is free for it.
  func atOnce(within time: Duration, sockets: Int) async throws {
    let loop = group.next()
    let all = loop.makePromise(of: Void.self)
    let (gate, left) = (Gate(sockets), Counter())
    for number in 0..<order.count {
      let delay = TimeAmount.nanoseconds(Int64(time.seconds * 1e9 / Double(order.count) * Double(number)))
      loop.scheduleTask(in: delay) {
        let began = ContinuousClock.now
        gate.enter { ask(number, began: began, on: loop, gate) { if left.take() == order.count - 1 { all.succeed() } } }
      }
    }
    try await all.futureResult.get()
  }

  private func ask(
    _ number: Int, began: ContinuousClock.Instant, on loop: any EventLoop, _ gate: Gate, _ end: @escaping @Sendable () -> Void
  ) {
    let done = loop.makePromise(of: Void.self)
    let (order, tally, sent) = (order, tally, Counter())
    done.futureResult.whenComplete { _ in
      gate.leave()
      end()
    }
    connect(done) {
      BookingClient(tally, done, began: began) { sent.take() == 0 ? order.requests[number] : nil }
    }
  }

  private func connect(_ done: EventLoopPromise<Void>, _ make: @escaping @Sendable () -> BookingClient) {
    let tally = tally
    ClientBootstrap(group: done.futureResult.eventLoop)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .connectTimeout(.seconds(60))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(make()) }
      }
      .connect(to: order.address)
      .whenFailure { _ in
        tally.noteBroken()
        done.succeed()
      }
  }
}

/// One connection of a client: sends a request, waits for its answer, sends the next.
private final class BookingClient: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let tally: BookingTally
  private let done: EventLoopPromise<Void>
  private let next: @Sendable () -> ByteBuffer?
  private var began: ContinuousClock.Instant?
  private var received = ByteBuffer()
  private var isWaiting = false
  private let start: EventLoopFuture<Void>?

  init(
    _ tally: BookingTally, _ done: EventLoopPromise<Void>, began: ContinuousClock.Instant?, start: EventLoopFuture<Void>? = nil,
    next: @escaping @Sendable () -> ByteBuffer?
  ) {
    (self.tally, self.done, self.began, self.start, self.next) = (tally, done, began, start, next)
  }

  func channelActive(context: ChannelHandlerContext) {
    guard let start else { return send(context) }
    start.assumeIsolated().whenComplete { _ in self.send(context) }
  }

  private func send(_ context: ChannelHandlerContext) {
    guard let request = next() else { return context.close(promise: nil) }
    isWaiting = true
    if began == nil { began = .now }
    context.writeAndFlush(wrapOutboundOut(request), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    received.writeBuffer(&bytes)
    guard let answer = BookingAnswer(received), let began else { return }
    tally.note(answer, after: .now - began)
    received.clear()
    (isWaiting, self.began) = (false, nil)
    send(context)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  func channelInactive(context: ChannelHandlerContext) {
    if isWaiting { tally.noteBroken() }
    done.succeed()
  }
}

/// Numbers from zero on.
private final class Counter: Sendable {
  private let value = Mutex(0)

  func take() -> Int {
    value.withLock { value in
      defer { value += 1 }
      return value
    }
  }
}

/// Lets so many in at once; the others wait in a line.
private final class Gate: Sendable {
  private let state: Mutex<(free: Int, line: [@Sendable () -> Void], first: Int)>

  init(_ count: Int) { state = Mutex((count, [], 0)) }

  func enter(_ body: @escaping @Sendable () -> Void) {
    let isFree = state.withLock { state in
      guard state.free > 0 else {
        state.line.append(body)
        return false
      }
      state.free -= 1
      return true
    }
    if isFree { body() }
  }

  func leave() {
    let next: (@Sendable () -> Void)? = state.withLock { state in
      guard state.first < state.line.count else {
        state.free += 1
        return nil
      }
      state.first += 1
      return state.line[state.first - 1]
    }
    next?()
  }
}
