import HTML
import Identity
import Places
import SQL
import Site

/// The receipt of a visit (回执), in place of a stamped letter.
struct SchoolReceipt {
  let seen: SeenVisit
  let address: String
  let t: Localizer

  /// What the receipt says, without the name of anybody.
  var sentence: String {
    t(
      "{school} visits {base} on {day} with {party}. The head of the school confirmed it, and the base accepted it.",
      [
        "school": t.pick(seen.school.names), "base": seen.names(t), "day": t.day(seen.visit.day),
        "party": TourWords(t: t).party(seen.visit.plan.party),
      ])
  }

  var html: HTML {
    """
    <article class="day-sheet">
    <header><p class="eyebrow">\(t("Receipt"))</p><h1>\(t.pick(seen.school.names)) → \(seen.names(t))</h1></header>
    <p class="lead">\(sentence)</p>
    <dl class="facts">
    <div><dt>\(t("Number"))</dt><dd><code>\(seen.visit.id.description)</code></dd></div>
    \(times)
    <div><dt>\(t("In charge"))</dt><dd class="typed">\(seen.visit.plan.contact)</dd></div>
    \(steps)
    </dl>
    \(code)
    <p class="hint">\(t("Signed by this portal. Whoever has the paper can check it at {address}.", ["address": address]))</p>
    <p class="screen-only actions"><a class="button" href="/receipts/\(seen.visit.token)/credential">\(t("Signed credential"))</a></p>
    </article>
    """
  }

  /// The page for whoever checks a receipt: whether it holds, and nothing about persons.
  var checked: HTML {
    let verdict: HTML =
      seen.visit.isReceipted
      ? "<p class=\"notice\" role=\"status\"><strong>\(t("This receipt holds."))</strong></p>"
      : "<p class=\"notice\" role=\"status\"><strong>\(t("This receipt does not hold any more.")) \(SchoolWords(t: t).state(seen.visit.state))</strong></p>"
    return """
      <article class="narrow"><h1>\(t("Receipt of a school visit"))</h1>\(verdict)
      <p class="lead">\(sentence)</p><dl class="facts">
      <div><dt>\(t("Number"))</dt><dd><code>\(seen.visit.id.description)</code></dd></div>\(times)</dl>
      \(when: seen.visit.isReceipted, "<p><a class=\"button\" href=\"/receipts/\(seen.visit.token)/credential\">\(t("Signed credential"))</a></p>")
      </article>
      """
  }

  private var times: HTML {
    let rows: [HTML] = seen.legs.map { leg in
      "<div><dt>\(seen.bases[leg.base].map { t.pick($0.facts.names) } ?? "—")</dt><dd>\(seen.sessions[leg.session].map { SchoolVisitPage.time($0, t) } ?? "—")</dd></div>\n"
    }
    return "\(rows)"
  }

  private var steps: HTML {
    let rows: [HTML] = seen.steps.filter { $0.kind == .confirmed || $0.kind == .accepted }.map { step in
      "<div><dt>\(SchoolWords(t: t).step(step.kind))</dt><dd>\(step.name ?? "—") · \(t.moment(step.at))</dd></div>\n"
    }
    return "\(rows)"
  }

  private var code: HTML {
    guard let code = QRCode(address) else { return HTML() }
    return """
      <figure class="ticket-code">\(code.picture(t("QR code of the receipt")))
      <figcaption>\(t("Scan to check the receipt."))</figcaption></figure>
      """
  }
}

/// What a school files with the education office before an activity outside school (研学备案).
struct SchoolFiling {
  let seen: SeenVisit
  let t: Localizer

  var html: HTML {
    let plan = seen.visit.plan
    let rows: [HTML] = seen.legs.map { leg in
      """
      <div><dt>\(seen.bases[leg.base].map { t.pick($0.facts.names) } ?? "—")</dt><dd>\(seen.sessions[leg.session].map { SchoolVisitPage.time($0, t) } ?? "—")\(seen.bases[leg.base]?.facts.address.map { address -> HTML in "<br>\(t.pick(address))" })</dd></div>

      """
    }
    return """
      <article class="day-sheet"><h1>\(t("Filing of a school activity"))</h1>
      <p class="lead">\(t.pick(seen.school.names)) · \(t.day(seen.visit.day)) · \(SchoolWords(t: t).state(seen.visit.state))</p>
      <dl class="facts">
      <div><dt>\(t("Number"))</dt><dd><code>\(seen.visit.id.description)</code></dd></div>
      <div><dt>\(t("People"))</dt><dd>\(TourWords(t: t).party(plan.party))</dd></div>
      \(rows)</dl>
      \(SchoolPlanTable(plan: plan, t: t).html)
      <dl class="facts"><div><dt>\(t("Emergency calls"))</dt><dd>\(t("Ambulance 120 · Police 110 · Fire 119"))</dd></div>
      <div><dt>\(t("Signature of the head"))</dt><dd>\(signature)</dd></div></dl>
      </article>
      """
  }

  private var signature: HTML {
    guard let step = seen.steps.last(where: { $0.kind == .confirmed }) else { return "____________________" }
    return "\(step.name ?? "—") · \(t.moment(step.at))"
  }
}
