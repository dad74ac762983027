import Foundation
import SQL
import TestSupport
import Testing

@Suite("Identifiers")
struct IDTests {
  private enum Base {}

  @Test("the text of any ID reads back, in capital and small letters")
  func roundTrip() {
    var random = SeededRandom(1)
    for _ in 0..<2000 {
      let shift = Int.random(in: 0...62, using: &random)
      let id = ID<Base>(rawValue: Int64.random(in: 0...Int64.max, using: &random) >> shift)
      #expect(id.description.utf8.count <= 13)
      #expect(ID<Base>(id.description) == id)
      #expect(ID<Base>(id.description.lowercased()) == id)
    }
    #expect(ID<Base>(ID<Base>(rawValue: .max).description)?.rawValue == .max)
    #expect(ID<Base>(rawValue: 0).description == "0")
    #expect(ID<Base>(rawValue: 32).description == "10")
  }

  @Test("letters that look like digits are read as such, and no others are")
  func lookalikes() {
    #expect(ID<Base>("1OiL") == ID<Base>("1011"))
    for text in ["", "U", "1-2", " 1", "é", "００", "00000000000000", "8000000000000", "ZZZZZZZZZZZZZ", "+1"] {
      #expect(ID<Base>(text) == nil, "\(text)")
    }
    #expect(ID<Base>("7ZZZZZZZZZZZZ")?.rawValue == .max)
  }

  @Test("each is greater than the one before, also when the clock is set back")
  func growing() {
    let clock = ManualClock(Instant(milliseconds: 1_772_000_000_000))
    let ids = IDGenerator(clock: clock.clock, random: SeededRandom(2))
    var last = ids.next(Base.self)
    for step in 0..<3000 {
      if step % 7 == 0 { clock.advance(by: .milliseconds(step % 3 == 0 ? -5 : 2)) }
      let next = ids.next(Base.self)
      #expect(next > last)
      last = next
    }
  }

  @Test("many tasks never get the same")
  func unique() async {
    let ids = IDGenerator()
    let all = await withTaskGroup(of: [ID<Base>].self) { group in
      for _ in 0..<8 { group.addTask { (0..<500).map { _ in ids.next() } } }
      return await group.reduce(into: Set<ID<Base>>()) { $0.formUnion($1) }
    }
    #expect(all.count == 4000)
  }

  @Test("the first of a moment stands between what was made before and after")
  func byTime() {
    let clock = ManualClock(Instant(milliseconds: 1_772_000_000_000))
    let ids = IDGenerator(clock: clock.clock)
    let before = ids.next(Base.self)
    clock.advance(by: .seconds(1))
    #expect(before < IDGenerator.first(at: clock.now))
    #expect(IDGenerator.first(at: clock.now) <= ids.next(Base.self))
  }

  @Test("JSON holds the text, not the number")
  func json() throws {
    let id = ID<Base>(rawValue: 1_234_567)
    let data = try JSONEncoder().encode([id])
    #expect(String(decoding: data, as: UTF8.self) == "[\"\(id)\"]")
    #expect(try JSONDecoder().decode([ID<Base>].self, from: data) == [id])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([ID<Base>].self, from: Data("[\"U\"]".utf8))
    }
  }
}
