import People
import SQL
import Site

/// What a public notice says of one submission: names, title, the proposed level, and the answers that the programme shows.
///
/// It is all that the page gets, so that nothing else of anybody can come into it (§12.4).
struct NoticeItem: Sendable {
  let submission: ID<Submission>
  let title: String
  let names: [LocalizedText]
  let unit: LocalizedText?
  let region: String
  let track: LocalizedText?
  let level: LocalizedText?
  let answers: Facts
}

extension Evaluation {
  /// Whether one can still object.
  func isOpen(_ notice: PublicNotice) -> Bool { notice.endedAt == nil && today <= notice.lastDay }

  /// What a notice shows: what is proposed, and once it is over what came into force of it.
  func items(of notice: PublicNotice, _ call: Call, _ programme: Programme, _ reader: Reader) throws -> [NoticeItem] {
    let levels = Dictionary(
      try reader.decisions(of: call.id).map { ($0.submission, $0.level) }, uniquingKeysWith: { first, _ in first })
    let order = programme.decision.levels.map(\.key)
    func rank(_ item: Submission) -> Int { (levels[item.id] ?? nil).flatMap { order.firstIndex(of: $0) } ?? order.count }
    return try reader.submissions(of: call.id, in: [notice.endedAt == nil ? .proposed : .effective])
      .sorted { (rank($0), $0.number) < (rank($1), $1.number) }
      .map { submission in
        let level = (levels[submission.id] ?? nil).flatMap { programme.decision.level($0) }
        return NoticeItem(
          submission: submission.id, title: submission.title, names: try names(of: submission, reader),
          unit: submission.holder == submission.unit.map { .organization($0) }
            ? nil : try submission.unit.flatMap { try reader.organization($0)?.names },
          region: submission.region, track: programme.tracks.first { $0.key == submission.track }?.name, level: level?.name,
          answers: submission.answers.filter { programme.notice.shows.contains($0.key) })
      }
  }

  /// Who or what it is, and with whom.
  func names(of submission: Submission, _ reader: Reader) throws -> [LocalizedText] {
    let holder = try reader.subject(submission.holder, directory)?.name
    return [holder].compactMap { $0 } + (try reader.coAuthors(of: submission.id).map { LocalizedText(zhHans: $0.name) })
  }
}
