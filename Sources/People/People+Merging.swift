import Foundation
import SQL
import Site

/// Hands over what a room above keeps of somebody whose account goes into another.
///
/// It throws `People.MergeRefusal.engaged` where that cannot be done fairly, and nothing is merged then.
public typealias PersonMover = @Sendable (_ from: ID<Person>, _ into: ID<Person>, _ writer: Writer) throws -> Void

/// Two accounts that are to be one, as they wait for a second person.
struct AskedPersonMerger: Codable, Sendable {
  let from: String
  let into: String
}

extension People {
  /// Why two accounts cannot become one.
  public enum MergeRefusal: Error, Sendable, Equatable {
    /// They are one already, or one of them is not in use.
    case notTwo
    /// Whoever merges has a part in it.
    case own
    /// One is a minor's and the other is not, so they are not the same person's.
    case age
    /// Together they would hold two of the three roles that are never one person's.
    case separated
    /// The account that goes has a part in something that its change would disturb.
    case engaged

    func sentence(_ t: Localizer) -> String {
      switch self {
      case .notTwo: t("Please name two accounts that are in use.")
      case .own: t("Nobody merges their own account.")
      case .age: t("One account is a minor's and the other is not.")
      case .separated: t("Together they would hold roles that are never one person's.")
      case .engaged: t("The account that would close has a part in a call; merge the other way round.")
      }
    }
  }

  /// Whether two accounts may become one.
  ///
  /// - Throws: `MergeRefusal`.
  func check(_ from: Person, into: Person, by rights: Rights, in reader: Reader) throws {
    guard from.id != into.id, from.status == .active, into.status == .active else { throw MergeRefusal.notTwo }
    guard rights.person.id != from.id, rights.person.id != into.id else { throw MergeRefusal.own }
    guard isMinor(from) == isMinor(into) else { throw MergeRefusal.age }
    let now = clock.now()
    let held = try reader.grants(of: into.id, at: now)
    for grant in try reader.grants(of: from.id, at: now) {
      do { try Self.separate(grant.role, from: held) } catch is GrantRefusal { throw MergeRefusal.separated }
    }
  }

  /// One account of a person takes the place of their other: what it did, may do and belongs to goes over; its ways to log in
  /// end, as only the account that stays is known to be used by whom it names.
  func merge(
    _ from: ID<Person>, into: ID<Person>, reason: String, by rights: Rights, movers: [PersonMover], in writer: Writer
  ) throws {
    guard let old = try writer.person(from), let new = try writer.person(into) else { throw MergeRefusal.notTwo }
    try check(old, into: new, by: rights, in: writer)
    for mover in movers { try mover(from, into, writer) }
    try moveGrants(of: from, to: into, by: rights, in: writer)
    try moveMemberships(of: from, to: into, in: writer)
    try writer.moveBelongings(of: from, to: into)
    try writer.closeMerged(from, into: into, at: clock.now())
    try record(
      "person.merged", on: .init("person", from), by: rights.actor, reason: reason, details: ["into": into.description],
      in: writer)
    try tell(old, new, reason, in: writer)
  }

  private func moveGrants(of from: ID<Person>, to into: ID<Person>, by rights: Rights, in writer: Writer) throws {
    let now = clock.now()
    let held = try writer.grants(of: into, at: now).filter { $0.ends == nil }
    for grant in try writer.history(of: from) where grant.revoked == nil {
      if held.contains(where: { $0.role == grant.role && $0.scope == grant.scope }) {
        _ = try writer.revoke(grant.id, by: rights.actor.description, at: now)
      } else {
        try writer.moveGrant(grant.id, to: into)
      }
    }
  }

  private func moveMemberships(of from: ID<Person>, to into: ID<Person>, in writer: Writer) throws {
    let now = clock.now()
    for old in try writer.memberships(of: from) {
      if let own = try writer.membership(of: into, in: old.organization) {
        let role = [Membership.Role.responsible, .administrator].first { $0 == old.role || $0 == own.role } ?? .member
        try writer.setRole(role, ofMember: own.id)
      } else {
        try writer.insertMember(ids.next(), into, in: old.organization, as: old.role, at: now)
      }
      try writer.endMembership(old.id, at: now)
    }
  }

  /// Both addresses are told, as nobody is to lose an account without hearing of it.
  private func tell(_ old: Person, _ new: Person, _ reason: String, in writer: Writer) throws {
    let t = localizer(new.language)
    for address in [old.email, new.email].compactMap({ $0 }) {
      let lines = [
        t("Hello {name},", ["name": new.name]),
        t(
          "your two accounts are one now; log in with {address}. Reason: {reason}",
          ["address": new.email ?? "—", "reason": reason]),
        t("If this is not right, tell us at once."),
      ]
      try post(letter(to: address, t("Your two accounts are one now"), lines, t), in: writer)
    }
  }
}
