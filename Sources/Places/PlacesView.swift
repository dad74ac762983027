import HTML
import SQL
import Site

/// What every page of this room needs to say things: the reader's language, the terms, the regions and the hour.
///
/// A class, as each of fifty cards holds it: copying its dozen references for each took a tenth of a page's time.
final class PlacesView: Sendable {
  let t: Localizer
  let vocabularies: Vocabularies
  let regions: RegionTree
  let snapshot: AtlasSnapshot
  let calendar: OpeningCalendar
  let now: Instant
  let words: PlacesWords
  private let states: [Openness]

  init(_ places: Places, t: Localizer) {
    self.t = t
    vocabularies = places.vocabularies
    regions = places.regions
    calendar = places.calendar
    snapshot = places.atlas.snapshot
    now = places.clock.now()
    words = places.words(t.language)
    states = snapshot.openness(at: now)
  }

  /// The name of a term, or its key where the vocabulary does not have it.
  func name(_ key: String, in list: Vocabularies.List) -> String { words.term(list, key) }

  /// The name of a region.
  func name(region code: String) -> String { words.region(code) }

  /// "Tianhe District, Guangzhou" in the order of the language, without the province.
  func place(region code: String) -> String { words.place(code) }

  /// Whether a base is open now.
  func openness(_ id: ID<Base>) -> Openness {
    snapshot.pin(id).map { states[Int($0.schedule)] } ?? .unknown
  }

  /// The local day and minute of a base in a region.
  func moment(region code: String) -> Openness.Moment {
    calendar.moment(now, in: calendar.rules(for: code))
  }
}

extension PlacesView {
  /// "Open until 17:00", "Opens Tuesday 09:30", "Hours not known yet".
  func words(_ openness: Openness, region: String) -> String {
    switch openness {
    case .unknown: return t("Opening hours not known yet")
    case .open(until: nil): return t("Open around the clock")
    case .open(until: let moment?): return t("Open until {time}", ["time": time(moment.minute)])
    case .closed(opens: nil): return t("Closed")
    case .closed(opens: let moment?):
      let today = self.moment(region: region).day
      if moment.day == today { return t("Opens today at {time}", ["time": time(moment.minute)]) }
      if moment.day == today.adding(days: 1) { return t("Opens tomorrow at {time}", ["time": time(moment.minute)]) }
      return t(
        "Opens on {weekday} at {time}", ["weekday": t.weekday(moment.day), "time": time(moment.minute)])
    }
  }

  /// Minutes after midnight as `09:30`.
  func time(_ minute: Int) -> String {
    let minute = minute % 1440
    let (hours, rest) = (minute / 60, minute % 60)
    return "\(hours < 10 ? "0" : "")\(hours):\(rest < 10 ? "0" : "")\(rest)"
  }

  /// The badge that tells whether a base is open.
  func badge(_ openness: Openness, region: String) -> HTML {
    let style =
      switch openness {
      case .open: "badge badge-open"
      case .closed: "badge badge-closed"
      case .unknown: "badge badge-unknown"
      }
    return "<span class=\"\(style)\">\(words(openness, region: region))</span>"
  }
}
