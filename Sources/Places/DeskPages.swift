import HTML
import People
import SQL
import Site

/// The officer's desk: what waits, and each base's life.
struct OfficerPages {
  let view: PlacesView
  let places: Places
  let rights: Rights

  private var t: Localizer { view.t }

  struct Queue: Sendable {
    var submitted: [Base] = []
    var changes: [(BaseChange, Base, asker: String)] = []
    var claims: [(BaseClaim, Base, asker: String, unit: String?)] = []
    var suspended: [Base] = []
  }

  func queue(_ queue: Queue, region: String?) -> HTML {
    let regions: [HTML] = rights.scopes(for: .decideBases).map { scope in
      "<span class=\"chip\">\(places.people.scopeWords(scope, t))</span>"
    }
    let submitted: [HTML] = queue.submitted.map { base in
      item("/desk/bases/\(base.slug)", t.pick(base.facts.names), view.place(region: base.facts.region), t.moment(base.updatedAt))
    }
    let changes: [HTML] = queue.changes.map { change, base, asker in
      item(
        "/desk/changes/\(change.id)", t.pick(base.facts.names), "\(asker)\(change.reason.map { " · " + $0 } ?? "")",
        t.moment(change.askedAt))
    }
    let claims: [HTML] = queue.claims.map { claim, base, asker, unit in
      item(
        "/desk/claims/\(claim.id)", t.pick(base.facts.names), "\(asker)\(unit.map { " · " + $0 } ?? "")", t.moment(claim.askedAt))
    }
    let suspended: [HTML] = queue.suspended.map { base in
      item("/desk/bases/\(base.slug)", t.pick(base.facts.names), view.place(region: base.facts.region), t.moment(base.updatedAt))
    }
    return """
      <h1>\(t("Desk"))</h1>
      \(places.people.tabs("/desk", rights, t))
      <p class="chips">\(regions)</p>
      <div class="panels">
      \(panel(t("New bases to look at"), submitted))
      \(panel(t("Changes of names, positions and operators"), changes))
      \(panel(t("Who looks after a base"), claims))
      \(panel(t("Suspended"), suspended))
      </div>
      """
  }

  private func panel(_ title: String, _ items: [HTML]) -> HTML {
    """
    <section class="panel"><div class="row"><h2>\(title)</h2><span class="\(items.isEmpty ? "count count-none" : "count")">\(t.number(items.count))</span></div>
    \(items.isEmpty ? "<p class=\"hint\">\(t("Nothing waits"))</p>" : "<ul class=\"plain\">\(items)</ul>" as HTML)</section>

    """
  }

  private func item(_ path: String, _ name: String, _ words: String, _ when: String) -> HTML {
    "<li><a href=\"\(path)\"><strong>\(name)</strong></a> <span class=\"hint\">\(words) · \(when)</span></li>\n"
  }

  func base(_ base: Base, _ care: BaseCare?, creator: String?, _ form: Form) -> HTML {
    let lines = BaseDifference.between([:], base.facts.columns)
    let rows: [HTML] = lines.map { "<div><dt>\($0.column.label(t))</dt><dd>\($0.after)</dd></div>\n" }
    return """
      <p class="eyebrow"><a href="/desk">\(t("Desk"))</a></p>
      <div class="row"><h1>\(t.pick(base.facts.names))</h1>\(ManagerPages.badge(base.status, t))</div>
      \(form.summary(t))
      <p class="hint">\(view.place(region: base.facts.region))\(creator.map { " · " + t("begun by {name}", ["name": $0]) })</p>
      \(steps(base, form))
      <section class="panel"><h2>\(t("What is told"))</h2><dl class="facts">\(rows)</dl>
      <p class="actions"><a class="button" href="/bases/\(base.slug)/edit">\(t("Edit page"))</a> <a class="button" href="/bases/\(base.slug)/history">\(t("History"))</a></p></section>
      """
  }

