import Credentials
import People
import SQL
import Synchronization

/// What everybody may know of the points of a round that is over.
struct PublishedRound: Sendable {
  /// The signed result.
  let file: [UInt8]
  let agreement: [Agreement]
  /// How many places each rule for ties decided.
  let ties: [TieRule: Int]
  /// How many share a place since no rule told them apart.
  let tied: Int
  let cuts: [CutLine]
}

/// Results of rounds that are over, kept in memory: they do not change, and working out a large one takes the better part of a
/// second, which nobody should be able to ask for again and again.
final class PublishedRounds: Sendable {
  private static let most = 64
  private let rounds = Mutex<[ID<Call>: (version: Int, round: PublishedRound?)]>([:])

  /// - Returns: `nil` when the round was not asked for since it changed.
  func round(_ call: Call) -> PublishedRound?? {
    rounds.withLock { rounds in rounds[call.id].flatMap { $0.version == call.version ? .some($0.round) : nil } }
  }

  func keep(_ round: PublishedRound?, of call: Call) {
    rounds.withLock { rounds in
      if rounds.count >= Self.most, let any = rounds.keys.first { rounds[any] = nil }
      rounds[call.id] = (call.version, round)
    }
  }
}

extension Evaluation {
  /// The points of a round that is over; `nil` while it is not, and where its programme gives none.
  func published(_ call: Call) async throws -> PublishedRound? {
    guard call.status == .finished else { return nil }
    if let known = publishedRounds.round(call) { return known }
    let outcome: RoundOutcome = try await database.read { try self.outcome(of: call, $0) }
    guard case .success(let scores) = outcome.scores, !scores.ranking.placements.isEmpty else {
      publishedRounds.keep(nil, of: call)
      return nil
    }
    let bundle = try ResultBundle(call, outcome)
    let placements = scores.ranking.placements
    let round = PublishedRound(
      file: try SignedBundle(signing: bundle.payload, by: try await signingKey(), of: issuer.id).file(),
      agreement: scores.agreement, ties: Dictionary(placements.compactMap(\.decidedBy).map { ($0, 1) }, uniquingKeysWith: +),
      tied: placements.count(where: \.isTied), cuts: scores.ranking.cuts)
    publishedRounds.keep(round, of: call)
    return round
  }
}
