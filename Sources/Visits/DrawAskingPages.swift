import HTML
import People
import Places
import SQL
import Site

/// The pages of those who ask in a draw.
struct DrawAskingPages {
  let t: Localizer
  let policy: DrawPolicy

  private var words: DrawWords { DrawWords(t: t) }

  // MARK: The form

  func form(
    _ form: Form, _ seen: SeenDraw, entry: DrawEntry?, schools: [Organization], rules: VisitRules, now: Instant
  ) -> HTML {
    let draw = seen.draw
    let head: HTML = """
      <div class="narrow tour-narrow"><header class="page-head"><p class="eyebrow">\(t.pick(draw.names))</p>
      <h1>\(entry.map { t("Change request number {number}", ["number": t.number($0.number)]) } ?? t("Ask for places"))</h1>
      <p class="lead">\(t("Requests are taken until {moment}. When you ask makes no difference.", ["moment": t.deadline(draw.closes)]))</p></header>
      """
    if draw.audience == .school, schools.isEmpty {
      return """
        \(head)<div class="empty"><h2>\(t("Schools ask here"))</h2><p>\(t("A teacher or the head of a registered school asks for it. The head of your school can give you the role of a teacher."))</p>
        <p><a class="button" href="/me/organizations">\(t("Organizations"))</a></p></div></div>
        """
    }
    guard draw.takesRequests(at: now) || !form.isGood else {
      let why = DrawRefusal.self
      let refusal: DrawRefusal = draw.state == .planned ? why.notYet(draw.opens) : why.late(draw.closes)
      return "\(head)<p class=\"notice\">\(words.sentence(refusal) { seen.name($0, t) })</p></div>"
    }
    return "\(head)\(form.summary(t))\(fields(form, seen, entry, schools, rules))</div>"
  }

  private func fields(
    _ form: Form, _ seen: SeenDraw, _ entry: DrawEntry?, _ schools: [Organization], _ rules: VisitRules
  ) -> HTML {
    let draw = seen.draw
    let options = seen.sessions.filter { $0.session.state == .open }.map { drawn in
      (
        key: drawn.session.id.description,
        label: [
          words.session(drawn.session, seen.bases), t.plural("{count} place", "{count} places", drawn.places),
          BookingWords(t: t).ages(drawn.session.ages),
        ].compactMap { $0 }.joined(separator: " · ")
      )
    }
    let wishes: [HTML] = (1...max(1, min(policy.mostWishes, options.count))).map { number in
      form.select(
        "wish_\(number)", label: t("Wish {number}", ["number": t.number(number)]), options: options,
        none: number == 1 ? nil : "—", isRequired: number == 1)
    }
    let unit: HTML =
      draw.audience == .school && entry == nil
      ? form.select("unit", label: t("School"), options: schools.map { ($0.id.description, t.pick($0.names)) }) : HTML()
    let contact: HTML =
      draw.audience == .school
      ? HTML()
      : form.field("contact", label: t("Telephone or e-mail"), hint: t("Kept as a code, so that nobody asks twice."), most: 254)
    return """
      <form class="panel" action="\(entry.map { "/me/draws/\($0.id)" } ?? "\(draw.path)/requests")" method="post">\(form.hidden)
      \(unit)
      <fieldset class="field"><legend>\(t("Who comes"))</legend>\(PartyForm.html(form, for: draw.audience, rules, t))</fieldset>
      <fieldset class="field"><legend>\(t("Sessions, the dearest first"))</legend>
      <p class="hint">\(t("List what you really want, in that order; nobody knows the lots beforehand."))</p>\(wishes)</fieldset>
      \(form.field("name", label: draw.audience == .school ? t("Name for the ticket, such as the class") : t("In whose name"), most: 80))
      \(contact)\(when: seen.sessions.contains { !$0.session.ages.isForAll }, "<p class=\"notice\">\(t("Not for all ages. By asking you confirm that everybody who would come is of the right age; grown-ups may come along with children."))</p>")
      <p class="actions"><button class="button button-primary">\(entry == nil ? t("Ask") : t("Save"))</button></p></form>
      """
  }

