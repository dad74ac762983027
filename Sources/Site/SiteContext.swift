import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// What accompanies a request through the house.
public struct SiteContext: RequestContext {
  /// What the framework needs.
  public var coreContext: CoreRequestContextStorage
  /// Says things in the reader's language.
  public var t = Localizer(.zhHans)
  /// Number of the request, in its log lines and on error pages.
  public var requestID = ""
  /// Address of the client, as far as the configuration believes what proxies say.
  public var clientAddress: String

  /// Who is logged in.
  public var visitor: Visitor?
  /// What a form that was sent before has to tell on this page.
  var told: String?
  var binding: FormBinding

  /// The reader's language.
  public var language: Language { t.language }

  /// A context for a request on a connection.
  public init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    clientAddress = source.channel.remoteAddress?.ipAddress ?? "local"
    binding = .none
  }
}

extension Language {
  /// Name of the cookie that remembers a choice.
  static let cookie = "lang"

  /// The language for a request: what its address asks for, what was chosen before, what the browser prefers.
  init(_ request: Request) {
    let asked = request.uri.queryParameters["lang"].flatMap { Language(tag: $0) }
    let chosen = { Cookies(request.headers)[Language.cookie].flatMap { Language(tag: $0) } }
    let preferred = { request.headers[.acceptLanguage].flatMap { Language(acceptLanguage: $0) } }
    self = asked ?? chosen() ?? preferred() ?? .zhHans
  }

}

extension HTTPFields {
  /// The client behind as many proxies as are trusted: the last but `proxies` entry of `X-Forwarded-For`.
  func forwardedClient(proxies: Int) -> String? {
    guard proxies > 0, let name = HTTPField.Name("X-Forwarded-For"), let header = self[name] else { return nil }
    let hops = header.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
    guard hops.count >= proxies else { return nil }
    let address = hops[hops.count - proxies]
    return address.isEmpty || address.count > 64 ? nil : address
  }
}
