import SQL

/// Takes bookings of one process in the order in which they come, and does all that wait in one transaction.
///
/// Bookings of one session all change the same counters. On PostgreSQL, serializable transactions that do so side by side make each
/// other start again: with 64 clients on one session most gave up (measured). Behind the desk they follow each other, share the cost
/// of a commit, and only other processes can still be in the way. Each has a savepoint: one that is refused undoes itself alone.
public actor BookingDesk {
  private let database: Database
  private var waiting: [Entry] = []
  private var isWorking = false

  /// Most bookings of one transaction, so that the first does not wait for ever and a repetition stays short.
  static let most = 64

  /// A desk before a database.
  public init(_ database: Database) { self.database = database }

  private struct Entry: Sendable {
    /// Does the work, and returns how its client is told once it is on disk.
    let run: @Sendable (Writer) throws -> @Sendable () -> Void
    let fail: @Sendable (any Error) -> Void
  }

  /// Does something about bookings in a transaction that may hold others' work too.
  ///
  /// - Throws: `BookingRefusal` of the work, `DatabaseError`.
  public func perform<Value: Sendable>(_ work: @escaping @Sendable (Writer) throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      waiting.append(
        Entry(
          run: { writer in
            let value = try work(writer)
            return { continuation.resume(returning: value) }
          }, fail: { continuation.resume(throwing: $0) }))
      if !isWorking {
        isWorking = true
        Task { await self.work() }
      }
    }
  }

  private func work() async {
    while !waiting.isEmpty {
      let batch = Array(waiting.prefix(Self.most))
      waiting.removeFirst(batch.count)
      await settle(batch)
    }
    isWorking = false
  }

  private func settle(_ batch: [Entry]) async {
    do {
      let endings = try await database.write { writer in
        try batch.map { entry in
          do { return try writer.attempt { try entry.run(writer) } } catch let refusal as BookingRefusal {
            return { entry.fail(refusal) }
          }
        }
      }
      for end in endings { end() }
    } catch {
      guard batch.count > 1, !Self.isUnknown(error) else { return batch.forEach { $0.fail(error) } }
      // One of them is at fault; each alone gets its own answer.
      for entry in batch { await settle([entry]) }
    }
  }

  /// What may have been committed is not done again.
  private static func isUnknown(_ error: any Error) -> Bool {
    guard let error = error as? DatabaseError, case .outcomeUnknown = error else { return false }
    return true
  }
}
