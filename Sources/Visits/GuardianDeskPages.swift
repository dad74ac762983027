import HTML
import Identity
import People
import Places
import SQL
import Site

/// What is said of consents.
struct GuardianWords {
  let t: Localizer

  func sentence(_ refusal: GuardianRefusal) -> String {
    switch refusal {
    case .notNeeded: t("No base of this visit needs names of pupils.")
    case .closed:
      t("Slips are made and answered from when the visit is sent to the head until it begins.")
    case .tooMany(let most):
      t("Please give a number from {low} to {high}.", ["low": most > 0 ? "1" : "0", "high": t.number(most)])
    case .changedMeanwhile: t("It was changed meanwhile. Please look again.")
    case .notFound: t("There is no slip at this address. Some time after the visit all slips are erased, with the names on them.")
    }
  }
}

/// Consents as the school and the bases see them.
struct GuardianDeskPages {
  let t: Localizer

  /// What stands on the page of the visit; nothing where no base needs names.
  func summary(_ seen: SeenVisit) -> HTML {
    guard let names = seen.pupilNames, seen.visit.state.isOpen || seen.visit.state == .done else { return HTML() }
    let own: HTML = """
      <p><a class="button" href="\(seen.path)/consents">\(t("Consents of guardians"))</a></p>
      """
    let lists: [HTML] = names.bases.intersection(seen.part.bases).sorted().compactMap { seen.bases[$0] }.map { base in
      "<p><a class=\"button\" href=\"\(seen.path)/bases/\(base.slug)/names\">\(t("Names for {base}", ["base": t.pick(base.facts.names)]))</a></p>\n"
    }
    return """
      <section><h2>\(t("Names for the insurance"))</h2>
      <p>\(t("The insurance needs the names of the pupils until {moment}. They come by the consent of guardians: {given} of {pupils}.", ["moment": t.deadline(names.due), "given": t.number(names.counts[.given]), "pupils": t.number(names.pupils)]))</p>
      \(when: seen.part.isOfSchool, own)\(lists)</section>
      """
  }

  // MARK: The school

  func school(_ seen: SeenVisit, _ names: VisitNames, _ form: Form, keptUntil: Day) -> HTML {
    """
    <div class="narrow"><h1>\(t("Consents of guardians"))</h1>
    <p class="lead">\(seen.names(t)) · \(t.day(seen.visit.day))</p>\(form.summary(t))
    <p>\(t("The insurance of the base needs the names of the pupils. Each guardian gets a slip, opens its page on a phone and answers. You see how many answered; the names go to the base alone and are erased after {day}.", ["day": t.day(keptUntil)]))</p>
    \(counts(names))\(making(seen, names, form))</div>
    """
  }

  private func counts(_ names: VisitNames) -> HTML {
    func count(_ name: String, _ number: Int) -> HTML { "<div><dt>\(name)</dt><dd>\(t.number(number))</dd></div>\n" }
    return """
      <section class="panel"><h2>\(t("So far"))</h2><dl class="facts">
      \(count(t("Pupils who come"), names.pupils))\(count(t("Slips made"), names.counts.all))
      \(count(t("Consent given"), names.counts[.given]))\(count(t("Not agreed or taken back"), names.counts[.refused] + names.counts[.withdrawn]))
      \(count(t("Not answered yet"), names.counts[.open]))</dl>
      <p>\(names.missing == 0 ? t("The base has the names of all pupils.") : t.plural("The name of {count} pupil is still missing; it should be there until {moment}.", "The names of {count} pupils are still missing; they should be there until {moment}.", names.missing, ["moment": t.deadline(names.due)]))</p></section>
      """
  }

