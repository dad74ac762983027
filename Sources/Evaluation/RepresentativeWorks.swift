import Hanzi
import People
import SQL
import Site

/// A representative work that another submission of the round claims too, both as first author (TC-049; §5.3).
struct SharedWork: Sendable, Equatable {
  let title: String
  /// The numbers of the other submissions, ascending.
  let others: [Int]
}

extension Programme {
  /// The questions that choose from the ledger.
  fileprivate var workFields: [FormField] {
    fields.filter { field in if case .achievements = field.kind { true } else { false } }
  }
}

extension Evaluation {
  /// The ledger from which representative works are chosen: the holder's, or that of the unit behind a base.
  func ledger(of submission: Submission, _ reader: Reader) throws -> [LedgerEntry] {
    switch submission.holder {
    case .person(let id): try reader.ledger(person: id, organization: nil)
    case .organization(let id): try reader.ledger(person: nil, organization: id)
    case .base: try submission.unit.map { try reader.ledger(person: nil, organization: $0) } ?? []
    }
  }

  /// What is wrong with works that do not stand in the ledger of whoever applies, or not any more.
  func foreignWorks(
    _ submission: Submission, _ programme: Programme, _ t: Localizer, _ reader: Reader
  ) throws -> [(field: String, message: String)] {
    let chosen = programme.workFields.filter { submission.answers[$0.key]?.keys?.isEmpty == false }
    guard !chosen.isEmpty else { return [] }
    let own = Set(try ledger(of: submission, reader).map(\.id))
    return chosen.filter { !Set(submission.answers[$0.key]?.keys ?? []).isSubset(of: own) }.map {
      ($0.key, t("Something chosen here is not in your ledger, or not any more. Please choose again."))
    }
  }

  /// The works of a round that several submissions of different holders claim, each as its first author.
  ///
  /// Titles are compared by what is written in them: width, case, script, spaces and punctuation do not count.
  func sharedWorks(in round: DeskRound, _ reader: Reader) throws -> [ID<Submission>: [SharedWork]] {
    let fields = round.programme.workFields.map(\.key)
    guard !fields.isEmpty else { return [:] }
    let states = Submission.State.allCases.filter { ![.draft, .withdrawn].contains($0) }
    let submissions = try reader.submissions(of: round.call.id, in: states)
    let chosen = submissions.map { submission in fields.flatMap { submission.answers[$0]?.keys ?? [] } }
    let entries = Dictionary(
      try reader.ledger(numbers: Array(Set(chosen.joined()))).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var claims: [String: [(submission: Submission, title: String)]] = [:]
    for (submission, numbers) in zip(submissions, chosen) {
      for entry in numbers.compactMap({ entries[$0] }) where entry.role == "author" || entry.role == "lead" {
        claims[Self.titleKey(entry.title), default: []].append((submission, entry.title))
      }
    }
    var shared: [ID<Submission>: [SharedWork]] = [:]
    for claimants in claims.values where Set(claimants.map(\.submission.holder)).count > 1 {
      for claim in claimants {
        let others = Set(claimants.filter { $0.submission.holder != claim.submission.holder }.map(\.submission.number))
        shared[claim.submission.id, default: []].append(SharedWork(title: claim.title, others: others.sorted()))
      }
    }
    return shared.mapValues { $0.sorted { $0.title < $1.title } }
  }

  private static func titleKey(_ title: String) -> String {
    var key = String.UnicodeScalarView()
    key.append(contentsOf: Hanzi.folded(title).filter { $0.properties.isAlphabetic || $0.properties.numericType != nil })
    return String(key)
  }
}
