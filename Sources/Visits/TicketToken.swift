import Credentials
import Crypto
import Foundation
import Places
import SQL

/// What a ticket says to a door that has no connection (电子票): which booking, for how many, when, and which issue of the ticket.
///
/// No name and no telephone: whoever photographs somebody's screen learns nothing of the person.
public struct TicketToken: Hashable, Sendable {
  /// Where it is good.
  public let base: ID<Base>
  /// For which time; a number of the table of sessions.
  public let session: Int64
  /// Whose it is; a number of the table of bookings.
  public let booking: Int64
  /// How the booking came to its places.
  public let audience: Audience
  /// How many people come, teachers and companions counted.
  public let people: Int
  /// How many of them are teachers or companions.
  public let companions: Int
  /// When the time begins, to the minute.
  public let starts: Instant
  /// How long it lasts.
  public let minutes: Int
  /// Counts the issues of the ticket: a change of the booking makes a new one, and those before are good no more.
  public let serial: Int

  /// A ticket; `nil` where a number is beyond what a ticket can say.
  public init?(
    base: ID<Base>, session: Int64, booking: Int64, audience: Audience, people: Int, companions: Int, starts: Instant,
    minutes: Int,
    serial: Int
  ) {
    guard base.rawValue >= 0, session >= 0, booking >= 0, (1...Self.most).contains(people), (0...people).contains(companions),
      (0...Self.most).contains(minutes), (0...Self.most).contains(serial), starts.milliseconds >= 0,
      starts.milliseconds / 60_000 <= UInt32.max
    else { return nil }
    self.base = base
    self.session = session
    self.booking = booking
    self.audience = audience
    self.people = people
    self.companions = companions
    self.starts = Instant(milliseconds: starts.milliseconds / 60_000 * 60_000)
    self.minutes = minutes
    self.serial = serial
  }

  /// When the time ends.
  public var ends: Instant { starts + .seconds(minutes * 60) }

  /// The largest number of people, minutes or issues: three bytes of seven bits.
  static let most = 1 << 21 - 1
}

/// Why a ticket was refused.
public enum TicketFault: Error, Sendable, Hashable {
  /// Not a ticket at all: another QR code, or cut off.
  case unreadable
  /// A ticket of a kind that this portal does not know, made by a later one.
  case unknownVersion
  /// Made by somebody else, or changed after it was made.
  case badSignature
}

/// The key that signs tickets: made from the portal's secret, so that it is the same on every server and stored on none.
public struct TicketKey: Sendable {
  private let key: SigningKey
  /// The public half, which every door has.
  public let verifier: TicketVerifier

  /// The key of a portal.
  public init(secret: String) throws {
    let seed = HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: Data(secret.utf8)), info: Data("tickets".utf8), outputByteCount: 32)
    key = try SigningKey(rawRepresentation: seed.withUnsafeBytes { Array($0) })
    verifier = TicketVerifier(
      try VerificationKey(
        rawRepresentation: key.verificationKey(notBefore: Date(timeIntervalSince1970: 0)).rawRepresentation,
        notBefore: Date(timeIntervalSince1970: 0)))
  }

  /// The signed text of a ticket, for its QR code.
  public func text(of ticket: TicketToken) throws -> String {
    let body = TicketBytes.body(of: ticket, hint: verifier.hint)
    return TicketText.encode(body + (try key.signature(of: TicketBytes.domain + body)))
  }
}

/// Reads tickets with nothing but the public key.
public struct TicketVerifier: Sendable, Hashable {
  /// The public key.
  public let key: VerificationKey

  /// A reader of the tickets that a key has signed.
  public init(_ key: VerificationKey) { self.key = key }

  /// Tells tickets of one key from those of another without trying: the first two bytes of the key's SHA-256.
  public var hint: [UInt8] { Array(SHA256.hash(data: Data(key.rawRepresentation)).prefix(2)) }

