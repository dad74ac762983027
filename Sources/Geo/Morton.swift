/// Z-order codes: the bits of x and y interleaved, so that every square of the quadtree is one run of codes.
///
/// Source: G. M. Morton, A computer oriented geodetic data base, IBM (1966).
enum Morton {
  /// x in the even bits, y in the odd bits.
  static func encode(_ point: GridPoint) -> UInt64 {
    spread(point.x) | spread(point.y) << 1
  }

  static func decode(_ code: UInt64) -> GridPoint {
    GridPoint(x: gather(code), y: gather(code >> 1))
  }

  private static func spread(_ value: UInt32) -> UInt64 {
    var bits = UInt64(value)
    bits = (bits | bits << 16) & 0x0000_FFFF_0000_FFFF
    bits = (bits | bits << 8) & 0x00FF_00FF_00FF_00FF
    bits = (bits | bits << 4) & 0x0F0F_0F0F_0F0F_0F0F
    bits = (bits | bits << 2) & 0x3333_3333_3333_3333
    return (bits | bits << 1) & 0x5555_5555_5555_5555
  }

  private static func gather(_ code: UInt64) -> UInt32 {
    var bits = code & 0x5555_5555_5555_5555
    bits = (bits | bits >> 1) & 0x3333_3333_3333_3333
    bits = (bits | bits >> 2) & 0x0F0F_0F0F_0F0F_0F0F
    bits = (bits | bits >> 4) & 0x00FF_00FF_00FF_00FF
    bits = (bits | bits >> 8) & 0x0000_FFFF_0000_FFFF
    return UInt32(truncatingIfNeeded: bits | bits >> 16)
  }
}
