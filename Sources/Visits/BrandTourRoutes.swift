import HTML
import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// The routes of the province for everybody.
struct BrandTourRoutes: Sendable {
  let base: TourRoutes

  func add(to doors: Doors) {
    doors.open(.get, "/tours", use: list)
    doors.open(.get, "/tours/:slug", use: show)
  }

  private func pages(_ context: SiteContext) -> BrandTourPages { BrandTourPages(places: base.places, t: context.t) }

  @Sendable private func list(_ request: Request, _ context: SiteContext) async throws -> Response {
    let tours = try await base.database.read { try $0.brandTours(published: true) }
    let bases = try await base.bases(tours.flatMap(\.bases))
    return base.page(context.t("Science days"), "/tours", pages(context).list(tours, bases), request, context)
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let slug = try context.parameters.require("slug")
    guard let tour = try await base.database.read({ try $0.brandTour(slug: slug) }), tour.state == .published else {
      throw Problem.notFound(context.t("There is no route at this address."))
    }
    let bases = try await base.bases(tour.bases)
    return base.page(
      context.t.pick(tour.facts.names), "/tours/\(slug)", pages(context).show(tour, bases),
      breadcrumbs: [(context.t("Science days"), "/tours")], modules: ["kepu-map.js"], request, context)
  }
}

/// The passport of whoever is logged in.
struct PassportRoutes: Sendable {
  let base: TourRoutes

  func add(to doors: Doors) {
    doors.get("/me/passport", for: .signedIn, use: show)
    doors.post("/me/passport/badges", for: .signedIn, use: take)
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (progress, visited) = try await base.database.read { reader in
      (try base.tours.progress(of: rights.person.id, reader), try reader.basesVisited(by: rights.person.id))
    }
    let bases = try await base.bases(visited + progress.flatMap(\.tour.bases))
    let page = BrandTourPages(places: base.places, t: context.t).passport(
      progress, visited.compactMap { bases[$0] }, bases, base.site.form(context))
    return base.page(
      context.t("Science passport"), "/me/passport", section: "me", page, breadcrumbs: [(context.t("My page"), "/me")], request,
      context)
  }

  @Sendable private func take(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let form = try await base.site.form(request, context)
    guard let id = form.typed["tour"].flatMap({ ID<BrandTour>($0) }) else { throw Problem(.notFound) }
    do {
      return try await base.site.once(form, context, in: base.database) { writer in
        try base.tours.giveBadge(of: id, to: rights.person.id, by: rights, in: writer)
        return FormOutcome("/me/passport", told: context.t("The badge is yours."))
      }
    } catch let refusal as TourRefusal {
      throw Problem(refusal == .notFound ? .notFound : .conflict, detail: TourWords(t: context.t).sentence(refusal))
    }
  }
}
