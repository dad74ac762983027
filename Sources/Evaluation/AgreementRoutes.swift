import HTML
import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// The routes of those who are named as co-authors: they read what is handed in in their name, and agree or not.
struct AgreementRoutes: Sendable {
  let base: EvaluationRoutes

  private var evaluation: Evaluation { base.evaluation }

  func add(to doors: Doors) {
    doors.get("/submissions/:id/agreement", for: .signedIn, use: page)
    doors.post("/submissions/:id/agreement", for: .signedIn, use: answer)
  }

  /// The submission of an address for those who are named in it; a draft is its applicant's alone.
  private func named(_ context: SiteContext, _ rights: Rights) async throws -> (OwnSubmission, CoAuthor) {
    let (submission, call, programme) = try await base.submission(context)
    let author = try await evaluation.database.read { reader in
      try reader.coAuthors(of: submission.id).first { $0.person == rights.person.id }
    }
    guard let author, submission.state != .draft else {
      throw Problem.notFound(context.t("There is no submission at this address."))
    }
    return (OwnSubmission(submission: submission, call: call, programme: programme), author)
  }

  private func page(
    _ form: Form, _ found: (entry: OwnSubmission, author: CoAuthor), _ request: Request, _ context: SiteContext
  ) async throws -> Response {
    let entry = found.entry
    let (applicant, authors, files, ledger) = try await evaluation.database.read { reader in
      (
        try reader.name(of: entry.submission.applicant), try reader.coAuthors(of: entry.submission.id),
        try reader.files(of: entry.submission.id), try evaluation.ledger(of: entry.submission, reader)
      )
    }
    let pages = AgreementPages(
      entry: entry, author: found.author, applicant: applicant ?? "—", authors: authors, files: files, ledger: ledger,
      t: context.t)
    return base.page(
      entry.submission.title, "\(entry.submission.path)/agreement", section: "me", pages.html(form),
      breadcrumbs: [(context.t("My submissions"), "/me/submissions")], request, context, isWrong: !form.isGood)
  }

  @Sendable private func page(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await page(base.site.form(context), try await named(context, rights), request, context)
  }

  @Sendable private func answer(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let found = try await named(context, rights)
    var form = try await base.site.form(request, context)
    let isAgreed = form.choice("answer", of: ["yes", "no"], context.t) == "yes"
    let reason = form.text("reason", most: 500, isOptional: isAgreed, context.t)
    guard form.isGood else { return try await page(form, found, request, context) }
    let told = isAgreed ? context.t("You agreed.") : context.t("You did not agree; the applicant is told why.")
    return try await base.act(form, context, to: "/me/submissions", told: told) { writer in
      guard let current = try writer.submission(found.0.submission.id) else { throw EvaluationRefusal.wrongState }
      try evaluation.answer(current, isAgreed: isAgreed, reason: reason, by: rights, in: writer)
    }
  }
}

/// What a co-author reads and answers.
struct AgreementPages {
  let entry: OwnSubmission
  let author: CoAuthor
  let applicant: String
  let authors: [CoAuthor]
  let files: [SubmittedFile]
  let ledger: [LedgerEntry]
  let t: Localizer

  func html(_ form: Form) -> HTML {
    let submission = entry.submission
    let names: [HTML] = authors.map { "<li>\($0.name) <span class=\"hint\">\($0.unit) \($0.role)</span></li>\n" }
    let questions = QuestionPages(programme: entry.programme, t: t, files: files, ledger: ledger)
    return """
      <p class="eyebrow"><a href="\(entry.call.path)">\(t.pick(entry.call.plan.names))</a></p>
      <div class="row"><h1>\(submission.title)</h1><span class="\(submission.state.badge)">\(submission.state.name(t))</span></div>
      <p class="lead">\(t("{name} hands this in and names you as an author.", ["name": applicant]))</p>
      \(form.summary(t))
      \(submission.state == .confirming && author.confirmedAt == nil ? question(form) : answered)
      <section class="panel"><h2>\(t("Who hands it in"))</h2><ol><li>\(applicant)</li>\(names)</ol></section>
      \(questions.answers(submission.answers, isRenewal: submission.isRenewal) { _ in true })
      """
  }

  private func question(_ form: Form) -> HTML {
    """
    <form class="panel stack" method="post" action="\(entry.submission.path)/agreement" novalidate>\(form.hidden)
    <h2>\(t("Do you agree?"))</h2><p>\(t("Please read all of it first. It is handed in when everybody has agreed."))</p>
    \(form.field("reason", label: t("Why not"), hint: t("Needed when you do not agree."), isRequired: false, most: 500))
    <div class="actions"><button class="button button-primary" name="answer" value="yes">\(t("I agree"))</button>
    <button class="button" name="answer" value="no">\(t("I do not agree"))</button></div></form>
    """
  }

  private var answered: HTML {
    let words =
      author.confirmedAt.map { t("You agreed on {day}.", ["day": t.day(of: $0)]) }
      ?? author.declinedAt.map { t("You did not agree on {day}.", ["day": t.day(of: $0)]) }
      ?? t("You were not asked any more.")
    return "<p class=\"notice\">\(words)</p>\n"
  }
}
