import HTML
import SQL
import Site

/// The desk's pages about people and units.
struct DeskPages {
  let people: People
  let rights: Rights
  let t: Localizer

  func find(_ text: String, _ found: [Person]) -> HTML {
    let rows: [HTML] = found.map { person in
      """
      <li class="row"><div><a href="/desk/people/\(person.id)"><strong>\(people.listedName(person))</strong></a>
      <span class="hint">\(Self.masked(person.email)) · \(t.day(of: person.createdAt))</span></div>\(badge(person.status))</li>

      """
    }
    let result: HTML =
      text.isEmpty
      ? HTML()
      : rows.isEmpty
        ? "<div class=\"empty\"><h2>\(t("Nobody found"))</h2><p>\(t("Type the beginning of the name, or the whole e-mail address."))</p></div>"
        : "<ul class=\"plain panel\">\(rows)</ul>"
    return """
      <h1>\(t("People"))</h1>
      \(people.tabs("/desk/people", rights, t))
      <form class="search-row" method="get" action="/desk/people" role="search">
      <label class="visually-hidden" for="q">\(t("Name or e-mail address"))</label>
      <input type="search" id="q" name="q" maxlength="254" value="\(text)" placeholder="\(t("Name or e-mail address"))">
      <button class="button button-primary" type="submit">\(t("Search"))</button></form>
      <p class="hint">\(t("Whose account you open sees that you did."))</p>
      \(result)
      """
  }

  /// Enough of an address to tell two people of one name apart.
  static func masked(_ email: String?) -> String {
    guard let email, let at = email.firstIndex(of: "@") else { return "—" }
    return "\(email.prefix(2))…\(email[at...])"
  }

  private func badge(_ status: Person.Status) -> HTML {
    switch status {
    case .active: "<span class=\"badge badge-open\">\(t("in use"))</span>"
    case .waiting: "<span class=\"badge badge-unknown\">\(t("waits for a guardian"))</span>"
    case .suspended: "<span class=\"badge badge-closed\">\(t("suspended"))</span>"
    case .erased, .merged: "<span class=\"badge badge-closed\">\(t("closed"))</span>"
    }
  }

  struct Content {
    let person: Person
    let grants: [Grant]
    let history: [Grant]
    let memberships: [Membership]
    let givers: [String: String]
    /// For the record of a minor that is not open: whether it was asked for already.
    var isAskedFor: Bool?

    static func closed(_ person: Person, isAskedFor: Bool) -> Content {
      Content(person: person, grants: [], history: [], memberships: [], givers: [:], isAskedFor: isAskedFor)
    }
  }

  /// Instead of the record of a minor, the way to it.
  func closed(_ person: Person, isAskedFor: Bool, _ form: Form) -> HTML {
    let way: HTML =
      isAskedFor
      ? "<p class=\"notice\">\(t("You have asked for this already; it waits for a second person."))</p>"
      : """
      <form class="stack panel" method="post" action="/desk/people/\(person.id)/approval" novalidate>\(form.hidden)
      \(form.field("reason", label: t("Why"), most: 300))
      <button class="button button-primary" type="submit">\(t("Ask for the record"))</button></form>
      """
    let limits = ["age": t.number(people.policy.minorUnder), "hours": t.number(people.policy.minorRecordHours)]
    return """
      <h1>\(t("The record of a minor"))</h1>
      \(people.tabs("/desk/people", rights, t))
      \(form.summary(t))
      <p class="lead">\(t("Whoever is under {age} is protected: the record opens when a second person agrees, for {hours} hours, and every look is written down.", limits))</p>
      \(way)
      """
  }

  func person(_ content: Content, _ form: Form, now: Instant) -> HTML {
    let person = content.person
    let held: [HTML] = content.grants.map { grant in
      let mayRevoke = rights.may(.giveGrants)
      return """
        <li class="row"><div><strong>\(grant.role.name(t))</strong> <span class="hint">\(scopeWords(grant.scope)) · \(grant.ends.map { t("until {day}", ["day": t.day(of: $0)]) } ?? t("without end")) · \(t("given by {name}", ["name": content.givers[grant.giver] ?? grant.giver]))\(grant.reason.map { " · " + $0 })</span></div>
        \(when: mayRevoke, """
        <form class="inline" method="post" action="/desk/grants/\(grant.id)/revocation">\(form.hidden)<label class="visually-hidden" for="why-\(grant.id)">\(t("Why"))</label><input id="why-\(grant.id)" name="reason" required maxlength="300" placeholder="\(t("Why"))"><button class="button" type="submit">\(t("Take back"))</button></form>
        """)</li>

        """
    }
    let past: [HTML] = content.history.filter { !$0.holds(at: now) }.prefix(20).map { grant in
      "<li>\(grant.role.name(t)) <span class=\"hint\">\(scopeWords(grant.scope)) · \(t.day(of: grant.begins))–\((grant.revoked ?? grant.ends).map { t.day(of: $0) })</span></li>\n"
    }
    let units: [HTML] = content.memberships.map {
      "<li><a href=\"/organizations/\($0.organization)\">\($0.organizationName)</a> <span class=\"hint\">\($0.role.name(t))</span></li>\n"
    }
    return """
      <h1>\(person.name)</h1>
      \(people.tabs("/desk/people", rights, t))
      \(form.summary(t))
      <p>\(badge(person.status)) <span class="hint">\(Self.masked(person.email)) · \(t("registered {day}", ["day": t.day(of: person.createdAt)]))</span></p>
      <section class="panel"><h2>\(t("Roles"))</h2>\(held.isEmpty ? "<p>\(t("None."))</p>" : "<ul class=\"plain\">\(held)</ul>" as HTML)
      \(when: !past.isEmpty, "<details><summary>\(t("Earlier roles"))</summary><ul class=\"plain\">\(past)</ul></details>")</section>
      \(when: !units.isEmpty, "<section class=\"panel\"><h2>\(t("Units"))</h2><ul class=\"plain\">\(units)</ul></section>")
      \(when: rights.may(.giveGrants), give(person, form))
      \(when: rights.may(.mergePeople, .everything) && person.status == .active, merger(person, form))
      \(when: rights.may(.suspendPeople, .everything), suspension(person, form))
      """
  }

