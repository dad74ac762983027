import Credentials
import SQL
import Synchronization

/// Results of draws, kept in memory: they do not change, and making a large draw again takes a while, which nobody should be able to
/// ask for again and again.
final class DrawnResults: Sendable {
  /// What a draw was made of, and what it came to.
  struct Outcome: Sendable {
    let record: DrawRecord
    let result: DrawResult
  }

  private static let most = 16
  /// Those that are being made, so that a thousand who look at once wait for one.
  private let making = Mutex<[ID<SessionDraw>: Task<Outcome?, any Error>]>([:])
  private let lists = Mutex<[ID<SessionDraw>: DrawList]>([:])
  private let kept = Mutex<[ID<SessionDraw>: Outcome]>([:])

  subscript(draw: ID<SessionDraw>) -> Outcome? { kept.withLock { $0[draw] } }

  func keep(_ outcome: Outcome, of draw: ID<SessionDraw>) {
    kept.withLock { kept in
      if kept.count >= Self.most, let any = kept.keys.first { kept[any] = nil }
      kept[draw] = outcome
    }
  }
}

extension DrawnResults {
  /// The result that is kept, or the one that `make` comes to; whoever asks while it is made waits for it.
  func outcome(
    of draw: ID<SessionDraw>, make: @escaping @Sendable () async throws -> Outcome?
  ) async throws -> Outcome? {
    if let known = self[draw] { return known }
    let task = making.withLock { making in
      if let task = making[draw] { return task }
      let task = Task {
        defer { self.making.withLock { $0[draw] = nil } }
        let outcome = try await make()
        if let outcome { self.keep(outcome, of: draw) }
        return outcome
      }
      making[draw] = task
      return task
    }
    return try await task.value
  }

  func list(_ draw: ID<SessionDraw>) -> DrawList? { lists.withLock { $0[draw] } }

  func keep(_ list: DrawList, of draw: ID<SessionDraw>) {
    lists.withLock { lists in
      if lists.count >= Self.most, let any = lists.keys.first { lists[any] = nil }
      lists[draw] = list
    }
  }
}

extension Draws {
  /// The list as it was closed; `nil` before.
  func closedList(of draw: ID<SessionDraw>) async throws -> DrawList? {
    if let known = results.list(draw) { return known }
    guard let file = try await database.read({ try $0.drawFile("list", of: draw) }) else { return nil }
    let list = try DrawList(CanonicalJSON(parsing: Array(file.utf8)))
    results.keep(list, of: draw)
    return list
  }

  /// The record and the course of a draw that is over, from its signed file; `nil` while it is not.
  func outcome(of draw: ID<SessionDraw>) async throws -> DrawnResults.Outcome? {
    try await results.outcome(of: draw) {
      guard let file = try await database.read({ try $0.drawFile("result", of: draw) }),
        case .good(_, let record, let result) = DrawBundle.check(Array(file.utf8))
      else { return nil }
      return DrawnResults.Outcome(record: record, result: result)
    }
  }
}
