import HTML
import Places
import SQL
import Site

extension DoorPages {
  /// The doors at which somebody has a part.
  func list(_ bases: [Base]) -> HTML {
    let items: [HTML] = bases.map { base in
      "<li><a href=\"/desk/door/\(base.slug)\">\(t.pick(base.facts.names))</a></li>\n"
    }
    guard !items.isEmpty else {
      return """
        <h1>\(t("Doors"))</h1><div class="empty"><p>\(t("Your role reaches many bases. Open a base and go to its door from there: /desk/door/ and the last part of its address."))</p>
        <p><a class="button button-primary" href="/bases">\(t("Bases"))</a></p></div>
        """
    }
    return "<h1>\(t("Doors"))</h1><ul class=\"plain\">\(items)</ul>"
  }

  /// Who keeps the doors of a base.
  func guards(_ base: Base, _ guards: [Guard], _ form: Form) -> HTML {
    let path = "/desk/door/\(base.slug)/guards"
    let rows: [HTML] = guards.map { keeper in
      """
      <tr><td>\(keeper.name)</td><td>\(keeper.grant.ends.map { t.deadline($0) } ?? t("Without an end"))</td>
      <td><form method="post" action="\(path)/\(keeper.grant.id.description)/withdrawal">\(form.hidden)<button class="button">\(t("Take the role back"))</button></form></td></tr>

      """
    }
    let table: HTML = """
      <div class="table-scroll" tabindex="0" role="region" aria-label="\(t("Guards"))"><table class="table"><thead><tr><th scope="col">\(t("Guard"))</th><th scope="col">\(t("Until"))</th><th scope="col">\(t("Take the role back"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
      """
    return """
      <h1>\(t("Guards of {base}", ["base": t.pick(base.facts.names)]))</h1>
      <p class="lead">\(t("Guards check tickets and count people at the door. They see and change nothing else of the base."))</p>
      \(form.summary(t))
      \(rows.isEmpty ? "<p class=\"empty\">\(t("Nobody keeps this door yet. Name somebody by the address of their account."))</p>" : table)
      <form method="post" action="\(path)" class="panel">\(form.hidden)<h2>\(t("Name a guard"))</h2>
      \(form.field("address", label: t("E-mail address of the account"), type: "email", most: 254, autocomplete: "off"))
      \(form.field("until", label: t("Until (optional)"), type: "date", isRequired: false))
      <button class="button button-primary">\(t("Name as guard"))</button></form>
      <p><a href="/desk/door/\(base.slug)">\(t("Back to the door"))</a></p>
      """
  }
}
