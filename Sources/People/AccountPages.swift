import HTML
import Identity
import Site

/// The pages on which accounts are opened and entered.
struct AccountPages {
  let people: People
  let t: Localizer

  private func card(_ title: String, lead: String? = nil, _ body: HTML, after: HTML = HTML()) -> HTML {
    """
    <div class="narrow">
      <h1>\(title)</h1>
      \(lead.map { text -> HTML in "<p class=\"lead\">\(text)</p>" })
      \(body)
      \(after)
    </div>
    """
  }

  func register(_ form: Form) -> HTML {
    card(
      t("Register"),
      """
      \(form.summary(t))
      <form class="stack" method="post" action="/register" novalidate>\(form.hidden)
        \(form.field("name", label: t("What should we call you?"), hint: t("As others may see it; it need not be your full name."), most: 80, autocomplete: "name"))
        \(form.field("email", label: t("E-mail address"), type: "email", most: 254, autocomplete: "email"))
        \(passwordField(form, "password"))
        \(age(form))
        \(consents(form))
        <button class="button button-primary" type="submit">\(t("Register"))</button>
      </form>
      """, after: "<p>\(t("You have an account already?")) <a href=\"/login\">\(t("Log in"))</a></p>")
  }

  func passwordField(_ form: Form, _ name: String) -> HTML {
    form.field(
      name, label: t("Password"),
      hint: t(
        "At least {least} characters of {classes} kinds, or a phrase of {long} characters or more. A Chinese character counts as two.",
        [
          "least": t.number(people.policy.leastPassword), "classes": t.number(people.policy.passwordClasses),
          "long": t.number(people.policy.passphraseFrom),
        ]), type: "password", most: PasswordRules.most, autocomplete: "new-password")
  }

  func age(_ form: Form) -> HTML {
    guard people.policy.guardianUnder > 0 else { return HTML() }
    let years = t.number(people.policy.guardianUnder)
    return """
      <details class="child"\(attribute: "open", if: form.isTicked("is_child"))><summary>\(t("I am younger than {age}", ["age": years]))</summary>
      \(form.tick("is_child", label: t("I am younger than {age}; please ask my mother, father or guardian", ["age": years])))
      \(form.field("birth_day", label: t("Date of birth"), type: "date", isRequired: false, autocomplete: "bday"))
      \(form.field("guardian", label: t("E-mail address of your guardian"), hint: t("We write to them; your account opens when they agree."), type: "email", isRequired: false, most: 254))
      </details>
      """
  }

  /// What is necessary is told; what is not is asked, each by itself and never ticked beforehand (PIPL 14, 16, 23).
  func consents(_ form: Form) -> HTML {
    let items: [HTML] = people.policy.consents.map { purpose in
      if purpose.isNecessary {
        return form.tick(
          "consent_\(purpose.key)", label: t("I agree: {text}", ["text": t.pick(purpose.text)]),
          hint: t("Without this there is no account."))
      }
      return form.tick(
        "consent_\(purpose.key)",
        label: t("{name} (optional): {text}", ["name": t.pick(purpose.name), "text": t.pick(purpose.text)]))
    }
    return "\(items)<p class=\"hint\"><a href=\"/privacy\">\(t("What is kept, and why"))</a></p>"
  }

  func registered(_ email: String) -> HTML {
    card(
      t("Please look at your mail"), lead: t("We have written to {address}.", ["address": email]),
      "<p>\(t("Open the link in the mail and type your password once more; then your account is open. Nothing came? Look among the junk, or register again in an hour."))</p>"
    )
  }

  func confirm(_ form: Form, _ waiting: WaitingRegistration, token: String) -> HTML {
    card(
      t("Confirm your address"), lead: waiting.email,
      """
      \(form.summary(t))
      <form class="stack" method="post" action="/register/\(token)">\(form.hidden)
        <input type="text" name="username" value="\(waiting.email)" autocomplete="username" hidden>
        \(form.field("password", label: t("The password that you chose"), type: "password", autocomplete: "current-password"))
        <button class="button button-primary" type="submit">\(t("Open my account"))</button>
      </form>
      """)
  }

  func login(_ form: Form, next: String) -> HTML {
    let providers: [HTML] = people.openID.map { client in
      let address = "/login/with/\(client.provider.key)" + Components.query([(name: "next", value: next)])
      return "<a class=\"button\" href=\"\(address)\">\(t("Log in with {name}", ["name": client.provider.name]))</a>\n"
    }
    return card(
      t("Log in"),
      """
      \(form.summary(t))
      <form class="stack" method="post" action="/login" novalidate>\(form.hidden)
        <input type="hidden" name="next" value="\(next)">
        \(form.field("email", label: t("E-mail address"), type: "email", most: 254, autocomplete: "username webauthn"))
        \(form.field("password", label: t("Password"), type: "password", most: PasswordRules.most, autocomplete: "current-password"))
        \(form.tick("remember", label: t("Keep me logged in on this device")))
        <button class="button button-primary" type="submit">\(t("Log in"))</button>
      </form>
      <div class="ways">
        <button class="button" type="button" data-passkey-login hidden data-next="\(next)" data-failed="\(t("That passkey did not open an account here. Please log in another way."))">\(Components.icon("key"))\(t("Log in with a passkey"))</button>
        <p class="field-error" data-passkey-error role="alert" hidden></p>
        \(providers)
      </div>
      """,
      after: """
        <p><a href="/password">\(t("I forgot my password"))</a></p>
        <p>\(t("New here?")) <a href="/register">\(t("Register"))</a></p>
        """)
  }

