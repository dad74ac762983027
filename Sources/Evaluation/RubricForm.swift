import HTML
import Site

/// A rubric as part of a form: points by number fields, with what they mean beside them.
struct RubricForm: Sendable {
  let rubric: Rubric

  static func name(_ criterion: Criterion) -> String { "points_\(criterion.key)" }

  func fill(_ form: inout Form, _ scores: [String: Double]) {
    for criterion in rubric.judged { form.fill(Self.name(criterion), scores[criterion.key].map(FormField.plain)) }
  }

  /// The points that were typed. What is no number is refused beside its field.
  func draft(_ form: inout Form, _ t: Localizer) -> [String: Double] {
    var scores: [String: Double] = [:]
    for criterion in rubric.judged {
      let typed = (form.typed[Self.name(criterion)] ?? "").trimmedOfWhitespace
      guard !typed.isEmpty else { continue }
      if let points = Self.number(typed) { scores[criterion.key] = points } else { refuse(criterion, &form, t) }
    }
    return scores
  }

  /// The points that were typed, to be handed in: what is missing or off the scale is refused beside its field.
  func complete(_ form: inout Form, _ t: Localizer) -> [String: Double] {
    let scores = draft(&form, t)
    for criterion in rubric.judged where form.error(Self.name(criterion)) == nil {
      if !criterion.allows(scores[criterion.key]) { refuse(criterion, &form, t) }
    }
    return scores
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

  private static func number(_ text: String) -> Double? {
    guard text.utf8.count < 12, let number = Double(text.replacing("，", with: ".").replacing(",", with: ".")), number.isFinite,
      (0...1e6).contains(number)
    else { return nil }
    return number
  }

  /// All points that are typed, with those given by themselves.
  func sum(_ form: Form, automatic: [String: Double] = [:]) -> String {
    let given = rubric.judged.compactMap { Self.number(form.typed[Self.name($0)] ?? "") }
    return FormField.plain(((automatic.values.reduce(0, +) + given.reduce(0, +)) * 100).rounded() / 100)
  }

  // MARK: As HTML

  /// The criteria one after the other.
  func html(_ form: Form, automatic: [String: Double] = [:], _ t: Localizer) -> [HTML] {
    rubric.criteria.map { $0.automatic == nil ? judged($0, form, t) : given($0, automatic, t) }
  }

  /// How keys work here; shown by the script that makes them work.
  static func keys(_ t: Localizer) -> HTML {
    "<p class=\"hint\" hidden data-keys>\(t("Keys: digits give points, ↑ and ↓ go a step, Page Up and Page Down to the next anchor, Enter to the next criterion."))</p>\n"
  }

  private func judged(_ criterion: Criterion, _ form: Form, _ t: Localizer) -> HTML {
    let name = Self.name(criterion)
    let veto = criterion.vetoLimit.map(FormField.plain)
    let described = [
      criterion.help.map { _ in "\(name)-hint" }, veto.map { _ in "\(name)-veto" }, form.error(name).map { _ in "\(name)-error" },
    ].compactMap { $0 }.joined(separator: " ")
    return """
      <div class="field criterion">
      <div class="criterion-row"><label for="\(name)">\(t.pick(criterion.name))</label>
      <span class="points"><input type="number" inputmode="decimal" id="\(name)" name="\(name)" value="\(form.typed[name] ?? "")" min="0" max="\(FormField.plain(criterion.most))" step="\(FormField.plain(criterion.step))" required\(attribute: "data-veto", veto)\(attribute: "aria-invalid", form.error(name).map { _ in "true" })\(attribute: "aria-describedby", described.isEmpty ? nil : described)> / \(FormField.plain(criterion.most))</span></div>
      \(criterion.help.map { help -> HTML in "<p class=\"hint\" id=\"\(name)-hint\">\(t.pick(help))</p>" })
      \(veto.map { limit -> HTML in "<p class=\"hint veto\" id=\"\(name)-veto\">\(t("Below {limit} points the whole submission is vetoed.", ["limit": limit]))</p>" })
      \(form.error(name).map { text -> HTML in "<p class=\"field-error\" id=\"\(name)-error\">\(text)</p>" })
      \(anchors(criterion, t))</div>

      """
  }

  private func anchors(_ criterion: Criterion, _ t: Localizer) -> HTML? {
    guard !criterion.anchors.isEmpty else { return nil }
    let items: [HTML] = criterion.anchors.map { anchor in
      let points = FormField.plain(anchor.points)
      return
        "<li data-points=\"\(points)\"><span class=\"anchor\"><strong>\(points)</strong> \(t.pick(anchor.words))</span></li>\n"
    }
    return "<ul class=\"anchors plain\">\(items)</ul>"
  }

  private func given(_ criterion: Criterion, _ automatic: [String: Double], _ t: Localizer) -> HTML {
    let points = FormField.plain(automatic[criterion.key] ?? 0)
    return """
      <div class="field criterion"><div class="criterion-row"><strong>\(t.pick(criterion.name))</strong>
      <span class="points"><data value="\(points)" data-fixed>\(points)</data> / \(FormField.plain(criterion.most))</span></div>
      <p class="hint">\(t("Given by itself, from a number of the submission."))</p></div>

      """
  }
}
