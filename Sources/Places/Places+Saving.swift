import Hanzi
import Journal
import SQL
import SearchIndex
import Site

extension Places {
  /// Who changes something, and why; both stand in the journal.
  public struct Author: Sendable {
    /// A reference such as `command:import` or `person:…`; never a name.
    public let actor: JournalEntry.Actor
    /// Why, in the author's words.
    public let reason: String?
    /// The request in which it happens.
    public let request: String?

    /// An author.
    public init(actor: JournalEntry.Actor, reason: String? = nil, request: String? = nil) {
      self.actor = actor
      self.reason = reason
      self.request = request
    }
  }

  /// Somebody else changed the base in the meantime.
  public struct Conflict: Error {
    /// The base concerned.
    public let id: ID<Base>
  }

  /// Stores a new base as published, with its search document and its journal entry.
  @discardableResult
  public func publish(_ facts: BaseFacts, by author: Author, in transaction: Writer) throws -> Base {
    let now = clock.now()
    let base = Base(
      id: ids.next(), slug: try freeSlug(for: facts, in: transaction), version: 1, status: .published,
      updatedAt: now, facts: facts)
    try transaction.insert(base, at: now)
    try record("base.published", base, changed: [], author, in: transaction)
    return base
  }

  /// Replaces what is told of a base; the same facts change nothing and write nothing.
  @discardableResult
  public func change(_ base: Base, to facts: BaseFacts, by author: Author, in transaction: Writer) throws -> Base {
    guard facts != base.facts else { return base }
    var next = base
    next.facts = facts
    return try store(next, from: base, "base.changed", author, in: transaction)
  }

  private struct ChangeDetails: Encodable {
    let version: Int
    let fields: [String]
  }

  func record(
    _ action: String, _ base: Base, changed: [String], _ author: Author, in transaction: Writer
  ) throws {
    try search.put(searchDocument(base), in: transaction)
    try journal.record(
      JournalEntry(
        action, on: .init("base", base.id), by: author.actor, reason: author.reason, request: author.request,
        details: ChangeDetails(version: base.version, fields: changed)),
      in: transaction)
    try transaction.notify(Atlas.channel, base.id.description)
  }

  /// An address made of the pinyin or English name, free of others' addresses: `guangdong-kexue-zhongxin`.
  func freeSlug(for facts: BaseFacts, in reader: Reader) throws -> String {
    let stem = Self.slug(facts)
    guard try reader.slugIsTaken(stem) else { return stem }
    for number in 2...10_000 {
      let candidate = "\(stem)-\(number)"
      if try !reader.slugIsTaken(candidate) { return candidate }
    }
    return "\(stem)-\(ids.next(Base.self))"
  }

  /// Letters, digits and hyphens of the English name, or of the pinyin where there is none.
  static func slug(_ facts: BaseFacts) -> String {
    let source = facts.names.en ?? Hanzi.pinyinString(facts.names.zhHans, separator: "-")
    var slug = ""
    for scalar in source.lowercased().unicodeScalars {
      if ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) {
        slug.unicodeScalars.append(scalar)
      } else if scalar != "'" && scalar != "’", !slug.isEmpty, slug.last != "-" {
        slug.append("-")
      }
    }
    let trimmed = slug.prefix(80).trimmingSuffix("-")
    // "new" is the page on which a base is begun.
    return trimmed.isEmpty || trimmed == "new" ? "base" : trimmed
  }
}

extension BaseFacts {
  /// Names of the members that differ, for the journal; values stay out of it.
  func differences(from other: BaseFacts) -> [String] {
    let (mine, theirs) = (Mirror(reflecting: self).children, Mirror(reflecting: other).children)
    return zip(mine, theirs).compactMap { left, right in
      // Not by their descriptions: those of equal sets may differ.
      Self.isEqual(left.value, right.value) ? nil : left.label
    }
  }

  private static func isEqual(_ left: Any, _ right: Any) -> Bool {
    guard let left = left as? AnyHashable, let right = right as? AnyHashable else {
      return String(describing: left) == String(describing: right)
    }
    return left == right
  }
}

extension Substring {
  fileprivate func trimmingSuffix(_ character: Character) -> String {
    var rest = self
    while rest.last == character { rest.removeLast() }
    return String(rest)
  }
}
