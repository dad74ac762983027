import HTML
import Places
import SQL
import Site

/// A session, and the form in which a party asks for places.
struct SessionPage {
  let form: Form
  let found: BookingRoutes.Found
  let refusal: BookingRefusal?
  let t: Localizer

  private var words: BookingWords { BookingWords(t: t) }
  private var session: VisitSession { found.open.session }
  private var audience: Audience { found.around.audience }
  private var state: Availability.State { found.around.state(of: found.open) }

  var html: HTML {
    """
    <div class="narrow tour-narrow"><header class="page-head"><p class="eyebrow">\(t.pick(found.base.facts.names))</p>
    <h1>\(t.day(session.day)) · \(t.weekday(session.day))</h1>
    <p class="lead">\(t.time(session.starts))–\(t.time(session.ends)) · \(found.around.name(of: session).map { "\(t.pick($0)) · " })\(words.kind(session.kind))\(words.ages(session.ages).map { " · \($0)" })</p>
    <p><span class="session-words tone-\(words.tone(state))">\(words.words(state))</span></p></header>
    \(form.summary(t))
    \(instead)
    \(audiences)
    \(isOpen || !form.isGood ? fields : closed)
    <section><h2>\(t("Good to know before you book"))</h2><ul>\(rules)\(papers)</ul></section></div>
    """
  }

  private var isOpen: Bool { if case .places = state { true } else { false } }

  private var rules: [HTML] { words.rules(found.around.rules, for: audience).map { "<li>\($0)</li>\n" } }

  /// What a group has to hand in, before it books.
  private var papers: HTML {
    let rules = found.around.rules.papers
    let offer = found.around.offers.first { $0.id == session.offer }?.facts
    let needed = rules.needed(of: audience, offer)
    guard !needed.isEmpty else { return HTML() }
    let names = VisitPaper.allCases.filter(needed.contains).map(PaperWords(t: t).name).joined(separator: t("; "))
    let due = rules.due(for: session, bookedAt: found.around.now)
    return "<li>\(t("Until {moment} the base needs: {papers}.", ["moment": t.deadline(due), "papers": names]))</li>\n"
  }

  private var audiences: HTML {
    let items: [HTML] = [Audience.individual, .group, .concession].map { kind in
      "<li><a class=\"chip\" href=\"/sessions/\(session.id)?as=\(kind.rawValue)\"\(attribute: "aria-current", kind == audience ? "true" : nil)>\(words.audience(kind))</a></li>\n"
    }
    return """
      <nav aria-label="\(t("Who comes"))"><ul class="chips">\(items)
      <li><a class="chip" href="/school-visits?base=\(found.base.slug)">\(words.audience(.school))</a></li></ul></nav>
      """
  }

  private var fields: HTML {
    """
    <form class="panel" action="/sessions/\(session.id)/holds" method="post">\(form.hidden)
    <input type="hidden" name="as" value="\(audience.rawValue)">
    <h2>\(t("How many people come?"))</h2>
    \(PartyForm.html(form, for: audience, found.around.rules, session: session, t))
    <p class="actions"><button class="button button-primary">\(t("Keep the places"))</button></p>
    <p class="hint">\(t.plural("The places are kept for {count} minute while you fill in your name.", "The places are kept for {count} minutes while you fill in your name.", found.around.rules.holdMinutes))</p></form>
    """
  }

  /// There is nothing to fill in, but something else to do.
  private var closed: HTML {
    if let draw = found.draw {
      return "<p class=\"actions\"><a class=\"button button-primary\" href=\"\(draw.path)\">\(t("See the draw"))</a></p>"
    }
    switch state {
    case .full:
      return """
        <p class="actions"><a class="button button-primary" href="/sessions/\(session.id)/waiting?as=\(audience.rawValue)">\(t("Join the waiting list"))</a></p>
        """
    case .places, .refused, .none:
      return
        "<p class=\"actions\"><a class=\"button\" href=\"/bases/\(found.base.slug)/booking?as=\(audience.rawValue)\">\(t("Days and places"))</a></p>"
    }
  }

  /// Whether another time would help against the refusal.
  private var isElsewhereBetter: Bool {
    switch refusal {
    case .full, .notYet, .over, .cancelled, .drawn, .noGroups, .notice: true
    default: false
    }
  }

  /// What can be had where this cannot: the same day first, then the next days.
  private var instead: HTML {
    guard isElsewhereBetter || state == .full else { return HTML() }
    let people = ["adults", "minors", "preschool", "seniors", "teachers"].compactMap { field in
      form.typed[field].flatMap { $0.isEmpty ? nil : (name: field, value: $0) }
    }
    let room = max(1, people.compactMap { Int($0.value) }.filter { (0...10_000).contains($0) }.reduce(0, +))
    let others = found.around.sessions(with: room, besides: session.id)
    let sorted = others.filter { $0.session.day == session.day } + others.filter { $0.session.day > session.day }
    let items: [HTML] = sorted.prefix(5).map {
      SessionItem(open: $0, found: found.around, query: people, showsDay: true, t: t).html
    }
    let isFull: Bool = if case .full = refusal { true } else { false }
    let waiting = "/sessions/\(session.id)/waiting" + Components.query([(name: "as", value: audience.rawValue)] + people)
    return """
      \(when: !items.isEmpty, "<section><h2>\(t("There are places at these times"))</h2><ul class=\"plain session-list\">\(items)</ul></section>")
      \(when: isFull, "<p class=\"actions\"><a class=\"button\" href=\"\(waiting)\">\(t("Join the waiting list"))</a></p>")
      """
  }
}
