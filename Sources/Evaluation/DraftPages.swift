import HTML
import People
import SQL
import Site

/// The form of a submission.
struct DraftPages {
  let entry: OwnSubmission
  let material: Material
  let t: Localizer

  struct Material {
    let files: [SubmittedFile]
    let ledger: [LedgerEntry]
    let authors: [CoAuthor]
    /// Names to offer for who is to put it forward.
    let units: [String]
    let steps: [SubmissionStep]
  }

  private var submission: Submission { entry.submission }
  private var programme: Programme { entry.programme }
  private var isDraft: Bool { submission.state == .draft }

  func edit(_ form: Form, _ unmet: [Unmet], note: String?) -> HTML {
    let questions = QuestionPages(programme: programme, t: t, files: material.files, ledger: material.ledger)
    let sections: [HTML] = programme.sections(isRenewal: submission.isRenewal).map { section in
      """
      <section class="panel"><h2>\(t.pick(section.name))</h2>
      \(section.help.map { help -> HTML in "<p class=\"hint\">\(t.pick(help))</p>" })
      \(section.fields.map { questions.control($0, form) })</section>

      """
    }
    return """
      <p class="eyebrow"><a href="\(entry.call.path)">\(t.pick(entry.call.plan.names))</a></p>
      <h1>\(isDraft ? t("Fill in") : submission.state == .revising ? t("Revise") : t("Complete"))</h1>
      \(deadline)
      \(note.map { text -> HTML in "<p class=\"notice\">\(text)</p>" })
      \(summary(form))
      \(unmetList(unmet))
      <form class="draft" method="post" action="\(submission.path)/edit" enctype="multipart/form-data" novalidate\
       data-draft="\(submission.id)"\(attribute: "data-expired", t("You are logged out. Log in again in another window; your words are kept here until then."))\
      \(attribute: "data-offline", t("No network. Your words are kept on this device and sent as soon as it is back."))\
      \(attribute: "data-conflict", t("This form was changed in another window. Press “Save” to see both; nothing is lost."))\
      \(attribute: "data-restored", t("Words from this device that had not been sent are back in the form."))>\(form.hidden)
      <input type="hidden" name="_version" value="\(form.typed["_version"] ?? String(submission.version))">
      \(about(form))
      \(sections)
      <div class="draft-bar"><p class="hint" role="status" data-draft-status></p>
      <div class="actions"><button class="button" type="submit">\(t("Save"))</button>
      <button class="button button-primary" type="submit" formaction="\(submission.path)/submission">\(isDraft ? t("Hand in") : t("Hand in again"))</button>
      <a href="\(submission.path)">\(t("Back"))</a></div></div>
      </form>
      """
  }

  private var deadline: HTML {
    let reason = material.steps.last.flatMap { $0.to == submission.state && !isDraft ? $0.reason : nil }
    let day: String =
      isDraft
      ? t(
        "Hand in before {moment}. You can leave and come back; what you type is saved.",
        ["moment": t.deadline(entry.call.plan.closes)])
      : submission.due.map { t("Hand in again before {moment}.", ["moment": t.deadline($0)]) } ?? ""
    return """
      \(reason.map { text -> HTML in "<div class=\"notice\"><p><strong>\(t("What the office asks for"))</strong></p><p class=\"typed\">\(text)</p></div>" })
      <p class="lead">\(day)</p>
      """
  }

  /// What is wrong, each with the name of its question and a link to it.
  private func summary(_ form: Form) -> HTML {
    guard !form.errors.isEmpty else { return HTML() }
    let items: [HTML] = form.errors.map { field, message in
      guard !field.isEmpty else { return "<li>\(message)</li>\n" }
      let words = label(of: field).map { t("{name}: {message}", ["name": $0, "message": message]) } ?? message
      return "<li><a href=\"\("#" + field)\">\(words)</a></li>\n"
    }
    return """
      <div class="error-summary" role="alert" tabindex="-1"><h2>\(t("Please look at this again"))</h2><ul>\(items)</ul></div>
      """
  }

  private func label(of field: String) -> String? {
    switch field {
    case "title": programme.holder == .work ? t("Title of the work") : t("Title of the submission")
    case "track": t("Track")
    case "recommender": t("Who is to put it forward")
    case "authors": t("Who hands it in with you")
    default: programme.field(field).map { t.pick($0.name) }
    }
  }

