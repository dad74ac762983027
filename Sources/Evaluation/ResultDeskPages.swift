import HTML
import People
import SQL
import Site

/// The desk's page of what came out of a round.
struct ResultDeskPages {
  let evaluation: Evaluation
  let t: Localizer

  struct Content: Sendable {
    let awards: [Award]
    let duties: [ID<Award>: [Duty]]
    let paging: Paging
  }

  /// - Parameter chosen: the award whose form was sent and is shown again.
  func list(_ round: DeskRound, _ content: Content, _ form: Form, chosen: String?) -> HTML {
    let path = "\(round.call.deskPath)/results"
    let items: [HTML] = content.awards.map { award($0, round, content, form, isChosen: $0.id.description == chosen) }
    return """
      \(RoundHead(round: round, t: t).html(t("Results"), "/results"))
      \(form.summary(t))
      \(items.isEmpty ? "<div class=\"empty\"><h2>\(t("No results yet"))</h2><p>\(t("They come into force by themselves when the public notice is over and every objection is answered."))</p></div>" as HTML : "<ul class=\"plain\">\(items)</ul>" as HTML)
      \(Components.pagination(content.paging, path: path, query: [], t: t))
      """
  }

  private func award(_ award: Award, _ round: DeskRound, _ content: Content, _ form: Form, isChosen: Bool) -> HTML {
    let level = round.programme.decision.level(award.level).map { t.pick($0.name) } ?? award.level
    let days = award.endsOn.map { "\(t.day(award.firstDay)) – \(t.day($0))" } ?? t("since {day}", ["day": t.day(award.firstDay)])
    let duties: [HTML] = (content.duties[award.id] ?? []).map { duty($0, round, form) }
    return """
      <li class="panel"><div class="row"><h2>\(award.title)</h2><span class="\(award.status.badge)">\(award.status.name(t))</span></div>
      <p class="hint">\(level) · \(days)\(award.rectifyBy.map { " · " + t("to be put right by {day}", ["day": t.day($0)]) }) · <a href="\(award.path)">\(t("Verify"))</a></p>
      \(award.reason.flatMap { $0.isEmpty ? nil : $0 }.map { text -> HTML in "<p class=\"typed\">\(text)</p>" })
      \(when: !duties.isEmpty, "<h3>\(t("Duties"))</h3><ul class=\"plain\">\(duties)</ul>")
      \(when: award.status.isInForce, steps(award, form, isChosen: isChosen))</li>

      """
  }

  private func steps(_ award: Award, _ form: Form, isChosen: Bool) -> HTML {
    let path = "/desk/awards/\(award.id)"
    let typed = isChosen ? form.typed["reason"] : nil
    let mayPropose = award.status == .valid || award.status == .rectifying
    let mayLookAgain = award.status == .rectifying || award.status == .withdrawing
    let proposal: HTML = step(
      "\(path)/proposal", "proposal-\(award.id)", t("Propose to withdraw it"), [(nil, t("Propose"))], typed, form)
    let again: HTML = step(
      "\(path)/reevaluation", "again-\(award.id)", t("Outcome of the re-evaluation"),
      [("yes", t("Keep it")), ("no", t("Propose to withdraw it"))], typed, form)
    let withdrawal: HTML = step(
      "\(path)/withdrawal", "withdrawal-\(award.id)", t("Withdraw it"), [(nil, t("Withdraw"))], typed, form)
    return """
      <details\(attribute: "open", if: isChosen)\(attribute: "id", isChosen ? "reason" : nil)><summary>\(t("Look again or withdraw"))</summary>
      \(when: mayPropose, proposal)\(when: mayLookAgain, again)\(when: award.status == .withdrawing, withdrawal)</details>
      """
  }

  private func step(
    _ path: String, _ id: String, _ label: String, _ buttons: [(value: String?, label: String)], _ typed: String?, _ form: Form
  ) -> HTML {
    let items: [HTML] = buttons.map { value, label in
      "<button class=\"button\" type=\"submit\"\(attribute: "name", value.map { _ in "answer" })\(attribute: "value", value)>\(label)</button>"
    }
    return """
      <form class="inline step" method="post" action="\(path)">\(form.hidden)<div class="field"><label for="\(id)">\(label)</label>
      <input id="\(id)" name="reason" type="text" required maxlength="1000"\(attribute: "value", typed) placeholder="\(t("Why; the holder reads it"))"></div>\(items)</form>

      """
  }

