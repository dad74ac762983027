import SQL
import Testing

@testable import Visits

@Suite("Places that are surely there for a draw")
struct CertainRoomTests {
  private func pool(_ kind: Pool.Kind, _ free: Int, per: Int = 1) -> Pool {
    Pool(
      id: ID(rawValue: 1), kind: kind, capacity: free, taken: 0, audiences: kind == .groupDay ? [.group, .school] : nil, per: per)
  }

  /// The most units that people can need, over all ways to make groups of them.
  private func worst(_ people: Int, least: Int, per: Int) -> Int {
    guard people >= least else { return 0 }
    return (least...people).map { $0.dividedUp(by: per) + worst(people - $0, least: least, per: per) }.max() ?? 0
  }

  @Test("guides are enough for any groups that the draw may come to, and not for one person more")
  func guides() {
    for (free, per, least) in [(2, 5, 3), (3, 4, 2), (1, 6, 4), (3, 3, 1), (2, 4, 5), (4, 5, 4)] {
      let room = [pool(.guides, free, per: per)].certainRoom(for: .group, least: least)
      #expect(worst(room, least: least, per: per) <= free)
      #expect(room == free * per || worst(room + 1, least: least, per: per) > free, "\(free) of \(per), \(least) at least")
    }
  }

  @Test("without guides it is what is free")
  func plain() {
    #expect([pool(.session, 40), pool(.day, 25)].certainRoom(for: .individual, least: 1) == 25)
    #expect([pool(.session, 40), pool(.groupDay, 10)].certainRoom(for: .individual, least: 1) == 40)
  }
}
