import HTML
import Site

/// The pages of a base's halls.
struct HallPages {
  /// Where the halls of the base are.
  let path: String
  let t: Localizer

  private func fields(_ form: Form) -> HTML {
    """
    \(form.field("name", label: t("Name of the hall"), hint: t("As the base calls it; visitors do not see it."), most: 60))
    \(form.field("places", label: t("Most people in it at once"), most: 6, inputMode: "numeric"))
    """
  }

  func list(_ halls: [VisitHall], _ form: Form) -> HTML {
    let items: [HTML] = halls.map { hall in
      """
      <li><a class="queue-item" href="\(path)/\(hall.id)"><strong>\(hall.name)</strong>
      <span class="hint">\(t.plural("{count} place", "{count} places", hall.capacity))</span></a></li>

      """
    }
    let empty: HTML =
      "<p class=\"empty\">\(t("No halls yet. A base needs them only where sessions at the same time share one room."))</p>"
    return """
      <h1>\(t("Halls"))</h1><p class="lead">\(t("Sessions in one hall share its places while they take place at the same time."))</p>
      \(form.summary(t))\(items.isEmpty ? empty : "<ul class=\"plain queue\">\(items)</ul>")
      <form class="panel" action="\(path)" method="post">\(form.hidden)<h2>\(t("New hall"))</h2>\(fields(form))
      <p class="actions"><button class="button button-primary">\(t("Add the hall"))</button></p></form>
      """
  }

  func hall(_ hall: VisitHall, _ form: Form) -> HTML {
    """
    <h1>\(hall.name)</h1>\(form.summary(t))
    <form class="panel" action="\(path)/\(hall.id)" method="post">\(form.hidden)<input type="hidden" name="version" value="\(form.typed["version"] ?? "")">
    \(fields(form))<p class="hint">\(t("Who has booked keeps the places, also where the hall becomes too small for all; then nobody else can book."))</p>
    <p class="actions"><button class="button button-primary">\(t("Save the hall"))</button></p></form>
    """
  }
}
