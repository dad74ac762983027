import HTML
import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// The halls of a base at its desk.
struct HallRoutes: Sendable {
  let base: VisitDeskRoutes

  private var visits: Visits { base.visits }

  func add(to doors: Doors) {
    doors.get("/desk/visits/:base/halls", for: .may(.editBase), use: list)
    doors.post("/desk/visits/:base/halls", for: .may(.editBase), use: add)
    doors.get("/desk/visits/:base/halls/:hall", for: .may(.editBase), use: show)
    doors.post("/desk/visits/:base/halls/:hall", for: .may(.editBase), use: change)
  }

  private func path(_ place: Base) -> String { "/desk/visits/\(place.slug)/halls" }

  private func read(_ form: inout Form, _ t: Localizer) -> (name: String, places: Int)? {
    let name = form.text("name", most: 60, t)
    guard let places = form.number("places", in: 1...100_000, t), form.isGood else { return nil }
    return (name, places)
  }

  private func fields(_ form: Form, _ t: Localizer) -> HTML {
    """
    \(form.field("name", label: t("Name of the hall"), hint: t("As the base calls it; visitors do not see it."), most: 60))
    \(form.field("places", label: t("Most people in it at once"), most: 6, inputMode: "numeric"))
    """
  }

  // MARK: All of them

  @Sendable private func list(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await list(base.base(context, rights), base.site.form(context), request, context)
  }

  private func list(_ place: Base, _ form: Form, _ request: Request, _ context: SiteContext) async throws -> Response {
    let t = context.t
    let halls = try await visits.database.read { try $0.halls(of: place.id) }
    let items: [HTML] = halls.map { hall in
      """
      <li><a class="queue-item" href="\(path(place))/\(hall.id)"><strong>\(hall.name)</strong>
      <span class="hint">\(t.plural("{count} place", "{count} places", hall.capacity))</span></a></li>

      """
    }
    let empty: HTML =
      "<p class=\"empty\">\(t("No halls yet. A base needs them only where sessions at the same time share one room."))</p>"
    let body: HTML = """
      <h1>\(t("Halls"))</h1><p class="lead">\(t("Sessions in one hall share its places while they take place at the same time."))</p>
      \(form.summary(t))\(items.isEmpty ? empty : "<ul class=\"plain queue\">\(items)</ul>")
      <form class="panel" action="\(path(place))" method="post">\(form.hidden)<h2>\(t("New hall"))</h2>\(fields(form, t))
      <p class="actions"><button class="button button-primary">\(t("Add the hall"))</button></p></form>
      """
    return base.page(t("Halls"), path(place), of: place, body, request, context, isWrong: !form.isGood)
  }

  @Sendable private func add(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let place = try await base.base(context, rights)
    var form = try await base.site.form(request, context)
    guard let typed = read(&form, context.t) else { return try await list(place, form, request, context) }
    let told = context.t("The hall can be chosen in offers now.")
    return try await base.site.once(form, context, in: visits.database) { writer in
      try visits.addHall(typed.name, capacity: typed.places, at: place.id, by: rights.actor, in: writer)
      return FormOutcome(path(place), told: told)
    }
  }

  // MARK: One of them

  private func hall(_ context: SiteContext, of place: Base) async throws -> VisitHall {
    guard let id = ID<VisitHall>(try context.parameters.require("hall")),
      let hall = try await visits.database.read({ try $0.hall(id) }), hall.base == place.id
    else { throw Problem.notFound(context.t("There is no hall at this address.")) }
    return hall
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let place = try await base.base(context, rights)
    let hall = try await hall(context, of: place)
    var form = base.site.form(context)
    form.fill("name", hall.name)
    form.fill("places", String(hall.capacity))
    form.fill("version", String(hall.version))
    return show(hall, place, form, request, context)
  }

  private func show(
    _ hall: VisitHall, _ place: Base, _ form: Form, _ request: Request, _ context: SiteContext
  ) -> Response {
    let t = context.t
    let body: HTML = """
      <h1>\(hall.name)</h1>\(form.summary(t))
      <form class="panel" action="\(path(place))/\(hall.id)" method="post">\(form.hidden)<input type="hidden" name="version" value="\(form.typed["version"] ?? "")">
      \(fields(form, t))<p class="hint">\(t("Who has booked keeps the places, also where the hall becomes too small for all; then nobody else can book."))</p>
      <p class="actions"><button class="button button-primary">\(t("Save the hall"))</button></p></form>
      """
    return base.page(hall.name, "\(path(place))/\(hall.id)", of: place, body, request, context, isWrong: !form.isGood)
  }

  @Sendable private func change(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let place = try await base.base(context, rights)
    let hall = try await hall(context, of: place)
    var form = try await base.site.form(request, context)
    let version = Int(form.typed["version"] ?? "") ?? 0
    guard let typed = read(&form, context.t) else { return show(hall, place, form, request, context) }
    let told = context.t("Saved.")
    do {
      return try await base.site.once(form, context, in: visits.database) { writer in
        try visits.change(
          hall.id, version: version, name: typed.name, capacity: typed.places, by: rights.actor, in: writer)
        return FormOutcome(path(place), told: told)
      }
    } catch let refusal as BookingRefusal {
      form.refuse("", BookingWords(t: context.t).sentence(refusal))
      return show(hall, place, form, request, context)
    }
  }
}