  private func making(_ seen: SeenVisit, _ names: VisitNames, _ form: Form) -> HTML {
    guard seen.visit.state.isOpen, !seen.visit.state.isWritable else {
      return "<p class=\"notice\">\(GuardianWords(t: t).sentence(.closed))</p>"
    }
    let numbers: [HTML] = Language.allCases.map { language in
      form.field("count_\(language.rawValue)", label: language.ownName, isRequired: false, most: 3, inputMode: "numeric")
    }
    return """
      <form class="panel" action="\(seen.path)/consents" method="post">\(form.hidden)<h2>\(t("Make slips"))</h2>
      <fieldset><legend>\(t("How many, in each language"))</legend><div class="form-row">\(numbers)</div></fieldset>
      \(form.select("kind", label: t("How guardians come to their page"), options: [("each", t("An address of its own on each slip (QR code)")), ("class", t("One address for the class, and a code on each slip"))]))
      \(when: names.counts[.open] > 0, form.tick("replace", label: t("Slips that nobody has answered yet end"), hint: t("For slips that were lost: the new ones take their place.")))
      <p class="hint">\(t("The slips are shown once, to print or to keep. Afterwards nobody can show them again."))</p>
      <p class="actions"><button class="button button-primary">\(t("Make slips"))</button></p></form>
      """
  }

  // MARK: The bases

  func names(_ names: [String], _ seen: SeenVisit, _ host: Base, keptUntil: Day) -> HTML {
    let missing = seen.pupilNames?.missing ?? 0
    return """
      <h1>\(t("Names of pupils"))</h1>
      <p class="lead">\(t.pick(seen.school.names)) · \(t.pick(host.facts.names)) · \(t.day(seen.visit.day))</p>
      <p class="notice">\(t("For the insurance of this visit alone, by the consent of guardians. Erased after {day}; please erase your copies then too.", ["day": t.day(keptUntil)]))</p>
      \(NameTable(names: names, t: t).html)
      \(when: missing > 0, "<p>\(t.plural("{count} pupil comes without a name.", "{count} pupils come without a name.", missing))</p>")
      \(when: !names.isEmpty, "<p class=\"actions screen-only\"><a class=\"button\" href=\"names.csv\">\(t("As a table (CSV)"))</a></p>")
      """
  }
}

/// Slips for guardians, each in its language, as they are printed.
struct SlipPages {
  let visit: GuardianVisit
  let url: String
  let localizer: (Language) -> Localizer
  let t: Localizer

  func html(_ made: NewSlips, back: String) -> HTML {
    let one: HTML? = made.classToken.map { token in
      "<p class=\"notice\">\(t("Address for the whole class; it can be sent to all guardians:")) <code class=\"key\">\(address(made, nil, token))</code></p>"
    }
    return """
      <div class="screen-only"><h1>\(t("Slips for guardians"))</h1>
      <p class="notice">\(t("Print this page or keep it now: it cannot be shown again."))</p>\(one)
      <p><a class="button" href="\(back)">\(t("Back to the consents"))</a></p></div>
      <div class="slips">\(made.slips.map { slip($0, made) })</div>
      """
  }

  private func address(_ made: NewSlips, _ slip: NewSlip?, _ token: String) -> String {
    let path = made.classToken == nil ? "/pupil-consents/\(token)" : "/pupil-consents/classes/\(token)"
    return url + path + (slip.map { "?lang=\($0.language.rawValue)" } ?? "")
  }

  private func slip(_ slip: NewSlip, _ made: NewSlips) -> HTML {
    let t = localizer(slip.language)
    let address = address(made, slip, made.classToken ?? slip.secret)
    let bases = SchoolWords(t: t).join(visit.bases.map { t.pick($0.facts.names) })
    let code: HTML =
      made.classToken == nil
      ? HTML() : "<p>\(t("Code:")) <strong class=\"slip-code\">\(SlipCode.shown(slip.secret))</strong></p>"
    return """
      <article class="slip" lang="\(slip.language.rawValue)"><div><p class="eyebrow">\(t.pick(visit.school.names)) · \(t("No. {number}", ["number": String(slip.number)]))</p>
      <h2>\(t("Consent of a guardian"))</h2>
      <p>\(t("Visit to {base}", ["base": bases])), \(t.day(visit.visit.day)). \(t("The insurance needs the name of your child. Please open the page with your phone and say whether you agree; it takes a minute and needs no account."))</p>
      \(code)<p class="slip-address">\(address)</p></div>
      \(QRCode(address).map { $0.picture(t("QR code of the page")) })</article>

      """
  }
}
