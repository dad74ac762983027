import HTML
import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// The routes of one review: the declaration, the sheet, handing in.
///
/// Whoever is not its reviewer finds nothing here, whatever their role.
struct ReviewRoutes: Sendable {
  let base: EvaluationRoutes

  private var evaluation: Evaluation { base.evaluation }

  func add(to doors: Doors) {
    doors.get("/reviews/:id", for: .signedIn, use: show)
    doors.post("/reviews/:id/declaration", for: .signedIn, use: declare)
    doors.post("/reviews/:id/draft", for: .signedIn, use: draft)
    doors.post("/reviews/:id/submission", for: .signedIn, use: submit)
    doors.post("/reviews/:id/reopening", for: .signedIn, use: reopen)
  }

  // MARK: Reading

  /// The review of an address, with what its reviewer may see.
  private func work(_ context: SiteContext, _ rights: Rights) async throws -> ReviewWork {
    let id = try base.id("id", context, Review.self)
    let found = try await evaluation.database.read { reader -> ReviewWork? in
      guard let review = try reader.review(id), review.person == rights.person.id else { return nil }
      return try evaluation.work(review, reader)
    }
    guard let found else { throw Problem.notFound(context.t("There is no review at this address.")) }
    return found
  }

  private func page(_ work: ReviewWork, _ form: Form, _ request: Request, _ context: SiteContext) -> Response {
    let pages = ReviewPages(work: work, t: context.t)
    let t = context.t
    return base.site.response(
      Page(
        title: t("Review no. {number}", ["number": t.number(work.seen.number)]), path: work.review.path, section: "me",
        breadcrumbs: [(t("My reviews"), "/reviews")], body: pages.html(form),
        modules: ["kepu-desk.js", "kepu-kept.js", "kepu-review.js"], bodyClass: work.review.state == .assigned ? "" : "wide"),
      request, context, status: form.isGood ? .ok : .unprocessableContent)
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let work = try await work(context, rights)
    var form = base.site.form(context)
    ReviewSheetForm(rubric: work.rules.rubric).fill(&form, work.review.sheet)
    return page(work, form, request, context)
  }

  // MARK: The declaration

  @Sendable private func declare(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let work = try await work(context, rights)
    var form = try await base.site.form(request, context)
    let t = context.t
    let answer = form.choice("answer", of: Evaluation.Declaration.allCases.map(\.rawValue), t)
      .flatMap(Evaluation.Declaration.init(rawValue:))
    let why = Self.reasons(t).first { $0.key == form.typed["why"] }?.label
    let detail = why ?? form.text("detail", most: 300, isOptional: answer != .conflict, t)
    guard form.isGood, let answer else { return page(work, form, request, context) }
    let path = answer == .none ? work.review.path : "/reviews"
    let told = answer == .none ? nil : t("Thank you. The office gives it to somebody else.")
    return try await base.act(form, context, to: path, told: told) { writer in
      guard let review = try writer.review(work.review.id) else { throw EvaluationRefusal.wrongState }
      try evaluation.declare(review, answer, detail: detail, by: rights, in: writer)
    }
  }

  /// Usual conflicts, each one tap away.
  static func reasons(_ t: Localizer) -> [(key: String, label: String)] {
    [
      ("unit", t("Same unit")), ("kin", t("A relative")), ("together", t("We worked together")),
      ("adviser", t("Adviser or supervisor")),
    ]
  }

  /// The reason that was chosen among those and “other”, as a word of the rules.
  static func reason(_ form: Form, _ t: Localizer) throws -> String {
    guard let key = form.typed["why"], key == "other" || reasons(t).contains(where: { $0.key == key }) else {
      throw Problem.badRequest(t("Please choose one of these."), field: "why")
    }
    return key
  }

  /// One tap to stay out, for judges and members of panels.
  static func conflictForm(_ path: String, _ form: Form, _ t: Localizer) -> HTML {
    let buttons: [HTML] = (reasons(t) + [("other", t("Another reason"))]).map { key, label in
      "<button class=\"button\" type=\"submit\" name=\"why\" value=\"\(key)\">\(label)</button>\n"
    }
    return """
      <details class="stay-out"><summary>\(t("I have a conflict"))</summary>
      <form method="post" action="\(path)">\(form.hidden)<p class="hint">\(t("Then you stay out of it. Only the office learns why."))</p>
      <p class="actions">\(buttons)</p></form></details>

      """
  }

  // MARK: The sheet

