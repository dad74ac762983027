import HTML
import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// The doors of bases: who comes in, who leaves, who is inside.
public struct DoorRoutes: Sendable {
  let tickets: Tickets
  let places: Places
  let people: People
  let site: Site

  private var visits: Visits { tickets.visits }

  /// Routes over tickets, shown in the chrome of a site.
  public init(tickets: Tickets, places: Places, people: People, site: Site) {
    self.tickets = tickets
    self.places = places
    self.people = people
    self.site = site
  }

  /// Hangs the doors.
  public func add(to doors: Doors) {
    doors.open(.get, "/desk/door/worker.js", use: worker)
    doors.get("/desk/door", for: .may(.checkIn), use: list)
    doors.get("/desk/door/:base", for: .may(.checkIn), use: show)
    doors.get("/desk/door/:base/roster.json", for: .may(.checkIn), use: roster)
    doors.post("/desk/door/:base/events", for: .may(.checkIn), use: hear)
    doors.post("/desk/door/:base/checkins", for: .may(.checkIn), use: checkIn)
    doors.post("/desk/door/:base/counts", for: .may(.checkIn), use: count)
    doors.get("/desk/door/:base/guards", for: .may(.nameGateKeepers), use: guardsPage)
    doors.post("/desk/door/:base/guards", for: .may(.nameGateKeepers), use: nameGuard)
    doors.post("/desk/door/:base/guards/:grant/withdrawal", for: .may(.nameGateKeepers), use: withdrawGuard)
    doors.api(.get, "/api/desk/door/:base", for: .may(.checkIn), scope: .read, use: counts)
  }

  /// The base of an address, for whoever has a part at its door.
  func base(_ context: SiteContext, _ rights: Rights, _ action: Action = .checkIn) async throws -> Base {
    try await places.base(context.parameters.require("base"), where: action, by: rights, context.t)
  }

  // MARK: The page

  @Sendable private func list(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let bases = try await visits.database.read { reader in
      try reader.basesOfAnyStatus(
        rights.scopes(for: .checkIn).compactMap { scope in
          if case .base(let number) = scope { ID(rawValue: number) } else { nil }
        })
    }
    return page(context.t("Doors"), "/desk/door", DoorPages(t: context.t).list(bases), request, context)
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let base = try await base(context, rights)
    return try await show(base, site.form(context), nil, request, context, rights)
  }

  /// The page of a door, with the answer to a code that was typed without scripts.
  private func show(
    _ base: Base, _ form: Form, _ asked: DoorPages.Asked?, _ request: Request, _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    let mayName = try await visits.database.read { reader in
      try places.target(base.slug, in: reader).map { rights.may(.nameGateKeepers, $0) } ?? false
    }
    let (roster, state) = try await visits.database.read { reader in
      let roster = try tickets.roster(of: base, reader)
      return (roster, roster.state(try tickets.log(of: base.id, reader)))
    }
    let pages = DoorPages(t: context.t)
    let setup = DoorSetup(
      roster: roster, assets: site.assets, t: context.t, now: visits.clock.now(), zone: site.configuration.timeZone)
    var response = site.response(
      Page(
        title: context.t("Door: {base}", ["base": context.t.pick(base.facts.names)]), path: "/desk/door/\(base.slug)",
        section: "door", body: pages.html(roster, state, form, asked, setup, mayName: mayName), modules: ["kepu-gate.js"],
        bodyClass: "wide gate-page"), request, context, status: form.isGood ? .ok : .unprocessableContent)
    response.headers[.cacheControl] = "no-store"
    response.allowCamera()
    return response
  }

  private func page(
    _ title: String, _ path: String, _ body: HTML, _ request: Request, _ context: SiteContext, isWrong: Bool = false
  ) -> Response {
    site.response(
      Page(title: title, path: path, section: "door", body: body, modules: ["kepu-desk.js"]), request, context,
      status: isWrong ? .unprocessableContent : .ok)
  }

  /// The script that keeps the page for when there is no connection. Its address lies beside the doors, so that it has a say over
  /// them and over nothing else.
  @Sendable private func worker(_ request: Request, _ context: SiteContext) async throws -> Response {
    guard let file = site.assets.file("kepu-gate-worker.js") else { throw Problem(.notFound) }
    if let unchanged = site.unchanged(request, version: file.fingerprint) { return unchanged }
    return site.bytes(file.bytes, type: file.mediaType, version: file.fingerprint, request)
  }

  // MARK: Devices

  @Sendable private func roster(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let base = try await base(context, rights)
    let roster = try await visits.database.read { try tickets.roster(of: base, $0) }
    return data(roster.json(at: visits.clock.now()), request)
  }

  @Sendable private func hear(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let base = try await base(context, rights)
    let report = try GateReport(try await site.apiBody(request, largest: 1 << 20).json)
    let heard = try await visits.database.write { try tickets.hear(report, at: base, by: rights, in: $0) }
    return data(heard.json(at: visits.clock.now()), request)
  }

  private func data(_ json: JSONValue, _ request: Request) -> Response {
    var response = site.json(json, request)
    response.headers[.accessControlAllowOrigin] = nil
    response.headers[.cacheControl] = "no-store"
    return response
  }