  // MARK: Duties

  private func duty(_ duty: Duty, _ round: DeskRound, _ form: Form) -> HTML {
    guard let rules = round.programme.duties.first(where: { $0.key == duty.key }) else { return HTML() }
    let grade = duty.grade.flatMap { key in rules.grades.first { $0.key == key } }.map { t.pick($0.name) }
    let isOpen = duty.state == .reported || duty.state == .missed
    return """
      <li><strong>\(t.pick(rules.name))</strong> <span class="hint">\(t("due {day}", ["day": t.day(duty.dueDay)]))</span> <span class="\(duty.state.badge)">\(grade ?? duty.state.name(t))</span>
      \(when: !duty.report.isEmpty, report(duty, rules, round))
      \(duty.reason.flatMap { $0.isEmpty ? nil : $0 }.map { text -> HTML in "<p class=\"typed\">\(text)</p>" })
      \(when: isOpen, grading(duty, rules, form))</li>

      """
  }

  private func report(_ duty: Duty, _ rules: DutyRules, _ round: DeskRound) -> HTML {
    let rows: [HTML] = rules.fields.compactMap { field in
      duty.report[field.key].map { "<div><dt>\(t.pick(field.name))</dt><dd class=\"typed\">\(field.words($0, t))</dd></div>\n" }
    }
    return "<dl class=\"facts\">\(rows)</dl>"
  }

  private func grading(_ duty: Duty, _ rules: DutyRules, _ form: Form) -> HTML {
    let options: [HTML] = rules.grades.map { grade in
      "<option value=\"\(grade.key)\">\(t.pick(grade.name))</option>\n"
    }
    return """
      <form class="inline step" method="post" action="/desk/duties/\(duty.id)/grade">\(form.hidden)<div class="field"><label for="grade-\(duty.id)">\(t("Grade"))</label><select id="grade-\(duty.id)" name="grade" required><option value="">\(t("Choose…"))</option>\(options)</select></div>
      <div class="field"><label for="why-\(duty.id)">\(t("Why"))</label><input id="why-\(duty.id)" name="reason" type="text" maxlength="1000" placeholder="\(t("Needed where it is not enough"))"></div><button class="button" type="submit">\(t("Grade it"))</button></form>
      """
  }
}

extension Award.Status {
  /// Class of the badge that shows it.
  var badge: String {
    switch self {
    case .valid: "badge badge-open"
    case .rectifying, .withdrawing: "badge badge-soon"
    case .withdrawn, .expired: "badge badge-closed"
    }
  }
}

extension Duty.State {
  /// The state in a few words.
  func name(_ t: Localizer) -> String {
    switch self {
    case .open: t("To be reported")
    case .reported: t("Reported")
    case .decided: t("Graded")
    case .missed: t("Not reported in time")
    }
  }

  /// Class of the badge that shows it.
  var badge: String {
    switch self {
    case .open: "badge badge-unknown"
    case .reported: "badge badge-soon"
    case .decided: "badge badge-open"
    case .missed: "badge badge-closed"
    }
  }
}

extension FormField {
  /// A value of the field as people read it.
  func words(_ value: FactValue, _ t: Localizer) -> String {
    func name(_ key: String) -> String {
      switch kind {
      case .choice(let options), .choices(let options): options.first { $0.key == key }.map { t.pick($0.name) } ?? key
      default: key
      }
    }
    switch value {
    case .number(let number):
      let text = number == number.rounded() && abs(number) < 1e15 ? t.number(Int(number)) : Self.plain(number)
      return unit?.words(text, t) ?? text
    case .text(let text): return name(text)
    case .flag(let flag): return flag ? t("yes") : t("no")
    case .day(let day): return t.day(day)
    case .keys(let keys): return keys.map(name).joined(separator: t("; "))
    }
  }
}
