import HTTPTypes
import Identity
import SQL
import Site

/// A device on which somebody is logged in.
public struct Session: Sendable, RowReadable {
  let id: ID<Session>
  let person: ID<Person>
  let state: State
  /// What the browser says of itself, made short: `Firefox · Windows`.
  let device: String
  /// The network it was last seen from.
  let address: String
  let hasSecondFactor: Bool
  let createdAt: Instant
  let confirmedAt: Instant
  let seenAt: Instant
  let expiresAt: Instant

  /// How far somebody has come in.
  enum State: String {
    /// The password was right, the code is still owed.
    case half
    case full
  }

  static let columns: SQL =
    "s.id, s.person_id, s.state, s.device, s.address, s.second_factor, s.created_at, s.confirmed_at, s.seen_at, s.expires_at"

  static let columnCount = 10

  /// Reads a row of `columns`.
  public init(row: Row) throws {
    id = try row.get(0)
    person = try row.get(1)
    state = State(rawValue: try row.text(2)) ?? .half
    device = try row.text(3)
    address = try row.text(4)
    hasSecondFactor = try row.int(5) == 1
    createdAt = try row.get(6)
    confirmedAt = try row.get(7)
    seenAt = try row.get(8)
    expiresAt = try row.get(9)
  }
}

/// Where a request to log in comes from.
public struct Origin: Sendable {
  let device: String
  let address: String
  /// Whether this browser has logged in to the account before; see `DeviceMark`.
  var knows: String?

  init(device: String, address: String, knows: String?) {
    self.device = device
    self.address = address
    self.knows = knows
  }

  /// The origin of a request.
  public init(_ headers: HTTPFields, address: String) {
    device = Self.device(headers[.userAgent] ?? "")
    self.address = Self.network(address)
    knows = Cookies(headers)["known"].map(String.init)
  }

  /// Browser and system by name; versions are of no use to somebody who looks for a stranger among their devices.
  static func device(_ agent: String) -> String {
    let browsers = [
      ("MicroMessenger", "WeChat"), ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"),
      ("Safari", "Safari"), ("curl", "curl"), ("python", "Python"),
    ]
    let systems = [
      ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("HarmonyOS", "HarmonyOS"), ("Windows", "Windows"),
      ("Mac OS", "macOS"), ("Linux", "Linux"),
    ]
    let found = [browsers, systems].compactMap { names in names.first { agent.contains($0.0) }?.1 }
    return found.isEmpty ? "?" : found.joined(separator: " · ")
  }

  /// The network of an address: the last part of IPv4, and all but the first 64 bits of IPv6, change too often.
  static func network(_ address: String) -> String {
    if address.contains(".") { return address.split(separator: ".").dropLast().joined(separator: ".") + ".*" }
    return address.split(separator: ":").prefix(4).joined(separator: ":") + "::"
  }
}

extension Reader {
  func session(tokenHash: String) throws -> Session? {
    try first(Session.self, "SELECT \(Session.columns) FROM sessions s WHERE s.token_hash = \(tokenHash)")
  }

  func sessions(of person: ID<Person>, at now: Instant) throws -> [Session] {
    try all(
      Session.self,
      """
      SELECT \(Session.columns) FROM sessions s
      WHERE s.person_id = \(person) AND s.state = 'full' AND s.expires_at > \(now) ORDER BY s.seen_at DESC
      """)
  }
}

extension Writer {
  func insert(_ id: ID<Session>, _ session: NewSession, token: SecretToken, at now: Instant) throws {
    try execute(
      """
      INSERT INTO sessions (id, token_hash, person_id, state, device, address, second_factor, created_at, confirmed_at, seen_at, expires_at)
      VALUES (
        \(id), \(token.hash), \(session.person), \(session.state.rawValue), \(session.origin.device), \(session.origin.address),
        \(session.hasSecondFactor ? 1 : 0), \(now), \(now), \(now), \(session.expiresAt))
      """)
  }

  func deleteSession(tokenHash: String) throws -> Bool {
    try execute("DELETE FROM sessions WHERE token_hash = \(tokenHash)") > 0
  }

  /// Ends all sessions of somebody, but for one.
  @discardableResult
  func deleteSessions(of person: ID<Person>, but kept: ID<Session>? = nil) throws -> Int {
    try execute("DELETE FROM sessions WHERE person_id = \(person) AND id <> \(kept?.rawValue ?? -1)")
  }
}

struct NewSession {
  let person: ID<Person>
  let state: Session.State
  let origin: Origin
  let hasSecondFactor: Bool
  let expiresAt: Instant
}
