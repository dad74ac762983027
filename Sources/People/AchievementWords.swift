import Site

extension Achievement {
  /// The name of a kind, a role or a level.
  static func word(_ key: String, _ t: Localizer) -> String {
    switch key {
    case "work": t("Work")
    case "lecture": t("Lecture")
    case "event": t("Event")
    case "exhibition": t("Exhibition")
    case "training": t("Training")
    case "award": t("Award")
    case "research": t("Research")
    case "media": t("Media")
    case "service": t("Volunteer service")
    case "base": t("Base")
    case "author": t("Author")
    case "lead": t("Lead")
    case "member": t("Took part")
    case "speaker": t("Speaker")
    case "organizer": t("Organizer")
    case "adviser": t("Adviser")
    case "operator": t("Operator")
    case "international": t("International")
    case "national": t("National")
    case "province": t("Province")
    case "city": t("City")
    case "county": t("County")
    case "unit": t("Unit")
    default: key
    }
  }
}
