import HTML
import Places
import SQL
import Site

/// The pages on which a day is planned and booked.
struct TourPlanPages {
  let places: Places
  let t: Localizer

  private var words: TourWords { TourWords(t: t) }

  /// The form, and what was found for it.
  func plan(_ form: TourForm, _ found: (proposals: TourProposals, bases: [ID<Base>: Base])?) -> HTML {
    """
    <div class="page-head"><h1>\(t("Plan a science day"))</h1>
    <p class="lead">\(t("Two to four bases on one day, with places for everybody, the ways between them and time for lunch."))</p></div>
    <div class="tour-desk">
    \(fields(form))
    <div class="tour-found"\(attribute: "id", found.map { _ in "found" })>\(found.map { results($0.proposals, $0.bases, form) } ?? invitation)</div>
    </div>
    """
  }

  private var invitation: HTML {
    """
    <div class="empty">\(Components.icon("pin"))<h2>\(t("Say when, from where and with whom"))</h2>
    <p>\(t("Then you see the best days that can be booked at this moment."))</p></div>
    """
  }

  private func fields(_ tour: TourForm) -> HTML {
    let form = tour.form
    let themes = places.vocabularies.themes.terms.map { ($0.key, t.pick($0.names)) }
    return """
      <form class="panel tour-form" action="/tours/plan#found" method="get">
      \(form.summary(t))
      \(form.select("county", label: t("Where the day starts"), options: counties, none: t("Choose a county"), isRequired: false))
      \(form.field("at", label: t("or its position"), hint: t("Latitude and longitude, such as 23.13, 113.26; it counts before the county."), isRequired: false, most: 60))
      <div class="tour-row">
      \(form.field("day", label: t("Day"), type: "date"))
      \(form.field("from", label: t("Leave from"), type: "time"))
      \(form.field("until", label: t("Back by"), type: "time"))
      </div>
      \(form.select("as", label: t("You come as"), options: audiences))
      <div class="tour-row">
      \(form.field("pupils", label: t("Pupils"), type: "number", isRequired: false, inputMode: "numeric"))
      \(form.field("preschool", label: t("Before school"), type: "number", isRequired: false, inputMode: "numeric"))
      \(form.field("teachers", label: t("Teachers"), type: "number", isRequired: false, inputMode: "numeric"))
      \(form.field("adults", label: t("Other adults"), type: "number", isRequired: false, inputMode: "numeric"))
      </div>
      \(form.select("stage", label: t.context("school", "Stage"), options: SchoolStage.allCases.map { ($0.rawValue, SchoolWords(t: t).stage($0)) }, none: t("Not told"), isRequired: false))
      \(form.select("stops", label: t("Bases at most"), options: (2...4).map { (String($0), t.plural("{count} base", "{count} bases", $0)) }))
      \(form.tick("lunch", label: t("We bring our lunch"), hint: t("Otherwise lunch is at a base that has one.")))
      \(form.tick("access", label: t("Step-free everywhere")))
      <details\(attribute: "open", if: !(form.several["themes"] ?? []).isEmpty)><summary>\(t("Themes you wish for"))</summary>
      \(form.ticks("themes", label: t("Themes"), options: themes))</details>
      <p class="actions"><button class="button button-primary">\(t("Find days"))</button></p>
      </form>
      """
  }

  private var audiences: [(key: String, label: String)] {
    [("school", t("A school")), ("group", t("A group")), ("individual", t("A family or friends"))]
  }

  private var counties: [(key: String, label: String)] {
    places.regions.roots.flatMap { root in places.regions.leaves(under: root.code) }.map { region in
      let path = places.regions.path(to: region.code).dropFirst()
      return (region.code, path.map { t.pick($0.names) }.joined(separator: t.language == .en ? " · " : " "))
    }
  }

