import HTML
import Site

/// A review's sheet as it is typed: points by criterion, reason, note, confidence.
struct ReviewSheetForm: Sendable {
  let rubric: Rubric

  static func name(_ criterion: Criterion) -> String { "points_\(criterion.key)" }

  /// The longest reason or note, in characters.
  static let longest = 5_000

  func fill(_ form: inout Form, _ sheet: Review.Sheet) {
    for criterion in rubric.judged { form.fill(Self.name(criterion), sheet.scores[criterion.key].map(FormField.plain)) }
    form.fill("reason", sheet.reason)
    form.fill("note", sheet.note)
    form.fill("confidence", sheet.confidence.map { String($0) })
  }

  /// What was typed. Points that are no number are refused beside their field, and not in the sheet.
  func draft(_ form: inout Form, _ t: Localizer) -> Review.Sheet {
    var sheet = Review.Sheet()
    for criterion in rubric.judged {
      let typed = (form.typed[Self.name(criterion)] ?? "").trimmedOfWhitespace
      guard !typed.isEmpty else { continue }
      if let points = Self.number(typed) { sheet.scores[criterion.key] = points } else { refuse(criterion, &form, t) }
    }
    sheet.reason = form.text("reason", most: Self.longest, isOptional: true, t)
    sheet.note = form.text("note", most: Self.longest, isOptional: true, t)
    sheet.confidence = Int(form.typed["confidence"] ?? "").flatMap { (1...3).contains($0) ? $0 : nil }
    return sheet
  }

  /// What was typed, to be handed in: what is missing or off the scale is refused beside its field.
  func complete(_ form: inout Form, _ t: Localizer) -> Review.Sheet {
    let sheet = draft(&form, t)
    for criterion in rubric.judged where form.error(Self.name(criterion)) == nil {
      if !criterion.allows(sheet.scores[criterion.key]) { refuse(criterion, &form, t) }
    }
    if sheet.reason.isEmpty { form.refuse("reason", t("Please give a reason; the applicant reads it.")) }
    return sheet
  }

  private func refuse(_ criterion: Criterion, _ form: inout Form, _ t: Localizer) {
    form.refuse(
      Self.name(criterion),
      t(
        "{criterion}: please give 0 to {most} points, in steps of {step}.",
        [
          "criterion": t.pick(criterion.name), "most": FormField.plain(criterion.most), "step": FormField.plain(criterion.step),
        ]))
  }

  static func number(_ text: String) -> Double? {
    guard text.utf8.count < 12, let number = Double(text.replacing("，", with: ".").replacing(",", with: ".")), number.isFinite,
      (0...1e6).contains(number)
    else { return nil }
    return number
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
