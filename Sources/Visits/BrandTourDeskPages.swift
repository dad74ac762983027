import HTML
import Places
import SQL
import Site

/// The desk's pages about tours of the province.
struct BrandTourDeskPages {
  let places: Places
  let t: Localizer

  private var pages: BrandTourPages { BrandTourPages(places: places, t: t) }

  func list(_ tours: [BrandTour], _ bases: [ID<Base>: Base], tabs: HTML) -> HTML {
    let items: [HTML] = tours.map { tour in
      """
      <li><a class="queue-item" href="/desk/tours/\(tour.id)"><span><strong>\(t.pick(tour.facts.names))</strong>
      <span class="hint">\(pages.names(tour, bases))</span></span><span class="badge">\(state(tour.state))</span></a></li>

      """
    }
    let shown: HTML =
      items.isEmpty
      ? "<div class=\"empty\"><h2>\(t("No routes yet"))</h2><p>\(t("A route joins two to eight bases that tell one story."))</p></div>"
      : "<ul class=\"plain queue\">\(items)</ul>"
    return """
      <div class="row"><h1>\(t("Tours of the province"))</h1><a class="button button-primary" href="/desk/tours/new">\(t("New route"))</a></div>
      \(tabs)\(shown)
      """
  }

  func edit(_ form: Form, _ tour: BrandTour?) -> HTML {
    let path = tour.map { "/desk/tours/\($0.id)" } ?? "/desk/tours/new"
    return """
      <div class="row"><h1>\(tour.map { t.pick($0.facts.names) } ?? t("New route"))</h1>\(tour.map { tour -> HTML in "<span class=\"badge\">\(state(tour.state))</span>" })</div>
      <form action="\(path)" method="post">\(form.hidden)<input type="hidden" name="version" value="\(form.typed["version"] ?? "")">
      \(form.summary(t))<div class="panel">
      \(form.field("name_zh_hans", label: t("Name in simplified Chinese"), most: 80))
      \(form.field("name_zh_hant", label: t("Name in traditional Chinese"), isRequired: false, most: 80))
      \(form.field("name_en", label: t("Name in English"), isRequired: false, most: 120))
      \(when: tour == nil, form.field("slug", label: t("Address"), hint: t("Small letters, digits and hyphens; it never changes."), most: 60))
      \(form.select("season", label: t("Season"), options: BrandTour.Season.allCases.map { ($0.rawValue, pages.season($0)) }))
      \(form.select("stage", label: t("For whom"), options: BrandTour.Stage.allCases.map { ($0.rawValue, pages.stage($0)) }))
      \(form.area("story_zh_hans", label: t("Story in simplified Chinese"), most: 2_000))
      \(form.area("story_zh_hant", label: t("Story in traditional Chinese"), isRequired: false, most: 2_000))
      \(form.area("story_en", label: t("Story in English"), isRequired: false, most: 4_000))
      \(form.area("bases", label: t("Bases in order"), hint: t("One a line: the address of its page, or the last part of it."), rows: 5, most: 1_000))
      </div><p class="actions"><button class="button button-primary">\(t("Save"))</button></p></form>
      \(tour.map { publication($0, form) })
      """
  }

  private func publication(_ tour: BrandTour, _ form: Form) -> HTML {
    tour.state == .published
      ? """
      <form class="panel" action="/desk/tours/\(tour.id)/withdrawal" method="post">\(form.hidden)
      <p><a href="/tours/\(tour.slug)">\(t("See the public page"))</a></p><p><button class="button">\(t("Withdraw the route"))</button></p></form>
      """
      : """
      <form class="panel" action="/desk/tours/\(tour.id)/publication" method="post">\(form.hidden)
      <p>\(t("Everybody then sees the route, and stamps for it are collected."))</p>
      <p><button class="button button-primary">\(t("Publish the route"))</button></p></form>
      """
  }

  private func state(_ state: BrandTour.State) -> String {
    switch state {
    case .draft: t.context("route", "Draft")
    case .published: t.context("route", "Published")
    case .withdrawn: t.context("route", "Withdrawn")
    }
  }

  static func filled(_ form: Form, _ tour: BrandTour, _ bases: [ID<Base>: Base]) -> Form {
    var form = form
    let facts = tour.facts
    let values = [
      "name_zh_hans": facts.names.zhHans, "name_zh_hant": facts.names.zhHant ?? "", "name_en": facts.names.en ?? "",
      "story_zh_hans": facts.story.zhHans, "story_zh_hant": facts.story.zhHant ?? "", "story_en": facts.story.en ?? "",
      "season": facts.season.rawValue, "stage": facts.stage.rawValue, "version": String(tour.version),
      "bases": tour.bases.compactMap { bases[$0]?.slug }.joined(separator: "\n"),
    ]
    for (name, value) in values { form.fill(name, value) }
    return form
  }

  static func facts(_ form: inout Form, _ t: Localizer) -> BrandTour.Facts {
    func text(_ name: String, most: Int, isOptional: Bool) -> String? {
      let text = form.text(name, most: most, isOptional: isOptional, t)
      return text.isEmpty ? nil : text
    }
    let names = LocalizedText(
      zhHans: text("name_zh_hans", most: 80, isOptional: false) ?? "", zhHant: text("name_zh_hant", most: 80, isOptional: true),
      en: text("name_en", most: 120, isOptional: true))
    let story = LocalizedText(
      zhHans: text("story_zh_hans", most: 2_000, isOptional: false) ?? "",
      zhHant: text("story_zh_hant", most: 2_000, isOptional: true), en: text("story_en", most: 4_000, isOptional: true))
    let season = form.choice("season", of: BrandTour.Season.allCases.map(\.rawValue), t).flatMap(BrandTour.Season.init)
    let stage = form.choice("stage", of: BrandTour.Stage.allCases.map(\.rawValue), t).flatMap(BrandTour.Stage.init)
    return BrandTour.Facts(names: names, story: story, season: season ?? .all, stage: stage ?? .everybody)
  }
}
