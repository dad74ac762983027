import Evaluation
import Journal
import Logging
import SQL
import ServiceLifecycle
import Site

extension Places {
  /// Brings what bases are named as into step with what was given, withdrawn and expired: the room of judgements writes it in the
  /// journal, this one reads it there.
  ///
  /// - Returns: how many entries of the journal were read.
  @discardableResult
  func keepNamings() async throws -> Int {
    let schemes = namingSchemes
    return try await journal.follow("places.namings", in: database) { [self] record, writer in
      guard record.entry.action.hasPrefix("award."), let subject = record.entry.subject, subject.kind == "award",
        let id = ID<Award>(subject.id), let award = try writer.award(id), case .base(let number) = award.holder,
        let scheme = schemes[award.programme], let base = try writer.base(ID(rawValue: number))
      else { return }
      let facts = base.facts.named(
        scheme, by: try writer.awards(of: award.holder).filter { $0.programme == award.programme }, on: people.localToday)
      try change(base, to: facts, by: Author(actor: .system), in: writer)
    }
  }

  /// Follows what bases are named as while the server runs.
  public func namings(logger: Logger) -> some Service {
    Chore("namings", every: .seconds(1), failing: "what bases are named as could not be kept", logger: logger) {
      try await keepNamings() > 0
    }
  }
}

extension BaseFacts {
  /// What is told of a base when it was named under a scheme by some awards, newest first: each with its years; what was
  /// withdrawn is not told any more, what has expired is told as past. The provincial level goes and comes with it.
  func named(_ scheme: NamingScheme, by awards: [Award], on day: Day) -> BaseFacts {
    var next = self
    var namings = (self.namings ?? []).filter { $0.scheme != scheme.key }
    for award in awards.reversed() where award.status != .withdrawn {
      // The last day itself is not in force any more, so a naming until 1 January ends with the year before.
      let last = award.lastDay?.adding(days: -1)
      let ended = award.status == .expired ? min(last?.year ?? day.year, day.year) : last?.year
      namings.append(Naming(scheme: scheme.key, from: award.firstDay.year, until: ended))
    }
    next.namings = namings.isEmpty ? nil : namings
    let isInForce = awards.contains { $0.isInForce(on: day) }
    if isInForce, level != "national" { next.level = scheme.level }
    if !isInForce, level == scheme.level { next.level = nil }
    return next
  }
}

/// The scheme under which a programme names bases, and the level that comes with it.
public struct NamingScheme: Sendable, Hashable {
  let key: String
  let level: String

  /// A scheme by its key in `Data/schemes.csv` and a level of `Data/levels.csv`.
  public init(key: String, level: String) {
    self.key = key
    self.level = level
  }
}
