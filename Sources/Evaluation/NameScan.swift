import Foundation
import People
import SQL

/// Finds in texts the names that would tell reviewers of a double blind round who applies.
///
/// Chinese names are looked for as they are, Latin ones as whole words in any case. It flags; a person decides.
struct NameScan: Sendable {
  private let names: [String]

  /// Names of people and units. One of a single character would be found everywhere and is left out.
  init(_ names: some Sequence<String>) {
    self.names = Set(names.map(\.trimmedOfWhitespace)).filter { $0.count >= 2 }.sorted()
  }

  /// The names that stand in a text.
  func found(in text: String) -> [String] {
    let small = text.lowercased()
    return names.filter { name in
      name.utf8.allSatisfy { $0 < 0x80 } ? Self.holdsWord(name.lowercased(), small) : text.contains(name)
    }
  }

  /// The text with a black bar in place of every name, for reviewers of a double blind round.
  func hiding(in text: String) -> String {
    let longestFirst = found(in: text).sorted { ($1.count, $0) < ($0.count, $1) }
    return longestFirst.reduce(text) { text, name in Self.replacing(name, in: text) }
  }

  /// What stands in place of a name.
  static let bar = "■■■"

  private static func replacing(_ name: String, in text: String) -> String {
    guard name.utf8.allSatisfy({ $0 < 0x80 }) else { return text.replacing(name, with: bar) }
    let pattern = "(?i)(?<!\\p{L})" + NSRegularExpression.escapedPattern(for: name) + "(?!\\p{L})"
    return text.replacingOccurrences(of: pattern, with: bar, options: .regularExpression)
  }

  private static func holdsWord(_ word: String, _ text: String) -> Bool {
    var rest = text[...]
    while let range = rest.range(of: word) {
      let before = range.lowerBound == text.startIndex ? nil : text[text.index(before: range.lowerBound)]
      let after = range.upperBound == text.endIndex ? nil : text[range.upperBound]
      if before?.isLetter != true, after?.isLetter != true { return true }
      rest = rest[range.upperBound...]
    }
    return false
  }
}

/// A name that stands where reviewers would read it.
struct Unmasking: Sendable, Equatable {
  /// Key of the question, or `title`.
  let field: String
  /// The file, where the name stands in one.
  let file: String?
  let names: [String]
}

extension Evaluation {
  /// Where a submission to a double blind round tells reviewers who applies: in its title, in answers that they read, in files.
  func unmaskings(_ submission: Submission, _ programme: Programme) async throws -> [Unmasking] {
    guard programme.review?.blind == .double else { return [] }
    let (names, files) = try await database.read { reader in
      (try namesToHide(submission, reader), try reader.files(of: submission.id))
    }
    let scan = NameScan(names)
    let shown = programme.fields.filter { $0.audience == .reviewers || $0.audience == .everyone }
    var texts = [(field: "title", text: submission.title)]
    for field in shown { if let text = submission.answers[field.key]?.text { texts.append((field.key, text)) } }
    var found = texts.compactMap { field, text -> Unmasking? in
      let names = scan.found(in: text)
      return names.isEmpty ? nil : Unmasking(field: field, file: nil, names: names)
    }
    for file in files where shown.contains(where: { $0.key == file.field }) {
      let names = scan.found(in: await evidence.words(in: file.cleanDigest, file.kind) + " " + file.name)
      if !names.isEmpty { found.append(Unmasking(field: file.field, file: file.name, names: names)) }
    }
    return found
  }

  /// By what reviewers of a double blind round would know who applies: people, units, addresses.
  func namesToHide(_ submission: Submission, _ reader: Reader) throws -> [String] {
    let authors = try reader.coAuthors(of: submission.id)
    var names = authors.flatMap { [$0.name, $0.unit] }
    for id in [submission.applicant] + authors.compactMap(\.person) {
      names += try reader.person(id).map { [$0.name, $0.email].compactMap { $0 } } ?? []
      names += try reader.units(of: id).map(\.name)
    }
    if let subject = try reader.subject(submission.holder, directory), submission.holder != .person(submission.applicant) {
      names += [subject.name.zhHans, subject.name.zhHant, subject.name.en].compactMap { $0 }
    }
    for unit in [submission.unit, submission.recommender].compactMap({ $0 }) {
      guard let unit = try reader.organization(unit) else { continue }
      names += [unit.names.zhHans, unit.names.zhHant, unit.names.en].compactMap { $0 }
    }
    return names
  }
}
