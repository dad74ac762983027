import Foundation
import HTTPTypes
import HummingbirdTesting
import Identity
import NIOCore
import SQL
import Testing

@testable import People
@testable import Server

/// A program for tests: speaks JSON with a token, as others' systems do.
struct Program {
  let client: any TestClientProtocol
  var token: String?

  /// What came back.
  struct Answer {
    let status: HTTPResponse.Status
    let headers: HTTPFields
    let text: String

    /// The JSON that came back.
    var json: [String: Any] {
      (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
    }

    subscript(member: String) -> Any? { json[member] }
    var tag: String? { headers[.eTag] }
  }

  /// Sends something; a body as it is, whatever it holds.
  @discardableResult
  func send(
    _ method: HTTPRequest.Method, _ path: String, raw body: String? = nil, key: String? = nil, match: String? = nil,
    type: String = "application/json"
  ) async throws -> Answer {
    var headers: HTTPFields = [.acceptLanguage: "en"]
    if let token { headers[.authorization] = "Bearer \(token)" }
    if let key, let name = HTTPField.Name("Idempotency-Key") { headers[name] = key }
    if let match { headers[.ifMatch] = match }
    if body != nil { headers[.contentType] = type }
    let response = try await client.executeRequest(
      uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
    return Answer(status: response.status, headers: response.headers, text: String(buffer: response.body))
  }

  /// Sends JSON.
  @discardableResult
  func send(
    _ method: HTTPRequest.Method, _ path: String, _ body: [String: Any], key: String? = nil, match: String? = nil
  ) async throws -> Answer {
    let text = String(decoding: try JSONSerialization.data(withJSONObject: body, options: .sortedKeys), as: UTF8.self)
    return try await send(method, path, raw: text, key: key, match: match)
  }

  func get(_ path: String) async throws -> Answer { try await send(.get, path) }
}

extension TestPortal {
  /// A program with a token of somebody; with every scope unless others are named.
  func program(
    of person: Person, _ scopes: [TokenScope] = TokenScope.allCases, organization: ID<Organization>? = nil,
    secondFactor: Bool = true
  ) async throws -> Program {
    let people = portal.people
    let now = clock.now
    let token = try await portal.database.write { writer in
      let rights = Rights(
        person: person, grants: try writer.grants(of: person.id, at: now), session: nil, confirmedAt: now,
        hasSecondFactor: secondFactor, tokenScopes: nil, isSecondFactorOwed: false)
      return try people.makeToken("test", scopes: scopes, organization: organization, days: 30, by: rights, in: writer)
    }
    return Program(client: client, token: token.text)
  }
}
