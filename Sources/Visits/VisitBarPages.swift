import HTML
import SQL
import Site

/// The page of who may book nothing at a base for a while.
struct VisitBarPages {
  let path: String
  let t: Localizer

  func list(_ bars: [MissedBar], _ rules: VisitRules, _ form: Form) -> HTML {
    let items: [HTML] = bars.map { item($0, form) }
    let empty: HTML =
      "<div class=\"empty\"><h2>\(t("Nobody is barred"))</h2><p>\(t("Who misses too many visits without giving them back stands here until the bar ends or is lifted."))</p></div>"
    let rule = t.plural(
      "Who misses {count} visit without giving it back cannot book for {days} days.",
      "Who misses {count} visits without giving them back cannot book for {days} days.", rules.noShow.limit,
      ["days": t.number(rules.noShow.blockDays)])
    return """
      <h1>\(t("Missed visits"))</h1><p class="lead">\(rule)</p>\(form.summary(t))
      <p class="actions"><a class="button" href="/desk/visit-appeals">\(t("Appeals of visitors"))</a></p>
      \(items.isEmpty ? empty : "<ul class=\"plain\">\(items)</ul>")
      """
  }

  private func item(_ bar: MissedBar, _ form: Form) -> HTML {
    """
    <li class="panel"><p><strong>\(bar.booking.name)</strong> · \(t("Missed last on {day}; barred until {until}.", ["day": t.day(bar.booking.day), "until": t.day(bar.until)]))</p>
    <details><summary>\(t("Lift the bar"))</summary><form action="\(path)/\(bar.booking.id)/withdrawal" method="post">\(form.hidden)
    <div class="field"><label>\(t("Reason")) <input name="reason" required maxlength="300"></label></div>
    <button class="button">\(t("Lift the bar"))</button></form></details></li>

    """
  }
}
