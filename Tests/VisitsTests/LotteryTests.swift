import Credentials
import TestSupport
import Testing

@testable import Visits

@Suite("Lotteries")
struct LotteryTests {
  @Test("lots are those that another program works out from secret, public value and digest")
  func knownLots() throws {
    // Worked out with Python's hashlib and hmac.
    let secret = try #require(DrawSecret("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"))
    #expect(secret.commitment.description == "630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd")
    let seed = DrawSeed(secret: secret, publicValue: "3,912.07", list: DrawDigest(of: Array("list".utf8)))
    #expect(seed.lot(number: 1, weight: 1) == 0xc8da_ef97_8e34_8bcb)
    #expect(seed.lot(number: 7, weight: 3) == 0x0806_fee2_2397_02ae)
    #expect(seed.lot(number: 200_000, weight: 20) == 0x2161_70cb_c7cd_c37b)
  }

  /// Each order of three requests has the chance that drawing one after another by weight gives it.
  @Test("weights give the chances of weighted sampling without replacement")
  func chances() throws {
    let weights = [1, 2, 5]
    let list = try DrawList(
      method: .lottery, sessions: [DrawSession(id: "s", places: 1)],
      requests: weights.enumerated().map { DrawRequest(number: $0.offset + 1, people: 1, weight: $0.element, wishes: [0]) })
    let draws = 8_000
    var seen: [[Int]: Int] = [:]
    for number in 0..<draws { seen[try DrawSamples.seed(number, of: list).lots(of: list).order, default: 0] += 1 }
    var chiSquare = 0.0
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
      let first = Double(weights[order[0]]) / 8
      let second = Double(weights[order[1]]) / Double(8 - weights[order[0]])
      let expected = first * second * Double(draws)
      let difference = Double(seen[order] ?? 0) - expected
      chiSquare += difference * difference / expected
    }
    // Five degrees of freedom: once in a thousand by chance alone.
    #expect(chiSquare < 20.52)
    #expect(seen.count == 6)
  }

  @Test("a request of weight 20 comes first twenty times as often as each of the others")
  func firstByWeight() throws {
    let list = try DrawList(
      method: .lottery, sessions: [DrawSession(id: "s", places: 1)],
      requests: (1...10).map { DrawRequest(number: $0, people: 1, weight: $0 == 4 ? 20 : 1, wishes: [0]) })
    let draws = 2_000
    var firsts = [Int](repeating: 0, count: 10)
    for number in 0..<draws { firsts[try DrawSamples.seed(number, of: list).lots(of: list).order[0]] += 1 }
    var chiSquare = 0.0
    for (index, count) in firsts.enumerated() {
      let expected = Double(draws) * (index == 3 ? 20 : 1) / 29
      chiSquare += (Double(count) - expected) * (Double(count) - expected) / expected
    }
    // Nine degrees of freedom.
    #expect(chiSquare < 27.88)
  }

  @Test(
    "groups come whole or not at all, places are never exceeded, nobody is passed over without cause", arguments: [true, false])
  func wholeGroups(smallerMayFollow: Bool) throws {
    var chance = SeededRandom(42)
    for round in 0..<150 {
      let list = try DrawSamples.list(
        .lottery, requests: 25, sessions: 4, people: 1...9, places: 0...30, smallerMayFollow: smallerMayFollow, by: &chance)
      let lots = try DrawSamples.seed(round, of: list).lots(of: list)
      let draw = LotteryDraw(list, lots)
      var left = list.sessions.map(\.places)
      var closed = Set<Int>()
      for index in lots.order {
        let request = list.requests[index]
        for wish in request.wishes {
          let fits = left[wish] >= request.people && !closed.contains(wish)
          #expect(fits == (draw.given[index] == wish))
          if fits { break }
          if !smallerMayFollow { closed.insert(wish) }
        }
        if let given = draw.given[index] { left[given] -= request.people }
        #expect(draw.obstacles[index].count == draw.given[index].flatMap(request.wishes.firstIndex) ?? request.wishes.count)
      }
      #expect(left == draw.left)
      #expect(left.allSatisfy { $0 >= 0 })
    }
  }

  @Test("a smaller group takes what a larger could not, or nobody does, as the policy says")
  func smallerAfterLarger() throws {
    for (mayFollow, expected) in [(true, [0, nil, 0]), (false, [0, nil, nil])] as [(Bool, [Int?])] {
      let list = try DrawList(
        method: .lottery, smallerMayFollow: mayFollow, sessions: [DrawSession(id: "s", places: 10)],
        requests: [(1, 6), (2, 5), (3, 4)].map { DrawRequest(number: $0.0, people: $0.1, wishes: [0]) })
      #expect(LotteryDraw(list, DrawLots(list, lots: [1, 2, 3])).given == expected)
    }
  }

  @Test("lists that contradict themselves are refused")
  func badLists() {
    let session = DrawSession(id: "s", places: 5)
    let bad: [DrawRequest] = [
      DrawRequest(number: 0, people: 1, wishes: [0]), DrawRequest(number: 1, people: 0, wishes: [0]),
      DrawRequest(number: 1, people: 1, weight: 0, wishes: [0]), DrawRequest(number: 1, people: 1, weight: 21, wishes: [0]),
      DrawRequest(number: 1, people: 1, wishes: []), DrawRequest(number: 1, people: 1, wishes: [1]),
      DrawRequest(number: 1, people: 1, wishes: [0, 0]), DrawRequest(number: 1, people: 1, wishes: [0], tiers: [0, 1]),
      DrawRequest(number: 1, people: 1, wishes: [0], tiers: [-1]),
    ]
    for request in bad {
      #expect(throws: DrawFault.badList) { try DrawList(method: .lottery, sessions: [session], requests: [request]) }
    }
    let good = DrawRequest(number: 1, people: 1, wishes: [0])
    #expect(throws: DrawFault.badList) { try DrawList(method: .lottery, sessions: [session], requests: [good, good]) }
    #expect(throws: DrawFault.badList) { try DrawList(method: .lottery, sessions: [session, session], requests: [good]) }
  }

  @Test("the order in which requests are handed in does not change list, digest or draw")
  func orderOfList() throws {
    var chance = SeededRandom(7)
    let list = try DrawSamples.list(.lottery, requests: 40, sessions: 3, people: 1...5, places: 5...20, by: &chance)
    let shuffled = try DrawList(method: .lottery, sessions: list.sessions, requests: list.requests.shuffled(using: &chance))
    #expect(shuffled == list)
    #expect(try shuffled.digest == list.digest)
    #expect(try DrawList(CanonicalJSON(parsing: try list.json.utf8())) == list)
  }
}
