import HTML
import Identity
import SQL
import Site

/// The page on which somebody looks after how they log in.
struct SecurityPages {
  let people: People
  let rights: Rights
  let t: Localizer

  struct Content {
    let sessions: [Session]
    let passkeys: [StoredPasskey]
    let stored: StoredCredentials?
    let logins: [String]
    let recoveryCodes: Int
  }

  func html(_ content: Content, _ form: Form) -> HTML {
    """
    <h1>\(t("Security"))</h1>
    \(MyPages.tabs("/me/security", t))
    \(form.summary(t))
    \(when: rights.isSecondFactorOwed, "<p class=\"notice\">\(Rights.owed(t))</p>")
    \(passkeys(content.passkeys, form))
    \(codes(content, form))
    \(password(content.stored, form))
    \(sessions(content.sessions, form))
    \(logins(content.logins, form))
    """
  }

  private func passkeys(_ passkeys: [StoredPasskey], _ form: Form) -> HTML {
    let rows: [HTML] = passkeys.map { passkey in
      """
      <li class="row"><div><strong>\(passkey.name)</strong> <span class="hint">\(t("added {day}", ["day": t.day(of: passkey.createdAt)]))\(passkey.usedAt.map { " · " + t("last used {day}", ["day": t.day(of: $0)]) })</span></div>
      <form method="post" action="/me/passkeys/\(passkey.id)/removal">\(form.hidden)<button class="button" type="submit">\(t("Remove"))</button></form></li>

      """
    }
    return """
      <section class="panel"><h2>\(t("Passkeys"))</h2>
      <p>\(t("Log in with your fingerprint, face or the lock of your phone or computer. Nothing to remember, nothing to steal."))</p>
      \(when: !rows.isEmpty, "<ul class=\"plain\">\(rows)</ul>")
      <form class="inline" data-passkey-add hidden data-failed="\(t("The passkey was not added. Please try again, or use another device."))">
      \(form.field("passkey_name", label: t("Name of this device"), isRequired: false, most: 60))
      <button class="button button-primary" type="submit">\(Components.icon("key"))\(t("Add a passkey"))</button></form>
      <p class="field-error" data-passkey-error role="alert" hidden></p>
      <p class="hint" data-passkey-unsupported>\(t("This browser does not know passkeys, or scripts are off."))</p></section>
      """
  }

  private func codes(_ content: Content, _ form: Form) -> HTML {
    let body: HTML
    if content.stored?.hasCodes == true {
      body = """
        <p>\(t("Codes are on."))
        \(t.plural("{count} recovery code is left.", "{count} recovery codes are left.", content.recoveryCodes))</p>
        <div class="actions"><form method="post" action="/me/codes/recovery">\(form.hidden)<button class="button" type="submit">\(t("New recovery codes"))</button></form>
        <form method="post" action="/me/codes/end">\(form.hidden)<button class="button" type="submit">\(t("Turn codes off"))</button></form></div>
        """
    } else {
      body = """
        <p>\(t("An app on your phone shows six digits, which are asked for after your password."))</p>
        <form method="post" action="/me/codes">\(form.hidden)<button class="button" type="submit">\(t("Set up codes"))</button></form>
        """
    }
    return "<section class=\"panel\"><h2>\(t("Codes"))</h2>\(body)</section>"
  }

  private func password(_ stored: StoredCredentials?, _ form: Form) -> HTML {
    """
    <section class="panel"><h2>\(t("Password"))</h2>
    \(when: stored?.password == nil, "<p>\(t("Your account has no password yet."))</p>")
    <form class="stack" method="post" action="/me/password" novalidate>\(form.hidden)
    <input type="text" name="username" value="\(rights.person.email ?? "")" autocomplete="username" hidden>
    \(AccountPages(people: people, t: t).passwordField(form, "password"))
    <button class="button" type="submit">\(t("Change password"))</button></form>
    <p class="hint">\(t("All other devices are logged out then."))</p></section>
    """
  }

  private func sessions(_ sessions: [Session], _ form: Form) -> HTML {
    let rows: [HTML] = sessions.map { session in
      let isThis = session.id == rights.session
      let button: HTML =
        isThis
        ? "<span class=\"badge badge-open\">\(t("this device"))</span>"
        : "<form method=\"post\" action=\"/me/sessions/\(session.id)/end\">\(form.hidden)<button class=\"button\" type=\"submit\">\(t("Log out"))</button></form>"
      return """
        <li class="row"><div><strong>\(session.device)</strong>
        <span class="hint">\(session.address) · \(t("last seen {moment}", ["moment": t.moment(session.seenAt)]))</span></div>\(button)</li>

        """
    }
    return """
      <section class="panel"><h2>\(t("Devices"))</h2><ul class="plain">\(rows)</ul>
      <form method="post" action="/me/sessions/end">\(form.hidden)<button class="button" type="submit">\(t("Log out everywhere else"))</button></form></section>
      """
  }

  private func logins(_ keys: [String], _ form: Form) -> HTML {
    let rows: [HTML] = keys.map { key in
      let name = people.openID.first { $0.provider.key == key }?.provider.name ?? key
      return
        "<li class=\"row\"><strong>\(name)</strong><form method=\"post\" action=\"/me/logins/\(key)/removal\">\(form.hidden)<button class=\"button\" type=\"submit\">\(t("Remove"))</button></form></li>\n"
    }
    let links: [HTML] = people.openID.filter { !keys.contains($0.provider.key) }.map { client in
      let address = "/login/with/\(client.provider.key)" + Components.query([(name: "next", value: "/me/security")])
      return "<a class=\"button\" href=\"\(address)\">\(t("Link {name}", ["name": client.provider.name]))</a> "
    }
    guard !rows.isEmpty || !links.isEmpty else { return HTML() }
    return
      "<section class=\"panel\"><h2>\(t("Other logins"))</h2><ul class=\"plain\">\(rows)</ul><p class=\"actions\">\(links)</p></section>"
  }

  func setUp(_ codes: OneTimeCode, _ form: Form) -> HTML {
    let address = codes.address(account: rights.person.email ?? rights.person.name, issuer: people.portalName)
    let picture = QRCode(address).map { $0.picture(t("QR code for your app")) }
    return """
      <div class="narrow"><h1>\(t("Set up codes"))</h1>
      \(form.summary(t))
      <p>\(t("Scan this with an authenticator app, or type the key into it."))</p>
      \(picture)
      <p><code class="key">\(codes.typed)</code></p>
      <form class="stack" method="post" action="/me/codes/confirmation">\(form.hidden)
      \(form.field("code", label: t("The six digits that the app shows now"), most: 10, autocomplete: "one-time-code", inputMode: "numeric"))
      <button class="button button-primary" type="submit">\(t("Turn codes on"))</button></form></div>
      """
  }

  func recovery(_ codes: [String]) -> HTML {
    """
    <div class="narrow"><h1>\(t("Your recovery codes"))</h1>
    <p class="notice">\(t("Print these or write them down now; they are not shown again. Each opens your account once when your phone is gone."))</p>
    <ul class="codes">\(codes.map { code -> HTML in "<li><code>\(code)</code></li>" })</ul>
    <p><a class="button" href="/me/security">\(t("I have kept them"))</a></p></div>
    """
  }
}
