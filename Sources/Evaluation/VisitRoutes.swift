import HTML
import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// The page of a site visit: those who were asked to go write, the office reads; for everybody else there is nothing here.
struct VisitRoutes: Sendable {
  let base: EvaluationRoutes

  private var evaluation: Evaluation { base.evaluation }

  func add(to doors: Doors) {
    doors.get("/visits/:submission", for: .signedIn, use: show)
    doors.post("/visits/:submission", for: .signedIn, use: note)
    VisitPhotoRoutes(base: base, visits: self).add(to: doors)
  }

  /// The visit of an address. Whoever runs the round reads it, unless the submission is their own.
  func work(_ context: SiteContext, _ rights: Rights, isWriting: Bool = false) async throws -> VisitWork {
    let id = try base.id("submission", context, Submission.self)
    let found = try await evaluation.database.read { reader -> VisitWork? in
      guard let visit = try reader.visit(of: id), let submission = try reader.submission(id) else { return nil }
      let isVisitor = visit.visitors.contains(rights.person.id)
      let call = try evaluation.round(visit.call, reader).call
      let isOffice = try rights.may(.runCalls, call.target) && !evaluation.mayEdit(submission, rights, reader)
      guard isVisitor || isOffice && !isWriting else { return nil }
      return try evaluation.work(visit, isVisitor: isVisitor, reader)
    }
    guard let found else { throw Problem.notFound(context.t("There is no visit at this address.")) }
    return found
  }

  func page(_ work: VisitWork, _ form: Form, _ request: Request, _ context: SiteContext) -> Response {
    base.page(
      context.t("Site visit"), work.path, section: "me", VisitPages(work: work, t: context.t).html(form),
      modules: ["kepu-desk.js", "kepu-kept.js"], request, context, isWrong: !form.isGood)
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let work = try await work(context, rights)
    var form = base.site.form(context)
    VisitForm(rules: work.rules).fill(&form, work.visit)
    return page(work, form, request, context)
  }

  /// Keeps what was seen, or ends the visit. The script that saves while somebody writes asks for JSON.
  @Sendable private func note(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let work = try await work(context, rights, isWriting: true)
    var form = try await base.site.form(request, context)
    let t = context.t
    let isScript = request.headers[.accept]?.contains("json") == true
    guard form.isGood else {
      return isScript ? base.ownJSON([("expired", .bool(true))], .forbidden, request) : page(work, form, request, context)
    }
    let isDone = form.typed["act"] == "end" && !isScript
    let (checklist, summary) = VisitForm(rules: work.rules).read(&form, isDone: isDone, year: work.call.plan.year, t)
    guard form.isGood || isScript else { return page(work, form, request, context) }
    let version = Int(form.typed["_version"] ?? "")
    let act: @Sendable (Writer) throws -> Int = { writer in
      guard let visit = try writer.visit(of: work.visit.submission) else { throw EvaluationRefusal.wrongState }
      // The same once more, as its answer was lost on the way.
      if isScript, visit.doneAt == nil, visit.checklist == checklist, visit.summary == summary { return visit.version }
      guard visit.version == version || visit.doneAt != nil else { throw EvaluationRefusal.changedMeanwhile }
      try evaluation.note(visit, checklist, summary: summary, isDone: isDone, by: rights, in: writer)
      return visit.version + 1
    }
    do {
      if isScript {
        let kept = try await evaluation.database.write(act)
        let told = t("Kept {moment}", ["moment": t.moment(evaluation.clock.now())])
        return base.ownJSON([("version", .integer(Int64(kept))), ("told", .string(told))], .ok, request)
      }
      let told = isDone ? t("The visit is ended. Thank you!") : t("Kept.")
      return try await base.site.once(form, context, in: evaluation.database) { writer in
        _ = try act(writer)
        return FormOutcome(work.path, told: told)
      }
    } catch EvaluationRefusal.changedMeanwhile {
      if isScript {
        let told = t("Somebody else who visits wrote meanwhile. Press “Keep” to see both.")
        return base.ownJSON([("told", .string(told))], .conflict, request)
      }
      return try await both(form, request, context, rights)
    } catch let refusal as EvaluationRefusal {
      if isScript { return base.ownJSON([("told", .string(refusal.sentence(t)))], .conflict, request) }
      throw Problem(.conflict, detail: refusal.sentence(t))
    }
  }

