import HTML

/// What of the chrome is the same on every page in a language; written once, when the portal starts.
struct ChromeParts: Sendable {
  let footer: HTML
  /// That nothing here counts, on a portal that rehearses.
  let rehearsal: HTML
  /// The navigation, by the section that is the active one; a section without an item has the empty key.
  let navigation: [String: HTML]

  init(_ configuration: SiteConfiguration, navigation items: [NavigationItem], more: [NavigationItem], t: Localizer) {
    footer = Self.footer(configuration, more, t)
    let words = t.plural(
      "A rehearsal: the clock is {count} day ahead, and nothing that happens here counts.",
      "A rehearsal: the clock is {count} days ahead, and nothing that happens here counts.", configuration.rehearsalDays)
    rehearsal = configuration.rehearsalDays == 0 ? HTML() : "<p class=\"rehearsal\" role=\"note\">\(words)</p>\n"
    navigation = Dictionary(
      ([""] + items.map(\.section)).map { ($0, Self.navigation(items, $0, t)) }, uniquingKeysWith: { first, _ in first })
  }

  private static func navigation(_ items: [NavigationItem], _ section: String, _ t: Localizer) -> HTML {
    let links: [HTML] = items.map { item in
      let isCurrent = item.section == section
      return "<li><a href=\"\(item.path)\"\(attribute: "aria-current", isCurrent ? "page" : nil)>\(t(item.label))</a></li>\n"
    }
    return "<nav class=\"site-nav\" aria-label=\"\(t("Main navigation"))\"><ul>\(links)</ul></nav>"
  }

  private static func footer(_ configuration: SiteConfiguration, _ more: [NavigationItem], _ t: Localizer) -> HTML {
    let records: [HTML] = [
      configuration.icp.map { "<li><a href=\"https://beian.miit.gov.cn/\" rel=\"noopener external\">\($0)</a></li>" },
      configuration.policeRecord.map {
        "<li><a href=\"https://beian.mps.gov.cn/\" rel=\"noopener external\">\($0)</a></li>"
      },
      configuration.mapReviewNumber.map { "<li>\(t("Map review number: {number}", ["number": $0]))</li>" },
    ].compactMap { $0 }
    return """
      <footer class="site-footer">
        <div class="site-footer-inner">
          <div>
            <p class="footer-name">\(t.pick(configuration.name))</p>
            \(configuration.organizer.map { name -> HTML in "<p>\(t("Run by {name}", ["name": t.pick(name)]))</p>" })
            \(configuration.contact.map { text -> HTML in "<p>\(t("Contact: {contact}", ["contact": text]))</p>" })
          </div>
          <nav aria-label="\(t("More"))"><ul>
            <li><a href="/about">\(t("About this portal"))</a></li>
            <li><a href="/data">\(t("Open data"))</a></li>
            \(more.map { item -> HTML in "<li><a href=\"\(item.path)\">\(t(item.label))</a></li>\n" })
          </ul></nav>
          <ul class="records">\(records)</ul>
        </div>
      </footer>
      """
  }
}

/// What stands around every page: head, header, navigation, footer.
struct Chrome {
  let configuration: SiteConfiguration
  let assets: Assets
  let parts: ChromeParts
  let t: Localizer
  let address: PageAddress
  let visitor: Visitor?
  let told: String?

  /// The whole document.
  func document(_ page: Page) -> HTML {
    let name = t.pick(configuration.name)
    let title = page.path == "/" ? "\(name) · \(page.title)" : "\(page.title) · \(name)"
    return """
      <!DOCTYPE html>
      <html lang="\(t.language.rawValue)">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title)</title>
      \(page.description.map { text -> HTML in "<meta name=\"description\" content=\"\(text)\">" })
      <meta name="color-scheme" content="light dark">
      <link rel="stylesheet" href="\(assets.url("kepu.css"))">
      <link rel="icon" href="\(assets.url("favicon.svg"))" type="image/svg+xml">
      <link rel="manifest" href="\(assets.url("site.webmanifest"))">
      \(links(page))
      \(scripts(page))
      </head>
      <body class="\(page.bodyClass)">
      \(page.isEmbedded ? HTML() : header(page))
      <main id="main"\(attribute: "class", page.isEmbedded ? "main-embed" : nil)>
      \(crumbs(page))
      \(told.map { text -> HTML in "<p class=\"told\" role=\"status\">\(text)</p>" })
      \(page.body)
      </main>
      \(page.isEmbedded ? HTML() : parts.footer)
      </body>
      </html>

      """
  }

