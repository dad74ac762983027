import HTML
import Places
import SQL
import Site

/// The public pages of draws.
struct DrawPages {
  /// A request as everybody sees it.
  struct Row: Sendable {
    let request: DrawRequest
    let lot: UInt64?
    let turn: Int?
    let session: Int?
  }

  /// What the page of a draw shows.
  struct Content: Sendable {
    let seen: SeenDraw
    let outcome: DrawnResults.Outcome?
    let rows: [Row]
    let paging: Paging
    /// The number that somebody looks up.
    let number: Int?
    let now: Instant
  }

  let t: Localizer
  let policy: DrawPolicy

  private var words: DrawWords { DrawWords(t: t) }

  func list(_ draws: [SeenDraw]) -> HTML {
    let open = draws.filter { $0.draw.state.isLive }
    let over = draws.filter { !$0.draw.state.isLive }
    let lead = t(
      "Where more people ask than there are places, they are drawn: everybody has the same time to ask, and can check the draw.")
    guard !draws.isEmpty else {
      return """
        <header class="page-head"><h1>\(t("Draws of places"))</h1><p class="lead">\(lead)</p></header>
        <div class="empty">\(Components.icon("pin"))<h2>\(t("Nothing is drawn at present"))</h2>
        <p>\(t("Most visits are simply booked."))</p><p><a class="button" href="/bases">\(t("Bases"))</a></p></div>
        """
    }
    return """
      <header class="page-head"><h1>\(t("Draws of places"))</h1><p class="lead">\(lead)</p></header>
      \(when: !open.isEmpty, "<section><h2>\(t("Now and soon"))</h2><ul class=\"plain queue\">\(open.map(item))</ul></section>")
      \(when: !over.isEmpty, "<section><h2>\(t("Over"))</h2><ul class=\"plain queue\">\(over.map(item))</ul></section>")
      """
  }

  func item(_ seen: SeenDraw) -> HTML {
    let bases = seen.sortedBases.map { t.pick($0.facts.names) }.joined(separator: t.language == .en ? ", " : "、")
    return """
      <li><a class="queue-item" href="\(seen.draw.path)"><span><strong>\(t.pick(seen.draw.names))</strong>
      <span class="hint">\(words.method(seen.draw.method)) · \(bases) · \(t("until {moment}", ["moment": t.deadline(seen.draw.closes)]))</span></span>
      \(badge(seen.draw))</a></li>

      """
  }

  func badge(_ draw: SessionDraw) -> HTML {
    "<span class=\"\(draw.state == .open ? "badge badge-open" : "badge")\">\(words.state(draw.state))</span>"
  }

  // MARK: One draw

  func show(_ content: Content) -> HTML {
    let (seen, draw) = (content.seen, content.seen.draw)
    return """
      <header class="page-head"><div class="row"><h1>\(t.pick(draw.names))</h1>\(badge(draw))</div>
      <p class="lead">\(words.method(draw.method)) · \(BookingWords(t: t).audience(draw.audience)) · \(t.plural("{count} place", "{count} places", seen.places))</p></header>
      \(draw.reason.map { reason -> HTML in "<div class=\"notice\"><p>\(t("This draw was withdrawn: {reason}", ["reason": reason]))</p></div>" })
      \(asking(content))
      \(explanation(content))
      <div class="base-columns"><div>
      \(sessions(content))
      <section><h2>\(t("How the places are given"))</h2><ul>\(words.rules(draw, policy).map { rule -> HTML in "<li>\(rule)</li>\n" })</ul></section>
      </div><div>\(times(draw, seen))\(chance(draw))</div></div>
      \(numbers(content))
      \(checking(content))
      """
  }

  private func asking(_ content: Content) -> HTML {
    let draw = content.seen.draw
    guard draw.takesRequests(at: content.now) else { return HTML() }
    return """
      <p class="actions"><a class="button button-primary" href="\(draw.path)/requests/new">\(t("Ask for places"))</a>
      <a class="button" href="/me/draws">\(t("My requests in draws"))</a></p>
      """
  }

