import HTML
import HTTPTypes
import Hummingbird
import SQL
import Site

/// The officer's part of units: which count, and which are one.
struct OrganizationDeskRoutes: Sendable {
  let routes: OrganizationRoutes

  private var people: People { routes.people }
  private var site: Site { routes.site }

  func add(to doors: Doors) {
    doors.get("/desk/organizations", for: .may(.decideOrganizations), use: queue)
    doors.post("/desk/organizations/:id", for: .may(.decideOrganizations), use: decide)
    doors.post("/desk/organizations/:id/merger", for: .may(.decideOrganizations), use: merge)
  }

  @Sendable private func queue(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    var search = OrganizationSearch()
    (search.status, search.limit) = (.pending, 500)
    let wanted = search
    let waiting = try await people.database.read {
      try $0.organizations(wanted).filter { rights.may(.decideOrganizations, $0.target) }
    }
    return routes.page(context.t("Organizations"), "/desk/organizations", routes.pages(context).queue(waiting), request, context)
  }

  @Sendable private func decide(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let unit = try await routes.organization(context)
    try rights.require(.decideOrganizations, unit.target, context.t)
    var form = try await site.form(request, context)
    let isAccepted = form.typed["answer"] == "yes"
    let reason = form.text("reason", most: 500, isOptional: isAccepted, context.t)
    guard form.isGood else { return try await routes.show(unit, form, request, context) }
    return try await routes.act(
      form, unit, field: "reason", isAccepted ? context.t("Registered.") : context.t("Declined."), request, context
    ) {
      try people.decide(unit, isAccepted: isAccepted, reason: reason, by: rights, in: $0)
    }
  }

  @Sendable private func merge(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let unit = try await routes.organization(context)
    try rights.require(.decideOrganizations, unit.target, context.t)
    var form = try await site.form(request, context)
    let t = context.t
    let reason = form.text("merger_reason", most: 300, t)
    let into = ID<Organization>(form.typed["into"] ?? "")
    let other = try await into.asyncFlatMap { id in try await people.database.read { try $0.organization(id) } }
    if other == nil || other?.id == unit.id { form.refuse("into", t("There is no unit at this address.")) }
    if let other { try rights.require(.decideOrganizations, other.target, t) }
    guard form.isGood, let other else { return try await routes.show(unit, form, request, context) }
    let words = t("{first} goes into {second}", ["first": t.pick(unit.names), "second": t.pick(other.names)])
    do {
      return try await site.once(form, context, in: people.database) { writer in
        let waits = try people.withSecondPerson(
          .mergeOrganizations, payload: OrganizationMerger(from: unit.id.description, into: other.id.description),
          target: Target(region: unit.region), words: words, reason: reason, by: rights, in: writer
        ) { try people.merge(unit.id, into: other.id, reason: reason, by: rights.actor, in: $0) }
        return FormOutcome("/organizations/\(unit.id)", told: waits ? t("A second person has to confirm this.") : t("Done."))
      }
    } catch let refusal as People.OrganizationRefusal {
      form.refuse("into", refusal.sentence(t))
      return try await routes.show(unit, form, request, context)
    }
  }
}
