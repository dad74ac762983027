import Geo
import HTML
import Places
import SQL
import Site

/// The pages of routes that the province publishes, and of the passport.
struct BrandTourPages {
  let places: Places
  let t: Localizer

  /// The list for everybody.
  func list(_ tours: [BrandTour], _ bases: [ID<Base>: Base]) -> HTML {
    let cards: [HTML] = tours.map { tour in
      """
      <article class="panel"><h2><a href="/tours/\(tour.slug)">\(t.pick(tour.facts.names))</a></h2>
      <p>\(names(tour, bases))</p>
      <p class="card-badges"><span class="badge">\(season(tour.facts.season))</span> <span class="badge badge-level">\(stage(tour.facts.stage))</span></p></article>

      """
    }
    let shown: HTML =
      cards.isEmpty
      ? """
      <div class="empty">\(Components.icon("pin"))<h2>\(t("No routes are published yet"))</h2>
      <p>\(t("You can plan a day of your own meanwhile."))</p></div>
      """ : "<div class=\"panels\">\(cards)</div>"
    return """
      <div class="page-head"><h1>\(t("Science days"))</h1>
      <p class="lead">\(t("Routes over bases that belong together, for one day. Every base gives a stamp in your passport."))</p></div>
      <p class="actions"><a class="button button-primary" href="/tours/plan">\(t("Plan a day of your own"))</a>
      <a class="button" href="/me/passport">\(t("Science passport"))</a></p>
      \(shown)
      """
  }

  /// One route with its story, its map and its stops.
  func show(_ tour: BrandTour, _ bases: [ID<Base>: Base]) -> HTML {
    let stops = tour.bases.compactMap { bases[$0] }
    let placed = stops.compactMap { base in
      base.facts.position.map { (coordinate: $0.coordinate, name: t.pick(base.facts.names)) }
    }
    let items: [HTML] = stops.map { base in
      """
      <li><h3><a href="/bases/\(base.slug)">\(t.pick(base.facts.names))</a></h3>
      \(base.facts.summary.map { text -> HTML in "<p>\(t.pick(text))</p>" })\(base.facts.address.map { text -> HTML in "<p class=\"hint\">\(t.pick(text))</p>" })</li>

      """
    }
    return """
      <div class="page-head"><h1>\(t.pick(tour.facts.names))</h1>
      <p class="card-badges"><span class="badge">\(season(tour.facts.season))</span> <span class="badge badge-level">\(stage(tour.facts.stage))</span></p></div>
      <div class="base-columns"><div><p class="lead typed">\(t.pick(tour.facts.story))</p>
      <p class="actions"><a class="button button-primary" href="/tours/plan\(Components.query(planning(stops)))">\(t("Plan this day"))</a></p>
      <section><h2>\(t("Stops"))</h2><ol>\(items)</ol></section></div>
      <div class="base-aside">\(placed.isEmpty ? HTML() : places.map(of: placed, label: t("Map of the route"), t: t))</div></div>
      """
  }

  /// A day from the first base on; who plans it says when and with whom.
  private func planning(_ stops: [Base]) -> [(name: String, value: String)] {
    stops.first.map { [(name: "county", value: $0.facts.region)] } ?? []
  }

  /// The passport of somebody.
  func passport(_ progress: [BrandTourProgress], _ visited: [Base], _ bases: [ID<Base>: Base], _ form: Form) -> HTML {
    let stamps: [HTML] = visited.map { base in
      "<li class=\"stamp stamp-given\"><a href=\"/bases/\(base.slug)\">\(t.pick(base.facts.names))</a></li>\n"
    }
    let all: HTML =
      stamps.isEmpty
      ? "<div class=\"empty\"><h2>\(t("No stamps yet"))</h2><p>\(t("Each base that you visit with a booking gives one when you come in."))</p><p><a href=\"/tours\">\(t("See the routes"))</a></p></div>"
      : "<ul class=\"stamps\">\(stamps)</ul>"
    return """
      <h1>\(t("Science passport"))</h1>
      <p class="lead">\(t.plural("{count} base visited", "{count} bases visited", visited.count))</p>
      \(all)
      \(progress.map { route($0, bases, form) })
      """
  }

  private func route(_ progress: BrandTourProgress, _ bases: [ID<Base>: Base], _ form: Form) -> HTML {
    let tour = progress.tour
    let stamps: [HTML] = tour.bases.map { id in
      let name = bases[id].map { t.pick($0.facts.names) } ?? "—"
      return progress.visited.contains(id)
        ? "<li class=\"stamp stamp-given\">\(name)</li>\n"
        : "<li class=\"stamp\">\(name)<span class=\"hint\">\(t("not visited yet"))</span></li>\n"
    }
    let badge: HTML =
      progress.hasBadge
      ? "<p class=\"told\">\(t("You have the badge of this route."))</p>"
      : progress.isComplete
        ? """
        <form action="/me/passport/badges" method="post">\(form.hidden)<input type="hidden" name="tour" value="\("\(tour.id)")">
        <p><button class="button button-primary">\(t("Take the badge"))</button></p></form>
        """ : HTML()
    return """
      <section><h2><a href="/tours/\(tour.slug)">\(t.pick(tour.facts.names))</a></h2>
      <p>\(t("{has} of {all} stamps", ["has": t.number(progress.visited.count), "all": t.number(tour.bases.count)]))</p>
      <ul class="stamps">\(stamps)</ul>\(badge)</section>

      """
  }

  func names(_ tour: BrandTour, _ bases: [ID<Base>: Base]) -> String {
    tour.bases.map { bases[$0].map { t.pick($0.facts.names) } ?? "—" }.joined(separator: t.language == .en ? " – " : "—")
  }

  func season(_ season: BrandTour.Season) -> String {
    switch season {
    case .all: t("All the year")
    case .spring: t("Spring")
    case .summer: t("Summer")
    case .autumn: t("Autumn")
    case .winter: t("Winter")
    }
  }

  func stage(_ stage: BrandTour.Stage) -> String {
    switch stage {
    case .everybody: t("For everybody")
    case .primary: t("Primary school")
    case .junior: t("Junior secondary school")
    case .senior: t("Senior secondary school")
    case .families: t("For families")
    }
  }
}
