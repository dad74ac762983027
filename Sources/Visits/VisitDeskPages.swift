import HTML
import Places
import SQL
import Site

/// The pages of the desk about visits.
struct VisitDeskPages {
  /// What the page of a base shows.
  struct Content: Sendable {
    let base: Base
    let offers: [VisitOffer]
    let sessions: [OpenSession]
    let rules: VisitRules
  }

  let t: Localizer

  func list(_ bases: [Base], tabs: HTML) -> HTML {
    let items: [HTML] = bases.map { base in
      "<li><a class=\"queue-item\" href=\"/desk/visits/\(base.slug)\"><strong>\(t.pick(base.facts.names))</strong></a></li>\n"
    }
    let empty: HTML =
      "<div class=\"empty\"><h2>\(t("You look after no base"))</h2><p>\(t("Ask for your base on its page; then you can offer visits here."))</p><p><a class=\"button\" href=\"/bases\">\(t("Bases"))</a></p></div>"
    return "<h1>\(t("Visits and bookings"))</h1>\(tabs)\(items.isEmpty ? empty : "<ul class=\"plain queue\">\(items)</ul>")"
  }

  func base(_ content: Content, _ form: Form, all: [VisitRules]) -> HTML {
    let path = "/desk/visits/\(content.base.slug)"
    return """
      <div class="row"><h1>\(t.pick(content.base.facts.names))</h1><a class="button button-primary" href="\(path)/offers/new">\(t("New offer"))</a></div>
      <p class="actions"><a class="button" href="/bases/\(content.base.slug)/booking">\(t("As visitors see it"))</a>
      <a class="button" href="/desk/door/\(content.base.slug)">\(t("Door"))</a>
      <a class="button" href="\(path)/halls">\(t("Halls"))</a>
      <a class="button" href="\(path)/bars">\(t("Missed visits"))</a>
      <a class="button" href="\(path)/closures">\(t("Close for some days"))</a></p>
      \(offers(content.offers, path))\(sessions(content.sessions, path))\(rules(content.rules, form, all, path))
      """
  }

  private func offers(_ offers: [VisitOffer], _ path: String) -> HTML {
    let items: [HTML] = offers.map { offer in
      """
      <li><a class="queue-item" href="\(path)/offers/\(offer.id)"><span><strong>\(t.pick(offer.facts.names))</strong>
      <span class="hint">\(BookingWords(t: t).kind(offer.facts.kind)) · \(t.plural("{count} place", "{count} places", offer.facts.places))</span></span>
      \(when: offer.state == .ended, "<span class=\"badge\">\(t.context("offer", "Ended"))</span>")</a></li>

      """
    }
    let empty: HTML =
      "<div class=\"empty\"><h2>\(t("Nothing is offered yet"))</h2><p>\(t("Say on which days and at which times people can come; the sessions are then made for sixty days ahead."))</p></div>"
    return
      "<section><h2>\(t("What is offered"))</h2>\(items.isEmpty ? empty : "<ul class=\"plain queue\">\(items)</ul>")</section>"
  }

  private func sessions(_ sessions: [OpenSession], _ path: String) -> HTML {
    guard !sessions.isEmpty else { return HTML() }
    let rows: [HTML] = sessions.map { open in
      let own = open.pools.first { $0.kind == .session }
      return """
        <tr><th scope="row"><a href="\(path)/sessions/\(open.session.id)">\(t.day(open.session.day)) · \(t.time(open.session.starts))–\(t.time(open.session.ends))</a></th>
        <td>\(BookingWords(t: t).kind(open.session.kind))</td><td class="number">\(t.number(own?.taken ?? 0)) / \(t.number(own?.capacity ?? 0))</td>
        <td>\(state(open.session.state))</td></tr>

        """
    }
    return """
      <section><h2>\(t("The next two weeks"))</h2><div class="table-scroll"><table><thead><tr><th scope="col">\(t("Session"))</th>
      <th scope="col">\(t("Kind"))</th><th scope="col">\(t("Taken"))</th><th scope="col">\(t("State"))</th></tr></thead><tbody>\(rows)</tbody></table></div></section>
      """
  }

  /// How a session stands.
  func state(_ state: VisitSession.State) -> String {
    switch state {
    case .open: t.context("session", "Open")
    case .closed: t.context("session", "Closed for bookings")
    case .cancelled: t.context("session", "Cancelled")
    }
  }

  private func rules(_ rules: VisitRules, _ form: Form, _ all: [VisitRules], _ path: String) -> HTML {
    let words = BookingWords(t: t)
    let individual = words.rules(rules, for: .individual)
    // What holds for both is said once.
    let group = words.rules(rules, for: .group).filter { !individual.contains($0) }
    let lines: [HTML] = (individual + group).map { "<li>\($0)</li>\n" }
    return """
      <section><h2>\(t("Rules in force"))</h2><ul>\(lines)</ul>
      <form class="panel" action="\(path)/rules" method="post">\(form.hidden)\(form.summary(t))
      \(form.select("rules", label: t("Set of rules"), options: all.map { ($0.key, t.pick($0.name)) }))
      <p class="actions"><button class="button">\(t("Choose these rules"))</button></p></form></section>
      """
  }

  /// What a change of an offer did.
  func words(_ outcome: Visits.OfferOutcome) -> String {
    let made = t.plural("{count} session was made.", "{count} sessions were made.", outcome.made)
    let kept = t.plural(
      "{count} session that somebody has booked stays as it is.", "{count} sessions that somebody has booked stay as they are.",
      outcome.kept)
    return outcome.kept > 0 ? "\(made) \(kept)" : made
  }
}
