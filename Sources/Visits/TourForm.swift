import Geo
import People
import Places
import SQL
import Site

/// What somebody types to plan a day, as it stands in the address, so that a plan can be linked and shared.
struct TourForm {
  /// The fields as they were typed.
  private(set) var form: Form
  /// What is asked for; `nil` while something is missing or wrong.
  let request: TourRequest?
  /// What the place is called where the day starts.
  let startName: String

  static let fields = [
    "county", "at", "day", "as", "pupils", "preschool", "teachers", "adults", "themes", "from", "until", "stops", "access",
    "stage",
    "lunch",
    "leave_out",
  ]

  /// Reads the fields of a form.
  init(_ typed: Form, places: Places, today: Day, _ t: Localizer) {
    var form = typed
    let start = Self.start(&form, places, t)
    let day = Self.day(&form, today, t)
    let party = Self.party(&form, t)
    let hours = Self.hours(&form, t)
    let audience = Audience(rawValue: form.typed["as"] ?? "") ?? .school
    startName = start?.name ?? ""
    if form.isGood, let start, let day, let party, let hours {
      var request = TourRequest(start: start.place, day: day, party: party)
      request.audience = audience == .concession ? .individual : audience
      request.themes = Set(form.choices("themes", of: places.vocabularies.themes.terms.map(\.key)))
      request.earliestStart = hours.from
      request.latestReturn = hours.until
      request.stops = 2...max(2, min(4, Int(form.typed["stops"] ?? "") ?? 4))
      request.stage = SchoolStage(rawValue: form.typed["stage"] ?? "")
      request.needsAccess = form.isTicked("access")
      request.bringsLunch = form.isTicked("lunch")
      request.visited = Set((form.several["leave_out"] ?? []).prefix(50).compactMap { ID<Base>($0) })
      self.request = request
    } else {
      request = nil
    }
    self.form = form
  }

  /// Shows the form as it is first shown, without the errors of one that nobody has filled in.
  mutating func forgive(_ first: Form) { form = first }

  /// The fields with what was typed, for links to other pages of the same day.
  var parameters: [(name: String, value: String)] {
    Self.fields.flatMap { name in (form.several[name] ?? []).filter { !$0.isEmpty }.map { (name: name, value: $0) } }
  }

  /// A form that nobody has typed in: a day a fortnight ahead, a class with its teachers.
  static func first(_ form: Form, today: Day) -> Form {
    var form = form
    let usual = [
      "day": today.adding(days: 14).description, "as": "school", "pupils": "41", "teachers": "3", "from": "08:00",
      "until": "17:30", "stops": "4",
    ]
    for (name, value) in usual { form.fill(name, value) }
    return form
  }

  private static func start(_ form: inout Form, _ places: Places, _ t: Localizer) -> (place: Coordinate, name: String)? {
    let typed = (form.typed["at"] ?? "").split(whereSeparator: { ", ，".contains($0) }).map { Double($0) }
    if !typed.isEmpty {
      if typed.count == 2, let latitude = typed[0], let longitude = typed[1],
        let place = Coordinate(latitude: latitude, longitude: longitude)
      {
        return (place, "\(latitude), \(longitude)")
      }
      form.refuse("at", t("Please give latitude and longitude, such as 23.13, 113.26."))
      return nil
    }
    guard let county = form.typed["county"].flatMap({ places.regions[$0] }) else {
      form.refuse("county", t("Please choose where the day starts."))
      return nil
    }
    return (county.label, t.pick(county.names))
  }

  private static func day(_ form: inout Form, _ today: Day, _ t: Localizer) -> Day? {
    guard let day = Day(form.typed["day"] ?? "") else {
      form.refuse("day", t("Please give a day, such as 2026-05-31."))
      return nil
    }
    guard today <= day, day - today <= 400 else {
      form.refuse("day", day < today ? t("This day has passed.") : t("This is too far ahead; sessions are not planned yet."))
      return nil
    }
    return day
  }

  private static func party(_ form: inout Form, _ t: Localizer) -> Party? {
    func number(_ name: String) -> Int? {
      if (form.typed[name] ?? "").isEmpty { return 0 }
      return form.number(name, in: 0...2_000, t)
    }
    guard let pupils = number("pupils"), let preschool = number("preschool"), let teachers = number("teachers"),
      let adults = number("adults")
    else { return nil }
    let party = Party(adults: adults, minors: pupils, preschool: preschool, teachers: teachers)
    if party.people == 0 {
      form.refuse("pupils", t("Please say how many people come."))
      return nil
    }
    return party
  }

  private static func hours(_ form: inout Form, _ t: Localizer) -> (from: Int, until: Int)? {
    guard let from = minute(&form, "from", t), let until = minute(&form, "until", t) else { return nil }
    // A return before the departure is one after midnight.
    return (from, until > from ? until : until + 1_440)
  }

  private static func minute(_ form: inout Form, _ name: String, _ t: Localizer) -> Int? {
    let parts = (form.typed[name] ?? "").split(separator: ":", omittingEmptySubsequences: false).prefix(2).map { Int($0) }
    if parts.count == 2, let hour = parts[0], let minute = parts[1], (0..<24).contains(hour), (0..<60).contains(minute) {
      return hour * 60 + minute
    }
    form.refuse(name, t("Please give a time, such as 08:30."))
    return nil
  }
}
