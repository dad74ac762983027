import Logging
import People
import SQL
import ServiceLifecycle
import Site

extension PublicBooking {
  /// What goes on by itself: holds end, kept places are released, sessions are made, visitors of suspended bases are told,
  /// and who did not come is counted.
  public func keeping(people: People, site: Site, logger: Logger) -> some Service {
    VisitsService(visits: visits, notices: notices(people: people, site: site), logger: logger)
  }

  /// By which visitors are told what becomes of their bookings.
  func notices(people: People, site: Site) -> VisitNotices {
    VisitNotices(people: people, site: site, contacts: contacts)
  }
}

private struct VisitsService: NamedService {
  let visits: Visits
  let notices: VisitNotices
  let logger: Logger

  /// Sessions are made for weeks ahead, so an hour is often enough.
  private static let minutesBetweenMaking = 60

  func run() async throws {
    await cancelWhenGracefulShutdown {
      var minute = 0
      while !Task.isCancelled {
        do {
          if minute % Self.minutesBetweenMaking == 0 { try await visits.makeSessions() }
          while try await visits.together({ try visits.releaseQuotas(in: $0) }) > 0 {}
          while try await visits.together({ try visits.expireHolds(limit: 100, in: $0) }) > 0 {}
          let notices = notices
          try await visits.closeSuspended { try notices.tell($0, $1, in: $2) }
          try await tellOffers()
          try await countMissed()
        } catch {
          logger.warning("visits could not be looked after", metadata: ["error": "\(error)"])
        }
        minute += 1
        try? await Task.sleep(for: .seconds(60))
      }
    }
  }

  /// Counts who did not come, and tells them, so that they can appeal.
  private func countMissed() async throws {
    let notices = notices
    while try await visits.database.write({ writer in
      let missed = try visits.countMissed(limit: 100, in: writer)
      for booking in missed { try notices.tellMissed(booking, in: writer) }
      return missed.count
    }) > 0 {}
  }

  /// Tells those who waited of places that are held for them, once each.
  private func tellOffers() async throws {
    guard try await !visits.database.read({ try $0.offersToTell(limit: 1) }).isEmpty else { return }
    try await visits.database.write { writer in
      for booking in try writer.offersToTell(limit: 200) {
        try notices.tellOffer(booking, in: writer)
        try writer.markTold(booking.id, at: visits.clock.now())
      }
    }
  }
}
