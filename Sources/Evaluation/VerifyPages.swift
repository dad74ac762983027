import HTML
import Identity
import People
import SQL
import Site

/// The pages on which a certificate is verified, and the certificate to print.
struct VerifyPages {
  let t: Localizer

  /// What is public of an award.
  struct Shown: Sendable {
    let award: Award
    let call: Call
    let programme: Programme
    let holder: Subject?
    let authors: [String]
  }

  func ask(typed: String) -> HTML {
    """
    <h1>\(t("Verify a certificate"))</h1>
    <p class="lead">\(t("Type the number that stands under the code of the certificate, or scan the code with a phone."))</p>
    <form class="stack panel" method="get" action="/verify">
    <div class="field"><label for="number">\(t("Number of the certificate"))</label>
    <input type="text" id="number" name="number" value="\(typed)" required maxlength="20" autocomplete="off" autocapitalize="characters"></div>
    <button class="button button-primary" type="submit">\(t("Verify"))</button></form>
    """
  }

  func unknown(typed: String) -> HTML {
    """
    <h1>\(t("Verify a certificate"))</h1>
    <div class="panel verdict verdict-unknown"><p class="verdict-word">\(t("Unknown"))</p>
    <p>\(t("There is no certificate with the number {number}. Compare it letter by letter; 0 and O, 1 and I are the same.", ["number": String(typed.prefix(20))]))</p></div>
    <p><a href="/verify">\(t("Try another number"))</a></p>
    """
  }

  func answer(_ shown: Shown, today: Day) -> HTML {
    let award = shown.award
    let isTrue = award.isInForce(on: today)
    let word: String = isTrue ? t("True and in force") : isOver(award, today) ? t("Expired") : t("Withdrawn")
    let reason: HTML? = award.reason.flatMap { $0.isEmpty || isTrue ? nil : "<p>\(t("Reason: {reason}", ["reason": $0]))</p>" }
    return """
      <h1>\(t("Verify a certificate"))</h1>
      <div class="panel verdict \(isTrue ? "verdict-true" : "verdict-false")"><p class="verdict-word">\(word)</p>
      <dl class="facts">
      <div><dt>\(t("What"))</dt><dd>\(t.pick(shown.programme.result.name))\(level(shown))</dd></div>
      <div><dt>\(t("Whose"))</dt><dd>\(holder(shown))</dd></div>
      \(when: award.title != name(shown), "<div><dt>\(t("Title"))</dt><dd>\(award.title)</dd></div>")
      <div><dt>\(t("Valid from"))</dt><dd>\(t.day(award.firstDay))</dd></div>
      \(award.endsOn.map { day -> HTML in "<div><dt>\(t("Valid until"))</dt><dd>\(t.day(day))</dd></div>" })
      <div><dt>\(t("Given by"))</dt><dd><a href="\(shown.call.path)">\(t.pick(shown.call.plan.names))</a></dd></div>
      <div><dt>\(t("Number"))</dt><dd><code>\(award.id.description)</code></dd></div>
      \(when: isTrue && award.status != .valid, "<div><dt>\(t("Note"))</dt><dd>\(award.status.name(t))</dd></div>")
      </dl>\(reason)</div>
      \(when: isTrue, links(award))
      """
  }

  private func isOver(_ award: Award, _ today: Day) -> Bool {
    award.status != .withdrawn && (award.lastDay.map { $0 <= today } ?? false)
  }

  private func links(_ award: Award) -> HTML {
    """
    <p class="actions"><a class="button" href="\(award.path)/certificate">\(t("Certificate to print"))</a>
    <a class="button" href="/credentials/\(award.id.description)/badge.svg" download>\(t("Open Badge (SVG)"))</a>
    <a class="button" href="/credentials/\(award.id.description)">\(t("Signed credential (JWT)"))</a></p>
    <p class="hint">\(t("The badge and the credential are signed (Open Badges 3.0); programs check them with the keys at {address}, without asking us.", ["address": "/.well-known/did.json"]))</p>
    """
  }

  private func level(_ shown: Shown) -> HTML {
    guard shown.programme.decision.levels.count > 1, let level = shown.programme.decision.level(shown.award.level) else {
      return HTML()
    }
    return " · \(t.pick(level.name))"
  }

  private func name(_ shown: Shown) -> String { shown.holder.map { t.pick($0.name) } ?? "—" }

  private func holder(_ shown: Shown) -> HTML {
    let others = shown.authors.isEmpty ? "" : t("; ") + shown.authors.joined(separator: t("; "))
    guard let path = shown.holder?.path else { return "\(name(shown))\(others)" }
    return "<a href=\"\(path)\">\(name(shown))</a>\(others)"
  }

  /// One page of A4 with the code that leads back here.
  func certificate(_ shown: Shown, address: String, issuer: CredentialIssuer) -> HTML {
    let award = shown.award
    let code: HTML? = QRCode(address).map { code in
      """
      <svg class="certificate-code" viewBox="0 0 \(code.size + 8) \(code.size + 8)" role="img" aria-label="\(t("Code that leads to the page of this certificate"))"><path d="\(code.path)"></path></svg>
      """
    }
    return """
      <article class="certificate">
      <p class="certificate-issuer">\(t.pick(issuer.name))</p>
      <h1>\(t("Certificate"))</h1>
      <p class="certificate-holder">\(name(shown))\(when: !shown.authors.isEmpty, "<br><small>\(shown.authors.joined(separator: t("; ")))</small>")</p>
      <p class="certificate-what">\(t.pick(shown.programme.result.name))\(level(shown))</p>
      \(when: award.title != name(shown), "<p class=\"certificate-title\">《\(award.title)》</p>")
      <p>\(t("From {day}", ["day": t.day(award.firstDay)]))\(award.endsOn.map { day -> HTML in " · \(t("valid until {day}", ["day": t.day(day)]))" })</p>
      <footer>\(code)<p>\(t("Number"))<br><code>\(award.id.description)</code><br><span class="muted">\(address)</span></p></footer>
      </article>
      <p class="hint screen-only">\(t("Print this page on A4 paper, or save it as PDF in the print dialogue."))</p>
      """
  }

  /// A plain badge; the credential is baked into it.
  static func badge(_ issuer: String, _ title: String) -> HTML {
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="400" height="400" role="img">
    <title>\(title)</title>
    <circle cx="200" cy="200" r="190" fill="#fdfaf4" stroke="#b3261e" stroke-width="12"></circle>
    <path d="M200 70l26 58 63 7-47 42 13 62-55-32-55 32 13-62-47-42 63-7z" fill="#b3261e"></path>
    <text x="200" y="290" text-anchor="middle" font-size="26" fill="#1d2733">\(String(title.prefix(14)))</text>
    <text x="200" y="326" text-anchor="middle" font-size="18" fill="#46566a">\(String(issuer.prefix(20)))</text>
    </svg>
    """
  }
}
