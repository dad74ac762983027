import HTML
import People
import Places
import SQL
import Site

/// What a slip tells of its visit.
struct GuardianVisit: Sendable {
  let visit: SchoolVisit
  let school: Organization
  /// The bases that get the name.
  let bases: [Base]
  let sessions: [VisitSession]
  /// The last day on which the name is kept.
  let keptUntil: Day
  /// Whether guardians can still answer.
  let isOpen: Bool
}

/// The pages that guardians open on a phone, without an account.
struct GuardianPages {
  let t: Localizer

  private func names(_ visit: GuardianVisit) -> String {
    SchoolWords(t: t).join(visit.bases.map { t.pick($0.facts.names) })
  }

  private func head(_ visit: GuardianVisit) -> HTML {
    let times = visit.sessions.map { "\(t.time($0.starts))–\(t.time($0.ends))" }.joined(separator: ", ")
    return """
      <header class="page-head"><p class="eyebrow">\(t.pick(visit.school.names))</p><h1>\(t("Consent of a guardian"))</h1>
      <p class="lead">\(t("Visit to {base}", ["base": names(visit)])) · \(t.day(visit.visit.day)) (\(t.weekday(visit.visit.day))) · \(times)</p></header>
      """
  }

  // MARK: The slip

  func slip(_ slip: GuardianSlip, name: String?, _ visit: GuardianVisit, path: String, _ form: Form) -> HTML {
    let body: HTML =
      switch slip.answer {
      case .given: given(name, visit, path, form)
      case .open, .refused, .withdrawn: visit.isOpen ? asking(slip, visit, path, form) : closed(slip)
      }
    return "<div class=\"narrow\">\(head(visit))\(form.summary(t))\(body)</div>"
  }

  private func told(_ answer: GuardianSlip.Answer) -> HTML {
    switch answer {
    case .open, .given: HTML()
    case .refused:
      "<p class=\"notice\" role=\"status\">\(t("You did not agree; no name is kept. You can still change your mind."))</p>"
    case .withdrawn:
      "<p class=\"notice\" role=\"status\">\(t("Your consent is withdrawn and the name is erased. You can still change your mind."))</p>"
    }
  }

  private func closed(_ slip: GuardianSlip) -> HTML {
    "\(told(slip.answer))<p class=\"notice\">\(t("Nothing can be answered here any more: the visit has begun or does not take place. No name is kept on this slip."))</p>"
  }

  private func asking(_ slip: GuardianSlip, _ visit: GuardianVisit, _ path: String, _ form: Form) -> HTML {
    """
    \(told(slip.answer))\(facts(visit))
    <form class="panel" action="\(path)/consent" method="post">\(form.hidden)<h2>\(t("I agree"))</h2>
    \(form.field("name", label: t("Name of the pupil"), most: NameList.longest, autocomplete: "off"))
    \(tick("guardian", t("I am a parent or guardian of this pupil."), form))
    \(tick("agree", t("I agree that the name is given to {base} for its insurance, and for nothing else.", ["base": names(visit)]), form))
    <p class="actions"><button class="button button-primary">\(t("Give consent"))</button></p></form>
    <form class="panel" action="\(path)/refusal" method="post">\(form.hidden)<h2>\(t("I do not agree"))</h2>
    <p>\(t("No name is asked for or kept, and no reason. Please talk to the teacher about the day."))</p>
    <p class="actions"><button class="button">\(t("Do not give consent"))</button></p></form>
    """
  }

  /// A box that has to be ticked; its error stands beside it.
  private func tick(_ name: String, _ label: String, _ form: Form) -> HTML { form.tick(name, label: label) }

  private func facts(_ visit: GuardianVisit) -> HTML {
    """
    <section class="panel"><h2>\(t("What this is about"))</h2><dl class="facts">
    <div><dt>\(t("What is kept"))</dt><dd>\(t("The name of the pupil. Nothing else."))</dd></div>
    <div><dt>\(t("What for"))</dt><dd>\(t("The insurance of the visit needs the names of those who come."))</dd></div>
    <div><dt>\(t("For whom"))</dt><dd>\(names(visit)). \(t("The school sees only how many answered."))</dd></div>
    <div><dt>\(t("Until when"))</dt><dd>\(t("Until {day}; then it is erased. You can take your consent back before, here, at any time.", ["day": t.day(visit.keptUntil)]))</dd></div>
    <div><dt>\(t("Whom to ask"))</dt><dd>\(t.pick(visit.school.names))\(visit.school.phone.map { phone -> HTML in ", \(phone)" })</dd></div>
    </dl></section>
    """
  }

  private func given(_ name: String?, _ visit: GuardianVisit, _ path: String, _ form: Form) -> HTML {
    """
    <section class="panel"><h2>\(t("You gave your consent"))</h2>
    <p role="status">\(t("Kept for {base} until {day}:", ["base": names(visit), "day": t.day(visit.keptUntil)])) <strong>\(name ?? "—")</strong></p>
    <p class="hint">\(t("This is all that is kept. Keep the slip: with it you can look here again."))</p></section>
    <form class="panel" action="\(path)/withdrawal" method="post">\(form.hidden)<h2>\(t("Take the consent back"))</h2>
    <p>\(t("The name is erased at once, and the base does not see it any more."))</p>
    <p class="actions"><button class="button button-danger">\(t("Take the consent back"))</button></p></form>
    """
  }

  // MARK: The page of a class

  func code(_ visit: GuardianVisit, path: String, _ form: Form) -> HTML {
    """
    <div class="narrow">\(head(visit))\(form.summary(t))
    <form class="panel" action="\(path)" method="post">\(form.hidden)
    \(form.field("code", label: t("Code on your slip"), hint: t("Eight letters and digits, such as {example}.", ["example": "7K2M-Q4XP"]), most: 16, autocomplete: "off"))
    <p class="actions"><button class="button button-primary">\(t("Go on"))</button></p></form></div>
    """
  }
}