  /// The request that was typed.
  static func read(
    _ form: inout Form, _ seen: SeenDraw, _ entry: DrawEntry?, schools: [Organization], by rights: Rights, _ draws: Draws,
    _ t: Localizer
  ) -> DrawAsking? {
    let party = PartyForm.read(&form, t)
    let wishes = (1...draws.policy.mostWishes).compactMap { number in
      form.typed["wish_\(number)"].flatMap { $0.isEmpty ? nil : ID<VisitSession>($0) }
    }
    if wishes.isEmpty { form.refuse("wish_1", t("Please choose one of these.")) }
    let name = form.text("name", most: 80, t)
    var unit = entry?.unit
    var contact: BookerContact?
    if seen.draw.audience == .school {
      if entry == nil {
        unit = form.choice("unit", of: schools.map(\.id.description), t).flatMap { ID<Organization>($0) }
      }
      guard unit != nil else { return nil }
    } else {
      contact = BookingCareRoutes.contact(&form, t)
      guard contact != nil else { return nil }
    }
    guard let party, form.isGood else { return nil }
    // Whoever changes a school's request does so for the school; it stays with the person who asked.
    let person = entry?.person ?? rights.person.id
    var asking = DrawAsking(person: person, unit: unit, contact: "", name: name, party: party, wishes: wishes)
    asking.contact = contact.map { draws.bookers.hash($0) } ?? asking.booker
    return asking
  }

  /// The form with a request in it; the contact is asked for again, as only its code is kept.
  static func filled(_ form: Form, _ entry: DrawEntry) -> Form {
    var form = form
    PartyForm.fill(&form, entry.party)
    form.fill("name", entry.name)
    for (index, wish) in entry.wishes.enumerated() { form.fill("wish_\(index + 1)", wish.description) }
    return form
  }

  /// The field beside which a refusal stands.
  static func field(_ refusal: DrawRefusal) -> String {
    switch refusal {
    case .wishes, .tooLarge: "wish_1"
    case .noSchool: "unit"
    default: ""
    }
  }

  // MARK: One's own requests

