import Geo
import HTML
import SQL
import Site

/// A base's own page: what a visitor needs in the order in which they need it.
struct BasePage {
  let view: PlacesView
  let base: Base
  let photos: [Photo]
  let nearby: [BaseSummary]
  let distances: [ID<Base>: Double]
  let map: MapPanel?
  var care: BaseCare?
  /// What rooms above show.
  var parts: [HTML] = []
  /// Whether the reader looks after the base.
  var isManager = false

  private var t: Localizer { view.t }
  private var facts: BaseFacts { base.facts }
  var name: String { t.pick(facts.names) }

  var html: HTML {
    """
    <article class="base" data-category="\(facts.category)">
      <header class="page-head">
        <p class="eyebrow">\(view.name(facts.category, in: .categories))\(levelWords)</p>
        <h1>\(name)</h1>\(otherNames)
        <p class="card-place">\(view.place(region: facts.region))</p>
        <p class="card-badges">\(view.badge(view.openness(base.id), region: facts.region))\(admissionBadge)</p>
      </header>
      \(gallery)
      <div class="base-columns">
        <div class="base-main">
          \(summary)
          \(parts)
          \(OpeningSection(view: view, base: base).html)
          \(visitSection)
          \(exhibitSection)
          \(groupSection)
          \(sourceSection)
          \(careSection)
        </div>
        <aside class="base-aside" aria-label="\(t("How to get there"))">
          \(wayThere)
        </aside>
      </div>
      \(nearbySection)
    </article>
    """
  }

  private var levelWords: String? {
    facts.level.map { " · " + view.name($0, in: .levels) }
  }

  private var otherNames: HTML? {
    guard t.language != .zhHans, name != facts.names.zhHans else {
      return facts.names.en.map { "<p class=\"other-name\" lang=\"en\">\($0)</p>" }
    }
    return "<p class=\"other-name\" lang=\"zh-Hans\">\(facts.names.zhHans)</p>"
  }

  private var admissionBadge: HTML? {
    facts.admission.map { admission in
      switch admission {
      case .free: "<span class=\"badge badge-free\">\(t("Free admission"))</span>"
      case .paid: "<span class=\"badge\">\(t("Paid admission"))</span>"
      case .mixed: "<span class=\"badge\">\(t("Partly free"))</span>"
      }
    }
  }

  private var gallery: HTML {
    guard !photos.isEmpty else { return HTML() }
    let pictures: [HTML] = photos.map { photo in
      let caption = photo.caption ?? name
      return """
        <figure><a href="/media/\(photo.digest)-1600.jpg"><img src="/media/\(photo.digest)-960.jpg" alt="\(caption)" width="\(photo.width)" height="\(photo.height)" loading="lazy"></a>\(credit(photo))</figure>

        """
    }
    return "<div class=\"gallery\">\(pictures)</div>"
  }

  private func credit(_ photo: Photo) -> HTML? {
    photo.credit.map { "<figcaption>\($0)</figcaption>" }
  }

  private var summary: HTML {
    let themes: [HTML] = facts.themes.map { theme in
      "<li><a class=\"tag\" href=\"/bases?theme=\(theme)\">\(view.name(theme, in: .themes))</a></li>"
    }
    return """
      \(facts.summary.map { text -> HTML in "<p class=\"lead\">\(t.pick(text))</p>" })
      \(when: !themes.isEmpty, "<ul class=\"tags\" aria-label=\"\(t("Themes"))\">\(themes)</ul>")
      """
  }

  private var visitSection: HTML {
    let rows = [
      row(t("Operator"), facts.operatorName.map { HTML.text(t.pick($0)) }),
      row(t("Admission"), admissionWords),
      row(t("Concessions"), terms(facts.concessions, in: .concessions)),
      row(t("Audience"), terms(facts.audiences, in: .audiences)),
      row(t("Accessibility"), terms(facts.accessibility, in: .facilities)),
      row(t("Telephone"), facts.phone.map { "<a href=\"tel:\($0.filter { $0.isNumber || $0 == "+" })\">\($0)</a>" }),
      row(t("Web site"), facts.website.map { "<a href=\"\($0)\" rel=\"noopener external\">\(host(of: $0))</a>" }),
      row(t("WeChat"), facts.wechat.map { HTML.text($0) }),
      row(t("Named as"), namings),
    ].compactMap { $0 }
    guard !rows.isEmpty else { return HTML() }
    return """
      <section aria-labelledby="visit"><h2 id="visit">\(t("Your visit"))</h2>
      <dl class="facts">\(rows)</dl></section>
      """
  }

  private func row(_ label: String, _ value: HTML?) -> HTML? {
    value.map { "<div><dt>\(label)</dt><dd>\($0)</dd></div>\n" }
  }

