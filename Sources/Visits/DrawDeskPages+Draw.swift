import HTML
import Places
import SQL
import Site

/// One draw at the desk.
extension DrawDeskPages {
  func show(_ form: Form, _ content: Content, _ places: Places) -> HTML {
    let (seen, draw, words) = (content.seen, content.seen.draw, DrawWords(t: t))
    return """
      <div class="row"><h1>\(t.pick(draw.names))</h1>\(DrawPages(t: t, policy: policy).badge(draw))</div>
      <p class="lead">\(words.method(draw.method)) · \(BookingWords(t: t).audience(draw.audience)) · \(t.plural("{count} place", "{count} places", seen.places)) · \(t.plural("{count} request", "{count} requests", seen.requests))</p>
      <p class="actions"><a class="button" href="\(draw.path)">\(t("See the public page"))</a></p>
      \(draw.reason.map { reason -> HTML in "<div class=\"notice\"><p>\(t("This draw was withdrawn: {reason}", ["reason": reason]))</p></div>" })
      \(form.summary(t))
      \(when: content.isInterested, "<p class=\"notice\">\(words.sentence(.ownRequest) { _ in "" })</p>")
      \(next(form, content))
      \(requests(form, content, places))
      \(when: draw.state != .withdrawn && !content.isInterested, withdrawing(form, draw))
      """
  }

  /// What happens next, and what is to be done for it.
  private func next(_ form: Form, _ content: Content) -> HTML {
    let draw = content.seen.draw
    switch draw.state {
    case .planned:
      return "<p class=\"notice\">\(t("The window opens by itself: {moment}.", ["moment": t.moment(draw.opens)]))</p>"
    case .open:
      return
        "<p class=\"notice\">\(t("Requests are taken until {moment}; then the list closes by itself.", ["moment": t.deadline(draw.closes)]))</p>"
    case .closed: return content.isInterested ? HTML() : value(form, content)
    case .drawn, .withdrawn: return HTML()
    }
  }

  private func value(_ form: Form, _ content: Content) -> HTML {
    let draw = content.seen.draw
    let head: HTML = """
      <h2>\(t("The public value"))</h2><p>\(t.pick(draw.valueName))</p>
      <p class="hint">\(t("Exactly as it was published. Without it the draw goes at {moment}, and says so.", ["moment": t.moment(draw.drawsBy)]))</p>
      """
    let entering: HTML = """
      <form class="panel" action="/desk/draws/\(draw.id)/value" method="post">\(form.hidden)
      \(form.field("value", label: t("Public value"), most: 64))
      \(form.field("source", label: t("Where it was published"), hint: t("An address, or the paper and its page."), most: 300))
      <p class="actions"><button class="button button-primary">\(policy.asksSecondPerson ? t("Enter the value") : t("Enter the value and draw"))</button></p></form>
      """
    guard let offered = draw.offered else { return "<section>\(head)\(entering)</section>" }
    if content.isFirstPerson {
      return """
        <section>\(head)<p class="notice">\(t("You entered {value}. Another person who looks after these bases types it again; then it is drawn.", ["value": offered.value]))</p>
        <details><summary>\(t("Enter it anew"))</summary>\(entering)</details></section>
        """
    }
    // The second person looks it up for themselves: what the first typed is not shown.
    return """
      <section>\(head)<p>\(t("Source")): \(offered.source)</p>
      <form class="panel" action="/desk/draws/\(draw.id)/confirmation" method="post">\(form.hidden)
      \(form.field("again", label: t("Public value, typed by you"), hint: t("Look at the source yourself; the first person's value is not shown."), most: 64))
      <p class="actions"><button class="button button-primary">\(t("Confirm and draw"))</button></p></form></section>
      """
  }

  private func withdrawing(_ form: Form, _ draw: SessionDraw) -> HTML {
    """
    <section><h2>\(t("Withdraw the draw"))</h2>
    <form class="panel" action="/desk/draws/\(draw.id)/withdrawal" method="post">\(form.hidden)
    <p>\(draw.state == .drawn ? t("All bookings that it gave and whose session has not begun are cancelled, and everybody is told the reason.") : t("The places that it keeps are given back, and everybody who asked is told the reason."))</p>
    \(form.area("why", label: t("Reason"), rows: 2, most: 300))
    <p class="actions"><button class="button">\(t("Withdraw"))</button></p></form></section>
    """
  }