  func code(_ form: Form, next: String) -> HTML {
    card(
      t("Your code"), lead: t("Type the six digits that your app shows now, or one of your recovery codes."),
      """
      \(form.summary(t))
      <form class="stack" method="post" action="/login/code">\(form.hidden)<input type="hidden" name="next" value="\(next)">
        \(form.field("code", label: t("Code"), most: 40, autocomplete: "one-time-code", inputMode: "text"))
        <button class="button button-primary" type="submit">\(t("Log in"))</button>
      </form>
      """)
  }

  func again(_ form: Form, next: String, person: Person, hasPassword: Bool) -> HTML {
    card(
      t("Is it you?"), lead: t("What you want to do needs your password or passkey once more."),
      """
      \(form.summary(t))
      \(when: hasPassword, """
      <form class="stack" method="post" action="/login/again">\(form.hidden)<input type="hidden" name="next" value="\(next)">
        <input type="text" name="username" value="\(person.email ?? "")" autocomplete="username" hidden>
        \(form.field("password", label: t("Password"), type: "password", most: PasswordRules.most, autocomplete: "current-password"))
        <button class="button button-primary" type="submit">\(t("Go on"))</button>
      </form>
      """)
      <div class="ways"><button class="button" type="button" data-passkey-login hidden data-next="\(next)" data-failed="\(t("That passkey did not open an account here. Please log in another way."))">\(Components.icon("key"))\(t("Use a passkey"))</button>
      <p class="field-error" data-passkey-error role="alert" hidden></p></div>
      """)
  }

  func forgotten(_ form: Form) -> HTML {
    card(
      t("Choose a new password"), lead: t("Tell us your address; if it has an account, we write to it."),
      """
      \(form.summary(t))
      <form class="stack" method="post" action="/password" novalidate>\(form.hidden)
        \(form.field("email", label: t("E-mail address"), type: "email", most: 254, autocomplete: "email"))
        <button class="button button-primary" type="submit">\(t("Write to me"))</button>
      </form>
      """)
  }

  func reset(_ form: Form, token: String) -> HTML {
    card(
      t("Choose a new password"),
      """
      \(form.summary(t))
      <form class="stack" method="post" action="/password/\(token)" novalidate>\(form.hidden)
        \(passwordField(form, "password"))
        <button class="button button-primary" type="submit">\(t("Use this password"))</button>
      </form>
      """)
  }

  func told(_ title: String, _ text: String) -> HTML { card(title, "<p>\(text)</p>") }

  func guardian(_ form: Form, _ guardian: Guardian, _ child: Person, token: String) -> HTML {
    let isGiven = guardian.consentedAt != nil && guardian.withdrawnAt == nil
    let necessary: [HTML] = people.policy.consents.filter(\.isNecessary).map { "<li>\(t.pick($0.text))</li>" }
    return card(
      t("Consent of a guardian"), lead: t("{name} wants to open an account.", ["name": child.name]),
      """
      \(form.summary(t))
      <p>\(t("Your child is younger than {age}. The law asks you, not your child, whether their data may be used:", ["age": t.number(people.policy.guardianUnder)]))</p>
      <ul>\(necessary)</ul>
      <p>\(t("Nothing of your child is shown publicly. You can take your consent back here at any time; the account closes then."))</p>
      <form class="stack" method="post" action="/guardian/\(token)">\(form.hidden)
        \(when: !isGiven, form.tick("is_guardian", label: t("I am this child's parent or guardian and agree.")))
        \(isGiven
          ? "<button class=\"button\" type=\"submit\" name=\"answer\" value=\"no\">\(t("Take my consent back"))</button>"
          : "<button class=\"button button-primary\" type=\"submit\" name=\"answer\" value=\"yes\">\(t("I agree"))</button>" as HTML)
      </form>
      """)
  }

  func privacy() -> HTML {
    let rows: [HTML] = people.policy.consents.map { purpose in
      "<tr><td>\(t.pick(purpose.name))</td><td>\(t.pick(purpose.text))</td><td>\(purpose.isNecessary ? t("necessary") : t("by your choice"))</td></tr>\n"
    }
    return """
      <div class="prose">
        <h1>\(t("Your data"))</h1>
        <p>\(t("What this portal keeps of people who have an account, why, and for how long."))</p>
        <div class="table-wrap"><table><thead><tr><th>\(t("Purpose"))</th><th>\(t("What and how"))</th><th>\(t("Basis"))</th></tr></thead><tbody>
        \(rows)
        <tr><td>\(t("Safety"))</td><td>\(t("The devices on which you are logged in, with network and time, until you log out or the session ends."))</td><td>\(t("necessary"))</td></tr>
        <tr><td>\(t("Journal"))</td><td>\(t("Who changed what, by number and never by name; it is kept when the account is gone."))</td><td>\(t("required by law"))</td></tr>
        <tr><td>\(t("Visits"))</td><td>\(t("Lists of names and letters of groups, and names of pupils whose guardians agreed: only where a base needs them, read by that base alone, which is noted, and erased after the visit."))</td><td>\(t("necessary"))</td></tr>
        </tbody></table></div>
        <h2>\(t("What you can do"))</h2>
        <p>\(t("See, correct, take along and erase your data, take consent back, and see who looked at it: all on the page “My data”."))</p>
        <h2>\(t("Children"))</h2>
        <p>\(t("Whoever is younger than {age} needs the consent of a parent or guardian. Of children we keep the date of birth and the guardian's address besides, and show nothing publicly.", ["age": t.number(people.policy.guardianUnder)]))</p>
      </div>
      """
  }
}
