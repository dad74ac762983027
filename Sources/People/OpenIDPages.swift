import HTML
import OpenID
import Site

extension AccountPages {
  /// What is asked of somebody whose address a provider has confirmed, before their account opens.
  func completion(_ form: Form, email: String, saidBy provider: OpenIDProvider) -> HTML {
    """
    <div class="narrow"><h1>\(t("Open an account"))</h1><p class="lead">\(t("{name} says that you are {email}.", ["name": provider.name, "email": email]))</p>
    \(form.summary(t))
    <form class="stack" method="post" action="/login/with/\(provider.key)/completion" novalidate>\(form.hidden)
    \(form.field("name", label: t("What should we call you?"), hint: t("As others may see it; it need not be your full name."), most: 80, autocomplete: "name"))
    \(age(form))
    \(consents(form))
    <button class="button button-primary" type="submit">\(t("Open my account"))</button></form></div>
    """
  }
}
