import HTML
import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// All routes of one-day tours.
public struct TourRoutes: Sendable {
  let tours: Tours
  let places: Places
  let people: People
  let site: Site

  /// Routes over tours, shown in the chrome of a site.
  public init(tours: Tours, places: Places, people: People, site: Site) {
    self.tours = tours
    self.places = places
    self.people = people
    self.site = site
  }

  /// The page that the desk's tab leads to.
  public static let tabs = [DeskTab("Tours of the province", path: "/desk/tours", for: .decideBases)]

  /// The way to this part from somebody's own page.
  public static let links = [
    NavigationItem("My science days", path: "/me/tours", section: "me"),
    NavigationItem("Science passport", path: "/me/passport", section: "me"),
  ]

  /// Hangs the doors.
  public func add(to doors: Doors) {
    TourPlanRoutes(base: self).add(to: doors)
    TripRoutes(base: self).add(to: doors)
    BrandTourRoutes(base: self).add(to: doors)
    TourLunchRoutes(base: self).add(to: doors)
    BrandTourDeskRoutes(base: self).add(to: doors)
    PassportRoutes(base: self).add(to: doors)
    TourAPI(base: self).add(to: doors)
  }

  var database: Database { tours.visits.database }

  /// Today where the bases are.
  var today: Day { tours.visits.clock.now().localDay }

  func page(
    _ title: String, _ path: String, section: String = "tours", _ body: HTML, breadcrumbs: [(String, String)] = [],
    modules: [String] = [], _ request: Request, _ context: SiteContext, isWrong: Bool = false
  ) -> Response {
    site.response(
      Page(title: title, path: path, section: section, breadcrumbs: breadcrumbs, body: body, modules: modules), request, context,
      status: isWrong ? .unprocessableContent : .ok)
  }

  /// The bases of days, by their numbers.
  func bases(_ ids: some Sequence<ID<Base>>) async throws -> [ID<Base>: Base] {
    let wanted = Array(Set(ids)).sorted()
    let rows = try await database.read { try $0.tourBases(wanted) }
    return Dictionary(rows.map { ($0.base.id, $0.base) }, uniquingKeysWith: { first, _ in first })
  }

  /// The tour of an address for whoever it belongs to; for everybody else there is none.
  func trip(of rights: Rights, _ context: SiteContext) async throws -> Trip {
    guard let id = ID<Trip>(try context.parameters.require("id")),
      let trip = try await database.read({ try $0.trip(id) }), trip.person == rights.person.id
    else { throw Problem.notFound(context.t("There is no tour at this address.")) }
    return trip
  }

  /// What a tour asks for once more, over other sessions.
  func order(_ sessions: [ID<VisitSession>], for trip: Trip, by rights: Rights, _ reader: Reader) throws -> TourOrder {
    let (booker, names) = (Self.booker(rights), try reader.bookings(of: trip.id).map(\.name))
    return TourOrder(
      request: trip.request, sessions: sessions, title: trip.title, startName: trip.startName, person: rights.person.id,
      booker: booker, contact: booker, name: names.first ?? rights.person.name)
  }

  /// Where somebody has been counts as visited.
  func withHistory(_ asked: TourRequest, _ context: SiteContext) async throws -> TourRequest {
    guard let person = context.rights?.person.id else { return asked }
    var request = asked
    request.visited.formUnion(try await database.read { try $0.basesVisited(by: person) })
    return request
  }

  /// By which a person is known again when they book.
  static func booker(_ rights: Rights) -> String { "p:\(rights.person.id)" }
}
