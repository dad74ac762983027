import Foundation

/// Which passwords a portal takes: long enough, mixed enough or long, and not the ones that everybody has.
///
/// Source: GB/T 22239-2019 as read in the domain rules §12.6 (ten characters, three of four classes, not in a breach list);
/// NIST SP 800-63B for passphrases, which need no classes, and for refusing what is common or made of the account's own words.
public struct PasswordRules: Sendable {
  /// The fewest characters; one of a Chinese, Japanese or Korean script counts as two.
  public let least: Int
  /// How many of small letters, capitals, digits and others there must be.
  public let classes: Int
  /// From this length on, classes are not asked for.
  public let passphraseFrom: Int
  private let common: Set<String>

  /// The longest password, so that nobody makes the portal hash a book.
  public static let most = 256

  /// What is wrong with a password.
  public enum Fault: Sendable, Equatable {
    case tooShort(least: Int)
    case tooLong(most: Int)
    case tooPlain(classes: Int, passphraseFrom: Int)
    case common
    case aboutYou
  }

  /// Rules, with passwords in lower case that are refused for being common.
  public init(least: Int, classes: Int, passphraseFrom: Int, common: Set<String>) {
    self.least = least
    self.classes = classes
    self.passphraseFrom = passphraseFrom
    self.common = common
  }

  /// The first fault of a password, given words of its owner (name, e-mail) that it must not be made of.
  public func fault(_ password: String, about words: [String]) -> Fault? {
    let length = password.unicodeScalars.reduce(0) {
      $0 + ($1.properties.isIdeographic || (0xAC00...0xD7A3).contains($1.value) ? 2 : 1)
    }
    if length < least { return .tooShort(least: least) }
    if password.count > Self.most { return .tooLong(most: Self.most) }
    let folded = password.lowercased()
    if isCommon(folded) { return .common }
    if isMade(folded, of: words) { return .aboutYou }
    if length < passphraseFrom, Self.classes(of: password) < classes {
      return .tooPlain(classes: classes, passphraseFrom: passphraseFrom)
    }
    return nil
  }

  private static func classes(of password: String) -> Int {
    var found: Set<Int> = []
    for character in password.unicodeScalars {
      switch character {
      case "a"..."z": found.insert(0)
      case "A"..."Z": found.insert(1)
      case "0"..."9": found.insert(2)
      default: found.insert(3)
      }
    }
    return found.count
  }

  /// Common as it is, without the digits and signs that people hang on, or one pattern over and over.
  private func isCommon(_ password: String) -> Bool {
    if common.contains(password) { return true }
    let core = password.drop { !$0.isLetter }.reversed().drop { !$0.isLetter }.reversed()
    if Self.worn.contains(String(core)) || core.count * 2 > password.count && common.contains(String(core)) { return true }
    return Set(password).count < 4 || Self.isRun(password) || Self.repeats(password)
  }

  /// Words that stand in half of all guessed passwords.
  private static let worn: Set<String> = [
    "password", "passw0rd", "qwerty", "admin", "woaini", "iloveyou", "letmein", "welcome", "kepu",
  ]

  /// `1234567890`, `abcdefghij`, `9876543210`.
  private static func isRun(_ password: String) -> Bool {
    let values = password.unicodeScalars.map { Int($0.value) }
    let steps = Set(zip(values, values.dropFirst()).map { $1 - $0 })
    let all = "01234567890"
    return steps == [1] || steps == [-1] || all.contains(password) || String(all.reversed()).contains(password)
  }

  /// A piece of up to four characters, repeated.
  private static func repeats(_ password: String) -> Bool {
    let characters = Array(password)
    return (1...4).contains { length in
      characters.count >= length * 3 && characters.indices.allSatisfy { characters[$0] == characters[$0 % length] }
    }
  }

  private func isMade(_ password: String, of words: [String]) -> Bool {
    words.flatMap { $0.lowercased().split { !$0.isLetter && !$0.isNumber } }
      .contains { $0.count >= 4 && password.contains($0) && password.count - $0.count < 5 }
  }
}
