import HTTPTypes
import Hummingbird
import NIOCore
import SQL

/// What every site has: shipped files, health, figures, robots.
public struct SiteRoutes: Sendable {
  private let site: Site
  private let database: Database
  private let metrics: PrometheusMetrics
  private let metricsToken: String?

  /// The routes of a site.
  public init(site: Site, database: Database, metrics: PrometheusMetrics, metricsToken: String?) {
    self.site = site
    self.database = database
    self.metrics = metrics
    self.metricsToken = metricsToken
  }

  /// Adds the routes.
  public func add(to router: Router<SiteContext>) {
    router.get("/assets/**", use: asset)
    router.get("/healthz") { _, _ in "ok\n" }
    router.get("/readyz", use: ready)
    router.get("/metrics", use: figures)
    router.get("/robots.txt") { _, _ in "User-agent: *\nDisallow: /api/\nDisallow: /tiles/\n" }
  }

  /// `/assets/kepu.css` is asked for anew each time, `/assets/1a2b3c4d/kepu.css` is kept for a year.
  @Sendable private func asset(_ request: Request, _ context: SiteContext) async throws -> Response {
    let path = request.uri.path.dropFirst("/assets/".count)
    if let file = site.assets.file(String(path)) { return response(file, request, isLasting: false) }
    if let slash = path.firstIndex(of: "/"), let file = site.assets.file(String(path[path.index(after: slash)...])),
      file.fingerprint == path[..<slash]
    {
      return response(file, request, isLasting: true)
    }
    throw Problem(.notFound)
  }

  private func response(_ file: Assets.File, _ request: Request, isLasting: Bool) -> Response {
    if let unchanged = site.unchanged(request, version: file.fingerprint) { return unchanged }
    var headers: HTTPFields = [
      .contentType: file.mediaType, .eTag: Validator.tag(file.fingerprint), .vary: "Accept-Encoding",
      .cacheControl: isLasting ? "public, max-age=31536000, immutable" : "public, max-age=300",
    ]
    var bytes = file.bytes
    if let gzipped = file.gzipped, request.acceptsGzip {
      headers[.contentEncoding] = "gzip"
      bytes = gzipped
    }
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  /// Ready when the database answers.
  @Sendable private func ready(_ request: Request, _ context: SiteContext) async throws -> Response {
    guard try await database.answers() else { throw Problem(.serviceUnavailable) }
    return Response(
      status: .ok, headers: [.contentType: "text/plain"], body: ResponseBody(byteBuffer: ByteBuffer(string: "ready\n")))
  }

  /// Figures for Prometheus: with the token, or from this machine when there is none.
  @Sendable private func figures(_ request: Request, _ context: SiteContext) async throws -> Response {
    if let metricsToken {
      guard request.headers[.authorization] == "Bearer \(metricsToken)" else { throw Problem(.forbidden) }
    } else {
      guard ["127.0.0.1", "::1", "local"].contains(context.clientAddress) else { throw Problem(.forbidden) }
    }
    return Response(
      status: .ok, headers: [.contentType: "text/plain; version=0.0.4"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: metrics.text())))
  }
}
