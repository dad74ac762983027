import People

/// How old visitors are whom forms tell apart by kind, and what holds for ages where an offer says nothing (年龄规则): policy.
///
/// Source of the usual ages: children begin school at six (Compulsory Education Law, art. 11), six years of primary school and three
/// each of junior and senior middle school follow; whoever is not six by 31 August begins a year later, so each stage ends a year
/// later for some. Adults are eighteen (Civil Code, art. 17).
public struct AgeRules: Sendable, Hashable, Codable {
  /// Children below school age.
  public var preschool: ClosedRange<Int>
  /// Children and young people of school age; whoever is older is an adult.
  public var minors: ClosedRange<Int>
  /// How old pupils of a stage are.
  public var stages: [SchoolStage: ClosedRange<Int>]
  /// For which ages offers of the base are that say nothing.
  public var usual: VisitorAges

  /// From which age somebody is an adult.
  public var adultFrom: Int { minors.upperBound + 1 }
}

extension AgeRules {
  /// Reads the part of a file.
  init(_ file: PolicyFile.Entry) throws {
    try file.only(["preschool", "minors", "stages", "visitors"])
    func years(_ entry: PolicyFile.Entry, from least: Int = 0) throws -> ClosedRange<Int> {
      try entry.only(["from", "to"])
      let from = try entry["from"].number(in: least...VisitorAges.possible.upperBound)
      return from...(try entry["to"].number(in: from...VisitorAges.possible.upperBound))
    }
    preschool = try years(file["preschool"])
    minors = try years(file["minors"], from: preschool.lowerBound)
    try file["stages"].only(SchoolStage.allCases.map(\.rawValue))
    stages = [:]
    for stage in SchoolStage.allCases { stages[stage] = try years(file["stages"][stage.rawValue]) }
    let visitors = file["visitors"].ifThere
    try visitors?.only(["least", "greatest"])
    let least = try visitors?["least"].ifThere?.number(in: VisitorAges.possible)
    let greatest = try visitors?["greatest"].ifThere?.number(in: (least ?? 0)...VisitorAges.possible.upperBound)
    usual = VisitorAges(least: least, greatest: greatest)
  }
}

/// The ages of a party, as far as its kinds and the stages of its pupils tell them, against the ages of a session.
///
/// * A **kind** breaks a rule for certain when all of its ages do: preschool children in a session from eight years, everybody of
///   school age in one for adults. Then there is no booking.
/// * It keeps it for certain when all of its ages do, as adults keep every least age up to eighteen.
/// * Else nobody but whoever books knows: it has to be confirmed.
///
/// A greatest age below that of adults means children. Grown-ups are there to accompany them, so they are neither refused nor
/// confirmed, also where no child stands in the same booking: the grandparents of a child often have a booking of their own, and at
/// the door one sees whom they bring. Teachers and leaders come for the others, so no age is asked of them.
struct PartyAges {
  let party: Party
  let rules: VisitRules
  /// The stages of the pupils, where they are known; they tell more than the kind does.
  let stages: Set<SchoolStage>

  /// Who comes, with the ages that they may have. A kind whose pupils are of several stages stands here several times.
  private var kinds: [(kind: Party.Kind, ages: ClosedRange<Int>)] {
    let ages = rules.ages
    let oldest = VisitorAges.possible.upperBound
    var kinds: [(Party.Kind, ClosedRange<Int>)] = []
    if party.preschool > 0 {
      let known = stages.contains(.preschool) ? ages.stages[.preschool] : nil
      kinds.append((.preschool, known ?? ages.preschool))
    }
    if party.minors > 0 {
      let known = SchoolStage.allCases.filter { $0 != .preschool && stages.contains($0) }.compactMap { ages.stages[$0] }
      kinds += (known.isEmpty ? [ages.minors] : known).map { (.minors, $0) }
    }
    if party.adults > 0 { kinds.append((.adults, ages.adultFrom...oldest)) }
    if party.seniors > 0 { kinds.append((.seniors, min(rules.care.accompaniedFromAge, oldest)...oldest)) }
    return kinds
  }

  /// What whoever books has to confirm.
  ///
  /// - Throws: `BookingRefusal` where a kind breaks the rule whatever is said.
  func toConfirm(for wanted: VisitorAges) throws(BookingRefusal) -> VisitorAges {
    var needed = VisitorAges()
    for (kind, ages) in kinds {
      if let least = wanted.least {
        if ages.upperBound < least { throw .tooYoung(kind, least: least) }
        if ages.lowerBound < least { needed.least = least }
      }
      if let greatest = wanted.greatest, kind.isOfChildren || greatest >= rules.ages.adultFrom {
        if ages.lowerBound > greatest { throw .tooOld(kind, greatest: greatest) }
        if ages.upperBound > greatest { needed.greatest = greatest }
      }
    }
    return needed
  }
}

extension Party {
  /// The kinds of visitors that forms tell apart.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case adults, minors, preschool, seniors, teachers

    /// Whether they are children.
    var isOfChildren: Bool { self == .minors || self == .preschool }
  }
}

extension VisitRules {
  /// Everything that some party might have to confirm for a session: what forms ask before they know who comes.
  func mayAsk(for session: VisitSession) -> VisitorAges {
    let samples = [Party(adults: 1), Party(minors: 1), Party(preschool: 1), Party(seniors: 1)]
    let all = samples.compactMap { try? PartyAges(party: $0, rules: self, stages: []).toConfirm(for: session.ages) }
    return VisitorAges(least: all.compactMap(\.least).max(), greatest: all.compactMap(\.greatest).min())
  }
}
