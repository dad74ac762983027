import People
import SQL
import Site

/// What a table of submissions is narrowed to.
struct SubmissionFilter: Sendable {
  var state: Submission.State?
  /// A part of the title, or a number.
  var text: String?

  /// As parameters of an address.
  var query: [(name: String, value: String)] {
    [state.map { ("state", $0.rawValue) }, text.map { ("q", $0) }].compactMap { $0 }
  }
}

/// One line of a round's table of submissions.
struct SubmissionLine: Sendable, RowReadable {
  let id: ID<Submission>
  let number: Int
  let title: String
  let state: Submission.State
  let holder: Holder
  let region: String
  let track: String?
  let recommender: ID<Organization>?
  let place: Int?
  var score: Double?
  let submittedAt: Instant?
  let due: Instant?
  let applicant: ID<Person>

  static let columns: SQL =
    """
    s.id, s.number, s.title, s.state, s.holder_kind, s.holder_key, s.region, s.track, s.recommender_id, r.place, d.score, s.submitted_at,
    s.due_at, s.applicant_id
    """

  init(row: Row) throws {
    id = try row.get(0)
    number = Int(try row.int(1))
    title = try row.text(2)
    state = Submission.State(rawValue: try row.text(3)) ?? .withdrawn
    holder = Holder(kind: try row.text(4), key: try row.int(5)) ?? .base(-1)
    region = try row.text(6)
    track = try row.textOrNil(7)
    recommender = try row.get(8)
    place = try row.intOrNil(9).map { Int($0) }
    score = try row.doubleOrNil(10)
    submittedAt = try row.get(11)
    due = try row.get(12)
    applicant = try row.get(13)
  }

  /// The line for somebody of the office who acts for it: what is not decided yet is not told.
  var forItsOwn: SubmissionLine {
    var line = self
    if state == .admitted || state == .revising { line.score = nil }
    return line
  }
}

/// The names that a table of submissions shows.
struct SubmissionNames: Sendable {
  var holders: [Holder: LocalizedText] = [:]
  var units: [ID<Organization>: LocalizedText] = [:]
}

extension Evaluation {
  /// A page of the table for somebody of the office.
  func lines(
    of call: ID<Call>, _ filter: SubmissionFilter, limit: Int, offset: Int, _ own: Set<ID<Submission>>, _ reader: Reader
  ) throws -> [SubmissionLine] {
    try reader.lines(of: call, filter, limit: limit, offset: offset).map { own.contains($0.id) ? $0.forItsOwn : $0 }
  }

  /// What the holders and recommenders of lines are called.
  func names(of lines: [SubmissionLine], _ reader: Reader) throws -> SubmissionNames {
    var names = SubmissionNames()
    let people = lines.compactMap { if case .person(let id) = $0.holder { id } else { nil } }
    for (id, name) in try reader.names(of: Array(Set(people))) { names.holders[.person(id)] = LocalizedText(zhHans: name) }
    for line in lines where names.holders[line.holder] == nil {
      names.holders[line.holder] = try reader.subject(line.holder, directory)?.name
    }
    for unit in Set(lines.compactMap(\.recommender)) { names.units[unit] = try reader.organization(unit)?.names }
    return names
  }
}

/// The table of a round for a spreadsheet.
struct SubmissionSheet {
  let round: DeskRound
  let regionNames: @Sendable (String) -> LocalizedText?
  let t: Localizer

  /// The header, after a mark by which Excel knows UTF-8.
  var header: String {
    CSV.mark
      + CSV.line([
        t("Number"), t("Title"), t("State"), t("Applicant"), t("Region code"), t("Region"), t("Track"), t("Put forward by"),
        t("Place among its recommender's"), t("Score"), t("Moment of handing in"),
      ])
  }

  func lines(_ lines: [SubmissionLine], _ names: SubmissionNames) -> String {
    lines.map { line in
      CSV.line([
        String(line.number), line.title, line.state.name(t), names.holders[line.holder].map { t.pick($0) } ?? "", line.region,
        regionNames(line.region).map { t.pick($0) } ?? "",
        line.track.flatMap { key in round.programme.tracks.first { $0.key == key } }.map { t.pick($0.name) } ?? "",
        line.recommender.flatMap { names.units[$0] }.map { t.pick($0) } ?? "", line.place.map { String($0) } ?? "",
        line.score.map { FormField.plain($0) } ?? "", line.submittedAt.map { t.moment($0) } ?? "",
      ])
    }.joined()
  }
}
