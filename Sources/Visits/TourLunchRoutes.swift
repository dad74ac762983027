import HTML
import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// Where a base says whether groups on a tour can have lunch there: without it, a day over its sessions has to find lunch elsewhere.
struct TourLunchRoutes: Sendable {
  let base: TourRoutes

  func add(to doors: Doors) {
    doors.get("/desk/visits/:base/lunch", for: .may(.editBase), use: show)
    doors.post("/desk/visits/:base/lunch", for: .may(.editBase), use: write)
  }

  private func place(_ context: SiteContext, _ rights: Rights) async throws -> Base {
    try await base.places.base(context.parameters.require("base"), where: .editBase, by: rights, context.t)
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let place = try await place(context, rights)
    var form = base.site.form(context)
    if let note = try await base.database.read({ try $0.lunchNotes(at: [place.id]) })[place.id] {
      form.fill("offered", "yes")
      form.fill("note", note)
    }
    return page(place, form, request, context)
  }

  private func page(_ place: Base, _ form: Form, _ request: Request, _ context: SiteContext) -> Response {
    let t = context.t
    let path = "/desk/visits/\(place.slug)"
    let body: HTML = """
      <div class="narrow"><h1>\(t("Lunch for groups"))</h1>
      <p class="lead">\(t("Science days stop for lunch only where a base has some. What you write here stands on the day sheet of each group."))</p>
      \(form.summary(t))<form class="panel" action="\(path)/lunch" method="post">\(form.hidden)
      \(form.tick("offered", label: t("Groups can have lunch here")))
      \(form.area("note", label: t("What groups should know"), hint: t("Such as where, for how many, at what price, and until when to ask for it."), rows: 3, isRequired: false, most: 300))
      <p class="actions"><button class="button button-primary">\(t("Save"))</button></p></form></div>
      """
    return base.page(
      t("Lunch for groups"), "\(path)/lunch", section: "desk", body,
      breadcrumbs: [(t("Visits and bookings"), "/desk/visits"), (t.pick(place.facts.names), path)], request, context,
      isWrong: !form.isGood)
  }

  @Sendable private func write(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let place = try await place(context, rights)
    var form = try await base.site.form(request, context)
    let isOffered = form.isTicked("offered")
    let note = form.text("note", most: 300, isOptional: !isOffered, context.t)
    guard form.isGood else { return page(place, form, request, context) }
    let told =
      isOffered
      ? context.t("Days with lunch at your base can be planned now.") : context.t("No more lunch is planned at your base.")
    return try await base.site.once(form, context, in: base.database) { writer in
      try base.tours.setLunch(isOffered ? note : nil, at: place.id, by: rights.actor, in: writer)
      return FormOutcome("/desk/visits/\(place.slug)", told: told)
    }
  }
}
