import HTML
import Places
import SQL
import Site

/// A school's visit: where it stands, what is told of it, and the one thing that whoever looks can do next.
struct SchoolVisitPage {
  let seen: SeenVisit
  let form: Form
  let refusal: String?
  let now: Instant
  let t: Localizer

  private var visit: SchoolVisit { seen.visit }
  private var words: SchoolWords { SchoolWords(t: t) }

  var html: HTML {
    let isGood = visit.state == .accepted || visit.state == .done
    return """
      <div class="row"><h1>\(seen.names(t))</h1><span class="\(isGood ? "badge badge-open" : "badge")">\(words.state(visit.state))</span></div>
      \(Self.problem(refusal, t))\(form.summary(t))
      <p class="lead">\(t.pick(seen.school.names)) · \(t.day(visit.day)) (\(t.weekday(visit.day))) · \(TourWords(t: t).party(visit.plan.party))</p>
      \(chain)\(lastReason)\(lapsed)\(action)
      <div class="base-columns"><div>\(plan)</div><div>\(stops)\(GuardianDeskPages(t: t).summary(seen))\(sheets)\(papers)\(history)</div></div>
      \(ending)
      """
  }

  static func problem(_ refusal: String?, _ t: Localizer) -> HTML {
    guard let refusal else { return HTML() }
    return "<div class=\"error-summary\" role=\"alert\" tabindex=\"-1\"><h2>\(t("This was not done"))</h2><p>\(refusal)</p></div>"
  }

  /// Day and time of a session.
  static func time(_ session: VisitSession, _ t: Localizer) -> String {
    "\(t.day(session.day)) \(t.time(session.starts))–\(t.time(session.ends))"
  }

  // MARK: The chain

  private var chain: HTML {
    let names = [t("Teacher writes"), t("Head confirms"), t("Base accepts"), t("Visit")]
    let current =
      switch visit.state {
      case .draft, .returned: 0
      case .sent: 1
      case .confirmed, .declined: 2
      case .accepted: 3
      case .done: 4
      case .withdrawn: seen.steps.contains { $0.kind == .confirmed } ? 2 : 0
      }
    let isEnd = visit.state == .declined || visit.state == .withdrawn
    let items: [HTML] = names.enumerated().map { place, name in
      let (kind, said): (String, String?) =
        place < current
        ? ("done", t("done")) : place > current ? ("ahead", nil) : isEnd ? ("ended", t("ended here")) : ("current", t("now"))
      return """
        <li class="stage stage-\(kind)"\(attribute: "aria-current", kind == "current" ? "step" : nil)><span class="stage-name">\(name)</span>\(said.map { text -> HTML in "<span class=\"visually-hidden\">（\(text)）</span>" })</li>

        """
    }
    return "<ol class=\"stages\" aria-label=\"\(t("Where it stands"))\">\(items)</ol>\n"
  }

  private var lastReason: HTML {
    guard visit.state == .returned || visit.state == .declined || visit.state == .withdrawn, let step = seen.steps.last,
      !step.reason.isEmpty
    else { return HTML() }
    return "<p class=\"notice\"><strong>\(words.step(step.kind)):</strong> <span class=\"typed\">\(step.reason)</span></p>"
  }

  private var lapsed: HTML {
    guard visit.state == .sent || visit.state == .confirmed || visit.state == .accepted,
      !seen.legs.allSatisfy({ $0.booking.map(seen.placed.contains) ?? false })
    else { return HTML() }
    return visit.state == .sent
      ? "<p class=\"notice\">\(t("The places were kept until {moment}. They are taken again with the confirmation, if they are still free.", ["moment": visit.due.map { t.moment($0) } ?? "—"]))</p>"
      : "<p class=\"notice\">\(t("Places of this visit were given back. Please withdraw it and begin a new one."))</p>"
  }

  // MARK: What whoever looks can do

  private var action: HTML {
    let part = seen.part
    let due = visit.due.map { t("Until {moment}.", ["moment": t.moment($0)]) } ?? ""
    switch visit.state {
    case .draft, .returned: return part.mayPlan ? sending : HTML()
    case .sent: return part.mayConfirm ? confirming(due) : waiting(t("The head of the school has it now."), due)
    case .confirmed:
      let open = seen.legs.filter { $0.answer == .waiting && part.bases.contains($0.base) }
      return open.isEmpty
        ? waiting(t("The base has it now."), due) : "\(open.map { answering($0, due) })"
    case .accepted:
      let open = seen.legs.filter { leg in
        leg.came == nil && part.bases.contains(leg.base) && seen.sessions[leg.session].map { now >= $0.starts } ?? false
      }
      return "\(open.map(counting))\(seen.legs.filter { $0.came != nil }.map(saying))"
    case .done: return "\(seen.legs.map(saying))"
    case .declined, .withdrawn: return HTML()
    }
  }

  private func waiting(_ text: String, _ due: String) -> HTML { "<p class=\"notice\">\(text) \(due)</p>" }

