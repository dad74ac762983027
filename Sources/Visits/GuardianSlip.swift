import Identity
import SQL
import Site

/// The slip of one pupil's guardian for a visit whose base needs names for its insurance (监护人知情同意书).
///
/// It says nothing of who the pupil is until the guardian does; whoever has its secret address is the guardian.
struct GuardianSlip: Sendable, Hashable {
  let id: ID<GuardianSlip>
  let visit: ID<SchoolVisit>
  /// Its number on paper, from 1 on for each visit.
  let number: Int
  /// In which language it is written.
  let language: Language
  var answer: Answer
  /// The pupil's name, sealed; only while there is consent.
  var name: [UInt8]?
  var version: Int

  /// What the guardian said.
  enum Answer: String, Sendable, CaseIterable {
    case open, given, refused, withdrawn
  }
}

extension GuardianSlip: RowReadable {
  static let columns: SQL = "g.id, g.visit_id, g.number, g.language, g.answer, g.name, g.version"

  /// Reads a row of `columns`.
  init(row: Row) throws {
    id = try row.get(0)
    visit = try row.get(1)
    number = Int(try row.int(2))
    language = Language(rawValue: try row.text(3)) ?? .zhHans
    answer = Answer(rawValue: try row.text(4)) ?? .open
    name = try row.bytesOrNil(5)
    version = Int(try row.int(6))
  }
}

/// How many guardians said what; more nobody at the school is told.
struct GuardianCounts: Sendable, Hashable {
  var answers: [GuardianSlip.Answer: Int] = [:]

  subscript(answer: GuardianSlip.Answer) -> Int { answers[answer] ?? 0 }
  var all: Int { answers.values.reduce(0, +) }
  /// How many said something.
  var answered: Int { all - self[.open] }
}

/// A slip as it is printed, once: its secret is kept as a hash alone.
struct NewSlip: Sendable {
  let number: Int
  let language: Language
  /// The secret of the slip: the address of its page, or the code for the class's page.
  let secret: String
}

/// New slips as they are handed out.
struct NewSlips: Sendable {
  let slips: [NewSlip]
  /// The secret of the one page for the class, where each slip has a code instead of an address.
  let classToken: String?
}

/// The code of a slip for the one page of a class: short enough to be typed on a phone.
enum SlipCode {
  private static let letters = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

  /// Eight letters of Crockford's base 32, 40 random bits: of use only together with the class's secret, and for few tries.
  static func make() -> String {
    String((0..<8).map { _ in letters[Int.random(in: 0..<32)] })
  }

  /// A code as somebody typed it: without spaces and hyphens, letters that look like digits read as digits.
  static func read(_ typed: String) -> String? {
    let plain = typed.uppercased().filter { !" -–—".contains($0) }
      .replacing("O", with: "0").replacing("I", with: "1").replacing("L", with: "1")
    return plain.count == 8 && plain.allSatisfy(letters.contains) ? plain : nil
  }

  /// The code in two halves, for paper.
  static func shown(_ code: String) -> String { "\(code.prefix(4))-\(code.dropFirst(4))" }

  /// The secret that a class's secret and a code make together.
  static func secret(_ classToken: String, _ code: String) -> String { "\(classToken).\(code)" }
}
