import HTML
import People
import SQL
import Site

/// The desk's pages about reviewers.
struct ReviewerDeskPages {
  let evaluation: Evaluation
  let t: Localizer

  struct Content: Sendable {
    let reviewers: [Reviewer]
    let names: [ID<Person>: String]
    let loads: [ID<Person>: ReviewLoad]
    /// Of the public directory, without those who are asked already.
    let experts: [DirectoryExpert]
    let field: String?
  }

  // MARK: Reviewers

  func reviewers(_ round: DeskRound, _ content: Content, _ form: Form) -> HTML {
    let rows: [HTML] = content.reviewers.map { row($0, round, content, form) }
    let table: HTML = """
      <div class="table-scroll" role="region" tabindex="0" aria-label="\(t("Reviewers"))"><table class="table">
      <thead><tr><th scope="col">\(t("Name"))</th><th scope="col">\(t("State"))</th><th scope="col">\(t("Fields"))</th><th scope="col" class="number">\(t("Open"))</th><th scope="col" class="number">\(t("Handed in"))</th><th scope="col" class="number">\(t("At most"))</th><th scope="col">\(t("Take out"))</th></tr></thead>
      <tbody>\(rows)</tbody></table></div>
      """
    let mayInvite = round.call.status == .published && round.call.stage != .notice
    return """
      \(RoundHead(round: round, t: t).html(t("Reviewers"), "/reviewers"))
      \(form.summary(t))
      \(rows.isEmpty ? "<div class=\"empty\"><h2>\(t("Nobody is invited yet"))</h2><p>\(t("Invite reviewers by their addresses or from the directory of experts. They say yes or no themselves."))</p></div>" as HTML : table)
      \(when: mayInvite, invitation(round, content, form))
      """
  }

  private func row(_ reviewer: Reviewer, _ round: DeskRound, _ content: Content, _ form: Form) -> HTML {
    let load = content.loads[reviewer.person] ?? ReviewLoad()
    let isIn = reviewer.state == .invited || reviewer.state == .accepted
    let fields = reviewer.fields.map { fieldName($0, round) }.joined(separator: t("; "))
    let badge = reviewer.state == .accepted ? "badge badge-open" : isIn ? "badge badge-unknown" : "badge badge-closed"
    let path = "\(round.call.deskPath)/reviewers/\(reviewer.person)/removal"
    let removal: HTML = """
      <form class="inline" method="post" action="\(path)">\(form.hidden)<label class="visually-hidden" for="why-\(reviewer.person)">\(t("Why"))</label>
      <input id="why-\(reviewer.person)" name="reason" required maxlength="300" placeholder="\(t("Why"))"><button class="button" type="submit">\(t("Take out"))</button></form>
      """
    return """
      <tr><th scope="row">\(content.names[reviewer.person] ?? "—")</th><td><span class="\(badge)">\(reviewer.state.name(t))</span></td><td>\(fields.isEmpty ? "—" : fields)</td>
      <td class="number">\(load.open)</td><td class="number">\(load.submitted)</td><td class="number">\(reviewer.most)</td><td>\(isIn ? removal : "—")</td></tr>

      """
  }

  /// What reviewers can be said to know: the programme's tracks and the fields of science.
  func fieldOptions(_ round: DeskRound) -> [(key: String, label: String)] {
    round.programme.tracks.map { ($0.key, t.pick($0.name)) } + People.fieldsOfScience.map { ($0, People.name(ofField: $0, t)) }
  }

  func fieldName(_ key: String, _ round: DeskRound) -> String { fieldOptions(round).first { $0.key == key }?.label ?? key }

  private func invitation(_ round: DeskRound, _ content: Content, _ form: Form) -> HTML {
    let path = "\(round.call.deskPath)/reviewers"
    let chosen = Set(form.several["person"] ?? [])
    let experts: [HTML] = content.experts.map { expert in
      let fields = expert.fields.map { People.name(ofField: $0, t) }.joined(separator: t("; "))
      return """
        <label class="tick"><input type="checkbox" name="person" value="\(expert.id.description)"\(attribute: "checked", if: chosen.contains(expert.id.description))> <span>\(expert.name) <span class="hint">\([expert.headline, fields].filter { !$0.isEmpty }.joined(separator: " · "))</span></span></label>

        """
    }
    let options: [HTML] = People.fieldsOfScience.map { key in
      "<option value=\"\(key)\"\(attribute: "selected", if: key == content.field)>\(People.name(ofField: key, t))</option>\n"
    }
    return """
      <section class="panel"><h2>\(t("Invite"))</h2>
      <form class="narrowing" method="get"><div><label for="field">\(t("Experts of the directory for"))</label><select id="field" name="field"><option value="">\(t("All fields"))</option>\(options)</select></div><button class="button" type="submit">\(t("Show"))</button></form>
      <form class="stack" method="post" action="\(path)" novalidate>\(form.hidden)
      <fieldset class="field ticks"><legend>\(t("From the directory of experts"))</legend>\(experts.isEmpty ? "<p class=\"hint\">\(t("Nobody of the directory is left for this field."))</p>" as HTML : "<div class=\"ticks-body\">\(experts)</div>" as HTML)</fieldset>
      \(form.area("emails", label: t("By e-mail"), hint: t("Addresses of accounts here, one a line."), rows: 3, isRequired: false))
      \(form.field("most", label: t("At most how many each"), most: 3, inputMode: "numeric"))
      \(form.ticks("fields", label: t("What they know"), hint: t("Helps to match submissions and reviewers."), options: fieldOptions(round)))
      <button class="button button-primary" type="submit">\(t("Invite"))</button></form></section>

      """
  }

