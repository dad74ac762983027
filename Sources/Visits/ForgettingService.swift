import Logging
import ServiceLifecycle
import Site

extension PublicBooking {
  /// Erases names and contacts of visits that are long past, once an hour.
  public func forgetting(logger: Logger) -> some Service { ForgettingService(booking: self, logger: logger) }
}

private struct ForgettingService: NamedService {
  let booking: PublicBooking
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          let days = booking.policy.keepDays
          let visits = booking.visits
          while try await visits.database.write({ try visits.forgetContacts(keepDays: days, in: $0) }) > 0 {}
        } catch {
          logger.warning("contacts of past visits could not be erased", metadata: ["error": "\(error)"])
        }
        try? await Task.sleep(for: .seconds(3_600))
      }
    }
  }
}
