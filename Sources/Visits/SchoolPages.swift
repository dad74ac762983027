import HTML
import People
import Places
import SQL
import Site

/// The visits of somebody's schools.
struct SchoolListPage {
  struct Row {
    let visit: SchoolVisit
    let school: Organization?
    let bases: [Base]
  }

  let rows: [Row]
  let schools: [Organization]
  let year: Int
  let ledgers: [(school: Organization, count: SchoolVisitCount)]
  let me: ID<Person>
  let t: Localizer

  var html: HTML {
    guard !schools.isEmpty else {
      return """
        <h1>\(t("School visits"))</h1>
        <div class="empty">\(Components.icon("pin"))<h2>\(t("You are not a teacher of a school here yet"))</h2>
        <p>\(t("Visits are prepared by teachers and confirmed by the head of the school. Ask the office of your district for the role of a teacher."))</p>
        <p><a class="button" href="/organizations?kind=school">\(t("Schools"))</a></p></div>
        """
    }
    let button: HTML = "<a class=\"button button-primary\" href=\"/school-visits/new\">\(t("New school visit"))</a>"
    guard !rows.isEmpty else {
      return """
        <h1>\(t("School visits"))</h1>
        <div class="empty">\(Components.icon("pin"))<h2>\(t("No visits yet"))</h2>
        <p>\(t("Choose a session of a base and write the plan; the head of your school confirms it here."))</p><p>\(button)</p></div>
        """
    }
    let counts: [HTML] = ledgers.map { ledger in
      "<p class=\"hint\">\(t("{school} in {year}: {visits} visits, {people} people.", ["school": t.pick(ledger.school.names), "year": String(year), "visits": t.number(ledger.count.visits), "people": t.number(ledger.count.people)]))</p>\n"
    }
    return """
      <div class="row"><h1>\(t("School visits"))</h1>\(button)</div>\(counts)
      <ul class="plain queue">\(rows.map { Self.item($0, isOwn: $0.visit.teacher == me, t) })</ul>
      """
  }

  /// A visit in a list.
  static func item(_ row: Row, isOwn: Bool = false, _ t: Localizer) -> HTML {
    let words = SchoolWords(t: t)
    let isGood = row.visit.state == .accepted || row.visit.state == .done
    let school = row.school.map { t.pick($0.names) } ?? "—"
    return """
      <li><a class="queue-item" href="/school-visits/\("\(row.visit.id)")"><span><strong>\(words.join(row.bases.map { t.pick($0.facts.names) }))</strong>
      <span class="hint">\(t.day(row.visit.day)) · \(school) · \(TourWords(t: t).party(row.visit.plan.party))\(when: isOwn, " · \(t("yours"))")</span></span>
      <span class="\(isGood ? "badge badge-open" : "badge")">\(words.state(row.visit.state))</span></a></li>

      """
  }
}

/// A visit begins: first the session, then the plan.
struct SchoolNewPage {
  struct Content: Sendable {
    var trip: Trip?
    var session: VisitSession?
    var base: Base?
    var room = 0
    var sessions: [(session: VisitSession, room: Int)] = []
    var bases: [Base] = []
    var trips: [Trip] = []
  }

  let form: Form
  let schools: [Organization]
  let content: Content
  let refusal: String?
  let t: Localizer

  var html: HTML {
    """
    <div class="narrow"><h1>\(t("New school visit"))</h1>
    \(SchoolVisitPage.problem(refusal, t))
    \(schools.isEmpty ? nobody : content.trip != nil || content.session != nil ? planForm : choice)</div>
    """
  }

  private var nobody: HTML {
    "<p class=\"notice\">\(t("Visits are prepared by teachers and confirmed by the head of the school. Ask the office of your district for the role of a teacher."))</p>"
  }

  private var planForm: HTML {
    let options = schools.map { (key: $0.id.description, label: t.pick($0.names)) }
    return """
      \(about)
      <form class="panel" action="/school-visits" method="post">\(form.hidden)\(form.summary(t))
      \(content.session.map { session -> HTML in "<input type=\"hidden\" name=\"session\" value=\"\("\(session.id)")\">" })
      \(content.trip.map { trip -> HTML in "<input type=\"hidden\" name=\"tour\" value=\"\("\(trip.id)")\">" })
      \(when: schools.count > 1, form.select("school", label: t("School"), options: options))
      \(SchoolForm(form: form, t: t).fields)
      <p class="hint">\(t("A draft has no places yet. They are kept when you send it to the head."))</p>
      <p class="actions"><button class="button button-primary">\(t("Save the draft"))</button></p></form>
      """
  }

  private var about: HTML {
    if let trip = content.trip {
      return
        "<p class=\"lead\"><strong>\(trip.title)</strong> · \(t.day(trip.day)) · \(TourWords(t: t).party(trip.request.party))</p>"
    }
    guard let session = content.session, let base = content.base else { return HTML() }
    return """
      <p class="lead"><strong>\(t.pick(base.facts.names))</strong> · \(SchoolVisitPage.time(session, t))</p>
      <p class="hint">\(t.plural("{count} place left for schools.", "{count} places left for schools.", content.room))</p>
      """
  }

  private var choice: HTML {
    let options = content.bases.map { (key: $0.slug, label: t.pick($0.facts.names)) }
    let sessions: [HTML] = content.sessions.map { session, room in
      """
      <li><a class="queue-item" href="/school-visits/new?session=\("\(session.id)")"><span><strong>\(SchoolVisitPage.time(session, t))</strong></span>
      <span class="badge">\(t.plural("{count} place", "{count} places", room))</span></a></li>

      """
    }
    let trips: [HTML] = content.trips.map { trip in
      """
      <li><a class="queue-item" href="/school-visits/new?tour=\("\(trip.id)")"><span><strong>\(trip.title)</strong> <span class="hint">\(t.day(trip.day))</span></span></a></li>

      """
    }
    let none: HTML =
      "<p class=\"notice\">\(t("No base has sessions for schools at this moment. Look again later, or call the base."))</p>"
    let chooser: HTML = """
      <form class="panel" action="/school-visits/new" method="get">
      \(form.select("base", label: t("Base"), options: options))
      <p class="actions"><button class="button">\(t("Show its sessions"))</button></p></form>
      """
    return """
      <section><h2>\(t("Where do you want to go?"))</h2>
      \(options.isEmpty ? none : chooser)
      \(when: !sessions.isEmpty, "<ul class=\"plain queue\">\(sessions)</ul>")
      \(when: content.base != nil && sessions.isEmpty, none)</section>
      \(when: !trips.isEmpty, "<section><h2>\(t("Or one of your science days"))</h2><ul class=\"plain queue\">\(trips)</ul></section>")
      <p><a href="/tours/plan">\(t("Plan a science day"))</a></p>
      """
  }
}

/// The plan of a visit is written.
struct SchoolEditPage {
  let seen: SeenVisit
  let form: Form
  let refusal: String?
  let t: Localizer

  var html: HTML {
    """
    <div class="narrow"><h1>\(t("Plan of the visit"))</h1>
    \(SchoolVisitPage.problem(refusal, t))
    <p class="lead">\(seen.names(t)) · \(t.day(seen.visit.day))</p>
    <form class="panel" action="\(seen.path)/plan" method="post">\(form.hidden)\(form.summary(t))
    <input type="hidden" name="version" value="\(form.typed["version"] ?? "")">
    \(SchoolForm(form: form, t: t).fields)
    <p class="actions"><button class="button button-primary">\(t("Save the draft"))</button> <a class="button" href="\(seen.path)">\(t("Cancel"))</a></p></form></div>
    """
  }
}
