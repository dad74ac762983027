import HTML
import Identity
import SQL
import Site

/// The pages of somebody's own account.
struct MyPages {
  let people: People
  let rights: Rights
  let t: Localizer

  private var person: Person { rights.person }

  /// The way between one's own pages.
  static func tabs(_ current: String, _ t: Localizer) -> HTML {
    let pages: [(String, String)] = [
      ("/me", t("My page")), ("/me/messages", t("Messages")), ("/me/profile", t("Profile")),
      ("/me/achievements", t("Achievements")),
      ("/me/organizations", t("Organizations")), ("/me/security", t("Security")), ("/me/data", t("My data")),
      ("/me/tokens", t("API tokens")),
    ]
    let items: [HTML] = pages.map { path, label in
      "<li><a href=\"\(path)\"\(attribute: "aria-current", path == current ? "page" : nil)>\(label)</a></li>\n"
    }
    return "<nav class=\"tabs\" aria-label=\"\(t("Your account"))\"><ul>\(items)</ul></nav>\n"
  }

  func home(_ guardians: [Guardian], stale: [ConsentPurpose], unread: [Notice]) -> HTML {
    let waiting: HTML? =
      person.status == .waiting
      ? "<p class=\"notice\">\(t("Your account opens when your guardian agrees. We have written to them."))</p>" : nil
    return """
      <h1>\(t("Hello {name}", ["name": person.name]))</h1>
      \(Self.tabs("/me", t))
      \(waiting)
      \(stale.map(staleNotice))
      <div class="panels">
        <section class="panel"><h2>\(t("What you may do"))</h2>\(roles)</section>
        <section class="panel"><h2>\(t("New messages"))</h2>\(messages(unread))</section>
        \(when: !people.links.isEmpty, "<section class=\"panel\"><h2>\(t("My matters"))</h2>\(links)</section>")
      </div>
      """
  }

  /// The ways to what other rooms have for everybody.
  private var links: HTML {
    let items: [HTML] = people.links.map { "<li><a href=\"\($0.path)\">\(t($0.label))</a></li>\n" }
    return "<ul class=\"plain\">\(items)</ul>"
  }

  private func staleNotice(_ purpose: ConsentPurpose) -> HTML {
    """
    <p class="notice">\(t("“{name}” has changed; please look at it again under “My data”.", ["name": t.pick(purpose.name)])) <a href="/me/data">\(t("My data"))</a></p>
    """
  }

  private var roles: HTML {
    guard !rights.grants.isEmpty else {
      return
        "<p>\(t("You have no role yet. Offices and organizations give roles; if you look after a base, open its page and choose “I look after this base”."))</p>"
    }
    let items: [HTML] = rights.grants.map { grant in
      let until = grant.ends.map { t("until {day}", ["day": t.day(of: $0)]) }
      let behalf: HTML? = grant.source == nil ? nil : "<span class=\"badge\">\(t("on behalf of another"))</span>"
      return """
        <li><strong>\(grant.role.name(t))</strong> <span class="hint">\(people.words(grant.scope, t))\(until.map { " · " + $0 })</span> \(behalf)</li>

        """
    }
    return """
      <ul class="plain">\(items)</ul>
      \(when: rights.isSecondFactorOwed, "<p class=\"notice\">\(Rights.owed(t))</p>")
      <p><a href="/me/delegations">\(t("Let somebody act for me"))</a></p>
      """
  }

  private func messages(_ notices: [Notice]) -> HTML {
    guard !notices.isEmpty else { return "<p>\(t("Nothing new."))</p>" }
    return "<ul class=\"plain\">\(notices.prefix(5).map(message))</ul><p><a href=\"/me/messages\">\(t("All messages"))</a></p>"
  }

  private func message(_ notice: Notice) -> HTML {
    """
    <li class="\(notice.readAt == nil ? "message message-new" : "message")"><a href="\(notice.path)">\(notice.event?.words(t) ?? notice.kind)</a>
    <span class="hint">\(t.moment(notice.at))</span></li>

    """
  }

  func messages(_ notices: [Notice], _ paging: Paging, _ form: Form) -> HTML {
    """
    <h1>\(t("Messages"))</h1>
    \(Self.tabs("/me/messages", t))
    \(notices.isEmpty
      ? "<div class=\"empty\">\(Components.icon("person"))<h2>\(t("No messages yet"))</h2><p>\(t("What happens around your account, your bases and your work appears here."))</p></div>"
      : "<ul class=\"plain messages\">\(notices.map(message))</ul>" as HTML)
    \(Components.pagination(paging, path: "/me/messages", query: [], t: t))
    <section class="panel"><h2>\(t("By mail"))</h2>
    <form class="inline" method="post" action="/me/digest">\(form.hidden)
    \(form.select("digest", label: t("Send me a digest of new messages"), options: [("never", t("never")), ("daily", t("every day")), ("weekly", t("every week"))]))
    <button class="button" type="submit">\(t("Save"))</button></form></section>
    """
  }

