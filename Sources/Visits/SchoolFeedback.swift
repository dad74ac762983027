import People
import Places
import SQL

/// What the school says of a base after a visit, or the base of the school.
public struct SchoolFeedback: Sendable, Hashable {
  /// Who says it.
  public enum Side: String, Sendable, CaseIterable {
    case school, base
  }

  /// Of or from which base.
  public let base: ID<Base>
  /// Who says it.
  public let side: Side
  /// From 1, bad, to 5, very good.
  public let points: Int
  /// In words.
  public let words: String
}

/// A sheet with tasks for pupils who visit a base (研学任务单): a text, or the address of a file.
public struct LearningSheet: Sendable, Hashable {
  /// Its number.
  public let id: ID<LearningSheet>
  /// Of which base.
  public let base: ID<Base>
  /// For whom.
  public let stage: SchoolStage
  /// What it is called.
  public let title: String
  /// The tasks; empty where there is a file.
  public let words: String
  /// Address of a file; empty where there is a text.
  public let address: String
}

/// Visits of a year, as a school or a base counts them.
public struct SchoolVisitCount: Sendable, Hashable {
  /// How many visits.
  public let visits: Int
  /// How many people came.
  public let people: Int
}

extension SchoolFeedback: RowReadable {
  /// Reads base, side, points and words.
  public init(row: Row) throws {
    base = try row.get(0)
    side = Side(rawValue: try row.text(1)) ?? .school
    points = Int(try row.int(2))
    words = try row.text(3)
  }
}

extension LearningSheet: RowReadable {
  /// Reads a row of the table without its time.
  public init(row: Row) throws {
    id = try row.get(0)
    base = try row.get(1)
    stage = SchoolStage(rawValue: try row.text(2)) ?? .primary
    title = try row.text(3)
    words = try row.text(4)
    address = try row.text(5)
  }
}

extension SchoolVisitCount: RowReadable {
  /// Reads visits and people.
  public init(row: Row) throws {
    visits = Int(try row.int(0))
    people = Int(try row.int(1))
  }
}

extension Schools {
  /// Says how a visit was, once for each side and base; said again, it replaces what was said.
  public func say(
    _ words: String, points: Int, as side: SchoolFeedback.Side, at base: ID<Base>, of id: ID<SchoolVisit>, by person: ID<Person>,
    in writer: Writer
  ) throws {
    guard try writer.legs(of: id).contains(where: { $0.base == base && $0.came != nil }), (1...5).contains(points) else {
      throw SchoolRefusal.wrongState
    }
    try writer.put(
      SchoolFeedback(base: base, side: side, points: points, words: words), of: id, by: person, at: visits.clock.now())
  }

  /// Adds a sheet of a base.
  public func addSheet(
    _ stage: SchoolStage, title: String, words: String, address: String, at base: ID<Base>, in writer: Writer
  ) throws {
    let sheet = LearningSheet(id: visits.ids.next(), base: base, stage: stage, title: title, words: words, address: address)
    try writer.insert(sheet, at: visits.clock.now())
  }

  /// Takes a sheet of a base away.
  public func removeSheet(_ id: ID<LearningSheet>, at base: ID<Base>, in writer: Writer) throws {
    try writer.removeLearningSheet(id, of: base)
  }
}
