import HTML
import HTTPTypes
import Hummingbird
import SQL
import Site

/// The desk's routes about people: find them, give and take roles, suspend, second person, achievements.
struct DeskRoutes: Sendable {
  let people: People
  let site: Site
  let handlers: [SecondPersonAct: SecondPersonHandler]
  let findBase: @Sendable (String, Reader) throws -> Target?

  func add(to doors: Doors) {
    doors.get("/desk/people", for: .may(.findPeople), use: find)
    doors.get("/desk/people/:id", for: .may(.findPeople), use: person)
    doors.post("/desk/people/:id/approval", for: .may(.findPeople), use: ask)
    doors.post("/desk/people/:id/grants", for: .may(.giveGrants), use: give)
    doors.post("/desk/grants/:id/revocation", for: .may(.giveGrants), use: revoke)
    doors.post("/desk/people/:id/suspension", for: .may(.suspendPeople), use: suspend)
    doors.get("/desk/second", for: .may(.confirmSecond), use: second)
    doors.post("/desk/second/:id", for: .may(.confirmSecond), use: decideSecond)
    doors.get("/desk/achievements", for: .may(.verifyAchievements), use: achievements)
    doors.post("/desk/achievements/:id", for: .may(.verifyAchievements), use: decideAchievement)
  }

  private func page(
    _ title: String, _ path: String, _ body: HTML, _ request: Request, _ context: SiteContext, isWrong: Bool = false
  ) -> Response {
    site.response(
      Page(title: title, path: path, section: "desk", body: body), request, context, status: isWrong ? .unprocessableContent : .ok
    )
  }

  private func pages(_ rights: Rights, _ context: SiteContext) -> DeskPages {
    DeskPages(people: people, rights: rights, t: context.t)
  }

  @Sendable private func find(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let text = String((request.uri.queryParameters["q"].map(String.init) ?? "").trimmed.prefix(254))
    let found = text.isEmpty ? [] : try await people.database.read { try $0.findPeople(text, limit: 30) }
    return page(context.t("People"), "/desk/people", pages(rights, context).find(text, found), request, context)
  }

  func personPage(
    _ id: ID<Person>, _ form: Form, _ request: Request, _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    let now = people.clock.now()
    let found: DeskPages.Content? = try await people.database.write { writer in
      guard let person = try writer.person(id) else { return nil }
      let approval = try writer.minorApproval(toOpen: id, for: rights.person.id, at: now)
      if people.isMinor(person), approval == nil, id != rights.person.id {
        return .closed(person, isAskedFor: try people.isAskedFor(id, by: rights, writer))
      }
      try people.noteLook(at: id, by: rights, approval: approval, in: writer)
      let grants = try writer.grants(of: id, at: now)
      return DeskPages.Content(
        person: person, grants: grants, history: try writer.history(of: id), memberships: try writer.memberships(of: id),
        givers: [:])
    }
    guard let found else { throw Problem.notFound(context.t("There is no such account.")) }
    if let isAskedFor = found.isAskedFor {
      var response = page(
        context.t("The record of a minor"), "/desk/people",
        pages(rights, context).closed(found.person, isAskedFor: isAskedFor, form), request, context, isWrong: !form.isGood)
      if form.isGood { response.status = .forbidden }
      return response
    }
    let names = try await people.names(ofActors: found.grants.map(\.giver))
    let content = DeskPages.Content(
      person: found.person, grants: found.grants, history: found.history, memberships: found.memberships, givers: names)
    return page(
      found.person.name, "/desk/people", pages(rights, context).person(content, form, now: now), request, context,
      isWrong: !form.isGood)
  }

  private func id<Thing>(_ context: SiteContext, _ kind: Thing.Type = Thing.self) throws -> ID<Thing> {
    guard let id = ID<Thing>(try context.parameters.require("id")) else { throw Problem(.notFound) }
    return id
  }

  @Sendable private func person(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await personPage(try id(context), site.form(context), request, context, rights)
  }