  // MARK: Conflicts

  struct Conflicts: Sendable {
    let lines: [ConflictLine]
    let names: [ID<Person>: String]
    let paging: Paging
    let units: [String: LocalizedText]
  }

  func conflicts(_ round: DeskRound, _ content: Conflicts, _ form: Form) -> HTML {
    let path = "\(round.call.deskPath)/conflicts"
    let hints = content.lines.filter { $0.conflict.state == .hint }
    let known = content.lines.filter { $0.conflict.state != .hint }
    return """
      \(RoundHead(round: round, t: t).html(t("Conflicts"), "/conflicts"))
      \(form.summary(t))
      <p class="lead">\(t("The search compares units, earlier works, recommenders and surnames. What is certain bars a pair at once; a hint bars it until somebody has looked."))</p>
      <form method="post" action="\(path)">\(form.hidden)<button class="button button-primary" type="submit">\(t("Look for conflicts"))</button></form>
      \(when: content.lines.isEmpty, "<div class=\"empty\"><h2>\(t("No conflict is known"))</h2><p>\(t("Look again when reviewers have accepted or submissions were admitted."))</p></div>")
      \(when: !hints.isEmpty, verdicts(path, hints, content, form))
      \(when: !known.isEmpty, "<section><h2>\(t("Looked at or certain"))</h2>\(table(known, content, form, isHint: false))</section>")
      \(Components.pagination(content.paging, path: path, query: [], t: t))
      """
  }

  /// Hints to look at: tick those of which the same can be said, and say it.
  private func verdicts(_ path: String, _ hints: [ConflictLine], _ content: Conflicts, _ form: Form) -> HTML {
    """
    <section><h2>\(t("Hints to look at"))</h2>
    <form method="post" action="\(path)/verdict" novalidate><kepu-ticks data-all="\(t("Tick all of this page"))" data-none="\(t("Tick none"))">\(form.hidden)
    \(table(hints, content, form, isHint: true))
    \(form.field("reason", label: t("Why"), hint: t("What you found about those that are ticked."), most: 500))
    <p class="actions"><button class="button" name="answer" value="yes">\(t("These are conflicts"))</button> <button class="button" name="answer" value="no">\(t("These are none"))</button></p></kepu-ticks></form></section>

    """
  }

  private func table(_ lines: [ConflictLine], _ content: Conflicts, _ form: Form, isHint: Bool) -> HTML {
    let chosen = Set(form.several["pair"] ?? [])
    let rows: [HTML] = lines.map { line in
      let conflict = line.conflict
      let detail = content.units[conflict.detail].map { t.pick($0) } ?? conflict.detail
      let name = content.names[conflict.person] ?? "—"
      let box: HTML = """
        <td><input type="checkbox" name="pair" value="\(conflict.key)"\(attribute: "checked", if: chosen.contains(conflict.key)) aria-label="\(t("Tick number {number}", ["number": String(line.number)])) \(name)"></td>
        """
      let state: HTML =
        conflict.state == .certain
        ? "<span class=\"badge badge-closed\">\(t("bars"))</span>" : "<span class=\"badge\">\(t("looked at, none"))</span>"
      return """
        <tr>\(when: isHint, box)<td>\(line.number) <a href="/desk/submissions/\(conflict.submission)">\(line.title)</a></td><td>\(name)</td>
        <td>\(conflict.kind.name(t))\(when: !detail.isEmpty, " <span class=\"hint\">\(detail)</span>")</td>\(when: !isHint, "<td>\(state)\(line.reason.map { text -> HTML in " <span class=\"hint\">\(text)</span>" })</td>")</tr>

        """
    }
    return """
      <div class="table-scroll" role="region" tabindex="0" aria-label="\(isHint ? t("Hints to look at") : t("Conflicts"))"><table class="table">
      <thead><tr>\(when: isHint, "<th scope=\"col\"><span class=\"visually-hidden\">\(t("Tick"))</span></th>")<th scope="col">\(t("Submission"))</th><th scope="col">\(t("Reviewer"))</th><th scope="col">\(t("Seen from"))</th>\(when: !isHint, "<th scope=\"col\">\(t("State"))</th>")</tr></thead><tbody>\(rows)</tbody></table></div>
      """
  }
}

extension ConflictOfInterest {
  /// As forms write it.
  var key: String { "\(submission).\(person).\(kind.rawValue)" }

  /// Reads what `key` writes.
  static func parts(of key: String) -> (submission: ID<Submission>, person: ID<Person>, kind: Kind)? {
    let parts = key.split(separator: ".").map(String.init)
    guard parts.count == 3, let submission = ID<Submission>(parts[0]), let person = ID<Person>(parts[1]),
      let kind = Kind(rawValue: parts[2])
    else { return nil }
    return (submission, person, kind)
  }
}
