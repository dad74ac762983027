import HTML
import Places
import SQL
import Site

/// The page of somebody's own visits.
struct MyVisitsPage {
  let mine: MyVisitsRoutes.Mine
  let now: Instant
  let place: (ID<Waiting>) -> String
  let t: Localizer

  private var words: BookingWords { BookingWords(t: t) }
  private func name(_ base: ID<Base>) -> String { mine.bases[base].map { t.pick($0.facts.names) } ?? "—" }

  var html: HTML {
    let coming = mine.visits.filter { $0.booking.state.isOpen && now < $0.session.ends }.reversed()
    let missed = mine.visits.filter { $0.booking.state == .noShow }
    let past = mine.visits.filter { visit in
      visit.booking.state != .noShow && !(visit.booking.state.isOpen && now < visit.session.ends)
    }
    return """
      <h1>\(t("My visits"))</h1>
      \(bars)
      \(waiting)
      <section><h2>\(t("Coming"))</h2>\(coming.isEmpty ? nothing : list(Array(coming)))</section>
      \(when: !missed.isEmpty, "<section><h2>\(t("Missed"))</h2>\(list(missed))</section>")
      \(when: !past.isEmpty, "<section><h2>\(t("Past"))</h2>\(list(past))</section>")
      <p><a href="/me/calendar">\(t("My visits in my calendar"))</a></p>
      """
  }

  private var nothing: HTML {
    """
    <div class="empty"><p>\(t("You have booked nothing so far. Choose a base and see its days."))</p>
    <p><a class="button button-primary" href="/bases">\(t("Bases"))</a></p></div>
    """
  }

  private var bars: HTML {
    let items: [HTML] = mine.bars.map { bar in
      let missed = mine.visits.first { $0.booking.base == bar.base && $0.booking.state == .noShow }
      return """
        <p class="notice"><strong>\(name(bar.base))</strong>: \(words.sentence(.barred(until: bar.until)))
        \(missed.map { visit -> HTML in "<a href=\"/bookings/\(visit.booking.token)\">\(t("It was otherwise: appeal"))</a>" })</p>
        """
    }
    return items.isEmpty ? HTML() : "<section aria-label=\"\(t("Where you cannot book now"))\">\(items)</section>"
  }

  private var waiting: HTML {
    let items: [HTML] = mine.waiting.map { entry in
      """
      <li><a href="/waiting/\(place(entry.waiting.id))">\(name(entry.session.base))</a> · \(when(entry.session)) ·
      \(entry.waiting.state == .offered ? t("Places are offered to you") : t("You wait"))</li>

      """
    }
    return items.isEmpty ? HTML() : "<section><h2>\(t("Waiting lists"))</h2><ul class=\"plain\">\(items)</ul></section>"
  }

  private func when(_ session: VisitSession) -> String {
    "\(t.day(session.day)) \(t.time(session.starts))–\(t.time(session.ends))"
  }

  private func list(_ visits: [TimedBooking]) -> HTML {
    let items: [HTML] = visits.map { visit in
      """
      <li class="panel session"><div><h3><a href="/bookings/\(visit.booking.token)">\(name(visit.booking.base))</a></h3>
      <p>\(when(visit.session)) · \(words.party(visit.booking.party))</p></div>
      <span class="badge">\(visit.session.state == .cancelled ? words.short(.refused(.cancelled)) : words.state(visit.booking.state))</span></li>

      """
    }
    return "<ul class=\"plain session-list\">\(items)</ul>"
  }
}