  // MARK: Requests

  private func requests(_ form: Form, _ content: Content, _ places: Places) -> HTML {
    let draw = content.seen.draw
    guard !content.rows.isEmpty else {
      return "<section><h2>\(t("Requests"))</h2><p>\(t("Nobody has asked yet."))</p></section>"
    }
    let isOpen = draw.takesRequests(at: content.now) && !content.isInterested
    let rows: [HTML] = content.rows.map { self.row($0, form, content, places, isOpen: isOpen) }
    return """
      <section><h2>\(t("Requests"))</h2><div class="table-scroll" role="region" tabindex="0" aria-label="\(t("Requests"))"><table class="table"><thead><tr><th scope="col">\(t("Number"))</th><th scope="col">\(t("Who"))</th>
      <th scope="col">\(t("Number of people"))</th><th scope="col">\(t("Wishes"))</th><th scope="col">\(draw.method == .lottery ? t.context("draw", "Tickets") : t("Tiers by wish"))</th><th scope="col">\(t("State"))</th></tr></thead>
      <tbody>\(rows)</tbody></table></div>\(Components.pagination(content.paging, path: "/desk/draws/\(draw.id)", query: [], t: t))</section>
      """
  }

  private func row(_ row: Row, _ form: Form, _ content: Content, _ places: Places, isOpen: Bool) -> HTML {
    let (entry, words) = (row.entry, DrawWords(t: t))
    let numbers = Dictionary(
      content.seen.sessions.enumerated().map { ($0.element.session.id, $0.offset + 1) }, uniquingKeysWith: { first, _ in first })
    let wishes = entry.wishes.compactMap { numbers[$0].map { t.number($0) } }.joined(separator: " → ")
    let counts = entry.tiers.isEmpty ? t.number(entry.weight) : entry.tiers.map { t.number($0 + 1) }.joined(separator: " · ")
    let who = row.school.map { "\(t.pick($0.names)) · \(entry.name)" } ?? "\(row.person) · \(entry.name)"
    let correcting: HTML? =
      isOpen && entry.state == .asked ? correction(entry, form, content, places) : nil
    return """
      <tr><th scope="row">\(t.number(entry.number))</th><td>\(who)\(correcting)</td><td class="number">\(t.number(entry.party.people))</td><td>\(wishes)</td>
      <td>\(counts)</td><td>\(words.state(entry.state))</td></tr>

      """
  }

  private func correction(_ entry: DrawEntry, _ form: Form, _ content: Content, _ places: Places) -> HTML {
    let words = DrawWords(t: t)
    let facts: [HTML] = DrawFact.allCases.map { fact in
      "<li>\(words.fact(fact)): \(entry.findings.holds(fact) ? t("yes") : t("no")) <span class=\"hint\">\(words.reason(fact, entry.findings, places, content.seen.bases))</span></li>\n"
    }
    let options: [HTML] = DrawFact.allCases.map { fact in
      "<option value=\"\(fact.rawValue)\">\(words.fact(fact))</option>\n"
    }
    let key = String(entry.number)
    return """
      <details><summary>\(t("What counts"))</summary><ul>\(facts)</ul>
      <form action="/desk/draws/\(content.seen.draw.id)/requests/\(key)/correction" method="post">\(form.hidden)
      <div class="field"><label for="fact-\(key)">\(t("What is put right"))</label><select id="fact-\(key)" name="fact">\(options)</select></div>
      <div class="field"><label for="holds-\(key)">\(t("Does it hold?"))</label><select id="holds-\(key)" name="holds"><option value="yes">\(t("yes"))</option><option value="no">\(t("no"))</option></select></div>
      <div class="field"><label for="reason-\(key)">\(t("Reason"))</label><input id="reason-\(key)" name="reason" required maxlength="300"></div>
      <p class="actions"><button class="button">\(t("Put right"))</button></p></form></details>
      """
  }
}
