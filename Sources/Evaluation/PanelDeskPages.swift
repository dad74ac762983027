import HTML
import Site

/// The office's desk of a panel.
struct PanelDeskPages {
  let work: PanelDeskWork
  let t: Localizer

  private var panel: PanelWork { work.panel }

  func html(_ form: Form) -> HTML {
    """
    \(RoundHead(round: DeskRound(call: panel.call, programme: panel.programme), t: t).html(t("Panel desk"), "\(panel.path)/desk"))
    \(form.summary(t))
    \(when: !panel.panel.isEmpty, attendance(form))
    \(when: !panel.panel.isEmpty, votes(form))
    \(members(form))
    """
  }

  // MARK: Who is present

  private func attendance(_ form: Form) -> HTML {
    let isVoting = panel.items.contains { $0.ballot?.isOpen == true }
    let items: [HTML] = panel.panel.map { member in
      """
      <label class="tick"><input type="checkbox" name="present" value="\(member.person.description)"\(attribute: "checked", if: member.isPresent)\(attribute: "disabled", if: isVoting)> \(work.people[member.person]?.name ?? "—")\(when: member.role != .member, " <span class=\"hint\">\(PanelPages.name(member.role, t))</span>")</label>

      """
    }
    return """
      <section class="panel"><div class="row"><h2>\(t("Who is present"))</h2>\(quorum)</div>
      <form method="post" action="\(panel.path)/attendance">\(form.hidden)<fieldset class="field ticks"><legend>\(t("Panel members"))</legend><div class="ticks-body">\(items)</div></fieldset>
      \(isVoting ? "<p class=\"hint\">\(t("While a vote is open nobody comes or goes."))</p>" as HTML : "<button class=\"button\" type=\"submit\">\(t("Note who is present"))</button>" as HTML)</form></section>

      """
  }

  private var quorum: HTML {
    let words = t(
      "{present} of {size} present; {quorum} are needed",
      ["present": t.number(panel.present), "size": t.number(panel.panel.count), "quorum": t.number(panel.quorum)])
    return "<span class=\"badge \(panel.present >= panel.quorum ? "badge-open" : "badge-closed")\">\(words)</span>"
  }

  // MARK: Votes

  private func votes(_ form: Form) -> HTML {
    let empty: HTML = "<p>\(t("The submissions stand here when the round reaches the vote of the panel."))</p>"
    return """
      <section><h2>\(t("Votes"))</h2>
      \(panel.items.isEmpty ? empty : "<div class=\"desk-list\">\(panel.items.map { vote($0, form) })</div>")</section>

      """
  }

  private func vote(_ item: PanelItem, _ form: Form) -> HTML {
    """
    <article class="panel desk-card" id="no-\(item.submission.number)"><div class="row"><h3>\(PanelPages.title(item, t))</h3>\(PanelPages.state(item, t))</div>
    \(PanelPages.scores(item, t))
    \(outside(item).map { words -> HTML in "<p class=\"hint\">\(words)</p>" })
    \(step(item, form))</article>

    """
  }

  private func outside(_ item: PanelItem) -> String? {
    guard !item.outside.isEmpty else { return nil }
    let names = item.outside.map { work.people[$0]?.name ?? "—" }
    return t("Stay out of it: {names}", ["names": names.joined(separator: t("; "))])
  }

  private func step(_ item: PanelItem, _ form: Form) -> HTML {
    if item.isConcerned {
      return "<p class=\"hint\">\(t("This is your own submission. Somebody else of the office deals with it."))</p>"
    }
    let path = "\(panel.path)/ballots/\(item.submission.id)"
    guard let ballot = item.ballot else {
      let isPossible = panel.present >= panel.quorum && panel.call.stage == .panel
      return """
        <form method="post" action="\(path)">\(form.hidden)<button class="button button-primary" type="submit"\(attribute: "disabled", if: !isPossible)>\(t("Open the vote"))</button>
        \(when: !isPossible, "<span class=\"hint\">\(t("Too few of the panel are present for a vote."))</span>")</form>
        """
    }
    guard ballot.isOpen else { return "<p>\(PanelPages.counts(ballot, t))</p>" }
    return """
      <form class="row" method="post" action="\(path)/count">\(form.hidden)<p>\(t("{cast} of {voters} have voted.", ["cast": t.number(item.cast), "voters": t.number(item.voters)])) <a href="\(work.path)">\(t("Look again"))</a></p>
      <button class="button button-primary" type="submit"\(attribute: "disabled", if: item.cast < item.voters)>\(t("Close and count"))</button></form>
      """
  }

  // MARK: Who is on it

  private func members(_ form: Form) -> HTML {
    let isFixed = panel.items.contains { $0.ballot != nil }
    if isFixed {
      let items: [HTML] = panel.panel.map { member in
        "<li>\(work.people[member.person]?.name ?? "—") <span class=\"hint\">\(PanelPages.name(member.role, t))</span></li>\n"
      }
      return
        "<section class=\"panel\"><h2>\(t("The panel"))</h2><ul>\(items)</ul><p class=\"hint\">\(t("Votes have begun; the panel cannot be changed any more."))</p></section>"
    }
    let least = t("At least {least} members.", ["least": t.number(panel.rules.least)])
    let odd = panel.rules.mustBeOdd ? " " + t("Their number has to be odd.") : ""
    return """
      <section class="panel"><h2>\(t("Name the panel"))</h2><p>\(least)\(odd) \(t("Everybody needs an account; name them by their e-mail addresses, one on a line."))</p>
      <form class="stack" method="post" action="\(panel.path)/members" novalidate>\(form.hidden)
      \(form.area("chair", label: PanelPages.name(.chair, t), rows: 1, most: 200))
      \(form.area("deputy", label: t("Deputy chairs"), rows: 2, isRequired: false, most: 2_000))
      \(form.area("member", label: t("Panel members"), rows: 8, isRequired: false, most: 8_000))
      <button class="button \(panel.panel.isEmpty ? "button-primary" : "")" type="submit">\(t("Name the panel"))</button></form></section>
      """
  }
}
