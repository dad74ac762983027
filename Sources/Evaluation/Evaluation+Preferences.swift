import People
import SQL
import Site

extension Evaluation {
  /// What a reviewer says of a submission before assignment (意向).
  enum Preference: Int, Sendable, CaseIterable {
    case gladly = 2
    case can = 0
    case ratherNot = -2

    var key: String {
      switch self {
      case .gladly: "gladly"
      case .can: "can"
      case .ratherNot: "rather_not"
      }
    }
  }

  /// A submission that a reviewer may choose: no more of it than blindness allows, and only what everybody will read.
  struct Choosable: Sendable {
    let number: Int
    let title: String?
    let track: LocalizedText?
    let synopsis: String?
    let preference: Preference
  }

  /// Whether reviewers of a round may say what they would like to review: before and while reviews are written.
  func takesPreferences(_ call: Call) -> Bool { call.status == .published && (call.stage == .check || call.stage == .review) }

  /// The submissions of a round that one of its reviewers may choose from: all without a known conflict.
  func choosable(_ call: Call, for person: ID<Person>, _ reader: Reader) throws -> [Submission] {
    let barred = try reader.barred(person, in: call.id)
    return try reader.submissions(of: call.id, in: [.checking, .admitted]).filter { !barred.contains($0.id) }
  }

  /// What a reviewer may read of submissions to choose from them.
  func choices(
    _ submissions: some Sequence<Submission>, _ call: Call, _ programme: Programme, for person: ID<Person>, _ reader: Reader
  ) throws -> [Choosable] {
    let chosen = try reader.preferences(of: person, in: call.id)
    let synopsis = programme.fields.first { field in
      if case .area = field.kind { field.audience == .everyone } else { false }
    }
    let isBlind = programme.review?.blind == .double
    return try submissions.map { submission in
      let scan = NameScan(isBlind ? try namesToHide(submission, reader) : [])
      return Choosable(
        number: submission.number, title: isBlind ? nil : submission.title,
        track: programme.tracks.first { $0.key == submission.track }?.name,
        synopsis: synopsis.flatMap { submission.answers[$0.key]?.text }.map(scan.hiding(in:)),
        preference: chosen[submission.id].flatMap(Preference.init(rawValue:)) ?? .can)
    }
  }

  /// Keeps what a reviewer would like to review, by the numbers of submissions.
  func prefer(_ call: Call, _ preferences: [Int: Preference], by rights: Rights, in writer: Writer) throws {
    guard takesPreferences(call) else { throw EvaluationRefusal.wrongStage }
    guard try writer.reviewer(rights.person.id, in: call.id)?.state == .accepted else { throw EvaluationRefusal.notAllowed }
    for submission in try writer.submissions(of: call.id, in: [.checking, .admitted]) {
      guard let preference = preferences[submission.number] else { continue }
      try writer.prefer(submission.id, preference.rawValue, by: rights.person.id, in: call.id)
    }
    try record("reviewer.preferences", on: .init("call", call.id), by: rights.actor, in: writer)
  }
}
