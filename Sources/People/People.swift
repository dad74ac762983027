import Identity
import Journal
import OpenID
import SQL
import SearchIndex
import Site

/// The room of people: accounts, organizations, grants, profiles and achievements.
///
/// Other rooms ask it who somebody is and what they may do (`context.rights`), and hang their routes on its `Doors`.
public struct People: Sendable {
  /// Where everything is kept.
  public let database: Database
  let journal: Journal
  let jobs: JobQueue
  let clock: Clock
  let ids: IDGenerator
  let policy: PeoplePolicy
  let passwords: PasswordHasher
  let passwordRules: PasswordRules
  let box: SecretBox
  let linkBase: String
  let passkeys: Passkeys
  let openID: [OpenIDClient]
  let portalName: String
  /// The name of a region by its code.
  public let regionNames: @Sendable (String) -> LocalizedText?
  let localizer: @Sendable (Language) -> Localizer
  let deskTabs: [DeskTab]
  let links: [NavigationItem]

  /// What the room is given by the house.
  public struct Tools: Sendable {
    let database: Database
    let journal: Journal
    let jobs: JobQueue
    let clock: Clock
    let ids: IDGenerator

    /// The tools of the house.
    public init(database: Database, journal: Journal, jobs: JobQueue, clock: Clock, ids: IDGenerator) {
      self.database = database
      self.journal = journal
      self.jobs = jobs
      self.clock = clock
      self.ids = ids
    }
  }

  /// What a deployment decides about the room.
  public struct Options: Sendable {
    var policy: PeoplePolicy
    var commonPasswords: Set<String>
    var passwordCost: PasswordHasher.Cost
    var passwordThreads: Int
    var secret: String
    var publicURL: String
    var portalName: String
    var regionNames: @Sendable (String) -> LocalizedText?
    var localizer: @Sendable (Language) -> Localizer
    var deskTabs: [DeskTab]
    var links: [NavigationItem]
    var providers: [OpenIDProvider]

    /// The options of a deployment.
    ///
    /// - Parameters:
    ///   - publicURL: `https://host` under which people reach the portal; links in mails and passkeys are bound to it, never
    ///     to what a request calls the host.
    ///   - regionNames: the name of a region by its code.
    ///   - links: ways to other rooms from somebody's own page.
    public init(
      policy: PeoplePolicy, commonPasswords: Set<String>, passwordCost: PasswordHasher.Cost = .standard, passwordThreads: Int = 1,
      secret: String, publicURL: String, portalName: String,
      regionNames: @escaping @Sendable (String) -> LocalizedText?, localizer: @escaping @Sendable (Language) -> Localizer,
      deskTabs: [DeskTab] = [], links: [NavigationItem] = [], providers: [OpenIDProvider] = []
    ) {
      self.policy = policy
      self.commonPasswords = commonPasswords
      self.passwordCost = passwordCost
      self.passwordThreads = passwordThreads
      self.secret = secret
      self.publicURL = publicURL
      self.portalName = portalName
      self.regionNames = regionNames
      self.localizer = localizer
      self.deskTabs = deskTabs
      self.links = links
      self.providers = providers
    }
  }

  /// The room on a migrated database.
  public init(_ tools: Tools, _ options: Options) {
    database = tools.database
    journal = tools.journal
    jobs = tools.jobs
    clock = tools.clock
    ids = tools.ids
    policy = options.policy
    passwords = PasswordHasher(cost: options.passwordCost, threads: options.passwordThreads)
    passwordRules = options.policy.passwordRules(common: options.commonPasswords)
    box = SecretBox(secret: options.secret, use: "people")
    linkBase = options.publicURL
    let host = options.publicURL.split(separator: "/").last.map { $0.prefix { $0 != ":" } } ?? "localhost"
    passkeys = Passkeys(relyingPartyID: String(host), origin: options.publicURL, name: options.portalName)
    portalName = options.portalName
    regionNames = options.regionNames
    localizer = options.localizer
    deskTabs = options.deskTabs
    links = options.links
    openID = options.providers.map { provider in
      OpenIDClient(provider: provider, redirectURI: "\(options.publicURL)/login/with/\(provider.key)/return")
    }
  }

  /// Somebody who does something, where no account is behind it.
  public enum Failure: Error, Sendable {
    /// Somebody else changed it meanwhile.
    case changedMeanwhile
  }

  func record(
    _ action: String, on subject: JournalEntry.Subject?, by actor: JournalEntry.Actor, reason: String? = nil,
    details: [String: String] = [:], in writer: Writer
  ) throws {
    try journal.record(
      details.isEmpty
        ? JournalEntry(action, on: subject, by: actor, reason: reason)
        : JournalEntry(action, on: subject, by: actor, reason: reason, details: details),
      in: writer)
  }
}
