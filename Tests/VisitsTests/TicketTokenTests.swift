import Credentials
import Foundation
import Identity
import Places
import SQL
import TestSupport
import Testing

@testable import Visits

@Suite("signed tickets")
struct TicketTokenTests {
  static let secret = "a secret of a portal in a test, of 32 letters or more"

  static func ticket(_ chance: inout SeededRandom) throws -> TicketToken {
    let most = [1, 4, 127, 128, 3_000, TicketToken.most].randomElement(using: &chance) ?? 1
    let people = Int.random(in: 1...most, using: &chance)
    return try #require(
      TicketToken(
        base: ID(rawValue: Int64.random(in: 0...Int64.max, using: &chance)),
        session: Int64.random(in: 0...Int64.max, using: &chance),
        booking: Int64.random(in: 0...Int64.max, using: &chance),
        audience: Audience.allCases.randomElement(using: &chance) ?? .school,
        people: people, companions: Int.random(in: 0...people, using: &chance),
        starts: Instant(milliseconds: Int64(UInt32.random(in: 0...UInt32.max, using: &chance)) * 60_000),
        minutes: Int.random(in: 0...1_440, using: &chance), serial: Int.random(in: 0...300, using: &chance)))
  }

  @Test("what was signed is read as it was, in large and small letters, and each ticket has one text", arguments: [1, 2, 3])
  func roundTrip(seed: UInt64) throws {
    var chance = SeededRandom(seed)
    let key = try TicketKey(secret: Self.secret)
    for _ in 0..<100 {
      let ticket = try Self.ticket(&chance)
      let text = try key.text(of: ticket)
      #expect(try key.verifier.ticket(text) == ticket)
      #expect(try key.verifier.ticket(text.lowercased()) == ticket)
      #expect(try key.text(of: ticket) == text)
    }
  }

  @Test("a ticket with any bit turned, cut off or made longer is refused", arguments: [4, 5])
  func altered(seed: UInt64) throws {
    var chance = SeededRandom(seed)
    let key = try TicketKey(secret: Self.secret)
    let bytes = try #require(TicketText.decode(key.text(of: Self.ticket(&chance))))
    for place in 0..<bytes.count * 8 {
      var other = bytes
      other[place / 8] ^= 1 << UInt8(place % 8)
      #expect(throws: TicketFault.self) { try key.verifier.ticket(TicketText.encode(other)) }
    }
    for count in 0..<bytes.count {
      #expect(throws: TicketFault.self) { try key.verifier.ticket(TicketText.encode(Array(bytes.prefix(count)))) }
    }
    #expect(throws: TicketFault.self) { try key.verifier.ticket(TicketText.encode(bytes + [0])) }
  }

  @Test("random bytes and random texts never are a ticket and never stop the reader", arguments: [6, 7, 8])
  func noise(seed: UInt64) throws {
    var chance = SeededRandom(seed)
    let verifier = try TicketKey(secret: Self.secret).verifier
    for _ in 0..<500 {
      var bytes = (0..<Int.random(in: 0...130, using: &chance)).map { _ in UInt8.random(in: 0...255, using: &chance) }
      if Bool.random(using: &chance), bytes.count > 3 { bytes.replaceSubrange(0..<3, with: [0x11] + verifier.hint) }
      #expect(throws: TicketFault.self) { try verifier.ticket(TicketText.encode(bytes)) }
      let scalars = (0..<Int.random(in: 0...210, using: &chance)).map { _ in
        Character(Unicode.Scalar(UInt32.random(in: 0..<0xD800, using: &chance)) ?? "A")
      }
      #expect(throws: TicketFault.self) { try verifier.ticket(String(scalars)) }
    }
  }

  @Test("a ticket of another portal, and one of a version to come, are told apart from noise")
  func others() throws {
    var chance = SeededRandom(9)
    let ticket = try Self.ticket(&chance)
    let here = try TicketKey(secret: Self.secret)
    let there = try TicketKey(secret: Self.secret + "!")
    let text = try there.text(of: ticket)
    #expect(throws: TicketFault.badSignature) { try here.verifier.ticket(text) }
    var bytes = try #require(TicketText.decode(text))
    bytes[0] = 0x21
    #expect(throws: TicketFault.unknownVersion) { try here.verifier.ticket(TicketText.encode(bytes)) }
    #expect(throws: TicketFault.unreadable) { try here.verifier.ticket("https://example.org/") }
    #expect(throws: TicketFault.unreadable) { try here.verifier.ticket("") }
  }

  @Test("bytes have one text: whatever text is read at all is the one that would be written", arguments: [10, 11])
  func canonical(seed: UInt64) {
    var chance = SeededRandom(seed)
    for count in 0..<40 {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &chance) }
      #expect(TicketText.decode(TicketText.encode(bytes)) == bytes)
    }
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    for _ in 0..<2_000 {
      let text = String((0..<Int.random(in: 0...9, using: &chance)).map { _ in letters.randomElement(using: &chance) ?? "A" })
      if let bytes = TicketText.decode(text) { #expect(TicketText.encode(bytes) == text) }
    }
    #expect(TicketText.decode("AA") == [0])
    #expect(TicketText.decode("AB") == nil)
    #expect(TicketText.decode("A") == nil)
  }

  @Test("a family's ticket and a school's of 3,000 are QR codes of 45 modules, read at arm's length")
  func size() throws {
    for (people, companions) in [(3, 1), (41, 3), (3_000, 150)] {
      let ticket = try #require(
        TicketToken(
          base: ID(rawValue: 1 << 60), session: 1 << 61, booking: 1 << 62, audience: .school, people: people,
          companions: companions,
          starts: Instant(milliseconds: 1_800_000_000_000), minutes: 120, serial: 1))
      let text = try TicketKey(secret: Self.secret).text(of: ticket)
      #expect(text.utf8.count <= 165)
      #expect(QRCode(alphanumeric: text)?.size == 45)
    }
    #expect(QRCode(alphanumeric: "small letters") == nil)
  }

  @Test("a ticket that cannot be is not made")
  func bounds() {
    func made(_ people: Int, _ companions: Int, _ minutes: Int, _ serial: Int, _ starts: Int64 = 0) -> Bool {
      TicketToken(
        base: ID(rawValue: 1), session: 1, booking: 1, audience: .group, people: people, companions: companions,
        starts: Instant(milliseconds: starts), minutes: minutes, serial: serial) != nil
    }
    #expect(made(1, 1, 0, 0))
    #expect(!made(0, 0, 0, 0))
    #expect(!made(1, 2, 0, 0))
    #expect(!made(1, -1, 0, 0))
    #expect(!made(.max, 0, 0, 0))
    #expect(!made(1, 0, -1, 0))
    #expect(!made(1, 0, 0, .max))
    #expect(!made(1, 0, 0, 0, -1))
    #expect(!made(1, 0, 0, 0, .max))
  }
}
