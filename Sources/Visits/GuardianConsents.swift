import Foundation
import Identity
import Journal
import People
import Places
import SQL
import Site

/// Why a slip is not made or answered.
enum GuardianRefusal: Error, Sendable, Hashable {
  /// No base of the visit needs names.
  case notNeeded
  /// The visit is not on its way, or has begun.
  case closed
  /// More slips than the school can need.
  case tooMany(most: Int)
  case changedMeanwhile
  case notFound
}

/// Consents of pupils' guardians, where the insurance of a base needs names (监护人同意).
///
/// Names are kept sealed, for the bases that need them alone, and erased with all slips after the visit; a refusal and a
/// withdrawal keep no name at all. Source: Personal Information Protection Law, art. 15, 19, 28, 29, 31.
public struct GuardianConsents: Sendable {
  let schools: Schools
  let policy: PaperPolicy
  private let box: SecretBox

  /// Consents over visits of schools.
  ///
  /// - Parameter secret: the portal's secret, under which names are sealed.
  public init(schools: Schools, policy: PaperPolicy, secret: String) {
    self.schools = schools
    self.policy = policy
    box = SecretBox(secret: secret, use: "guardian-consents")
  }

  private var visits: Visits { schools.visits }

  /// Most slips that are made at once, for one page to print.
  static let mostAtOnce = 300

  // MARK: The school

  /// Makes slips for guardians.
  ///
  /// - Parameters:
  ///   - wanted: how many in each language.
  ///   - forClass: whether there is one address for the class and each slip has a code.
  ///   - replaces: whether slips that nobody has answered end.
  /// - Returns: the slips with their secrets, of which only hashes are kept.
  /// - Throws: `GuardianRefusal`; then nothing has changed.
  func make(
    _ wanted: [(language: Language, count: Int)], of id: ID<SchoolVisit>, forClass: Bool, replaces: Bool, by person: ID<Person>,
    in writer: Writer
  ) throws -> NewSlips {
    let (visit, _) = try open(id, writer)
    if replaces { try writer.endOpenSlips(of: id) }
    let pupils = visit.plan.party.minors + visit.plan.party.preschool
    let most = min(Self.mostAtOnce, pupils + policy.spareSlips - (try writer.guardianCounts(of: id).all))
    let count = wanted.map(\.count).reduce(0, +)
    guard count > 0, count <= most else { throw GuardianRefusal.tooMany(most: max(0, most)) }
    let classToken = forClass ? SecretToken() : nil
    if let classToken { try writer.insertGuardianClass(hash: classToken.hash, of: id) }
    var slips: [NewSlip] = []
    let first = try writer.lastSlipNumber(of: id) + 1
    for language in wanted.flatMap({ Array(repeating: $0.language, count: $0.count) }) {
      let secret = classToken == nil ? SecretToken().text : SlipCode.make()
      let slip = GuardianSlip(
        id: visits.ids.next(), visit: id, number: first + slips.count, language: language, answer: .open, name: nil, version: 1)
      try writer.insert(slip, hash: SecretToken.hash(classToken.map { SlipCode.secret($0.text, secret) } ?? secret))
      slips.append(NewSlip(number: slip.number, language: language, secret: secret))
    }
    try record("school_visit.slips_made", id, ["slips": count], by: .person(person), in: writer)
    return NewSlips(slips: slips, classToken: classToken?.text)
  }

  /// A visit whose guardians can still be asked, with its first beginning.
  private func open(_ id: ID<SchoolVisit>, _ reader: Reader) throws -> (visit: SchoolVisit, begins: Instant) {
    guard let visit = try reader.schoolVisit(id) else { throw GuardianRefusal.notFound }
    let legs = try reader.legs(of: id)
    guard try visits.pupilsNames(for: legs, reader) != nil else { throw GuardianRefusal.notNeeded }
    let begins = try legs.compactMap { try reader.session($0.session)?.session.starts }.min() ?? visit.day.localStart
    guard visit.state.isOpen, !visit.state.isWritable, visits.clock.now() < begins else { throw GuardianRefusal.closed }
    return (visit, begins)
  }

  // MARK: The guardian

  /// Gives consent with the pupil's name, or gives it anew with another name.
  ///
  /// - Throws: `GuardianRefusal`.
  func give(_ name: String, at hash: String, in writer: Writer) throws {
    var slip = try answerable(hash, writer)
    slip.answer = .given
    slip.name = try box.seal(Array(name.utf8), for: Self.owner(slip.id))
    try store(&slip, "school_visit.consent_given", in: writer)
  }

