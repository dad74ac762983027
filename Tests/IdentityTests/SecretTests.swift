import Foundation
import Testing

@testable import Identity

@Suite("Passwords, codes and tokens")
struct SecretTests {
  private let rules = PasswordRules(
    least: 10, classes: 3, passphraseFrom: 16, common: ["trustno1trustno1", "sunshine12", "basketball"])

  @Test(
    "a password is refused for the first thing that is wrong with it",
    arguments: [
      ("short1A", PasswordRules.Fault.tooShort(least: 10)), ("sunshine12", .common), ("Basketball1!", .common),
      ("1234567890", .common),
      ("aaaaaaaaaaaa", .common), ("abcabcabcabc", .common), ("Password2026!", .common), ("limingming1", .aboutYou),
      ("onlysmallletr", .tooPlain(classes: 3, passphraseFrom: 16)),
      (String(repeating: "aB3$xyzw", count: 40), .tooLong(most: 256)),
    ])
  func refuses(password: String, fault: PasswordRules.Fault) {
    #expect(rules.fault(password, about: ["limingming@example.org"]) == fault)
  }

  @Test(
    "passphrases and mixed passwords are welcome",
    arguments: ["correct horse battery staple", "Kq7!vv-Rz2m", "木棉花开满珠江两岸", "tide pool 47 lanterns"])
  func welcomes(password: String) { #expect(rules.fault(password, about: ["Li Ming"]) == nil) }

  @Test("a password opens its own hash only, however its letters were composed")
  func checksPasswords() async throws {
    let hasher = PasswordHasher(cost: .forTests)
    let hash = try await hasher.hash("caf\u{E9} 木棉")
    #expect(try await hasher.check("cafe\u{301} 木棉", against: hash) == .right)
    #expect(try await hasher.check("cafe 木棉", against: hash) == .wrong)
    #expect(try await hasher.check("", against: nil) == .wrong)
    let other = PasswordHasher(cost: PasswordHasher.Cost(logarithm: 5, blockSize: 8, parallelism: 1))
    #expect(try await other.check("caf\u{E9} 木棉", against: hash) == .rightButOld)
    #expect(try await hasher.hash("x") != hasher.hash("x"))
  }

  @Test("a line that is too long is refused at once")
  func refusesCrowds() async throws {
    let hasher = PasswordHasher(
      cost: PasswordHasher.Cost(logarithm: 12, blockSize: 8, parallelism: 1), threads: 1, longestLine: 2)
    let refused = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<40 { group.addTask { (try? await hasher.hash("a")) == nil } }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(refused >= 30 && refused < 40)
  }

  @Test(
    "codes are those of RFC 6238, appendix B",
    arguments: [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
      as [(Int64, String)])
  func makesCodes(seconds: Int64, code: String) {
    let totp = OneTimeCode(secret: Array("12345678901234567890".utf8))
    #expect(totp.code(step: seconds / 30) == code)
  }

  @Test("a code is good for a step before and after, and once")
  func takesCodesOnce() {
    let totp = OneTimeCode.make()
    let now: Int64 = 1_790_000_000_000
    let step = now / 30_000
    #expect(totp.step(of: totp.code(step: step - 1), at: now, after: 0) == step - 1)
    #expect(totp.step(of: " " + totp.code(step: step + 1), at: now, after: 0) == step + 1)
    #expect(totp.step(of: totp.code(step: step - 3), at: now, after: 0) == nil)
    #expect(totp.step(of: totp.code(step: step), at: now, after: step) == nil)
    #expect(totp.step(of: "", at: now, after: 0) == nil)
  }

  @Test("base32 is that of RFC 4648", arguments: [("f", "MY"), ("fo", "MZXQ"), ("foobar", "MZXW6YTBOI")])
  func encodes(text: String, wanted: String) { #expect(Base32.encode(Array(text.utf8)) == wanted) }

  @Test("a sealed secret opens for its owner under its key, and not when a bit was changed")
  func seals() throws {
    let box = SecretBox(secret: "secret", use: "totp")
    var sealed = try box.seal([1, 2, 3], for: "a")
    #expect(box.open(sealed, for: "a") == [1, 2, 3])
    #expect(box.open(sealed, for: "b") == nil && SecretBox(secret: "secret", use: "other").open(sealed, for: "a") == nil)
    sealed[sealed.count / 2] ^= 1
    #expect(box.open(sealed, for: "a") == nil && box.open([], for: "a") == nil)
  }

  @Test("a token is long, new each time, and kept as a hash")
  func makesTokens() {
    let tokens = (0..<100).map { _ in SecretToken() }
    #expect(Set(tokens.map(\.text)).count == 100 && tokens.allSatisfy { $0.text.utf8.count == 43 && $0.hash.count == 64 })
  }

  @Test("a QR code has its three finder patterns")
  func drawsCodes() throws {
    let code = try #require(QRCode("otpauth://totp/x?secret=ABC"))
    for (row, column) in [(0, 0), (0, code.size - 7), (code.size - 7, 0)] {
      #expect((0..<7).allSatisfy { code[row, column + $0] && code[row + 6, column + $0] && !code[row + 1, column + 3 - 1 + 0] })
    }
    #expect(code.path.hasPrefix("M4 4h7v1h-7z") && QRCode(String(repeating: "x", count: 4_000)) == nil)
  }
}
