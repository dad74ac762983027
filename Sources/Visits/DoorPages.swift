import HTML
import People
import Places
import SQL
import Site

/// The page of a door, and of those who keep it.
struct DoorPages {
  let t: Localizer

  /// A code that was asked about, and what the door says to it.
  struct Asked {
    let code: String
    /// The booking; `nil` for what is no ticket.
    let line: GateLine?
    let answer: GateAnswer?
    let fault: TicketFault?

    /// Looks at a code: a signed ticket, or the number of a booking.
    init(_ typed: String, _ roster: GateRoster, _ state: GateState, now: Instant) {
      code = typed.filter { !$0.isWhitespace }
      let check = roster.check
      if let id = ID<Booking>(code), let line = check.roster[id] {
        (self.line, answer, fault) = (line, check.answer(to: line, at: now, in: state), nil)
        return
      }
      do {
        let ticket = try roster.key.ticket(code)
        answer = check.answer(to: ticket, at: now, in: state)
        line = check.roster[ticket.booking] ?? (ticket.base == roster.base.id ? GateLine(ticket) : nil)
        fault = nil
      } catch {
        (line, answer, fault) = (nil, nil, error)
      }
    }
  }

  /// Somebody who keeps a door.
  struct Guard {
    let grant: Grant
    let name: String
  }

  // MARK: The door

  func html(
    _ roster: GateRoster, _ state: GateState, _ form: Form, _ asked: Asked?, _ setup: DoorSetup, mayName: Bool
  ) -> HTML {
    let base = roster.base
    let path = "/desk/door/\(base.slug)"
    return """
      <script type="application/json" id="kepu-gate">\(json: setup.json)</script>
      <div class="row"><h1>\(t("Door: {base}", ["base": t.pick(base.facts.names)]))</h1>
      <p class="row">\(when: mayName, "<a href=\"\(path)/guards\">\(t("Guards"))</a>")<a href="/bases/\(base.slug)">\(t("Page of the base"))</a></p></div>
      <p class="gate-status" role="status" data-gate-status>\(t("This page works with scripts also without a connection."))</p>
      <p data-gate-log-in hidden><a class="button button-primary" href="/login?next=\(path)">\(t("Log in"))</a></p>
      \(form.summary(t))
      <div class="gate"><section class="gate-main" aria-label="\(t("Tickets"))">
      \(scan(path, form))
      <div class="gate-picture" id="gate-picture" data-gate-picture hidden></div>
      <div class="gate-answer is-idle" role="status" aria-live="assertive" data-gate-answer>\(asked.map { answer($0, path, form) })</div>
      </section>
      <aside class="gate-side" aria-label="\(t("People inside"))">
      \(numbers(state))
      \(counts(path, form))
      <div class="field" data-gate-scripted hidden><label for="gate-name">\(t("Name of this door"))</label><input id="gate-name" data-gate-name maxlength="60" autocomplete="off"></div>
      </aside></div>
      \(bookings(roster, state, path, form))
      """
  }

  private func scan(_ path: String, _ form: Form) -> HTML {
    """
    <form method="post" action="\(path)/checkins" class="gate-scan" data-gate-scan>\(form.hidden)
    <label for="gate-code">\(t("Ticket or number of the booking"))</label>
    <div class="gate-code"><input id="gate-code" name="code" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="200" required>
    <button class="button button-primary">\(t("Check"))</button>
    <button class="button" type="button" data-gate-camera aria-pressed="false" hidden>\(t("Camera"))</button></div></form>
    """
  }

  private func numbers(_ state: GateState) -> HTML {
    """
    <dl class="gate-numbers">
    <div><dt>\(t("Inside"))</dt><dd data-gate-inside>\(t.number(max(0, state.inside)))</dd></div>
    <div><dt>\(t("Free places"))</dt><dd data-gate-places>\(state.places.map { t.number($0) } ?? "—")</dd></div>
    <div><dt>\(t("Came today"))</dt><dd data-gate-came>\(t.number(state.came))</dd></div>
    </dl>
    <p class="notice" role="status" data-gate-full\(attribute: "hidden", if: !state.isFull)>\(state.leaveFirst.map { t("The door is closed until so many have left: {people}", ["people": t.number($0)]) } ?? "")</p>
    """
  }

  private func counts(_ path: String, _ form: Form) -> HTML {
    """
    <form method="post" action="\(path)/counts" class="gate-counts" data-gate-walk-in>\(form.hidden)
    <label for="gate-people">\(t("People without a booking, or leaving"))</label>
    <div class="gate-code"><input id="gate-people" name="people" type="number" min="1" max="100000" value="1" inputmode="numeric" required>
    <button class="button" name="kind" value="walk_in">\(t("Come in"))</button>
    <button class="button" name="kind" value="exit">\(t("They leave"))</button></div></form>
    """
  }

  // MARK: An answer without scripts