  private var admissionWords: HTML? {
    if let note = facts.priceNote { return .text(t.pick(note)) }
    return facts.admission.map { admission in
      switch admission {
      case .free: .text(t("Free admission"))
      case .paid: .text(t("Paid admission"))
      case .mixed: .text(t("Partly free"))
      }
    }
  }

  private func terms(_ keys: [String]?, in list: Vocabularies.List) -> HTML? {
    guard let keys, !keys.isEmpty else { return nil }
    return .text(keys.map { view.name($0, in: list) }.joined(separator: t.language == .en ? ", " : "、"))
  }

  private var namings: HTML? {
    guard let namings = facts.namings, !namings.isEmpty else { return nil }
    let year = view.moment(region: facts.region).day.year
    let items: [HTML] = namings.map { naming in
      let years = [naming.from, naming.until].compactMap { $0.map(String.init) }.joined(separator: "–")
      let past = naming.holds(in: year) ? nil : t("no longer in force")
      return "<li>\(view.name(naming.scheme, in: .schemes)) \(years) \(past)</li>"
    }
    return "<ul class=\"plain\">\(items)</ul>"
  }

  private func host(of address: String) -> String {
    let rest = address.split(separator: "/", omittingEmptySubsequences: true)
    return rest.count > 1 ? String(rest[1]) : address
  }

  private var exhibitSection: HTML {
    guard let exhibits = facts.exhibits, !exhibits.isEmpty else { return HTML() }
    let items: [HTML] = exhibits.map { exhibit in
      "<li><strong>\(t.pick(exhibit.names))</strong> \(exhibit.summary.map { t.pick($0) })</li>"
    }
    return """
      <section aria-labelledby="exhibits"><h2 id="exhibits">\(t("Exhibits"))</h2><ul class="exhibits">\(items)</ul></section>
      """
  }

  private var groupSection: HTML {
    guard let notice = facts.groupNotice else { return HTML() }
    return """
      <section aria-labelledby="groups"><h2 id="groups">\(t("Groups and schools"))</h2><p>\(t.pick(notice))</p></section>
      """
  }

  private var sourceSection: HTML {
    guard let source = facts.source else { return HTML() }
    let checked = source.checkedOn.map { t("last checked on {day}", ["day": t.day($0)]) }
    let link: HTML =
      source.url.map { "<a href=\"\($0)\" rel=\"noopener external\">\(source.title)</a>" } ?? .text(source.title)
    return """
      <section class="source" aria-labelledby="source"><h2 id="source">\(t("Where this comes from"))</h2>
      <p>\(link)\(checked.map { "; " + $0 })\(when: source.confidence == "C", "<br>\(t("Not confirmed by the base yet."))")</p></section>
      """
  }

  private var careSection: HTML {
    let confirmed = care?.confirmedAt.map { t("Confirmed by the base on {day}", ["day": t.day(of: $0)]) }
    let links: HTML =
      isManager
      ? "<a class=\"button\" href=\"/bases/\(base.slug)/edit\">\(t("Edit page"))</a> <a class=\"button\" href=\"/bases/\(base.slug)/opening\">\(t("Open or closed today?"))</a>"
      : "<a href=\"/bases/\(base.slug)/claim\">\(t("I look after this base"))</a>"
    return "<section class=\"care\"><p>\(confirmed.map { $0 + " " })</p><p class=\"actions\">\(links)</p></section>"
  }

  private var nearbySection: HTML {
    guard !nearby.isEmpty else { return HTML() }
    return """
      <section aria-labelledby="nearby"><h2 id="nearby">\(t("Nearby bases"))</h2>
      <div class="card-list card-list-row">
      \(BaseCard.list(nearby, distances, view))
      </div></section>
      """
  }

  private var wayThere: HTML {
    """
    <section aria-labelledby="way"><h2 id="way">\(t("How to get there"))</h2>
    \(map.map { $0.html })
    <p class="address">\(facts.address.map { t.pick($0) })</p>
    \(accuracyNote)
    \(facts.transport.map { text -> HTML in "<p>\(t.pick(text))</p>" })
    \(directions)
    </section>
    """
  }

  private var accuracyNote: HTML {
    switch facts.position?.accuracy {
    case .exact?: HTML()
    case .approximate?: "<p class=\"hint\">\(t("The position is approximate; please check the address before you go."))</p>"
    case .district?: "<p class=\"hint\">\(t("Only the district is known; the mark stands in its middle."))</p>"
    case nil: "<p class=\"hint\">\(t("The position is not known yet."))</p>"
    }
  }

  private var directions: HTML {
    guard let coordinate = facts.position?.coordinate else { return HTML() }
    let links: [HTML] = Directions.links(to: coordinate, name: facts.names.zhHans, region: facts.region).map { link in
      "<li><a class=\"button button-secondary\" href=\"\(link.url)\" rel=\"noopener external\">\(link.name(t))</a></li>"
    }
    return """
      <h3>\(t("Open in a map app"))</h3><ul class="directions">\(links)</ul>
      """
  }
}
