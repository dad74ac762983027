import TestSupport
import Testing

@testable import Visits

@Suite("Allocations among schools")
struct AllocationTests {
  @Test("what comes out does not depend on who asks first, also with groups of different size")
  func orderOfAsking() throws {
    var chance = SeededRandom(1)
    for round in 0..<60 {
      let list = try DrawSamples.list(
        .allocation, requests: 20, sessions: 5, people: 5...45, places: 20...90, by: &chance)
      let lots = try DrawSamples.seed(round, of: list).lots(of: list)
      let first = SchoolAllocation(list, lots)
      for _ in 0..<5 {
        let again = SchoolAllocation(list, lots, asking: Array(list.requests.indices).shuffled(using: &chance))
        #expect(again.given == first.given)
        #expect(again.passes == first.passes)
      }
      #expect(first.passes.map { $0.map { Set($0.kept) } } == AllocationModel(list, lots).passes)
    }
  }

  @Test("groups come whole, places are never exceeded, and left-over places fit nobody without a date who listed them")
  func placesAndGroups() throws {
    var chance = SeededRandom(2)
    var later = 0
    for round in 0..<150 {
      let list = try DrawSamples.list(
        .allocation, requests: 24, sessions: 4, people: 1...40, places: 0...100, by: &chance)
      let lots = try DrawSamples.seed(round, of: list).lots(of: list)
      let allocation = SchoolAllocation(list, lots)
      var left = list.sessions.map(\.places)
      for (index, given) in allocation.given.enumerated() {
        guard let given else { continue }
        #expect(list.requests[index].wishes.contains(given))
        left[given] -= list.requests[index].people
      }
      #expect(left == allocation.left)
      #expect(left.allSatisfy { $0 >= 0 })
      for (index, given) in allocation.given.enumerated() where given == nil {
        #expect(list.requests[index].wishes.allSatisfy { left[$0] < list.requests[index].people })
      }
      later += allocation.pass.count { ($0 ?? 0) > 0 }
    }
    #expect(later > 0, "the passes after the first were never needed")
  }

  @Test("in every pass, who would rather have another date finds only schools before it there, or is larger than its places")
  func noJustifiedEnvy() throws {
    var chance = SeededRandom(3)
    for round in 0..<150 {
      let list = try DrawSamples.list(
        .allocation, requests: 24, sessions: 4, people: 1...40, places: 10...100, by: &chance)
      let lots = try DrawSamples.seed(round, of: list).lots(of: list)
      let allocation = SchoolAllocation(list, lots)
      let model = AllocationModel(list, lots)
      var places = list.sessions.map(\.places)
      for pass in allocation.passes.indices {
        let holders = list.sessions.indices.map { date in
          list.requests.indices.filter { allocation.given[$0] == date && allocation.pass[$0] == pass }
        }
        for school in list.requests.indices where allocation.pass[school].map({ $0 >= pass }) ?? true {
          let request = list.requests[school]
          let own = allocation.pass[school] == pass ? allocation.given[school] : nil
          for wish in request.wishes.prefix(while: { $0 != own }) {
            let isBehindAll = holders[wish].allSatisfy { model.rank($0, at: wish) < model.rank(school, at: wish) }
            #expect(isBehindAll || request.people > places[wish])
          }
        }
        for date in list.sessions.indices { places[date] -= holders[date].reduce(0) { $0 + list.requests[$1].people } }
      }
    }
  }

  @Test("with groups of one size the result is stable, and for every school the best of all stable ones")
  func stableAndBest() throws {
    var chance = SeededRandom(4)
    for round in 0..<40 {
      let list = try DrawSamples.equal(schools: 5, dates: 3, by: &chance)
      let lots = try DrawSamples.seed(round, of: list).lots(of: list)
      let model = AllocationModel(list, lots)
      let allocation = SchoolAllocation(list, lots)
      #expect(allocation.passes.count == 1)
      let stable = model.matchings().filter(model.isStable)
      #expect(stable.contains(allocation.given))
      for matching in stable {
        for school in list.requests.indices {
          #expect(model.liking(school, allocation.given[school]) <= model.liking(school, matching[school]))
        }
      }
    }
  }

  @Test("with groups of one size no school gains by telling other wishes than its own")
  func strategyProof() throws {
    var chance = SeededRandom(5)
    for round in 0..<40 {
      let list = try DrawSamples.equal(schools: 5, dates: 3, by: &chance)
      let lots = try DrawSamples.seed(round, of: list).lots(of: list)
      #expect(try AllocationModel(list, lots).gains().isEmpty)
    }
  }

  /// Date 0 has three places: no. 1 takes two, no. 2 with two people does not fit and ends it, no. 3 alone stands behind and
  /// takes date 1. Had it hidden that wish, it would have been without a date, and got the place that was left over.
  @Test("with sizes that differ a school may gain by hiding a wish: the limit of every such rule")
  func misreporting() throws {
    let list = try DrawList(
      method: .allocation, sessions: [DrawSession(id: "0", places: 3), DrawSession(id: "1", places: 1)],
      requests: [
        DrawRequest(number: 1, people: 2, wishes: [0]), DrawRequest(number: 2, people: 2, wishes: [0]),
        DrawRequest(number: 3, people: 1, wishes: [0, 1]),
      ])
    let lots = DrawLots(list, lots: [1, 2, 3])
    #expect(SchoolAllocation(list, lots).given == [0, nil, 1])
    let gains = try AllocationModel(list, lots).gains()
    #expect(gains.map(\.school) == [2])
    #expect(gains.first?.told == [0])
  }

