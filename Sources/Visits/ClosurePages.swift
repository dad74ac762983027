import HTML
import Places
import Site

/// The page on which a base is closed for some days.
struct ClosurePages {
  let t: Localizer

  /// What a closure does or did.
  func words(_ outcome: ClosureOutcome) -> String {
    t(
      "Sessions: {sessions}. Bookings moved: {moved}; offered elsewhere: {offered}; given back: {ended}.",
      [
        "sessions": t.number(outcome.sessions.count), "moved": t.number(outcome.moved.count),
        "offered": t.number(outcome.offered.count), "ended": t.number(outcome.ended.count),
      ])
  }

  /// The form, with what would happen where somebody asked for it.
  func html(_ form: Form, _ place: Base, _ outcome: ClosureOutcome?) -> HTML {
    let path = "/desk/visits/\(place.slug)/closures"
    let causes = VisitClosure.Cause.allCases.filter { $0 != .suspended }.map { ($0.rawValue, VisitNotices.sentence($0, t)) }
    let preview: HTML? = outcome.map { outcome in
      """
      <section class="panel" role="status"><h2>\(t("What would happen now"))</h2><p>\(words(outcome))</p>
      <p class="hint">\(t("Who booked first is moved first, to the nearest day with the same kind of session. Everybody with an account is told; every ticket page says it."))</p></section>
      """
    }
    return """
      <h1>\(t("Close for some days"))</h1>
      <p class="lead">\(t("A typhoon, a power cut, a burst pipe: all bookings are moved in one step, or given back with an offer of another base."))</p>
      <form action="\(path)" method="post">\(form.hidden)<input type="hidden" name="session" value="\(form.typed["session"] ?? "")">
      \(form.summary(t))<div class="panel">
      \(form.field("first", label: t("First day"), type: "date"))\(form.field("last", label: t("Last day"), type: "date"))
      \(form.select("cause", label: t("Reason"), options: causes))
      \(form.field("note", label: t("What visitors are told besides"), isRequired: false, most: 300))</div>\(preview)
      <p class="actions"><button class="button\(when: outcome == nil, " button-primary")" name="step" value="preview">\(t("Show what would happen"))</button>
      \(when: outcome != nil, "<button class=\"button button-primary\" name=\"step\" value=\"close\">\(t("Close and move the bookings"))</button>")</p></form>
      """
  }
}