  private func steps(_ base: Base, _ form: Form) -> HTML {
    let steps: [(path: String, label: String, isMain: Bool, needsReason: Bool)] =
      switch base.status {
      case .submitted: [("publication", t("Publish"), true, false), ("return", t("Send back"), false, true)]
      case .published: [("suspension", t("Suspend"), false, true), ("closure", t("Close for good"), false, true)]
      case .suspended: [("publication", t("Publish again"), true, true), ("closure", t("Close for good"), false, true)]
      case .draft, .closed: []
      }
    guard !steps.isEmpty else { return HTML() }
    let buttons: [HTML] = steps.map { step in
      "<button class=\"\(step.isMain ? "button button-primary" : "button")\" type=\"submit\" formaction=\"/bases/\(base.slug)/\(step.path)\">\(step.label)</button>\n"
    }
    return """
      <section class="panel"><h2>\(t("What next?"))</h2><form class="stack" method="post" action="/bases/\(base.slug)/\(steps[0].path)" novalidate>\(form.hidden)
      \(form.field("reason", label: t("Why"), hint: t("The people of the base read this. Needed for all but publishing."), isRequired: false, most: 500))
      <div class="actions">\(buttons)</div></form></section>
      """
  }

  func change(_ change: BaseChange, _ base: Base, asker: String, _ form: Form) -> HTML {
    let proposed = base.facts.taking(places.policy.risky, from: change.facts)
    return """
      <p class="eyebrow"><a href="/desk">\(t("Desk"))</a></p>
      <h1>\(t("Change of {name}", ["name": t.pick(base.facts.names)]))</h1>
      \(form.summary(t))
      <p class="hint">\(asker) · \(t.moment(change.askedAt))\(change.reason.map { " · " + $0 })</p>
      \(DifferencePage(view: view).table(BaseDifference.between(base.facts.columns, proposed.columns)))
      \(distance(base.facts, proposed))
      \(decision("/desk/changes/\(change.id)", form, yes: t("Accept the change")))
      """
  }

  private func distance(_ before: BaseFacts, _ after: BaseFacts) -> HTML? {
    guard let old = before.position?.coordinate, let new = after.position?.coordinate, old != new else { return nil }
    return
      "<p class=\"notice\">\(t("The position moves by {distance}.", ["distance": t.distance(places.distance(old, new))]))</p>"
  }

  func claim(_ claim: BaseClaim, _ base: Base, asker: String, unit: String?, _ form: Form) -> HTML {
    """
    <p class="eyebrow"><a href="/desk">\(t("Desk"))</a></p>
    <h1>\(t("Who looks after {name}?", ["name": t.pick(base.facts.names)]))</h1>
    \(form.summary(t))
    <section class="panel"><p><a href="/desk/people/\(claim.person)"><strong>\(asker)</strong></a>\(unit.map { " · " + $0 })</p>
    <p>\(claim.message)</p>
    <p class="hint">\(t("The page names as operator: {name}", ["name": base.facts.operatorName.map { t.pick($0) } ?? "—"])) · <a href="/bases/\(base.slug)">\(t("Open the page"))</a></p></section>
    \(decision("/desk/claims/\(claim.id)", form, yes: t("Give the base into their care")))
    """
  }

  private func decision(_ action: String, _ form: Form, yes: String) -> HTML {
    """
    <form class="stack panel" method="post" action="\(action)" novalidate>\(form.hidden)
    \(form.field("reason", label: t("Why"), hint: t("Needed to decline."), isRequired: false, most: 500))
    <div class="actions"><button class="button button-primary" name="answer" value="yes">\(yes)</button>
    <button class="button" name="answer" value="no">\(t("Decline"))</button></div></form>
    """
  }