  /// Refuses; no name is kept.
  func refuse(at hash: String, in writer: Writer) throws {
    var slip = try answerable(hash, writer)
    slip.answer = .refused
    slip.name = nil
    try store(&slip, "school_visit.consent_refused", in: writer)
  }

  /// Takes a consent back, at any time: the name is erased at once.
  func withdraw(at hash: String, in writer: Writer) throws {
    guard var slip = try writer.guardianSlip(hash: hash) else { throw GuardianRefusal.notFound }
    guard slip.answer == .given else { throw GuardianRefusal.closed }
    slip.answer = .withdrawn
    slip.name = nil
    try store(&slip, "school_visit.consent_withdrawn", in: writer)
  }

  private func answerable(_ hash: String, _ reader: Reader) throws -> GuardianSlip {
    guard let slip = try reader.guardianSlip(hash: hash) else { throw GuardianRefusal.notFound }
    _ = try open(slip.visit, reader)
    return slip
  }

  private func store(_ slip: inout GuardianSlip, _ action: String, in writer: Writer) throws {
    slip.version += 1
    try writer.update(slip, at: visits.clock.now())
    try record(action, slip.visit, ["slip": slip.number], by: .command("guardian"), in: writer)
  }

  /// The name on a slip, for the guardian who gave it.
  func name(on slip: GuardianSlip) -> String? {
    slip.name.flatMap { box.open($0, for: Self.owner(slip.id)) }.map { String(decoding: $0, as: UTF8.self) }
  }

  private static func owner(_ id: ID<GuardianSlip>) -> String { "slip:\(id)" }

  // MARK: The base

  /// The names of pupils whose guardians agreed, for a base that needs them.
  ///
  /// - Throws: `GuardianRefusal.notNeeded` for any other.
  func names(of id: ID<SchoolVisit>, for base: ID<Base>, _ reader: Reader) throws -> [String] {
    guard try visits.pupilsNames(for: reader.legs(of: id), reader)?.bases.contains(base) == true else {
      throw GuardianRefusal.notNeeded
    }
    return try reader.consents(to: id).compactMap { name(on: $0) }
  }

  // MARK: The deadline

  /// Visits whose names should all be there, and are not; each is told once.
  func overdue(in writer: Writer) throws -> [(visit: SchoolVisit, names: VisitNames)] {
    let now = visits.clock.now()
    let days = visits.rules.all.map(\.papers.untilDays).max() ?? 0
    let near = try writer.openSchoolVisits(from: now.localDay, through: now.localDay.adding(days: days + 1), limit: 200)
    return try near.compactMap { visit in
      guard let names = try VisitNames(of: visit, visits, writer), names.due <= now else { return nil }
      try writer.noteGuardians(of: visit.id, at: now)
      return names.missing > 0 ? (visit, names) : nil
    }
  }

  /// Notes that somebody at a base reads the names of pupils.
  func noteReading(
    of id: ID<SchoolVisit>, at base: ID<Base>, by actor: JournalEntry.Actor, in writer: Writer
  ) throws {
    try record("pupil_names.read", id, ["base": Int(base.rawValue)], by: actor, in: writer)
  }

  private func record(
    _ action: String, _ id: ID<SchoolVisit>, _ details: [String: Int], by actor: JournalEntry.Actor, in writer: Writer
  ) throws {
    try visits.journal.record(JournalEntry(action, on: .init("school_visit", id), by: actor, details: details), in: writer)
  }
}

/// How it stands with the names of a school's visit, where a base needs them.
struct VisitNames: Sendable {
  let bases: Set<ID<Base>>
  /// Until when they should be there.
  let due: Instant
  let pupils: Int
  let counts: GuardianCounts

  /// `nil` where no base needs names.
  init?(of visit: SchoolVisit, _ visits: Visits, _ reader: Reader) throws {
    guard let needed = try visits.pupilsNames(for: reader.legs(of: visit.id), reader) else { return nil }
    (bases, due) = (needed.bases, needed.due)
    pupils = visit.plan.party.minors + visit.plan.party.preschool
    counts = try reader.guardianCounts(of: visit.id)
  }

  /// Pupils who come without a name for the insurance.
  var missing: Int { max(0, pupils - counts[.given]) }
}
