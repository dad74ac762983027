import Journal
import People
import SQL
import Site

/// The room of judgements: programmes, calls, submissions, reviews, decisions, public notices, appeals, and what follows.
///
/// Every judgement of the province has the same shape and runs through here; what differs is written in programmes, one policy
/// file each. Other rooms read what was decided in the journal, or ask for `awards(of:)`.
public struct Evaluation: Sendable {
  let database: Database
  let people: People
  let journal: Journal
  let clock: Clock
  let ids: IDGenerator
  let programmes: ProgrammeLibrary
  let calendar: WorkingCalendar
  let directory: Directory
  let evidence: EvidenceStore
  let issuer: CredentialIssuer
  let localizer: @Sendable (Language) -> Localizer
  /// Code of the province whose portal this is.
  let province: String
  let publishedRounds = PublishedRounds()

  /// What the room is given by the house.
  public struct Tools: Sendable {
    let database: Database
    let people: People
    let journal: Journal
    let clock: Clock
    let ids: IDGenerator

    /// The tools of the house.
    public init(database: Database, people: People, journal: Journal, clock: Clock, ids: IDGenerator) {
      self.database = database
      self.people = people
      self.journal = journal
      self.clock = clock
      self.ids = ids
    }
  }

  /// What a deployment decides about the room.
  public struct Options: Sendable {
    var programmes: ProgrammeLibrary
    var calendar: WorkingCalendar
    var directory: Directory
    var evidence: EvidenceStore
    var issuer: CredentialIssuer
    var localizer: @Sendable (Language) -> Localizer
    var province: String

    /// The options of a deployment.
    ///
    /// - Parameters:
    ///   - directory: how rooms above tell of bases and of numbers that they can compute.
    ///   - evidence: where files that are handed in are kept.
    ///   - issuer: who signs certificates.
    ///   - province: code of the province whose portal this is.
    public init(
      programmes: ProgrammeLibrary, calendar: WorkingCalendar, directory: Directory = .empty, evidence: EvidenceStore,
      issuer: CredentialIssuer, province: String = "440000",
      localizer: @escaping @Sendable (Language) -> Localizer
    ) {
      self.programmes = programmes
      self.calendar = calendar
      self.directory = directory
      self.evidence = evidence
      self.issuer = issuer
      self.localizer = localizer
      self.province = province
    }
  }

  /// Opens the room on a migrated database and keeps the text of every programme that it has not kept yet.
  public static func open(_ tools: Tools, _ options: Options) async throws -> Evaluation {
    let room = Evaluation(
      database: tools.database, people: tools.people, journal: tools.journal, clock: tools.clock, ids: tools.ids,
      programmes: options.programmes, calendar: options.calendar, directory: options.directory,
      evidence: options.evidence, issuer: options.issuer, localizer: options.localizer, province: options.province)
    let now = tools.clock.now()
    try await tools.database.write { writer in
      for text in options.programmes.texts { try writer.keep(text, at: now) }
    }
    return room
  }

  /// Today, where the deployment is.
  var today: Day { people.localToday }

  /// A text in all languages, for messages that are read later.
  func inAllLanguages(_ say: (Localizer) -> String) -> LocalizedText { LocalizedText(by: localizer, say) }

  /// Tells somebody something, in the language in which they will read it.
  func tell(_ person: ID<Person>, path: String, in writer: Writer, _ say: (Localizer) -> String) throws {
    try people.notify(person, .told(inAllLanguages(say)), path: path, in: writer)
  }

  func record(
    _ action: String, on subject: JournalEntry.Subject, by actor: JournalEntry.Actor, reason: String? = nil,
    details: [String: String] = [:], in writer: Writer
  ) throws {
    let reason = reason.flatMap { $0.isEmpty ? nil : $0 }
    try journal.record(
      details.isEmpty
        ? JournalEntry(action, on: subject, by: actor, reason: reason)
        : JournalEntry(action, on: subject, by: actor, reason: reason, details: details), in: writer)
  }
}