  func duplicates(_ pairs: [(DuplicateFinder.Pair, Base, Base)], _ form: Form) -> HTML {
    let rows: [HTML] = pairs.map { pair, first, second in
      """
      <li class="panel"><div class="compare"><div><h2><a href="/bases/\(first.slug)">\(t.pick(first.facts.names))</a></h2><p>\(first.facts.names.zhHans)</p><p class="hint">\(view.place(region: first.facts.region)) · \(t.pick(first.facts.address ?? LocalizedText(zhHans: "—")))</p></div>
      <div><h2><a href="/bases/\(second.slug)">\(t.pick(second.facts.names))</a></h2><p>\(second.facts.names.zhHans)</p><p class="hint">\(view.place(region: second.facts.region)) · \(t.pick(second.facts.address ?? LocalizedText(zhHans: "—")))</p></div></div>
      <p>\(t("{distance} apart; {percent} % of the name is the same", ["distance": t.distance(max(10, pair.metres)), "percent": t.number(Int(pair.likeness * 100))]))</p>
      <form class="inline" method="post" action="/desk/duplicates">\(form.hidden)<input type="hidden" name="first" value="\(first.slug)"><input type="hidden" name="second" value="\(second.slug)">
      <label class="visually-hidden" for="why-\(first.id)-\(second.id)">\(t("Why"))</label><input id="why-\(first.id)-\(second.id)" name="reason" required maxlength="300" placeholder="\(t("Why"))">
      <button class="button" name="keep" value="first">\(t("One base: keep the left"))</button><button class="button" name="keep" value="second">\(t("One base: keep the right"))</button></form></li>

      """
    }
    return """
      <h1>\(t("Perhaps twice"))</h1>
      \(places.people.tabs("/desk/duplicates", rights, t))
      <p class="lead">\(t("Bases that lie close together and have names alike. The one that stays takes what the other knows, its photos and its managers."))</p>
      \(rows.isEmpty ? "<div class=\"empty\"><h2>\(t("Nothing found"))</h2></div>" : "<ul class=\"plain\">\(rows)</ul>" as HTML)
      """
  }

  func importPage(_ form: Form, _ outcome: Places.ImportOutcome?, file: String?) -> HTML {
    """
    <h1>\(t("Import bases"))</h1>
    \(places.people.tabs("/desk/import", rights, t))
    \(form.summary(t))
    <form class="stack panel drop" method="post" action="/desk/import" enctype="multipart/form-data" data-drop>\(form.hidden)
    \(form.file("file", label: t("File"), hint: t("CSV (UTF-8 or GBK) or GeoJSON, up to 16 MB, with the columns that an export has. Nothing is written before you have seen what would change."), accept: ".csv,.json,.geojson,text/csv,application/geo+json"))
    <button class="button button-primary" type="submit">\(t("Show what would change"))</button></form>
    <p class="hint"><a href="/data/bases.csv">\(t("Download all bases as a pattern"))</a></p>
    \(outcome.map { result($0, form, file: file) })
    """
  }

  private func result(_ outcome: Places.ImportOutcome, _ form: Form, file: String?) -> HTML {
    let lines: [HTML] = outcome.report.prefix(500).map { "<li>\($0)</li>\n" }
    let write: HTML =
      outcome.new + outcome.changed == 0
      ? "<p>\(t("There is nothing to write."))</p>"
      : """
      <form method="post" action="/desk/import/\(file ?? "")">\(form.hidden)<button class="button button-primary" type="submit">\(t("Write this"))</button></form>
      """
    return """
      <section class="panel" id="result"><h2>\(t("What would change"))</h2>
      <dl class="numbers"><div><dt>\(t("new"))</dt><dd>\(t.number(outcome.new))</dd></div><div><dt>\(t("changed"))</dt><dd>\(t.number(outcome.changed))</dd></div>
      <div><dt>\(t("unchanged"))</dt><dd>\(t.number(outcome.unchanged))</dd></div><div><dt>\(t("refused"))</dt><dd>\(t.number(outcome.refused))</dd></div></dl>
      \(write)
      \(when: !lines.isEmpty, "<details open><summary>\(t("Row by row"))</summary><ul class=\"report\">\(lines)</ul></details>")</section>
      """
  }
}
