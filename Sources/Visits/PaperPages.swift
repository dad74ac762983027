import HTML
import Places
import SQL
import Site

/// The page on which a group hands in what its base wants before it comes.
struct PaperPages {
  let t: Localizer

  private var words: PaperWords { PaperWords(t: t) }

  static func path(_ booking: Booking) -> String { "/bookings/\(booking.token)/papers" }

  /// What is still missing, on the page of the booking; nothing where the base wants nothing.
  func summary(_ state: PaperState, now: Instant) -> HTML {
    guard state.isOpen(at: now) else { return HTML() }
    let isWhole = state.missing.isEmpty
    return """
      <section class="panel" id="papers"><h2>\(t("Before you come"))</h2>
      <p>\(isWhole ? t("The base has everything that it asked for.") : deadline(state, now))</p>\(words.list(state))
      <p class="actions"><a class="\(isWhole ? "button" : "button button-primary")" href="\(Self.path(state.timed.booking))">\(isWhole ? t("See or change it") : t("Hand in what is missing"))</a></p></section>
      """
  }

  /// That something is missing, on the ticket; nothing where all is there.
  func reminder(_ state: PaperState, now: Instant) -> HTML {
    guard state.isOpen(at: now), !state.missing.isEmpty else { return HTML() }
    let missing = state.missing.map(words.name).joined(separator: t("; "))
    return """
      <p class="notice no-print" role="status">\(deadline(state, now)) \(t("Missing: {papers}.", ["papers": missing]))
      <a href="\(Self.path(state.timed.booking))">\(t("Hand in what is missing"))</a></p>
      """
  }

  private func deadline(_ state: PaperState, _ now: Instant) -> String {
    let moment = ["moment": t.deadline(state.due)]
    if state.due <= now { return t("The time was over on {moment}. Please hand it in at once.", moment) }
    return state.givesBack
      ? t("The base needs this until {moment}. If it is not there then, your places go to others.", moment)
      : t("The base needs this until {moment}.", moment)
  }

  /// The page itself.
  func html(_ state: PaperState, at base: Base, _ form: Form, keepDays: Int, largest: Int, now: Instant) -> HTML {
    let session = state.timed.session
    let booking = state.timed.booking
    let isOpen = state.isOpen(at: now)
    return """
      <div class="narrow"><header class="page-head"><p class="eyebrow">\(t("Before you come"))</p><h1>\(t.pick(base.facts.names))</h1>
      <p class="lead">\(t.day(session.day)) · \(t.weekday(session.day)) · \(t.time(session.starts))–\(t.time(session.ends)) · \(t.plural("{count} person", "{count} people", booking.people))</p></header>
      \(form.summary(t))\(standing(state, now))
      \(when: isOpen && state.needed.contains(.names), names(state, form, keepDays))
      \(when: isOpen && state.needed.contains(.letter), letter(state, form, keepDays, largest))
      <p><a href="/bookings/\(booking.token)">\(t("Back to the booking"))</a></p></div>
      """
  }

  private func standing(_ state: PaperState, _ now: Instant) -> HTML {
    guard !state.needed.isEmpty else { return "<p class=\"notice\">\(t("The base asks for nothing before you come."))</p>" }
    guard state.isOpen(at: now) else {
      return "<p class=\"notice\">\(t("Nothing can be handed in for this booking any more."))</p>"
    }
    guard !state.missing.isEmpty else {
      return "<p class=\"notice\" role=\"status\">\(t("The base has everything that it asked for."))</p>"
    }
    return "<div class=\"notice\"><p>\(deadline(state, now))</p>\(words.list(state))</div>"
  }

  private func names(_ state: PaperState, _ form: Form, _ keepDays: Int) -> HTML {
    let path = "/bookings/\(state.timed.booking.token)"
    return """
      <form class="panel" action="\(path)/names" method="post" enctype="multipart/form-data">\(form.hidden)<h2>\(t("List of names"))</h2>
      <p class="hint">\(t.plural("Only the names are kept, for the base alone, until {count} day after the visit.", "Only the names are kept, for the base alone, until {count} days after the visit.", keepDays))</p>
      \(form.area("names", label: t("Names, one a line"), hint: t("Everybody who comes, leaders too: {people} names. No identity card numbers, no telephones.", ["people": t.number(state.timed.booking.people)]), rows: 10, isRequired: false, most: 60_000))
      \(form.file("names_file", label: t("Or a table (CSV)"), hint: t("UTF-8 or GBK. Other columns than the name are left out."), accept: ".csv,.txt,text/csv,text/plain"))
      <p class="actions"><button class="button button-primary">\(t("Hand in the names"))</button></p></form>
      """
  }

  private func letter(_ state: PaperState, _ form: Form, _ keepDays: Int, _ largest: Int) -> HTML {
    let there: HTML? = state.paper(.letter).map { letter in
      "<p>\(t("A letter is there since {moment}; a new one takes its place.", ["moment": t.moment(letter.at)]))</p>"
    }
    return """
      <form class="panel" action="/bookings/\(state.timed.booking.token)/letter" method="post" enctype="multipart/form-data">\(form.hidden)<h2>\(t("Stamped letter"))</h2>
      \(there)
      <p class="hint">\(t.plural("The base alone sees it. It is erased {count} day after the visit.", "The base alone sees it. It is erased {count} days after the visit.", keepDays))</p>
      \(form.file("letter", label: t("Scan or photo"), hint: t("PDF, JPEG or PNG, up to {limit} MB.", ["limit": t.number(largest >> 20)]), accept: ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"))
      <p class="actions"><button class="button button-primary">\(t("Hand in the letter"))</button></p></form>
      """
  }
}
