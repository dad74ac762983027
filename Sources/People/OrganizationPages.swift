import HTML
import SQL
import Site

/// The pages of units: the public list, one unit, its members, and the officer's queue.
struct OrganizationPages {
  let people: People
  let rights: Rights?
  let t: Localizer

  private func name(_ organization: Organization) -> String { t.pick(organization.names) }

  func list(_ found: [Organization], _ search: OrganizationSearch, _ paging: Paging) -> HTML {
    let rows: [HTML] = found.map { unit in
      "<li class=\"row\"><a href=\"/organizations/\(unit.id)\"><strong>\(name(unit))</strong></a><span class=\"hint\">\(unit.kind.name(t)) · \(region(unit.region))</span></li>\n"
    }
    let kinds: [HTML] = Organization.Kind.allCases.map { kind in
      "<option value=\"\(kind.rawValue)\"\(attribute: "selected", if: search.kind == kind)>\(kind.name(t))</option>"
    }
    let query: [(name: String, value: String)] =
      (search.text.isEmpty ? [] : [(name: "q", value: search.text)])
      + (search.kind.map { [(name: "kind", value: $0.rawValue)] } ?? [])
    return """
      <div class="row"><h1>\(t("Organizations"))</h1><a class="button button-primary" href="/organizations/new">\(t("Register a unit"))</a></div>
      <form class="search-row" method="get" action="/organizations" role="search">
      <label class="visually-hidden" for="q">\(t("Name of the unit"))</label>
      <input type="search" id="q" name="q" maxlength="100" value="\(search.text)" placeholder="\(t("Name of the unit"))">
      <label class="visually-hidden" for="kind">\(t("Kind"))</label><select id="kind" name="kind"><option value="">\(t("Any"))</option>\(kinds)</select>
      <button class="button button-primary" type="submit">\(t("Search"))</button></form>
      \(rows.isEmpty
        ? "<div class=\"empty\"><h2>\(t("No unit found"))</h2><p>\(t("Try fewer words, or register your unit."))</p></div>"
        : "<ul class=\"plain panel\">\(rows)</ul>" as HTML)
      \(Components.pagination(paging, path: "/organizations", query: query, t: t))
      """
  }

  private func region(_ code: String) -> String { people.regionNames(code).map { t.pick($0) } ?? code }

  func form(_ form: Form, action: String, button: String, title: String, isNew: Bool) -> HTML {
    """
    <div class="narrow"><h1>\(title)</h1>
    \(when: isNew, "<p class=\"lead\">\(t("An officer looks at it before it counts. You answer for the unit; you can hand over later."))</p>")
    \(form.summary(t))
    <form class="stack" method="post" action="\(action)" novalidate>\(form.hidden)
    <input type="hidden" name="version" value="\(form.typed["version"] ?? "1")">
    \(form.field("name", label: t("Name (Simplified Chinese)"), most: 200))
    \(form.field("name_hant", label: t("Name (Traditional Chinese)"), isRequired: false, most: 200))
    \(form.field("name_en", label: t("Name (English)"), isRequired: false, most: 200))
    \(form.select("kind", label: t("Kind"), options: Organization.Kind.allCases.map { ($0.rawValue, $0.name(t)) }, none: t("Choose…")))
    \(form.field("credit_code", label: t("Unified social credit code"), hint: t("18 digits and letters; empty where there is none, as in Hong Kong and Macao."), isRequired: false, most: 24))
    \(form.field("region", label: t("Code of the region"), hint: t("Six digits, such as 440106 for Tianhe."), most: 6, inputMode: "numeric"))
    \(form.field("parent", label: t("Number of the unit above"), hint: t("It stands in the address of its page."), isRequired: false, most: 20))
    \(form.field("website", label: t("Web site"), type: "url", isRequired: false, most: 300))
    \(form.field("phone", label: t("Telephone"), type: "tel", isRequired: false, most: 60))
    \(form.area("about", label: t("About the unit"), rows: 4, isRequired: false, most: 1_000))
    <button class="button button-primary" type="submit">\(button)</button></form></div>
    """
  }

  struct Content {
    let organization: Organization
    let parent: Organization?
    let members: [Membership]
    let requests: [JoinRequest]
    let invitations: [Invitation]
    let own: Membership?
    let mayManage: Bool
    let mayDecide: Bool
  }

