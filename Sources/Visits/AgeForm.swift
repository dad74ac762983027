import HTML
import Site

/// The ages of visitors in an offer's form.
enum AgeForm {
  static func fill(_ form: inout Form, _ ages: VisitorAges?) {
    form.fill("least_age", ages?.least.map { String($0) })
    form.fill("greatest_age", ages?.greatest.map { String($0) })
  }

  /// What was typed; `nil` where nothing was.
  ///
  /// - Parameter usual: what holds where a limit is not told.
  static func read(_ form: inout Form, usual: VisitorAges, _ t: Localizer) -> VisitorAges? {
    func years(_ field: String) -> Int? {
      form.typed[field, default: ""].isEmpty ? nil : form.number(field, in: VisitorAges.possible, t)
    }
    let ages = VisitorAges(least: years("least_age"), greatest: years("greatest_age"))
    let resolved = ages.resolved(usual: usual)
    if let least = resolved.least, let greatest = resolved.greatest, greatest < least {
      form.refuse("greatest_age", t("The greatest age lies below the least."))
    }
    return ages == VisitorAges() ? nil : ages
  }

  static func html(_ form: Form, usual: VisitorAges, _ t: Localizer) -> HTML {
    let usually = BookingWords(t: t).ages(usual).map { t("Where nothing is said, it is for: {ages}.", ["ages": $0]) }
    return """
      <div class="tour-row">
      \(form.field("least_age", label: t("From which age, in years"), isRequired: false, most: 3, inputMode: "numeric"))
      \(form.field("greatest_age", label: t("Up to which age"), isRequired: false, most: 3, inputMode: "numeric"))
      </div><p class="hint">\(t("A greatest age below eighteen is told of children: grown-ups may come along with them.")) \(usually)</p>
      """
  }
}

extension BookingWords {
  /// For whom something is, where not for everybody.
  func ages(_ ages: VisitorAges) -> String? {
    switch (ages.least, ages.greatest) {
    case (nil, nil): nil
    case (let least?, nil): t("from {least} years", ["least": t.number(least)])
    case (nil, let greatest?): t("up to {greatest} years", ["greatest": t.number(greatest)])
    case (let least?, let greatest?):
      t("{least} to {greatest} years", ["least": t.number(least), "greatest": t.number(greatest)])
    }
  }

  /// What whoever books confirms of the ages.
  func confirmation(_ ages: VisitorAges) -> String {
    let told = ["ages": self.ages(ages) ?? ""]
    return ages.greatest == nil
      ? t("Everybody who comes is of the right age ({ages})", told)
      : t("Everybody who comes is of the right age ({ages}); grown-ups may come along with children", told)
  }
}