  private func answer(_ asked: Asked, _ path: String, _ form: Form) -> HTML {
    let words = sentence(asked)
    let people: Int? =
      switch asked.answer {
      case .welcome(let people), .back(let people): people
      case .full(_, let places, _): places > 0 ? places : nil
      case .seen, .early, .late: asked.line?.people
      case .replaced, .cancelled, .otherBase, nil: nil
      }
    return """
      <h2>\(words.title)</h2><p>\(words.detail)</p>
      \(asked.line.map { line -> HTML in "<p>\(line.name) \(t.time(line.starts))–\(t.time(line.ends)) · <code>\(line.booking.description)</code> · \(t("Booked: {people}", ["people": t.number(line.people)]))</p>" })
      \(asked.line == nil ? nil : people.map { admission($0, asked, path, form) })
      """
  }

  private func admission(_ people: Int, _ asked: Asked, _ path: String, _ form: Form) -> HTML {
    """
    <form method="post" action="\(path)/checkins">\(form.hidden)<input type="hidden" name="code" value="\(asked.code)">
    <div class="gate-code"><label for="gate-number">\(t("How many are here?"))</label>
    <input id="gate-number" name="people" type="number" min="1" max="100000" value="\(String(people))" required>
    \(when: asked.line?.audience.isGroup == true, "<label class=\"check\"><input type=\"checkbox\" name=\"whole\" value=\"yes\" checked> \(t("The others do not come"))</label>")
    <button class="button button-primary">\(asked.answer?.isYes == true ? t("Let in") : t("Let in all the same"))</button></div></form>
    """
  }

  private func sentence(_ asked: Asked) -> (title: String, detail: String) {
    switch asked.answer {
    case .welcome(let people): (t("Come in"), t("People: {people}", ["people": t.number(people)]))
    case .back(let people): (t("Welcome back"), t("People: {people}", ["people": t.number(people)]))
    case .seen(let first, let inside):
      (
        t("This ticket was used already"),
        t("First at {time}. Inside with it: {people}", ["time": t.time(first.at), "people": t.number(inside)])
      )
    case .full(let people, let places, _):
      (
        t("The house is full"),
        t("Here are {people}, and there is room for {places}.", ["people": t.number(people), "places": t.number(places)])
      )
    case .early(let from): (t("Too early"), t("They may come in from {time} on.", ["time": t.moment(from)]))
    case .late(let until): (t("Too late"), t("They could come in until {time}.", ["time": t.moment(until)]))
    case .replaced:
      (
        t("An old ticket"),
        t("The booking was changed after this ticket was made. Ask for the new one, or look for the booking in the list.")
      )
    case .cancelled: (t("Given back"), t("This booking was given back, or the visit does not take place."))
    case .otherBase: (t("Not for this place"), t("The ticket is for another base."))
    case nil:
      asked.fault == .badSignature
        ? (t("Not a valid ticket"), t("The portal did not sign this. It was changed, or made by somebody else."))
        : (t("Not a ticket"), t("This code is none of this portal's tickets. Scan it once more."))
    }
  }

  // MARK: The list of the day

  private func bookings(_ roster: GateRoster, _ state: GateState, _ path: String, _ form: Form) -> HTML {
    let rows: [HTML] = roster.lines.sorted { ($0.starts, $0.booking) < ($1.starts, $1.booking) }.map {
      row($0, state, path, form)
    }
    return """
      <section><h2>\(t("Bookings of the day"))</h2>
      <div class="field" data-gate-scripted hidden><label for="gate-search">\(t("Look for a name or number"))</label><input id="gate-search" type="search" data-gate-search autocomplete="off"></div>
      <div class="table-scroll" tabindex="0" role="region" aria-label="\(t("Bookings of the day"))"><table class="table"><thead><tr><th scope="col">\(t("Time"))</th><th scope="col">\(t("Booking"))</th><th scope="col" class="number">\(t("Came / booked"))</th><th scope="col" class="number">\(t("Inside"))</th><th scope="col">\(t("Check in"))</th></tr></thead>
      <tbody data-gate-list>\(rows)</tbody></table></div>
      <p class="empty" data-gate-none\(attribute: "hidden", if: !rows.isEmpty)>\(t("Nobody has booked for today, or nothing matches. Count those who come as people without a booking."))</p></section>
      """
  }

  private func row(_ line: GateLine, _ state: GateState, _ path: String, _ form: Form) -> HTML {
    let attendance = state.bookings[line.booking]
    let button: HTML = """
      <form method="post" action="\(path)/checkins">\(form.hidden)<input type="hidden" name="code" value="\(line.booking.description)"><button class="button">\(t("Check in"))</button></form>
      """
    return """
      <tr><td>\(t.time(line.starts))–\(t.time(line.ends))</td><td>\(line.name) <code>\(line.booking.description)</code></td>
      <td class="number">\(t.number(attendance?.came ?? 0)) / \(t.number(line.people))</td><td class="number">\(t.number(max(0, attendance?.inside ?? 0)))</td>
      <td>\(line.isCancelled ? "<span class=\"tag\">\(t("Given back"))</span>" : button)</td></tr>

      """
  }
}

extension GateLine {
  /// The line that a ticket itself is, where the roster has none.
  init(_ ticket: TicketToken) {
    self.init(
      booking: ticket.booking, session: ticket.session, serial: ticket.serial, people: ticket.people,
      companions: ticket.companions, audience: ticket.audience, starts: ticket.starts, ends: ticket.ends)
  }
}
