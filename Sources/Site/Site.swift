import Crypto
import HTTPTypes
import Hummingbird
import NIOCore
import SQL

/// The web kit: puts chrome around pages, makes responses with validators, and speaks the reader's language.
public struct Site: Sendable {
  /// Who runs the portal.
  public let configuration: SiteConfiguration
  /// The shipped files.
  public let assets: Assets
  let catalogs: [Language: Catalog]
  private let parts: [Language: ChromeParts]
  let tickets: FormTickets
  /// The time by which the portal lives.
  public let clock: Clock
  let findVisitor: VisitorFinder
  let forgetting = AnswerForgetting()
  /// Changes whenever the program, its wording or its look does; part of every validator.
  let edition: String

  /// A site.
  ///
  /// - Parameters:
  ///   - more: ways at the foot of each page.
  ///   - secret: what forms are signed with.
  ///   - findVisitor: finds out who makes a request that shows a credential.
  public init(
    configuration: SiteConfiguration, assets: Assets, catalogs: [Language: Catalog], navigation: [NavigationItem],
    more: [NavigationItem] = [], secret: String, clock: Clock, findVisitor: @escaping VisitorFinder
  ) {
    self.configuration = configuration
    self.assets = assets
    self.catalogs = catalogs
    let zone = configuration.timeZone
    parts = Dictionary(
      Language.allCases.map { language in
        let t = Localizer(language, catalog: catalogs[language] ?? .empty, zone: zone)
        return (language, ChromeParts(configuration, navigation: navigation, more: more, t: t))
      }, uniquingKeysWith: { first, _ in first })
    tickets = FormTickets(secret: secret, clock: clock)
    self.clock = clock
    self.findVisitor = findVisitor
    edition = assets.edition
  }

  /// A localizer for a language.
  public func localizer(_ language: Language) -> Localizer {
    Localizer(language, catalog: catalogs[language] ?? .empty, zone: configuration.timeZone)
  }

  /// A text in all languages, for messages that are read later in a language that is not known yet.
  public func inAllLanguages(_ say: (Localizer) -> String) -> LocalizedText { LocalizedText(by: localizer, say) }

  /// `https://host` as the reader sees it, for links that leave the page.
  public func baseURL(_ request: Request) -> String {
    if let url = configuration.publicURL { return url }
    let host = request.head.authority ?? "localhost"
    let isPlain = host.allSatisfy { $0.isLetter || $0.isNumber || ".-:[]".contains($0) }
    return (configuration.isSecure ? "https://" : "http://") + (isPlain ? host : "localhost")
  }

  /// A page with its chrome around it.
  ///
  /// With a `version` the response carries a validator; ask `unchanged` with the same version first.
  public func response(
    _ page: Page, _ request: Request, _ context: SiteContext, status: HTTPResponse.Status = .ok, version: String? = nil
  ) -> Response {
    let address = PageAddress(
      baseURL: baseURL(request), path: page.path == "/problem" ? "/" : page.path,
      query: (request.uri.query ?? "").split(separator: "&").filter { !$0.hasPrefix("lang=") })
    let chrome = Chrome(
      configuration: configuration, assets: assets,
      parts: parts[context.language] ?? ChromeParts(configuration, navigation: [], more: [], t: context.t), t: context.t,
      address: address,
      visitor: context.visitor, told: context.told)
    var response = bytes(
      chrome.document(page).utf8, type: "text/html; charset=utf-8", version: version.map { pageVersion($0, context) },
      request, status: status)
    response.headers[.vary] = "Accept-Encoding, Accept-Language, Cookie"
    if context.visitor != nil || context.binding.isUsed { response.headers[.cacheControl] = "private, no-cache" }
    if context.told != nil { response.headers.setCookie("told", "", seconds: 0, isSecure: configuration.isBehindTLS) }
    if page.isEmbedded { response.headers[.contentSecurityPolicy] = SecurityHeaders.policy(configuration, framed: true) }
    return response
  }

  /// The answer to a repeat visitor whose page of this version is still good, before any work is done.
  public func unchangedPage(_ request: Request, _ context: SiteContext, version: String) -> Response? {
    guard context.told == nil else { return nil }
    return unchanged(request, version: pageVersion(version, context))
  }

  private func pageVersion(_ version: String, _ context: SiteContext) -> String {
    let page = "\(version)-\(context.language.rawValue)-\(edition)"
    guard let visitor = context.visitor else { return page }
    return "\(page)-\(visitor.edition)"
  }
}