  func data(_ form: Form, _ consents: [Consent], looks: [Look]) -> HTML {
    let rows: [HTML] = people.policy.consents.map { consentRow($0, ConsentState.of($0, in: consents), form) }
    let seen: [HTML] = looks.map { look in
      "<tr><td>\(t.moment(look.at))</td><td>\(look.by)</td><td>\(look.words(t))</td><td>\(look.reason)</td></tr>\n"
    }
    return """
      <h1>\(t("My data"))</h1>
      \(Self.tabs("/me/data", t))
      \(form.summary(t))
      <section class="panel"><h2>\(t("About me"))</h2>
        <form class="stack" method="post" action="/me/data" novalidate>\(form.hidden)
        \(form.field("name", label: t("What should we call you?"), most: 80, autocomplete: "name"))
        \(form.select("language", label: t("Language of mails"), options: Language.allCases.map { ($0.rawValue, $0.ownName) }))
        <button class="button button-primary" type="submit">\(t("Save"))</button></form>
        <form class="stack" method="post" action="/me/email" novalidate>\(form.hidden)
        \(form.field("email", label: t("E-mail address"), hint: t("We write to the new address; it counts when you open the link."), type: "email", most: 254, autocomplete: "email"))
        <button class="button" type="submit">\(t("Change address"))</button></form>
      </section>
      <section class="panel"><h2>\(t("Consent"))</h2><ul class="plain">\(rows)</ul><p><a href="/privacy">\(t("What is kept, and why"))</a></p></section>
      <section class="panel"><h2>\(t("Who looked at my data"))</h2>
      \(seen.isEmpty ? "<p>\(t("Nobody but you."))</p>" : "<div class=\"table-wrap\"><table><thead><tr><th>\(t("When"))</th><th>\(t("Who"))</th><th>\(t("What"))</th><th>\(t("Why"))</th></tr></thead><tbody>\(seen)</tbody></table></div>" as HTML)
      </section>
      <section class="panel"><h2>\(t("Take it with me"))</h2>
        <p>\(t("Everything that is kept of you, as a ZIP file with readable JSON."))</p>
        <p><a class="button" href="/me/export.zip" download>\(t("Download my data"))</a></p></section>
      <section class="panel"><h2>\(t("Close my account"))</h2>
        <p>\(t("Your name, address, password, profile and messages are erased at once and cannot be brought back. What was public and official stays, without your name."))</p>
        <p><a class="button" href="/me/erasure">\(t("Close my account…"))</a></p></section>
      """
  }

  private func consentRow(_ purpose: ConsentPurpose, _ state: ConsentState, _ form: Form) -> HTML {
    let words =
      switch state {
      case .given: t("given")
      case .stale: t("given for an earlier version")
      case .none: t("not given")
      case .withdrawn: t("taken back")
      }
    let button: HTML
    if purpose.isNecessary, state == .given {
      button = "<span class=\"hint\">\(t("necessary; close the account to take it back"))</span>"
    } else {
      button = """
        <form method="post" action="/me/consents/\(purpose.key)">\(form.hidden)
        \(state == .given
          ? "<button class=\"button\" name=\"answer\" value=\"no\">\(t("Take back"))</button>"
          : "<button class=\"button\" name=\"answer\" value=\"yes\">\(t("Agree"))</button>" as HTML)</form>
        """
    }
    return
      "<li class=\"row\"><div><strong>\(t.pick(purpose.name))</strong> <span class=\"badge\">\(words)</span><p class=\"hint\">\(t.pick(purpose.text))</p></div>\(button)</li>\n"
  }

  func erasure(_ form: Form, openMatters: [String]) -> HTML {
    let items: [HTML] = openMatters.map { "<li>\($0)</li>\n" }
    return """
      <div class="narrow"><h1>\(t("Close my account"))</h1>
      \(form.summary(t))
      <p>\(t("Your name, address, password, profile and messages are erased at once and cannot be brought back. What was public and official stays, without your name."))</p>
      \(when: !items.isEmpty, "<p class=\"notice\">\(t("Before that, somebody else has to take over:"))</p><ul>\(items)</ul>")
      \(when: items.isEmpty, """
      <form class="stack" method="post" action="/me/erasure">\(form.hidden)
      \(form.tick("sure", label: t("I know that this cannot be undone.")))
      <button class="button button-danger" type="submit">\(t("Erase my account now"))</button></form>
      """)
      <p><a href="/me/data">\(t("Back"))</a></p></div>
      """
  }
}

extension People {
  /// Where a grant reaches, in words.
  func words(_ scope: Scope, _ t: Localizer) -> String {
    switch scope {
    case .province: t("everywhere")
    case .region(let code): regionNames(code).map { t.pick($0) } ?? code
    case .organization: t("in an organization")
    case .base: t("at one base")
    }
  }
}
