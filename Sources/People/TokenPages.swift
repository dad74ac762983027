import HTML
import SQL
import Site

/// The pages of tokens and delegations.
struct TokenPages {
  let people: People
  let rights: Rights
  let t: Localizer

  func tokens(_ tokens: [APIToken], _ units: [Organization], made: String?, now: Instant, _ form: Form) -> HTML {
    let rows: [HTML] = tokens.filter { $0.isGood(at: now) }.map { token in
      """
      <li class="row"><div><strong>\(token.name)</strong> <span class="hint">\(token.scopes.map(\.rawValue).sorted().joined(separator: ", ")) · \(t("until {day}", ["day": t.day(of: token.expiresAt)]))</span></div>
      <form method="post" action="/me/tokens/\(token.id)/revocation">\(form.hidden)<button class="button" type="submit">\(t("Revoke"))</button></form></li>

      """
    }
    return """
      <h1>\(t("API tokens"))</h1>
      \(MyPages.tabs("/me/tokens", t))
      \(form.summary(t))
      \(made.map { text -> HTML in "<section class=\"panel\" role=\"status\"><h2>\(t("Your new token"))</h2><p class=\"notice\">\(t("Keep it now; it is not shown again."))</p><p><code class=\"key\">\(text)</code></p></section>" })
      <p class="lead">\(t("Programs use the API in your name with a token, in the header “Authorization: Bearer …”."))</p>
      \(when: !rows.isEmpty, "<ul class=\"plain panel\">\(rows)</ul>")
      <form class="stack panel" method="post" action="/me/tokens" novalidate><h2>\(t("A new token"))</h2>\(form.hidden)
      \(form.field("name", label: t("What it is for"), most: 60))
      \(form.ticks("scopes", label: t("What it may do"), options: TokenScope.allCases.map { ($0.rawValue, $0.name(t)) }))
      \(when: !units.isEmpty, form.select("organization", label: t("Only for what I do in"), options: units.map { ($0.id.description, t.pick($0.names)) }, none: t("everywhere"), isRequired: false))
      \(form.field("days", label: t("Good for days"), hint: t("From 1 to 366."), most: 3, inputMode: "numeric"))
      <button class="button button-primary" type="submit">\(t("Make a token"))</button></form>
      """
  }

  func delegations(_ given: [(Grant, name: String)], _ form: Form) -> HTML {
    let own = rights.grants.filter { $0.source == nil }
    let rows: [HTML] = given.map { grant, name in
      """
      <li class="row"><div><strong>\(name)</strong> <span class="hint">\(grant.role.name(t)) · \(people.words(grant.scope, t)) · \(grant.ends.map { t("until {day}", ["day": t.day(of: $0)]) })</span></div>
      <form method="post" action="/me/delegations/\(grant.id)/revocation">\(form.hidden)<button class="button" type="submit">\(t("Take back"))</button></form></li>

      """
    }
    let new: HTML =
      own.isEmpty
      ? "<p>\(t("You have no role of your own that you could lend."))</p>"
      : """
      <form class="stack panel" method="post" action="/me/delegations" novalidate>\(form.hidden)
      \(form.select("grant", label: t("Role"), options: own.map { ($0.id.description, "\($0.role.name(t)) · \(people.words($0.scope, t))") }))
      \(form.field("email", label: t("E-mail address of the other person"), type: "email", most: 254))
      \(form.field("until", label: t("Until"), hint: t("At most {days} days.", ["days": t.number(people.policy.longestDelegationDays)]), type: "date"))
      \(form.field("reason", label: t("Why"), most: 300))
      <button class="button button-primary" type="submit">\(t("Lend the role"))</button></form>
      """
    return """
      <h1>\(t("Let somebody act for me"))</h1>
      \(MyPages.tabs("", t))
      \(form.summary(t))
      <p class="lead">\(t("Somebody else does your work for a time, under their own name. It ends by itself, and with your own role."))</p>
      \(when: !rows.isEmpty, "<ul class=\"plain panel\">\(rows)</ul>")
      \(new)
      """
  }
}

extension TokenScope {
  /// What a token with it may do.
  func name(_ t: Localizer) -> String {
    switch self {
    case .read: t("read what I may read")
    case .bases: t("change the bases that I may change, and decide about them")
    case .organizations: t("register and change units, and decide about them")
    case .messages: t("read my messages")
    case .achievements: t("tell achievements, and verify them")
    case .people: t("look for people")
    case .visits: t("book visits, change them and give them back")
    }
  }
}
