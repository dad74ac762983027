import HTML
import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// The office's desk of a panel: who is on it, who is present, opening and closing votes.
struct PanelDeskRoutes: Sendable {
  let base: EvaluationRoutes

  private var evaluation: Evaluation { base.evaluation }

  func add(to doors: Doors) {
    doors.get("/panel/:call/desk", for: .may(.runCalls), use: show)
    doors.post("/panel/:call/members", for: .may(.runCalls), use: name)
    doors.post("/panel/:call/attendance", for: .may(.runCalls), use: attend)
    doors.post("/panel/:call/ballots/:submission", for: .may(.runCalls), use: open)
    doors.post("/panel/:call/ballots/:submission/count", for: .may(.runCalls), use: close)
  }

  private func work(_ context: SiteContext, _ rights: Rights) async throws -> PanelDeskWork {
    let (call, programme) = try await base.round(context, "call")
    try rights.require(.runCalls, call.target, context.t)
    let found = try await evaluation.database.read { reader -> PanelDeskWork? in
      guard let rules = programme.panel else { return nil }
      let panel = try reader.panel(of: call.id)
      var people: [ID<Person>: Person] = [:]
      for member in panel { people[member.person] = try reader.person(member.person) }
      let own = try evaluation.ownSubmissions(in: call.id, rights, reader)
      let items = try evaluation.panelItems(call, programme, reader).map { item in
        var item = item
        item.isConcerned = own.contains(item.submission.id)
        return item
      }
      return PanelDeskWork(
        panel: PanelWork(call: call, programme: programme, rules: rules, panel: panel, own: nil, items: items), people: people)
    }
    guard let found else { throw Problem.notFound(context.t("There is no panel at this address.")) }
    return found
  }

  private func page(_ work: PanelDeskWork, _ form: Form, _ request: Request, _ context: SiteContext) -> Response {
    let call = work.panel.call
    return base.page(
      context.t("Panel desk"), work.path, section: "desk", PanelDeskPages(work: work, t: context.t).html(form),
      breadcrumbs: [(context.t.pick(call.plan.names), call.deskPath)], request, context, isWrong: !form.isGood)
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let work = try await work(context, rights)
    var form = base.site.form(context)
    for role in PanelMember.Role.allCases {
      let emails = work.panel.panel.filter { $0.role == role }.compactMap { work.people[$0.person]?.email }
      form.fill(role.rawValue, emails.joined(separator: "\n"))
    }
    return page(work, form, request, context)
  }

  // MARK: Who is on it

  @Sendable private func name(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let work = try await work(context, rights)
    var form = try await base.site.form(request, context)
    guard form.isGood else { return page(work, form, request, context) }
    let t = context.t
    let typed = PanelMember.Role.allCases.map { role in
      (role: role, emails: Self.lines(form.text(role.rawValue, most: 10_000, isOptional: role != .chair, t)))
    }
    let found = try await evaluation.database.read { reader in
      try typed.flatMap { role, emails in try emails.map { (role: role, email: $0, person: try reader.personID(email: $0)) } }
    }
    for entry in found where entry.person == nil {
      form.refuse(entry.role.rawValue, t("Nobody with the address {email} has an account here.", ["email": entry.email]))
    }
    if typed.first(where: { $0.role == .chair })?.emails.count ?? 0 > 1 {
      form.refuse(PanelMember.Role.chair.rawValue, t("A panel has one chair."))
    }
    if Set(found.map { $0.email.lowercased() }).count < found.count {
      form.refuse(PanelMember.Role.member.rawValue, t("Somebody is named twice."))
    }
    guard form.isGood else { return page(work, form, request, context) }
    let members = found.compactMap { entry in entry.person.map { (person: $0, role: entry.role) } }
    let call = work.panel.call
    do {
      return try await base.site.once(form, context, in: evaluation.database) { writer in
        try evaluation.setPanel(call, members, by: rights, in: writer)
        return FormOutcome(work.path, told: t("The panel is named; its members are told."))
      }
    } catch let refusal as EvaluationRefusal {
      form.refuse("", refusal.sentence(t))
      return page(work, form, request, context)
    }
  }

  private static func lines(_ text: String) -> [String] {
    text.split { $0.isNewline || $0 == "," || $0 == ";" || $0 == "，" || $0 == "；" || $0 == " " }.map(String.init)
  }

  @Sendable private func attend(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let work = try await work(context, rights)
    let form = try await base.site.form(request, context)
    let members = Set(work.panel.panel.map(\.person.description))
    let present = Set(form.choices("present", of: members).compactMap { ID<Person>($0) })
    let call = work.panel.call
    let told = context.t(
      "{present} of {size} are present.", ["present": context.t.number(present.count), "size": context.t.number(members.count)])
    return try await base.act(form, context, to: work.path, told: told) { writer in
      try evaluation.setPresent(call, present, by: rights, in: writer)
    }
  }

  // MARK: Votes

  private func item(_ work: PanelDeskWork, _ context: SiteContext) throws -> PanelItem {
    let id = try base.id("submission", context, Submission.self)
    guard let item = work.panel.items.first(where: { $0.submission.id == id }) else {
      throw Problem.notFound(context.t("There is no submission at this address."))
    }
    guard !item.isConcerned else {
      throw Problem(.forbidden, detail: context.t("This is your own submission. Somebody else of the office deals with it."))
    }
    return item
  }

  @Sendable private func open(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let work = try await work(context, rights)
    let item = try item(work, context)
    let form = try await base.site.form(request, context)
    return try await base.act(
      form, context, to: "\(work.path)#no-\(item.submission.number)", told: context.t("The vote is open.")
    ) { writer in
      guard let submission = try writer.submission(item.submission.id) else { throw EvaluationRefusal.wrongState }
      try evaluation.openVote(submission, by: rights, in: writer)
    }
  }

  @Sendable private func close(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let work = try await work(context, rights)
    let item = try item(work, context)
    let form = try await base.site.form(request, context)
    return try await base.act(
      form, context, to: "\(work.path)#no-\(item.submission.number)", told: context.t("The vote is closed and counted.")
    ) { writer in
      guard let submission = try writer.submission(item.submission.id) else { throw EvaluationRefusal.wrongState }
      try evaluation.closeVote(submission, by: rights, in: writer)
    }
  }
}

/// A panel as the office sees it.
struct PanelDeskWork: Sendable {
  let panel: PanelWork
  let people: [ID<Person>: Person]

  var path: String { "\(panel.path)/desk" }
}
