import Foundation
import SQL
import Site

/// All routes of the room.
public struct PeopleRoutes: Sendable {
  let people: People
  let site: Site
  let limits: LoginLimits
  let handlers: [SecondPersonAct: SecondPersonHandler]
  let findBase: @Sendable (String, Reader) throws -> Target?
  let movers: [PersonMover]
  let belongings: [Belongings]

  /// Routes over a room, shown in the chrome of a site.
  ///
  /// - Parameters:
  ///   - triesPerMinute: how often one address may try what costs or guesses.
  ///   - handlers: what acts of other rooms do when a second person has confirmed them.
  ///   - movers: hand over what rooms above keep of somebody whose account goes into another.
  ///   - belongings: what rooms above keep of somebody.
  ///   - findBase: a base as grants see it, by its address or number.
  public init(
    people: People, site: Site, triesPerMinute: Int, handlers: [SecondPersonAct: SecondPersonHandler],
    movers: [PersonMover], belongings: [Belongings], findBase: @escaping @Sendable (String, Reader) throws -> Target?
  ) {
    let merger: SecondPersonHandler = { payload, reason, rights, writer in
      let asked = try JSONDecoder().decode(AskedPersonMerger.self, from: Data(payload.utf8))
      guard let from = ID<Person>(asked.from), let into = ID<Person>(asked.into) else { throw Problem(.conflict) }
      try people.merge(from, into: into, reason: reason, by: rights, movers: movers, in: writer)
    }
    self.handlers = people.secondPersonHandlers.merging(handlers) { _, other in other }.merging([.mergePeople: merger]) { $1 }
    self.movers = movers
    self.belongings = belongings
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
    MyRoutes(people: people, site: site, belongings: belongings).add(to: doors)
    SecurityRoutes(people: people, site: site).add(to: doors)
    let organizations = OrganizationRoutes(people: people, site: site)
    organizations.add(to: doors)
    OrganizationDeskRoutes(routes: organizations).add(to: doors)
    OrganizationAPI(routes: organizations).add(to: doors)
    PeopleAPI(people: people, site: site).add(to: doors)
    ProfileRoutes(people: people, site: site).add(to: doors)
    TokenRoutes(people: people, site: site).add(to: doors)
    JournalRoutes(people: people, site: site).add(to: doors)
    let desk = DeskRoutes(people: people, site: site, handlers: handlers, findBase: findBase)
    desk.add(to: doors)
    PersonMergerRoutes(desk: desk, movers: movers).add(to: doors)
  }
}
