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
