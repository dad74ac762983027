import People
import Site

/// All routes of this room for those who are logged in: managers' and officers' desks.
public struct DeskOfPlaces: Sendable {
  let places: Places
  let site: Site

  /// Routes over a room, shown in the chrome of a site.
  public init(places: Places, site: Site) {
    self.places = places
    self.site = site
  }

  /// The pages that the desk's tabs lead to.
  public static let tabs = [
    DeskTab("Waiting", path: "/desk", for: .seeDesk), DeskTab("Import", path: "/desk/import", for: .importBases),
    DeskTab("Perhaps twice", path: "/desk/duplicates", for: .mergeBases),
  ]

  /// Hangs the doors.
  public func add(to doors: Doors) {
    let manager = ManagerRoutes(places: places, site: site)
    manager.add(to: doors)
    PhotoDeskRoutes(manager: manager).add(to: doors)
    let officer = OfficerRoutes(places: places, site: site)
    officer.add(to: doors)
    BaseAPI(manager: manager).add(to: doors)
    OfficerAPI(officer: officer).add(to: doors)
    ImportRoutes(places: places, site: site).add(to: doors)
  }
}
