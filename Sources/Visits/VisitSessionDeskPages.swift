import HTML
import SQL
import Site

/// The page of one session at the desk of its base.
struct VisitSessionDeskPages {
  let path: String
  /// A contact that is shown this once.
  var reading: ContactReadingRoutes.Reading?
  let t: Localizer

  func html(_ found: VisitSessionDeskRoutes.Found, _ title: String, _ form: Form) -> HTML {
    let own = found.pools.first { $0.kind == .session }
    let hall = found.pools.filter { $0.kind == .hall }.map(\.free).min()
    let next: VisitSession.State = found.session.state == .open ? .closed : .open
    let items: [HTML] = found.bookings.map { item($0, found, form) }
    let empty: HTML = "<p class=\"empty\">\(t("Nobody has booked yet."))</p>"
    return """
      <h1>\(title)</h1>\(form.summary(t))
      <dl class="facts"><div><dt>\(t("Kind"))</dt><dd>\(BookingWords(t: t).kind(found.session.kind))</dd></div>
      \(BookingWords(t: t).ages(found.session.ages).map { ages -> HTML in "<div><dt>\(t("Ages"))</dt><dd>\(ages)</dd></div>" })
      <div><dt>\(t("State"))</dt><dd>\(VisitDeskPages(t: t).state(found.session.state))</dd></div>
      <div><dt>\(t("Taken"))</dt><dd>\(t.number(own?.taken ?? 0)) / \(t.number(own?.capacity ?? 0))</dd></div>
      \(hall.map { free -> HTML in "<div><dt>\(t("Free in the hall"))</dt><dd>\(t.number(free))</dd></div>" })
      \(when: !found.kept.isEmpty, "<div><dt>\(t("Kept for some"))</dt><dd>\(KeptForm.list(found.kept, t))</dd></div>")
      \(when: found.keptForDraw > 0, "<div><dt>\(t("Kept for a draw"))</dt><dd>\(t.number(found.keptForDraw))</dd></div>")
      <div><dt>\(t("Parties that wait"))</dt><dd>\(t.number(found.waiting))</dd></div></dl>
      <form class="actions" action="\(path)/state" method="post">\(form.hidden)
      \(when: found.session.state != .cancelled, "<button class=\"button\" name=\"state\" value=\"\(next.rawValue)\">\(next == .closed ? t("Take no more bookings") : t("Take bookings"))</button>")
      \(when: found.session.state != .cancelled, "<a class=\"button\" href=\"/desk/visits/\(found.place.slug)/closures?session=\(found.session.id)\">\(t("It does not take place"))</a>")</form>
      <section><h2>\(t("Bookings"))</h2><p class="actions"><a class="button" href="\(path)/list">\(t("List to print"))</a>
      <a class="button" href="\(path)/bookings.csv">\(t("As a table (CSV)"))</a>
      \(when: found.bookings.contains { $0.audience == .group }, "<a class=\"button\" href=\"\(path)/papers\">\(t("Papers of groups"))</a>")</p>
      \(items.isEmpty ? empty : "<ul class=\"plain\">\(items)</ul>")\(when: found.session.state == .open, telephone(found, form))</section>
      \(moved(found, form))
      """
  }

  private func telephone(_ found: VisitSessionDeskRoutes.Found, _ form: Form) -> HTML {
    let words = BookingWords(t: t)
    let audiences = Audience.allCases.filter { found.rules.group != nil || !$0.isGroup }
    return """
      <details class="panel"\(attribute: "open", if: form.typed["audience"] != nil)><summary>\(t("Book for somebody who telephones"))</summary>
      <p class="hint">\(t("The same rules hold as for everybody. The contact is kept sealed; whoever looks after the base can read it with a reason."))</p>
      <form action="\(path)/bookings" method="post">\(form.hidden)
      \(form.select("audience", label: t("As what they come"), options: audiences.map { ($0.rawValue, words.audience($0)) }))
      \(PartyForm.html(form, for: found.rules.group == nil ? .individual : .group, found.rules, t))
      \(form.field("name", label: t("Name on the ticket"), most: 60, autocomplete: "off"))
      \(form.field("contact", label: t("Telephone or e-mail"), most: 254, autocomplete: "off"))
      <p class="actions"><button class="button button-primary">\(t("Book"))</button></p></form></details>
      """
  }

  private func item(_ booking: Booking, _ found: VisitSessionDeskRoutes.Found, _ form: Form) -> HTML {
    let words = BookingWords(t: t)
    let cancellation: HTML = """
      <details><summary>\(t("Give these places back"))</summary><form action="\(path)/bookings/\(booking.id)/cancellation" method="post">\(form.hidden)
      <div class="field"><label>\(t("Reason, which the visitor is told")) <input name="reason" required maxlength="300"></label></div>
      <button class="button">\(t("Give these places back"))</button></form></details>
      """
    return """
      <li class="panel"><p><strong>\(booking.name)</strong> · \(words.audience(booking.audience)) · \(words.party(booking.party))
      <span class="badge">\(words.state(booking.state))</span></p>\(reach(booking, found, form))\(when: booking.state.isOpen, cancellation)</li>

      """
  }

  /// Those who had booked before a closure, so that they can be called.
  private func moved(_ found: VisitSessionDeskRoutes.Found, _ form: Form) -> HTML {
    guard !found.moved.isEmpty else { return HTML() }
    let items: [HTML] = found.moved.map { booking in
      """
      <li class="panel"><p><strong>\(booking.name)</strong> · \(BookingWords(t: t).party(booking.party)) · \(t("now on {day}", ["day": t.day(booking.day)]))
      <span class="badge">\(BookingWords(t: t).state(booking.state))</span></p>\(reach(booking, found, form))</li>

      """
    }
    return "<section><h2>\(t("Moved to another time"))</h2><ul class=\"plain\">\(items)</ul></section>"
  }

  private func reach(_ booking: Booking, _ found: VisitSessionDeskRoutes.Found, _ form: Form) -> HTML {
    found.isManager && found.contacts.contains(booking.contact) ? contact(booking, form) : HTML()
  }

  /// How somebody can be reached: read with a reason, which is noted.
  private func contact(_ booking: Booking, _ form: Form) -> HTML {
    if let reading, reading.booking == booking.id {
      return "<p class=\"notice\" role=\"status\">\(t("Can be reached by")): <strong>\(reading.contact)</strong></p>"
    }
    return """
      <details><summary>\(t("How to reach them"))</summary><form action="\(path)/bookings/\(booking.id)/contact" method="post">\(form.hidden)
      <div class="field"><label>\(t("Reason, which is noted in the journal")) <input name="reason" required maxlength="300"></label></div>
      <button class="button">\(t("Show the contact"))</button></form></details>
      """
  }
}