  private func scopeWords(_ scope: Scope) -> String {
    switch scope {
    case .organization(let id): t("in unit {number}", ["number": id.description])
    case .base(let number): t("at base {number}", ["number": ID<Scope>(rawValue: number).description])
    default: people.words(scope, t)
    }
  }

  private func give(_ person: Person, _ form: Form) -> HTML {
    let roles = Role.allCases.filter { role in rights.grants.contains { $0.role.givable.contains(role) } }
    return """
      <section class="panel"><h2>\(t("Give a role"))</h2>
      <form class="stack" method="post" action="/desk/people/\(person.id)/grants" novalidate>\(form.hidden)
      \(form.select("role", label: t("Role"), options: roles.map { ($0.rawValue, $0.name(t)) }, none: t("Choose…")))
      \(form.select("scope", label: t("Reach"), options: [("region", t("a region and all under it")), ("base", t("one base")), ("organization", t("one unit")), ("province", t("everywhere"))]))
      \(form.field("place", label: t("Which one"), hint: t("Code of the region, address of the base (the part after /bases/), or number of the unit."), isRequired: false, most: 120))
      \(form.field("until", label: t("Until"), hint: t("Empty: without end."), type: "date", isRequired: false))
      \(form.field("reason", label: t("Why"), most: 300))
      <button class="button button-primary" type="submit">\(t("Give the role"))</button></form></section>
      """
  }

  private func suspension(_ person: Person, _ form: Form) -> HTML {
    let isSuspended = person.status == .suspended
    return """
      <section class="panel"><h2>\(isSuspended ? t("Open the account again") : t("Suspend the account"))</h2>
      <form class="stack" method="post" action="/desk/people/\(person.id)/suspension" novalidate>\(form.hidden)
      <input type="hidden" name="answer" value="\(isSuspended ? "no" : "yes")">
      \(form.field("suspension_reason", label: t("Why"), most: 300))
      <button class="button" type="submit">\(isSuspended ? t("Open again") : t("Suspend"))</button></form></section>
      """
  }

  func second(_ acts: [(WaitingAct, asker: String)], _ form: Form) -> HTML {
    let rows: [HTML] = acts.map { act, asker in
      let isOwn = act.askedBy == rights.person.id
      return """
        <li class="panel"><p><strong>\(act.words)</strong></p><p class="hint">\(asker) · \(t.moment(act.askedAt)) · \(act.reason)</p>
        \(isOwn
          ? "<p class=\"hint\">\(t("You asked for this yourself; somebody else decides."))</p>"
          : """
          <form class="actions" method="post" action="/desk/second/\(act.id)">\(form.hidden)
          <button class="button button-primary" name="answer" value="yes">\(t("Confirm"))</button><button class="button" name="answer" value="no">\(t("Decline"))</button></form>
          """ as HTML)</li>

        """
    }
    return """
      <h1>\(t("Second person"))</h1>
      \(people.tabs("/desk/second", rights, t))
      <p class="lead">\(t("What cannot be undone is done when a second person agrees."))</p>
      \(rows.isEmpty ? "<div class=\"empty\"><h2>\(t("Nothing waits"))</h2></div>" : "<ul class=\"plain\">\(rows)</ul>" as HTML)
      """
  }

  func achievements(_ waiting: [(Achievement, holder: String)], _ form: Form) -> HTML {
    let rows: [HTML] = waiting.map { entry, holder in
      let evidence = entry.evidence ?? ""
      let link: HTML =
        evidence.hasPrefix("https://") || evidence.hasPrefix("http://")
        ? "<a href=\"\(evidence)\" rel=\"noopener external nofollow\">\(evidence)</a>" : .text(evidence)
      return """
        <li class="panel"><p><strong>\(entry.title)</strong> — \(holder)</p>
        <p class="hint">\(Achievement.word(entry.kind, t)) · \(Achievement.word(entry.role, t)) · \(Achievement.word(entry.level, t)) · \(entry.day)</p><p>\(link)</p>
        <form class="inline" method="post" action="/desk/achievements/\(entry.id)">\(form.hidden)
        <label class="visually-hidden" for="reason-\(entry.id)">\(t("Why"))</label><input id="reason-\(entry.id)" name="reason" maxlength="300" placeholder="\(t("Why (needed to decline)"))">
        <button class="button button-primary" name="answer" value="yes">\(t("Verified"))</button><button class="button" name="answer" value="no">\(t("Decline"))</button></form></li>

        """
    }
    return """
      <h1>\(t("Achievements to verify"))</h1>
      \(people.tabs("/desk/achievements", rights, t))
      \(rows.isEmpty ? "<div class=\"empty\"><h2>\(t("Nothing waits"))</h2></div>" : "<ul class=\"plain\">\(rows)</ul>" as HTML)
      """
  }
}