  private func unmetList(_ unmet: [Unmet]) -> HTML {
    guard !unmet.isEmpty else { return HTML() }
    return """
      <section class="notice"><h2>\(t("Conditions that are not met"))</h2><ul>\(unmet.words(programme, t))</ul></section>
      """
  }

  // MARK: Who and what

  private func about(_ form: Form) -> HTML {
    """
    <section class="panel"><h2>\(t("About the submission"))</h2>
    \(form.field("title", label: programme.holder == .work ? t("Title of the work") : t("Title of the submission"), isRequired: false, most: Evaluation.longestTitle))
    \(when: !programme.tracks.isEmpty, form.select("track", label: t("Track"), options: programme.tracks.map { ($0.key, t.pick($0.name)) }, none: "—", isRequired: false))
    \(when: programme.recommendation?.by == .unit, isDraft ? recommender(form) : fixedRecommender(form))</section>
    \(when: programme.team != nil, isDraft ? authors(form) : fixedAuthors)
    """
  }

  private func recommender(_ form: Form) -> HTML {
    let options: [HTML] = material.units.map { "<option value=\"\($0)\"></option>\n" }
    let hint =
      (programme.recommendation?.selfNominations ?? 0) > 0
      ? t("The name of a registered unit; leave it empty to come without a recommendation.")
      : t("The name of a registered unit.")
    let error = form.error("recommender")
    return """
      <div class="field"><label for="recommender">\(t("Who is to put it forward"))</label>
      <p class="hint" id="recommender-hint">\(hint) <a href="/organizations">\(t("Find a unit"))</a></p>
      \(error.map { text -> HTML in "<p class=\"field-error\" id=\"recommender-error\">\(text)</p>" })
      <input type="text" id="recommender" name="recommender" list="recommender-units" maxlength="200" value="\(form.typed["recommender"])"\
      \(attribute: "aria-invalid", error.map { _ in "true" }) aria-describedby="recommender-hint\(error == nil ? "" : " recommender-error")">
      <datalist id="recommender-units">\(options)</datalist></div>

      """
  }

  private func fixedRecommender(_ form: Form) -> HTML {
    guard let name = form.typed["recommender"], !name.isEmpty else { return HTML() }
    return "<p>\(t("Put forward by {unit}", ["unit": name]))</p>"
  }

  private func authors(_ form: Form) -> HTML {
    let rows: [HTML] = (0..<DraftForm(programme: programme, submission: submission).rowsToShow(form)).map { row in
      """
      <fieldset class="author"><legend>\(t("Person {number}", ["number": t.number(row + 1)]))</legend>
      \(form.field(DraftForm.author(row, "name"), label: t("Name"), isRequired: false, most: 80))
      \(form.field(DraftForm.author(row, "unit"), label: t("Unit"), isRequired: false, most: 200))
      \(form.field(DraftForm.author(row, "role"), label: t("Part in it"), isRequired: false, most: 80))
      \(form.field(DraftForm.author(row, "email"), label: t("E-mail address of their account here"), type: "email", isRequired: false, most: 200))</fieldset>

      """
    }
    let error = form.error("authors")
    let most = t.plural(
      "{count} person beside you at most.", "Up to {count} people beside you.", max(0, (programme.team?.most ?? 1) - 1))
    return """
      <section class="panel" id="authors" tabindex="-1"><h2>\(t("Who hands it in with you"))</h2>
      <p class="hint">\(most) \(when: programme.team?.mustConfirm == true, "\(t("Each of them gets a message when you hand it in and has to agree."))") \(t("Save to get more rows."))</p>
      \(error.map { text -> HTML in "<p class=\"field-error\">\(text)</p>" })
      \(rows)</section>
      """
  }

  private var fixedAuthors: HTML {
    guard !material.authors.isEmpty else { return HTML() }
    let rows: [HTML] = material.authors.map { "<li>\($0.name) <span class=\"hint\">\($0.unit) \($0.role)</span></li>\n" }
    return "<section class=\"panel\"><h2>\(t("Who hands it in with you"))</h2><ul>\(rows)</ul></section>\n"
  }
}
