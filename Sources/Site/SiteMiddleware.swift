import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import SQL

/// The one middleware around all routes: language, limits, problems, headers, log and metrics.
///
/// It is one and not seven because each costs an asynchronous call for every request.
public struct SiteMiddleware: RouterMiddleware {
  private let site: Site
  private let limiter: RateLimiter
  private let security: SecurityHeaders
  private let metrics: RequestMetrics
  private let routes: RouteTable

  /// The middleware of a site; `routes` tells which methods an address has.
  public init(_ site: Site, clock: Clock, routes: RouteTable) {
    self.site = site
    self.routes = routes
    limiter = RateLimiter(perMinute: site.configuration.requestsPerMinute, clock: clock)
    security = SecurityHeaders(site.configuration)
    metrics = RequestMetrics()
  }

  /// Handles a request; never throws, as every error becomes a response.
  public func handle(
    _ request: Request, context: SiteContext, next: (Request, SiteContext) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    var context = context
    let trace = TraceParent(request.headers)
    context.requestID = trace?.traceID ?? RequestID.make()
    context.t = site.localizer(Language(request))
    if let client = request.headers.forwardedClient(proxies: site.configuration.trustedProxies) {
      context.clientAddress = client
    }
    var response = await answer(request, &context, next)
    security.add(to: &response.headers)
    response.headers[RequestID.header] = context.requestID
    if let trace { response.headers[TraceParent.header] = trace.text }
    remember(request, &response)
    if let made = context.binding.made {
      response.headers.setCookie(
        site.configuration.visitCookie, made, seconds: nil, isSecure: site.configuration.isBehindTLS)
    }
    let duration = ContinuousClock.now - start
    metrics.note(route: context.endpointPath ?? "none", status: response.status, duration)
    log(request, response, context, duration)
    return response
  }

  private func answer(
    _ request: Request, _ context: inout SiteContext, _ next: (Request, SiteContext) async throws -> Response
  ) async -> Response {
    do {
      if request.uri.string.utf8.count > 8_192 { throw Problem(.uriTooLong) }
      guard Self.isReadable(request.uri.string) else { throw Problem(.badRequest) }
      if let seconds = limiter.take(context.clientAddress) {
        throw Problem(.tooManyRequests, headers: [.retryAfter: String(seconds)])
      }
      try await meet(request, &context)
      return try await next(request, context)
    } catch {
      return response(to: problem(error, request, context), request, context)
    }
  }

  /// Finds out who comes, and refuses what another site makes a browser send.
  private func meet(_ request: Request, _ context: inout SiteContext) async throws {
    let cookies = Cookies(request.headers)
    let credential = Credential(request, cookies, site.configuration)
    var isBearer = false
    switch credential {
    case .session(let token): context.binding = FormBinding(token)
    case .bearer: isBearer = true
    case nil: context.binding = FormBinding(cookies[site.configuration.visitCookie].map(String.init))
    }
    if !isBearer, ![.get, .head, .options].contains(request.method), !site.isOwn(request) {
      throw Problem(.forbidden, detail: context.t("This was sent from another site and was not done."))
    }
    if let credential { context.visitor = try await site.findVisitor(request, credential) }
    if isBearer, context.visitor == nil, request.uri.path.hasPrefix("/api/") {
      throw Problem(.unauthorized, detail: context.t("This token is not valid."), headers: [.wwwAuthenticate: "Bearer"])
    }
    context.told = cookies["told"].flatMap { $0.isEmpty ? nil : String($0).removingPercentEncoding }
  }

  /// Whether the percent-encoding of an address is whole and says UTF-8 without control characters.
  static func isReadable(_ address: String) -> Bool {
    guard address.utf8.contains(UInt8(ascii: "%")) else { return true }
    guard let decoded = address.removingPercentEncodingStrictly else { return false }
    return !decoded.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
  }

