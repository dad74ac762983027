import HTML
import Site

/// The page of a site visit, made for a phone outdoors: what was claimed, what is to be looked at, photos.
struct VisitPages {
  let work: VisitWork
  let t: Localizer

  func html(_ form: Form) -> HTML {
    """
    <p class="eyebrow">\(t.pick(work.call.plan.names)) · \(t("No. {number}", ["number": t.number(work.number)]))</p>
    <h1>\(work.title)</h1>
    \(form.summary(t))
    <div class="review-desk visit-desk">
    <section class="review-text" aria-labelledby="visit-plan"><h2 id="visit-plan">\(t("The visit"))</h2>\(plan)\(claims)
    <details><summary>\(t("What was submitted"))</summary>\(answers)</details></section>
    <section class="review-sheet" id="sheet" aria-labelledby="sheet-title">\(isWriting ? checklist(form) : report)
    \(photos(form))</section>
    </div>
    """
  }

  private var isWriting: Bool { work.isVisitor && work.visit.doneAt == nil }

  private var plan: HTML {
    let place: HTML? = work.holder.map { holder in
      holder.path.map { path -> HTML in "<a href=\"\(path)\">\(t.pick(holder.name))</a>" } ?? "\(t.pick(holder.name))"
    }
    let mail: HTML? = work.contactMail.map { "<a href=\"mailto:\($0)\">\($0)</a>" }
    let phone: HTML? = work.phone.map { "<a href=\"tel:\($0)\">\($0)</a>" }
    return """
      <dl class="facts"><div><dt>\(t("Day"))</dt><dd>\(work.visit.day.map { "\(t.day($0))\(t.language == .en ? ", " : "，")\(t.weekday($0))" } ?? "—")</dd></div>
      <div><dt>\(t("Where"))</dt><dd>\(place)</dd></div>
      <div><dt>\(t("Visitors"))</dt><dd>\(work.visitors.joined(separator: t("; ")))</dd></div>
      <div><dt>\(t("Contact there"))</dt><dd>\(work.contactName) \(mail) \(phone)</dd></div>
      \(when: !work.call.plan.contact.isEmpty, "<div><dt>\(t("The office"))</dt><dd>\(work.call.plan.contact)</dd></div>")</dl>

      """
  }

  private var claims: HTML? {
    work.claims.isEmpty ? nil : ClaimPages(programme: work.programme, t: t).table(work.claims)
  }

  /// What was submitted, without files: they are read by reviewers.
  private var answers: HTML {
    QuestionPages(programme: work.programme, t: t).answers(work.answers, isRenewal: work.isRenewal) { field in
      if case .files = field.kind { return false }
      return field.audience != .office
    }
  }

  private func checklist(_ form: Form) -> HTML {
    """
    <form class="sheet" method="post" action="\(work.path)" novalidate data-kept="\(work.path)" data-save="\(work.path)" data-offline="\(t("No connection: kept on this device and sent later."))" data-expired="\(t("Please log in again in another window; what you typed is kept on this device."))" data-restored="\(t("What you typed here before is back."))">\(form.hidden)<input type="hidden" name="_version" value="\(work.visit.version)">
    <div class="sheet-head"><h2 id="sheet-title">\(t("Checklist"))</h2></div>
    \(work.rules.checklist.map { control($0, form) })
    \(form.area(VisitForm.summary, label: t("Summary"), hint: t("Who decides reads this."), rows: 5, most: 5_000))
    <p class="kept" role="status" data-kept-status></p>
    <p class="actions"><button class="button" type="submit" name="act" value="keep">\(t("Keep"))</button>
    <button class="button button-primary" type="submit" name="act" value="end">\(t("End the visit"))</button></p></form>
    """
  }

  private func control(_ field: FormField, _ form: Form) -> HTML {
    guard case .flag = field.kind else { return QuestionPages(programme: work.programme, t: t).control(field, form) }
    let choices: [HTML] = [("yes", t("yes")), ("no", t("no"))].map { value, label in
      "<label class=\"tick\"><input type=\"radio\" name=\"\(field.key)\" value=\"\(value)\"\(attribute: "checked", if: form.typed[field.key] == value)> \(label)</label>\n"
    }
    return """
      <fieldset class="field ticks" id="\(field.key)"><legend>\(t.pick(field.name))</legend>
      \(field.help.map { help -> HTML in "<p class=\"hint\">\(t.pick(help))</p>" })\(form.error(field.key).map { text -> HTML in "<p class=\"field-error\">\(text)</p>" })
      <div class="ticks-body">\(choices)</div></fieldset>

      """
  }

  private var report: HTML {
    let rows: [HTML] = work.rules.checklist.map { field in
      let said = work.visit.checklist[field.key].map { words($0, field) } ?? "—"
      return "<div><dt>\(t.pick(field.name))</dt><dd class=\"typed\">\(said)</dd></div>\n"
    }
    return """
      <div class="sheet-head"><h2 id="sheet-title">\(t("What was seen"))</h2></div>
      \(work.visit.doneAt.map { moment -> HTML in "<p class=\"told\" data-kept-done=\"\(work.path)\">\(t("Ended on {day}.", ["day": t.day(of: moment)]))</p>" } ?? "<p class=\"notice\">\(t("The visit is not ended yet."))</p>")
      <dl class="facts">\(rows)<div><dt>\(t("Summary"))</dt><dd class="typed">\(work.visit.summary.isEmpty ? "—" : work.visit.summary)</dd></div></dl>
      """
  }

  // MARK: Photos

  private func photos(_ form: Form) -> HTML? {
    guard isWriting || !work.photos.isEmpty else { return nil }
    let figures: [HTML] = work.photos.enumerated().map { index, photo in
      let words = photo.caption.isEmpty ? t("Photo {number}", ["number": t.number(index + 1)]) : photo.caption
      let address = "\(work.path)/photos/\(photo.id)"
      return """
        <figure><a href="\(address)"><img src="\(address)" alt="\(words)" loading="lazy"></a>
        <figcaption>\(words)<br><span class="hint">\(t.moment(photo.addedAt))</span>\(when: isWriting, "<label class=\"tick\"><input type=\"checkbox\" name=\"remove_photo\" value=\"\(photo.id.description)\"> \(t("Remove"))</label>")</figcaption></figure>

        """
    }
    let grid: HTML? = figures.isEmpty ? nil : "<div class=\"visit-photos\">\(figures)</div>"
    guard isWriting else { return "<section id=\"photo-section\"><h2>\(t("Photos"))</h2>\(grid)</section>" }
    return """
      <section class="panel" id="photo-section"><h2>\(t("Photos"))</h2>
      <form class="stack" method="post" action="\(work.path)/photos" enctype="multipart/form-data" novalidate>\(form.hidden)
      \(grid)
      \(form.file("photos", label: t("Take or choose photos"), hint: t("JPEG or PNG; 64 MB at most at once. Where and when they were taken stays in them; visitors and the office see them."), accept: "image/jpeg,image/png", isSeveral: true))
      \(form.field("caption", label: t("What they show"), isRequired: false, most: 200))
      <button class="button" type="submit">\(t("Save the photos"))</button></form></section>
      """
  }

  /// Options of the checklist's own questions, which are none of the programme's form.
  private func words(_ value: FactValue, _ field: FormField) -> String {
    switch field.kind {
    case .choice(let options), .choices(let options):
      (value.keys ?? []).map { key in options.first { $0.key == key }.map { t.pick($0.name) } ?? key }.joined(separator: t("; "))
    default: work.programme.words(value, of: field.key, t)
    }
  }
}
