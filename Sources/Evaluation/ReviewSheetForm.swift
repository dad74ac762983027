import HTML
import Site

/// A review's sheet as it is typed: points by criterion, reason, note, confidence.
struct ReviewSheetForm: Sendable {
  let rubric: Rubric

  /// The longest reason or note, in characters.
  static let longest = 5_000

  func fill(_ form: inout Form, _ sheet: Review.Sheet) {
    RubricForm(rubric: rubric).fill(&form, sheet.scores)
    form.fill("reason", sheet.reason)
    form.fill("note", sheet.note)
    form.fill("confidence", sheet.confidence.map { String($0) })
  }

  /// What was typed so far. Points that are no number are refused beside their field, and not in the sheet.
  func draft(_ form: inout Form, _ t: Localizer) -> Review.Sheet {
    words(&form, scores: RubricForm(rubric: rubric).draft(&form, t), t)
  }

  /// What was typed, to be handed in: what is missing or off the scale is refused beside its field.
  func complete(_ form: inout Form, _ t: Localizer) -> Review.Sheet {
    let sheet = words(&form, scores: RubricForm(rubric: rubric).complete(&form, t), t)
    if sheet.reason.isEmpty { form.refuse("reason", t("Please give a reason; the applicant reads it.")) }
    return sheet
  }

  private func words(_ form: inout Form, scores: [String: Double], _ t: Localizer) -> Review.Sheet {
    Review.Sheet(
      scores: scores, reason: form.text("reason", most: Self.longest, isOptional: true, t),
      note: form.text("note", most: Self.longest, isOptional: true, t),
      confidence: Int(form.typed["confidence"] ?? "").flatMap { (1...3).contains($0) ? $0 : nil })
  }
}

extension Criterion {
  /// Whether points are on the scale.
  func allows(_ points: Double?) -> Bool {
    guard let points, points.isFinite, (0...most).contains(points) else { return false }
    let steps = points / step
    return abs(steps - steps.rounded()) < 1e-6
  }

  /// The points below which the whole submission is vetoed.
  var vetoLimit: Double? { vetoBelow.map { $0 * most } }
}
