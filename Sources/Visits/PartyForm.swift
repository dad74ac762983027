import HTML
import Site

/// The numbers of people in a form, by kind.
enum PartyForm {
  private static let kinds: [(field: String, path: any WritableKeyPath<Party, Int> & Sendable)] = [
    ("adults", \.adults), ("minors", \.minors), ("preschool", \.preschool), ("seniors", \.seniors), ("teachers", \.teachers),
  ]

  /// Reads the numbers; a field that is empty is nobody.
  ///
  /// - Returns: `nil` where one is wrong, which the form says then.
  static func read(_ form: inout Form, _ t: Localizer) -> Party? {
    var party = Party()
    var isGood = true
    for (field, path) in kinds {
      let typed = (form.typed[field] ?? "").filter { !$0.isWhitespace }
      guard !typed.isEmpty else { continue }
      guard let number = Int(typed), (0...10_000).contains(number) else {
        form.refuse(field, t("Please give a number from {low} to {high}.", ["low": "0", "high": t.number(10_000)]))
        isGood = false
        continue
      }
      party[keyPath: path] = number
    }
    guard isGood else { return nil }
    guard party.people > 0 else {
      form.refuse("adults", BookingWords(t: t).sentence(.impossible))
      return nil
    }
    party.agesConfirmed = form.isTicked("ages_confirmed")
    return party
  }

  /// Fills the fields with a party.
  static func fill(_ form: inout Form, _ party: Party) {
    if party.agesConfirmed { form.fill("ages_confirmed", "yes") }
    for (field, path) in kinds where party[keyPath: path] > 0 { form.fill(field, String(party[keyPath: path])) }
  }

  /// The fields that an audience is asked for.
  ///
  /// - Parameter session: for which the ages of those who come have to be confirmed, where its kinds of visitors cannot tell.
  static func html(
    _ form: Form, for audience: Audience, _ rules: VisitRules, session: VisitSession? = nil, _ t: Localizer
  ) -> HTML {
    let isGroup = audience.isGroup
    let asked = session.map(rules.mayAsk) ?? VisitorAges()
    return """
      <kepu-steps><div class="tour-row">
      \(number(form, "adults", isGroup ? t("Other adults") : t("Adults")))
      \(when: isGroup, number(form, "teachers", t("Teachers and leaders")))
      \(number(form, "minors", t("Children of school age")))
      \(number(form, "preschool", t("Before school")))
      \(number(form, "seniors", t("{age} or older", ["age": t.number(rules.care.accompaniedFromAge)])))
      </div></kepu-steps>
      \(when: !asked.isForAll, form.tick("ages_confirmed", label: BookingWords(t: t).confirmation(asked)))
      """
  }

  private static func number(_ form: Form, _ name: String, _ label: String) -> HTML {
    form.field(name, label: label, type: "number", isRequired: false, inputMode: "numeric")
  }
}
