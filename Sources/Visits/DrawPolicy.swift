import People
import Site

/// What is known of who asks, for weights and tiers.
public enum DrawFact: String, Sendable, CaseIterable, Codable, Hashable {
  /// No visit of theirs to the base is on record.
  case neverVisited = "never_visited"
  /// From a county that the policy calls rural.
  case ruralCounty = "rural_county"
  /// A school of special education.
  case specialEducation = "special_education"
  /// No base of the portal lies in their county.
  case noVenueInCounty = "no_venue_in_county"
}

/// What the deployment decides about draws: `Policies/draws.yaml`.
public struct DrawPolicy: Sendable {
  /// A tier of priority in an allocation: who has all facts of one of its groups.
  public struct Tier: Sendable {
    /// Its name.
    public let name: LocalizedText
    let groups: [Set<DrawFact>]
  }

  /// Tickets that a fact adds to the one that everybody has.
  public let tickets: [DrawFact: Int]
  /// Whether, in a lottery, a smaller group may take places that a larger one before it could not.
  public let smallerMayFollow: Bool
  /// The tiers, the first before the second; who is in none stands behind all.
  public let tiers: [Tier]
  /// The name of the last tier, of everybody else.
  public let lastTier: LocalizedText
  /// Kinds of county units that are rural, as `Data/regions.csv` names them.
  public let ruralKinds: Set<String>
  /// Further counties that are rural, by code.
  public let ruralCounties: Set<String>
  /// Words by which the registered name of a school of special education is known.
  public let specialNames: [String]
  /// For how many hours a window is open at least.
  public let leastHours: Int
  /// For how many days a window is open at most.
  public let mostDays: Int
  /// How many days a window is proposed to be open.
  public let usualDays: Int
  /// How many sessions a request may list.
  public let mostWishes: Int
  /// How many requests a person, a telephone or a school may have in one draw.
  public let perBooker: Int
  /// What the public value of the draw's day is.
  public let publicValue: LocalizedText
  /// How long after the closing the public value is waited for, in hours; then the draw goes without one, and says so.
  public let waitHours: Int
  /// Whether a second person types the public value too before it counts.
  public let asksSecondPerson: Bool
  /// After how many hours places that nobody got are given to whoever comes first; `nil` where they are kept.
  public let releaseHours: Int?

  /// Reads the file.
  ///
  /// - Throws: `PolicyFile.Wrong`, which names the file, the line and what was expected.
  public init(file path: String) throws { try self.init(PolicyFile(path)) }

  /// Reads the rules.
  public init(_ file: PolicyFile) throws {
    try file.whole.only(["lottery", "allocation", "rural_county", "special_education", "window", "public_value", "left_over"])
    let extra = file["lottery"]["tickets"]
    try extra.only(DrawFact.allCases.map(\.rawValue))
    var tickets: [DrawFact: Int] = [:]
    for fact in DrawFact.allCases {
      guard let entry = extra[fact.rawValue].ifThere else { continue }
      tickets[fact] = try entry.number(in: 0...(DrawList.greatestWeight - 1))
    }
    guard tickets.values.reduce(1, +) <= DrawList.greatestWeight else {
      throw extra.wrong("\(DrawList.greatestWeight - 1) tickets or fewer in all")
    }
    self.tickets = tickets
    smallerMayFollow = try file["lottery"]["smaller_may_follow"].flag()
    tiers = try file["allocation"]["tiers"].list { tier in
      try tier.only(["name", "any"])
      let groups = try tier["any"].list { group in Set(try group.list { try $0.oneOf(DrawFact.self) }) }
      guard !groups.isEmpty, groups.allSatisfy({ !$0.isEmpty }) else { throw tier.wrong("made of groups of facts") }
      return Tier(name: try tier["name"].localized(), groups: groups)
    }
    lastTier = try file["allocation"]["others"].localized()
    ruralKinds = Set(try file["rural_county"]["kinds"].list { try $0.text() })
    ruralCounties = Set(try file["rural_county"]["counties"].list { try $0.scalar() })
    specialNames = try file["special_education"]["names"].list { try $0.text() }
    leastHours = try file["window"]["least_hours"].number(in: 1...720)
    mostDays = try file["window"]["most_days"].number(in: 1...180)
    usualDays = try file["window"]["usual_days"].number(in: 1...180)
    mostWishes = try file["window"]["most_wishes"].number(in: 1...20)
    perBooker = try file["window"]["per_booker"].number(in: 1...20)
    publicValue = try file["public_value"]["name"].localized()
    waitHours = try file["public_value"]["wait_hours"].number(in: 1...720)
    asksSecondPerson = try file["public_value"]["second_person"].flag()
    releaseHours = try file["left_over"]["first_come_after_hours"].ifThere?.number(in: 1...720)
  }

  /// How many tickets somebody has of whom these facts are known.
  public func weight(_ facts: Set<DrawFact>) -> Int { facts.reduce(1) { $0 + (tickets[$1] ?? 0) } }

  /// The tier of a school of which these facts are known, from 0.
  public func tier(_ facts: Set<DrawFact>) -> Int {
    tiers.firstIndex { tier in tier.groups.contains { $0.isSubset(of: facts) } } ?? tiers.count
  }

  /// The name of a tier.
  public func name(ofTier tier: Int) -> LocalizedText { tiers.indices.contains(tier) ? tiers[tier].name : lastTier }
}

extension DrawPolicy {
  /// Whether a county unit of this kind and code is rural.
  public func isRural(kind: String, code: String) -> Bool { ruralKinds.contains(kind) || ruralCounties.contains(code) }

  /// Whether the registered name of a school tells that it is one of special education.
  public func isSpecial(name: String) -> Bool { specialNames.contains { name.contains($0) } }
}
