/// Writes of one process that change the same rows, done one after another in shared transactions.
///
/// On PostgreSQL, serializable transactions that change one counter side by side make each other start again: with 64 clients booking
/// in one session most gave up (measured, 2 cores). Here they follow each other and share the cost of a commit, so that only other
/// processes can still be in the way. Each has a savepoint: one that fails undoes itself alone.
actor SharedTransactions {
  /// Runs a transaction, again where it lost against another.
  typealias Transaction =
    @Sendable (_ body: @escaping @Sendable (Writer, PostgresConnection) throws -> [Ending]) async throws -> [Ending]
  /// How a client is told once everything is on disk.
  typealias Ending = @Sendable () -> Void

  private struct Member: Sendable {
    let run: @Sendable (Writer) throws -> Ending
    let fail: @Sendable (any Error) -> Void
  }

  private let transaction: Transaction
  private var waiting: [Member] = []
  private var isWorking = false

  /// Most writes of one transaction, so that the first does not wait for ever and a repetition stays short.
  static let most = 64

  init(_ transaction: @escaping Transaction) { self.transaction = transaction }

  func perform<Value: Sendable>(_ body: @escaping @Sendable (Writer) throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      waiting.append(
        Member(
          run: { writer in
            let value = try body(writer)
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
      let group = Array(waiting.prefix(Self.most))
      waiting.removeFirst(group.count)
      await settle(group)
    }
    isWorking = false
  }

  private func settle(_ group: [Member]) async {
    do {
      let endings = try await transaction { writer, connection in
        try group.map { try Self.attempt($0, writer, connection) }
      }
      for end in endings { end() }
    } catch {
      guard group.count > 1, !Self.isUnknown(error) else { return group.forEach { $0.fail(error) } }
      // One of them is at fault; each alone gets its own answer.
      for member in group { await settle([member]) }
    }
  }

  private static func attempt(_ member: Member, _ writer: Writer, _ connection: PostgresConnection) throws -> Ending {
    do {
      return try writer.attempt { try member.run(writer) }
    } catch {
      // The transaction is lost, and run again, whatever the member made of it.
      if connection.lastFailure?.isPassing == true { throw error }
      return { member.fail(error) }
    }
  }

  /// What may have been committed is not done again.
  private static func isUnknown(_ error: any Error) -> Bool {
    if case .outcomeUnknown = error as? DatabaseError { true } else { false }
  }
}
