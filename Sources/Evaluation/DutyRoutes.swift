import HTML
import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// The routes of those who hold a result: what they owe by when, and their reports.
struct DutyRoutes: Sendable {
  let base: EvaluationRoutes

  private var evaluation: Evaluation { base.evaluation }

  func add(to doors: Doors) {
    doors.get("/awards/:id", for: .signedIn, use: show)
    doors.post("/duties/:id/report", for: .signedIn, use: report)
  }

  /// A result with its round, for whoever may act for its holder; for everybody else there is none.
  private func held(_ id: ID<Award>, _ context: SiteContext, _ rights: Rights) async throws -> HeldAward {
    let found: HeldAward? = try await evaluation.database.read { reader in
      guard let award = try reader.award(id), let submission = try reader.submission(award.submission),
        try evaluation.mayEdit(submission, rights, reader)
      else { return nil }
      return HeldAward(
        award: award, submission: submission, programme: try evaluation.round(award.call, reader).programme,
        duties: try reader.duties(of: award.id))
    }
    guard let found else { throw Problem.notFound(context.t("There is no result at this address.")) }
    return found
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let held = try await held(try base.id("id", context, Award.self), context, rights)
    // One form at a time, as questions of several duties have the same names.
    let wanted = request.uri.queryParameters["duty"].flatMap { ID<Duty>(String($0)) }
    let open = held.duties.filter { $0.state == .open }
    return show(base.site.form(context), held, chosen: (open.first { $0.id == wanted } ?? open.first)?.id, request, context)
  }

  private func show(
    _ form: Form, _ held: HeldAward, chosen: ID<Duty>?, _ request: Request, _ context: SiteContext
  ) -> Response {
    base.page(
      held.award.title, "/awards/\(held.award.id)", section: "me",
      DutyPages(evaluation: evaluation, t: context.t).page(held, form, chosen: chosen),
      breadcrumbs: [(context.t("My page"), "/me")], request, context, isWrong: !form.isGood)
  }

  @Sendable private func report(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let id = try base.id("id", context, Duty.self)
    guard let duty = try await evaluation.database.read({ try $0.duty(id) }) else {
      throw Problem.notFound(context.t("There is no report at this address."))
    }
    let held = try await held(duty.award, context, rights)
    guard let rules = held.programme.duties.first(where: { $0.key == duty.key }) else { throw Problem(.notFound) }
    var form = try await base.site.form(request, context)
    var answers: Facts = [:]
    for field in rules.fields {
      answers[field.key] = field.read(form.several[field.key] ?? [])
      if let problem = field.problem(answers[field.key], files: 1, year: duty.dueDay.year, context.t) {
        form.refuse(field.key, problem)
      }
    }
    guard form.isGood else { return show(form, held, chosen: id, request, context) }
    let report = answers
    return try await base.act(form, context, to: "/awards/\(held.award.id)", told: context.t("Reported. The office reads it.")) {
      try evaluation.report(duty, report, by: rights, in: $0)
    }
  }
}

/// A result as its holder sees it.
struct HeldAward: Sendable {
  let award: Award
  let submission: Submission
  let programme: Programme
  let duties: [Duty]
}

/// The page of a result for its holder.
struct DutyPages {
  let evaluation: Evaluation
  let t: Localizer

  /// - Parameter chosen: the duty whose form is shown.
  func page(_ held: HeldAward, _ form: Form, chosen: ID<Duty>?) -> HTML {
    let award = held.award
    let level = held.programme.decision.level(award.level).map { t.pick($0.name) } ?? award.level
    let duties: [HTML] = held.duties.compactMap { duty in
      held.programme.duties.first { $0.key == duty.key }.map { item(duty, $0, held, form, isChosen: duty.id == chosen) }
    }
    return """
      <p class="eyebrow">\(t.pick(held.programme.result.name)) · \(level)</p>
      <div class="row"><h1>\(award.title)</h1><span class="\(award.status.badge)">\(award.status.name(t))</span></div>
      \(form.summary(t))
      <p class="hint">\(award.lastDay.map { "\(t.day(award.firstDay)) – \(t.day($0))" } ?? t("since {day}", ["day": t.day(award.firstDay)]))</p>
      \(award.rectifyBy.map { day -> HTML in "<p class=\"notice\">\(t("Something has to be put right by {day}.", ["day": t.day(day)]))\(award.reason.map { " " + $0 })</p>" })
      <p class="actions"><a class="button" href="\(award.path)">\(t("Certificate"))</a> <a class="button" href="\(held.submission.path)">\(t("What was handed in"))</a></p>
      <h2>\(t("Duties"))</h2>
      \(duties.isEmpty ? "<p>\(t("Nothing is owed for this result."))</p>" as HTML : "<ul class=\"plain\">\(duties)</ul>" as HTML)
      """
  }

  private func item(_ duty: Duty, _ rules: DutyRules, _ held: HeldAward, _ form: Form, isChosen: Bool) -> HTML {
    let grade = duty.grade.flatMap { key in rules.grades.first { $0.key == key } }.map { t.pick($0.name) }
    let days = duty.dueDay - evaluation.today
    let rows: [HTML] = rules.fields.compactMap { field in
      duty.report[field.key].map { "<div><dt>\(t.pick(field.name))</dt><dd class=\"typed\">\(field.words($0, t))</dd></div>\n" }
    }
    let due =
      duty.state == .open && days >= 0
      ? t.plural("due {day}, in {count} day", "due {day}, in {count} days", days, ["day": t.day(duty.dueDay)])
      : t("due {day}", ["day": t.day(duty.dueDay)])
    return """
      <li class="panel"><div class="row"><h3>\(t.pick(rules.name))</h3><span class="\(duty.state.badge)">\(grade ?? duty.state.name(t))</span></div>
      <p class="hint">\(due)</p>
      \(when: !rows.isEmpty, "<dl class=\"facts\">\(rows)</dl>")
      \(duty.reason.flatMap { $0.isEmpty ? nil : $0 }.map { text -> HTML in "<p class=\"typed\">\(text)</p>" })
      \(when: duty.state == .open && held.award.status.isInForce, reporting(duty, rules, held, form, isChosen: isChosen))</li>

      """
  }

  private func reporting(_ duty: Duty, _ rules: DutyRules, _ held: HeldAward, _ form: Form, isChosen: Bool) -> HTML {
    guard isChosen else { return "<p><a href=\"/awards/\(held.award.id)?duty=\(duty.id)\">\(t("Report now"))</a></p>" }
    let questions = QuestionPages(programme: held.programme, t: t)
    return """
      <form class="stack" method="post" action="/duties/\(duty.id)/report" novalidate>\(form.hidden)
      \(rules.fields.map { questions.control($0, form) })
      <button class="button button-primary" type="submit">\(t("Send the report"))</button></form>
      """
  }
}
