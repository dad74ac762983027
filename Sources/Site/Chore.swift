import Logging
import ServiceLifecycle

/// What a room does again and again as long as the server runs, such as keeping deadlines or mailing digests.
///
/// One that fails is told in the log and tried again after its pause: what it did not come to, it finds again.
public struct Chore: NamedService {
  /// When it is done for the first time.
  public enum Beginning: Sendable {
    /// As soon as the server runs.
    case atOnce
    /// After its first pause.
    case afterPause
  }

  private let name: String
  private let pause: Duration
  private let beginning: Beginning
  private let failure: Logger.Message
  private let logger: Logger
  private let work: @Sendable () async throws -> Bool

  /// A chore.
  ///
  /// - Parameters:
  ///   - name: by which it is told from others in the log.
  ///   - pause: how long it rests.
  ///   - failure: what the log says when it fails, such as `deadlines could not be kept`.
  ///   - work: does what there is to do, and tells whether there is more, which is done without a pause.
  public init(
    _ name: String, every pause: Duration, _ beginning: Beginning = .atOnce, failing failure: Logger.Message, logger: Logger,
    work: @escaping @Sendable () async throws -> Bool
  ) {
    self.name = name
    self.pause = pause
    self.beginning = beginning
    self.failure = failure
    self.logger = logger
    self.work = work
  }

  /// Its name.
  public var description: String { name }

  /// Does it until the server stops.
  public func run() async throws {
    await cancelWhenGracefulShutdown {
      if beginning == .afterPause, !(await rest()) { return }
      while !Task.isCancelled {
        do {
          if try await work() { continue }
        } catch {
          if Task.isCancelled { return }
          logger.warning(failure, metadata: ["error": "\(error)"])
        }
        guard await rest() else { return }
      }
    }
  }

  /// - Returns: whether the server still runs.
  private func rest() async -> Bool { (try? await Task.sleep(for: pause)) != nil }
}