  /// The ticket that a text is.
  public func ticket(_ text: some StringProtocol) throws(TicketFault) -> TicketToken {
    guard text.utf8.count <= TicketBytes.longestText, let bytes = TicketText.decode(text), bytes.count > TicketBytes.signature
    else {
      throw .unreadable
    }
    let body = Array(bytes.dropLast(TicketBytes.signature))
    let (ticket, signer) = try TicketBytes.ticket(of: body)
    guard signer == hint, key.isSignature(Array(bytes.suffix(TicketBytes.signature)), of: TicketBytes.domain + body) else {
      throw .badSignature
    }
    return ticket
  }
}

/// The layout of a ticket, before its signature of 64 bytes:
///
///     1  version (4 bits), audience (4 bits)      8  session        n  people        n  minutes
///     2  hint of the key                          8  booking        n  companions    n  serial
///     8  base                                     4  start, in minutes since 1970
///
/// Numbers are big-endian; those of `n` bytes are LEB128, each in its shortest form, so that a ticket has one text only. A booking
/// of up to 127 people has 100 or 101 bytes, 160 or 162 letters: QR version 7 (45 × 45) at error correction M.
enum TicketBytes {
  static let domain = Array("kepu ticket\n".utf8)
  static let signature = 64
  static let longestText = 200
  private static let version: UInt8 = 1
  private static let fixed = 31

  static func body(of ticket: TicketToken, hint: [UInt8]) -> [UInt8] {
    var bytes = [version << 4 | code(ticket.audience)] + hint
    for number in [ticket.base.rawValue, ticket.session, ticket.booking] { bytes += bigEndian(UInt64(bitPattern: number), 8) }
    bytes += bigEndian(UInt64(ticket.starts.milliseconds / 60_000), 4)
    for number in [ticket.people, ticket.companions, ticket.minutes, ticket.serial] { bytes += short(number) }
    return bytes
  }

  static func ticket(of body: [UInt8]) throws(TicketFault) -> (ticket: TicketToken, hint: [UInt8]) {
    guard let first = body.first else { throw .unreadable }
    guard first >> 4 == version else { throw .unknownVersion }
    guard body.count > fixed, let audience = audience(first & 15) else { throw .unreadable }
    var rest = body.dropFirst(fixed)
    func whole(_ range: Range<Int>) -> Int64 { Int64(bitPattern: body[range].reduce(0) { $0 << 8 | UInt64($1) }) }
    guard let people = readShort(&rest), let companions = readShort(&rest), let minutes = readShort(&rest),
      let serial = readShort(&rest), rest.isEmpty,
      let ticket = TicketToken(
        base: ID(rawValue: whole(3..<11)), session: whole(11..<19), booking: whole(19..<27), audience: audience, people: people,
        companions: companions, starts: Instant(milliseconds: whole(27..<31) * 60_000), minutes: minutes, serial: serial)
    else { throw .unreadable }
    return (ticket, Array(body[1..<3]))
  }

  /// Never changed: tickets are out in the world.
  private static func code(_ audience: Audience) -> UInt8 {
    switch audience {
    case .individual: 0
    case .group: 1
    case .school: 2
    case .concession: 3
    }
  }

  private static func audience(_ number: UInt8) -> Audience? { Audience.allCases.first { code($0) == number } }

  private static func bigEndian(_ number: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
  }

  private static func short(_ number: Int) -> [UInt8] {
    var (rest, bytes) = (number, [UInt8]())
    while rest > 127 {
      bytes.append(UInt8(rest & 127) | 128)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  /// At most three bytes, the last of which is not an idle zero.
  private static func readShort(_ rest: inout ArraySlice<UInt8>) -> Int? {
    var (number, shift) = (0, 0)
    while let byte = rest.popFirst(), shift < 21 {
      number |= Int(byte & 127) << shift
      shift += 7
      if byte < 128 { return byte == 0 && shift > 7 ? nil : number }
    }
    return nil
  }
}
