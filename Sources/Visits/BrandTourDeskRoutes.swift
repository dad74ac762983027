import HTML
import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// The desk's routes about tours of the province: made, changed, published and withdrawn by those who decide on all its bases.
struct BrandTourDeskRoutes: Sendable {
  let base: TourRoutes

  func add(to doors: Doors) {
    doors.get("/desk/tours", for: .may(.decideBases), use: list)
    doors.get("/desk/tours/new", for: .may(.decideBases), use: newPage)
    doors.post("/desk/tours/new", for: .may(.decideBases), use: add)
    doors.get("/desk/tours/:id", for: .may(.decideBases), use: editPage)
    doors.post("/desk/tours/:id", for: .may(.decideBases), use: edit)
    doors.post("/desk/tours/:id/publication", for: .may(.decideBases), use: publish)
    doors.post("/desk/tours/:id/withdrawal", for: .may(.decideBases), use: withdraw)
  }

  private func page(
    _ title: String, _ path: String, _ body: HTML, _ request: Request, _ context: SiteContext, isWrong: Bool = false
  ) -> Response {
    base.page(
      title, path, section: "desk", body,
      breadcrumbs: [(context.t("Desk"), "/desk"), (context.t("Tours of the province"), "/desk/tours")], request, context,
      isWrong: isWrong)
  }

  /// Whoever changes a route decides on every base of it.
  private func require(_ bases: some Sequence<Base>, _ rights: Rights, _ t: Localizer) throws {
    for base in bases {
      try rights.require(.decideBases, Target(region: base.facts.region, base: base.id.rawValue), t)
    }
  }

  private func tour(_ context: SiteContext, _ rights: Rights) async throws -> (tour: BrandTour, bases: [ID<Base>: Base]) {
    guard let id = ID<BrandTour>(try context.parameters.require("id")),
      let tour = try await base.database.read({ try $0.brandTour(id) })
    else { throw Problem.notFound(context.t("There is no route at this address.")) }
    let bases = try await base.bases(tour.bases)
    try require(bases.values, rights, context.t)
    return (tour, bases)
  }

  @Sendable private func list(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let all = try await base.database.read { try $0.brandTours(published: false) }
    let bases = try await base.bases(all.flatMap(\.bases))
    let mine = all.filter { tour in
      tour.bases.allSatisfy { id in
        bases[id].map { rights.may(.decideBases, Target(region: $0.facts.region, base: id.rawValue)) } ?? true
      }
    }
    let body = BrandTourDeskPages(places: base.places, t: context.t).list(
      mine, bases, tabs: base.people.tabs("/desk/tours", rights, context.t))
    return base.page(
      context.t("Tours of the province"), "/desk/tours", section: "desk", body, breadcrumbs: [(context.t("Desk"), "/desk")],
      request, context)
  }

  // MARK: Making and changing

  @Sendable private func newPage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let body = BrandTourDeskPages(places: base.places, t: context.t).edit(base.site.form(context), nil)
    return page(context.t("New route"), "/desk/tours/new", body, request, context)
  }

  @Sendable private func add(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let form = try await base.site.form(request, context)
    return try await save(form, nil, request, context, rights)
  }

  @Sendable private func editPage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (tour, bases) = try await tour(context, rights)
    let form = BrandTourDeskPages.filled(base.site.form(context), tour, bases)
    let body = BrandTourDeskPages(places: base.places, t: context.t).edit(form, tour)
    return page(context.t.pick(tour.facts.names), "/desk/tours/\(tour.id)", body, request, context)
  }

  @Sendable private func edit(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (tour, _) = try await tour(context, rights)
    return try await save(try await base.site.form(request, context), tour, request, context, rights)
  }

  private func save(
    _ typed: Form, _ tour: BrandTour?, _ request: Request, _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    var form = typed
    let facts = BrandTourDeskPages.facts(&form, context.t)
    let bases = try await bases(&form, context.t)
    let path = tour.map { "/desk/tours/\($0.id)" } ?? "/desk/tours/new"
    let slug = tour?.slug ?? form.text("slug", most: 60, context.t)
    if tour == nil { try await checkSlug(slug, &form, context.t) }
    func again(_ form: Form) -> Response {
      page(
        tour.map { context.t.pick($0.facts.names) } ?? context.t("New route"), path,
        BrandTourDeskPages(places: base.places, t: context.t).edit(form, tour), request, context, isWrong: true)
    }
    guard form.isGood else { return again(form) }
    try require(bases, rights, context.t)
    let version = Int(form.typed["version"] ?? "") ?? 0
    do {
      return try await base.site.once(form, context, in: base.database) { writer in
        if let tour {
          try base.tours.change(tour.id, version: version, facts, bases.map(\.id), by: rights, in: writer)
          return FormOutcome(path, told: context.t("The route is saved."))
        }
        let made = try base.tours.add(facts, bases.map(\.id), slug: slug, by: rights, in: writer)
        return FormOutcome("/desk/tours/\(made.id)", told: context.t("The route is saved; it is not published yet."))
      }
    } catch let refusal as TourRefusal {
      form.refuse("", TourWords(t: context.t).sentence(refusal))
      return again(form)
    }
  }

  private func checkSlug(_ slug: String, _ form: inout Form, _ t: Localizer) async throws {
    guard form.error("slug") == nil else { return }
    let letters = Set("abcdefghijklmnopqrstuvwxyz0123456789-")
    // The other pages under /tours have their names already.
    if !slug.allSatisfy(letters.contains) || ["plan", "book"].contains(slug) {
      form.refuse("slug", t("Please use small letters, digits and hyphens; “plan” and “book” are taken."))
    } else if try await base.database.read({ try $0.brandTour(slug: slug) }) != nil {
      form.refuse("slug", t("Another route has this address."))
    }
  }

  /// The bases of a form, one address a line.
  private func bases(_ form: inout Form, _ t: Localizer) async throws -> [Base] {
    let lines = (form.typed["bases"] ?? "").split(whereSeparator: \.isNewline).map { line in
      String(line.split(separator: "/").last ?? "").filter { !$0.isWhitespace }
    }.filter { !$0.isEmpty }
    guard (2...8).contains(lines.count), Set(lines).count == lines.count else {
      form.refuse("bases", t("Please give two to eight different bases, one a line."))
      return []
    }
    let found = try await base.database.read { try $0.tourBases(slugs: lines) }.map(\.base)
    if let missing = lines.first(where: { line in !found.contains { $0.slug == line } }) {
      form.refuse("bases", t("There is no published base “{name}”.", ["name": missing]))
    }
    return lines.compactMap { line in found.first { $0.slug == line } }
  }

  // MARK: Publishing

  private func set(
    _ state: BrandTour.State, told: String, _ request: Request, _ context: SiteContext, _ rights: Rights
  ) async throws -> Response {
    let (tour, _) = try await tour(context, rights)
    let form = try await base.site.form(request, context)
    do {
      return try await base.site.once(form, context, in: base.database) { writer in
        try base.tours.set(state, of: tour.id, by: rights, in: writer)
        return FormOutcome("/desk/tours/\(tour.id)", told: told)
      }
    } catch let refusal as TourRefusal {
      throw Problem(.conflict, detail: TourWords(t: context.t).sentence(refusal))
    }
  }

  @Sendable private func publish(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await set(.published, told: context.t("The route is published."), request, context, rights)
  }

  @Sendable private func withdraw(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await set(.withdrawn, told: context.t("The route is not public any more."), request, context, rights)
  }
}
