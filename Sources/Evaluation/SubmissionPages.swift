import HTML
import People
import SQL
import Site

/// Where a submission stands, for those who handed it in.
struct SubmissionPages {
  let evaluation: Evaluation
  let entry: OwnSubmission
  let story: SubmissionStory
  let t: Localizer

  private var submission: Submission { entry.submission }
  private var programme: Programme { entry.programme }

  func show(_ form: Form) -> HTML {
    let title = submission.title.isEmpty ? t("Without a title") : submission.title
    return """
      <p class="eyebrow"><a href="\(entry.call.path)">\(t.pick(entry.call.plan.names))</a> · \(t("No. {number}", ["number": String(submission.number)]))</p>
      <div class="row"><h1>\(title)</h1><span class="\(submission.state.badge)" data-draft-done="\(submission.id)" data-version="\(submission.version)">\(submission.state.name(t))</span></div>
      \(form.summary(t))
      \(StageLine(of: submission, entry.call, programme, steps: story.steps, t).html)
      \(next)
      <div class="base-columns"><div>
      \(decision)
      \(claims)
      <section><h2>\(t("What was handed in"))</h2>\(answers)</section>
      </div><div>
      \(people)
      \(history)
      \(objections)
      \(appeal(form))
      \(withdrawal(form))
      </div></div>
      """
  }

  // MARK: What comes next

  private var next: HTML {
    let until: String? =
      switch submission.state {
      case .draft: t("Hand in before {moment}.", ["moment": t.deadline(entry.call.plan.closes)])
      case .proposed: story.notice.map { t("The public notice ends on {day}.", ["day": t.day($0.lastDay)]) }
      default: submission.due.map { t("Until {moment}", ["moment": t.deadline($0)]) }
      }
    let reason = story.steps.last.flatMap { $0.to == submission.state ? $0.reason : nil }
    let mayAppeal = story.appealUntil != nil
    let isLost = submission.state == .declined || submission.state == .refused || submission.state == .overQuota
    let words = isLost && !mayAppeal ? t("This is decided.") : submission.state.next(t)
    var ways: [HTML] = []
    if submission.state.isEditable {
      ways.append(
        "<a class=\"button button-primary\" href=\"\(submission.path)/edit\">\(submission.state == .draft ? t("Go on filling in") : t("Change it and hand it in again"))</a>\n"
      )
    }
    if submission.state == .proposed {
      ways.append("<a class=\"button\" href=\"\(entry.call.path)/notice\">\(t("Public notice"))</a>\n")
    }
    if let award = story.award {
      ways.append("<a class=\"button button-primary\" href=\"\(award.path)\">\(t("Certificate"))</a>\n")
    }
    return """
      <section class="panel next"><h2>\(t("What comes next"))</h2><p>\(words) \(until.map { text -> HTML in "<strong>\(text)</strong>" })</p>
      \(when: submission.state == .returned || submission.state == .revising, reason.map { text -> HTML in "<blockquote class=\"typed\">\(text)</blockquote>" } ?? HTML())
      \(when: !ways.isEmpty, "<p class=\"actions\">\(ways)</p>")</section>
      """
  }

  // MARK: Decision

  private var decision: HTML {
    // A decision by the ranking is made of what the reviewers wrote: that is not told twice.
    let told = story.decision?.reason ?? ""
    let reasons: [HTML] = story.reasons.filter { !told.contains($0) }.map { "<li class=\"typed\">\($0)</li>\n" }
    let list: HTML =
      reasons.isEmpty ? HTML() : "<h3>\(t("What the reviewers say"))</h3><ul class=\"reasons\">\(reasons)</ul>\n"
    guard let decision = story.decision else {
      return reasons.isEmpty ? HTML() : "<section><h2>\(t("Reviews"))</h2>\(list)</section>\n"
    }
    let level = decision.level.flatMap { programme.decision.level($0) }.map { t.pick($0.name) }
    let rows: [(String, String?)] = [
      (t("Result"), decision.outcome == .given ? level ?? t("Given") : t("Not given")),
      (t("Points"), decision.score.map { score in String((score * 100).rounded() / 100) }),
      (t("Rank"), decision.place.map { t.number($0) }),
    ]
    let items: [HTML] = rows.compactMap { label, value in value.map { "<div><dt>\(label)</dt><dd>\($0)</dd></div>\n" } }
    return """
      <section><h2>\(t("Decision"))</h2><dl class="facts">\(items)</dl>
      <h3>\(t("Reason"))</h3><p class="typed">\(decision.reason)</p>
      \(list)</section>
      """
  }