  private var sending: HTML {
    let missing = visit.plan.missing
    let edit: HTML = "<a class=\"button\" href=\"\(seen.path)/edit\">\(t("Write the plan"))</a>"
    guard missing.isEmpty else {
      let items: [HTML] = missing.map { "<li>\(words.part($0))</li>\n" }
      return """
        <section class="notice"><p>\(t("Still missing before it can be sent to the head:"))</p><ul>\(items)</ul><p>\(edit)</p></section>
        """
    }
    return """
      <form class="panel" action="\(seen.path)/sending" method="post">\(form.hidden)
      <p>\(t("The plan is whole. When you send it, the places are kept until the head has confirmed."))</p>
      <p class="actions"><button class="button button-primary">\(t("Send to the head"))</button> \(edit)</p></form>
      """
  }

  private func confirming(_ due: String) -> HTML {
    """
    <form class="panel" action="\(seen.path)/confirmation" method="post">\(form.hidden)
    <p>\(t("You confirm the visit in the name of the school, as a stamp would. The places are booked, and the base and the district are told.")) \(due)</p>
    <p class="actions"><button class="button button-primary">\(t("Confirm the visit"))</button></p></form>
    <details\(attribute: "open", if: form.error("reason") != nil)><summary>\(t("Send back to the teacher"))</summary>
    <form class="panel" action="\(seen.path)/return" method="post">\(form.hidden)
    \(form.area("reason", label: t("Why"), rows: 2, most: 1_000))
    <p class="actions"><button class="button">\(t("Send back"))</button></p></form></details>
    """
  }

  private func name(_ leg: SchoolVisitLeg) -> String { seen.bases[leg.base].map { t.pick($0.facts.names) } ?? "—" }
  private func path(_ leg: SchoolVisitLeg) -> String { "\(seen.path)/bases/\(seen.bases[leg.base]?.slug ?? "-")" }

  private func answering(_ leg: SchoolVisitLeg, _ due: String) -> HTML {
    """
    <form class="panel" action="\(path(leg))/acceptance" method="post">\(form.hidden)
    <p>\(t("The school asks whether it can come to {base}.", ["base": name(leg)])) \(due)</p>
    <p class="actions"><button class="button button-primary">\(t("Accept the visit"))</button></p></form>
    \(declining(leg))
    """
  }

  private func declining(_ leg: SchoolVisitLeg) -> HTML {
    """
    <details><summary>\(t("Decline: {base}", ["base": name(leg)]))</summary>
    <form class="panel" action="\(path(leg))/refusal" method="post">\(form.hidden)
    <div class="field"><label>\(t("Why, for the school to read")) <textarea name="reason" rows="2" required maxlength="1000"></textarea></label></div>
    <p class="actions"><button class="button button-danger">\(t("Decline the visit"))</button></p></form></details>
    """
  }

  private func counting(_ leg: SchoolVisitLeg) -> HTML {
    """
    <form class="panel" action="\(path(leg))/count" method="post">\(form.hidden)
    <p>\(t("How many people came to {base}, teachers too?", ["base": name(leg)]))</p>
    <div class="field"><label>\(t("People")) <input name="people" inputmode="numeric" required value="\(String(visit.plan.party.people))"></label></div>
    <p class="actions"><button class="button button-primary">\(t("Count the visit"))</button></p></form>
    """
  }

  private func saying(_ leg: SchoolVisitLeg) -> HTML {
    let side: SchoolFeedback.Side = seen.part.isOfSchool ? .school : .base
    let said = seen.feedback.filter { $0.base == leg.base }
    let lines: [HTML] = said.map { line in
      "<li><strong>\(line.side == .school ? t("The school says") : t("The base says")):</strong> \(t("{points} of 5", ["points": t.number(line.points)])) <span class=\"typed\">\(line.words)</span></li>\n"
    }
    let list: HTML =
      lines.isEmpty ? HTML() : "<section><h2>\(t("How it was: {base}", ["base": name(leg)]))</h2><ul>\(lines)</ul></section>"
    guard seen.part.isOfSchool || seen.part.bases.contains(leg.base), !said.contains(where: { $0.side == side }) else {
      return list
    }
    let options: [HTML] = (1...5).reversed().map {
      "<option value=\"\(String($0))\">\(t("{points} of 5", ["points": t.number($0)]))</option>\n"
    }
    return """
      \(list)<form class="panel" action="\(path(leg))/feedback" method="post">\(form.hidden)
      <h2>\(t("How was it at {base}?", ["base": name(leg)]))</h2>
      <div class="field"><label>\(t("Points")) <select name="points" required>\(options)</select></label></div>
      <div class="field"><label>\(t("In words")) <textarea name="words" rows="3" maxlength="2000">\(form.typed["words"] ?? "")</textarea></label></div>
      <p class="actions"><button class="button">\(t("Send"))</button></p></form>
      """
  }

  // MARK: What is told

