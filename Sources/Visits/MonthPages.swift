import HTML
import Places
import SQL
import Site

/// The month of a base: which days have places, and the sessions of the day that was chosen.
struct MonthPage {
  let base: Base
  let asked: BookingRoutes.Asked
  let found: Availability
  let t: Localizer

  private var words: BookingWords { BookingWords(t: t) }
  private var path: String { "/bases/\(base.slug)/booking" }
  private var today: Day { found.now.localDay }
  private var days: [Day] {
    let end = asked.month.adding(months: 1)
    return (0..<(end - asked.month)).map { asked.month.adding(days: $0) }
  }

  /// The day that is open: the one that was asked for, or the first with places.
  private var chosen: Day? {
    if let day = asked.day, days.contains(day) { return day }
    return days.first { day in if case .places = found.state(of: day) { true } else { false } }
  }

  private func link(month: Day? = nil, day: Day? = nil, as audience: Audience? = nil) -> String {
    let month = month ?? asked.month
    return path
      + Components.query(
        [
          ("month", String(month.description.prefix(7))), ("as", (audience ?? asked.audience).rawValue),
          ("day", day?.description ?? ""),
        ].filter { !$0.1.isEmpty }.map { (name: $0.0, value: $0.1) })
  }

  var html: HTML {
    """
    <div class="booking"><header class="page-head"><p class="eyebrow">\(t("Book a visit"))</p>
    <h1>\(t.pick(base.facts.names))</h1></header>
    \(audiences)
    <div class="booking-columns"><div>
    \(calendar)
    </div><div>
    \(chosen.map(sessions) ?? nothing)
    \(rules)
    </div></div></div>
    """
  }

  private var audiences: HTML {
    let items: [HTML] = [Audience.individual, .group, .concession].map { audience in
      "<li><a class=\"chip\" href=\"\(link(day: asked.day, as: audience))\"\(attribute: "aria-current", audience == asked.audience ? "true" : nil)>\(words.audience(audience))</a></li>\n"
    }
    return """
      <nav aria-label="\(t("Who comes"))"><ul class="chips">\(items)
      <li><a class="chip" href="/school-visits?base=\(base.slug)">\(words.audience(.school))</a></li></ul></nav>
      """
  }

  // MARK: The calendar

  private var calendar: HTML {
    let first = asked.month.weekday.rawValue - 1
    let cells: [HTML] = (0..<first).map { _ in "<td></td>" } + days.map(cell)
    let rows: [HTML] = stride(from: 0, to: cells.count, by: 7).map { start in
      "<tr>\(Array(cells[start..<min(start + 7, cells.count)]))</tr>\n"
    }
    // 5 January 1970 was a Monday.
    let heads: [HTML] = (0..<7).map { number in
      let name = t.weekday(Day(daysSince1970: 4 + number))
      let short = t.language == .en ? String(name.prefix(3)) : String(name.suffix(1))
      return "<th scope=\"col\"><abbr title=\"\(name)\">\(short)</abbr></th>"
    }
    let (before, after) = (asked.month.adding(months: -1), asked.month.adding(months: 1))
    return """
      <div class="row month-head"><a class="button" rel="prev" href="\(link(month: before))" aria-label="\(t("The month before"))">‹</a>
      <h2 id="month">\(month)</h2><a class="button" rel="next" href="\(link(month: after))" aria-label="\(t("The month after"))">›</a></div>
      <table class="month" aria-labelledby="month" data-availability="\(feed)"><thead><tr>\(heads)</tr></thead><tbody>\(rows)</tbody></table>
      <p class="visually-hidden" role="status" data-availability-status></p>
      """
  }

  private var month: String {
    t.language == .en ? String(t.day(asked.month).dropFirst(2)) : "\(asked.month.year)年\(asked.month.month)月"
  }

  /// Where a script asks what has changed.
  private var feed: String {
    "/api/bases/\(base.slug)/availability"
      + Components.query([
        (name: "month", value: String(asked.month.description.prefix(7))), (name: "audience", value: asked.audience.rawValue),
        (name: "lang", value: t.language.rawValue),
      ])
  }

  private func cell(_ day: Day) -> HTML {
    let state = found.state(of: day)
    let current = day == chosen ? "date" : nil
    if state == .none, day >= today {
      return """
        <td class="day day-closed"><span class="day-number">\(day.day) <span class="day-words" aria-hidden="true">\(words.short(state))</span><span class="visually-hidden">\(words.words(state))</span></span></td>

        """
    }
    if day < today {
      return "<td class=\"day day-closed\"><span class=\"day-number\">\(day.day)</span></td>\n"
    }
    return """
      <td class="day day-\(words.tone(state))" data-day="\(day.description)"><a href="\(link(day: day) + "#day")"\(attribute: "aria-current", current)><span class="day-number">\(day.day)</span><span class="day-words" data-words>\(words.short(state))</span></a></td>

      """
  }

  // MARK: A day

  private var nothing: HTML {
    """
    <section class="empty" id="day">\(Components.icon("clock"))<h2>\(t("No places in this month so far"))</h2>
    <p>\(t("Look at the next month, or choose a day in the calendar to see when its places are given."))</p></section>
    """
  }

  private func sessions(_ day: Day) -> HTML {
    let open = found.sessions(on: day)
    let items: [HTML] = open.map { SessionItem(open: $0, found: found, t: t).html }
    let empty: HTML = "<p class=\"empty\">\(t("No visits on this day"))</p>"
    return """
      <section id="day" aria-labelledby="day-head"><h2 id="day-head">\(t.day(day)) · \(t.weekday(day))</h2>
      \(items.isEmpty ? empty : "<ul class=\"plain session-list\">\(items)</ul>")</section>
      """
  }

  private var rules: HTML {
    let items: [HTML] = words.rules(found.rules, for: asked.audience).map { "<li>\($0)</li>\n" }
    return "<section><h2>\(t("Good to know before you book"))</h2><ul>\(items)</ul></section>"
  }
}

/// One session in a list, with the way into it.
struct SessionItem {
  let open: OpenSession
  let found: Availability
  /// What a party is already known to be, for the way into another session.
  var query: [(name: String, value: String)] = []
  var showsDay = false
  let t: Localizer

  var html: HTML {
    let words = BookingWords(t: t)
    let session = open.session
    let state = found.state(of: open)
    let way = "/sessions/\(session.id)" + Components.query([(name: "as", value: found.audience.rawValue)] + query)
    let (label, isPrimary): (String?, Bool) =
      switch state {
      case .places: (t("Choose"), true)
      case .full: (t("Waiting list"), false)
      case .refused, .none: (nil, false)
      }
    return """
      <li class="panel session" data-session="\(session.id.description)"><div><p class="session-time">\(when: showsDay, "\(t.shortDay(session.day)) · \(t.weekday(session.day)) · ")\(t.time(session.starts))–\(t.time(session.ends))</p>
      <p class="session-kind">\(found.name(of: session).map { "\(t.pick($0)) · " })\(words.kind(session.kind))\(words.ages(session.ages).map { " · \($0)" }) · <span class="session-words tone-\(words.tone(state))" data-words>\(words.words(state))</span></p></div>
      \(label.map { text -> HTML in "<a class=\"\(isPrimary ? "button button-primary" : "button")\" href=\"\(state == .full ? "/sessions/\(session.id)/waiting" + Components.query([(name: "as", value: found.audience.rawValue)] + query) : way)\" aria-label=\"\(text): \(t.time(session.starts))\">\(text)</a>" })</li>

      """
  }
}