  func page(_ content: Content, _ form: Form) -> HTML {
    let unit = content.organization
    let facts: [HTML] = [
      ("\(t("Kind"))", HTML.text(unit.kind.name(t))), (t("Region"), .text(region(unit.region))),
      (t("Unified social credit code"), unit.creditCode.map { HTML.text($0) } ?? HTML()),
      (t("Unit above"), content.parent.map { "<a href=\"/organizations/\($0.id)\">\(name($0))</a>" } ?? HTML()),
      (t("Web site"), unit.website.map { "<a href=\"\($0)\" rel=\"noopener external\">\($0)</a>" } ?? HTML()),
      (t("Telephone"), unit.phone.map { HTML.text($0) } ?? HTML()),
    ].filter { !$0.1.isEmpty }.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>\n" }
    return """
      <p class="eyebrow">\(unit.kind.name(t))</p>
      <div class="row"><h1>\(name(unit))</h1>\(status(unit))</div>
      \(form.summary(t))
      \(when: unit.about != nil, "<p class=\"lead\">\(unit.about)</p>")
      <dl class="facts">\(facts)</dl>
      \(join(content, form))
      \(when: content.mayDecide && unit.status == .pending, decision(unit, form))
      \(when: content.mayManage, manage(content, form))
      \(when: content.mayDecide && unit.status == .active, merger(unit, form))
      """
  }

  private func status(_ unit: Organization) -> HTML {
    switch unit.status {
    case .active: HTML()
    case .pending: "<span class=\"badge badge-unknown\">\(t("Waits for an officer"))</span>"
    case .declined: "<span class=\"badge badge-closed\">\(t("Not registered"))</span>"
    case .merged:
      "<span class=\"badge badge-closed\"><a href=\"/organizations/\(unit.mergedInto?.description ?? "")\">\(t("merged into another"))</a></span>"
    }
  }

  private func join(_ content: Content, _ form: Form) -> HTML {
    let unit = content.organization
    if let own = content.own {
      return """
        <section class="panel row"><p>\(t("You belong to this unit: {role}.", ["role": own.role.name(t)]))</p>
        \(when: own.role != .responsible, "<form method=\"post\" action=\"/organizations/\(unit.id)/departure\">\(form.hidden)<button class=\"button\" type=\"submit\">\(t("Leave"))</button></form>")</section>
        """
    }
    guard rights != nil, unit.status == .active else { return HTML() }
    return """
      <details class="panel"><summary>\(t("I belong to this unit"))</summary><form class="stack" method="post" action="/organizations/\(unit.id)/requests" novalidate>\(form.hidden)
      \(form.area("message", label: t("Who are you in the unit?"), rows: 2, most: 500))<button class="button" type="submit">\(t("Ask to join"))</button></form></details>
      """
  }

  private func decision(_ unit: Organization, _ form: Form) -> HTML {
    """
    <form class="stack panel" method="post" action="/desk/organizations/\(unit.id)" novalidate>\(form.hidden)
    \(form.field("reason", label: t("Why"), hint: t("Needed to decline."), isRequired: false, most: 500))
    <div class="actions"><button class="button button-primary" name="answer" value="yes">\(t("Register the unit"))</button><button class="button" name="answer" value="no">\(t("Decline"))</button></div></form>
    """
  }

  private func merger(_ unit: Organization, _ form: Form) -> HTML {
    """
    <details class="panel"><summary>\(t("Merge into another unit"))</summary><form class="stack" method="post" action="/desk/organizations/\(unit.id)/merger" novalidate>\(form.hidden)
    \(form.field("into", label: t("Number of the unit that stays"), hint: t("It stands in the address of its page."), most: 20))
    \(form.field("merger_reason", label: t("Why"), most: 300))
    <button class="button" type="submit">\(t("Merge"))</button></form></details>
    """
  }

