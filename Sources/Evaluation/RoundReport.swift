import People
import SQL
import Site

/// What everybody may know of a round that is over: numbers, and who was given what.
struct RoundReport: Sendable {
  struct Count: Sendable, RowReadable {
    let region: String
    let track: String?
    let count: Int

    init(row: Row) throws {
      region = try row.text(0)
      track = try row.textOrNil(1)
      count = Int(try row.int(2))
    }
  }

  struct Given: Sendable {
    let award: Award
    let names: [LocalizedText]
  }

  let applied: [Count]
  let admitted: Int
  let withdrawn: Int
  let awards: [Given]
  let objections: [Objection.State: Int]
  let appeals: [Appeal.State: Int]

  var total: Int { applied.reduce(0) { $0 + $1.count } }
}

extension Evaluation {
  func report(of call: Call, _ programme: Programme, _ reader: Reader) throws -> RoundReport {
    let order = programme.decision.levels.map(\.key)
    let awards = try reader.awards(from: call.id).sorted {
      (order.firstIndex(of: $0.level) ?? order.count, $0.id.rawValue) < (
        order.firstIndex(of: $1.level) ?? order.count, $1.id.rawValue
      )
    }
    func counted<State: Hashable>(_ states: [State]) -> [State: Int] {
      Dictionary(states.map { ($0, 1) }, uniquingKeysWith: +)
    }
    return RoundReport(
      applied: try reader.handedIn(to: call.id), admitted: try reader.countOnceIn(.admitted, of: call.id),
      withdrawn: try reader.countOnceIn(.withdrawn, of: call.id),
      awards: try awards.map { award in
        RoundReport.Given(award: award, names: try reader.submission(award.submission).map { try names(of: $0, reader) } ?? [])
      },
      objections: counted(try reader.objections(in: call.id).map(\.state)),
      appeals: counted(try reader.appeals(in: call.id).map(\.state)))
  }
}