  /// Asks for the record of a minor.
  @Sendable private func ask(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let id = try id(context, Person.self)
    var form = try await site.form(request, context)
    let t = context.t
    let reason = form.text("reason", most: 300, t)
    guard let person = try await people.database.read({ try $0.person(id) }), people.isMinor(person) else {
      throw Problem.notFound(t("There is no such account."))
    }
    guard form.isGood else { return try await personPage(id, form, request, context, rights) }
    let words = t("Open the record of a minor: {name}", ["name": people.listedName(person)])
    return try await site.once(form, context, in: people.database) { writer in
      _ = try people.askToOpen(person, reason: reason, words: words, by: rights, in: writer)
      return FormOutcome("/desk/people", told: t("A second person has to confirm this."))
    }
  }

  @Sendable private func give(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let person = try id(context, Person.self)
    var form = try await site.form(request, context)
    let t = context.t
    let role = form.choice("role", of: Role.allCases.map(\.rawValue), t).flatMap(Role.init)
    let until = form.day("until", isOptional: true, t)
    let reason = form.text("reason", most: 300, t)
    let kind = form.choice("scope", of: ["province", "region", "organization", "base"], t) ?? ""
    let place = form.text("place", most: 120, isOptional: true, t)
    let reach = try await reach(kind, place)
    if reach == nil { form.refuse("place", t("There is no such place here.")) }
    guard form.isGood, let role, let (scope, target) = reach else {
      return try await personPage(person, form, request, context, rights)
    }
    let ends = until?.adding(days: 1).localStart
    let new = People.NewGrant(person: person, role: role, scope: scope, target: target, ends: ends, reason: reason)
    do {
      return try await site.once(form, context, in: people.database) { writer in
        let waits = try give(new, by: rights, t, in: writer)
        return FormOutcome("/desk/people/\(person)", told: waits ? t("A second person has to confirm this.") : t("Given."))
      }
    } catch let refusal as People.GrantRefusal {
      form.refuse("role", refusal.sentence(t))
      return try await personPage(person, form, request, context, rights)
    }
  }

  /// Roles that hold the whole portal in one hand are given by two people.
  private func give(_ new: People.NewGrant, by rights: Rights, _ t: Localizer, in writer: Writer) throws -> Bool {
    guard Role.separated.contains(new.role) else {
      try people.give(new, by: rights, in: writer)
      return false
    }
    guard rights.grants.contains(where: { $0.role.givable.contains(new.role) && $0.scope == .province }) else {
      throw People.GrantRefusal.notYours
    }
    guard new.person != rights.person.id else { throw People.GrantRefusal.toYourself }
    guard let receiver = try writer.person(new.person) else { throw People.GrantRefusal.nobody }
    try People.separate(new.role, from: try writer.grants(of: new.person, at: people.clock.now()))
    return try people.withSecondPerson(
      .grantAdministrator,
      payload: AskedGrant(person: new.person.description, role: new.role.rawValue, until: new.ends?.milliseconds),
      target: .everything,
      words: t("{name} becomes {role}", ["name": receiver.name, "role": new.role.name(t)]), reason: new.reason, by: rights,
      in: writer
    ) { try people.give(new, by: rights, in: $0) }
  }

  private func reach(_ kind: String, _ place: String) async throws -> (Scope, Target)? {
    switch kind {
    case "province": return (.province, .everything)
    case "region": return people.regionNames(place) == nil ? nil : (.region(place), Target(region: place))
    case "organization":
      guard let id = ID<Organization>(place), let unit = try await people.database.read({ try $0.organization(id) }),
        unit.status == .active
      else { return nil }
      return (.organization(id), unit.target)
    default:
      guard let target = try await people.database.read({ try findBase(place, $0) }), let number = target.base else { return nil }
      return (.base(number), target)
    }
  }