  /// Another visitor wrote meanwhile: what was typed stands in the form, what is stored beside it.
  private func both(_ typed: Form, _ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (work, t) = (try await work(context, rights), context.t)
    var form = typed
    form.refuse("", t("Somebody else who visits wrote meanwhile. Yours stands below; keep it once more to take yours."))
    for field in work.rules.checklist {
      guard let theirs = work.visit.checklist[field.key], field.typed(theirs) != form.several[field.key] ?? [] else { continue }
      form.refuse(field.key, t("Stored is: {text}", ["text": work.programme.words(theirs, of: field.key, t)]))
    }
    if !work.visit.summary.isEmpty, work.visit.summary != form.typed[VisitForm.summary] {
      form.refuse(VisitForm.summary, t("Stored is: {text}", ["text": work.visit.summary]))
    }
    return page(work, form, request, context)
  }
}

/// A visit with what its visitors may read.
struct VisitWork: Sendable {
  let visit: Visit
  let call: Call
  let programme: Programme
  let rules: VisitRules
  let number: Int
  let title: String
  let holder: Subject?
  let applicants: [String]
  let contactName: String?
  let contactMail: String?
  let phone: String?
  let visitors: [String]
  let answers: Facts
  let isRenewal: Bool
  let claims: [ClaimedNumber]
  let photos: [VisitPhoto]
  /// Whether the reader is one of those who visit.
  let isVisitor: Bool

  var path: String { "/visits/\(visit.submission)" }
}

extension Evaluation {
  /// A visit with the submission as its visitors read it: all but what only the office sees.
  func work(_ visit: Visit, isVisitor: Bool, _ reader: Reader) throws -> VisitWork? {
    guard let submission = try reader.submission(visit.submission) else { return nil }
    let (call, programme) = try round(visit.call, reader)
    guard let rules = programme.visit else { return nil }
    let names = try reader.names(of: visit.visitors)
    let applicant = try reader.person(submission.applicant)
    let shown = programme.fields.filter { $0.audience != .office }
    return VisitWork(
      visit: visit, call: call, programme: programme, rules: rules, number: submission.number, title: submission.title,
      holder: try reader.subject(submission.holder, directory), applicants: try applicants(of: submission, reader),
      contactName: applicant?.name, contactMail: applicant?.email,
      phone: try submission.unit.flatMap { try reader.organization($0)?.phone },
      visitors: visit.visitors.compactMap { names[$0] },
      answers: submission.answers.filter { key, _ in shown.contains { $0.key == key } }, isRenewal: submission.isRenewal,
      claims: try facts(call, programme).claims(of: submission, reader).filter { $0.field.audience != .office },
      photos: try reader.photos(of: submission.id), isVisitor: isVisitor)
  }
}

/// The checklist of a visit as it is typed. A yes or no that nobody has looked at is neither.
struct VisitForm: Sendable {
  let rules: VisitRules

  static let summary = "visit_summary"

  func fill(_ form: inout Form, _ visit: Visit) {
    for field in rules.checklist {
      let value = visit.checklist[field.key]
      form.fill(field.key, all: value?.flag == false ? ["no"] : field.typed(value))
    }
    form.fill(Self.summary, visit.summary)
  }

  func read(_ form: inout Form, isDone: Bool, year: Int, _ t: Localizer) -> (checklist: Facts, summary: String) {
    var checklist: Facts = [:]
    for field in rules.checklist {
      let typed = form.several[field.key] ?? []
      switch (field.kind, typed.first) {
      case (.flag, "yes"): checklist[field.key] = .flag(true)
      case (.flag, "no"): checklist[field.key] = .flag(false)
      case (.flag, _): break
      default: checklist[field.key] = field.read(typed)
      }
      if isDone, let problem = field.problem(checklist[field.key], files: 1, year: year, t) {
        form.refuse(field.key, "\(t.pick(field.name)): \(problem)")
      }
    }
    return (checklist, form.text(Self.summary, most: 5_000, isOptional: !isDone, t))
  }
}
