import HTTPTypes
import Hummingbird
import SQL
import Synchronization

/// Somebody who is logged in, as far as the web kit needs to know; who may do what is the business of the rooms.
public struct Visitor: Sendable {
  /// The person.
  public let id: ID<Visitor>
  /// What the page calls them.
  public let name: String
  /// Changes whenever something of them that stands on every page does; part of every validator.
  public let edition: String
  /// Messages that they have not read.
  public let unread: Int
  /// The rooms that are open to them.
  public let menu: [NavigationItem]
  /// What the room of people knows besides; opaque here.
  public let rights: any Sendable

  /// A visitor.
  public init(id: ID<Visitor>, name: String, edition: String, unread: Int, menu: [NavigationItem], rights: any Sendable) {
    self.id = id
    self.name = name
    self.edition = edition
    self.unread = unread
    self.menu = menu
    self.rights = rights
  }
}

/// Finds out who makes a request; asked once for each that carries a session's cookie or a bearer token.
public typealias VisitorFinder = @Sendable (_ request: Request, _ credential: Credential) async throws -> Visitor?

/// What a request shows to be let in.
public enum Credential: Sendable {
  /// The value of the session's cookie.
  case session(String)
  /// A token in the header `Authorization: Bearer …`.
  case bearer(String)

  /// What a request carries; a bearer token counts before a cookie.
  init?(_ request: Request, _ cookies: Cookies, _ configuration: SiteConfiguration) {
    if let header = request.headers[.authorization], header.lowercased().hasPrefix("bearer ") {
      self = .bearer(String(header.dropFirst(7)))
    } else if let token = cookies[configuration.sessionCookie] {
      self = .session(String(token))
    } else {
      return nil
    }
  }
}

/// The value in the visitor's cookie to which the tickets of a request's forms are bound.
///
/// Most pages have no form, and most visitors no cookie: a value is made when the first ticket asks for it.
final class FormBinding: Sendable {
  private let state: Mutex<(value: String?, isUsed: Bool)>
  private let given: Bool

  init(_ value: String?) {
    given = value != nil
    state = Mutex((value, false))
  }

  /// The value to be kept in a cookie, when one had to be made.
  var made: String? { given ? nil : state.withLock { $0.isUsed ? $0.value : nil } }

  /// Of a request that has not been looked at.
  static let none = FormBinding("")

  /// Whether a ticket was made, so that the cookie is needed.
  var isUsed: Bool { state.withLock { $0.isUsed } }

  func use() -> String {
    state.withLock { state in
      let value = state.value ?? RequestID.make()
      state = (value, true)
      return value
    }
  }
}

extension Site {
  /// Whether a request comes from a page of this portal, as far as the browser tells (Fetch Metadata; RFC 6454).
  func isOwn(_ request: Request) -> Bool {
    if let name = HTTPField.Name("Sec-Fetch-Site"), let place = request.headers[name] {
      return place == "same-origin" || place == "none"
    }
    guard let origin = request.headers[.origin] else { return true }
    return origin == baseURL(request) || origin.hasSuffix("://" + (request.head.authority ?? ""))
  }
}

extension SiteConfiguration {
  /// Whether visitors come over TLS, to the portal itself or to a proxy before it.
  public var isBehindTLS: Bool { isSecure || publicURL?.hasPrefix("https://") == true }
  /// Name of the cookie that holds a session; over TLS, browsers keep it to this host (RFC 6265bis, 4.1.3.2).
  public var sessionCookie: String { isBehindTLS ? "__Host-kepu" : "kepu" }
  /// Name of the cookie to which the forms of those who are not logged in are bound.
  var visitCookie: String { isBehindTLS ? "__Host-visit" : "visit" }
}
