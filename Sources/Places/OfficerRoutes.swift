import Foundation
import Geo
import HTML
import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// The officer's desk: the queue of a region, versions side by side, claims, duplicates, and each step of a base's life.
struct OfficerRoutes: Sendable {
  let places: Places
  let site: Site

  func add(to doors: Doors) {
    doors.get("/desk", for: .may(.seeDesk), use: queue)
    doors.get("/desk/bases/:slug", for: .may(.decideBases), use: basePage)
    doors.post("/bases/:slug/publication", for: .may(.decideBases), use: publish)
    doors.post("/bases/:slug/return", for: .may(.decideBases), use: sendBack)
    doors.post("/bases/:slug/suspension", for: .may(.decideBases), use: suspend)
    doors.post("/bases/:slug/closure", for: .may(.decideBases), use: close)
    doors.get("/desk/changes/:id", for: .may(.decideBases), use: changePage)
    doors.post("/desk/changes/:id", for: .may(.decideBases), use: decideChange)
    doors.get("/desk/claims/:id", for: .may(.decideBases), use: claimPage)
    doors.post("/desk/claims/:id", for: .may(.decideBases), use: decideClaim)
    doors.get("/desk/duplicates", for: .may(.mergeBases), use: duplicates)
    doors.post("/desk/duplicates", for: .may(.mergeBases), use: merge)
  }

  private func page(
    _ title: String, _ path: String, _ body: HTML, _ request: Request, _ context: SiteContext, isWrong: Bool = false
  ) -> Response {
    site.response(
      Page(title: title, path: path, section: "desk", body: body, modules: ["kepu-desk.js"]), request, context,
      status: isWrong ? .unprocessableContent : .ok)
  }

  private func pages(_ context: SiteContext, _ rights: Rights) -> OfficerPages {
    OfficerPages(view: PlacesView(places, t: context.t), places: places, rights: rights)
  }

  @Sendable private func queue(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let queue = rights.may(.decideBases) ? try await places.database.read { try waiting(rights, $0) } : OfficerPages.Queue()
    return page(context.t("Desk"), "/desk", pages(context, rights).queue(queue, region: nil), request, context)
  }

  /// What waits within somebody's grants.
  func waiting(_ rights: Rights, _ reader: Reader) throws -> OfficerPages.Queue {
    var queue = OfficerPages.Queue()
    func isMine(_ base: Base) throws -> Bool { rights.may(.decideBases, try reader.target(of: base)) }
    queue.submitted = try reader.bases(status: .submitted, limit: 500).filter(isMine)
    queue.suspended = try reader.bases(status: .suspended, limit: 200).filter(isMine)
    for change in try reader.openChanges(limit: 500) {
      guard let base = try reader.base(change.base), try isMine(base) else { continue }
      queue.changes.append((change, base, asker: try reader.person(change.askedBy)?.name ?? "—"))
    }
    for claim in try reader.openClaims(limit: 500) {
      guard let base = try reader.base(claim.base), try isMine(base) else { continue }
      let unit = try claim.organization.flatMap { try reader.organization($0)?.names.zhHans }
      queue.claims.append((claim, base, asker: try reader.person(claim.person)?.name ?? "—", unit: unit))
    }
    return queue
  }

  // MARK: One base

  func base(_ context: SiteContext, _ rights: Rights, _ action: Action = .decideBases) async throws -> Base {
    try await places.base(context.parameters.require("slug"), where: action, by: rights, context.t)
  }

  private func basePage(
    _ form: Form, _ base: Base, _ request: Request, _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    let (care, creator) = try await places.database.read { reader in
      let care = try reader.care(of: base.id)
      return (care, try care?.createdBy.flatMap { try reader.person($0)?.name })
    }
    return page(
      context.t.pick(base.facts.names), "/desk/bases/\(base.slug)",
      pages(context, rights).base(base, care, creator: creator, form), request,
      context, isWrong: !form.isGood)
  }