  private func results(_ proposals: TourProposals, _ bases: [ID<Base>: Base], _ form: TourForm) -> HTML {
    guard !proposals.plans.isEmpty else { return nothing(proposals.counts) }
    let cards: [HTML] = proposals.plans.enumerated().map { number, plan in
      let address = "/tours/book" + Components.query(form.parameters + plan.legs.map { (name: "s", value: "\($0.session)") })
      return """
        <article class="panel tour-card"><h2>\(t("Day {number}: {bases}", ["number": t.number(number + 1), "bases": names(plan, bases)]))</h2>
        \(TourDayLine(words: words, plan: plan, bases: bases).html)
        \(why(plan))
        <p class="actions"><a class="button button-primary" href="\(address)">\(t("Book this day"))</a></p></article>

        """
    }
    return """
      <p role="status">\(t.plural("{count} day can be booked now.", "{count} days can be booked now.", proposals.plans.count))
      \(when: !proposals.isExact, "<span class=\"hint\">\(t("There may be a slightly better one; the search was cut short."))</span>")</p>
      \(cards)
      """
  }

  private func names(_ plan: TourPlan, _ bases: [ID<Base>: Base]) -> String {
    plan.bases.map { bases[$0].map { t.pick($0.facts.names) } ?? "—" }.joined(separator: t.language == .en ? " – " : "—")
  }

  private func why(_ plan: TourPlan) -> HTML {
    let items: [HTML] = plan.reasons.filter { $0.kind != .stops }.map { reason in
      let sign = reason.points < 0 ? "−" : "+"
      let points = "\(sign)\(reason.points.magnitude / 1_000).\(reason.points.magnitude % 1_000 / 100)"
      return "<li><span class=\"number\">\(points)</span> \(words.reason(reason))</li>\n"
    }
    return """
      <details class="tour-why"><summary>\(t("Why this day"))</summary><ul class="plain">\(items)</ul></details>
      """
  }

  private func nothing(_ counts: TourNarrowing.Counts) -> HTML {
    let why =
      counts.open == 0
      ? t("No base near enough has sessions with places for you on this day.")
      : counts.suitable == 0
        ? t("The bases with places are not named at present, or not step-free.")
        : counts.near < 2 || counts.bookable < 2
          ? t("Fewer than two bases are near enough and have a session within your hours.")
          : t("The sessions cannot be joined to a day: the ways are too long, or no base on them has lunch.")
    return """
      <div class="empty">\(Components.icon("pin"))<h2>\(t("No day was found"))</h2><p>\(why)</p>
      <p>\(t("Try another day, a later return, a smaller party, or bring your lunch."))</p></div>
      """
  }
}

/// A day from leaving to being back, as a list along a line.
struct TourDayLine {
  let words: TourWords
  let plan: TourPlan
  let bases: [ID<Base>: Base]

  private var t: Localizer { words.t }

  var html: HTML {
    let legs: [HTML] = plan.legs.enumerated().map { number, leg in
      """
      \(way(leg.travelMinutes))\(lunch(number, isBefore: true))
      <li class="tour-stop"><time>\(words.time(leg.start))–\(words.time(leg.end))</time> \(name(leg))</li>
      \(lunch(number, isBefore: false))
      """
    }
    return """
      <ol class="tour-line">
      \(when: plan.lunch == .beforeDeparture, "<li class=\"tour-lunch\">\(t("Lunch at home before you leave"))</li>")
      <li class="tour-end"><time>\(words.time(plan.departure))</time> \(t("Set out"))</li>
      \(legs)\(way(plan.homeMinutes))
      <li class="tour-end"><time>\(words.time(plan.back))</time> \(t("Back at the start"))</li>
      \(when: plan.lunch == .afterReturn, "<li class=\"tour-lunch\">\(t("Lunch at home when you are back"))</li>")
      </ol>
      """
  }

  private func way(_ minutes: Int) -> HTML {
    "<li class=\"tour-way\">\(t("about {time} on the road", ["time": words.minutes(minutes)]))</li>\n"
  }

  private func name(_ leg: TourLeg) -> HTML {
    guard let base = bases[leg.base] else { return "—" }
    return "<a href=\"/bases/\(base.slug)\">\(t.pick(base.facts.names))</a>"
  }

  private func lunch(_ number: Int, isBefore: Bool) -> HTML {
    let time: (from: Int, until: Int)
    switch plan.lunch {
    case .before(leg: number, let from, let until) where isBefore: time = (from, until)
    case .after(leg: number, let from, let until) where !isBefore: time = (from, until)
    default: return HTML()
    }
    return "<li class=\"tour-lunch\"><time>\(words.time(time.from))–\(words.time(time.until))</time> \(t("Lunch"))</li>\n"
  }
}
