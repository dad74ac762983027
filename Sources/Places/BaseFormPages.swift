import HTML
import People
import SQL
import Site

/// The form in which a base's page is written.
struct BaseFormPage {
  let view: PlacesView
  let policy: PlacesPolicy
  let form: Form
  let base: Base?
  let isOfficer: Bool

  private var t: Localizer { view.t }

  /// The form's groups, in the order in which people think of them.
  private var groups: [(String, [BaseColumn])] {
    [
      (t("Name"), [.nameZhHans, .nameZhHant, .nameEn, .aliases, .operator, .operatorEn]),
      (t("What it is"), [.category, .industry, .level, .schemes, .themes, .audiences, .summary, .summaryEn]),
      (t("Where it is"), [.county, .address, .addressEn, .latitude, .longitude, .accuracy, .transport]),
      (t("Opening and admission"), [.openingHours, .openingNote, .admission, .priceNote, .concessions]),
      (t("For visitors"), [.accessibility, .phone, .website, .wechat, .groupNotice, .exhibits]),
      (t("Where this comes from"), [.source, .sourceURL]),
    ]
  }

  func html(action: String, button: String, after: HTML = HTML()) -> HTML {
    let sections: [HTML] = groups.map { title, columns in
      "<section class=\"panel\"><h2>\(title)</h2>\(columns.map(field))</section>\n"
    }
    let risky: HTML? =
      isOfficer || base?.status == .draft || base == nil
      ? nil : "<p class=\"hint\">\(t("Fields marked ◆ go to an officer first; everything else is live at once."))</p>"
    return """
      \(form.summary(t))
      <form class="stack" method="post" action="\(action)" novalidate>\(form.hidden)
      <input type="hidden" name="version" value="\(form.typed["version"] ?? "1")">
      \(risky)
      \(sections)
      \(form.field("reason", label: t("Why (for the history)"), isRequired: false, most: 300))
      <div class="actions"><button class="button button-primary" type="submit">\(button)</button>\(after)</div></form>
      """
  }

  private func field(_ column: BaseColumn) -> HTML {
    let isRisky = !isOfficer && base != nil && base?.status != .draft && policy.risky.contains(column.rawValue)
    let label = column.label(t) + (isRisky ? " ◆" : "")
    let key = column.rawValue
    switch column {
    case .category: return choice(key, label, .categories, isRequired: true)
    case .industry: return choice(key, label, .industries)
    case .level: return choice(key, label, .levels)
    case .themes: return several(key, label, .themes)
    case .audiences: return several(key, label, .audiences)
    case .concessions: return several(key, label, .concessions)
    case .accessibility: return several(key, label, .facilities)
    case .county:
      return form.select(key, label: label, options: counties, none: t("Choose…"))
    case .accuracy:
      return form.select(
        key, label: label,
        options: [
          ("exact", t("the entrance or the building")), ("approximate", t("the right neighbourhood")),
          ("district", t("only the county")),
        ])
    case .admission:
      return form.select(
        key, label: label, options: [("free", t("Free admission")), ("paid", t("Paid admission")), ("mixed", t("Partly free"))],
        none: t("not known"), isRequired: false)
    case .openingHours:
      return form.area(
        key, label: label,
        hint: t("Such as “Tu-Su 09:30-17:00; Mo off; PH 09:30-17:00”. Days: Mo Tu We Th Fr Sa Su, PH for public holidays."),
        rows: 2, isRequired: false, most: 500)
    case .exhibits:
      return form.area(
        key, label: label, hint: t("One after the other, with “;” between; after “|” what it is."), rows: 4, isRequired: false,
        most: 2_000)
    case .aliases: return form.field(key, label: label, hint: t("With “;” between."), isRequired: false, most: 300)
    case .schemes:
      return form.field(
        key, label: label, hint: t("Keys of the schemes with years, such as “gd_provincial:2022-2026”."), isRequired: false,
        most: 300)
    case .summary, .summaryEn, .transport, .groupNotice, .openingNote:
      return form.area(key, label: label, rows: 3, isRequired: false, most: 2_000)
    case .nameZhHans: return form.field(key, label: label, most: 200)
    case .phone: return form.field(key, label: label, type: "tel", isRequired: false, most: 60)
    case .website, .sourceURL: return form.field(key, label: label, type: "url", isRequired: false, most: 500)
    case .latitude, .longitude: return form.field(key, label: label, isRequired: false, most: 20, inputMode: "decimal")
    default: return form.field(key, label: label, isRequired: false, most: 500)
    }
  }

  private func options(_ list: Vocabularies.List) -> [(key: String, label: String)] {
    (view.vocabularies.all.first { $0.0 == list }?.1.terms ?? []).map { ($0.key, $0.names.text(t.language)) }
  }

  private func choice(_ key: String, _ label: String, _ list: Vocabularies.List, isRequired: Bool = false) -> HTML {
    form.select(key, label: label, options: options(list), none: isRequired ? t("Choose…") : t("none"), isRequired: isRequired)
  }

  private func several(_ key: String, _ label: String, _ list: Vocabularies.List) -> HTML {
    form.ticks(key, label: label, options: options(list))
  }

  private var counties: [(key: String, label: String)] {
    func below(_ region: Region) -> [(key: String, label: String)] {
      let children = view.regions.children[region.code] ?? []
      return children.isEmpty ? [(region.code, view.place(region: region.code))] : children.flatMap(below)
    }
    return view.regions.roots.flatMap(below)
  }
}

extension Form {
  /// Fills the fields with what is stored.
  mutating func fill(_ base: BaseFacts, version: Int) {
    for (key, value) in base.columns {
      BaseFormReading.lists.contains(key) ? fill(key, all: value.split(separator: ";").map(String.init)) : fill(key, value)
    }
    fill("version", String(version))
  }
}

/// Reads the form as the import reads a row, so that both know the same rules.
enum BaseFormReading {
  /// Columns that are boxes to tick.
  static let lists: Set<String> = ["themes", "audiences", "concessions", "accessibility"]

  /// The texts of the form by column.
  static func columns(_ form: Form) -> [String: String] {
    var values: [String: String] = [:]
    for column in BaseColumn.allCases {
      let key = column.rawValue
      let text =
        lists.contains(key) ? (form.several[key] ?? []).filter { !$0.isEmpty }.joined(separator: ";") : form.typed[key] ?? ""
      let trimmed = text.trimmingWhitespace()
      if !trimmed.isEmpty { values[key] = trimmed }
    }
    return values
  }

  /// The facts that the texts say, or `nil` with an error beside each field that is wrong.
  static func facts(
    _ values: [String: String], _ form: inout Form, externalID: String, _ places: Places, _ t: Localizer
  ) -> BaseFacts? {
    var row = ImportRow(
      values.merging(["id": externalID]) { first, _ in first }, regions: places.regions, vocabularies: places.vocabularies)
    let facts = row.facts()
    for issue in row.issues where issue.severity == .error { form.refuse(issue.column, issue.words(t)) }
    return form.isGood ? facts : nil
  }
}
