import HTML
import Places
import SQL
import Site

/// The page on which a chosen day is booked, all bases at once.
struct TripBookPage {
  let form: Form
  let tour: TourForm
  let sessions: [ID<VisitSession>]
  let plan: TourPlan?
  let bases: [ID<Base>: Base]
  /// For which ages the sessions are.
  let ages: [ID<Base>: VisitorAges]
  let refusal: String?
  let t: Localizer

  var html: HTML {
    let words = TourWords(t: t)
    return """
      <div class="narrow tour-narrow"><h1>\(t("Book a science day"))</h1>
      \(refusal.map { text -> HTML in problem(text) })
      \(plan.map { plan -> HTML in
        """
        <p><strong>\(tour.request.map { t.day($0.day) } ?? "")</strong> · \(tour.request.map { words.party($0.party) } ?? "")</p>
        \(TourDayLine(words: words, plan: plan, bases: bases).html)
        \(fields)
        """
      })</div>
      """
  }

  private func problem(_ text: String) -> HTML {
    """
    <div class="error-summary" role="alert" tabindex="-1"><h2>\(t("Nothing was booked"))</h2><p>\(text)</p>
    <p><a href="/tours/plan\(Components.query(tour.parameters))">\(t("Find another day"))</a></p></div>
    """
  }

  /// What is confirmed of the ages by booking.
  private var limits: HTML {
    let items: [HTML] = (plan?.bases ?? []).compactMap { id in
      guard let ages = ages[id].flatMap(BookingWords(t: t).ages) else { return nil }
      return "<li>\(bases[id].map { t.pick($0.facts.names) } ?? "—"): \(ages)</li>\n"
    }
    return items.isEmpty
      ? HTML()
      : "<div class=\"notice\"><p>\(t("Not for all ages. By booking you confirm that everybody who comes is of the right age; grown-ups may come along with children."))</p><ul>\(items)</ul></div>"
  }

  private var fields: HTML {
    let hidden: [HTML] = (tour.parameters + sessions.map { (name: "s", value: "\($0)") }).map { name, value in
      "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">\n"
    }
    return """
      <form class="panel" action="/me/tours" method="post">\(form.hidden)\(hidden)
      \(form.summary(t))
      \(form.field("title", label: t("What the day is called"), most: 80))
      \(form.field("start_name", label: t("Where you start"), hint: t("The school or meeting point, for the day sheet."), most: 120))
      \(form.field("name", label: t("In whose name"), hint: t("The name on the tickets; they go with nobody else."), most: 80, autocomplete: "name"))
      \(limits)<p class="hint">\(t("All bases are booked together, or none of them."))</p>
      <p class="actions"><button class="button button-primary">\(t("Book the whole day"))</button></p></form>
      """
  }
}