  private var claims: HTML {
    guard !story.claims.isEmpty else { return HTML() }
    let rows: [HTML] = story.claims.map { claim in
      func words(_ number: Double) -> String { programme.words(.number(number), of: claim.field.key, t) }
      let isFar = claim.difference > (programme.visit?.difference ?? 0.2)
      return """
        <tr><th scope="row">\(t.pick(claim.field.name))</th><td class="number">\(words(claim.claimed))</td><td class="number">\(words(claim.computed))</td>\
        <td class="number">\(FormField.plain((claim.difference * 100).rounded())) %\(when: isFar, " <span class=\"badge badge-soon\">\(t("differs"))</span>")</td><td>\(t.pick(claim.evidence))</td></tr>

        """
    }
    return """
      <section><h2>\(t("Your numbers beside the records"))</h2>
      <p class="hint">\(t("Where they differ much, somebody may come and look. If the records are wrong, mend the base's page."))</p>
      <div class="table-scroll" tabindex="0" role="region" aria-label="\(t("Your numbers beside the records"))"><table class="table">
      <thead><tr><th scope="col">\(t("Question"))</th><th scope="col" class="number">\(t("Yours"))</th><th scope="col" class="number">\(t("Records"))</th><th scope="col" class="number">\(t("Difference"))</th><th scope="col">\(t("From"))</th></tr></thead>
      <tbody>\(rows)</tbody></table></div></section>
      """
  }

  private var answers: HTML {
    let questions = QuestionPages(programme: programme, t: t, files: story.files, ledger: story.ledger)
    let track: HTML? = programme.tracks.first { $0.key == submission.track }.map { "<p>\(t("Track")): \(t.pick($0.name))</p>" }
    return """
      \(track)\(questions.answers(submission.answers, isRenewal: submission.isRenewal) { _ in true })
      \(when: submission.submittedAt != nil, "<p><a href=\"\(submission.path)/versions\">\(t("Versions and what changed between them"))</a></p>")
      """
  }

  // MARK: Beside

  private var people: HTML {
    let authors: [HTML] = story.authors.map { author in
      let state =
        author.confirmedAt != nil ? t("agreed") : author.declinedAt != nil ? t("did not agree") : t("has not answered")
      let words: HTML? = programme.team?.mustConfirm == true ? " <span class=\"hint\">\(state)</span>" : nil
      return "<li>\(author.name)\(words)</li>\n"
    }
    let rows: [(String, HTML?)] = [
      (t("Applies for it"), story.subject.map { "\(t.pick($0.name))" }),
      (t("Region"), "\(evaluation.regionName(submission.region, t))"),
      (t("Put forward by"), story.recommender.map { "\(t.pick($0))" }),
      (t("Together with"), authors.isEmpty ? nil : "<ul class=\"plain\">\(authors)</ul>"),
      (t("Way"), submission.isRenewal ? "\(t("simplified, as it was named before"))" : nil),
    ]
    let items: [HTML] = rows.compactMap { label, value in value.map { "<div><dt>\(label)</dt><dd>\($0)</dd></div>\n" } }
    return "<section class=\"panel\"><h2>\(t("Who applies"))</h2><dl class=\"facts\">\(items)</dl></section>\n"
  }