  /// No. 1 wants date 0 before 1, no. 2 date 1 before 0, no. 3 brings two people and wants date 0 only, where the order is
  /// 2, 3, 1; at date 1 it is 1, 2. Whoever is satisfied unsettles the next.
  @Test("with sizes that differ there may be no stable result at all")
  func nothingStable() throws {
    let list = try DrawList(
      method: .allocation, sessions: [DrawSession(id: "0", places: 2), DrawSession(id: "1", places: 1)],
      requests: [
        DrawRequest(number: 1, people: 1, wishes: [0, 1], tiers: [2, 0]),
        DrawRequest(number: 2, people: 1, wishes: [1, 0], tiers: [1, 0]),
        DrawRequest(number: 3, people: 2, wishes: [0], tiers: [1]),
      ])
    let lots = DrawLots(list, lots: [1, 2, 3])
    let model = AllocationModel(list, lots)
    #expect(!model.matchings().isEmpty)
    #expect(model.matchings().filter(model.isStable).isEmpty)
    let allocation = SchoolAllocation(list, lots)
    #expect(allocation.given.compactMap(\.self).count >= 1)
  }

  @Test("a school larger than a date is not admitted to it and takes nobody's place away")
  func tooLarge() throws {
    let list = try DrawList(
      method: .allocation, sessions: [DrawSession(id: "0", places: 40)],
      requests: [DrawRequest(number: 1, people: 41, wishes: [0]), DrawRequest(number: 2, people: 40, wishes: [0])])
    let lots = DrawLots(list, lots: [1, 2])
    let allocation = SchoolAllocation(list, lots)
    #expect(allocation.given == [nil, 0])
    #expect(allocation.reason(for: 0, in: list, lots).wishes.first?.verdict == .tooLarge(places: 40))
  }
}

@Suite("Reasons of an allocation")
struct AllocationReasonTests {
  @Test("a school is told who had priority, where the places ended, and what became of left-over places")
  func reasons() throws {
    let list = try DrawList(
      method: .allocation, sessions: [DrawSession(id: "0", places: 50), DrawSession(id: "1", places: 30)],
      requests: [
        DrawRequest(number: 1, people: 40, wishes: [0], tiers: [0]), DrawRequest(number: 2, people: 20, wishes: [0], tiers: [1]),
        DrawRequest(number: 3, people: 10, wishes: [0, 1], tiers: [2, 0]),
        DrawRequest(number: 4, people: 10, wishes: [0], tiers: [2]),
      ])
    let lots = DrawLots(list, lots: [4, 3, 2, 1])
    let allocation = SchoolAllocation(list, lots)
    #expect(allocation.given == [0, nil, 1, 0])
    #expect(allocation.pass == [0, nil, 0, 1])
    let second = allocation.reason(for: 1, in: list, lots)
    #expect(second.wishes.map(\.verdict) == [.full(places: 50, position: 2, peopleBefore: 40), .tooLarge(places: 10)])
    #expect(second.wishes[0].kept == [AllocationReason.Rival(number: 1, tier: 0, lot: 4, people: 40)])
    let third = allocation.reason(for: 2, in: list, lots)
    let end = AllocationReason.Rival(number: 2, tier: 1, lot: 3, people: 20)
    #expect(third.wishes.map(\.verdict) == [.behind(places: 50, position: 4, end: end), .given])
    let fourth = allocation.reason(for: 3, in: list, lots)
    #expect(fourth.wishes.map(\.verdict) == [.behind(places: 50, position: 3, end: end), .given])
    #expect(fourth.wishes.map(\.pass) == [0, 1])
  }

  @Test("reasons agree with the result, and whoever is named before a refused school stands before it")
  func reasonsAgree() throws {
    var chance = SeededRandom(6)
    for round in 0..<60 {
      let list = try DrawSamples.list(
        .allocation, requests: 20, sessions: 4, people: 5...45, places: 0...90, by: &chance)
      let lots = try DrawSamples.seed(round, of: list).lots(of: list)
      let allocation = SchoolAllocation(list, lots)
      for school in list.requests.indices {
        let reason = allocation.reason(for: school, in: list, lots)
        #expect(reason.wishes.last(where: { $0.verdict == .given })?.session == allocation.given[school])
        #expect(reason.wishes.count { $0.verdict == .given } == (allocation.given[school] == nil ? 0 : 1))
        for wish in reason.wishes {
          let people = list.requests[school].people
          switch wish.verdict {
          case .given: break
          case .tooLarge(let places): #expect(people > places)
          case .full(let places, _, let before):
            #expect(before + people > places)
            #expect(wish.kept.allSatisfy { ($0.tier, $0.lot) < (wish.tier, reason.lot) })
          case .behind(_, _, let end):
            #expect((end.tier, end.lot) < (wish.tier, reason.lot))
            #expect(wish.kept.allSatisfy { ($0.tier, $0.lot) < (end.tier, end.lot) })
          }
        }
      }
    }
  }
}
