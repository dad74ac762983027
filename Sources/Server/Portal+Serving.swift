import Evaluation
import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdHTTP2
import HummingbirdTLS
import Journal
import Logging
import Metrics
import NIOSSL
import People
import Places
import SQL
import ServiceLifecycle
import Site
import Visits

extension Portal {
  /// Opens a portal and serves it until it is told to stop.
  public static func serve(_ settings: Settings) async throws {
    let portal = try await open(settings)
    let metrics = PrometheusMetrics()
    MetricsSystem.bootstrap(metrics)
    do {
      try await portal.application(metrics: metrics).runService()
    } catch {
      await portal.close()
      throw error
    }
    await portal.close()
  }

  /// All routes of the house under the one middleware.
  func router(metrics: PrometheusMetrics, plan: DoorPlan = DoorPlan()) -> Router<SiteContext> {
    let router = Router(context: SiteContext.self, options: [.autoGenerateHeadEndpoints])
    let routes = Router(context: SiteContext.self)
    addRoutes(to: routes, metrics: metrics, plan: DoorPlan())
    let table = RouteTable(routes.routes.map { (path: $0.path.description, method: $0.method) })
    router.add(middleware: SiteMiddleware(site, clock: clock, routes: table))
    addRoutes(to: router, metrics: metrics, plan: plan)
    return router
  }

  private func addRoutes(to router: Router<SiteContext>, metrics: PrometheusMetrics, plan: DoorPlan) {
    let doors = Doors(router, plan: plan)
    let places = places
    SiteRoutes(site: site, database: database, metrics: metrics, metricsToken: settings["metrics-token"]).add(to: router)
    let bookings = BookingRoutes(
      booking: booking, places: places, people: people, site: site, triesPerMinute: settings.number("rate.bookings"))
    PlacesRoutes(
      places: places, site: site, parts: [bookings.part],
      described: APIDescription(
        operations: BookingAPIDocument.operations + DrawAPIDocument.operations + TourAPIDocument.operations
          + SchoolVisitAPIDocument.operations + VisitDeskAPIDocument.operations,
        schemas: BookingAPIDocument.schemas + DrawAPIDocument.schemas + TourAPIDocument.schemas
          + SchoolVisitAPIDocument.schemas + VisitDeskAPIDocument.schemas)
    ).add(to: router)
    HelpRoutes(site: site).add(to: router)
    DeskOfPlaces(places: places, site: site).add(to: doors)
    EvaluationRoutes(evaluation: evaluation, site: site).add(to: doors)
    TicketRoutes(tickets: tickets, site: site).add(to: doors)
    DoorRoutes(tickets: tickets, places: places, people: people, site: site).add(to: doors)
    bookings.add(to: doors)
    VisitDeskRoutes(booking: booking, places: places, people: people, site: site).add(to: doors)
    TourRoutes(tours: tours, places: places, people: people, site: site).add(to: doors)
    let schoolRoutes = SchoolRoutes(schools: schools, places: places, people: people, evaluation: evaluation, site: site)
    schoolRoutes.add(to: doors)
    GuardianRoutes(
      guardians: guardians, school: schoolRoutes, site: site, triesPerMinute: settings.number("rate.bookings")
    ).add(to: doors)
    PaperRoutes(papers: papers, places: places, site: site, triesPerMinute: settings.number("rate.bookings")).add(to: doors)
    AgreementRoutes(agreements: agreements, places: places, people: people, site: site).add(to: doors)
    DrawRoutes(draws: draws, places: places, people: people, site: site).add(to: doors)
    PeopleRoutes(
      people: people, site: site, triesPerMinute: settings.number("rate.logins"),
      handlers: places.secondPersonHandlers.merging(evaluation.secondPersonHandlers) { _, other in other },
      movers: [places.movePerson, evaluation.movePerson, visits.movePerson, draws.movePerson],
      belongings: [papers.belongings, visits.belongings, booking.belongings, draws.belongings],
      findBase: { try places.target($0, in: $1) }
    ).add(to: doors)
  }

  /// How many new connections may wait to be taken, for the minute in which places are given; the system may allow fewer.
  private static let backlog = 4_096

  /// The application with its background services.
  func application(metrics: PrometheusMetrics) throws -> some ApplicationProtocol {
    let address = BindAddress.hostname(settings["host"] ?? "127.0.0.1", port: settings.number("port"))
    var application = Application(
      router: router(metrics: metrics), server: try serverBuilder(),
      configuration: ApplicationConfiguration(address: address, serverName: nil, backlog: Self.backlog), logger: logger)
    for service in services { application.addServices(service) }
    return application
  }

  /// What runs beside the requests.
  var services: [any Service] {
    [
      places.follow(logger: logger), places.countViews(logger: logger), people.ledger(logger: logger),
      people.digests(logger: logger), places.reminders(logger: logger), places.namings(logger: logger),
      evaluation.deadlines(logger: logger), booking.forgetting(logger: logger),
      booking.keeping(people: people, site: site, logger: logger),
      booking.reminding(people: people, site: site, logger: logger),
      schools.reminding(people: people, places: places, site: site, logger: logger), schools.erasing(logger: logger),
      draws.keeping(site: site, logger: logger), draws.forgetting(keepDays: booking.policy.keepDays, logger: logger),
      papers.keeping(people: people, places: places, site: site, logger: logger),
      guardians.keeping(people: people, places: places, site: site, logger: logger), sealing,
      JobRunner(queue: JobQueue(clock: clock), database: database, handlers: jobHandlers(), clock: clock, logger: logger),
    ]
  }

  /// Seals the journal every second.
  private var sealing: Chore {
    let (journal, database) = (journal, database)
    return Chore("journal", every: .seconds(1), .afterPause, failing: "the journal could not be sealed", logger: logger) {
      try await journal.seal(in: database)
      return false
    }
  }

  /// Plain HTTP/1.1, or HTTP/2 and 1.1 over TLS; slow clients are shown the door on both.
  func serverBuilder() throws -> HTTPServerBuilder {
    let patience = settings.patience
    let connection = HTTP1Channel.Configuration(
      additionalChannelHandlers: [patience.handler()], idleTimeout: patience.idle)
    guard let certificate = settings["tls.certificate"], let key = settings["tls.key"] else {
      return HTTPServerBuilder { EventLoopChannel(base: HTTP1Channel(responder: $0, configuration: connection)) }
    }
    let chain = try NIOSSLCertificate.fromPEMFile(certificate).map { NIOSSLCertificateSource.certificate($0) }
    let tls = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain, privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
    let configuration = HTTP2UpgradeChannel.Configuration(
      idleTimeout: .nanoseconds(patience.idle.nanoseconds), streamConfiguration: connection)
    return HTTPServerBuilder { responder in
      let upgrade = try HTTP2UpgradeChannel(tlsConfiguration: tls, configuration: configuration, responder: responder)
      return EventLoopChannel(base: TimelyTLSChannel(base: upgrade, limit: patience.head))
    }
  }
}

extension Settings {
  /// How long slow clients are waited for.
  var patience: Patience {
    var patience = Patience()
    patience.head = .seconds(Int64(number("timeout.head")))
    patience.body = .seconds(Int64(number("timeout.body")))
    patience.bodyRate = number("timeout.body-rate")
    patience.stall = .seconds(Int64(number("timeout.stall")))
    patience.idle = .seconds(Int64(number("timeout.idle")))
    return patience
  }
}
