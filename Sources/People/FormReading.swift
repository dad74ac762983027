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

  /// The date of birth and the guardian of somebody who said that they are a child; nothing for others.
  mutating func age(_ people: People, own: EmailAddress?, _ t: Localizer) -> (birthDay: Day?, guardian: EmailAddress?) {
    guard isTicked("is_child") else { return (nil, nil) }
    let birthDay = day("birth_day", upTo: people.today, t)
    guard people.needsGuardian(birthDay) else { return (nil, nil) }
    let guardian = email("guardian", t)
    if let guardian, guardian.key == own?.key { refuse("guardian", t("This must be the address of somebody else.")) }
    return (birthDay, guardian)
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
