import Evaluation
import Foundation
import Identity
import Journal
import Logging
import Metrics
import People
import Places
import SQL
import SearchIndex
import Site
import Visits

/// The house put together: the database, the rooms, and the site that shows them.
public struct Portal: Sendable {
  /// Where everything is kept.
  public let database: Database
  /// The record of who did what.
  public let journal: Journal
  /// The room of people.
  public let people: People
  /// The room of judgements.
  public let evaluation: Evaluation
  /// The room of places.
  public let places: Places
  /// The room of visits.
  public let visits: Visits
  /// Tickets of visits, and the doors at which they are shown.
  public let tickets: Tickets
  let tours: Tours
  let booking: PublicBooking
  let schools: Schools
  let agreements: SchoolAgreements
  let draws: Draws
  let papers: GroupPapers
  let guardians: GuardianConsents
  /// The web kit.
  public let site: Site
  let settings: Settings
  let logger: Logger
  let clock: Clock

  /// The migrations of all rooms, lowest room first.
  public static let migrations =
    JobQueue.migrations + Site.migrations + Journal.migrations + SearchIndex.migrations + People.migrations
    + Evaluation.migrations + Places.migrations + Visits.migrations

  /// Opens the database, brings its schema up to date and puts the rooms together.
  ///
  /// - Parameters:
  ///   - settings: the settings in force.
  ///   - given: a database that is open already, instead of the one that the settings name.
  ///   - clock: the time by which everything lives.
  ///   - passwordCost: how dear a check of a password is.
  /// - Throws: `Settings.Wrong` or a sentence of the room that cannot start.
  public static func open(
    _ settings: Settings, on given: Database? = nil, clock: Clock = .system, passwordCost: PasswordHasher.Cost = .standard
  ) async throws -> Portal {
    let logger = makeLogger(settings)
    let home = settings["home"] ?? "."
    let configuration = try siteConfiguration(settings, logger)
    let clock = clock.ahead(by: .seconds(configuration.rehearsalDays * 86_400))
    let files = SeedFiles(folder: home + "/Data")
    let vocabularies = try files.vocabularies()
    let catalogs = try Catalogs.load(folder: home + "/Locales")
    let assets = try readAssets(home + "/Public")
    let database: Database
    if let given { database = given } else { database = try await openDatabase(settings, logger) }
    try await database.migrate(migrations)
    if settings.isOn("seed") { try await files.load(into: database) }
    let ids = IDGenerator(clock: clock)
    let journal = Journal(clock: clock, ids: ids)
    let secret = try settings.secret()
    let people = People(
      People.Tools(database: database, journal: journal, jobs: JobQueue(clock: clock, ids: ids), clock: clock, ids: ids),
      try peopleOptions(
        settings, configuration, files, secret: secret, passwordCost, catalogs: catalogs,
        regions: try await Places.regionNames(in: database)))
    let zone = configuration.timeZone
    let programmes = try ProgrammeLibrary(folder: home + "/Policies/programmes")
    let evaluation = try await Evaluation.open(
      Evaluation.Tools(database: database, people: people, journal: journal, clock: clock, ids: ids),
      Evaluation.Options(
        programmes: programmes,
        calendar: try WorkingCalendar(file: home + "/Policies/calendar.yaml"), directory: Places.directory,
        evidence: EvidenceStore(folder: (settings["media"] ?? "var/media") + "/evidence"),
        issuer: CredentialIssuer(
          name: configuration.organizer ?? configuration.name, publicURL: settings.publicURL, secret: secret),
        province: settings["province"] ?? "440000", localizer: { Localizer($0, catalog: catalogs[$0] ?? .empty, zone: zone) }))
    let places = try await Places.open(
      Places.Tools(database: database, people: people, journal: journal, search: SearchIndex(), clock: clock, ids: ids),
      Places.Options(
        province: settings["province"] ?? "440000", timeZone: settings["time-zone"] ?? "Asia/Shanghai",
        reviewNumber: settings["map.review-number"],
        raster: settings["map.raster"].map { .init(template: $0, attribution: settings["map.attribution"]) },
        vocabularies: vocabularies, photos: PhotoStore(folder: settings["media"] ?? "var/media"),
        policy: try PlacesPolicy(file: home + "/Policies/places.yaml"),
        namingSchemes: programmes.schemes.mapValues { NamingScheme(key: $0, level: "provincial") }))
    let calendar = try WorkingCalendar(file: home + "/Policies/calendar.yaml")
    let visits = Visits(
      database: database, journal: journal, clock: clock, ids: ids,
      rules: try VisitRulesLibrary(folder: home + "/Policies/visits"),
      calendar: calendar)
    let tickets = try Tickets(visits: visits, secret: secret, policy: try GatePolicy(file: home + "/Policies/door.yaml"))
    let booking = PublicBooking(
      visits: visits, secret: secret, policy: try BookingPolicy(file: home + "/Policies/bookings.yaml"))
    let tours = Tours(
      visits, policy: try TourPolicy(file: home + "/Policies/tours.yaml"),
      routing: .init(amapKey: settings["tours.amap-key"], logger: logger, fetch: OutsideService.fetch))
    let site = Site(
      configuration: configuration, assets: assets, catalogs: catalogs, navigation: Self.navigation, more: Self.more,
      secret: secret, clock: clock,
      findVisitor: people.visitor)
    let agreements = SchoolAgreements(visits, policy: try AgreementPolicy(file: home + "/Policies/school-agreements.yaml"))
    let schools = Schools(
      tours, policy: try SchoolPolicy(file: home + "/Policies/school-visits.yaml"), agreements: agreements)
    let paperPolicy = try PaperPolicy(file: home + "/Policies/visit-papers.yaml")
    let portal = Portal(
      database: database, journal: journal, people: people, evaluation: evaluation, places: places, visits: visits,
      tickets: tickets, tours: tours, booking: booking,
      schools: schools, agreements: agreements,
      draws: Draws(
        visits: visits, people: people, places: places, policy: try DrawPolicy(file: home + "/Policies/draws.yaml"),
        secret: secret, sign: evaluation.signed),
      papers: GroupPapers(
        visits: visits, policy: paperPolicy, secret: secret, folder: (settings["media"] ?? "var/media") + "/visit-letters"),
      guardians: GuardianConsents(schools: schools, policy: paperPolicy, secret: secret),
      site: site,
      settings: settings, logger: logger,
      clock: clock)
    if settings.isOn("seed") { try await portal.loadShippedVenues(files) }
    return portal
  }

