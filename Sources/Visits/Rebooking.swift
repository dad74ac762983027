import SQL

/// Which other time is best for a party whose visit cannot take place: pure.
///
/// First the same offer, then the same kind, then the nearest day, then the nearest hour, then whoever was made first: so whoever runs
/// it twice gets the same.
struct Rebooking {
  /// The time that is not to be.
  let lost: VisitSession

  /// Times that could take its place, the best first.
  func ranked(_ sessions: [VisitSession]) -> [VisitSession] {
    sessions.filter { $0.id != lost.id }.sorted { key($0) < key($1) }
  }

  private func key(_ session: VisitSession) -> (Int, Int, Int64, Int64) {
    let likeness = session.offer != nil && session.offer == lost.offer ? 0 : session.kind == lost.kind ? 1 : 2
    return (likeness, abs(session.day.daysSince1970 - lost.day.daysSince1970), hours(session), session.id.rawValue)
  }

  private func hours(_ session: VisitSession) -> Int64 {
    abs(timeOfDay(session) - timeOfDay(lost))
  }

  private func timeOfDay(_ session: VisitSession) -> Int64 { session.starts.milliseconds - session.day.localStart.milliseconds }
}
