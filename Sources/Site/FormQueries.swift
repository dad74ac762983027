import SQL

extension Reader {
  /// Where a form led that has acted already.
  func outcome(of key: String) throws -> FormOutcome? {
    try first(DoneForm.self, "SELECT path, message FROM forms_done WHERE form_key = \(key)")
      .map { FormOutcome($0.path, told: $0.message) }
  }
}

extension Writer {
  /// Remembers that a form has acted and where it led.
  func remember(_ outcome: FormOutcome, of key: String, at now: Instant) throws {
    try execute(
      "INSERT INTO forms_done (form_key, path, message, done_at) VALUES (\(key), \(outcome.path), \(outcome.message), \(now))")
  }

  /// Forgets forms that acted before a moment; nobody sends them again.
  func forgetForms(before moment: Instant) throws {
    try execute("DELETE FROM forms_done WHERE done_at < \(moment)")
  }
}

private struct DoneForm: Decodable {
  let path: String
  let message: String?
}
