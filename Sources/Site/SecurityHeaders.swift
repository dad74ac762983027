import HTTPTypes

/// Headers that tell browsers what pages may do: nothing that the portal does not ship itself.
struct SecurityHeaders: Sendable {
  private let policy: String
  private let isSecure: Bool

  init(_ configuration: SiteConfiguration) {
    policy = Self.policy(configuration, framed: false)
    isSecure = configuration.isSecure || configuration.publicURL?.hasPrefix("https://") == true
  }

  /// The content security policy; `framed` pages may stand in anybody's frame.
  ///
  /// MapLibre starts its worker from a blob and reads pictures from blobs.
  static func policy(_ configuration: SiteConfiguration, framed: Bool) -> String {
    let raster = configuration.rasterOrigin.map { " \($0)" } ?? ""
    return """
      default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:\(raster); \
      connect-src 'self'\(raster); worker-src 'self' blob:; child-src blob:; object-src 'none'; base-uri 'none'; \
      form-action 'self'; frame-ancestors \(framed ? "*" : "'self'")
      """
  }

  func add(to headers: inout HTTPFields) {
    if headers[.contentSecurityPolicy] == nil { headers[.contentSecurityPolicy] = policy }
    headers[.xContentTypeOptions] = "nosniff"
    headers[Self.referrerPolicy] = "strict-origin-when-cross-origin"
    headers[Self.permissionsPolicy] = "geolocation=(self), camera=(), microphone=()"
    headers[Self.openerPolicy] = "same-origin"
    if isSecure { headers[.strictTransportSecurity] = "max-age=31536000" }
  }

  private static let referrerPolicy = name("Referrer-Policy")
  private static let permissionsPolicy = name("Permissions-Policy")
  private static let openerPolicy = name("Cross-Origin-Opener-Policy")

  private static func name(_ text: String) -> HTTPField.Name { HTTPField.Name(text) ?? .server }
}