  @Sendable private func basePage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await basePage(site.form(context), try await base(context, rights), request, context, rights)
  }

  @Sendable private func publish(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await move(to: .published, needsReason: false, request, context, rights)
  }

  @Sendable private func sendBack(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await move(to: .draft, needsReason: true, request, context, rights)
  }

  @Sendable private func suspend(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await move(to: .suspended, needsReason: true, request, context, rights)
  }

  @Sendable private func close(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await move(to: .closed, needsReason: true, request, context, rights)
  }

  private func move(
    to status: Base.Status, needsReason: Bool, _ request: Request, _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    let base = try await base(context, rights)
    var form = try await site.form(request, context)
    let t = context.t
    let reason = form.text("reason", most: 500, isOptional: !needsReason, t)
    if form.isGood, !base.status.leads(to: status) { form.refuse("reason", BaseRefusal.wrongStatus.sentence(t)) }
    guard form.isGood else { return try await basePage(form, base, request, context, rights) }
    do {
      return try await site.once(form, context, in: places.database) { writer in
        let waits = try move(base, to: status, reason, t, rights, writer)
        return FormOutcome("/desk/bases/\(base.slug)", told: waits ? t("A second person has to confirm this.") : t("Done."))
      }
    } catch is Places.Conflict {
      form.refuse("reason", BaseRefusal.changedMeanwhile.sentence(t))
      return try await basePage(form, base, request, context, rights)
    }
  }

  /// Closing cannot be undone and may need a second person.
  private func move(
    _ base: Base, to status: Base.Status, _ reason: String, _ t: Localizer, _ rights: Rights, _ writer: Writer
  ) throws -> Bool {
    guard status == .closed else {
      try places.move(base, to: status, by: rights, reason: reason, in: writer)
      return false
    }
    return try places.people.withSecondPerson(
      .closeBase, payload: ["base": base.id.description], target: try writer.target(of: base),
      words: t("Close {name} for good", ["name": t.pick(base.facts.names)]), reason: reason, by: rights, in: writer
    ) { try places.move(base, to: .closed, by: rights, reason: reason, in: $0) }
  }

  // MARK: Changes and claims

  private func id<Thing>(_ context: SiteContext, _ kind: Thing.Type = Thing.self) throws -> ID<Thing> {
    guard let id = ID<Thing>(try context.parameters.require("id")) else { throw Problem(.notFound) }
    return id
  }

  func change(_ context: SiteContext, _ rights: Rights) async throws -> (BaseChange, Base, asker: String) {
    let id = try id(context, BaseChange.self)
    let found: (BaseChange, Base, Target, String)? = try await places.database.read { reader in
      guard let change = try reader.openChange(id), let base = try reader.base(change.base) else { return nil }
      return (change, base, try reader.target(of: base), try reader.person(change.askedBy)?.name ?? "—")
    }
    guard let (change, base, target, asker) = found else { throw Problem.notFound(context.t("This is decided already.")) }
    try rights.require(.decideBases, target, context.t)
    return (change, base, asker)
  }

  @Sendable private func changePage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (change, base, asker) = try await change(context, rights)
    return page(
      context.t("Desk"), "/desk/changes/\(change.id)",
      pages(context, rights).change(change, base, asker: asker, site.form(context)), request,
      context)
  }

  @Sendable private func decideChange(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (change, base, asker) = try await change(context, rights)
    var form = try await site.form(request, context)
    let isAccepted = form.typed["answer"] == "yes"
    let reason = form.text("reason", most: 500, isOptional: isAccepted, context.t)
    if change.askedBy == rights.person.id { form.refuse("reason", BaseRefusal.own.sentence(context.t)) }
    guard form.isGood else {
      return page(
        context.t("Desk"), "/desk/changes/\(change.id)", pages(context, rights).change(change, base, asker: asker, form), request,
        context,
        isWrong: true)
    }
    let told = isAccepted ? context.t("Accepted; it is live.") : context.t("Declined.")
    return try await deskAct(form, told, context) {
      try places.decide(change, isAccepted: isAccepted, answer: reason, by: rights, in: $0)
    }
  }

  func claim(_ context: SiteContext, _ rights: Rights) async throws -> (BaseClaim, Base, asker: String, unit: String?) {
    let id = try id(context, BaseClaim.self)
    let found: (BaseClaim, Base, Target, String, String?)? = try await places.database.read { reader in
      guard let claim = try reader.openClaim(id), let base = try reader.base(claim.base) else { return nil }
      let unit = try claim.organization.flatMap { try reader.organization($0)?.names.zhHans }
      return (claim, base, try reader.target(of: base), try reader.person(claim.person)?.name ?? "—", unit)
    }
    guard let (claim, base, target, asker, unit) = found else { throw Problem.notFound(context.t("This is decided already.")) }
    try rights.require(.decideBases, target, context.t)
    return (claim, base, asker, unit)
  }

  @Sendable private func claimPage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (claim, base, asker, unit) = try await claim(context, rights)
    return page(
      context.t("Desk"), "/desk/claims/\(claim.id)",
      pages(context, rights).claim(claim, base, asker: asker, unit: unit, site.form(context)),
      request, context)
  }

  @Sendable private func decideClaim(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (claim, base, asker, unit) = try await claim(context, rights)
    var form = try await site.form(request, context)
    let isAccepted = form.typed["answer"] == "yes"
    let reason = form.text("reason", most: 500, isOptional: isAccepted, context.t)
    if claim.person == rights.person.id { form.refuse("reason", BaseRefusal.own.sentence(context.t)) }
    guard form.isGood else {
      return page(
        context.t("Desk"), "/desk/claims/\(claim.id)", pages(context, rights).claim(claim, base, asker: asker, unit: unit, form),
        request,
        context, isWrong: true)
    }
    let told = isAccepted ? context.t("Given.") : context.t("Declined.")
    return try await deskAct(form, told, context) {
      try places.decide(claim, isAccepted: isAccepted, answer: reason, by: rights, in: $0)
    }
  }

  private func deskAct(
    _ form: Form, to path: String = "/desk", _ told: String, _ context: SiteContext,
    _ body: @escaping @Sendable (Writer) throws -> Void
  )
    async throws -> Response
  {
    do {
      return try await site.once(form, context, in: places.database) { writer in
        try body(writer)
        return FormOutcome(path, told: told)
      }
    } catch let refusal as BaseRefusal {
      throw Problem(.conflict, detail: refusal.sentence(context.t))
    } catch let refusal as People.GrantRefusal {
      throw Problem(.conflict, detail: places.people.words(refusal, context.t))
    } catch is Places.Conflict {
      throw Problem(.conflict, detail: BaseRefusal.changedMeanwhile.sentence(context.t))
    }
  }

  // MARK: Duplicates

  @Sendable private func duplicates(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let snapshot = places.atlas.snapshot
    let codes = Dictionary(snapshot.regionIndex.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
    let isMine: (ID<Base>) -> Bool = { id in
      guard let pin = snapshot.pin(id) else { return false }
      return rights.may(.mergeBases, Target(region: codes[pin.region], base: id.rawValue))
    }
    let pairs = DuplicateFinder(snapshot: snapshot, within: places.policy.duplicatesWithin).pairs(where: isMine, limit: 100)
    let full: [(DuplicateFinder.Pair, Base, Base)] = try await places.database.read { reader in
      try pairs.compactMap { pair in
        guard let first = try reader.base(pair.first), let second = try reader.base(pair.second) else { return nil }
        return (pair, first, second)
      }
    }
    return page(
      context.t("Perhaps twice"), "/desk/duplicates", pages(context, rights).duplicates(full, site.form(context)), request,
      context)
  }

  @Sendable private func merge(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    var form = try await site.form(request, context)
    let reason = form.text("reason", most: 300, context.t)
    let slugs = (form.typed["first"] ?? "", form.typed["second"] ?? "")
    let found: [(Base, Target)] = try await places.database.read { reader in
      try [slugs.0, slugs.1].compactMap { slug in try reader.base(slug: slug).map { ($0, try reader.target(of: $0)) } }
    }
    guard found.count == 2, form.isGood else {
      throw Problem.badRequest(form.errors.first?.message ?? context.t("There is no base at this address."))
    }
    for (_, target) in found { try rights.require(.mergeBases, target, context.t) }
    let (kept, gone) = form.typed["keep"] == "second" ? (found[1].0, found[0].0) : (found[0].0, found[1].0)
    return try await deskAct(form, to: "/desk/duplicates", context.t("The two are one now."), context) {
      try places.merge(gone, into: kept, reason: reason, by: rights, in: $0)
    }
  }
}

