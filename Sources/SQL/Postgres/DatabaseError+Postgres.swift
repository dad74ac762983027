internal import CPostgres

/// An error of PostgreSQL, with what decides whether to try again.
struct PostgresFailure: Error {
  let error: DatabaseError
  /// The five characters of SQLSTATE; empty if the connection broke.
  let state: String

  /// The transaction lost against another one.
  var isConflict: Bool { state == "40001" || state == "40P01" }

  /// The connection is of no use any more, or leads to a server that does not take writes any more.
  var isBroken: Bool {
    state.isEmpty || state.hasPrefix("08") || state == "25006"
      || ["57P01", "57P02", "57P03", "57P05"].contains(state)
  }

  /// A statement that the connection holds prepared does not fit the schema any more, or is gone.
  var isStale: Bool { state == "0A000" || state == "26000" }

  /// Whether the same transaction may succeed later.
  var isPassing: Bool { isConflict || isBroken || isStale }

  /// The connection broke.
  init(broken connection: OpaquePointer?) {
    state = ""
    error = .unavailable(PostgresFailure.sentence(PQerrorMessage(connection)))
  }

  /// A statement failed.
  init(result: OpaquePointer?, connection: OpaquePointer?) {
    guard let result, let state = PostgresFailure.field(result, "C") else {
      self.init(broken: connection)
      return
    }
    self.init(state: state, result: result)
  }

  /// Source: PostgreSQL documentation, appendix A, "PostgreSQL Error Codes".
  private init(state: String, result: OpaquePointer) {
    self.state = state
    let message = Self.field(result, "M") ?? "the statement failed"
    let name = Self.field(result, "n") ?? ""
    error =
      switch state {
      case "23505": .uniqueViolation(.init(postgres: result))
      case "23503": .foreignKeyViolation
      case "23502":
        .notNullViolation(
          column: [Self.field(result, "t"), Self.field(result, "c")].compactMap(\.self).joined(separator: ".")
        )
      case "23514": .checkViolation(name)
      case "40001", "40P01": .serializationFailure
      case "57014": .timeout("the statement took longer than allowed")
      case "55P03": .timeout("a lock took longer than allowed")
      case _
      where state.hasPrefix("08") || state.hasPrefix("53") || state.hasPrefix("57") || state.hasPrefix("58"):
        .unavailable(message)
      case "25006": .unavailable(message)
      default: .other(message)
      }
  }

  fileprivate static func field(_ result: OpaquePointer, _ code: Character) -> String? {
    guard let code = code.asciiValue, let text = PQresultErrorField(result, Int32(code)) else { return nil }
    return String(cString: text)
  }

  private static func sentence(_ message: UnsafePointer<CChar>?) -> String {
    let text = message.map { String(cString: $0) } ?? ""
    let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return line.isEmpty ? "the connection broke" : line
  }
}

extension DatabaseError.UniqueConstraint {
  /// The columns stand in the detail, `Key (region, slug)=(…) already exists`, in whatever language; values are left out.
  fileprivate init(postgres result: OpaquePointer) {
    let detail = PostgresFailure.field(result, "D") ?? ""
    var columns: [String] = []
    if let start = detail.firstIndex(of: "("), let end = detail.firstRange(of: ")=(") {
      let names = detail[detail.index(after: start)..<end.lowerBound]
      columns = names.contains("(") ? [] : names.split(separator: ", ").map { $0.filter { $0 != "\"" } }
    }
    self.init(table: PostgresFailure.field(result, "t"), columns: columns)
  }
}