  @Sendable private func revoke(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let id = try id(context, Grant.self)
    var form = try await site.form(request, context)
    let reason = form.text("reason", most: 300, context.t)
    guard let grant = try await people.database.read({ try $0.grant(id) }) else { throw Problem(.notFound) }
    guard form.isGood else { return try await personPage(grant.person, form, request, context, rights) }
    let told = context.t("Taken back.")
    do {
      return try await site.once(form, context, in: people.database) { writer in
        try people.revoke(grant, target: try target(of: grant.scope, in: writer), by: rights, reason: reason, in: writer)
        return FormOutcome("/desk/people/\(grant.person)", told: told)
      }
    } catch let refusal as People.GrantRefusal { throw Problem(.forbidden, detail: refusal.sentence(context.t)) }
  }

  private func target(of scope: Scope, in reader: Reader) throws -> Target {
    switch scope {
    case .province: .everything
    case .region(let code): Target(region: code)
    case .organization(let id): try reader.organization(id)?.target ?? Target(organization: id)
    case .base(let number): try findBase(ID<Scope>(rawValue: number).description, reader) ?? Target(base: number)
    }
  }

  @Sendable private func suspend(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try rights.require(.suspendPeople, .everything, context.t)
    let person = try id(context, Person.self)
    var form = try await site.form(request, context)
    let reason = form.text("suspension_reason", most: 300, context.t)
    guard person != rights.person.id else { throw Problem(.forbidden) }
    guard form.isGood else { return try await personPage(person, form, request, context, rights) }
    let isSuspended = form.typed["answer"] == "yes"
    let told = isSuspended ? context.t("The account is suspended.") : context.t("The account is open again.")
    return try await site.once(form, context, in: people.database) { writer in
      try people.suspend(person, isSuspended, reason: reason, by: rights, in: writer)
      return FormOutcome("/desk/people/\(person)", told: told)
    }
  }

  @Sendable private func second(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let acts = try await people.database.read { reader in
      try reader.waitingActs().filter { rights.may(.confirmSecond, $0.target) }.map {
        ($0, asker: try reader.person($0.askedBy)?.name ?? "—")
      }
    }
    return page(
      context.t("Second person"), "/desk/second", pages(rights, context).second(acts, site.form(context)), request, context)
  }

  @Sendable private func decideSecond(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let id = try id(context, WaitingAct.self)
    let form = try await site.form(request, context)
    let isConfirmed = form.typed["answer"] == "yes"
    let t = context.t
    return try await site.once(form, context, in: people.database) { writer in
      guard let act = try writer.waitingAct(id) else { throw Problem(.conflict, detail: t("This is decided already.")) }
      try rights.require(.confirmSecond, act.target, t)
      do {
        try people.decide(act, isConfirmed: isConfirmed, by: rights, handlers: handlers, in: writer)
      } catch let refusal as People.MergeRefusal { throw Problem(.conflict, detail: refusal.sentence(t)) }
      return FormOutcome("/desk/second", told: isConfirmed ? t("Done.") : t("Declined."))
    }
  }

  @Sendable private func achievements(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let waiting = try await people.database.read { try $0.toldAchievements(limit: 100) }
    return page(
      context.t("Achievements to verify"), "/desk/achievements", pages(rights, context).achievements(waiting, site.form(context)),
      request, context)
  }

  @Sendable private func decideAchievement(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response
  {
    let id = try id(context, Achievement.self)
    var form = try await site.form(request, context)
    let isVerified = form.typed["answer"] == "yes"
    let reason = form.text("reason", most: 300, isOptional: isVerified, context.t)
    guard let entry = try await people.database.read({ try $0.achievement(id) }) else { throw Problem(.notFound) }
    try entry.requireOther(rights, context.t)
    let told = isVerified ? context.t("Verified.") : context.t("Declined.")
    return try await site.once(form, context, in: people.database) { writer in
      try people.decide(entry, isVerified: isVerified, reason: reason, by: rights, in: writer)
      return FormOutcome("/desk/achievements", told: told)
    }
  }
}
