import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import Site

/// Parts go in as a decoder would hand them over; an empty read stands for bytes that do not make a part yet.
@Suite("Deadlines of requests")
struct RequestDeadlineTests {
  private final class Client {
    let loop = EmbeddedEventLoop()
    let channel: EmbeddedChannel
    var problem: Problem?

    init(_ patience: Patience = Patience()) throws {
      channel = EmbeddedChannel(handler: RequestDeadline(patience), loop: loop)
      try channel.connect(to: SocketAddress(ipAddress: "192.0.2.1", port: 1)).wait()
    }

    var isConnected: Bool { channel.isActive }

    func read(_ parts: HTTPRequestPart...) throws {
      for part in parts { channel.pipeline.fireChannelRead(part) }
      channel.pipeline.fireChannelReadComplete()
      channel.read()
      do { try channel.throwIfErrorCaught() } catch let caught as Problem { problem = caught }
    }

    func wait(_ time: TimeAmount) throws {
      loop.advanceTime(by: time)
      do { try channel.throwIfErrorCaught() } catch let caught as Problem { problem = caught }
    }

    /// What was answered since the last time somebody looked.
    func answers() throws -> [HTTPResponse.Status] {
      var statuses: [HTTPResponse.Status] = []
      while let part = try channel.readOutbound(as: HTTPResponsePart.self) {
        if case .head(let response) = part { statuses.append(response.status) }
      }
      return statuses
    }

    func answer() throws {
      try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .ok)))
      try channel.writeOutbound(HTTPResponsePart.end(nil))
    }
  }

  private static let get = HTTPRequestPart.head(HTTPRequest(method: .get, scheme: nil, authority: "x", path: "/"))
  private static let post = HTTPRequestPart.head(HTTPRequest(method: .post, scheme: nil, authority: "x", path: "/"))

  @Test("a head that trickles is refused when its time is over, however often a byte comes")
  func endsSlowHeads() throws {
    let client = try Client()
    for _ in 0..<19 {
      try client.wait(.seconds(1))
      try client.read()
    }
    #expect(client.isConnected)
    #expect(try client.answers().isEmpty)
    try client.wait(.seconds(1))
    #expect(try client.answers() == [.requestTimeout])
    #expect(!client.isConnected)
  }

  @Test("the second head of a connection has its own time, and silence between requests is not its beginning")
  func endsSlowSecondHeads() throws {
    let client = try Client()
    try client.read(Self.get, .end(nil))
    try client.answer()
    #expect(try client.answers() == [.ok])
    try client.wait(.seconds(50))
    #expect(client.isConnected)
    try client.read()
    try client.wait(.seconds(19))
    #expect(client.isConnected)
    try client.wait(.seconds(1))
    #expect(try client.answers() == [.requestTimeout])
    #expect(!client.isConnected)
  }

  @Test("a head that begins while an answer is under way does not cut it off")
  func finishesAnswers() throws {
    let client = try Client()
    try client.read(Self.get, .end(nil))
    try client.read()
    try client.wait(.seconds(30))
    #expect(client.isConnected)
    try client.answer()
    #expect(try client.answers() == [.ok])
    try client.wait(.seconds(20))
    #expect(!client.isConnected)
  }

  @Test("a body below the rate is given up: the route hears of it and has a moment to answer")
  func endsSlowBodies() throws {
    let client = try Client()
    try client.read(Self.post)
    for _ in 0..<19 {
      try client.wait(.seconds(1))
      try client.read(.body(ByteBuffer(repeating: 0x78, count: 10)))
    }
    #expect(client.problem == nil)
    try client.wait(.seconds(1))
    #expect(client.problem?.status == .requestTimeout)
    #expect(client.isConnected)
    try client.answer()
    #expect(try client.answers() == [.ok])
    try client.wait(.seconds(5))
    #expect(!client.isConnected)
  }

  @Test("a body that keeps its rate may take as long as it needs")
  func waitsForSteadyBodies() throws {
    let client = try Client()
    try client.read(Self.post)
    for _ in 0..<600 {
      try client.wait(.seconds(1))
      try client.read(.body(ByteBuffer(repeating: 0x78, count: 500)))
    }
    #expect(client.isConnected && client.problem == nil)
    try client.read(.end(nil))
    try client.wait(.seconds(1_000))
    #expect(client.isConnected && client.problem == nil)
  }

  @Test("time in which the portal does not read is not the client's")
  func forgivesOwnSlowness() throws {
    let client = try Client()
    client.channel.pipeline.fireChannelRead(Self.post)
    client.channel.pipeline.fireChannelReadComplete()
    try client.wait(.seconds(120))
    #expect(client.isConnected && client.problem == nil)
    client.channel.read()
    try client.wait(.seconds(30))
    #expect(client.problem?.status == .requestTimeout)
  }

  @Test("an answer of which nothing is taken for minutes is given up")
  func endsStalledAnswers() throws {
    let client = try Client()
    try client.read(Self.get, .end(nil))
    client.channel.isWritable = false
    client.channel.pipeline.fireChannelWritabilityChanged()
    try client.wait(.seconds(200))
    client.channel.isWritable = true
    client.channel.pipeline.fireChannelWritabilityChanged()
    try client.wait(.seconds(200))
    client.channel.isWritable = false
    client.channel.pipeline.fireChannelWritabilityChanged()
    try client.wait(.seconds(299))
    #expect(client.isConnected)
    try client.wait(.seconds(1))
    #expect(!client.isConnected)
  }
}