  private func problem(_ error: any Error, _ request: Request, _ context: SiteContext) -> Problem {
    if let problem = error as? Problem { return problem }
    if let error = error as? HTTPError {
      let allowed = routes.methods(request.uri.path)
      if error.status == .notFound, !allowed.isEmpty, !allowed.contains(request.method) {
        let allow = (allowed + [.head]).map(\.rawValue).sorted().joined(separator: ", ")
        return Problem(.methodNotAllowed, headers: [.allow: allow])
      }
      return Problem(error.status, headers: error.headers)
    }
    if let error = error as? DatabaseError {
      switch error {
      case .timeout, .unavailable, .serializationFailure:
        context.logger.error("the database did not answer", metadata: ["request": "\(context.requestID)", "error": "\(error)"])
        return Problem(.serviceUnavailable, headers: [.retryAfter: "2"])
      default: break
      }
    }
    context.logger.error(
      "a request failed",
      metadata: ["request": "\(context.requestID)", "path": "\(request.uri.path)", "error": "\(error)"])
    return Problem(.internalServerError)
  }

  private func response(to problem: Problem, _ request: Request, _ context: SiteContext) -> Response {
    if problem.status == .unauthorized, !Self.isProgram(request) {
      let here = request.method == .get ? request.uri.string : "/"
      return site.redirect(to: "/login" + Components.query([(name: "next", value: here)]))
    }
    var response: Response
    if Self.isProgram(request) {
      response = site.json(
        problem.json(context.t, requestID: context.requestID), request, type: "application/problem+json",
        status: problem.status)
    } else {
      response = site.response(
        problem.page(context.t, requestID: context.requestID), request, context, status: problem.status)
    }
    response.headers[.cacheControl] = "no-store"
    for field in problem.headers { response.headers[field.name] = field.value }
    return response
  }

  /// Programs are those who ask for data: by the address, or by not taking HTML.
  private static func isProgram(_ request: Request) -> Bool {
    let path = request.uri.path
    if path.hasPrefix("/api/") || path.hasPrefix("/ogc") || path.hasPrefix("/tiles/") { return true }
    if request.headers[.authorization] != nil { return true }
    guard let accept = request.headers[.accept] else { return false }
    return accept.contains("json") && !accept.contains("html")
  }

  /// A language that the address asks for is remembered for a year.
  private func remember(_ request: Request, _ response: inout Response) {
    guard let asked = request.uri.queryParameters["lang"].flatMap({ Language(tag: $0) }) else { return }
    response.headers.setCookie(
      Language.cookie, asked.rawValue, seconds: 31_536_000, isSecure: site.configuration.isBehindTLS, isForScripts: true)
  }

  private func log(_ request: Request, _ response: Response, _ context: SiteContext, _ duration: Duration) {
    let level: Logger.Level = response.status.code >= 500 ? .error : .info
    context.logger.log(
      level: level, "request",
      metadata: [
        "request": "\(context.requestID)", "method": "\(request.method)", "path": "\(request.uri.path)",
        "status": "\(response.status.code)",
        "microseconds": "\(duration.components.attoseconds / 1_000_000_000_000 + duration.components.seconds * 1_000_000)",
      ])
  }
}

/// Which methods each address has, asked when a request finds none.
public struct RouteTable: Sendable {
  private let patterns: [(path: [Substring], method: HTTPRequest.Method)]

  /// The routes of a router, as patterns such as `/bases/{slug}`.
  public init(_ routes: [(path: String, method: HTTPRequest.Method)]) {
    patterns = routes.map { ($0.path.split(separator: "/").map { Substring($0) }, $0.method) }
  }

  func methods(_ path: String) -> [HTTPRequest.Method] {
    let parts = path.split(separator: "/")
    return patterns.filter { pattern in
      pattern.path.count == parts.count
        && zip(pattern.path, parts).allSatisfy { $0 == $1 || $0.hasPrefix("{") || $0.hasPrefix(":") }
    }.map(\.method)
  }
}
