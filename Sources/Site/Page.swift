import HTML

/// What a room says on a page; the site puts its chrome around it.
public struct Page: Sendable {
  /// Title, in the browser's tab and in search results.
  public var title: String
  /// A sentence for search results.
  public var description: String?
  /// Its address without parameters.
  public var path: String
  /// Which item of the navigation is the active one.
  public var section: String
  /// Pages above it.
  public var breadcrumbs: [(label: String, path: String)]
  /// What stands in `<main>`.
  public var body: HTML
  /// Script modules from the `Public` folder.
  public var modules: [String]
  /// Structured data for search engines.
  public var jsonLD: JSONValue?
  /// Class of `<body>`.
  public var bodyClass: String
  /// Whether other sites may frame it; it has no header and no footer then.
  public var isEmbedded: Bool

  /// A page.
  public init(
    title: String, description: String? = nil, path: String, section: String = "",
    breadcrumbs: [(String, String)] = [], body: HTML, modules: [String] = [], jsonLD: JSONValue? = nil,
    bodyClass: String = "", isEmbedded: Bool = false
  ) {
    self.title = title
    self.description = description
    self.path = path
    self.section = section
    self.breadcrumbs = breadcrumbs.map { (label: $0.0, path: $0.1) }
    self.body = body
    self.modules = modules
    self.jsonLD = jsonLD
    self.bodyClass = bodyClass
    self.isEmbedded = isEmbedded
  }
}

/// A way into a part of the portal; the house hangs them up in the order of its rooms.
public struct NavigationItem: Sendable {
  /// Its label as a message.
  public let label: StaticString
  /// Where it leads.
  public let path: String
  /// The section that makes it the active one.
  public let section: String

  /// An item.
  public init(_ label: StaticString, path: String, section: String) {
    self.label = label
    self.path = path
    self.section = section
  }
}
