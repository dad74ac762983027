import HTML
import SQL
import Site

/// The queue of somebody who reviews.
struct ReviewerPages {
  let t: Localizer
  let now: Instant

  func queue(_ rounds: [ReviewRound], _ form: Form) -> HTML {
    let invited: [HTML] = rounds.filter(\.isInvited).map { invitation($0, form) }
    let (current, past) = (rounds.filter(isCurrent), rounds.filter { !$0.isInvited && !isCurrent($0) && !$0.reviews.isEmpty })
    let empty: HTML = """
      <div class="empty">\(Components.icon("clock"))<h2>\(t("Nothing to review"))</h2>
      <p>\(t("When an office asks you to review, you find it here and get a message. Offices look for reviewers among the experts: tell your fields in your profile."))</p>
      <p class="actions"><a class="button" href="/me/profile">\(t("My profile"))</a></p></div>
      """
    return """
      <h1>\(t("My reviews"))</h1>
      \(when: !invited.isEmpty, "<section><h2>\(t("You are asked"))</h2><div class=\"desk-list\">\(invited)</div></section>")
      \(current.map(section))
      \(when: invited.isEmpty && current.isEmpty, empty)
      \(when: !past.isEmpty, "<section><h2>\(t("Rounds that are over"))</h2>\(past.map(finished))</section>")
      """
  }

  private func isCurrent(_ round: ReviewRound) -> Bool {
    !round.isInvited && round.call.status == .published
      && (round.call.stage == .review || round.reviewer != nil && [nil, .recommendation, .check].contains(round.call.stage))
  }

  private func invitation(_ round: ReviewRound, _ form: Form) -> HTML {
    let path = "\(round.call.path)/reviewership"
    return """
      <article class="panel desk-card"><h3><a href="\(round.call.path)">\(t.pick(round.call.plan.names))</a></h3>
      <p>\(t.plural("You would get {count} review at most.", "You would get {count} reviews at most.", round.reviewer?.most ?? 0)) \(round.call.plan.reviewBy.map { t("Reviews are due by {day}.", ["day": t.day(of: $0 - .milliseconds(1))]) })</p>
      <div class="actions"><form method="post" action="\(path)">\(form.hidden)<input type="hidden" name="answer" value="yes"><button class="button button-primary" type="submit">\(t("Yes, I review"))</button></form>
      <form method="post" action="\(path)">\(form.hidden)<input type="hidden" name="answer" value="no"><button class="button" type="submit">\(t("No, not this time"))</button></form></div></article>

      """
  }

  private func section(_ round: ReviewRound) -> HTML {
    let open = round.reviews.filter { $0.review.state != .submitted }
    let done = round.reviews.filter { $0.review.state == .submitted }
    let waiting: HTML = "<p>\(t("Nothing is assigned to you yet. You get a message."))</p>"
    return """
      <section><div class="row"><h2>\(t.pick(round.call.plan.names))</h2>\(round.call.plan.reviewBy.map { due($0, isOpen: !open.isEmpty) })</div>
      \(when: !round.reviews.isEmpty, progress(round))
      \(when: round.isOpenForPreferences && round.reviewer?.state == .accepted, "<p><a href=\"\(round.call.path)/preferences\">\(t("Say what you would like to review"))</a></p>")
      \(when: round.reviews.isEmpty, waiting)
      <ul class="plain queue">\(open.map(item))</ul>
      \(when: !done.isEmpty, "<details\(attribute: "open", if: open.isEmpty)><summary>\(t("Handed in"))</summary><ul class=\"plain queue\">\(done.map(item))</ul></details>")
      </section>

      """
  }

  private func due(_ moment: Instant, isOpen: Bool) -> HTML {
    let days = Int(((moment - now).components.seconds + 86_399) / 86_400)
    let words = t("Due {moment}", ["moment": t.deadline(moment)])
    guard isOpen else { return "<span class=\"badge\">\(words)</span>" }
    if days <= 0 { return "<span class=\"badge badge-closed\">\(words) · \(t("late"))</span>" }
    let left = t.plural("{count} day left", "{count} days left", days)
    return "<span class=\"badge \(days <= 3 ? "badge-soon" : "badge-open")\">\(words) · \(left)</span>"
  }

