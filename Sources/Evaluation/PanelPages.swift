import HTML
import Site

/// The panel's page.
struct PanelPages {
  let work: PanelWork
  let t: Localizer

  func html(_ form: Form) -> HTML {
    """
    <p class="eyebrow"><a href="\(work.call.path)">\(t.pick(work.call.plan.names))</a></p>
    <h1>\(t("Panel"))</h1>
    \(own)
    \(work.items.isEmpty ? empty : "<div class=\"desk-list\">\(work.items.map { item($0, form) })</div>")
    """
  }

  private var own: HTML {
    let role = work.own.map { Self.name($0.role, t) }
    let words =
      work.own?.isPresent == true
      ? t("You are noted as present.") : t("You are not noted as present. Only those present can vote; please tell the office.")
    return """
      <p>\(t("You are: {role}.", ["role": role ?? ""])) \(words) \(rules)</p>
      """
  }

  private var rules: String {
    t(
      "A vote passes with {part} of {whole} of those present. Ballots are secret: that you voted is kept, what you voted is kept apart.",
      ["part": t.number(work.rules.pass.part), "whole": t.number(work.rules.pass.whole)])
  }

  static func name(_ role: PanelMember.Role, _ t: Localizer) -> String {
    switch role {
    case .chair: t("Chair")
    case .deputy: t("Deputy chair")
    case .member: t("Panel member")
    }
  }

  private var empty: HTML {
    """
    <div class="empty">\(Components.icon("clock"))<h2>\(t("Nothing to vote on yet"))</h2><p>\(t("The submissions stand here when the reviews are done and the panel meets."))</p></div>
    """
  }

  private func item(_ item: PanelItem, _ form: Form) -> HTML {
    """
    <article class="panel desk-card" id="no-\(item.submission.number)"><div class="row"><h2>\(Self.title(item, t))</h2>\(Self.state(item, t))</div>
    \(Self.scores(item, t))
    \(ballot(item, form))</article>

    """
  }

  static func title(_ item: PanelItem, _ t: Localizer) -> String {
    t("No. {number}", ["number": t.number(item.submission.number)]) + " · " + item.submission.title
  }

  static func scores(_ item: PanelItem, _ t: Localizer) -> HTML? {
    // Whoever is concerned learns the points when the applicant does.
    guard !item.totals.isEmpty, !item.isConcerned else { return nil }
    let mean = LiveScore.rounded(item.totals.reduce(0, +) / Double(item.totals.count), decimals: 2)
    let words = t(
      "Reviewers gave {totals}; mean {mean}.",
      ["totals": item.totals.map(FormField.plain).joined(separator: t("; ")), "mean": FormField.plain(mean)])
    return "<p>\(words)\(when: item.isVetoed, " <span class=\"badge badge-closed\">\(t("Vetoed by a reviewer"))</span>")</p>\n"
  }

  static func state(_ item: PanelItem, _ t: Localizer) -> HTML {
    guard let ballot = item.ballot else { return "<span class=\"badge\">\(t("No vote yet"))</span>" }
    if item.isConcerned { return HTML() }
    if ballot.isOpen { return "<span class=\"badge badge-soon\">\(t("Vote is open"))</span>" }
    return ballot.isPassed == true
      ? "<span class=\"badge badge-open\">\(t("Passed"))</span>" : "<span class=\"badge badge-closed\">\(t("Not passed"))</span>"
  }

  static func counts(_ ballot: PanelBallot, _ t: Localizer) -> String {
    t(
      "{yes} yes, {no} no, {abstained} abstained; {present} present.",
      [
        "yes": t.number(ballot.yes), "no": t.number(ballot.no), "abstained": t.number(ballot.abstained),
        "present": t.number(ballot.present),
      ])
  }

  private func ballot(_ item: PanelItem, _ form: Form) -> HTML? {
    if item.isConcerned { return "<p class=\"notice\">\(t("You stay out of this vote: there is a conflict of interest."))</p>" }
    let stayOut = ReviewRoutes.conflictForm("\(work.path)/conflicts/\(item.submission.id)", form, t)
    guard let ballot = item.ballot else { return stayOut }
    guard ballot.isOpen else { return "<p>\(Self.counts(ballot, t))</p>" }
    if item.hasVoted { return "<p class=\"told\">\(t("You have voted."))</p>" }
    guard work.own?.isPresent == true else { return stayOut }
    let buttons: [HTML] = [("yes", t("Yes")), ("no", t("No")), ("abstain", t("Abstain"))].map { key, label in
      "<button class=\"button button-big\" type=\"submit\" name=\"choice\" value=\"\(key)\">\(label)</button>\n"
    }
    return """
      <form method="post" action="\(work.path)/votes/\(item.submission.id)">\(form.hidden)<p class="ballot" role="group" aria-label="\(t("Your ballot on no. {number}", ["number": t.number(item.submission.number)]))">\(buttons)</p>
      <p class="hint">\(t("A ballot cannot be changed."))</p></form>
      \(stayOut)
      """
  }
}