  private func sessions(_ content: Content) -> HTML {
    let left = content.outcome?.result.left
    let rows: [HTML] = content.seen.sessions.enumerated().map { index, drawn in
      let base = content.seen.bases[drawn.session.base]
      let name: HTML = base.map { "<a href=\"/bases/\($0.slug)\">\(t.pick($0.facts.names))</a>" } ?? "—"
      return """
        <tr><th scope="row">\(words.moment(drawn.session))\(BookingWords(t: t).ages(drawn.session.ages).map { " · \($0)" })</th><td>\(name)\(when: drawn.session.state == .cancelled, " <span class=\"badge\">\(t.context("session", "Cancelled"))</span>")</td>
        <td class="number">\(t.number(drawn.places))</td>\(left.map { left -> HTML in "<td class=\"number\">\(t.number(left[index]))</td>" })</tr>

        """
    }
    return """
      <section><h2>\(t("What is drawn"))</h2><div class="table-scroll" role="region" tabindex="0" aria-label="\(t("What is drawn"))"><table class="table"><thead><tr><th scope="col">\(t("Session"))</th><th scope="col">\(t("Base"))</th>
      <th scope="col">\(t("Places"))</th>\(left.map { _ -> HTML in "<th scope=\"col\">\(t("Left over"))</th>" })</tr></thead><tbody>\(rows)</tbody></table></div></section>
      """
  }

  private func times(_ draw: SessionDraw, _ seen: SeenDraw) -> HTML {
    """
    <section class="panel"><h2>\(t("Dates"))</h2><dl class="facts">
    \(fact(t("Requests from"), t.moment(draw.opens)))
    \(fact(t("Requests until"), t.deadline(draw.closes)))
    \(fact(t("Drawn at the latest"), t.moment(draw.drawsBy)))
    \(draw.drawnAt.map { fact(t("Drawn on"), t.moment($0)) })
    \(draw.releasesAt.map { fact(t("Left-over places to whoever comes first, from"), t.moment($0)) })
    \(fact(t("Requests"), t.number(seen.requests)))
    </dl></section>
    """
  }

