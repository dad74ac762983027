import HTML
import Places
import SQL
import Site

/// Visits of schools on the desk.
struct SchoolDeskPage {
  let rows: [SchoolListPage.Row]
  let counts: [(base: Base, count: SchoolVisitCount)]
  let year: Int
  let t: Localizer

  var html: HTML {
    let waiting = rows.filter { $0.visit.state == .confirmed }
    let others = rows.filter { $0.visit.state != .confirmed }
    let bases: [HTML] = counts.map { base, count in
      """
      <li>\(t("{base} in {year}: {visits} school visits, {people} people.", ["base": t.pick(base.facts.names), "year": String(year), "visits": t.number(count.visits), "people": t.number(count.people)]))
      <a href="/desk/school-visits/bases/\(base.slug)">\(t("Learning sheets"))</a></li>

      """
    }
    return """
      <h1>\(t("School visits"))</h1>
      \(when: !bases.isEmpty, "<ul class=\"plain\">\(bases)</ul>")
      \(rows.isEmpty ? empty : "\(section(t("Waits for an answer"), waiting))\(section(t("All visits"), others))")
      """
  }

  private var empty: HTML {
    """
    <div class="empty">\(Components.icon("pin"))<h2>\(t("No school has asked yet"))</h2>
    <p>\(t("Visits come here when the head of a school has confirmed them."))</p></div>
    """
  }

  private func section(_ title: String, _ rows: [SchoolListPage.Row]) -> HTML {
    guard !rows.isEmpty else { return HTML() }
    return "<section><h2>\(title)</h2><ul class=\"plain queue\">\(rows.map { SchoolListPage.item($0, t) })</ul></section>"
  }
}

/// The learning sheets of a base.
struct LearningSheetsPage {
  let base: Base
  let sheets: [LearningSheet]
  let form: Form
  let t: Localizer

  var path: String { "/desk/school-visits/bases/\(base.slug)" }

  var html: HTML {
    let words = SchoolWords(t: t)
    let items: [HTML] = sheets.map { sheet in
      """
      <li class="panel"><strong>\(sheet.title)</strong> <span class="hint">\(words.stage(sheet.stage))</span>
      <p class="typed">\(sheet.address.isEmpty ? sheet.words : sheet.address)</p>
      <form action="\(path)/sheets/\("\(sheet.id)")/removal" method="post">\(form.hidden)<button class="button">\(t("Take away"))</button></form></li>

      """
    }
    let list: HTML =
      items.isEmpty
      ? "<p class=\"notice\">\(t("No sheets yet. Schools see them on the page of their visit."))</p>"
      : "<ul class=\"plain\">\(items)</ul>"
    return """
      <div class="narrow"><h1>\(t("Learning sheets"))</h1><p class="lead">\(t.pick(base.facts.names))</p>\(list)
      <form class="panel" action="\(path)/sheets" method="post">\(form.hidden)\(form.summary(t))
      \(form.select("stage", label: t.context("school", "Stage"), options: SchoolStage.allCases.map { (key: $0.rawValue, label: words.stage($0)) }))
      \(form.field("title", label: t("Title"), most: 120))
      \(form.area("words", label: t("Tasks"), rows: 6, isRequired: false, most: 20_000))
      \(form.field("address", label: t("Or the address of a file"), hint: "https://…", isRequired: false, most: 500))
      <p class="actions"><button class="button button-primary">\(t("Add the sheet"))</button></p></form></div>
      """
  }
}
