import Evaluation
import Foundation
import Identity
import Journal
import People
import Places
import SQL
import Site

/// What groups hand in before they come: lists of names, sealed under the portal's secret, and letters (团体预约材料).
///
/// Nothing is taken in that the base does not want. What is written into the journal are numbers, never a name.
public struct GroupPapers: Sendable {
  let visits: Visits
  let policy: PaperPolicy
  private let box: SecretBox
  /// Where letters are kept, each in a folder of its own.
  let folder: String

  /// Papers over bookings.
  ///
  /// - Parameters:
  ///   - secret: the portal's secret, under which names are sealed.
  ///   - folder: where letters are kept.
  public init(visits: Visits, policy: PaperPolicy, secret: String, folder: String) {
    self.visits = visits
    self.policy = policy
    self.folder = folder
    box = SecretBox(secret: secret, use: "visit-papers")
  }

  /// Why a paper is not taken in.
  enum Refusal: Error, Hashable {
    /// The base does not want it.
    case notNeeded
    /// More names than people who are booked.
    case tooMany(names: Int, people: Int)
    /// The booking has no places any more, or the visit has begun.
    case over
    case notFound
  }

  // MARK: Handing in

  /// Takes in a list of names, in place of the one before. One with fewer names than people can be made whole later.
  ///
  /// - Throws: `Refusal`.
  func handIn(_ names: [String], for id: ID<Booking>, by actor: JournalEntry.Actor, in writer: Writer) throws {
    let booking = try open(id, for: .names, writer)
    guard names.count <= booking.people else { throw Refusal.tooMany(names: names.count, people: booking.people) }
    let bytes = Array(try JSONEncoder().encode(names))
    try writer.put(names: box.seal(bytes, for: Self.owner(id)), count: names.count, for: id, at: visits.clock.now())
    try record("visit_papers.names_handed_in", id, ["names": names.count], by: actor, in: writer)
  }

  /// Notes a letter that was taken in, in place of the one before.
  ///
  /// - Throws: `Refusal`.
  func handIn(_ letter: ReceivedLetter, for id: ID<Booking>, by actor: JournalEntry.Actor, in writer: Writer) throws {
    _ = try open(id, for: .letter, writer)
    try writer.put(letter: letter.kept, bytes: letter.bytes, for: id, at: visits.clock.now())
    try record("visit_papers.letter_handed_in", id, ["bytes": letter.bytes], by: actor, in: writer)
  }

  private func open(_ id: ID<Booking>, for paper: VisitPaper, _ reader: Reader) throws -> Booking {
    guard let timed = try reader.timedBooking(id) else { throw Refusal.notFound }
    let state = try visits.papers(of: timed, reader)
    guard state.needed.contains(paper) else { throw Refusal.notNeeded }
    guard state.isOpen(at: visits.clock.now()) else { throw Refusal.over }
    return timed.booking
  }

  // MARK: Reading

  /// The names that were handed in.
  func names(of id: ID<Booking>, _ reader: Reader) throws -> [String] {
    guard let bytes = try reader.sealedNames(of: id).flatMap({ box.open($0, for: Self.owner(id)) }) else { return [] }
    return try JSONDecoder().decode([String].self, from: Data(bytes))
  }

  private static func owner(_ id: ID<Booking>) -> String { "names:\(id)" }

  // MARK: Letters

  /// A letter on disk that no booking has yet.
  struct ReceivedLetter: Sendable {
    let kept: KeptLetter
    let bytes: Int
  }

  static let letterKinds: [EvidenceKind] = [.pdf, .picture]

  /// Takes a letter in: by what it holds a PDF, JPEG or PNG, without metadata.
  ///
  /// - Throws: `EvidenceStore.Refused`.
  func receive(_ bytes: [UInt8]) async throws -> ReceivedLetter {
    guard bytes.count <= policy.largestLetter else { throw EvidenceStore.Refused.tooLarge }
    let number: ID<Booking> = visits.ids.next()
    let stored = try await store(number.rawValue).add(bytes, allowed: Self.letterKinds)
    return ReceivedLetter(kept: KeptLetter(folder: number.rawValue, digest: stored.cleanDigest), bytes: bytes.count)
  }

  /// What is in a letter, with its kind.
  func letter(_ kept: KeptLetter) -> (bytes: [UInt8], kind: EvidenceKind)? {
    guard let bytes = store(kept.folder).file(kept.digest), let kind = EvidenceKind(bytes) else { return nil }
    return (bytes, kind)
  }

  /// A kind of paper that somebody at the base reads.
  enum Reading: String { case names, table, letter }

  /// Notes that somebody at the base reads what a group handed in, so that the group and an auditor can be told.
  func noteReading(_ what: Reading, of id: ID<Booking>, by actor: JournalEntry.Actor, in writer: Writer) throws {
    try record("visit_papers.\(what.rawValue)_read", id, [:], by: actor, in: writer)
  }

  private func store(_ number: Int64) -> EvidenceStore { EvidenceStore(folder: "\(folder)/\(number)") }

  // MARK: Erasing

  /// Erases lists and letters of visits that are long past, and of bookings that were given back.
  ///
  /// - Returns: of how many bookings.
  @discardableResult
  public func erase(limit: Int = 200, in writer: Writer) throws -> Int {
    let end = visits.clock.now().localDay.adding(days: -policy.keepDays)
    let bookings = try writer.papersToErase(before: end, limit: limit)
    for booking in bookings {
      let count = try writer.erasePapers(of: booking)
      try record("visit_papers.erased", booking, ["papers": count], by: .command("erasing"), in: writer)
    }
    return bookings.count
  }

  /// Removes the files of letters that no booking has any more, and of those that none got.
  ///
  /// - Parameter age: younger folders may belong to a letter that is being taken in.
  /// - Returns: how many folders went.
  @discardableResult
  public func sweep(olderThan age: Duration = .seconds(3_600)) async throws -> Int {
    let files = FileManager.default
    var removed = 0
    for name in (try? files.contentsOfDirectory(atPath: folder)) ?? [] {
      let path = "\(folder)/\(name)"
      guard let number = Int64(name),
        let made = try? files.attributesOfItem(atPath: path)[.modificationDate] as? Date,
        -made.timeIntervalSinceNow >= Double(age.components.seconds),
        try await !visits.database.read({ try $0.isLetterFolder(number) })
      else { continue }
      try files.removeItem(atPath: path)
      removed += 1
    }
    return removed
  }

  func record(
    _ action: String, _ id: ID<Booking>, _ details: [String: Int], by actor: JournalEntry.Actor, in writer: Writer
  ) throws {
    try visits.journal.record(
      JournalEntry(action, on: .init("booking", id), by: actor, details: details), in: writer)
  }
}