  func list(_ rows: [(entry: DrawEntry, seen: SeenDraw)]) -> HTML {
    let items: [HTML] = rows.map { entry, seen in
      """
      <li><a class="queue-item" href="/me/draws/\(entry.id)"><span><strong>\(t.pick(seen.draw.names))</strong>
      <span class="hint">\(t("Number {number}", ["number": t.number(entry.number)])) · \(words.state(seen.draw.state)) · \(t("until {moment}", ["moment": t.deadline(seen.draw.closes)]))</span></span>
      <span class="\(entry.state == .given ? "badge badge-open" : "badge")">\(state(entry, seen.draw))</span></a></li>

      """
    }
    let empty: HTML = """
      <div class="empty">\(Components.icon("pin"))<h2>\(t("You have asked in no draw"))</h2>
      <p>\(t("Where places are drawn, you ask once and everybody has the same chance."))</p><p><a class="button" href="/draws">\(t("Draws of places"))</a></p></div>
      """
    return "<h1>\(t("My requests in draws"))</h1>\(items.isEmpty ? empty : "<ul class=\"plain queue\">\(items)</ul>")"
  }

  private func state(_ entry: DrawEntry, _ draw: SessionDraw) -> String {
    draw.state == .withdrawn && entry.state != .takenBack ? words.state(SessionDraw.State.withdrawn) : words.state(entry.state)
  }

  func own(
    _ form: Form, _ entry: DrawEntry, _ seen: SeenDraw, school: Organization?, booking: Booking?,
    outcome: DrawnResults.Outcome?, places: Places, now: Instant
  ) -> HTML {
    let draw = seen.draw
    let wishes: [HTML] = entry.wishes.enumerated().map { index, wish in
      let tier: HTML? = entry.tiers.indices.contains(index) ? tier(entry.tiers[index]) : nil
      return "<li>\(seen.name(wish, t))\(tier)</li>\n"
    }
    return """
      <header class="page-head"><p class="eyebrow"><a href="\(draw.path)">\(t.pick(draw.names))</a></p>
      <div class="row"><h1>\(t("Request number {number}", ["number": t.number(entry.number)]))</h1><span class="\(entry.state == .given ? "badge badge-open" : "badge")">\(state(entry, draw))</span></div>
      <p class="lead">\(school.map { "\(t.pick($0.names)) · " })\(BookingWords(t: t).party(entry.party))</p></header>
      \(draw.reason.map { reason -> HTML in "<div class=\"notice\"><p>\(t("This draw was withdrawn: {reason}", ["reason": reason]))</p></div>" })
      \(result(entry, seen, booking, outcome))
      <div class="base-columns"><div>
      <section><h2>\(t("Your wishes"))</h2><ol>\(wishes)</ol></section>
      \(when: entry.state == .asked && draw.takesRequests(at: now), acting(form, entry))
      </div><div>\(counting(entry, seen, places, now))</div></div>
      """
  }

  private func tier(_ tier: Int) -> HTML {
    " <span class=\"hint\">\(t("tier {number}: {name}", ["number": t.number(tier + 1), "name": t.pick(policy.name(ofTier: tier))]))</span>"
  }

  private func acting(_ form: Form, _ entry: DrawEntry) -> HTML {
    """
    <form action="/me/draws/\(entry.id)/withdrawal" method="post">\(form.hidden)
    <p class="actions"><a class="button button-primary" href="/me/draws/\(entry.id)?change=1">\(t("Change"))</a> <button class="button">\(t("Take back"))</button></p></form>
    """
  }

  private func result(
    _ entry: DrawEntry, _ seen: SeenDraw, _ booking: Booking?, _ outcome: DrawnResults.Outcome?
  ) -> HTML {
    if entry.state == .dropped {
      return
        "<p class=\"notice\">\(t("When the window closed none of your wishes could be had: the sessions were cancelled, or visits were missed before."))</p>"
    }
    guard let outcome else { return HTML() }
    let lines = words.explanation(entry.number, outcome.record, outcome.result) { index in
      seen.sessions.indices.contains(index) ? words.session(seen.sessions[index].session, seen.bases) : "—"
    }
    let given: HTML? = booking.map { booking in
      guard booking.state.hasPlaces else { return "<p>\(t("The places were given back."))</p>" }
      let plan: HTML? =
        entry.unit == nil
        ? nil
        : "<a class=\"button button-primary\" href=\"/school-visits/new?session=\(booking.session)\">\(t("Write the plan of the visit"))</a> "
      return """
        <p class="actions">\(plan)<a class="button" href="/tickets/\(booking.token)">\(t("Ticket"))</a>
        <a class="button" href="/bookings/\(booking.token)">\(t("Change or give back"))</a></p>
        """
    }
    return """
      <section class="panel"><h2>\(entry.state == .given ? t("You have places") : t("You got no places"))</h2>
      <h3>\(t("How it came to that"))</h3><ul>\((lines ?? []).map { line -> HTML in "<li>\(line)</li>\n" })</ul>\(given)
      <p>\(t("Do not believe it, make the draw again:")) <a href="\(seen.draw.path)/draw.json" download>\(t("Download the file"))</a></p>
      <pre><code>kepu lottery verify draw-\(seen.draw.id).json --number \(String(entry.number))</code></pre></section>
      """
  }

  /// What counts for a request, each with what it stands on.
  private func counting(_ entry: DrawEntry, _ seen: SeenDraw, _ places: Places, _ now: Instant) -> HTML {
    let rows: [HTML] = DrawFact.allCases.filter { counts($0, seen.draw) }.map { fact in
      """
      <div><dt>\(words.fact(fact))</dt><dd><strong>\(entry.findings.holds(fact) ? t("yes") : t("no"))</strong>\(when: seen.draw.method == .lottery && entry.findings.holds(fact), " · \(t.plural("{count} ticket more", "{count} tickets more", policy.tickets[fact] ?? 0))")
      <br><span class="hint">\(words.reason(fact, entry.findings, places, seen.bases))</span></dd></div>

      """
    }
    let total: HTML =
      seen.draw.method == .lottery
      ? "<p><strong>\(t.plural("{count} ticket in all", "{count} tickets in all", entry.weight))</strong></p>" : HTML()
    let contacts: [HTML] = seen.sortedBases.map { base in
      "<li><a href=\"/bases/\(base.slug)\">\(t.pick(base.facts.names))</a>\(base.facts.phone.map { " · \($0)" })</li>\n"
    }
    let objecting: HTML =
      seen.draw.takesRequests(at: now)
      ? "<p>\(t("Is something wrong? Tell the base before {moment}; it puts it right with a reason.", ["moment": t.deadline(seen.draw.closes)]))</p>"
      : "<p>\(t("Objections go to the base."))</p>"
    return """
      <section class="panel"><h2>\(t("What counts for you"))</h2><dl class="facts">\(rows)</dl>\(total)\(objecting)<ul>\(contacts)</ul></section>
      """
  }

  private func counts(_ fact: DrawFact, _ draw: SessionDraw) -> Bool {
    draw.method == .allocation || policy.tickets[fact, default: 0] > 0
  }
}
