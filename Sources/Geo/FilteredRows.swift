/// The rows of an index that pass a filter, a bit each; worked out once for a filter and then kept.
///
/// Each column stores numbers of distinct values, so the filter decides each distinct value once, and then a row is
/// one look-up for each column that the filter asks about.
struct FilteredRows: Sendable {
  /// Row `64 * i + j` is bit j of word i.
  private let words: [UInt64]

  init(_ filter: ClusterFilter, of columns: ClusterColumns) {
    var words = [UInt64](repeating: .max, count: (columns.count + 63) / 64)
    if columns.count % 64 != 0 { words[words.count - 1] = .max >> UInt64(64 - columns.count % 64) }
    if !filter.tagGroups.isEmpty || !filter.flagGroups.isEmpty {
      Self.narrow(&words, columns.kinds, columns.kindTable.values.map { filter.matches($0) ? 1 : 0 })
    }
    if let wanted = filter.regions {
      Self.narrow(&words, columns.regions, columns.regionTable.values.map { wanted.contains($0) ? 1 : 0 })
    }
    if let open = filter.openSchedules {
      Self.narrow(&words, columns.schedules, columns.scheduleTable.values.map { open.contains($0) ? 1 : 0 })
    }
    self.words = words
  }

  /// Clears the bits of rows whose value the table refuses: looks up all rows of a full word, else those still set.
  private static func narrow(_ words: inout [UInt64], _ column: [UInt32], _ table: [UInt8]) {
    column.withUnsafeBufferPointer { column in
      table.withUnsafeBufferPointer { table in
        for word in words.indices {
          let first = word &* 64
          var (rest, passed) = (words[word], UInt64(0))
          if rest == .max {
            for bit in 0..<64 { passed |= UInt64(table[Int(column[first &+ bit])]) &<< UInt64(bit) }
          } else {
            while rest != 0 {
              let bit = rest.trailingZeroBitCount
              rest &= rest &- 1
              passed |= UInt64(table[Int(column[first &+ bit])]) &<< UInt64(bit)
            }
          }
          words[word] = passed
        }
      }
    }
  }

  func contains(_ row: Int) -> Bool {
    words[row / 64] >> UInt64(row % 64) & 1 == 1
  }

  func count(_ run: Range<Int>) -> Int {
    var count = 0
    forEachWord(run) { _, bits in count += bits.nonzeroBitCount }
    return count
  }

  /// Gives the words of a run that hold any row, without the bits outside the run, and the row of their first bit.
  @inline(__always)
  func forEachWord(_ run: Range<Int>, _ body: (_ firstRow: Int, _ bits: UInt64) -> Void) {
    guard !run.isEmpty else { return }
    let (first, last) = (run.lowerBound / 64, (run.upperBound - 1) / 64)
    for word in first...last {
      var bits = words[word]
      if word == first { bits &= .max << UInt64(run.lowerBound % 64) }
      if word == last { bits &= .max >> UInt64(63 - (run.upperBound - 1) % 64) }
      if bits != 0 { body(word * 64, bits) }
    }
  }
}