  /// How many are inside and have come, for programs; nothing about anybody.
  @Sendable private func counts(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let base = try await base(context, rights)
    let json: JSONValue = try await visits.database.read { reader in
      let roster = try tickets.roster(of: base, reader)
      return VisitDeskJSON.door(roster, roster.state(try tickets.log(of: base.id, reader)), at: visits.clock.now())
    }
    return site.json(APIAnswer(json), request)
  }

  // MARK: Without scripts

  @Sendable private func checkIn(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let base = try await base(context, rights)
    var form = try await site.form(request, context)
    let t = context.t
    let code = form.text("code", most: 200, t)
    let (roster, state) = try await visits.database.read { reader in
      let roster = try tickets.roster(of: base, reader)
      return (roster, roster.state(try tickets.log(of: base.id, reader)))
    }
    guard form.isGood else { return try await show(base, form, nil, request, context, rights) }
    let asked = DoorPages.Asked(code, roster, state, now: visits.clock.now())
    guard let line = asked.line, let text = form.typed["people"], let people = Int(text) else {
      return try await show(base, form, asked, request, context, rights)
    }
    guard (1...GateEvent.mostPeople).contains(people) else {
      form.refuse("people", t("Please write how many people come in."))
      return try await show(base, form, asked, request, context, rights)
    }
    let kind: GateEvent.Kind = form.isTicked("whole") ? .group : .entry
    let told = t("Come in. People: {people}", ["people": t.number(people)])
    let note = asked.answer.map { $0.isYes ? "" : "anyway" } ?? ""
    return try await site.once(form, context, in: visits.database) { writer in
      try tickets.note(kind, booking: line.booking, people: people, note: note, at: base, by: rights, in: writer)
      return FormOutcome("/desk/door/\(base.slug)", told: told)
    }
  }

  @Sendable private func count(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let base = try await base(context, rights)
    var form = try await site.form(request, context)
    let t = context.t
    let people = form.number("people", in: 1...GateEvent.mostPeople, t)
    let kind: GateEvent.Kind = form.typed["kind"] == "exit" ? .exit : .walkIn
    guard form.isGood, let people else { return try await show(base, form, nil, request, context, rights) }
    let told =
      kind == .exit ? t("Left: {people}", ["people": t.number(people)]) : t("Walked in: {people}", ["people": t.number(people)])
    return try await site.once(form, context, in: visits.database) { writer in
      try tickets.note(kind, booking: nil, people: people, at: base, by: rights, in: writer)
      return FormOutcome("/desk/door/\(base.slug)", told: told)
    }
  }

  // MARK: Guards

  @Sendable private func guardsPage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let base = try await base(context, rights, .nameGateKeepers)
    return try await guardsPage(base, site.form(context), request, context)
  }

  private func guardsPage(_ base: Base, _ form: Form, _ request: Request, _ context: SiteContext) async throws -> Response {
    let now = visits.clock.now()
    let guards = try await visits.database.read { reader in
      try reader.grants(for: .base(base.id.rawValue), at: now).filter { $0.role == .gateKeeper }
        .map { DoorPages.Guard(grant: $0, name: try reader.name(of: $0.person) ?? "") }
    }
    return page(
      context.t("Guards"), "/desk/door/\(base.slug)/guards", DoorPages(t: context.t).guards(base, guards, form), request, context,
      isWrong: !form.isGood)
  }

  @Sendable private func nameGuard(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let base = try await base(context, rights, .nameGateKeepers)
    var form = try await site.form(request, context)
    let t = context.t
    let address = form.text("address", most: 254, t)
    let until = form.day("until", isOptional: true, t)
    let found: (person: ID<Person>?, target: Target?) = try await visits.database.read { reader in
      (try reader.personID(email: address), try places.target(base.slug, in: reader))
    }
    if form.isGood, found.person == nil { form.refuse("address", t("Nobody has an account with this address.")) }
    guard form.isGood, let person = found.person, let target = found.target else {
      return try await guardsPage(base, form, request, context)
    }
    let ends = until.map { GateDay.midnight(after: $0) }
    let new = People.NewGrant(
      person: person, role: .gateKeeper, scope: .base(base.id.rawValue), target: target, ends: ends,
      reason: t("Guard at the door of {base}", ["base": t.pick(base.facts.names)]))
    do {
      return try await site.once(form, context, in: visits.database) { writer in
        try people.give(new, by: rights, in: writer)
        return FormOutcome("/desk/door/\(base.slug)/guards", told: t("Named."))
      }
    } catch let refusal as People.GrantRefusal {
      form.refuse("address", refusal.sentence(t))
      return try await guardsPage(base, form, request, context)
    }
  }

  @Sendable private func withdrawGuard(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let base = try await base(context, rights, .nameGateKeepers)
    let form = try await site.form(request, context)
    let t = context.t
    let id = ID<Grant>(try context.parameters.require("grant"))
    let now = visits.clock.now()
    return try await site.once(form, context, in: visits.database) { writer in
      let grants = try writer.grants(for: .base(base.id.rawValue), at: now)
      guard let grant = grants.first(where: { $0.id == id && $0.role == .gateKeeper }),
        let target = try places.target(base.slug, in: writer)
      else { throw Problem(.notFound) }
      do {
        try people.revoke(grant, target: target, by: rights, reason: t("No guard at this door any more"), in: writer)
      } catch let refusal as People.GrantRefusal { throw Problem(.forbidden, detail: refusal.sentence(t)) }
      return FormOutcome("/desk/door/\(base.slug)/guards", told: t("Withdrawn."))
    }
  }
}
