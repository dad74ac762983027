import Geo
import HTML
import Hummingbird
import People
import SQL
import Site

/// The pages of this room: home, list, base, region, about, data, and the map to embed.
public struct PlacesRoutes: Sendable {
  let places: Places
  let site: Site
  let parts: [BasePart]
  let described: APIDescription

  /// What a room above shows on the page of a base; nothing where it has nothing to show.
  public typealias BasePart = @Sendable (Base, Localizer, Reader) throws -> HTML

  /// Routes over a room, shown in the chrome of a site.
  ///
  /// - Parameters:
  ///   - parts: what rooms above show on the page of a base.
  ///   - described: what rooms above let programs do, for the OpenAPI document.
  public init(places: Places, site: Site, parts: [BasePart] = [], described: APIDescription = APIDescription()) {
    self.places = places
    self.site = site
    self.parts = parts
    self.described = described
  }

  /// Adds all routes of the room.
  public func add(to router: Router<SiteContext>) {
    router.get("/", use: home)
    router.get("/bases", use: list)
    router.get("/bases/:slug", use: base)
    router.get("/regions/:code", use: region)
    router.get("/about", use: about)
    router.get("/data", use: data)
    router.get("/embed/map", use: embed)
    PlacesAPI(places: places, site: site, described: described).add(to: router)
    FeaturesAPI(places: places, site: site).add(to: router)
    TileRoutes(places: places, site: site).add(to: router)
    DataRoutes(places: places, site: site).add(to: router)
  }

  @Sendable func home(_ request: Request, _ context: SiteContext) async throws -> Response {
    let version = places.version
    if let unchanged = site.unchangedPage(request, context, version: version) { return unchanged }
    let view = PlacesView(places, t: context.t)
    let open = view.snapshot.matching(openNow(view))
    let featured = try await places.database.read { try $0.summaries(Array(open.prefix(6))) }
    let page = HomePage(
      view: view, counts: RegionCounts(view.snapshot, regions: places.regions), total: view.snapshot.order.count,
      open: open.count, featured: featured,
      map: MapPanel(
        view: view, settings: places.map, region: places.province, label: context.t("Map of science bases")),
      province: places.regions[places.province])
    return site.response(
      Page(
        title: context.t("Find science near you"),
        description: context.t("Science museums, gardens, laboratories and other bases on one map."),
        path: "/", section: "home", body: page.html, modules: ["kepu-map.js", "kepu-near.js"], bodyClass: "home"),
      request, context, version: version)
  }

  private func openNow(_ view: PlacesView) -> AtlasTest {
    places.atlas.test(BaseFilter().with { $0.isOpenNow = true }, in: view.snapshot, at: view.now)
  }

  @Sendable func list(_ request: Request, _ context: SiteContext) async throws -> Response {
    let version = places.version
    if let unchanged = site.unchangedPage(request, context, version: version) { return unchanged }
    let filter = try places.filter(request, context)
    let found = try await BaseFinder(places: places).page(filter, request: try PageRequest(request.uri, size: 50))
    let view = PlacesView(places, t: context.t)
    let page = BaseListPage(
      view: view, filter: filter, found: found,
      map: MapPanel(
        view: view, settings: places.map, filter: filter, center: filter.near, zoom: filter.near == nil ? nil : 12,
        region: filter.near == nil ? filter.region ?? places.province : nil,
        label: context.t("Map of the bases in this list")))
    return site.response(
      Page(
        title: page.title, path: "/bases", section: "bases", body: page.html,
        modules: ["kepu-map.js", "kepu-filters.js", "kepu-near.js"], bodyClass: "wide"),
      request, context, version: version)
  }

  @Sendable func base(_ request: Request, _ context: SiteContext) async throws -> Response {
    let slug = try context.parameters.require("slug")
    let version = places.version
    if let unchanged = site.unchangedPage(request, context, version: version) { return unchanged }
    let view = PlacesView(places, t: context.t)
    let rights = context.rights
    let page: BasePage? = try await places.database.read { reader in
      guard let base = try reader.base(slug: slug), base.status == .published else { return nil }
      var page = try basePage(base, view, reader)
      page.care = try reader.care(of: base.id)
      page.parts = try parts.map { try $0(base, context.t, reader) }
      if let rights { page.isManager = rights.may(.editBase, try reader.target(of: base)) }
      return page
    }
    guard let page else {
      if let kept = try await places.database.read({ try $0.slugAfterMerger(slug) }) {
        return site.redirect(to: "/bases/\(kept)")
      }
      throw Problem.notFound(context.t("There is no base at this address."))
    }
    places.views.note(page.base.id)
    return site.response(
      Page(
        title: page.name, description: page.base.facts.summary.map { context.t.pick($0) }, path: "/bases/\(slug)",
        section: "bases",
        breadcrumbs: [(context.t("Bases"), "/bases")] + regionCrumbs(page.base.facts.region, context.t),
        body: page.html, modules: ["kepu-map.js"], jsonLD: StructuredData(page: page, baseURL: site.baseURL(request)).json),
      request, context, version: version)
  }

