import HTML
import Site

/// The pages of one review.
struct ReviewPages {
  let work: ReviewWork
  let t: Localizer

  private var seen: ReviewedSubmission { work.seen }
  private var path: String { work.review.path }

  func html(_ form: Form) -> HTML {
    work.review.state == .assigned ? declaration(form) : desk(form)
  }

  private var head: HTML {
    let number = t("No. {number}", ["number": t.number(seen.number)])
    return """
      <p class="eyebrow">\(t.pick(work.call.plan.names)) · \(number)\(seen.track.map { " · " + t.pick($0) })</p>
      <h1>\(seen.title ?? number)</h1>

      """
  }

  // MARK: Before anything is shown

  private func declaration(_ form: Form) -> HTML {
    let names: HTML =
      seen.applicants.isEmpty
      ? "<p class=\"hint\">\(t("This round is double blind: you do not learn who applies, and they do not learn who you are."))</p>"
      : "<h2>\(t("Who applies"))</h2><ul>\(seen.applicants.map { name -> HTML in "<li>\(name)</li>\n" })</ul>"
    let reasons: [HTML] = ReviewRoutes.reasons(t).map { key, label in
      "<button class=\"button\" type=\"submit\" name=\"why\" value=\"\(key)\">\(label)</button>\n"
    }
    return """
      <div class="narrow">\(head)
      \(form.summary(t))
      \(names)
      <p class="lead">\(t("Before you read it: may you judge this?"))</p>
      <form class="choice-card" method="post" action="\(path)/declaration">\(form.hidden)<input type="hidden" name="answer" value="none">
      <button class="button button-primary" type="submit">\(t("No conflict: read and review"))</button>
      <p class="hint">\(t("I am no relative, colleague, co-author of the last years, adviser or supervisor, and gain nothing from the result."))</p></form>
      <form class="choice-card" method="post" action="\(path)/declaration" novalidate>\(form.hidden)<input type="hidden" name="answer" value="conflict">
      <h2>\(t("I have a conflict"))</h2>
      <p class="actions">\(reasons)</p>
      <details\(attribute: "open", if: form.error("detail") != nil)><summary>\(t("Another reason"))</summary>
      \(form.field("detail", label: t("In a few words"), hint: t("Only the office reads this."), isRequired: false, most: 300))
      <button class="button" type="submit">\(t("I have a conflict"))</button></details></form>
      <form class="choice-card" method="post" action="\(path)/declaration">\(form.hidden)<input type="hidden" name="answer" value="not_my_field">
      <button class="button" type="submit">\(t("Not my field"))</button>
      <p class="hint">\(t("The office gives it to somebody who knows the field."))</p></form></div>
      """
  }

  // MARK: Submission and rubric

  private func desk(_ form: Form) -> HTML {
    """
    \(head)
    \(due)
    \(form.summary(t))
    <div class="review-desk">
    <section class="review-text" aria-labelledby="submission-title"><h2 id="submission-title">\(t("The submission"))</h2>
    \(claims)
    \(submission)</section>
    <section class="review-sheet" id="sheet" aria-labelledby="sheet-title">\(work.review.state == .submitted ? handedIn(form) : sheet(form))</section>
    </div>
    """
  }

  private var due: HTML? {
    guard work.isOpen else { return "<p class=\"notice\">\(t("This round takes no reviews at the moment."))</p>" }
    return work.call.plan.reviewBy.map { moment -> HTML in
      "<p>\(t("Please hand it in by {moment}.", ["moment": t.deadline(moment)])) <a href=\"#sheet\" class=\"to-sheet\">\(t("To the points"))</a></p>"
    }
  }

  private var submission: HTML {
    var questions = QuestionPages(programme: work.programme, t: t, files: seen.files, ledger: seen.ledger)
    let review = work.review.id
    questions.fileAddress = { "/reviews/\(review)/files/\($0.id)" }
    if work.rules.blind == .double {
      let places = Dictionary(uniqueKeysWithValues: seen.files.enumerated().map { ($1.id, $0 + 1) })
      questions.fileName = { t("File {number}", ["number": t.number(places[$0.id] ?? 0)]) }
    }
    let rules = work.rules
    let answers = questions.answers(seen.answers, isRenewal: seen.isRenewal) { rules.shows($0) }
    return answers
  }

  private var claims: HTML? {
    guard !seen.claims.isEmpty else { return nil }
    return ClaimPages(programme: work.programme, t: t).table(seen.claims)
  }

  // MARK: The sheet

