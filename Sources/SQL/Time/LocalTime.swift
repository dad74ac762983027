/// The clocks of Guangdong, Hong Kong and Macao: eight hours ahead of UTC, without summer time.
private let aheadOfUTC = Duration.seconds(8 * 3_600)

extension Instant {
  /// The day on these clocks, which is the one that deadlines and opening days mean.
  public var localDay: Day { (self + aheadOfUTC).day }
}

extension Day {
  /// Its first moment on these clocks.
  public var localStart: Instant { Instant(milliseconds: Int64(daysSince1970) * 86_400_000) - aheadOfUTC }
}