  /// Keeps a draft. The script that saves while somebody writes asks for JSON; what is half typed is no error to it.
  @Sendable private func draft(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let work = try await work(context, rights)
    var form = try await base.site.form(request, context)
    let isScript = request.headers[.accept]?.contains("json") == true
    guard form.isGood else {
      return isScript ? json([("expired", .bool(true))], .forbidden, request) : page(work, form, request, context)
    }
    let version = Int(form.typed["_version"] ?? "")
    let sheet = ReviewSheetForm(rubric: work.rules.rubric).draft(&form, context.t)
    if !isScript, !form.isGood { return page(work, form, request, context) }
    do {
      if isScript {
        let kept = try await evaluation.database.write {
          try evaluation.keep(sheet, of: work.review.id, since: version, by: rights, in: $0)
        }
        let time = context.t.moment(evaluation.clock.now())
        return json(
          [("version", .integer(Int64(kept))), ("told", .string(context.t("Draft kept {moment}", ["moment": time])))], .ok,
          request)
      }
      let told = context.t("Your draft is kept.")
      return try await base.site.once(form, context, in: evaluation.database) { writer in
        _ = try evaluation.keep(sheet, of: work.review.id, since: version, by: rights, in: writer)
        return FormOutcome(work.review.path, told: told)
      }
    } catch let refusal as EvaluationRefusal {
      if isScript { return json([("told", .string(refusal.sentence(context.t)))], .conflict, request) }
      return refused(refusal, work, form, request, context)
    }
  }

  @Sendable private func submit(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let work = try await work(context, rights)
    var form = try await base.site.form(request, context)
    guard form.isGood else { return page(work, form, request, context) }
    let version = Int(form.typed["_version"] ?? "")
    let sheet = ReviewSheetForm(rubric: work.rules.rubric).complete(&form, context.t)
    guard form.isGood else { return page(work, form, request, context) }
    do {
      return try await base.site.once(form, context, in: evaluation.database) { writer in
        guard let review = try writer.review(work.review.id) else { throw EvaluationRefusal.wrongState }
        // What was kept a moment ago is the same, even when this page never heard of it.
        if review.state == .declared, review.version != version, review.sheet != sheet {
          throw EvaluationRefusal.changedMeanwhile
        }
        try evaluation.submit(review, sheet, by: rights, in: writer)
        return FormOutcome("/reviews", told: context.t("Handed in. Thank you!"))
      }
    } catch let refusal as EvaluationRefusal { return refused(refusal, work, form, request, context) }
  }

  /// The sheet again with all that was typed, and why it was not taken.
  private func refused(
    _ refusal: EvaluationRefusal, _ work: ReviewWork, _ form: Form, _ request: Request, _ context: SiteContext
  ) -> Response {
    var form = form
    form.refuse(
      "",
      refusal == .changedMeanwhile
        ? context.t("You changed this review in another window. Yours stands below; send it again to keep it.")
        : refusal.sentence(context.t))
    return page(work, form, request, context)
  }

  @Sendable private func reopen(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let work = try await work(context, rights)
    let form = try await base.site.form(request, context)
    return try await base.act(
      form, context, to: work.review.path, told: context.t("You can change it now. Please hand it in again.")
    ) {
      writer in
      guard let review = try writer.review(work.review.id) else { throw EvaluationRefusal.wrongState }
      try evaluation.reopen(review, by: rights, in: writer)
    }
  }

  private func json(_ members: [(String, JSONValue?)], _ status: HTTPResponse.Status, _ request: Request) -> Response {
    base.ownJSON(members, status, request)
  }
}

extension EvaluationRoutes {
  /// JSON for the scripts of somebody's own page; other sites cannot read it and nothing keeps it.
  func ownJSON(_ members: [(String, JSONValue?)], _ status: HTTPResponse.Status, _ request: Request) -> Response {
    var response = site.json(.members(members), request, status: status)
    response.headers[.cacheControl] = "no-store"
    response.headers[.accessControlAllowOrigin] = nil
    return response
  }
}

/// A review with what its reviewer may see.
struct ReviewWork: Sendable {
  let review: Review
  let call: Call
  let programme: Programme
  let rules: ReviewRules
  let seen: ReviewedSubmission

  /// Whether the round still takes reviews.
  var isOpen: Bool { call.status == .published && call.stage == .review }
}

extension Evaluation {
  /// A review as its reviewer sees it; `nil` when it was given back or taken away.
  func work(_ review: Review, _ reader: Reader) throws -> ReviewWork? {
    guard [.assigned, .declared, .submitted].contains(review.state), let submission = try reader.submission(review.submission)
    else { return nil }
    let (call, programme) = try round(review.call, reader)
    guard let rules = programme.review else { return nil }
    let seen = try reviewed(submission, call, programme, isDeclared: review.state != .assigned, reader)
    return ReviewWork(review: review, call: call, programme: programme, rules: rules, seen: seen)
  }

  /// Keeps a draft that was begun at a version. What was kept already is no contradiction: the script sends it again when the
  /// answer was lost on its way.
  ///
  /// - Returns: the version that it has now.
  func keep(_ sheet: Review.Sheet, of id: ID<Review>, since version: Int?, by rights: Rights, in writer: Writer) throws -> Int {
    guard let review = try writer.review(id) else { throw EvaluationRefusal.wrongState }
    if review.state == .declared, review.person == rights.person.id, review.sheet == sheet { return review.version }
    guard review.version == version else { throw EvaluationRefusal.changedMeanwhile }
    try draft(review, sheet, by: rights, in: writer)
    return review.version + 1
  }
}
