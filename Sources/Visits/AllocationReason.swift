/// Why a school got the date that it got, or none: what became of each date that it would rather have had.
public struct AllocationReason: Sendable, Hashable {
  /// A school that stands before another at a date: its number, its tier there, and its lot.
  public struct Rival: Sendable, Hashable {
    /// Its number in the list.
    public let number: Int
    /// Its tier at that date.
    public let tier: Int
    /// Its lot.
    public let lot: UInt64
    /// How many people it brings.
    public let people: Int
  }

  /// What became of a wish in one pass.
  public enum Verdict: Sendable, Hashable {
    /// It was given.
    case given
    /// More people than the places that were given out in this pass; for the first pass, than the date has at all.
    case tooLarge(places: Int)
    /// Those before it left too few places for it: it would have come in place `position` (from 1) of all who asked.
    case full(places: Int, position: Int, peopleBefore: Int)
    /// It stood behind a group that did not fit whole, which ended the list.
    case behind(places: Int, position: Int, end: Rival)
  }

  /// A wish in a pass.
  public struct Wish: Sendable, Hashable {
    /// The date, as an index into the list's sessions.
    public let session: Int
    /// The pass, from 0.
    public let pass: Int
    /// The school's own tier there.
    public let tier: Int
    /// What became of it.
    public let verdict: Verdict
    /// Who was kept there in this pass, in the date's order: every one of them has priority where the wish was refused.
    public let kept: [Rival]
  }

  /// The school's number in the list.
  public let number: Int
  /// Its own lot.
  public let lot: UInt64
  /// Every wish that was asked for, pass by pass, in the school's order.
  public let wishes: [Wish]
}

extension SchoolAllocation {
  /// Why a school got what it got.
  ///
  /// - Parameter request: its index in the list.
  public func reason(for request: Int, in list: DrawList, _ lots: DrawLots) -> AllocationReason {
    let own = list.requests[request]
    var wishes: [AllocationReason.Wish] = []
    for (index, pass) in passes.enumerated() where self.pass[request].map({ index <= $0 }) ?? true {
      for (position, session) in own.wishes.enumerated() {
        let choice = pass[session]
        let verdict = verdict(on: request, in: choice, at: session, list, lots)
        wishes.append(
          AllocationReason.Wish(
            session: session, pass: index, tier: own.tiers.isEmpty ? 0 : own.tiers[position], verdict: verdict,
            kept: choice.kept.map { rival($0, at: session, list, lots) }))
        if verdict == .given { break }
      }
    }
    return AllocationReason(number: own.number, lot: lots.lots[request], wishes: wishes)
  }

  private func verdict(
    on request: Int, in choice: Choice, at session: Int, _ list: DrawList, _ lots: DrawLots
  ) -> AllocationReason.Verdict {
    let people = list.requests[request].people
    if people > choice.places { return .tooLarge(places: choice.places) }
    if choice.kept.contains(request) { return .given }
    let place = choice.refused.firstIndex(of: request) ?? 0
    let before = choice.kept.reduce(0) { $0 + list.requests[$1].people }
    let position = choice.kept.count + place + 1
    guard place > 0, before + people <= choice.places, let end = choice.refused.first else {
      return .full(places: choice.places, position: position, peopleBefore: before)
    }
    return .behind(places: choice.places, position: position, end: rival(end, at: session, list, lots))
  }

  private func rival(_ request: Int, at session: Int, _ list: DrawList, _ lots: DrawLots) -> AllocationReason.Rival {
    let other = list.requests[request]
    let wish = other.wishes.firstIndex(of: session) ?? 0
    return AllocationReason.Rival(
      number: other.number, tier: other.tiers.isEmpty ? 0 : other.tiers[wish], lot: lots.lots[request], people: other.people)
  }
}
