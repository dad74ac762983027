import HTML
import People
import SQL
import Site

/// The desk of somebody who looks after bases.
struct ManagerPages {
  let view: PlacesView
  let places: Places

  private var t: Localizer { view.t }

  /// One base on the manager's list.
  struct Row: Sendable {
    let base: Base
    let care: BaseCare?
    let waiting: Int
    let views: Int
  }

  func list(_ rows: [Row]) -> HTML {
    let cards: [HTML] = rows.map { row in
      let missing = Self.missing(row.base.facts)
      return """
        <article class="panel desk-card">
          <div class="row"><h2><a href="/bases/\(row.base.slug)/edit">\(t.pick(row.base.facts.names))</a></h2>\(Self.badge(row.base.status, t))</div>
          <p class="hint">\(view.place(region: row.base.facts.region)) · \(t.plural("{count} visit in 30 days", "{count} visits in 30 days", row.views))</p>
          \(staleWords(row.care, row.base).map { text -> HTML in "<p class=\"notice\">\(text)</p>" })
          \(when: row.waiting > 0, "<p class=\"notice\">\(t("A change waits for an officer."))</p>")
          \(when: !missing.isEmpty, "<p>\(t("Visitors miss:")) \(missing.map { $0.label(t) }.joined(separator: t.language == .en ? ", " : "、"))</p>")
          <p class="actions"><a class="button" href="/bases/\(row.base.slug)/opening">\(t("Open or closed today?"))</a>
          <a class="button" href="/bases/\(row.base.slug)/edit">\(t("Edit page"))</a>
          <a class="button" href="/bases/\(row.base.slug)/photos">\(t("Photos"))</a></p>
        </article>

        """
    }
    let empty: HTML = """
      <div class="empty">\(Components.icon("pin"))<h2>\(t("You look after no base yet"))</h2>
      <p>\(t("Find your base, open its page and choose “I look after this base”. If it is not there, add it."))</p>
      <p class="actions"><a class="button" href="/bases">\(t("Find my base"))</a></p></div>
      """
    return """
      <div class="row"><h1>\(t("My bases"))</h1><a class="button button-primary" href="/bases/new">\(t("Add a base"))</a></div>
      \(rows.isEmpty ? empty : "<div class=\"desk-list\">\(cards)</div>")
      """
  }

  /// What visitors look for and do not find, in the order of their wishes.
  static func missing(_ facts: BaseFacts) -> [BaseColumn] {
    let columns = facts.columns
    return BaseColumn.wanted.filter { column in
      if column == .latitude { return facts.position == nil || facts.position?.accuracy == .district }
      return (columns[column.rawValue] ?? "").isEmpty
    }
  }

  static func badge(_ status: Base.Status, _ t: Localizer) -> HTML {
    switch status {
    case .draft: "<span class=\"badge\">\(t("Draft"))</span>"
    case .submitted: "<span class=\"badge badge-unknown\">\(t("Waits for an officer"))</span>"
    case .published: "<span class=\"badge badge-open\">\(t("Published"))</span>"
    case .suspended: "<span class=\"badge badge-closed\">\(t("Suspended"))</span>"
    case .closed: "<span class=\"badge badge-closed\">\(t("Closed for good"))</span>"
    }
  }

  private func staleWords(_ care: BaseCare?, _ base: Base) -> String? {
    guard base.status == .published else { return nil }
    guard let confirmed = care?.confirmedAt else { return t("Nobody from the base has confirmed this page yet.") }
    let days = Int((view.now - confirmed).components.seconds / 86_400)
    return days < places.policy.staleAfterDays
      ? nil
      : t.plural(
        "Last confirmed {count} day ago. Is it still right?", "Last confirmed {count} days ago. Is it still right?", days)
  }