  private var history: HTML {
    let items: [HTML] = story.steps.reversed().map { step in
      """
      <li><strong>\(step.to.name(t))</strong> <span class="hint">\(t.moment(step.at))</span>\
      \(when: step.reason != story.decision?.reason, step.reason.map { reason -> HTML in "<p class=\"typed\">\(SubmissionStep.words(reason, t))</p>" } ?? HTML())</li>

      """
    }
    return "<section class=\"panel\"><h2>\(t("History"))</h2><ol class=\"history\">\(items)</ol></section>\n"
  }

  private var objections: HTML {
    guard !story.objections.isEmpty else { return HTML() }
    let items: [HTML] = story.objections.map { objection in
      let state: String =
        switch objection.state {
        case .open: t("is being looked into")
        case .upheld: t("upheld")
        case .rejected: t("rejected")
        }
      return
        "<li>\(t.day(of: objection.at)): \(state)\(objection.answer.map { text -> HTML in "<p class=\"typed\">\(text)</p>" })</li>\n"
    }
    return "<section class=\"panel\"><h2>\(t("Objections"))</h2><ul class=\"plain\">\(items)</ul></section>\n"
  }

  private func appeal(_ form: Form) -> HTML {
    let made: [HTML] = story.appeals.map { appeal in
      let state: String =
        switch appeal.state {
        case .open: t("to be decided by {day}", ["day": t.day(appeal.dueDay)])
        case .upheld: t("upheld")
        case .dismissed: t("dismissed")
        }
      return """
        <li><strong>\(t.day(of: appeal.at))</strong> <span class="badge">\(state)</span><p class="typed">\(appeal.text)</p>\
        \(appeal.answer.map { text -> HTML in "<p class=\"typed\"><strong>\(t("Answer:"))</strong> \(text)</p>" })</li>

        """
    }
    guard !made.isEmpty || story.appealUntil != nil else { return HTML() }
    let ask = story.appealUntil.map { day -> HTML in
      """
      <p>\(t("You may appeal until {day}. People who took no part decide it within {days}.", ["day": t.day(day), "days": DayCount.working.words(programme.appeal.decideWorkingDays, t)]))</p>
      <form class="stack" method="post" action="\(submission.path)/appeals" novalidate>\(form.hidden)
      \(form.area("appeal", label: t("What is wrong with the decision, and why"), rows: 6, most: 5_000))
      <button class="button" type="submit">\(t("Appeal"))</button></form>
      """
    }
    return """
      <section class="panel"><h2>\(t("Appeal"))</h2>\(when: !made.isEmpty, "<ul class=\"plain\">\(made)</ul>")\(ask)</section>
      """
  }

  private func withdrawal(_ form: Form) -> HTML {
    guard submission.leads(to: .withdrawn) else { return HTML() }
    return """
      <details class="panel"\(attribute: "open", if: form.error("sure") != nil)><summary>\(t("Take it back"))</summary>
      <p>\(t("It leaves the round. This cannot be undone."))</p>
      <form class="stack" method="post" action="\(submission.path)/withdrawal" novalidate>\(form.hidden)
      \(form.field("withdrawal_reason", label: t("Why"), isRequired: false, most: 500))
      \(form.tick("sure", label: t("I know that this cannot be undone.")))
      <button class="button button-danger" type="submit">\(t("Take it back"))</button></form></details>
      """
  }
}

extension SubmissionStep {
  /// A reason as people read it: what the program itself gave as a reason is told in the reader's language.
  static func words(_ reason: String, _ t: Localizer) -> String {
    switch reason {
    case "not completed in time": t("It was not completed in time.")
    case "not revised in time": t("It was not revised in time.")
    case "not put forward in time": t("It was not put forward in time.")
    case "not all authors agreed in time": t("Not all authors agreed in time.")
    default: reason
    }
  }
}
