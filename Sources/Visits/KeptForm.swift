import HTML
import SQL
import Site

/// The part of an offer's form about places that are kept for some.
enum KeptForm {
  /// For whom places can be kept.
  enum Row: String, CaseIterable {
    /// Groups and schools alike.
    case groups
    case group, school, concession

    var audiences: Set<Audience> {
      switch self {
      case .groups: [.group, .school]
      case .group: [.group]
      case .school: [.school]
      case .concession: [.concession]
      }
    }

    func words(_ t: Localizer) -> String {
      switch self {
      case .groups: t("Groups and schools")
      case .group, .school, .concession: audiences.first.map { BookingWords(t: t).audience($0) } ?? ""
      }
    }

    var places: String { "kept_\(rawValue)" }
    var days: String { "kept_\(rawValue)_days" }
    var time: String { "kept_\(rawValue)_time" }
  }

  static func fillUsual(_ form: inout Form) {
    for row in Row.allCases {
      form.fill(row.days, "2")
      form.fill(row.time, "12:00")
    }
  }

  static func fill(_ form: inout Form, _ kept: [KeptPlaces]) {
    fillUsual(&form)
    for part in kept {
      guard let row = Row.allCases.first(where: { $0.audiences == part.audiences }) else { continue }
      form.fill(row.places, String(part.places))
      form.fill(row.days, part.release.map { String($0.days) })
      form.fill(row.time, part.release.map { OfferForm.time($0.minute) })
    }
  }

  /// What was typed; a sentence beside each field that is wrong.
  ///
  /// - Parameter begin: minutes after midnight at which the first session of a day begins.
  static func read(_ form: inout Form, of places: Int, begin: Int, _ t: Localizer) -> [KeptPlaces] {
    var kept: [KeptPlaces] = []
    for row in Row.allCases where !form.typed[row.places, default: ""].isEmpty {
      guard let number = form.number(row.places, in: 0...places, t), number > 0 else { continue }
      if kept.contains(where: { !$0.audiences.isDisjoint(with: row.audiences) }) {
        form.refuse(row.places, t("Places are kept for groups and schools together, or for each by itself."))
      }
      kept.append(KeptPlaces(for: row.audiences, number, release: release(row, begin: begin, &form, t)))
      if kept.reduce(0, { $0 + $1.places }) > places {
        form.refuse(row.places, t("Together these are more than the places of the session."))
      }
    }
    return kept
  }

  private static func release(_ row: Row, begin: Int, _ form: inout Form, _ t: Localizer) -> KeptPlaces.Release? {
    guard !form.typed[row.days, default: ""].isEmpty else { return nil }
    let days = form.number(row.days, in: 0...60, t)
    guard let minute = OfferForm.minute(form.typed[row.time, default: ""]) else {
      form.refuse(row.time, t("Please give a time, such as 08:30."))
      return nil
    }
    if days == 0, minute >= begin {
      form.refuse(row.time, t("This is not before the first session of the day."))
    }
    return days.map { KeptPlaces.Release(days: $0, minute: minute) }
  }

  /// What is kept, for whom and until when, as one sentence.
  static func sentence(_ kept: KeptNow, _ t: Localizer) -> String {
    let row = Row.allCases.first { $0.audiences == kept.audiences }
    let words = [
      "who": row?.words(t)
        ?? kept.audiences.sorted { $0.rawValue < $1.rawValue }.map(BookingWords(t: t).audience).joined(separator: ", "),
      "places": t.number(kept.places), "left": t.number(kept.left),
    ]
    guard let until = kept.until else { return t("{who}: {places} places kept, {left} of them free.", words) }
    return t(
      "{who}: {places} places kept until {moment}, {left} of them free.", words.merging(["moment": t.moment(until)]) { $1 })
  }

  static func list(_ kept: [KeptNow], _ t: Localizer) -> HTML {
    let items: [HTML] = kept.map { "<li>\(sentence($0, t))</li>\n" }
    return items.isEmpty ? HTML() : "<ul class=\"plain\">\(items)</ul>"
  }

  static func html(_ form: Form, _ t: Localizer) -> HTML {
    let rows: [HTML] = Row.allCases.map { row in
      """
      <div class="kept-row"><h3>\(row.words(t))</h3>
      \(form.field(row.places, label: t("Places kept"), isRequired: false, most: 6, inputMode: "numeric"))
      \(form.field(row.days, label: t("Free for all, days before"), isRequired: false, most: 2, inputMode: "numeric"))
      \(form.field(row.time, label: t("at"), type: "time", isRequired: false))</div>

      """
    }
    let isOpen = Row.allCases.contains { !form.typed[$0.places, default: ""].isEmpty }
    return """
      <details class="panel"\(attribute: "open", if: isOpen)><summary>\(t("Keep places for some"))</summary>
      <p class="hint">\(t("So many of the places can only be booked by them until then; what is left is for everybody afterwards. Without days it stays theirs."))</p>
      \(rows)</details>
      """
  }
}