extension Places {
  func distance(_ first: Coordinate, _ second: Coordinate) -> Double { Geodesic.distance(first, second) }

  /// What the acts of this room do when a second person has confirmed them.
  public var secondPersonHandlers: [SecondPersonAct: SecondPersonHandler] {
    [
      .closeBase: { payload, reason, rights, writer in
        let asked = try JSONDecoder().decode([String: String].self, from: Data(payload.utf8))
        guard let id = asked["base"].flatMap({ ID<Base>($0) }), let base = try writer.base(id) else { throw Problem(.conflict) }
        try move(base, to: .closed, by: rights, reason: reason, in: writer)
      }
    ]
  }

  /// The base of an address, for whoever may do something there.
  ///
  /// - Throws: a problem that tells that there is none (404), or that it is not for them (403).
  public func base(_ slug: String, where action: Action, by rights: Rights, _ t: Localizer) async throws -> Base {
    let found: (Base, Target)? = try await database.read { reader in
      try reader.base(slug: slug).map { ($0, try reader.target(of: $0)) }
    }
    guard let (base, target) = found else { throw Problem.notFound(t("There is no base at this address.")) }
    try rights.require(action, target, t)
    return base
  }

  /// A base as grants see it, by its address or its number.
  public func target(_ key: String, in reader: Reader) throws -> Target? {
    let found = try ID<Base>(key).flatMap { try reader.base($0) }
    return try (found ?? reader.base(slug: key)).map { try reader.target(of: $0) }
  }
}
