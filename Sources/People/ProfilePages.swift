import HTML
import SQL
import Site

/// Profiles of communicators and the public directory of experts.
struct ProfilePages {
  let people: People
  let t: Localizer

  static func label(_ part: String, _ t: Localizer) -> String {
    switch part {
    case "headline": t("In one sentence")
    case "about": t("About me")
    case "fields": t("Fields")
    case "languages": t("Languages")
    case "region": t("Region")
    case "unit": t("Unit")
    case "degrees": t("Degrees")
    default: t("Professional titles")
    }
  }

  static func kind(_ key: String, _ t: Localizer) -> String {
    switch key {
    case "full_time": t("Full-time communicator")
    case "part_time": t("Part-time communicator")
    case "expert": t("Expert")
    default: t("Volunteer")
    }
  }

  /// The fourteen fields of the China Association for Science and Technology's expert register, as read in §11.7.
  static let fields = [
    "mathematics", "physics", "chemistry", "astronomy", "earth", "life", "medicine", "agriculture", "engineering", "information",
    "materials", "environment", "psychology", "history",
  ]

  static func field(_ key: String, _ t: Localizer) -> String {
    switch key {
    case "mathematics": t("Mathematics")
    case "physics": t("Physics")
    case "chemistry": t("Chemistry")
    case "astronomy": t("Astronomy and space")
    case "earth": t("Earth sciences")
    case "life": t("Life sciences")
    case "medicine": t("Medicine and health")
    case "agriculture": t("Agriculture and food")
    case "engineering": t("Engineering and transport")
    case "information": t("Information and artificial intelligence")
    case "materials": t("Materials and energy")
    case "environment": t("Environment and safety")
    case "psychology": t("Psychology and education")
    default: t("History of science")
    }
  }

  static func language(_ key: String, _ t: Localizer) -> String {
    switch key {
    case "cmn": t("Mandarin")
    case "yue": t("Cantonese")
    case "hak": t("Hakka")
    case "nan": t("Teochew or Min Nan")
    case "en": t("English")
    case "pt": t("Portuguese")
    case "ja": t("Japanese")
    case "ko": t("Korean")
    case "fr": t("French")
    default: t("Chinese sign language")
    }
  }

  func edit(_ form: Form, consents: Bool, isChild: Bool) -> HTML {
    let visible: HTML =
      isChild
      ? "<p class=\"notice\">\(t("Of children nothing is shown publicly."))</p>"
      : """
      \(form.ticks("visible", label: t("What everybody may see"), hint: t("Only with your name, and only when you are listed. Address, telephone and e-mail are never shown."), options: Profile.parts.map { ($0, Self.label($0, t)) }))
      \(form.tick("listed", label: t("List me in the public directory of experts"), hint: consents ? nil : t("Agree to “Public profile” under “My data” first.")))
      """
    return """
      <h1>\(t("Profile"))</h1>
      \(MyPages.tabs("/me/profile", t))
      \(form.summary(t))
      <form class="stack panel" method="post" action="/me/profile" novalidate>\(form.hidden)
      \(form.ticks("kinds", label: t("I am"), options: Profile.kinds.map { ($0, Self.kind($0, t)) }))
      \(form.field("headline", label: Self.label("headline", t), isRequired: false, most: 120))
      \(form.area("about", label: Self.label("about", t), rows: 5, isRequired: false, most: 2_000))
      \(form.ticks("fields", label: Self.label("fields", t), options: Self.fields.map { ($0, Self.field($0, t)) }))
      \(form.ticks("languages", label: Self.label("languages", t), hint: t("In which you can speak to the public."), options: Profile.languages.map { ($0, Self.language($0, t)) }))
      \(form.field("region", label: t("Code of the region"), hint: t("Six digits, such as 440106 for Tianhe."), isRequired: false, most: 6, inputMode: "numeric"))
      \(form.field("unit", label: Self.label("unit", t), isRequired: false, most: 120))
      \(form.field("degrees", label: Self.label("degrees", t), isRequired: false, most: 200))
      \(form.field("titles", label: Self.label("titles", t), isRequired: false, most: 200))
      \(visible)
      <button class="button button-primary" type="submit">\(t("Save"))</button></form>
      """
  }

  func directory(_ found: [ListedExpert], _ paging: Paging, field: String?, language: String?) -> HTML {
    func options(_ keys: [String], _ chosen: String?, _ name: (String) -> String) -> [HTML] {
      keys.map { "<option value=\"\($0)\"\(attribute: "selected", if: $0 == chosen)>\(name($0))</option>" }
    }
    let cards: [HTML] = found.map(card)
    let query = [field.map { (name: "field", value: $0) }, language.map { (name: "language", value: $0) }].compactMap { $0 }
    return """
      <h1>\(t("Experts"))</h1>
      <p class="lead">\(t("Scientists and communicators who agreed to be found here."))</p>
      <form class="search-row" method="get" action="/experts">
      <label class="visually-hidden" for="field">\(t("Field"))</label><select id="field" name="field"><option value="">\(t("All fields"))</option>\(options(Self.fields, field) { Self.field($0, t) })</select>
      <label class="visually-hidden" for="language">\(t("Language"))</label><select id="language" name="language"><option value="">\(t("All languages"))</option>\(options(Profile.languages, language) { Self.language($0, t) })</select>
      <button class="button button-primary" type="submit">\(t("Show"))</button></form>
      \(cards.isEmpty ? "<div class=\"empty\">\(Components.icon("person"))<h2>\(t("Nobody is listed here yet"))</h2><p>\(t("Experts list themselves on their profile."))</p></div>" : "<div class=\"panels\">\(cards)</div>" as HTML)
      \(Components.pagination(paging, path: "/experts", query: query, t: t))
      """
  }

