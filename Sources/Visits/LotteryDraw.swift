/// A lottery (抽签): requests are served in the order of their lots, each whole or not at all.
///
/// When its turn comes a request gets the first of its wishes where all its people fit. A larger group is not told "some of
/// you": it is passed over there, and (by the list's `smallerMayFollow`) a later, smaller one may take what it could not. That
/// wastes no place, and gives a small party better chances than a large one where places run out; with `smallerMayFollow`
/// off a session is closed for all who come later as soon as somebody did not fit, and places may stay empty.
///
/// Order of the wishes is safe to tell truly: a request cannot change its turn, and gets the best of what is left then.
public struct LotteryDraw: Sendable {
  /// Why a wish was not given.
  public enum Obstacle: Sendable, Hashable {
    /// So many places were left, fewer than people.
    case left(Int)
    /// Somebody before did not fit, and smaller ones may not follow.
    case closed
  }

  /// Each request's session, as an index into the list's sessions.
  public let given: [Int?]
  /// For each request what stood in the way of the wishes before the one that was given, in their order.
  public let obstacles: [[Obstacle]]
  /// Places that nobody got, by session.
  public let left: [Int]

  /// Draws.
  public init(_ list: DrawList, _ lots: DrawLots) {
    var left = list.sessions.map(\.places)
    var isClosed = [Bool](repeating: false, count: left.count)
    var given = [Int?](repeating: nil, count: list.requests.count)
    var obstacles = [[Obstacle]](repeating: [], count: list.requests.count)
    for index in lots.order {
      let request = list.requests[index]
      for wish in request.wishes {
        if isClosed[wish] {
          obstacles[index].append(.closed)
        } else if left[wish] < request.people {
          obstacles[index].append(.left(left[wish]))
          isClosed[wish] = !list.smallerMayFollow
        } else {
          left[wish] -= request.people
          given[index] = wish
          break
        }
      }
    }
    self.given = given
    self.obstacles = obstacles
    self.left = left
  }
}
