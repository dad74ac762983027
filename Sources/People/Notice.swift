import Foundation
import SQL
import Site

/// A message to a person from the portal, kept as what happened and said in the reader's language when it is read.
public struct Notice: Sendable, RowReadable {
  let id: ID<Notice>
  let kind: String
  let payload: String
  let path: String
  let at: Instant
  let readAt: Instant?

  static let columns: SQL = "id, kind, payload, path, at, read_at"

  /// Reads a row of `columns`.
  public init(row: Row) throws {
    id = try row.get(0)
    kind = try row.text(1)
    payload = try row.text(2)
    path = try row.text(3)
    at = try row.get(4)
    readAt = try row.get(5)
  }

  /// What happened; `nil` when a later version wrote something that this one does not know.
  var event: NoticeEvent? { try? JSONDecoder().decode(NoticeEvent.self, from: Data(payload.utf8)) }
}

/// What a person is told about.
public enum NoticeEvent: Codable, Sendable {
  case grantGiven(role: Role, until: Instant?)
  case grantRevoked(role: Role)
  case passwordChanged
  case emailChanged
  case secondFactor(isOn: Bool)
  case passkeyAdded(name: String)
  case newDevice(device: String)
  case joinRequested(organization: String)
  case joinDecided(organization: String, isAccepted: Bool)
  case invited(organization: String)
  case responsible(organization: String)
  case organizationDecided(organization: String, isAccepted: Bool, reason: String)
  case achievementDecided(title: String, isVerified: Bool, reason: String)
  case guardianConsented
  case profileSeen(by: String)
  case baseDecided(base: String, outcome: String, reason: String)
  case baseWaits(base: String)
  case baseStale(base: String, days: Int)
  case claimDecided(base: String, isAccepted: Bool, reason: String)
  case secondPersonAsked(words: String)
  case secondPersonDecided(words: String, isConfirmed: Bool)
  /// What a room above says, in all languages, as only it knows the words.
  case told(LocalizedText)

  /// The message in one or two sentences.
  func words(_ t: Localizer) -> String {
    switch self {
    case .told(let text): t.pick(text)
    case .grantGiven(let role, let until?):
      t("You are now {role}, until {day}.", ["role": role.name(t), "day": t.day(of: until)])
    case .grantGiven(let role, nil): t("You are now {role}.", ["role": role.name(t)])
    case .grantRevoked(let role): t("You are no longer {role}.", ["role": role.name(t)])
    case .passwordChanged: t("Your password was changed. If it was not you, reset it at once.")
    case .emailChanged: t("Your e-mail address was changed.")
    case .secondFactor(isOn: true): t("Codes are now asked for when you log in.")
    case .secondFactor(isOn: false): t("Codes are no longer asked for when you log in.")
    case .passkeyAdded(let name): t("The passkey “{name}” was added.", ["name": name])
    case .newDevice(let device):
      t("Your account was used on a new device: {device}. If it was not you, change your password.", ["device": device])
    case .joinRequested(let name): t("Somebody asks to join {organization}.", ["organization": name])
    case .joinDecided(let name, isAccepted: true): t("You are now a member of {organization}.", ["organization": name])
    case .joinDecided(let name, isAccepted: false): t("{organization} declined your request to join.", ["organization": name])
    case .invited(let name): t("You are invited to join {organization}.", ["organization": name])
    case .responsible(let name): t("You are now responsible for {organization}.", ["organization": name])
    case .organizationDecided(let name, isAccepted: true, _): t("{organization} is registered.", ["organization": name])
    case .organizationDecided(let name, isAccepted: false, let reason):
      t("{organization} was not registered: {reason}", ["organization": name, "reason": reason])
    case .achievementDecided(let title, isVerified: true, _): t("“{title}” is verified.", ["title": title])
    case .achievementDecided(let title, isVerified: false, let reason):
      t("“{title}” was not verified: {reason}", ["title": title, "reason": reason])
    case .guardianConsented: t("Your guardian agreed; your account is open.")
    case .profileSeen(let name): t("{name} looked at your account.", ["name": name])
    case .baseDecided(let base, let outcome, let reason): baseWords(base, outcome, reason, t)
    case .baseWaits(let base): t("{base} waits for your decision.", ["base": base])
    case .baseStale(let base, let days):
      t(
        "Nobody has confirmed what we say about {base} for {days} days. Is it still right?",
        ["base": base, "days": t.number(days)])
    case .claimDecided(let base, isAccepted: true, _): t("You now look after {base}.", ["base": base])
    case .claimDecided(let base, isAccepted: false, let reason):
      t("You were not made manager of {base}: {reason}", ["base": base, "reason": reason])
    case .secondPersonAsked(let words): t("A second person is needed: {what}", ["what": words])
    case .secondPersonDecided(let words, isConfirmed: true): t("Confirmed by a second person: {what}", ["what": words])
    case .secondPersonDecided(let words, isConfirmed: false): t("Declined by a second person: {what}", ["what": words])
    }
  }

  private func baseWords(_ base: String, _ outcome: String, _ reason: String, _ t: Localizer) -> String {
    let values = ["base": base, "reason": reason]
    switch outcome {
    case "published": return t("{base} is published.", values)
    case "returned": return t("{base} was sent back: {reason}", values)
    case "suspended": return t("{base} is suspended: {reason}", values)
    case "closed": return t("{base} is closed: {reason}", values)
    case "accepted": return t("The change of {base} is live.", values)
    default: return t("The change of {base} was declined: {reason}", values)
    }
  }
}

extension People {
  /// Tells a person something: on their page of messages, and in the digest if they want one.
  public func notify(_ person: ID<Person>, _ event: NoticeEvent, path: String, in writer: Writer) throws {
    let payload = String(decoding: try JSONEncoder().encode(event), as: UTF8.self)
    let kind = payload.drop { !$0.isLetter }.prefix { $0.isLetter }
    try writer.insertNotice(ids.next(), to: person, kind: String(kind), payload: payload, path: path, at: clock.now())
  }

  func markRead(of person: ID<Person>, in writer: Writer) throws {
    try writer.markNoticesRead(of: person, at: clock.now())
  }
}