  private func manage(_ content: Content, _ form: Form) -> HTML {
    let unit = content.organization
    let members: [HTML] = content.members.map { member($0, unit, form) }
    let requests: [HTML] = content.requests.map { request in
      """
      <li class="row"><div><strong>\(request.personName)</strong><p>\(request.message)</p></div>
      <form class="inline" method="post" action="/organizations/\(unit.id)/requests/\(request.id)">\(form.hidden)
      <label class="visually-hidden" for="why-\(request.id)">\(t("Why"))</label><input id="why-\(request.id)" name="reason" maxlength="300" placeholder="\(t("Why (needed to decline)"))">
      <button class="button button-primary" name="answer" value="yes">\(t("Accept"))</button><button class="button" name="answer" value="no">\(t("Decline"))</button></form></li>

      """
    }
    let invitations: [HTML] = content.invitations.map { invitation in
      """
      <li class="row"><span>\(invitation.email) <span class="hint">\(invitation.role.name(t)) · \(t("until {day}", ["day": t.day(of: invitation.expiresAt)]))</span></span>
      <form method="post" action="/organizations/\(unit.id)/invitations/\(invitation.id)/withdrawal">\(form.hidden)<button class="button" type="submit">\(t("Withdraw"))</button></form></li>

      """
    }
    return """
      <section class="panel"><div class="row"><h2>\(t("Members"))</h2><a class="button" href="/organizations/\(unit.id)/edit">\(t("Edit the unit"))</a></div>
      <ul class="plain">\(members)</ul></section>
      \(when: !requests.isEmpty, "<section class=\"panel\"><h2>\(t("Ask to join"))</h2><ul class=\"plain\">\(requests)</ul></section>")
      <section class="panel"><h2>\(t("Invite"))</h2>
      \(when: !invitations.isEmpty, "<ul class=\"plain\">\(invitations)</ul>")
      <form class="stack" method="post" action="/organizations/\(unit.id)/invitations" novalidate>\(form.hidden)
      \(form.field("email", label: t("E-mail address"), type: "email", most: 254))
      \(form.select("role", label: t("Role"), options: [("member", t("Member")), ("administrator", t("Administrator of the unit"))]))
      <button class="button button-primary" type="submit">\(t("Invite"))</button></form></section>
      """
  }

  private func member(_ member: Membership, _ unit: Organization, _ form: Form) -> HTML {
    let actions: HTML =
      member.role == .responsible
      ? HTML()
      : """
      <form class="actions" method="post" action="/organizations/\(unit.id)/members/\(member.person)">\(form.hidden)
      \(member.role == .member
        ? "<button class=\"button\" name=\"act\" value=\"administrator\">\(t("Make administrator"))</button>"
        : "<button class=\"button\" name=\"act\" value=\"member\">\(t("Make member"))</button>" as HTML)
      <button class="button" name="act" value="responsible">\(t("Hand over to"))</button>
      <button class="button" name="act" value="remove">\(t("Remove"))</button></form>
      """
    return
      "<li class=\"row\"><div><strong>\(member.personName)</strong> <span class=\"hint\">\(member.role.name(t))</span></div>\(actions)</li>\n"
  }

  func mine(_ memberships: [Membership]) -> HTML {
    let rows: [HTML] = memberships.map {
      "<li class=\"row\"><a href=\"/organizations/\($0.organization)\"><strong>\($0.organizationName)</strong></a><span class=\"hint\">\($0.role.name(t))</span></li>\n"
    }
    return """
      <h1>\(t("Organizations"))</h1>
      \(MyPages.tabs("/me/organizations", t))
      \(rows.isEmpty ? "<div class=\"empty\"><h2>\(t("You belong to no unit here yet"))</h2><p>\(t("Find your unit and ask to join, or register it."))</p></div>" : "<ul class=\"plain panel\">\(rows)</ul>" as HTML)
      <p class="actions"><a class="button" href="/organizations">\(t("Find a unit"))</a> <a class="button" href="/organizations/new">\(t("Register a unit"))</a></p>
      """
  }

  func queue(_ waiting: [Organization]) -> HTML {
    let rows: [HTML] = waiting.map { unit in
      "<li class=\"row\"><a href=\"/organizations/\(unit.id)\"><strong>\(name(unit))</strong></a><span class=\"hint\">\(unit.kind.name(t)) · \(region(unit.region)) · \(unit.creditCode ?? "—")</span></li>\n"
    }
    return """
      <h1>\(t("Organizations"))</h1>
      \(rights.map { people.tabs("/desk/organizations", $0, t) })
      \(rows.isEmpty ? "<div class=\"empty\"><h2>\(t("Nothing waits"))</h2><p><a href=\"/organizations\">\(t("Find a unit"))</a></p></div>" : "<ul class=\"plain panel\">\(rows)</ul>" as HTML)
      """
  }

  func invitation(_ invitation: Invitation, _ unit: Organization, token: String, _ form: Form) -> HTML {
    """
    <div class="narrow"><h1>\(t("Join {organization}", ["organization": name(unit)]))</h1>
    <p>\(t("You are invited as: {role}.", ["role": invitation.role.name(t)]))</p>
    <form method="post" action="/invitations/\(token)">\(form.hidden)<button class="button button-primary" type="submit">\(t("Join"))</button></form></div>
    """
  }
}
