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
      <a class="button" href="\(path)/lunch">\(t("Lunch for groups"))</a>
      <a class="button" href="/desk/draws">\(t("Draws of places"))</a>
      <a class="button" href="\(path)/bars">\(t("Missed visits"))</a>
      <a class="button" href="/school-agreements">\(t("School agreements"))</a>
      <a class="button" href="\(path)/closures">\(t("Close for some days"))</a></p>
      \(offers(content.offers, path, ahead: content.rules.sessions.daysAhead))\(sessions(content, path))\(rules(content.rules, form, all, path))
      """
  }

  private func offers(_ offers: [VisitOffer], _ path: String, ahead: Int) -> HTML {
    let items: [HTML] = offers.map { offer in
      """
      <li><a class="queue-item" href="\(path)/offers/\(offer.id)"><span><strong>\(t.pick(offer.facts.names))</strong>
      <span class="hint">\(BookingWords(t: t).kind(offer.facts.kind)) · \(t.plural("{count} place", "{count} places", offer.facts.places))</span></span>
      \(when: offer.state == .ended, "<span class=\"badge\">\(t.context("offer", "Ended"))</span>")</a></li>

      """
    }
    let empty: HTML =
      "<div class=\"empty\"><h2>\(t("Nothing is offered yet"))</h2><p>\(t("Say on which days and at which times people can come; the sessions are then made for {count} days ahead.", ["count": t.number(ahead)]))</p></div>"
    return
      "<section><h2>\(t("What is offered"))</h2>\(items.isEmpty ? empty : "<ul class=\"plain queue\">\(items)</ul>")</section>"
  }

  /// What comes, day by day, each session with how much of it is taken.
  private func sessions(_ content: Content, _ path: String) -> HTML {
    guard !content.sessions.isEmpty else { return HTML() }
    let names = Dictionary(content.offers.map { ($0.id, t.pick($0.facts.names)) }, uniquingKeysWith: { first, _ in first })
    let days = Dictionary(grouping: content.sessions, by: \.session.day).sorted { $0.key < $1.key }
    let items: [HTML] = days.map { day, sessions in
      """
      <li><h3>\(t.day(day)) · \(t.weekday(day))</h3><ul class="desk-slots">\(sessions.map { slot($0, names, path) })</ul></li>

      """
    }
    return "<section><h2>\(t("The next two weeks"))</h2><ol class=\"desk-days\">\(items)</ol></section>"
  }

  private func slot(_ open: OpenSession, _ names: [ID<VisitOffer>: String], _ path: String) -> HTML {
    let session = open.session
    let own = open.pools.first { $0.kind == .session }
    let (taken, places) = (own?.taken ?? 0, own?.capacity ?? 0)
    let name = session.offer.flatMap { names[$0] } ?? BookingWords(t: t).kind(session.kind)
    let isOpen = session.state == .open
    return """
      <li><a href="\(path)/sessions/\(session.id)"\(attribute: "class", isOpen ? nil : "is-off")><strong>\(t.time(session.starts))–\(t.time(session.ends))</strong><span>\(name)</span>
      <span class="row"><span>\(t("{taken} of {places} taken", ["taken": t.number(taken), "places": t.number(places)]))</span>\(when: session.mode != .firstCome, "<span class=\"badge\">\(BookingWords(t: t).mode(session.mode))</span>")\(when: !isOpen, "<span class=\"badge\">\(state(session.state))</span>")</span>
      <meter min="0" max="\(max(1, places))" value="\(taken)" aria-hidden="true"></meter></a></li>

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
