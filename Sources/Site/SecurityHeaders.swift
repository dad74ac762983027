import HTTPTypes
import Hummingbird

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

  /// What devices a page may ask for; the camera only where codes are read with it.
  static func permissions(camera: Bool) -> String { "geolocation=(self), camera=\(camera ? "(self)" : "()"), microphone=()" }

  func add(to headers: inout HTTPFields) {
    if headers[.contentSecurityPolicy] == nil { headers[.contentSecurityPolicy] = policy }
    headers[.xContentTypeOptions] = "nosniff"
    if headers[Self.referrerPolicy] == nil { headers[Self.referrerPolicy] = "strict-origin-when-cross-origin" }
    if headers[.permissionsPolicy] == nil { headers[.permissionsPolicy] = Self.permissions(camera: false) }
    headers[Self.openerPolicy] = "same-origin"
    if isSecure { headers[.strictTransportSecurity] = "max-age=31536000" }
  }

  private static let referrerPolicy = name("Referrer-Policy")
  private static let openerPolicy = name("Cross-Origin-Opener-Policy")

  private static func name(_ text: String) -> HTTPField.Name { HTTPField.Name(text) ?? .server }
}

extension HTTPField.Name {
  static let permissionsPolicy = HTTPField.Name("Permissions-Policy") ?? .server
}

extension Response {
  /// The page with leave to ask for the camera.
  public mutating func allowCamera() { headers[.permissionsPolicy] = SecurityHeaders.permissions(camera: true) }
}
