import SQL

/// Why places are not given, or a booking does not change.
public enum BookingRefusal: Error, Sendable, Hashable {
  /// Whether it asks for a confirmation of ages.
  var isOfAges: Bool { if case .unconfirmed = self { true } else { false } }

  /// Fewer are free than are asked for.
  case full(free: Int)
  /// Places are given from this moment on.
  case notYet(Instant)
  /// The session has begun, or gives no more places.
  case over
  /// The session does not take place.
  case cancelled
  /// Places are drawn, none are given to whoever comes first.
  case drawn
  /// More people than one booking may have.
  case tooMany(most: Int)
  /// Groups are at least so many; fewer book as individuals (TC-121).
  case tooFew(least: Int)
  /// The base takes no groups, or not on this day.
  case noGroups
  /// Groups can come from this day on (TC-122).
  case notice(first: Day)
  /// So many teachers have to come along (TC-120).
  case teachers(needed: Int)
  /// So many adults have to come along.
  case guardians(needed: Int)
  /// Everybody of a kind is younger than the session is for.
  case tooYoung(Party.Kind, least: Int)
  /// Everybody of a kind is older than the session is for.
  case tooOld(Party.Kind, greatest: Int)
  /// Whoever books has to confirm the ages of those who come, as their kinds do not tell.
  case unconfirmed(VisitorAges)
  /// The person or the contact has as many bookings as they may have.
  case limit(Limit, most: Int)
  /// After visits that were missed, nothing can be booked until this day has passed (TC-124).
  case barred(until: Day)
  /// The numbers are none that a party can have.
  case impossible
  /// The booking is not where this step begins.
  case wrongState
  /// Too late to give back.
  case tooLate(until: Instant)
  case changedMeanwhile
  case notFound

  /// Of what there are too many.
  public enum Limit: String, Sendable, Hashable { case session, day, open }
}
