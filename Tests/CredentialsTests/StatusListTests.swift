import Foundation
import TestSupport
import Testing

@testable import Credentials

@Suite("status lists")
struct StatusListTests {
  @Test("random places set and cleared are the ones that travelled", arguments: [1, 2, 3])
  func randomPlaces(seed: UInt64) throws {
    var chance = SeededRandom(seed)
    var list = StatusList(count: StatusList.leastCount + Int(seed) * 1000)
    var expected: Set<Int> = []
    for _ in 0..<2000 {
      let place = Int.random(in: 0..<list.count, using: &chance)
      let isSet = Int.random(in: 0..<4, using: &chance) > 0
      try list.set(place, to: isSet)
      if isSet { expected.insert(place) } else { expected.remove(place) }
    }
    for edge in [0, 7, 8, list.count - 1] {
      try list.set(edge)
      expected.insert(edge)
    }
    let travelled = try StatusList(encoded: list.encoded())
    #expect(travelled == list)
    #expect(Set((0..<travelled.count).filter { travelled[$0] == true }) == expected)
  }

  @Test("the empty list of the standard is read, and the first place is the highest bit of the first byte")
  func standard() throws {
    let list = try StatusList(encoded: "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA")
    #expect(list == StatusList())
    var first = StatusList()
    try first.set(0)
    let compressed = try #require(Base64URL.decode(first.encoded().dropFirst()))
    #expect(Gzip.decompress(compressed, limit: StatusList.mostBytes) == [0x80] + Array(repeating: 0, count: 16_383))
  }

  @Test("a list never has less room than the standard asks, nor more than a reader would take")
  func sizes() throws {
    #expect(StatusList(count: -1).count == 131_072)
    #expect(StatusList(count: 131_073).count == 131_080)
    let largest = StatusList(count: .max)
    #expect(largest.count == 5 * 1024 * 1024 * 8)
    #expect(try StatusList(encoded: largest.encoded()) == largest)
  }

  @Test("a place outside of the list is refused")
  func outside() {
    var list = StatusList()
    for place in [-1, list.count, .max, .min] {
      #expect(list[place] == nil)
      #expect(throws: StatusFault.noSuchPlace) { try list.set(place) }
    }
  }

  @Test("what is too short, swells too much, is cut off, has a tail or is no list is refused")
  func malformed() throws {
    let encode = { (bytes: [UInt8]) in "u" + Base64URL.encode(Gzip.compress(bytes) ?? []) }
    let good = try StatusList().encoded()
    let bits = try #require(Base64URL.decode(good.dropFirst()))
    let texts = [
      "", "u", String(good.dropFirst()), "z" + good.dropFirst(), good + "A", good + "=",
      encode(Array(repeating: 0, count: 16_383)), encode(Array(repeating: 0, count: StatusList.mostBytes + 1)),
      encode(Array(repeating: 0, count: 64 * 1024 * 1024)), "u" + Base64URL.encode(bits.dropLast()),
      "u" + Base64URL.encode(bits + [0]), "u" + Base64URL.encode(bits + bits), "uAAAA",
    ]
    for text in texts { #expect(throws: StatusFault.malformed) { try StatusList(encoded: text) } }
  }

  @Test("a published list reads back as it was, and what is missing makes it malformed")
  func document() throws {
    var list = StatusList()
    try list.set(4711)
    let published = StatusListCredential(
      id: Academy.suspensions, issuer: Academy.id, purpose: .suspension, list: list, validFrom: Academy.decided,
      validUntil: Academy.now)
    let document = try published.document()
    #expect(try StatusListCredential(reading: document) == published)
    for name in ["id", "type", "issuer", "validFrom", "validUntil", "credentialSubject"] {
      var members = try #require(document.members)
      members[name] = nil
      #expect(throws: StatusFault.malformed) { try StatusListCredential(reading: .object(members)) }
    }
  }

  @Test("a list that a retired key signed in its time is still read")
  func retiredKey() throws {
    let academy = try Academy()
    let list = StatusListCredential(
      id: Academy.revocations, issuer: Academy.id, list: StatusList(), validFrom: Academy.change.addingTimeInterval(-60),
      validUntil: Academy.now)
    let token = try list.signed(by: academy.oldKey, at: list.validFrom)
    #expect(try academy.verifier.statusList(token, at: Academy.change) == list)
    let late = try list.signed(by: academy.oldKey, at: Academy.change)
    #expect(throws: StatusFault.notSigned) { try academy.verifier.statusList(late, at: Academy.change) }
  }
}
