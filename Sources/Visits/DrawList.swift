import Credentials

/// How scarce places are given out when a window of asking is over.
public enum DrawMethod: String, Sendable, CaseIterable, Codable, Hashable {
  /// By lot alone (抽签), weighted by policy: `LotteryDraw`.
  case lottery
  /// By tiers, and by lot within a tier (学校统筹): `SchoolAllocation`.
  case allocation
}

extension DrawMethod {
  /// How the places of a session are given meanwhile.
  var mode: VisitSession.Mode { self == .lottery ? .lottery : .round }
}

/// Places of one session that are given out by a draw.
public struct DrawSession: Sendable, Hashable {
  /// The session's identifier, as its page's address has it.
  public let id: String
  /// How many people it takes.
  public let places: Int

  /// Places of a session.
  public init(id: String, places: Int) {
    self.id = id
    self.places = places
  }
}

/// What one party asks for in a draw. It bears a number instead of a name, so that the list can be published.
public struct DrawRequest: Sendable, Hashable {
  /// Its number in the draw, in the order of asking.
  public let number: Int
  /// How many people come, all or none.
  public let people: Int
  /// How many tickets it has in the draw of lots.
  public let weight: Int
  /// The sessions that would do, as indices into the list's sessions, the dearest first.
  public let wishes: [Int]
  /// For each wish the tier of priority there, 0 before 1; empty where the draw has no tiers.
  public let tiers: [Int]

  /// A request.
  public init(number: Int, people: Int, weight: Int = 1, wishes: [Int], tiers: [Int] = []) {
    self.number = number
    self.people = people
    self.weight = weight
    self.wishes = wishes
    self.tiers = tiers
  }
}

/// All that decides a draw but chance: the rule, the places, and the closed list of requests.
///
/// Its digest is published when the window closes, so that nobody can add a request or change one when the lots are known.
public struct DrawList: Sendable, Hashable {
  /// The greatest weight of a request.
  public static let greatestWeight = 20

  /// The rule.
  public let method: DrawMethod
  /// Whether a smaller group may take places that a larger one before it could not. For the lottery only: an allocation gives
  /// left-over places out in passes of their own.
  public let smallerMayFollow: Bool
  /// The sessions.
  public let sessions: [DrawSession]
  /// The requests, by number.
  public let requests: [DrawRequest]

  /// A list of requests, brought into the order of their numbers.
  ///
  /// - Throws: `DrawFault.badList` where a number stands twice, a size or a weight is out of range, or a wish is for no session.
  public init(
    method: DrawMethod, smallerMayFollow: Bool = true, sessions: [DrawSession], requests: [DrawRequest]
  ) throws(DrawFault) {
    self.method = method
    self.smallerMayFollow = smallerMayFollow
    self.sessions = sessions
    self.requests = requests.sorted { $0.number < $1.number }
    guard sessions.allSatisfy({ (0...1_000_000).contains($0.places) }), Set(sessions.map(\.id)).count == sessions.count,
      zip(self.requests, self.requests.dropFirst()).allSatisfy({ $0.number < $1.number }),
      self.requests.allSatisfy({ Self.isGood($0, sessions: sessions.count) })
    else { throw .badList }
  }

  private static func isGood(_ request: DrawRequest, sessions: Int) -> Bool {
    request.number > 0 && request.number <= 1 << 40 && (1...1_000_000).contains(request.people)
      && (1...greatestWeight).contains(request.weight) && !request.wishes.isEmpty
      && request.wishes.allSatisfy { (0..<sessions).contains($0) } && Set(request.wishes).count == request.wishes.count
      && (request.tiers.isEmpty || request.tiers.count == request.wishes.count)
      && request.tiers.allSatisfy { (0..<1_000).contains($0) }
  }

  /// The index of a request, by its number.
  public func index(of number: Int) -> Int? {
    var low = 0
    var high = requests.count
    while low < high {
      let middle = (low + high) / 2
      if requests[middle].number < number { low = middle + 1 } else { high = middle }
    }
    return low < requests.count && requests[low].number == number ? low : nil
  }

  /// SHA-256 of the list's canonical JSON.
  public var digest: DrawDigest {
    get throws { DrawDigest(of: try json.utf8()) }
  }
}

/// Why a draw cannot be worked out.
public enum DrawFault: Error, Sendable, Hashable {
  /// The list of requests contradicts itself.
  case badList
  /// It is not written as a draw is.
  case malformed
}

extension DrawList {
  /// The list as the file of a draw holds it.
  public var json: CanonicalJSON {
    [
      "method": .string(method.rawValue), "smallerMayFollow": .bool(smallerMayFollow),
      "sessions": .array(sessions.map { ["id": .string($0.id), "places": .integer(Int64($0.places))] }),
      "requests": .array(requests.map(\.json)),
    ]
  }

  /// Reads a list.
  public init(_ json: CanonicalJSON) throws(DrawFault) {
    guard json.members?.count == 4, let method = json["method"]?.string.flatMap(DrawMethod.init(rawValue:)),
      let smallerMayFollow = json["smallerMayFollow"]?.bool, let sessions = json["sessions"]?.elements,
      let requests = json["requests"]?.elements
    else { throw .malformed }
    try self.init(
      method: method, smallerMayFollow: smallerMayFollow,
      sessions: try sessions.map { json throws(DrawFault) in
        guard let id = json["id"]?.string, let places = json["places"]?.whole, json.members?.count == 2 else { throw .malformed }
        return DrawSession(id: id, places: places)
      }, requests: try requests.map { json throws(DrawFault) in try DrawRequest(json) })
  }
}

extension DrawRequest {
  fileprivate var json: CanonicalJSON {
    [
      "number": .integer(Int64(number)), "people": .integer(Int64(people)), "weight": .integer(Int64(weight)),
      "wishes": .array(wishes.map { .integer(Int64($0)) }), "tiers": .array(tiers.map { .integer(Int64($0)) }),
    ]
  }

  fileprivate init(_ json: CanonicalJSON) throws(DrawFault) {
    guard json.members?.count == 5, let number = json["number"]?.whole, let people = json["people"]?.whole,
      let weight = json["weight"]?.whole, let wishes = json["wishes"]?.wholes, let tiers = json["tiers"]?.wholes
    else { throw .malformed }
    self.init(number: number, people: people, weight: weight, wishes: wishes, tiers: tiers)
  }
}

extension CanonicalJSON {
  var whole: Int? { integer.map(Int.init) }

  var wholes: [Int]? {
    guard let elements else { return nil }
    let numbers = elements.compactMap(\.whole)
    return numbers.count == elements.count ? numbers : nil
  }
}