  private static let navigation = [
    NavigationItem("Map", path: "/", section: "home"), NavigationItem("Bases", path: "/bases", section: "bases"),
    NavigationItem("Science days", path: "/tours", section: "tours"),
    NavigationItem("Calls", path: "/calls", section: "calls"),
    NavigationItem("Open data", path: "/data", section: "data"), NavigationItem("About", path: "/about", section: "about"),
  ]

  private static let more = [
    NavigationItem("Industries and counties", path: "/matrix", section: "calls"),
    NavigationItem("Public notices", path: "/notices", section: "calls"),
    NavigationItem("Draws of places", path: "/draws", section: "draws"),
    NavigationItem("Experts", path: "/experts", section: "experts"),
    NavigationItem("Organizations", path: "/organizations", section: "organizations"),
    NavigationItem("Your data", path: "/privacy", section: "privacy"),
    NavigationItem("Help", path: "/help", section: "help"),
  ]

  private static func peopleOptions(
    _ settings: Settings, _ configuration: SiteConfiguration, _ files: SeedFiles, secret: String, _ cost: PasswordHasher.Cost,
    catalogs: [Language: Catalog], regions: [String: LocalizedText]
  ) throws -> People.Options {
    let zone = configuration.timeZone
    return People.Options(
      policy: try PeoplePolicy(file: (settings["home"] ?? ".") + "/Policies/people.yaml"),
      commonPasswords: try files.commonPasswords(), passwordCost: cost,
      passwordThreads: max(1, ProcessInfo.processInfo.activeProcessorCount / 2), secret: secret, publicURL: settings.publicURL,
      portalName: configuration.name.en ?? configuration.name.zhHans, regionNames: { regions[$0] },
      localizer: { Localizer($0, catalog: catalogs[$0] ?? .empty, zone: zone) },
      deskTabs: DeskOfPlaces.tabs + EvaluationRoutes.tabs + TourRoutes.tabs + VisitDeskRoutes.tabs + BookingRoutes.tabs
        + SchoolRoutes.tabs + DrawRoutes.tabs + People.deskTabs,
      links: EvaluationRoutes.links + VisitDeskRoutes.links + BookingRoutes.links + TourRoutes.links + SchoolRoutes.links
        + AgreementRoutes.links + DrawRoutes.links,
      providers: try LoginProviders.read(settings["login-providers"]))
  }