  /// The way between the pages about one base.
  func tabs(_ base: Base, _ current: String) -> HTML {
    let pages = [
      ("edit", t("Page")), ("opening", t("Opening")), ("photos", t("Photos")), ("history", t("History")), ("visits", t("Visits")),
    ]
    let items: [HTML] = pages.map { path, label in
      "<li><a href=\"/bases/\(base.slug)/\(path)\"\(attribute: "aria-current", path == current ? "page" : nil)>\(label)</a></li>\n"
    }
    return """
      <p class="eyebrow"><a href="/bases/\(base.slug)">\(t.pick(base.facts.names))</a> \(Self.badge(base.status, t))</p>
      <nav class="tabs" aria-label="\(t("About this base"))"><ul>\(items)</ul></nav>

      """
  }

  func edit(_ base: Base, _ care: BaseCare?, _ form: Form, isOfficer: Bool, waiting: [BaseChange], note: String?) -> HTML {
    let steps: HTML =
      base.status == .draft
      ? """
      <form method="post" action="/bases/\(base.slug)/submission">\(form.hidden)<button class="button button-primary" type="submit">\(t("Send to the office"))</button>
      <span class="hint">\(t("Save first what you have changed."))</span></form>
      """ : HTML()
    let confirm: HTML =
      base.status == .published
      ? """
      <form class="row" method="post" action="/bases/\(base.slug)/confirmation">\(form.hidden)<p>\(staleWords(care, base) ?? t("The page was confirmed {day}.", ["day": care?.confirmedAt.map { t.day(of: $0) } ?? ""]))</p>
      <button class="button" type="submit">\(t("All is still right"))</button></form>
      """ : HTML()
    return """
      <h1>\(t("Edit page"))</h1>
      \(tabs(base, "edit"))
      \(note.map { text -> HTML in "<p class=\"notice\" role=\"alert\">\(text)</p>" })
      \(waiting.map { waitingChange($0, base) })
      \(confirm)\(steps)
      \(BaseFormPage(view: view, policy: places.policy, form: form, base: base, isOfficer: isOfficer).html(action: "/bases/\(base.slug)/edit", button: t("Save")))
      """
  }

  private func waitingChange(_ change: BaseChange, _ base: Base) -> HTML {
    """
    <section class="panel"><h2>\(t("Waits for an officer since {day}", ["day": t.day(of: change.askedAt)]))</h2>
    \(DifferencePage(view: view).table(BaseDifference.between(base.facts.columns, base.facts.taking(places.policy.risky, from: change.facts).columns)))</section>
    """
  }

  func new(_ form: Form) -> HTML {
    """
    <h1>\(t("Add a base"))</h1>
    <p class="lead">\(t("Write what you know; you can go on later. When you send it, an officer of its county looks at it and publishes it."))</p>
    \(BaseFormPage(view: view, policy: places.policy, form: form, base: nil, isOfficer: false).html(action: "/bases/new", button: t("Save draft")))
    """
  }

  func claim(_ base: Base, _ form: Form, organizations: [(key: String, label: String)]) -> HTML {
    """
    <div class="narrow"><h1>\(t("I look after this base"))</h1><p class="lead">\(t.pick(base.facts.names))</p>
    \(form.summary(t))
    <form class="stack" method="post" action="/bases/\(base.slug)/claim" novalidate>\(form.hidden)
    \(when: !organizations.isEmpty, form.select("organization", label: t("For which unit"), options: organizations, none: t("none"), isRequired: false))
    \(form.area("message", label: t("How can the office see that it is you?"), hint: t("Your task at the base, and a number of the base under which you can be reached."), rows: 4, most: 1_000))
    <button class="button button-primary" type="submit">\(t("Ask the office"))</button></form></div>
    """
  }

