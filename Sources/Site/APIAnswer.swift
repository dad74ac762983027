import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import SQL

/// What the JSON API answers to something that was done.
public struct APIAnswer: Sendable {
  /// The resource as it is now.
  public var body: JSONValue
  /// The status.
  public var status: HTTPResponse.Status
  /// Where what was made, or what waits, is found.
  public var location: String?
  /// Version of the resource, its entity tag.
  public var version: Int?

  /// An answer.
  public init(_ body: JSONValue, status: HTTPResponse.Status = .ok, location: String? = nil, version: Int? = nil) {
    self.body = body
    self.status = status
    self.location = location
    self.version = version
  }

  /// The entity tag of a version, for `If-Match`.
  public static func tag(_ version: Int) -> String { Validator.tag(String(version)) }
}

/// The body of a request of the API, with the digest by which a repetition is known.
public struct APIBody: Sendable {
  /// What was sent; an empty object when nothing was.
  public let json: JSONValue
  let digest: String
}

extension Site {
  /// Reads a JSON body; one without content is an empty object.
  ///
  /// Another kind of content is refused: a page of another site can make a browser send a form, but not JSON.
  ///
  /// - Throws: `Problem` 400, 413 or 415.
  public func apiBody(_ request: Request, largest: Int = 1 << 18) async throws -> APIBody {
    let type = (request.headers[.contentType] ?? "").lowercased().prefix { $0 != ";" }
    let bytes: [UInt8]
    do { bytes = Array(buffer: try await request.body.collect(upTo: largest)) } catch is NIOTooManyBytesError {
      throw Problem(.contentTooLarge)
    }
    guard ["application/json", "application/merge-patch+json"].contains(type) || type.isEmpty && bytes.isEmpty else {
      throw Problem(.unsupportedMediaType)
    }
    let digest = SHA256.hash(data: bytes).dotted
    return APIBody(json: bytes.isEmpty ? .object([]) : try JSONValue(reading: bytes), digest: digest)
  }

  /// Does what a request asks for, in one transaction, and answers. A request with an `Idempotency-Key` that was answered
  /// within a day gets the same answer again and does nothing.
  ///
  /// Source: draft-ietf-httpapi-idempotency-key-header: the same key with other content is 422.
  ///
  /// - Parameters:
  ///   - group: name of a group of writes in which this one may share its transaction (`Database.write(together:)`).
  ///   - prepare: reads the body and checks the request, and returns what is to be done; not asked for a repetition,
  ///     as what was done already is seldom allowed twice.
  public func answer(
    _ request: Request, _ context: SiteContext, in database: Database, together group: String? = nil,
    prepare: (APIBody) async throws -> @Sendable (Writer) throws -> APIAnswer
  ) async throws -> Response {
    let body = try await apiBody(request)
    let repetition = try repetition(request, context, body)
    guard let repetition else { return json(try await database.write(in: group, try await prepare(body)), request) }
    if let answer = try await database.read(repetition.answer) { return json(answer, request) }
    do {
      return try await answer(request, in: database, together: group, repetition, try await prepare(body))
    } catch {
      // The same request may have come twice at once, and the other one was first.
      guard let answer = try await database.read(repetition.answer) else { throw error }
      return json(answer, request)
    }
  }

  /// The same for what many ask for at once: nothing is asked of the database before the transaction itself, which finds a
  /// repetition as well; or one look at it, where the work brings one.
  ///
  /// - Parameter work: reads the body and returns what is to be done; cannot ask the database, so that it says the same again of
  ///   what was done already.
  public func answer(
    _ request: Request, _ context: SiteContext, in database: Database, together group: String, work: (APIBody) throws -> APIWork
  ) async throws -> Response {
    let body = try await apiBody(request)
    let work = try work(body)
    let repetition = try repetition(request, context, body)
    if let look = work.look {
      let known = try await database.read { reader in
        if let answer = try repetition?.answer(reader) { return answer as APIAnswer? }
        try look(reader)
        return nil
      }
      if let known { return json(known, request) }
    }
    guard let repetition else { return json(try await database.write(in: group, work.act), request) }
    do {
      return try await answer(request, in: database, together: group, repetition, work.act)
    } catch let error as DatabaseError {
      // What the rules refuse was refused in the transaction that found no answer; what the database refuses may be because the
      // same request came twice at once.
      guard let answer = try await database.read(repetition.answer) else { throw error }
      return json(answer, request)
    }
  }

  private func answer(
    _ request: Request, in database: Database, together group: String?, _ repetition: APIRepetition,
    _ act: @escaping @Sendable (Writer) throws -> APIAnswer
  ) async throws -> Response {
    let forgets = forgetting.isDue(at: clock.now())
    let answer = try await database.write(in: group) { writer in
      if let answer = try repetition.answer(writer) { return answer }
      let answer = try act(writer)
      if forgets { try writer.forgetAnswers(before: repetition.since) }
      try writer.remember(answer, to: repetition.key, digest: repetition.digest, at: repetition.now)
      return answer
    }
    return json(answer, request)
  }

  /// An answer as a response; never kept by anybody between.
  public func json(_ answer: APIAnswer, _ request: Request) -> Response {
    var response = bytes(
      answer.body.utf8, type: "application/json", version: answer.version.map(String.init), request, status: answer.status)
    response.headers[.cacheControl] = "private, no-cache"
    if let location = answer.location { response.headers[.location] = location }
    return response
  }

  private func repetition(_ request: Request, _ context: SiteContext, _ body: APIBody) throws -> APIRepetition? {
    guard let name = HTTPField.Name("Idempotency-Key"), let key = request.headers[name] else { return nil }
    guard (1...255).contains(key.utf8.count) else {
      throw Problem.badRequest(
        context.t("Please shorten this to {limit} characters.", ["limit": "255"]), field: "Idempotency-Key")
    }
    let whole = "\(context.visitor?.id.description ?? "") \(request.method) \(request.uri.path) \(key)"
    return APIRepetition(
      key: SHA256.hash(data: Data(whole.utf8)).dotted, digest: body.digest, now: clock.now(),
      reused: Problem(.unprocessableContent, detail: context.t("This key was used for another request.")))
  }
}

extension Request {
  /// Stops a change that does not begin from the version which is stored (`If-Match`, RFC 9110 13.1.1).
  ///
  /// A weak tag counts as well: proxies that compress make strong ones weak.
  ///
  /// - Throws: `Problem` 428 when the header is missing, 412 when another version is stored.
  public func requireMatch(version: Int, _ t: Localizer) throws {
    guard let header = headers[.ifMatch] else {
      throw Problem(.preconditionRequired, detail: t("Say from which version you begin, in the header If-Match."))
    }
    guard Validator.matches(header, String(version)) else {
      throw Problem(.preconditionFailed, detail: t("Somebody else changed this meanwhile. Please look at it again."))
    }
  }
}