  private static func makeLogger(_ settings: Settings) -> Logger {
    var logger = Logger(label: "kepu", factory: { StreamLogHandler.standardError(label: $0) })
    logger.logLevel = settings["log-level"].flatMap { Logger.Level(rawValue: $0) } ?? .info
    return logger
  }

  private static func siteConfiguration(_ settings: Settings, _ logger: Logger) throws -> SiteConfiguration {
    var configuration = SiteConfiguration()
    configuration.organizer = settings["organizer.zh-hans"].map {
      LocalizedText(zhHans: $0, zhHant: settings["organizer.zh-hant"], en: settings["organizer.en"])
    }
    configuration.contact = settings["contact"]
    configuration.icp = settings["icp"]
    configuration.policeRecord = settings["police-record"]
    configuration.mapReviewNumber = settings["map.review-number"]
    configuration.rasterOrigin = settings["map.raster"].flatMap {
      URL(string: $0.replacing("{", with: "").replacing("}", with: ""))
    }
    .flatMap { url in url.host.map { "https://\($0)" } }
    configuration.publicURL = settings["public-url"]
    configuration.trustedProxies = settings.number("trusted-proxies")
    configuration.requestsPerMinute = settings.number("rate.pages")
    configuration.rehearsalDays = settings.number("rehearsal.days")
    configuration.isSecure = settings["tls.certificate"] != nil
    configuration.timeZone = settings["time-zone"].flatMap(TimeZone.init(identifier:)) ?? configuration.timeZone
    if let problem = configuration.problems().first { throw Settings.Wrong(description: problem) }
    for warning in configuration.warnings() { logger.warning("\(warning)") }
    return configuration
  }

  private static func readAssets(_ folder: String) throws -> Assets {
    do { return try Assets(folder: folder) } catch {
      throw Settings.Wrong(description: "The folder \(folder) cannot be read; start in the project's folder or set home.")
    }
  }

  private static func openDatabase(_ settings: Settings, _ logger: Logger) async throws -> Database {
    let address = settings["database"] ?? ""
    if address.hasPrefix("sqlite:") {
      let folder = URL(fileURLWithPath: String(address.dropFirst("sqlite:".count))).deletingLastPathComponent().path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
    return try await Database.open(try DatabaseURL(address), logger: logger)
  }

  private func loadShippedVenues(_ files: SeedFiles) async throws {
    guard try await places.isEmpty, FileManager.default.fileExists(atPath: files.venues) else { return }
    let outcome = try await places.importFile(
      files.venues, Places.ImportOptions(), by: Places.Author(actor: .command("seed")),
      t: site.localizer(.en), progress: { _, _ in })
    logger.notice("loaded the shipped venues", metadata: ["new": "\(outcome.new)", "refused": "\(outcome.refused)"])
    try await journal.seal(in: database)
  }

  /// Closes the database.
  public func close() async { await database.close() }
}
