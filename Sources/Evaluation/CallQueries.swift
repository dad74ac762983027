import Foundation
import People
import SQL

extension Reader {
  func call(_ id: ID<Call>) throws -> Call? {
    try first(Call.self, "SELECT \(Call.columns) FROM calls c WHERE c.id = \(id)")
  }

  /// Calls of a status, those that close first at the top.
  func calls(_ status: Call.Status, limit: Int = 200) throws -> [Call] {
    try all(
      Call.self,
      "SELECT \(Call.columns) FROM calls c WHERE c.status = \(status.rawValue) ORDER BY c.closes_at, c.id LIMIT \(limit)")
  }

  /// All calls, newest first, for the desk.
  func allCalls(limit: Int = 500) throws -> [Call] {
    try all(Call.self, "SELECT \(Call.columns) FROM calls c ORDER BY c.id DESC LIMIT \(limit)")
  }

  /// How many submissions of a call stand where.
  func counts(of call: ID<Call>) throws -> [Submission.State: Int] {
    var counts: [Submission.State: Int] = [:]
    try forEach("SELECT state, COUNT(*) FROM submissions WHERE call_id = \(call) GROUP BY state") { row in
      if let state = Submission.State(rawValue: try row.text(0)) { counts[state] = Int(try row.int(1)) }
    }
    return counts
  }
}

extension Writer {
  func insert(_ call: Call, at now: Instant) throws {
    try execute(
      """
      INSERT INTO calls (id, programme, digest, region, status, stage, plan, opens_at, closes_at, created_by, created_at, updated_at, last_number, version)
      VALUES (
        \(call.id), \(call.programmeKey), \(call.programmeDigest), \(call.region), \(call.status.rawValue), \(call.stage?.rawValue),
        \(try json(call.plan)), \(call.plan.opens), \(call.plan.closes), \(call.createdBy), \(now), \(now), 0, 1)
      """)
  }

  /// - Returns: whether nobody had changed it meanwhile.
  func update(_ call: Call, at now: Instant) throws -> Bool {
    try execute(
      """
      UPDATE calls SET status = \(call.status.rawValue), stage = \(call.stage?.rawValue), plan = \(try json(call.plan)),
        opens_at = \(call.plan.opens), closes_at = \(call.plan.closes), updated_at = \(now), version = version + 1
      WHERE id = \(call.id) AND version = \(call.version)
      """) == 1
  }

  /// The next number of a submission in a round.
  func nextNumber(in call: ID<Call>) throws -> Int {
    try execute("UPDATE calls SET last_number = last_number + 1 WHERE id = \(call)")
    return Int(try value(Int64.self, "SELECT last_number FROM calls WHERE id = \(call)") ?? 1)
  }
}

/// A value as JSON with sorted keys, so that equal values are equal text.
func json(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}
