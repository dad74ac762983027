import Identity
import SQL
import Site

extension Form {
  /// An e-mail address.
  mutating func email(_ field: String, _ t: Localizer) -> EmailAddress? {
    if let email = EmailAddress(typed[field] ?? "") { return email }
    refuse(field, t("Please give an e-mail address, such as name@example.org."))
    return nil
  }

  /// A password to be used from now on; it is not trimmed.
  mutating func newPassword(_ field: String, rules: PasswordRules, about words: [String], _ t: Localizer) -> String? {
    let password = typed[field] ?? ""
    guard let fault = rules.fault(password, about: words) else { return password }
    refuse(field, fault.sentence(t))
    return nil
  }

  /// A day, not after another.
  public mutating func day(_ field: String, upTo last: Day? = nil, isOptional: Bool = false, _ t: Localizer) -> Day? {
    let text = typed[field] ?? ""
    if text.isEmpty, isOptional { return nil }
    if let day = Day(text), day.year > 1900, last.map({ day <= $0 }) ?? true { return day }
    refuse(field, t("Please give a day, such as 2026-05-31."))
    return nil
  }
}

extension PasswordRules.Fault {
  /// The fault in one sentence.
  func sentence(_ t: Localizer) -> String {
    switch self {
    case .tooShort(let least): t("Please use at least {least} characters.", ["least": t.number(least)])
    case .tooLong(let most): t("Please use at most {most} characters.", ["most": t.number(most)])
    case .tooPlain(let classes, let long):
      t(
        "Please mix {classes} kinds of small letters, capitals, digits and signs, or use a phrase of {long} characters or more.",
        [
          "classes": t.number(classes), "long": t.number(long),
        ])
    case .common: t("Many people use this password, so it is guessed first. Please choose another.")
    case .aboutYou: t("This is made of your own name or address. Please choose another.")
    }
  }
}
