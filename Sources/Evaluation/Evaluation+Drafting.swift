import Foundation
import People
import SQL
import Site

/// What somebody typed into a submission's form, right or not.
struct TypedDraft: Sendable, Equatable {
  var title: String
  var track: String?
  var words: DraftWords
  var answers: Facts
}

/// What was typed and is no answer: who is to put it forward, and who else hands it in. It is kept as it was typed, so that
/// neither a name that no unit has nor an address without an account is ever lost.
struct DraftWords: Sendable, Codable, Equatable {
  var recommender = ""
  var authors: [TypedAuthor] = []
}

/// One of those who hand in together, as typed.
struct TypedAuthor: Sendable, Codable, Equatable {
  var name = ""
  var unit = ""
  var role = ""
  var email = ""

  var isEmpty: Bool { name.isEmpty && unit.isEmpty && role.isEmpty && email.isEmpty }
}

/// The unit that a typed name means.
enum FoundUnit: Sendable, Equatable {
  case nobody
  case one(ID<Organization>)
  /// None of this name, with those whose names hold it.
  case unclear([String])

  var id: ID<Organization>? { if case .one(let id) = self { id } else { nil } }
}

extension Evaluation {
  /// Keeps a draft as it was typed. What is stored already is stored once more by nobody: a form that is sent twice, or again
  /// since its answer was lost on the way, changes nothing.
  ///
  /// Whoever agreed as a co-author agreed to what stood there; a change asks them again.
  ///
  /// - Parameter version: of the submission that the form was made from.
  /// - Throws: `.changedMeanwhile` when somebody else, or another window, stored something else since then.
  func keep(_ typed: TypedDraft, of id: ID<Submission>, since version: Int, in writer: Writer) throws -> Submission {
    guard let current = try writer.submission(id), current.state.isEditable else { throw EvaluationRefusal.wrongState }
    let isDraft = current.state == .draft
    let unit = isDraft ? try self.unit(called: typed.words.recommender, writer).id : current.recommender
    let people = isDraft ? try typed.words.authors.map { try writer.personID(email: $0.email) } : []
    let areAnswersKept = current.title == typed.title && current.track == typed.track && current.answers == typed.answers
    if try areAnswersKept && (!isDraft || areWordsKept(typed.words, unit, people, current, writer)) { return current }
    guard current.version == version else { throw EvaluationRefusal.changedMeanwhile }
    let next = try save(current, title: typed.title, track: typed.track, recommender: unit, typed.answers, in: writer)
    guard isDraft else { return next }
    let authors = zip(typed.words.authors, people).map { (name: $0.name, unit: $0.unit, role: $0.role, person: $1) }
    try writer.replaceCoAuthors(of: id, with: authors)
    try writer.put(typed.words, of: id)
    return next
  }

  private func areWordsKept(
    _ typed: DraftWords, _ unit: ID<Organization>?, _ people: [ID<Person>?], _ current: Submission, _ reader: Reader
  ) throws -> Bool {
    guard current.recommender == unit, try words(of: current, reader) == typed else { return false }
    return try reader.coAuthors(of: current.id).map(\.person) == people
  }

  /// What was typed beside the answers; where nobody typed, what is stored.
  func words(of submission: Submission, _ reader: Reader) throws -> DraftWords {
    if let words = try reader.draftWords(of: submission.id) { return words }
    let unit = try submission.recommender.flatMap { try reader.organization($0) }
    let authors = try reader.coAuthors(of: submission.id).map { TypedAuthor(name: $0.name, unit: $0.unit, role: $0.role) }
    return DraftWords(recommender: unit?.names.zhHans ?? "", authors: authors)
  }

  /// The registered unit of a name, in whatever language it is told.
  func unit(called name: String, _ reader: Reader) throws -> FoundUnit {
    guard !name.isEmpty else { return .nobody }
    let found = try reader.registeredUnits(holding: name, limit: 50)
    let wanted = name.lowercased()
    let exact = found.filter { unit in
      [unit.names.zhHans, unit.names.zhHant, unit.names.en].contains { $0?.lowercased() == wanted }
    }
    if exact.count == 1, let unit = exact.first { return .one(unit.id) }
    return .unclear((exact.isEmpty ? found : exact).prefix(8).map { $0.names.zhHans })
  }

  /// All that keeps a submission from being handed in: what the rules say, and what of the form has no place in the rules.
  func hindrances(
    _ submission: Submission, _ call: Call, _ programme: Programme, _ t: Localizer, _ reader: Reader
  ) throws -> Obstacles {
    var found = try obstacles(submission, call, programme, t, reader)
    if submission.title.count > Self.longestTitle {
      found.fields.insert(
        ("title", t("Please shorten this to {limit} characters.", ["limit": t.number(Self.longestTitle)])), at: 0)
    }
    guard submission.state == .draft else { return found }
    let words = try words(of: submission, reader)
    if programme.recommendation?.by == .unit, case .unclear(let names) = try unit(called: words.recommender, reader) {
      found.fields.removeAll { $0.field == "recommender" }
      let message =
        names.isEmpty
        ? t("There is no registered unit of this name.")
        : t("No unit has exactly this name. Perhaps: {names}", ["names": names.joined(separator: t("; "))])
      found.fields.append(("recommender", message))
    }
    if words.authors.contains(where: { $0.name.isEmpty }) {
      found.fields.append(("authors", t("Please give the name of everybody.")))
    }
    return found
  }

  static var longestTitle: Int { 200 }
}

extension Evaluation.Obstacles {
  /// What can be said while the form is still being filled in: what was answered and is not right, but nothing about what is
  /// not answered yet.
  func soFar(_ submission: Submission) -> Evaluation.Obstacles {
    func isAnswered(_ field: String) -> Bool {
      switch field {
      case "title": !submission.title.isEmpty
      case "track": submission.track != nil
      case "recommender", "authors": true
      default: submission.answers[field].map { $0 != .flag(false) } ?? false
      }
    }
    return Evaluation.Obstacles(fields: fields.filter { isAnswered($0.field) }, unmet: unmet.filter(\.isAboutSomethingKnown))
  }
}

extension Unmet {
  /// Whether something was found that does not meet it, rather than nothing at all; a box without a tick says nothing yet.
  var isAboutSomethingKnown: Bool {
    switch self {
    case .test(_, let actual): actual != nil && actual != .flag(false)
    case .noPath(let ways): ways.allSatisfy { $0.contains(where: \.isAboutSomethingKnown) }
    }
  }
}