  private func links(_ page: Page) -> HTML {
    guard !page.isEmbedded else { return "<meta name=\"robots\" content=\"noindex\">" }
    let alternates: [HTML] = Language.allCases.map { language in
      "<link rel=\"alternate\" hreflang=\"\(language.rawValue)\" href=\"\(address.absolute(page.path, language: language))\">\n"
    }
    return "<link rel=\"canonical\" href=\"\(address.absolute(page.path, language: nil))\">\n\(alternates)"
  }

  private func scripts(_ page: Page) -> HTML {
    let modules: [HTML] = (["kepu-theme.js"] + page.modules).map {
      "<script type=\"module\" src=\"\(assets.url($0))\"></script>\n"
    }
    let data = page.jsonLD.map { json -> HTML in
      "<script type=\"application/ld+json\">\(json: json.string)</script>"
    }
    let map: HTML =
      page.modules.contains("kepu-map.js")
      ? """
      <link rel="stylesheet" href="\(assets.url("vendor/maplibre-gl.css"))">
      <script type="application/json" id="kepu-assets">\(json: assetAddresses)</script>

      """ : HTML()
    return map + modules.joined() + (data ?? HTML())
  }

  /// Where the map's module finds its library.
  private var assetAddresses: String {
    JSONValue.object([.init("maplibre", .string(assets.url("vendor/maplibre-gl.js")))]).string
  }

  private func header(_ page: Page) -> HTML {
    return """
      <a class="skip-link" href="#main">\(t("Skip to content"))</a>
      <header class="site-header">
        <div class="site-header-inner">
          <a class="brand" href="/"><img src="\(assets.url("mark.svg"))" alt="" width="36" height="36"><span>\(t.pick(configuration.name))</span></a>
          <div class="site-menu" id="site-menu" popover>
            \(parts.navigation[page.section] ?? parts.navigation[""])
            <div class="site-tools">
              <button class="icon-button" type="button" data-theme-toggle hidden aria-label="\(t("Switch between light and dark"))">\(Components.icon("moon"))</button>
              \(languages(page))
            </div>
          </div>
          \(account)
          <button class="icon-button menu-button" type="button" popovertarget="site-menu" aria-label="\(t("Menu"))">\(Components.icon("menu"))</button>
        </div>
      </header>
      \(parts.rehearsal)
      """
  }

  /// The way in, or what is open to somebody who is in.
  private var account: HTML {
    guard let visitor else { return "<a class=\"account-link\" href=\"/login\">\(t("Log in"))</a>" }
    let items: [HTML] = visitor.menu.map { "<li><a href=\"\($0.path)\">\(t($0.label))</a></li>\n" }
    let badge: HTML =
      visitor.unread == 0
      ? HTML()
      : "<span class=\"count\"><span class=\"visually-hidden\">\(t("Unread messages:")) </span>\(t.number(visitor.unread))</span>"
    return """
      <details class="account"><summary>\(Components.icon("person"))<span class="account-name">\(visitor.name)</span>\(badge)</summary>
      <div class="account-menu"><ul>\(items)</ul>
      <form method="post" action="/logout"><button class="link-button" type="submit">\(t("Log out"))</button></form></div></details>
      """
  }

  private func languages(_ page: Page) -> HTML {
    let items: [HTML] = Language.allCases.map { language in
      let isCurrent = language == t.language
      return """
        <li><a href="\(address.relative(language))" lang="\(language.rawValue)" hreflang="\(language.rawValue)" rel="nofollow"\(attribute: "aria-current", isCurrent ? "true" : nil)>\(language.ownName)</a></li>

        """
    }
    return "<nav class=\"languages\" aria-label=\"\(t("Language"))\"><ul>\(items)</ul></nav>"
  }

  private func crumbs(_ page: Page) -> HTML {
    guard !page.breadcrumbs.isEmpty else { return HTML() }
    let items: [HTML] = page.breadcrumbs.map { "<li><a href=\"\($0.path)\">\($0.label)</a></li>\n" }
    return "<nav class=\"breadcrumbs\" aria-label=\"\(t("You are here"))\"><ol>\(items)</ol></nav>"
  }
}

/// Where the page stands, for links to itself in other languages.
struct PageAddress {
  let baseURL: String
  let path: String
  /// Parameters of the request but `lang`, encoded as they came.
  let query: [Substring]

  /// This very page in another language.
  func relative(_ language: Language) -> String {
    path + "?" + (query + ["lang=\(language.rawValue)"[...]]).joined(separator: "&")
  }

  func absolute(_ path: String, language: Language?) -> String {
    baseURL + path + (language.map { "?lang=\($0.rawValue)" } ?? "")
  }
}