  private func sheet(_ form: Form) -> HTML {
    let rubric = RubricForm(rubric: work.rules.rubric)
    return """
      <form class="sheet" method="post" action="\(path)/submission" novalidate data-kept="\(path)" data-save="\(path)/draft" data-offline="\(t("No connection: kept on this device and sent later."))" data-expired="\(t("Please log in again in another window; what you typed is kept on this device."))" data-restored="\(t("What you typed here before is back."))" data-review>\(form.hidden)<input type="hidden" name="_version" value="\(work.review.version)">
      <div class="sheet-head"><h2 id="sheet-title">\(t("Your review"))</h2>
      <p class="sum"><output data-sum>\(sum(form))</output> / \(FormField.plain(work.rules.rubric.total))</p></div>
      \(RubricForm.keys(t))
      \(rubric.html(form, automatic: seen.automatic, t))
      \(form.area("reason", label: t("Reasons"), hint: t("The applicant reads them; nobody learns that they are yours. Please write nothing that tells who you are."), rows: 6, most: ReviewSheetForm.longest))
      \(form.area("note", label: t("Note for the office"), hint: t("Only the office reads this."), rows: 2, isRequired: false, most: ReviewSheetForm.longest))
      \(confidence(form))
      <p class="kept" role="status" data-kept-status></p>
      <p class="actions"><button class="button button-primary" type="submit"\(attribute: "disabled", if: !work.isOpen)>\(t("Hand in"))</button>
      <button class="button" type="submit" formaction="\(path)/draft">\(t("Keep as a draft"))</button></p></form>
      """
  }

  private func sum(_ form: Form) -> String { RubricForm(rubric: work.rules.rubric).sum(form, automatic: seen.automatic) }

  private func confidence(_ form: Form) -> HTML {
    let levels = [(1, t("little")), (2, t("well")), (3, t("very well"))]
    let items: [HTML] = levels.map { level, label in
      "<label class=\"tick\"><input type=\"radio\" name=\"confidence\" value=\"\(level)\"\(attribute: "checked", if: form.typed["confidence"] == String(level))> \(label)</label>\n"
    }
    return """
      <fieldset class="field ticks"><legend>\(t("How well do you know this field?"))</legend><div class="ticks-body">\(items)</div></fieldset>

      """
  }

  // MARK: Handed in

  private func handedIn(_ form: Form) -> HTML {
    let sheet = work.review.sheet
    let rows: [HTML] = work.rules.rubric.criteria.map { criterion in
      let points = criterion.automatic == nil ? sheet.scores[criterion.key] : seen.automatic[criterion.key]
      return
        "<div><dt>\(t.pick(criterion.name))</dt><dd>\(points.map(FormField.plain) ?? "—") / \(FormField.plain(criterion.most))</dd></div>\n"
    }
    let again: HTML = """
      <form method="post" action="\(path)/reopening">\(form.hidden)<button class="button" type="submit">\(t("Take it back to change it"))</button></form>
      """
    return """
      <div class="sheet-head"><h2 id="sheet-title">\(t("Your review"))</h2><p class="sum">\(sum(form)) / \(FormField.plain(work.rules.rubric.total))</p></div>
      <p class="told">\(t("Handed in on {day}.", ["day": work.review.submittedAt.map { t.day(of: $0) } ?? ""]))</p>
      <dl class="facts">\(rows)<div><dt>\(t("Reasons"))</dt><dd class="typed">\(sheet.reason)</dd></div>
      \(when: !sheet.note.isEmpty, "<div><dt>\(t("Note for the office"))</dt><dd class=\"typed\">\(sheet.note)</dd></div>")</dl>
      \(when: work.isOpen, again)
      """
  }
}

/// Claims beside what the province's own records give.
struct ClaimPages {
  let programme: Programme
  let t: Localizer

  func table(_ claims: [ClaimedNumber]) -> HTML {
    let rows: [HTML] = claims.map { claim in
      let percent = t("{percent} %", ["percent": t.number(Int((claim.difference * 100).rounded()))])
      let isLarge = claim.difference >= programme.visit?.difference ?? .infinity
      let difference: HTML = isLarge ? "<strong class=\"badge badge-soon\">\(percent)</strong>" : "\(percent)"
      return """
        <tr><th scope="row">\(t.pick(claim.field.name))</th><td class="number">\(number(claim.claimed))</td><td class="number">\(number(claim.computed))</td>
        <td class="number">\(difference)</td><td>\(t.pick(claim.evidence))</td></tr>

        """
    }
    return """
      <section class="claims"><h3>\(t("Claimed and computed"))</h3><div class="table-scroll" tabindex="0" role="region" aria-label="\(t("Claimed and computed"))"><table class="table">
      <thead><tr><th scope="col">\(t("What is counted"))</th><th scope="col" class="number">\(t("Claimed"))</th><th scope="col" class="number">\(t("Our records"))</th><th scope="col" class="number">\(t("Difference"))</th><th scope="col">\(t("Source"))</th></tr></thead>
      <tbody>\(rows)</tbody></table></div></section>

      """
  }

  private func number(_ value: Double) -> String { value == value.rounded() ? t.number(Int(value)) : FormField.plain(value) }
}