  private func basePage(_ base: Base, _ view: PlacesView, _ reader: Reader) throws -> BasePage {
    let near = base.facts.position.map { view.snapshot.nearest(5, to: $0.coordinate) } ?? []
    let others = near.filter { $0.id != base.id }.prefix(4)
    let summaries = try reader.summaries(others.map(\.id))
    let distances = Dictionary(others.map { ($0.id, $0.distance) }, uniquingKeysWith: { first, _ in first })
    let name = view.t.pick(base.facts.names)
    return BasePage(
      view: view, base: base, photos: try reader.photos(of: base.id),
      nearby: summaries, distances: distances,
      map: base.facts.position.map { position in
        MapPanel(
          view: view, settings: places.map, center: position.coordinate, zoom: position.accuracy == .district ? 10 : 13,
          marked: (position.coordinate, name), label: view.t("Map around {name}", ["name": name]))
      })
  }

  private func regionCrumbs(_ code: String, _ t: Localizer) -> [(String, String)] {
    places.regions.path(to: code).map { (t.pick($0.names), "/regions/\($0.code)") }
  }

  @Sendable func region(_ request: Request, _ context: SiteContext) async throws -> Response {
    let code = try context.parameters.require("code")
    guard let region = places.regions[code] else {
      throw Problem.notFound(context.t("There is no region with this code."))
    }
    let view = PlacesView(places, t: context.t)
    let filter = BaseFilter().with { $0.region = code }
    let ids = view.snapshot.matching(places.atlas.test(filter, in: view.snapshot, at: view.now))
    let bases = try await places.database.read { try $0.summaries(Array(ids.prefix(24))) }
    let page = RegionPage(
      view: view, region: region, counts: RegionCounts(view.snapshot, regions: places.regions), bases: bases,
      map: MapPanel(
        view: view, settings: places.map, filter: filter, region: code,
        label: context.t("Map of {place}", ["place": view.name(region: code)])))
    return site.response(
      Page(
        title: context.t("Science bases in {place}", ["place": page.name]), path: "/regions/\(code)", section: "bases",
        breadcrumbs: [(context.t("Bases"), "/bases")] + regionCrumbs(code, context.t).dropLast(), body: page.html,
        modules: ["kepu-map.js"]),
      request, context)
  }

  @Sendable func about(_ request: Request, _ context: SiteContext) async throws -> Response {
    let view = PlacesView(places, t: context.t)
    let page = AboutPage(view: view, total: view.snapshot.order.count, contact: site.configuration.contact)
    return site.response(
      Page(title: context.t("About this portal"), path: "/about", section: "about", body: page.html), request, context)
  }

  @Sendable func data(_ request: Request, _ context: SiteContext) async throws -> Response {
    let page = DataPage(view: PlacesView(places, t: context.t), baseURL: site.baseURL(request))
    return site.response(
      Page(title: context.t("Open data"), path: "/data", section: "data", body: page.html), request, context)
  }

  /// The bare map, for other sites to frame.
  @Sendable func embed(_ request: Request, _ context: SiteContext) async throws -> Response {
    let filter = try places.filter(request, context)
    let view = PlacesView(places, t: context.t)
    let map = MapPanel(
      view: view, settings: places.map, filter: filter, region: filter.region ?? places.province,
      label: context.t("Map of science bases"))
    return site.response(
      Page(
        title: context.t("Map of science bases"), path: "/embed/map", section: "", body: EmbedPage(view: view, map: map).html,
        modules: ["kepu-map.js"], bodyClass: "embed", isEmbedded: true),
      request, context)
  }
}

extension Places {
  /// The filter that an address asks for; a value that means nothing is a problem that names the parameter.
  func filter(_ request: Request, _ context: SiteContext) throws -> BaseFilter {
    do {
      return try BaseFilter(
        parameters: { request.uri.queryParameters[Substring($0)].map(String.init) }, vocabularies: vocabularies,
        regions: regions)
    } catch {
      throw Problem.badRequest(
        context.t("The value of “{name}” in the address is not known here.", ["name": error.parameter]),
        field: error.parameter)
    }
  }
}
