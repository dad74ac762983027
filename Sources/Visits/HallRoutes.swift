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

  /// Name and places that were typed.
  func read(_ form: inout Form, _ t: Localizer) -> (name: String, places: Int)? {
    let name = form.text("name", most: 60, t)
    guard let places = form.number("places", in: 1...100_000, t), form.isGood else { return nil }
    return (name, places)
  }

  // MARK: All of them

  @Sendable private func list(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await list(base.base(context, rights), base.site.form(context), request, context)
  }

  private func list(_ place: Base, _ form: Form, _ request: Request, _ context: SiteContext) async throws -> Response {
    let t = context.t
    let halls = try await visits.database.read { try $0.halls(of: place.id) }
    return base.page(
      t("Halls"), path(place), of: place, HallPages(path: path(place), t: t).list(halls, form), request, context,
      isWrong: !form.isGood)
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

  /// The hall of an address.
  func hall(_ context: SiteContext, of place: Base) async throws -> VisitHall {
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
    base.page(
      hall.name, "\(path(place))/\(hall.id)", of: place, HallPages(path: path(place), t: context.t).hall(hall, form), request,
      context, isWrong: !form.isGood)
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