  private func card(_ expert: ListedExpert) -> HTML {
    let profile = expert.profile
    return """
      <article class="panel"><h2><a href="/experts/\(expert.person)">\(expert.name)</a></h2>
      \(when: profile.shows("headline"), "<p>\(profile.facts.headline)</p>")
      \(when: profile.shows("unit"), "<p class=\"hint\">\(profile.facts.unit)</p>")
      \(when: profile.shows("fields"), "<p class=\"card-tags\">\(profile.facts.fields.map { key -> HTML in "<span class=\"tag\">\(Self.field(key, t))</span> " })</p>")</article>

      """
  }

  func expert(_ expert: ListedExpert, _ achievements: [Achievement]) -> HTML {
    let facts = expert.profile.facts
    let separator = t.language == .en ? ", " : "、"
    let values: [(String, String)] = [
      ("unit", facts.unit), ("fields", facts.fields.map { Self.field($0, t) }.joined(separator: separator)),
      ("languages", facts.languages.map { Self.language($0, t) }.joined(separator: separator)),
      ("region", people.regionNames(facts.region).map { t.pick($0) } ?? ""), ("degrees", facts.degrees), ("titles", facts.titles),
    ]
    let rows: [HTML] = values.filter { expert.profile.shows($0.0) && !$0.1.isEmpty }.map {
      "<div><dt>\(Self.label($0.0, t))</dt><dd>\($0.1)</dd></div>\n"
    }
    let done: [HTML] = achievements.map {
      "<li>\($0.title) <span class=\"hint\">\(Achievement.word($0.kind, t)) · \(Achievement.word($0.level, t)) · \($0.day)</span></li>\n"
    }
    return """
      <p class="eyebrow"><a href="/experts">\(t("Experts"))</a></p>
      <h1>\(expert.name)</h1>
      \(when: expert.profile.shows("headline"), "<p class=\"lead\">\(facts.headline)</p>")
      \(when: expert.profile.shows("about"), "<p>\(facts.about)</p>")
      <dl class="facts">\(rows)</dl>
      \(when: !done.isEmpty, "<section><h2>\(t("Representative achievements"))</h2><ul class=\"plain\">\(done)</ul></section>")
      """
  }

  func achievements(_ entries: [Achievement], _ form: Form) -> HTML {
    let rows: [HTML] = entries.map { row($0, form) }
    return """
      <h1>\(t("Achievements"))</h1>
      \(MyPages.tabs("/me/achievements", t))
      \(form.summary(t))
      <p class="lead">\(t("What this portal has on record of you, and what you tell yourself. Choose up to five that stand for you."))</p>
      \(rows.isEmpty ? "<div class=\"empty\"><h2>\(t("Nothing here yet"))</h2><p>\(t("What you do on this portal comes by itself; add the rest below."))</p></div>" : "<ul class=\"plain\">\(rows)</ul>" as HTML)
      <p class="actions"><a class="button" href="/me/achievements.csv" download>CSV</a> <a class="button" href="/me/achievements.json" download>JSON</a> <a class="button" href="/me/achievements.bib" download>BibTeX</a> <a class="button" href="/me/achievements.orcid.json" download>ORCID (JSON)</a></p>
      <form class="stack panel" method="post" action="/me/achievements" novalidate><h2>\(t("Add by hand"))</h2>\(form.hidden)
      <p class="hint">\(t("It is marked as told by you until an officer has seen the evidence."))</p>
      \(form.field("title", label: t("What"), most: 200))
      \(form.select("kind", label: t("Kind"), options: Achievement.kinds.map { ($0, Achievement.word($0, t)) }, none: t("Choose…")))
      \(form.select("role", label: t("As"), options: Achievement.roles.map { ($0, Achievement.word($0, t)) }, none: t("Choose…")))
      \(form.select("level", label: t("Level"), options: Achievement.levels.map { ($0, Achievement.word($0, t)) }, none: t("Choose…")))
      \(form.field("day", label: t("Day"), type: "date"))
      \(form.field("evidence", label: t("Evidence"), hint: t("Address of a page, or where the document is kept."), most: 500))
      <button class="button button-primary" type="submit">\(t("Add"))</button></form>
      """
  }

  private func row(_ entry: Achievement, _ form: Form) -> HTML {
    let badge: HTML =
      switch entry.state {
      case .recorded: "<span class=\"badge badge-level\">\(t("on record"))</span>"
      case .verified: "<span class=\"badge badge-open\">\(t("verified"))</span>"
      case .told: "<span class=\"badge badge-unknown\">\(t("told, not verified"))</span>"
      case .declined: "<span class=\"badge badge-closed\">\(t("not verified"))</span>"
      }
    return """
      <li class="panel row"><div><strong>\(entry.isRepresentative ? "★ " : "")\(entry.title)</strong> \(badge)
      <p class="hint">\(Achievement.word(entry.kind, t)) · \(Achievement.word(entry.role, t)) · \(Achievement.word(entry.level, t)) · \(entry.day)\(entry.reason.map { " · " + $0 })</p></div>
      <form class="actions" method="post" action="/me/achievements/\(entry.id)">\(form.hidden)
      <button class="button" name="act" value="\(entry.isRepresentative ? "ordinary" : "representative")">\(entry.isRepresentative ? t("Do not show first") : t("Stands for me"))</button>
      \(when: entry.record == nil, "<button class=\"button\" name=\"act\" value=\"withdraw\">\(t("Remove"))</button>")</form></li>

      """
  }
}