  func visits(_ base: Base, _ days: [(day: String, views: Int)]) -> HTML {
    let most = max(1, days.map(\.views).max() ?? 1)
    let width = 8
    let bars: [HTML] = days.reversed().enumerated().map { index, entry in
      let height = max(1, entry.views * 100 / most)
      return
        "<rect x=\"\(index * width)\" y=\"\(100 - height)\" width=\"\(width - 2)\" height=\"\(height)\"><title>\(entry.day): \(entry.views)</title></rect>"
    }
    let rows: [HTML] = days.prefix(14).map { "<tr><td>\($0.day)</td><td>\(t.number($0.views))</td></tr>\n" }
    let total = days.reduce(0) { $0 + $1.views }
    let body: HTML =
      days.isEmpty
      ? "<div class=\"empty\"><h2>\(t("No visits counted yet"))</h2><p>\(t("Visits to the page are counted by day, without knowing who came."))</p></div>"
      : """
      <p class="lead">\(t.plural("{count} visit in 90 days", "{count} visits in 90 days", total))</p>
      <svg class="bars" viewBox="0 0 \(days.count * width) 100" preserveAspectRatio="none" role="img" aria-label="\(t("Visits by day"))">\(bars)</svg>
      <div class="table-wrap"><table><thead><tr><th>\(t("Day"))</th><th>\(t("Visits"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
      """
    return "<h1>\(t("Visits"))</h1>\(tabs(base, "visits"))\(body)"
  }
}

/// Two versions side by side.
struct DifferencePage {
  let view: PlacesView

  private var t: Localizer { view.t }

  func table(_ differences: [BaseDifference]) -> HTML {
    guard !differences.isEmpty else { return "<p>\(t("Nothing differs."))</p>" }
    let rows: [HTML] = differences.map { difference in
      """
      <tr><th scope="row">\(difference.column.label(t))</th><td><del>\(words(difference.before, difference.column))</del></td><td><ins>\(words(difference.after, difference.column))</ins></td></tr>

      """
    }
    return """
      <div class="table-wrap"><table class="differences"><thead><tr><th>\(t("Field"))</th><th>\(t("Before"))</th><th>\(t("After"))</th></tr></thead><tbody>
      \(rows)</tbody></table></div>
      """
  }

  private func words(_ text: String, _ column: BaseColumn) -> String {
    guard !text.isEmpty else { return "—" }
    let list: Vocabularies.List? =
      switch column {
      case .category: .categories
      case .industry: .industries
      case .level: .levels
      case .themes: .themes
      case .audiences: .audiences
      case .concessions: .concessions
      case .accessibility: .facilities
      default: nil
      }
    if column == .county { return view.place(region: text) }
    guard let list else { return text }
    return text.split(separator: ";").map { view.name(String($0), in: list) }.joined(separator: t.language == .en ? ", " : "、")
  }

  func history(_ base: Base, _ versions: [BaseVersion], names: [String: String], tabs: HTML, form: Form, mayRestore: Bool) -> HTML
  {
    let items: [HTML] = versions.enumerated().map { index, version in
      let before = index + 1 < versions.count ? versions[index + 1] : nil
      let differences = before.map { BaseDifference.between($0.facts.columns, version.facts.columns) } ?? []
      let step: HTML? = before.flatMap { $0.status == version.status ? nil : ManagerPages.badge(version.status, t) }
      return """
        <li class="panel"><div class="row"><div><strong>\(t("Version {number}", ["number": t.number(version.version)]))</strong> \(step)
        <span class="hint">\(t.moment(version.at)) · \(names[version.actor] ?? version.actor)\(version.reason.map { " · " + $0 })</span></div>
        \(when: mayRestore && version.version != base.version, """
        <form method="post" action="/bases/\(base.slug)/versions/\(version.version)/restoration">\(form.hidden)<button class="button" type="submit">\(t("Restore"))</button></form>
        """)</div>
        \(when: !differences.isEmpty, "<details><summary>\(t.plural("{count} field differs from the version before", "{count} fields differ from the version before", differences.count))</summary>\(table(differences))</details>")</li>

        """
    }
    return """
      <h1>\(t("History"))</h1>
      \(tabs)
      \(items.isEmpty ? "<div class=\"empty\"><h2>\(t("Nothing has changed yet"))</h2><p>\(t("Each change appears here with who made it and why."))</p></div>" : "<ol class=\"plain\">\(items)</ol>" as HTML)
      """
  }
}
