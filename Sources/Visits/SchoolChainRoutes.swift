import HTML
import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// The page of a school's visit, and the steps that each in the chain makes.
struct SchoolChainRoutes: Sendable {
  let base: SchoolRoutes

  private var schools: Schools { base.schools }

  func add(to doors: Doors) {
    doors.get("/school-visits/:id", for: .signedIn, use: show)
    doors.post("/school-visits/:id/sending", for: .signedIn, use: send)
    doors.post("/school-visits/:id/return", for: .signedIn, use: sendBack)
    doors.post("/school-visits/:id/confirmation", for: .signedIn, use: confirm)
    doors.post("/school-visits/:id/withdrawal", for: .signedIn, use: withdraw)
    doors.post("/school-visits/:id/bases/:base/acceptance", for: .signedIn, use: accept)
    doors.post("/school-visits/:id/bases/:base/refusal", for: .signedIn, use: decline)
    doors.post("/school-visits/:id/bases/:base/count", for: .signedIn, use: count)
    doors.post("/school-visits/:id/bases/:base/feedback", for: .signedIn, use: say)
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    show(try await base.seen(context, rights), base.site.form(context), request, context)
  }

  private func show(
    _ seen: SeenVisit, _ form: Form, _ request: Request, _ context: SiteContext, refusal: String? = nil
  ) -> Response {
    let page = SchoolVisitPage(seen: seen, form: form, refusal: refusal, now: base.now, t: context.t)
    return base.page(
      context.t.pick(seen.school.names), seen.path, page.html, breadcrumbs: [(context.t("School visits"), "/school-visits")],
      request, context, isWrong: refusal != nil || !form.isGood)
  }

  /// A step that somebody makes.
  private struct Step: Sendable {
    let kind: SchoolVisitStep.Kind
    let told: String
    var needsReason = false
  }

  /// Makes a step, if they may; tells everybody; shows a refusal on the page.
  private func make(
    _ step: Step, _ request: Request, _ context: SiteContext, _ rights: Rights, _ may: (SeenVisit.Part) -> Bool,
    _ act: @escaping @Sendable (SeenVisit, _ reason: String, Writer) throws -> SchoolVisit
  ) async throws -> Response {
    let seen = try await base.seen(context, rights)
    guard may(seen.part) else { throw Problem(.forbidden, detail: context.t("Your account has no grant for this.")) }
    var form = try await base.site.form(request, context)
    let reason = form.text("reason", most: 1_000, isOptional: !step.needsReason, context.t)
    guard form.isGood else { return show(seen, form, request, context) }
    do {
      return try await base.site.once(form, context, in: base.database) { writer in
        let visit = try act(seen, reason, writer)
        try base.tell(step.kind, visit, by: rights, in: writer)
        return FormOutcome(seen.path, told: step.told)
      }
    } catch let refusal as SchoolRefusal {
      let words = SchoolWords(t: context.t).sentence(refusal, at: seen.firstBase)
      return show(seen, form, request, context, refusal: words)
    }
  }

  // MARK: The school

  @Sendable private func send(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let step = Step(kind: .sent, told: context.t("The head of the school has the visit now; its places are kept."))
    return try await make(step, request, context, rights, \.mayPlan) { seen, _, writer in
      try schools.send(seen.visit.id, by: rights.person.id, in: writer)
    }
  }

  @Sendable private func sendBack(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let step = Step(kind: .returned, told: context.t("The visit is back with the teacher."), needsReason: true)
    return try await make(step, request, context, rights, \.mayConfirm) { seen, reason, writer in
      try schools.sendBack(seen.visit.id, reason: reason, by: rights.person.id, in: writer)
    }
  }

  @Sendable private func confirm(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let step = Step(kind: .confirmed, told: context.t("The visit is confirmed and booked; the base has it now."))
    return try await make(step, request, context, rights, \.mayConfirm) { seen, _, writer in
      try schools.confirm(seen.visit.id, by: rights.person.id, in: writer)
    }
  }

  @Sendable private func withdraw(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let step = Step(kind: .withdrawn, told: context.t("The visit is withdrawn; its places are free again."), needsReason: true)
    return try await make(step, request, context, rights, \.isOfSchool) { seen, reason, writer in
      try schools.withdraw(seen.visit.id, reason: reason, by: rights.person.id, in: writer)
    }
  }

  // MARK: The bases

  /// The base of the address, as a part of a visit.
  private func host(_ context: SiteContext, _ rights: Rights) async throws -> Base {
    let slug = try context.parameters.require("base")
    let seen = try await base.seen(context, rights)
    guard let host = seen.bases.values.first(where: { $0.slug == slug }) else {
      throw Problem.notFound(context.t("There is no base at this address."))
    }
    return host
  }

  @Sendable private func accept(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let host = try await host(context, rights)
    let step = Step(kind: .accepted, told: context.t("The visit is accepted."))
    return try await make(step, request, context, rights, { $0.bases.contains(host.id) }) { seen, _, writer in
      try schools.accept(seen.visit.id, at: host.id, by: rights.person.id, in: writer)
    }
  }

  @Sendable private func decline(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let host = try await host(context, rights)
    let step = Step(kind: .declined, told: context.t("The visit is declined; the school knows why."), needsReason: true)
    return try await make(step, request, context, rights, { $0.bases.contains(host.id) }) { seen, reason, writer in
      try schools.decline(seen.visit.id, at: host.id, reason: reason, by: rights.person.id, in: writer)
    }
  }

  @Sendable private func count(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let host = try await host(context, rights)
    let seen = try await base.seen(context, rights)
    var form = try await base.site.form(request, context)
    guard seen.part.bases.contains(host.id) else { throw Problem(.forbidden) }
    guard let people = form.number("people", in: 1...10_000, context.t) else { return show(seen, form, request, context) }
    do {
      return try await base.site.once(form, context, in: base.database) { writer in
        let visit = try schools.count(people, at: host.id, of: seen.visit.id, by: rights.person.id, in: writer)
        try base.tell(.counted, visit, by: rights, in: writer)
        return FormOutcome(seen.path, told: context.t("The visit counts for the school and for the base."))
      }
    } catch let refusal as SchoolRefusal {
      return show(seen, form, request, context, refusal: SchoolWords(t: context.t).sentence(refusal, at: host))
    }
  }

  /// Both sides say how it was; the school of the base, and the base of the school.
  @Sendable private func say(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let host = try await host(context, rights)
    let seen = try await base.seen(context, rights)
    let side: SchoolFeedback.Side = seen.part.isOfSchool ? .school : .base
    guard seen.part.isOfSchool || seen.part.bases.contains(host.id) else { throw Problem(.forbidden) }
    var form = try await base.site.form(request, context)
    let points = form.number("points", in: 1...5, context.t)
    let words = form.text("words", isOptional: true, context.t)
    guard let points, form.isGood else { return show(seen, form, request, context) }
    do {
      return try await base.site.once(form, context, in: base.database) { writer in
        try schools.say(
          words, points: points, as: side, at: host.id, of: seen.visit.id, by: rights.person.id, in: writer)
        return FormOutcome(seen.path, told: context.t("Thank you; what you say is seen by the school and by the base."))
      }
    } catch let refusal as SchoolRefusal {
      return show(seen, form, request, context, refusal: SchoolWords(t: context.t).sentence(refusal, at: host))
    }
  }
}
