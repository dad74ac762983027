import Credentials

/// All that a draw was made of, after it: enough for anybody to make it again.
public struct DrawRecord: Sendable, Hashable {
  /// The draw's identifier.
  public let id: String
  /// Its name.
  public let name: String
  /// The closed list of requests and the rule.
  public let list: DrawList
  /// What was shown when the window opened.
  public let commitment: DrawDigest
  /// What was shown when it closed.
  public let listDigest: DrawDigest
  /// What was secret until the draw.
  public let secret: DrawSecret
  /// What the public value is, such as the closing number of an index on the day of the draw.
  public let publicValueName: String
  /// The public value; empty where the draw went without one.
  public let publicValue: String

  /// A record.
  public init(
    id: String, name: String, list: DrawList, commitment: DrawDigest, listDigest: DrawDigest, secret: DrawSecret,
    publicValueName: String, publicValue: String
  ) {
    self.id = id
    self.name = name
    self.list = list
    self.commitment = commitment
    self.listDigest = listDigest
    self.secret = secret
    self.publicValueName = publicValueName
    self.publicValue = publicValue
  }

  /// Draws.
  public func result() -> DrawResult {
    DrawResult(list, seed: DrawSeed(secret: secret, publicValue: publicValue, list: listDigest))
  }
}

/// What a draw came to.
public struct DrawResult: Sendable {
  /// What a request got.
  public struct Outcome: Sendable, Hashable {
    /// Its number.
    public let number: Int
    /// Its lot.
    public let lot: UInt64
    /// The session, as an index into the list's sessions; `nil` where it got none.
    public let session: Int?
    /// In which pass, from 0; 0 in a lottery.
    public let pass: Int?
  }

  /// How the places were given out.
  public enum Course: Sendable {
    /// By lot.
    case lottery(LotteryDraw)
    /// By tiers and by lot.
    case allocation(SchoolAllocation)
  }

  /// The list.
  public let list: DrawList
  /// The lots.
  public let lots: DrawLots
  /// How the places were given out.
  public let course: Course

  /// Draws.
  public init(_ list: DrawList, seed: DrawSeed) {
    self.list = list
    lots = seed.lots(of: list)
    course =
      switch list.method {
      case .lottery: .lottery(LotteryDraw(list, lots))
      case .allocation: .allocation(SchoolAllocation(list, lots))
      }
  }

  /// What each request got, by number.
  public var outcomes: [Outcome] {
    list.requests.indices.map { index in
      let (session, pass): (Int?, Int?) =
        switch course {
        case .lottery(let draw): (draw.given[index], draw.given[index].map { _ in 0 })
        case .allocation(let allocation): (allocation.given[index], allocation.pass[index])
        }
      return Outcome(number: list.requests[index].number, lot: lots.lots[index], session: session, pass: pass)
    }
  }

  /// Places that nobody got, by session.
  public var left: [Int] {
    switch course {
    case .lottery(let draw): draw.left
    case .allocation(let allocation): allocation.left
    }
  }
}
