import HTML
import Places
import SQL
import Site

/// The tours of a person.
struct TripListPage {
  let trips: [Trip]
  let bases: [ID<Base>: Base]
  let today: Day
  let t: Localizer

  var html: HTML {
    let plan: HTML = "<a class=\"button button-primary\" href=\"/tours/plan\">\(t("Plan a science day"))</a>"
    guard !trips.isEmpty else {
      return """
        <h1>\(t("My science days"))</h1>
        <div class="empty">\(Components.icon("pin"))<h2>\(t("You have no science days yet"))</h2>
        <p>\(t("Plan one: two to four bases, the ways between them and lunch."))</p><p>\(plan)</p></div>
        """
    }
    let items: [HTML] = trips.map { trip in
      """
      <li><a class="queue-item" href="/me/tours/\(trip.id)"><span><strong>\(trip.title)</strong>
      <span class="hint">\(t.day(trip.day)) · \(names(trip))</span></span>
      <span class="\(trip.state == .confirmed ? "badge badge-open" : "badge")">\(TourWords(t: t).state(trip.state))</span></a></li>

      """
    }
    return """
      <div class="row"><h1>\(t("My science days"))</h1>\(plan)</div>
      <ul class="plain queue">\(items)</ul>
      """
  }

  private func names(_ trip: Trip) -> String {
    trip.plan.bases.map { bases[$0].map { t.pick($0.facts.names) } ?? "—" }.joined(separator: t.language == .en ? " – " : "—")
  }
}

/// A tour with its day sheet (行程单), made to be printed and taken along.
struct TripPage {
  let form: Form
  let trip: Trip
  let bookings: [Booking]
  let bases: [ID<Base>: Base]
  let school: School
  /// What bases say to groups who eat there.
  let lunches: [ID<Base>: String]
  let proposals: [TourPlan]
  let faults: [TourFault]
  let refusal: String?
  let places: Places
  /// How many teachers the party needs.
  let needed: Int
  let t: Localizer

  /// What the tour has to do with a school.
  struct School: Sendable {
    /// The school's visit over the tour, which its head confirms.
    let visit: ID<SchoolVisit>?
    /// Whether whoever sees the page may have a head confirm the tour.
    let mayAsk: Bool
  }

  private var words: TourWords { TourWords(t: t) }

  var html: HTML {
    """
    <article class="day-sheet">
    <div class="row"><h1>\(trip.title)</h1><span class="\(trip.state == .confirmed ? "badge badge-open" : "badge")">\(words.state(trip.state))</span></div>
    \(refusal.map { text -> HTML in "<div class=\"error-summary\" role=\"alert\" tabindex=\"-1\"><h2>\(t("This was not done"))</h2><p>\(text)</p></div>" })
    <p class="lead">\(t.day(trip.day)) (\(t.weekday(trip.day))) · \(words.party(trip.request.party))</p>
    \(when: trip.state == .broken, replanning)
    \(when: trip.state == .booked, confirming)\(head)
    <div class="base-columns"><div>
    <section><h2>\(t("The day"))</h2><p class="hint">\(t("From {place} and back.", ["place": trip.startName]))</p>
    \(TourDayLine(words: words, plan: trip.plan, bases: bases).html)</section>
    \(map)\(stops)
    </div><div>\(emergency)
    <section class="screen-only"><h2>\(t("Take it along"))</h2>
    <p>\(t("Print this page as the day sheet, or put the day into your calendar."))</p>
    <p><a class="button" href="/me/tours/\(trip.id)/calendar.ics">\(t("Calendar file"))</a></p></section>
    </div></div>
    \(when: trip.state != .cancelled, sheetForm)
    \(when: trip.state != .cancelled, ending)
    </article>
    """
  }

  private var confirming: HTML {
    let missing: [HTML] = faults.map { "<li>\(words.sentence($0))</li>\n" }
    guard faults.isEmpty else {
      return """
        <div class="notice screen-only"><p>\(t("The places are booked. Before the tour can be confirmed:"))</p><ul>\(missing)</ul>
        <p><a href="#sheet">\(t("Fill in the day sheet"))</a></p></div>
        """
    }
    return """
      <form class="panel screen-only" action="/me/tours/\(trip.id)/confirmation" method="post">\(form.hidden)
      <p>\(t("Everything is there: places, teachers, safety plan and insurance."))</p>
      <p class="actions"><button class="button button-primary">\(t("Confirm the tour"))</button></p></form>
      """
  }

