import SQL
import Site

/// A unit of which somebody is a member, as other rooms see it.
public struct UnitMembership: Sendable {
  /// The unit.
  public let unit: ID<Organization>
  /// Its name.
  public let name: String
  /// Whether they act for it: they answer for it or look after it.
  public let isActing: Bool
}

extension People {
  /// The regions right under one, in the order of their codes (GB/T 2260: two digits for the province, two for the prefecture,
  /// two for the county); none where there are none.
  public func regions(under code: String) -> [(code: String, name: LocalizedText)] {
    guard code.count == 6, code.hasSuffix("00") else { return [] }
    let isProvince = code.hasSuffix("0000")
    return (1...99).compactMap { number in
      let digits = (number < 10 ? "0" : "") + String(number)
      let below = isProvince ? "\(code.prefix(2))\(digits)00" : "\(code.prefix(4))\(digits)"
      return regionNames(below).map { (below, $0) }
    }
  }
}

/// An achievement as other rooms read it.
public struct LedgerEntry: Sendable, Hashable {
  /// Its number.
  public let id: String
  /// What was done.
  public let title: String
  /// Kind, as in the ledger.
  public let kind: String
  /// Level, as in the ledger.
  public let level: String
  /// As what.
  public let role: String
  /// When.
  public let day: String
  /// Whether it was born from a record of this portal.
  public let isRecorded: Bool
  /// Whether its holder chose it as representative.
  public let isRepresentative: Bool

  init(_ achievement: Achievement) {
    id = achievement.id.description
    title = achievement.title
    kind = achievement.kind
    level = achievement.level
    role = achievement.role
    day = achievement.day
    isRecorded = achievement.state == .recorded
    isRepresentative = achievement.isRepresentative
  }
}

/// An expert of the public directory, as far as they let it show them.
public struct DirectoryExpert: Sendable {
  /// Their account.
  public let id: ID<Person>
  /// What they are called.
  public let name: String
  /// What they say of themselves in one sentence, where they show it.
  public let headline: String
  /// Keys of their fields of science, where they show them.
  public let fields: [String]
}

extension People {
  /// Keys of the fields of science that experts name.
  public static let fieldsOfScience = ProfilePages.fields

  /// What a field of science is called.
  public static func name(ofField key: String, _ t: Localizer) -> String { ProfilePages.field(key, t) }
}

extension LedgerEntry {
  /// The same entry under another title, for readers who must not learn whose it is.
  public func titled(_ title: String) -> LedgerEntry { LedgerEntry(self, title: title) }

  private init(_ entry: LedgerEntry, title: String) {
    id = entry.id
    self.title = title
    kind = entry.kind
    level = entry.level
    role = entry.role
    day = entry.day
    isRecorded = entry.isRecorded
    isRepresentative = entry.isRepresentative
  }
}