  private func chance(_ draw: SessionDraw) -> HTML {
    let value: HTML? = draw.value.map { value in
      value.isEmpty
        ? "<div><dt>\(t("Public value"))</dt><dd>\(t("None: nobody entered it in time, so only the secret and the list decided."))</dd></div>"
        : "<div><dt>\(t("Public value"))</dt><dd><strong>\(value)</strong>\(draw.source.map { source -> HTML in "<br><span class=\"hint\">\(source)</span>" })</dd></div>"
    }
    return """
      <section class="panel"><h2>\(t("Chance"))</h2><dl class="facts draw-digests">
      <div><dt>\(t("Commitment (SHA-256 of the secret)"))</dt><dd>\(draw.commitment.map { code($0.description) } ?? "<span class=\"hint\">\(t("shown when the window opens"))</span>")</dd></div>
      <div><dt>\(t("Digest (SHA-256 of the closed list)"))</dt><dd>\(draw.digest.map { code($0.description) } ?? "<span class=\"hint\">\(t("shown when the window closes"))</span>")</dd></div>
      <div><dt>\(t("What the public value is"))</dt><dd>\(t.pick(draw.valueName))</dd></div>
      \(value)
      </dl></section>
      """
  }

  private func code(_ text: String) -> HTML { "<code>\(text)</code>" }

  private func fact(_ name: String, _ value: String) -> HTML { "<div><dt>\(name)</dt><dd>\(value)</dd></div>\n" }

  // MARK: The list

  private func numbers(_ content: Content) -> HTML {
    let draw = content.seen.draw
    guard draw.digest != nil else {
      return
        "<section><h2>\(t("The list"))</h2><p>\(t("When the window has closed, the requests stand here by their numbers, without names."))</p></section>"
    }
    let isDrawn = content.outcome != nil
    let rows: [HTML] = content.rows.map { row in self.row(row, content, isDrawn: isDrawn) }
    let heads: [HTML] =
      ([
        t("Number"), t("Number of people"), draw.method == .lottery ? t.context("draw", "Tickets") : t("Tiers by wish"),
        t("Wishes"),
      ]
      + (isDrawn ? [t("Lot"), t("Turn"), t("Result")] : [])).map { "<th scope=\"col\">\($0)</th>" }
    let body: HTML =
      rows.isEmpty
      ? "<p>\(t("Nobody asked."))</p>"
      : """
      <div class="table-scroll" role="region" tabindex="0" aria-label="\(t("Requests"))"><table class="table draw-list"><thead><tr>\(heads)</tr></thead><tbody>\(rows)</tbody></table></div>
      \(Components.pagination(content.paging, path: draw.path, query: [], t: t))
      """
    return """
      <section id="list"><h2>\(t("The list"))</h2>
      <p>\(t("Every request by its number, without names; sessions are counted in the order of the table above.")) <a href="\(draw.path)/list.json" download>\(t("The closed list as a file"))</a></p>
      \(body)</section>
      """
  }

  private func row(_ row: Row, _ content: Content, isDrawn: Bool) -> HTML {
    let request = row.request
    let wishes = request.wishes.map { t.number($0 + 1) }.joined(separator: " → ")
    let counts =
      request.tiers.isEmpty ? t.number(request.weight) : request.tiers.map { t.number($0 + 1) }.joined(separator: " · ")
    let drawn: HTML? =
      isDrawn
      ? """
      <td><code>\(row.lot.map { Hexadecimal.text($0) } ?? "")</code></td><td class="number">\(row.turn.map { t.number($0) } ?? "")</td>
      <td>\(row.session.map { t("Session {number}", ["number": t.number($0 + 1)]) } ?? t("none"))</td>
      """ : nil
    return """
      <tr><th scope="row"><a href="?number=\(String(request.number))#number">\(t.number(request.number))</a></th><td class="number">\(t.number(request.people))</td>
      <td>\(counts)</td><td>\(wishes)</td>\(drawn)</tr>

      """
  }

  /// What a number got and why.
  private func explanation(_ content: Content) -> HTML {
    guard let outcome = content.outcome else { return HTML() }
    let draw = content.seen.draw
    let lines = content.number.flatMap { number in
      words.explanation(number, outcome.record, outcome.result) { index in name(index, content.seen) }
    }
    let told: HTML? = content.number.map { number in
      guard let lines else { return "<p class=\"notice\">\(t("There is no number {number}.", ["number": t.number(number)]))</p>" }
      return "<ul>\(lines.map { line -> HTML in "<li>\(line)</li>\n" })</ul>"
    }
    return """
      <form class="panel draw-lookup" id="number" action="\(draw.path)#number" method="get">
      <div class="field"><label for="look">\(t("Why a number got what it got"))</label>
      <input id="look" name="number" inputmode="numeric" value="\(content.number.map { String($0) } ?? "")"></div>
      <p class="actions"><button class="button">\(t("Look up"))</button></p>\(told)</form>
      """
  }

  private func name(_ index: Int, _ seen: SeenDraw) -> String {
    seen.sessions.indices.contains(index) ? words.session(seen.sessions[index].session, seen.bases) : "—"
  }

  private func checking(_ content: Content) -> HTML {
    let draw = content.seen.draw
    guard let outcome = content.outcome else { return HTML() }
    return """
      <section class="panel"><h2>\(t("Make the draw again yourself"))</h2>
      <p>\(t("The file holds the list, all chance and the outcome, and is signed. Anybody can make the draw again from it, without this portal:"))</p>
      <p class="actions"><a class="button button-primary" href="\(draw.path)/draw.json" download>\(t("Download the file"))</a></p>
      <pre><code>kepu lottery verify draw-\(draw.id).json</code></pre>
      <dl class="facts draw-digests"><div><dt>\(t("Secret"))</dt><dd><code>\(outcome.record.secret.text)</code></dd></div></dl>
      <kepu-draw data-file="\(draw.path)/draw.json" data-commitment="\(outcome.record.commitment.description)" data-digest="\(outcome.record.listDigest.description)" data-good="\(t("Checked in this browser: secret, list and lots agree, and the draw comes to the same."))" data-bad="\(t("This does not agree: {what}"))" data-busy="\(t("Checking…"))" hidden>
      <button class="button" type="button">\(t("Check it in this browser"))</button> <output role="status"></output></kepu-draw>
      </section>
      """
  }
}
