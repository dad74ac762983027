import People
import SQL
import Site

/// What waits for a recommender in a call.
struct RecommenderRound: Sendable {
  struct Item: Sendable {
    let submission: Submission
    let recommendation: Recommendation?
    let names: [LocalizedText]
    let unit: LocalizedText?
    let files: [SubmittedFile]
    let ledger: [LedgerEntry]
  }

  /// What one recommender has, in its own order.
  struct Group: Sendable {
    let key: String
    /// The unit, or the region whose office it is.
    let name: LocalizedText?
    let quota: Int?
    let items: [Item]
  }

  let call: Call
  let programme: Programme
  let groups: [Group]
}

extension Evaluation {
  /// The calls in which something waits for somebody, with how much.
  func waitingRecommendations(_ rights: Rights, _ reader: Reader) throws -> [(call: Call, count: Int)] {
    let units = try actingUnits(rights, reader)
    var counts: [ID<Call>: Int] = [:]
    for waiting in try reader.waitingForRecommendation() {
      let isMine =
        waiting.recommender.map { units.contains($0) } ?? rights.may(.runCalls, Target(region: officeRegion(waiting.region)))
      if isMine { counts[waiting.call, default: 0] += waiting.count }
    }
    return try counts.keys.compactMap { try reader.call($0) }.sorted { $0.plan.closes < $1.plan.closes }
      .map { ($0, counts[$0.id] ?? 0) }
  }

  /// The region whose office puts forward what comes from a place: its prefecture, or itself where it is higher.
  private func officeRegion(_ region: String) -> String { region.count == 6 ? region.prefix(4) + "00" : region }

  /// What is somebody's to put forward in a call; `nil` where there is nothing.
  func recommenderRound(_ id: ID<Call>, _ rights: Rights, _ reader: Reader) throws -> RecommenderRound? {
    guard let call = try reader.call(id), call.status != .draft else { return nil }
    let programme = try programme(of: call, reader)
    let own = try recommendable(call, rights, reader)
    guard !own.isEmpty else { return nil }
    let groups = try Dictionary(grouping: own, by: recommenderKey(of:)).sorted { $0.key < $1.key }.map { key, submissions in
      let items = try submissions.map { try item($0, reader) }
      return RecommenderRound.Group(
        key: key, name: try ID<Organization>(key).flatMap { try reader.organization($0)?.names } ?? people.regionNames(key),
        quota: call.plan.recommenderQuotas[key] ?? programme.recommendation?.quota,
        items: items.sorted {
          ($0.recommendation?.place ?? .max, $0.submission.number) < ($1.recommendation?.place ?? .max, $1.submission.number)
        })
    }
    return RecommenderRound(call: call, programme: programme, groups: groups)
  }

  private func item(_ submission: Submission, _ reader: Reader) throws -> RecommenderRound.Item {
    RecommenderRound.Item(
      submission: submission, recommendation: try reader.recommendation(of: submission.id),
      names: try names(of: submission, reader), unit: try submission.unit.flatMap { try reader.organization($0)?.names },
      files: try reader.files(of: submission.id), ledger: try ledger(of: submission, reader))
  }
}

/// How many wait for one recommender.
struct WaitingCount: Sendable, RowReadable {
  let call: ID<Call>
  let recommender: ID<Organization>?
  let region: String
  let count: Int

  init(row: Row) throws {
    call = try row.get(0)
    recommender = try row.get(1)
    region = try row.text(2)
    count = Int(try row.int(3))
  }
}
