import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

extension Site {
  /// JSON in one piece.
  public func json(
    _ value: JSONValue, _ request: Request, type: String = "application/json", status: HTTPResponse.Status = .ok
  ) -> Response {
    var response = bytes(value.utf8, type: type, version: nil, request, status: status)
    response.headers[.accessControlAllowOrigin] = "*"
    return response
  }

  /// Bytes, compressed when the client asked and it pays; with a validator when there is a version.
  public func bytes(
    _ bytes: [UInt8], type: String, version: String?, _ request: Request, status: HTTPResponse.Status = .ok
  ) -> Response {
    var headers: HTTPFields = [.contentType: type, .cacheControl: "no-cache", .vary: "Accept-Encoding"]
    if let version { headers[.eTag] = Validator.tag(version) }
    var body = bytes
    if bytes.count >= 1_024, MediaType.isText(type), request.acceptsGzip, let small = Gzip.compress(bytes, level: 5) {
      headers[.contentEncoding] = "gzip"
      body = small
    }
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
  }

  /// The answer 304 when the client has this version.
  public func unchanged(_ request: Request, version: String) -> Response? {
    guard let header = request.headers[.ifNoneMatch], Validator.matches(header, version) else { return nil }
    return Response(
      status: .notModified,
      headers: [
        .eTag: Validator.tag(version), .cacheControl: "no-cache",
        .vary: "Accept-Encoding, Accept-Language, Cookie",
      ])
  }

  /// Bytes under an address that changes with them; kept for a year.
  public func immutable(_ bytes: [UInt8], type: String, _ request: Request) -> Response {
    Response(
      status: .ok, headers: [.contentType: type, .cacheControl: "public, max-age=31536000, immutable"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  /// A download that is written piece by piece.
  public func stream(
    _ request: Request, type: String, version: String, fileName: String,
    _ write: @escaping @Sendable (inout any ResponseBodyWriter) async throws -> Void
  ) -> Response {
    if let unchanged = unchanged(request, version: version) { return unchanged }
    var headers: HTTPFields = [
      .contentType: type, .cacheControl: "no-cache", .eTag: Validator.tag(version), .accessControlAllowOrigin: "*",
    ]
    headers[.contentDisposition] = "inline; filename=\"\(fileName)\""
    return Response(
      status: .ok, headers: headers,
      body: ResponseBody { writer in
        try await write(&writer)
        try await writer.finish(nil)
      })
  }

  /// Server-sent events: a number now, and each new one as it comes; a comment every 20 seconds keeps proxies awake.
  /// Ends when the server is told to stop; an open map would keep it waiting otherwise.
  public func events(_ request: Request, from numbers: AsyncStream<Int>, first: Int) -> Response {
    Response(
      status: .ok,
      headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
      body: ResponseBody { writer in
        try await writer.write(ByteBuffer(string: "retry: 2000\ndata: \(first)\n\n"))
        for await event in EventSchedule.merged(numbers, heartbeat: .seconds(20)).cancelOnGracefulShutdown() {
          try await writer.write(ByteBuffer(string: event.map { "data: \($0)\n\n" } ?? ":\n\n"))
        }
        try await writer.finish(nil)
      })
  }
}

/// Mixes events with heartbeats, and ends when the server leaves.
enum EventSchedule {
  static func merged(_ numbers: AsyncStream<Int>, heartbeat: Duration) -> AsyncStream<Int?> {
    AsyncStream(bufferingPolicy: .bufferingNewest(4)) { continuation in
      let task = Task {
        await withTaskGroup(of: Void.self) { group in
          group.addTask { for await number in numbers { continuation.yield(number) } }
          group.addTask { while (try? await Task.sleep(for: heartbeat)) != nil { continuation.yield(nil) } }
          await group.next()
          group.cancelAll()
        }
        continuation.finish()
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }
}

/// Entity tags (RFC 9110, 8.8.3). Weak, as the same content may be compressed or not.
enum Validator {
  static func tag(_ version: String) -> String { "W/\"\(version)\"" }

  /// Whether an `If-None-Match` header names the version, or anything.
  static func matches(_ header: String, _ version: String) -> Bool {
    let wanted = "\"\(version)\""
    return header.split(separator: ",").contains { item in
      let tag = item.drop { $0 == " " }
      return tag == "*" || (tag.hasPrefix("W/") ? tag.dropFirst(2) : tag).prefix(while: { $0 != " " }) == wanted
    }
  }
}

extension Request {
  /// Whether the client takes gzip.
  var acceptsGzip: Bool {
    guard let header = headers[.acceptEncoding] else { return false }
    return header.split(separator: ",").contains { item in
      let parts = item.split(separator: ";").map { $0.filter { $0 != " " } }
      guard let name = parts.first, name == "gzip" || name == "*" else { return false }
      return !parts.dropFirst().contains { $0 == "q=0" || $0 == "q=0.0" }
    }
  }
}
