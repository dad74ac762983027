import HTML
import SQL
import Site

/// The coming week of a base, day by day, with exceptions and holidays worked in.
struct OpeningSection {
  let view: PlacesView
  let base: Base

  private var t: Localizer { view.t }

  var html: HTML {
    """
    <section aria-labelledby="hours"><h2 id="hours">\(t("Opening hours"))</h2>
    \(hours)
    \(base.facts.openingNote.map { text -> HTML in "<p>\(t.pick(text))</p>" })
    </section>
    """
  }

  private var hours: HTML {
    let schedule = OpeningSchedule(hours: base.facts.hours, exceptions: base.facts.exceptions ?? [])
    let rules = view.calendar.rules(for: base.facts.region)
    let today = view.calendar.moment(view.now, in: rules).day
    let holidays = view.calendar.holidays(of: rules)
    let days = (0..<7).map { today.adding(days: $0) }
    guard days.contains(where: { schedule.spans(on: $0, holidays: holidays) != nil }) else { return unknown }
    let rows: [HTML] = days.map { day in
      let spans = schedule.spans(on: day, holidays: holidays)
      let reason = schedule.exceptions.last { ($0.first...$0.last).contains(day) }?.reason
      return """
        <tr\(attribute: "class", day == today ? "today" : nil)><th scope="row">\(day == today ? t("Today") : t.weekday(day)) <span class="date">\(t.shortDay(day))</span></th><td>\(words(spans)) \(reason)</td></tr>

        """
    }
    return """
      <table class="hours"><caption class="visually-hidden">\(t("Opening hours of the coming week"))</caption><tbody>
      \(rows)</tbody></table>
      """
  }

  /// Only what is known is shown: an unknown hour is said to be unknown.
  private var unknown: HTML {
    let phone: HTML? = base.facts.phone.map {
      "<a href=\"tel:\($0.filter { $0.isNumber || $0 == "+" })\">\($0)</a>"
    }
    return """
      <p class="notice">\(t("Not known yet. Please call before you go.")) \(phone)</p>
      """
  }

  private func words(_ spans: [OpeningHours.Span]?) -> String {
    guard let spans else { return t("Not known yet") }
    guard !spans.isEmpty else { return t("Closed") }
    return spans.map { span in
      span.start == 0 && span.end == 1440
        ? t("Around the clock") : "\(view.time(span.start))–\(view.time(span.end))"
    }.joined(separator: t.language == .en ? ", " : "、")
  }
}
