/// Which points of an index count: all conditions must hold; a fresh filter lets every point pass.
///
///     var filter = ClusterFilter()
///     filter.tagGroups = [astronomy | geology]      // one theme or the other,
///     filter.flagGroups = [nationalLevel, free]     // and of national level, and free,
///     filter.openSchedules = timetable.open(at: now)   // and open now
public struct ClusterFilter: Sendable, Hashable {
  /// Of each group a point has at least one tag.
  public var tagGroups: [UInt64] = []
  /// Of each group a point has at least one flag.
  public var flagGroups: [UInt64] = []
  /// The point lies in one of these regions; nil for anywhere.
  public var regions: Set<Int32>?
  /// The point's schedule is one of these, as computed for the minute in question; nil for any time.
  public var openSchedules: ScheduleSet?

  /// Lets every point pass.
  public init() {}

  /// Whether every point passes.
  public var isEmpty: Bool {
    tagGroups.isEmpty && flagGroups.isEmpty && regions == nil && openSchedules == nil
  }

  func matches(_ point: ClusterPoint) -> Bool {
    guard matches(point.kind), regions?.contains(point.region) ?? true else { return false }
    guard let openSchedules else { return true }
    return point.schedule.map { openSchedules.contains($0) } ?? false
  }

  func matches(_ kind: PointKind) -> Bool {
    for group in tagGroups where group & kind.tags == 0 { return false }
    for group in flagGroups where group & kind.flags == 0 { return false }
    return true
  }
}

/// A set of schedule numbers, one bit each; meant for numbers counted from 0 without large gaps.
public struct ScheduleSet: Sendable, Hashable {
  private var words: [UInt64] = []

  /// A set of no schedules.
  public init() {}

  /// The numbers below `count` that `isOpen` holds for.
  public init(count: Int, where isOpen: (Int32) -> Bool) {
    for number in 0..<Int32(clamping: count) where isOpen(number) { insert(number) }
  }

  /// Adds a schedule; negative numbers are ignored.
  public mutating func insert(_ schedule: Int32) {
    guard schedule >= 0 else { return }
    let word = Int(schedule) / 64
    while words.count <= word { words.append(0) }
    words[word] |= 1 << UInt64(schedule % 64)
  }

  /// Whether the schedule is in the set.
  public func contains(_ schedule: Int32) -> Bool {
    guard schedule >= 0, Int(schedule) / 64 < words.count else { return false }
    return words[Int(schedule) / 64] >> UInt64(schedule % 64) & 1 == 1
  }
}
