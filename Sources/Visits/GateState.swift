import SQL

/// What a log comes to: who is inside, which bookings have come, whether the door is open.
///
/// The same log gives the same state, on every device and on the portal.
public struct GateState: Hashable, Sendable {
  /// What came of one booking.
  public struct Attendance: Hashable, Sendable {
    /// Entries, the first first.
    public fileprivate(set) var entries: [GateEvent] = []
    /// People that came in, corrections counted.
    public fileprivate(set) var came = 0
    /// People that left and were asked for their booking.
    public fileprivate(set) var left = 0
    /// The most people of the booking that were inside at once.
    public fileprivate(set) var most = 0
    /// Whether the group was counted as whole.
    public fileprivate(set) var isCounted = false

    /// People of the booking inside.
    public var inside: Int { came - left }
  }

  /// People inside. Less than nothing is not shown: more were seen leaving than coming, which is a mistake at a door.
  public private(set) var inside = 0
  /// People that came in during the day.
  public private(set) var came = 0
  /// The most people that were inside at once.
  public private(set) var most = 0
  /// People without a booking that came in.
  public private(set) var walkIns = 0
  /// What came of each booking.
  public private(set) var bookings: [Int64: Attendance] = [:]
  /// Whether the door waits until enough have left.
  public private(set) var isFull = false
  /// Bookings from which more came in than one ticket lets in, because doors that could not hear each other let both in.
  public private(set) var doubles: [Int64] = []

  private let capacity: InstantCapacity?

  /// The state after a log.
  ///
  /// - Parameters:
  ///   - booked: how many people each booking is for; without it nothing counts as double.
  public init(_ log: GateLog, capacity: InstantCapacity?, booked: [Int64: Int] = [:]) {
    self.capacity = capacity
    isFull = capacity.map { $0.people <= 0 } ?? false
    for event in log.events { apply(event) }
    doubles = bookings.keys.filter { id in
      guard let attendance = bookings[id], let people = booked[id] else { return false }
      return attendance.most > people && attendance.entries.count > 1
    }.sorted()
  }

  private mutating func apply(_ event: GateEvent) {
    inside += event.change
    most = max(most, inside)
    if event.kind != .exit { came += event.people }
    if event.kind == .walkIn { walkIns += event.people }
    if let booking = event.booking {
      var attendance = bookings[booking] ?? Attendance()
      if event.kind == .exit { attendance.left += event.people } else { attendance.came += event.people }
      if event.kind == .entry || event.kind == .group { attendance.entries.append(event) }
      if event.kind == .group { attendance.isCounted = true }
      attendance.most = max(attendance.most, attendance.inside)
      bookings[booking] = attendance
    }
    guard let capacity else { return }
    if inside >= capacity.people {
      isFull = true
    } else if inside <= capacity.people - capacity.refill {
      isFull = false
    }
  }

  /// How many may come in now; `nil` where nobody counts.
  public var places: Int? { capacity.map { isFull ? 0 : max(0, $0.people - inside) } }

  /// How many have to leave before the full door opens; `nil` while it is open.
  public var leaveFirst: Int? { capacity.flatMap { isFull ? max(1, inside - ($0.people - $0.refill)) : nil } }
}