  private var plan: HTML {
    """
    <section class="panel"><h2>\(t("Plan of the visit"))</h2>\(SchoolPlanTable(plan: visit.plan, t: t).html)</section>
    """
  }

  private var stops: HTML {
    let items: [HTML] = seen.legs.map { leg in
      let answer =
        switch leg.answer {
        case .waiting: t("not answered yet")
        case .accepted: t("accepted")
        case .declined: t("declined")
        }
      let came = leg.came.map { t.plural("{count} person came", "{count} people came", $0) }
      return """
        <li><strong>\(seen.bases[leg.base].map { base -> HTML in "<a href=\"/bases/\(base.slug)\">\(t.pick(base.facts.names))</a>" })</strong><br>
        \(seen.sessions[leg.session].map { Self.time($0, t) } ?? "—") <span class="hint">· \(came ?? answer)</span></li>

        """
    }
    return "<section><h2>\(t("Where and when"))</h2><ul class=\"plain\">\(items)</ul></section>"
  }

  private var sheets: HTML {
    guard !seen.sheets.isEmpty else { return HTML() }
    let items: [HTML] = seen.sheets.map { sheet in
      sheet.address.isEmpty
        ? "<li><details><summary>\(sheet.title) <span class=\"hint\">\(words.stage(sheet.stage))</span></summary><p class=\"typed\">\(sheet.words)</p></details></li>\n"
        : "<li><a href=\"\(sheet.address)\" rel=\"noopener\">\(sheet.title)</a> <span class=\"hint\">\(words.stage(sheet.stage))</span></li>\n"
    }
    return "<section><h2>\(t("Learning sheets"))</h2><ul class=\"plain\">\(items)</ul></section>"
  }

  private var papers: HTML {
    let receipt: HTML = "<a class=\"button\" href=\"\(seen.path)/receipt\">\(t("Receipt"))</a> "
    return """
      <section><h2>\(t("To print"))</h2><p class="actions">\(when: visit.state == .accepted || visit.state == .done, receipt)
      <a class="button" href="\(seen.path)/filing">\(t("For the education office"))</a></p></section>
      """
  }

  private var history: HTML {
    let items: [HTML] = seen.steps.reversed().map { step in
      """
      <li><strong>\(words.step(step.kind))</strong>\(step.base.flatMap { seen.bases[$0] }.map { base -> HTML in " · \(t.pick(base.facts.names))" }) <span class="hint">\(step.name ?? "—") · \(t.moment(step.at))</span>\(when: !step.reason.isEmpty, "<br><span class=\"typed\">\(step.reason)</span>")</li>

      """
    }
    return "<section><h2>\(t("History"))</h2><ul class=\"plain\">\(items)</ul></section>"
  }

  private var ending: HTML {
    var parts: [HTML] = []
    if seen.part.isOfSchool, visit.state.isOpen, seen.legs.allSatisfy({ $0.came == nil }) {
      parts.append(
        """
        <details><summary>\(t("Withdraw the visit"))</summary>
        <form class="panel" action="\(seen.path)/withdrawal" method="post">\(form.hidden)
        <div class="field"><label>\(t("Why")) <textarea name="reason" rows="2" required maxlength="1000"></textarea></label></div>
        <p class="hint">\(t("All its places are given back to others, also those of a science day."))</p>
        <p class="actions"><button class="button button-danger">\(t("Withdraw the visit"))</button></p></form></details>
        """)
    }
    if visit.state == .accepted {
      parts += seen.legs.filter { $0.came == nil && seen.part.bases.contains($0.base) }.map(declining)
    }
    return "\(parts)"
  }
}

/// The plan of a visit as a list of facts.
struct SchoolPlanTable {
  let plan: SchoolVisitPlan
  let t: Localizer

  var html: HTML {
    let words = SchoolWords(t: t)
    let classes = plan.classes.map { item in
      "\(words.stage(item.stage)) \(item.name): \(t.plural("{count} pupil", "{count} pupils", item.pupils))"
    }
    return """
      <dl class="facts">
      \(fact(t("Classes"), classes.joined(separator: "\n")))\(fact(t("Teachers"), plan.teachers.joined(separator: "\n")))
      \(fact(t("Purpose of the visit"), plan.purpose))\(fact(t("How it fits with what is taught"), plan.curriculum))
      \(fact(t("In charge"), plan.contact))\(fact(t("Safety plan"), plan.safetyPlan))\(fact(t("Insurance"), plan.insurance))
      \(fact(t("Vehicle"), plan.vehicle))\(fact(t("Bad weather"), plan.weather))\(fact(t("Filing number"), plan.filing))
      </dl>
      """
  }

  private func fact(_ name: String, _ value: String) -> HTML {
    guard !value.isEmpty else { return "<div><dt>\(name)</dt><dd class=\"hint\">\(t("not filled in yet"))</dd></div>\n" }
    return "<div><dt>\(name)</dt><dd class=\"typed\">\(value)</dd></div>\n"
  }
}
