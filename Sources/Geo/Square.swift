/// A square of the quadtree over the Mercator grid.
struct Square {
  let level: Int
  let x: Int
  let y: Int

  static let world = Square(level: 0, x: 0, y: 0)
  /// The level whose squares are single grid positions.
  static let deepest = 32

  /// One of the four smaller squares, 0…3 in the order of their codes.
  func quarter(_ number: Int) -> Square {
    Square(level: level + 1, x: x * 2 + (number & 1), y: y * 2 + (number >> 1))
  }

  var low: GridPoint {
    GridPoint(x: UInt32(UInt64(x) << shift), y: UInt32(UInt64(y) << shift))
  }

  var high: GridPoint {
    GridPoint(x: UInt32(UInt64(x + 1) << shift - 1), y: UInt32(UInt64(y + 1) << shift - 1))
  }

  /// The least code of a point in the square.
  var firstCode: UInt64 { Morton.encode(low) }

  /// The greatest code of a point in the square.
  var lastCode: UInt64 { Morton.encode(high) }

  func contains(_ position: GridPoint) -> Bool {
    UInt64(position.x) >> shift == UInt64(x) && UInt64(position.y) >> shift == UInt64(y)
  }

  private var shift: UInt64 { UInt64(Self.deepest - level) }
}
