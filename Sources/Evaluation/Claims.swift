import SQL
import Site

/// A number that an applicant claims, beside the one that the province's own records give (核验).
struct ClaimedNumber: Sendable {
  let field: FormField
  let claimed: Double
  let computed: Double
  let evidence: LocalizedText

  /// The difference as a share of the larger number; 0 when both are nothing.
  var difference: Double {
    let larger = max(abs(claimed), abs(computed))
    return larger == 0 ? 0 : abs(claimed - computed) / larger
  }
}

extension RecordFacts {
  /// The claims of a submission that can be checked against a record.
  func claims(of submission: Submission, _ reader: Reader) throws -> [ClaimedNumber] {
    try programme.fields.compactMap { field in
      guard let key = field.computed, let claimed = submission.answers[field.key]?.number,
        let indicator = directory.computed[key],
        let computed = try indicator.compute(submission.holder, call.plan.year, reader)
      else { return nil }
      return ClaimedNumber(field: field, claimed: claimed, computed: computed, evidence: indicator.evidence)
    }
  }
}
