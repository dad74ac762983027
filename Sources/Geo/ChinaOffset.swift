/// Where a map provider shifts positions (GCJ-02, BD-09), and where it does not.
///
/// The offset belongs to mainland China. Providers differ in Hong Kong and Macao: some serve plain WGS-84 there,
/// some the shifted system, so each provider says it (domain rules §12.2, TC-163). The rectangle that converters
/// usually test would shift Hong Kong by 595 m.
public struct ChinaOffset: Sendable, Hashable {
  /// Whether the provider shifts positions in Hong Kong.
  public var shiftsHongKong: Bool
  /// Whether the provider shifts positions in Macao.
  public var shiftsMacao: Bool

  /// A provider's habit in the two special administrative regions; the mainland is always shifted.
  public init(shiftsHongKong: Bool, shiftsMacao: Bool) {
    self.shiftsHongKong = shiftsHongKong
    self.shiftsMacao = shiftsMacao
  }

  /// Mainland shifted; Hong Kong and Macao in WGS-84. The default.
  public static let mainlandOnly = ChinaOffset(shiftsHongKong: false, shiftsMacao: false)
  /// Mainland, Hong Kong and Macao shifted.
  public static let everywhere = ChinaOffset(shiftsHongKong: true, shiftsMacao: true)

  /// Whether a provider shows this place shifted.
  public func applies(at coordinate: Coordinate) -> Bool {
    guard Territory.isChina(coordinate) else { return false }
    if Territory.hongKong.contains(coordinate) { return shiftsHongKong }
    if Territory.macao.contains(coordinate) { return shiftsMacao }
    return true
  }

  /// The place that `shift` moves to `shown`, or `shown` itself if that place is not shifted.
  ///
  /// The offset changes by less than 1 % of its size from place to place, so each step of the fixed-point
  /// iteration gains about two digits; ten steps reach the limit of a `Double`.
  func unshifted(_ shown: Coordinate, by shift: (Coordinate) -> Coordinate) -> Coordinate {
    guard Territory.isNearChina(shown) else { return shown }
    var guess = shown
    for _ in 0..<10 {
      let image = shift(guess)
      guess = Coordinate(
        clamping: guess.latitude + shown.latitude - image.latitude,
        guess.longitude + shown.longitude - image.longitude)
    }
    return applies(at: guess) ? guess : shown
  }
}
