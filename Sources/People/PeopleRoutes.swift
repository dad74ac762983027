import SQL
import Site

/// All routes of the room.
public struct PeopleRoutes: Sendable {
  let people: People
  let site: Site
  let limits: LoginLimits
  let handlers: [SecondPersonAct: SecondPersonHandler]
  let findBase: @Sendable (String, Reader) throws -> Target?

  /// Routes over a room, shown in the chrome of a site.
  ///
  /// - Parameters:
  ///   - triesPerMinute: how often one address may try what costs or guesses.
  ///   - handlers: what acts of other rooms do when a second person has confirmed them.
  ///   - findBase: a base as grants see it, by its address or number.
  public init(
    people: People, site: Site, triesPerMinute: Int, handlers: [SecondPersonAct: SecondPersonHandler],
    findBase: @escaping @Sendable (String, Reader) throws -> Target?
  ) {
    self.handlers = people.secondPersonHandlers.merging(handlers) { _, other in other }
    self.findBase = findBase
    self.people = people
    self.site = site
    limits = LoginLimits(perMinute: triesPerMinute, clock: site.clock)
  }

  /// Hangs the doors of the room.
  public func add(to doors: Doors) {
    AccountRoutes(people: people, site: site, limits: limits).add(to: doors)
    LoginRoutes(people: people, site: site, limits: limits).add(to: doors)
    PasskeyRoutes(people: people, site: site, limits: limits).add(to: doors)
    OpenIDRoutes(people: people, site: site, limits: limits).add(to: doors)
    MyRoutes(people: people, site: site).add(to: doors)
    SecurityRoutes(people: people, site: site).add(to: doors)
    let organizations = OrganizationRoutes(people: people, site: site)
    organizations.add(to: doors)
    OrganizationDeskRoutes(routes: organizations).add(to: doors)
    OrganizationAPI(routes: organizations).add(to: doors)
    PeopleAPI(people: people, site: site).add(to: doors)
    ProfileRoutes(people: people, site: site).add(to: doors)
    TokenRoutes(people: people, site: site).add(to: doors)
    JournalRoutes(people: people, site: site).add(to: doors)
    DeskRoutes(people: people, site: site, handlers: handlers, findBase: findBase).add(to: doors)
  }
}
