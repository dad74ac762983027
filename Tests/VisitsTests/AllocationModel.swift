@testable import Visits

/// The rules of allocation once more, in the plainest way, and by trying everything.
struct AllocationModel {
  let list: DrawList
  let lots: DrawLots

  init(_ list: DrawList, _ lots: DrawLots) {
    self.list = list
    self.lots = lots
  }

  /// A school's place in a date's order.
  func rank(_ school: Int, at date: Int) -> Int {
    let request = list.requests[school]
    guard let wish = request.wishes.firstIndex(of: date) else { return .max }
    return (request.tiers.isEmpty ? 0 : request.tiers[wish]) * 1_000 + lots.turns[school]
  }

  /// How far down its own list a school finds what it got; its length where it got nothing.
  func liking(_ school: Int, _ date: Int?) -> Int {
    let wishes = list.requests[school].wishes
    return date.flatMap(wishes.firstIndex) ?? wishes.count
  }

  /// Whom each date keeps in each pass: who ever asked is gathered until nothing more is added.
  var passes: [[Set<Int>]] {
    var left = list.sessions.map(\.places)
    var without = Set(list.requests.indices)
    var passes: [[Set<Int>]] = []
    while !without.isEmpty {
      let kept = onePass(of: without, places: left)
      guard passes.isEmpty || kept.contains(where: { !$0.isEmpty }) else { break }
      passes.append(kept)
      for (date, schools) in kept.enumerated() {
        without.subtract(schools)
        left[date] -= people(schools)
      }
    }
    return passes
  }

  private func onePass(of schools: Set<Int>, places: [Int]) -> [Set<Int>] {
    var asked = [Set<Int>](repeating: [], count: places.count)
    var isChanged = true
    while isChanged {
      isChanged = false
      for school in schools {
        for date in list.requests[school].wishes where list.requests[school].people <= places[date] {
          if asked[date].insert(school).inserted { isChanged = true }
          if beginning(of: asked[date], at: date, places: places[date]).contains(school) { break }
        }
      }
    }
    return asked.indices.map { beginning(of: asked[$0], at: $0, places: places[$0]) }
  }

  /// The longest beginning whose people fit.
  private func beginning(of schools: Set<Int>, at date: Int, places: Int) -> Set<Int> {
    var left = places
    return Set(
      schools.sorted { rank($0, at: date) < rank($1, at: date) }.prefix { school in
        left -= list.requests[school].people
        return left >= 0
      })
  }

  private func people(_ schools: some Sequence<Int>) -> Int { schools.reduce(0) { $0 + list.requests[$1].people } }

  /// Every way to give schools dates that they listed, within the places.
  func matchings() -> [[Int?]] {
    var matchings: [[Int?]] = [[]]
    for school in list.requests.indices {
      matchings = matchings.flatMap { matching in
        ([nil] + list.requests[school].wishes.map(Optional.some)).map { matching + [$0] }
      }
      matchings.removeAll { matching in
        list.sessions.indices.contains { date in people(holders(of: date, in: matching)) > list.sessions[date].places }
      }
    }
    return matchings
  }

  private func holders(of date: Int, in matching: [Int?]) -> [Int] { matching.indices.filter { matching[$0] == date } }

  /// Whether no school and date would both rather have each other: the date by free places, or by sending away schools that
  /// stand behind.
  func isStable(_ matching: [Int?]) -> Bool {
    list.requests.indices.allSatisfy { school in
      list.requests[school].wishes.prefix { $0 != matching[school] }.allSatisfy { date in
        let before = holders(of: date, in: matching).filter { rank($0, at: date) < rank(school, at: date) }
        return people(before) + list.requests[school].people > list.sessions[date].places
      }
    }
  }

  /// Schools that would get a dearer date by telling other wishes than their own, and what they would have to tell. The tier of a
  /// date that they never listed is the last.
  func gains() throws -> [(school: Int, told: [Int])] {
    let truth = SchoolAllocation(list, lots).given
    var gains: [(school: Int, told: [Int])] = []
    for school in list.requests.indices {
      let own = list.requests[school]
      for told in Self.orders(of: Array(list.sessions.indices)) where !told.isEmpty && told != own.wishes {
        let tiers = told.map { date in own.wishes.firstIndex(of: date).map { own.tiers.isEmpty ? 0 : own.tiers[$0] } ?? 9 }
        var requests = list.requests
        requests[school] = DrawRequest(number: own.number, people: own.people, weight: own.weight, wishes: told, tiers: tiers)
        let other = try DrawList(method: list.method, sessions: list.sessions, requests: requests)
        let got = SchoolAllocation(other, lots).given[school]
        if liking(school, got) < liking(school, truth[school]) { gains.append((school, told)) }
      }
    }
    return gains
  }

  /// Every order of every part of a list.
  static func orders(of dates: [Int]) -> [[Int]] {
    [[]] + dates.flatMap { first in orders(of: dates.filter { $0 != first }).map { [first] + $0 } }
  }
}
