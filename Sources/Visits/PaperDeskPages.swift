import HTML
import Hummingbird
import Places
import SQL
import Site

/// What groups have handed in, for the desk of their base.
struct PaperDeskPages {
  let t: Localizer

  func list(_ groups: [PaperState], of session: VisitSession, at base: Base, path: String, now: Instant) -> HTML {
    let rows: [HTML] = groups.filter { !$0.needed.isEmpty }.map { row($0, path, now) }
    let head: HTML = """
      <th scope="col">\(t("Name on the ticket"))</th><th scope="col">\(t("People"))</th><th scope="col">\(t("List of names"))</th>
      <th scope="col">\(t("Stamped letter"))</th><th scope="col">\(t("Until"))</th>
      """
    let table: HTML = """
      <div class="table-scroll" tabindex="0" role="region" aria-label="\(t("Papers of groups"))"><table class="table"><thead><tr>\(head)</tr></thead><tbody>\(rows)</tbody></table></div>
      """
    let empty: HTML = """
      <p class="empty">\(t("No group of this session has to hand anything in. What you ask for is in the rules of the base and in each offer."))</p>
      """
    return """
      <h1>\(t("Papers of groups"))</h1>
      <p class="lead">\(t.pick(base.facts.names)) · \(t.day(session.day)) · \(t.time(session.starts))–\(t.time(session.ends))</p>
      \(rows.isEmpty ? empty : table)
      """
  }

  private func row(_ state: PaperState, _ path: String, _ now: Instant) -> HTML {
    let booking = state.timed.booking
    let paper = "\(path)/papers/\(booking.id)"
    let late = !state.missing.isEmpty && state.due <= now
    return """
      <tr><th scope="row">\(booking.name)</th><td class="number">\(t.number(booking.people))</td>
      <td>\(cell(.names, state, link: "\(paper)/names"))</td><td>\(cell(.letter, state, link: "\(paper)/letter"))</td>
      <td>\(t.deadline(state.due))\(when: late, " <span class=\"badge badge-soon\">\(t("late"))</span>")</td></tr>

      """
  }

  private func cell(_ paper: VisitPaper, _ state: PaperState, link: String) -> HTML {
    guard state.needed.contains(paper) else { return "<span class=\"hint\">\(t("not asked for"))</span>" }
    let words = PaperWords(t: t).standing(paper, state)
    return state.paper(paper) == nil ? "\(words)" : "<a href=\"\(link)\">\(words)</a>"
  }

  func names(_ names: [String], of state: PaperState, at base: Base) -> HTML {
    """
    <h1>\(t("List of names"))</h1>
    <p class="lead">\(state.timed.booking.name) · \(t.pick(base.facts.names)) · \(t.day(state.timed.session.day)) · \(t.plural("{count} person", "{count} people", state.timed.booking.people))</p>
    \(NameTable(names: names, t: t).html)
    \(when: !names.isEmpty, "<p class=\"actions screen-only\"><a class=\"button\" href=\"names.csv\">\(t("As a table (CSV)"))</a></p>")
    """
  }
}

/// Names as a list to print, and as a table for other programs.
struct NameTable {
  let names: [String]
  let t: Localizer

  var html: HTML {
    guard !names.isEmpty else { return "<p class=\"empty\">\(t("There are no names yet."))</p>" }
    let items: [HTML] = names.map { "<li>\($0)</li>\n" }
    return "<ol class=\"name-list\">\(items)</ol>"
  }

  /// One name a line.
  static func csv(_ names: [String], file: String, _ t: Localizer) -> Response {
    let text = CSV.table(([t("Name")] + names).map { [$0] })
    let response = Response(
      status: .ok,
      headers: [.contentType: "text/csv; charset=utf-8", .contentDisposition: "attachment; filename=\"\(file).csv\""],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    return response.secret
  }
}