  private func progress(_ round: ReviewRound) -> HTML {
    let words = t(
      "{done} of {all} handed in", ["done": t.number(round.handedIn), "all": t.number(round.reviews.count)])
    return
      "<p class=\"progress\"><progress max=\"\(round.reviews.count)\" value=\"\(round.handedIn)\">\(words)</progress> \(words)</p>\n"
  }

  private func item(_ entry: (review: Review, seen: ReviewedSubmission)) -> HTML {
    let number = t("No. {number}", ["number": t.number(entry.seen.number)])
    return """
      <li\(attribute: "data-kept-done", entry.review.state == .submitted ? entry.review.path : nil)><a class="queue-item" href="\(entry.review.path)"><span><strong>\(entry.seen.title ?? number)</strong>
      <span class="hint">\(when: entry.seen.title != nil, "\(number) ")\(entry.seen.track.map { t.pick($0) })</span></span> \(state(entry.review))</a></li>

      """
  }

  private func state(_ review: Review) -> HTML {
    switch review.state {
    case .assigned: "<span class=\"badge badge-soon\">\(t("New: conflict or not?"))</span>"
    case .declared where review.sheet == Review.Sheet(): "<span class=\"badge\">\(t("To be read"))</span>"
    case .declared: "<span class=\"badge\">\(t("Draft"))</span>"
    default: "<span class=\"badge badge-open\">\(t("Handed in"))</span>"
    }
  }

  private func finished(_ round: ReviewRound) -> HTML {
    "<details><summary>\(t.pick(round.call.plan.names)) <span class=\"hint\">\(t("{done} of {all} handed in", ["done": t.number(round.handedIn), "all": t.number(round.reviews.count)]))</span></summary><ul class=\"plain queue\">\(round.reviews.map(item))</ul></details>\n"
  }
}

/// What a reviewer would like to review.
struct PreferencePages {
  let call: Call
  let t: Localizer

  func html(_ list: [Evaluation.Choosable], _ paging: Paging, isOpen: Bool, _ form: Form) -> HTML {
    let path = "\(call.path)/preferences"
    return """
      <p class="eyebrow">\(t.pick(call.plan.names))</p>
      <h1>\(t("What I would like to review"))</h1>
      <p class="lead">\(t("The office looks at this when it assigns. Nothing is promised, and nobody else sees it."))</p>
      \(isOpen ? list.isEmpty ? empty : self.form(list, paging, path, form) : closed)
      \(Components.pagination(paging, path: path, query: [], t: t))
      """
  }

  private var empty: HTML {
    "<div class=\"empty\"><h2>\(t("Nothing to choose from yet"))</h2><p>\(t("Submissions stand here as soon as they are in the formal check."))</p></div>"
  }

  private var closed: HTML { "<p class=\"notice\">\(t("The round is not at this stage."))</p>" }

  private func form(_ list: [Evaluation.Choosable], _ paging: Paging, _ path: String, _ form: Form) -> HTML {
    """
    <form method="post" action="\(path)">\(form.hidden)<input type="hidden" name="page" value="\(paging.page)">
    \(list.map(item))
    <p class="actions"><button class="button button-primary" type="submit">\(t("Save"))</button></p></form>
    """
  }

  private func item(_ entry: Evaluation.Choosable) -> HTML {
    let number = t("No. {number}", ["number": t.number(entry.number)])
    let choices: [HTML] = Evaluation.Preference.allCases.map { preference in
      "<label class=\"tick\"><input type=\"radio\" name=\"no_\(entry.number)\" value=\"\(preference.key)\"\(attribute: "checked", if: preference == entry.preference)> \(words(preference))</label>\n"
    }
    return """
      <fieldset class="field ticks"><legend>\(number)\(entry.title.map { " · " + $0 })\(entry.track.map { " · " + t.pick($0) })</legend>
      \(entry.synopsis.map { text -> HTML in "<p class=\"typed\">\(text)</p>" })
      <div class="ticks-body">\(choices)</div></fieldset>

      """
  }

  private func words(_ preference: Evaluation.Preference) -> String {
    switch preference {
    case .gladly: t("Gladly")
    case .can: t("I can")
    case .ratherNot: t("Rather not")
    }
  }
}