  /// The way to the head of a school, who confirms in place of whoever planned the day.
  private var head: HTML {
    if let visit = school.visit {
      return
        "<p class=\"notice screen-only\"><a href=\"/school-visits/\(visit)\">\(t("The visit of the school over this day"))</a></p>"
    }
    guard school.mayAsk, trip.state == .booked else { return HTML() }
    return """
      <div class="notice screen-only"><p>\(t("Do you go with a school? Then the head confirms the day, and each base gets the plan."))</p>
      <p><a class="button" href="/school-visits/new?tour=\(trip.id)">\(t("Prepare it for the head"))</a></p></div>
      """
  }

  private var replanning: HTML {
    let cards: [HTML] = proposals.map { plan in
      let hidden: [HTML] = plan.legs.map { "<input type=\"hidden\" name=\"s\" value=\"\("\($0.session)")\">\n" }
      return """
        <form class="panel" action="/me/tours/\(trip.id)/plan" method="post">\(form.hidden)\(hidden)
        \(TourDayLine(words: words, plan: plan, bases: bases).html)
        <p class="actions"><button class="button button-primary">\(t("Take this day"))</button></p></form>

        """
    }
    let offered: HTML =
      cards.isEmpty
      ? "<p class=\"notice\">\(t("At this moment nothing fits with what you have. Look again later, or give the whole day back."))</p>"
      : "<div class=\"panels\">\(cards)</div>"
    return """
      <section class="screen-only"><h2>\(t("Make the day whole again"))</h2>
      <p>\(t("A base of this day is missing. What you still have counts as free for you; a new day is booked whole or not at all."))</p>
      \(offered)
      </section>
      """
  }

  /// The stops on a map that is printed as it is seen.
  private var map: HTML {
    let placed = trip.plan.legs.compactMap { leg in
      bases[leg.base].flatMap { base in
        base.facts.position.map { (coordinate: $0.coordinate, name: t.pick(base.facts.names)) }
      }
    }
    guard !placed.isEmpty else { return HTML() }
    return places.sketch(of: placed, start: trip.request.start.coordinate, label: t("Map of the day"), t: t)
  }

  private var stops: HTML {
    let rows: [HTML] = bookings.enumerated().map { number, booking in
      let base = bases[booking.base]
      let leg = trip.plan.legs.first { $0.session == booking.session }
      let place = base?.facts.position?.coordinate
      return """
        <li class="panel"><h3>\(t.number(number + 1)). \(base.map { t.pick($0.facts.names) } ?? "—")</h3>
        <dl class="facts">
        <div><dt>\(t("Time"))</dt><dd>\(leg.map { "\(words.time($0.start))–\(words.time($0.end))" } ?? "—") \(when: !booking.state.isOpen, "<span class=\"badge\">\(t.context("booking", "given back"))</span>")</dd></div>
        <div><dt>\(t("Number of people"))</dt><dd>\(t.number(booking.people))</dd></div>
        \(fact(t("Address"), base?.facts.address.map { t.pick($0) }))
        \(fact(t("Position"), place.map { "\(rounded($0.latitude)), \(rounded($0.longitude))" }))
        \(fact(t("Telephone"), base?.facts.phone))
        \(fact(t("How to get there"), base?.facts.transport.map { t.pick($0) }))
        \(fact(t("Lunch for groups"), lunches[booking.base]))
        </dl>
        \(when: booking.state.isOpen && trip.state != .cancelled, giveBack(booking))</li>

        """
    }
    return "<section><h2>\(t("Stops"))</h2><ol class=\"plain\">\(rows)</ol></section>"
  }

  private func giveBack(_ booking: Booking) -> HTML {
    """
    <details class="screen-only"><summary>\(t("Give back only this base"))</summary>
    <form action="/me/tours/\(trip.id)/bookings/\(booking.id)/cancellation" method="post">\(form.hidden)
    <p>\(t("The other bases keep your places, and you are shown days that go with them."))</p>
    <p><button class="button">\(t("Give back these places"))</button></p></form></details>
    """
  }

  private func fact(_ name: String, _ value: String?) -> HTML {
    guard let value, !value.isEmpty else { return HTML() }
    return "<div><dt>\(name)</dt><dd class=\"typed\">\(value)</dd></div>\n"
  }

