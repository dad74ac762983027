/// Joins cells whose middles lie closer than a radius, by a rule that looks at a fixed neighbourhood only.
///
/// In each of three rounds every undecided cell that outranks its undecided neighbours (more points first, ties by
/// a hash of the cell) becomes the centre of a cluster, and undecided neighbours join the nearest such centre. Cells
/// still undecided stay by themselves. What becomes of a cell in a round depends on cells at most two further
/// away than before it, so after three rounds on cells up to six away: two tiles that both see those agree.
/// Source: M. Luby, A simple parallel algorithm for the maximal independent set problem (1986), on a grid.
struct ClusterMerge {
  /// How far around a tile cells must be known: members lie up to two cells outside (the middle of a cluster lies
  /// next to its centre's cell, a member next to the centre), and six more decide about them.
  static let margin = 8
  private static let rounds = 3
  private static let undecided = -1

  private let grid: CellGrid
  /// The cells that hold points.
  private let occupied: [Int]
  private var middles: [SIMD2<Int64>]
  private var ranks: [UInt64]
  /// For each cell, those of the eight around it that lie within the radius, a bit each.
  private var near: [UInt8]
  /// The centre each cell belongs to; itself for a centre.
  private var centres: [Int]

  private init(_ grid: CellGrid) {
    self.grid = grid
    occupied = grid.cells.indices.filter { grid.cells[$0].count > 0 }
    middles = Array(repeating: .zero, count: grid.cells.count)
    ranks = Array(repeating: 0, count: grid.cells.count)
    near = Array(repeating: 0, count: grid.cells.count)
    centres = Array(repeating: Self.undecided, count: grid.cells.count)
    for cell in occupied {
      let middle = grid.cells[cell].centroid
      middles[cell] = SIMD2(Int64(middle.x), Int64(middle.y))
      ranks[cell] = rank(cell)
    }
    findNeighbours()
  }

  /// The clusters of the window. Right for those whose middle lies ``margin`` cells or more within the window,
  /// or within an edge of the window that is the edge of the world.
  static func clusters(_ grid: CellGrid) -> [CellSummary] {
    var merge = ClusterMerge(grid)
    for _ in 0..<rounds { merge.decide() }
    return merge.sums()
  }

  /// The count above 24 bits of hash; no two cells of a window tie but by a freak, which their order then breaks.
  private func rank(_ cell: Int) -> UInt64 {
    let x = UInt64(grid.origin.x + cell % grid.size.x)
    let y = UInt64(grid.origin.y + cell / grid.size.x)
    let hash = (x &* 0x9E37_79B9_7F4A_7C15 ^ y &* 0xC2B2_AE3D_27D4_EB4F) &* 0xD6E8_FEB8_6659_FD93
    return UInt64(grid.cells[cell].count) << 24 | hash >> 40
  }

  /// Only the four forward directions are measured; the others mirror them.
  private mutating func findNeighbours() {
    let radius = (Int64(1) << Int64(32 - grid.level)) * 15 / 16
    for cell in occupied {
      for direction in 0..<4 {
        guard let other = neighbour(of: cell, direction), grid.cells[other].count > 0 else { continue }
        let offset = middles[cell] &- middles[other]
        guard offset.x * offset.x + offset.y * offset.y < radius * radius else { continue }
        near[cell] |= 1 << UInt8(direction)
        near[other] |= 1 << UInt8(direction + 4)
      }
    }
  }

  /// Directions 0…3 go east and south, 4…7 are their opposites.
  private func neighbour(of cell: Int, _ direction: Int) -> Int? {
    let step: (x: Int, y: Int) =
      switch direction & 3 {
      case 0: (1, 0)
      case 1: (-1, 1)
      case 2: (0, 1)
      default: (1, 1)
      }
    let sign = direction < 4 ? 1 : -1
    let x = cell % grid.size.x + sign * step.x
    let y = cell / grid.size.x + sign * step.y
    guard x >= 0, x < grid.size.x, y >= 0, y < grid.size.y else { return nil }
    return y * grid.size.x + x
  }

  private func forEachNear(_ cell: Int, _ body: (Int) -> Void) {
    var directions = near[cell]
    while directions != 0 {
      let direction = directions.trailingZeroBitCount
      directions &= directions - 1
      if let other = neighbour(of: cell, direction) { body(other) }
    }
  }

  /// One round.
  private mutating func decide() {
    let open = occupied.filter { centres[$0] == Self.undecided }
    let elected = open.filter { cell in
      var wins = true
      forEachNear(cell) { other in
        if centres[other] == Self.undecided, outranks(other, cell) { wins = false }
      }
      return wins
    }
    for cell in elected { centres[cell] = cell }
    for cell in open where centres[cell] == Self.undecided {
      if let centre = nearestCentre(to: cell) { centres[cell] = centre }
    }
  }

  private func outranks(_ cell: Int, _ other: Int) -> Bool {
    ranks[cell] != ranks[other] ? ranks[cell] > ranks[other] : cell > other
  }

  /// Centres of earlier rounds cannot be near: the cell would have joined them.
  private func nearestCentre(to cell: Int) -> Int? {
    var best: (distance: Int64, centre: Int)?
    forEachNear(cell) { other in
      guard centres[other] == other else { return }
      let offset = middles[cell] &- middles[other]
      let distance = offset.x * offset.x + offset.y * offset.y
      if let known = best {
        guard distance < known.distance || distance == known.distance && outranks(other, known.centre) else {
          return
        }
      }
      best = (distance, other)
    }
    return best?.centre
  }

  private func sums() -> [CellSummary] {
    var sums: [Int: CellSummary] = [:]
    for cell in occupied {
      let centre = centres[cell] == Self.undecided ? cell : centres[cell]
      sums[centre, default: CellSummary()].add(grid.cells[cell])
    }
    return sums.keys.sorted().compactMap { sums[$0] }
  }
}