  /// Five decimals, which is a metre.
  private func rounded(_ degrees: Double) -> String { String((degrees * 100_000).rounded() / 100_000) }

  private var emergency: HTML {
    let sheet = trip.sheet
    let missing = t("not filled in yet")
    func row(_ name: String, _ text: String) -> HTML {
      text.isEmpty
        ? "<div><dt>\(name)</dt><dd class=\"hint\">\(missing)</dd></div>\n"
        : "<div><dt>\(name)</dt><dd class=\"typed\">\(text)</dd></div>\n"
    }
    return """
      <section><h2>\(t("Emergency plan"))</h2><dl class="facts">
      \(row(t("In charge"), sheet.contact))
      <div><dt>\(t("Emergency calls"))</dt><dd>\(t("Ambulance 120 · Police 110 · Fire 119"))</dd></div>
      \(row(t("Nearest hospitals"), sheet.hospital))
      \(row(t("Safety plan"), sheet.safetyPlan))
      \(row(t("Bad weather"), sheet.weather))
      \(row(t("Insurance"), sheet.insurance))
      \(row(t("Vehicle"), sheet.vehicle))
      \(row(t("Filing number"), sheet.filing))
      <div><dt>\(t("Teachers"))</dt><dd>\(t("{has} of {needs} needed", ["has": t.number(trip.request.party.teachers), "needs": t.number(needed)]))</dd></div>
      </dl></section>
      """
  }

  private var sheetForm: HTML {
    """
    <section class="screen-only" id="sheet"><h2>\(t("Day sheet"))</h2>
    <form class="panel" action="/me/tours/\(trip.id)/sheet" method="post">\(form.hidden)\(form.summary(t))
    \(form.field("contact", label: t("Who is in charge on the day, with a telephone"), isRequired: false, most: 200))
    \(form.area("safety_plan", label: t("Safety plan"), hint: t("Who looks after whom, where you meet, what to do when somebody is missing or hurt."), isRequired: false, most: 4_000))
    \(form.field("insurance", label: t("Insurance: company and number"), isRequired: false, most: 200))
    \(form.area("hospital", label: t("Nearest hospitals"), rows: 2, isRequired: false, most: 600))
    \(form.field("vehicle", label: t("Vehicle, its licence and its driver's"), isRequired: false, most: 300))
    \(form.area("weather", label: t("What you do in bad weather"), rows: 2, isRequired: false, most: 600))
    \(form.field("filing", label: t("Number of the filing with the education office"), isRequired: false, most: 80))
    <p class="actions"><button class="button button-primary">\(t("Save the day sheet"))</button></p></form></section>
    """
  }

  private var ending: HTML {
    """
    <details class="screen-only"><summary>\(t("Give back the whole day"))</summary>
    <form action="/me/tours/\(trip.id)/cancellation" method="post">\(form.hidden)
    <p>\(t("All places at all bases are given back to others."))</p>
    <p><button class="button button-danger">\(t("Give back the whole day"))</button></p></form></details>
    """
  }

  /// The form of the sheet as it is stored.
  static func filled(_ form: Form, _ sheet: TripSheet) -> Form {
    var form = form
    let values = [
      "contact": sheet.contact, "safety_plan": sheet.safetyPlan, "insurance": sheet.insurance, "hospital": sheet.hospital,
      "vehicle": sheet.vehicle, "weather": sheet.weather, "filing": sheet.filing,
    ]
    for (name, value) in values { form.fill(name, value) }
    return form
  }

  /// The sheet that was sent.
  static func read(_ form: inout Form, _ t: Localizer) -> TripSheet {
    var sheet = TripSheet()
    sheet.contact = form.text("contact", most: 200, isOptional: true, t)
    sheet.safetyPlan = form.text("safety_plan", most: 4_000, isOptional: true, t)
    sheet.insurance = form.text("insurance", most: 200, isOptional: true, t)
    sheet.hospital = form.text("hospital", most: 600, isOptional: true, t)
    sheet.vehicle = form.text("vehicle", most: 300, isOptional: true, t)
    sheet.weather = form.text("weather", most: 600, isOptional: true, t)
    sheet.filing = form.text("filing", most: 80, isOptional: true, t)
    return sheet
  }
}
