import HTML
import People
import SQL
import Site

extension SubmissionDeskPages {
  func who(_ submission: Submission, _ round: DeskRound, _ file: SubmissionFile) -> HTML {
    let name = file.subject.map { t.pick($0.name) } ?? "—"
    let holder: HTML = file.subject?.path.map { "<a href=\"\($0)\">\(name)</a>" } ?? .text(name)
    let authors: [HTML] = file.authors.map { author in
      let state = author.confirmedAt != nil ? t("agreed") : author.declinedAt != nil ? t("did not agree") : t("has not answered")
      return "<li>\(author.name)\(when: !author.unit.isEmpty, " · \(author.unit)") <span class=\"hint\">\(state)</span></li>\n"
    }
    let track = submission.track.flatMap { key in round.programme.tracks.first { $0.key == key } }
    return """
      <section class="panel"><h2>\(t("Who applies"))</h2><dl class="facts">
      <div><dt>\(t("Holder"))</dt><dd>\(holder)</dd></div>
      <div><dt>\(t("Handed in by"))</dt><dd>\(file.applicant)</dd></div>
      <div><dt>\(t("Region"))</dt><dd>\(evaluation.people.regionNames(submission.region).map { t.pick($0) } ?? submission.region)</dd></div>
      \(track.map { track -> HTML in "<div><dt>\(t("Track"))</dt><dd>\(t.pick(track.name))</dd></div>" })
      \(when: submission.isRenewal, "<div><dt>\(t("Way"))</dt><dd>\(t("simplified, as it was named before"))</dd></div>")
      \(when: !authors.isEmpty, "<div><dt>\(t("With"))</dt><dd><ul class=\"plain\">\(authors)</ul></dd></div>")</dl></section>

      """
  }

  func recommendation(_ file: SubmissionFile) -> HTML {
    guard let recommendation = file.recommendation else { return HTML() }
    return """
      <section class="panel"><h2>\(t("Recommendation"))</h2><p>\(file.recommender.map { t.pick($0) } ?? t("Office of the region")) · \(t("place {place}", ["place": t.number(recommendation.place)])) <span class="hint">\(file.recommendedBy)</span></p>
      <p class="typed">\(recommendation.opinion)</p></section>

      """
  }

  func reviews(_ file: SubmissionFile, _ round: DeskRound) -> HTML {
    guard !file.reviews.isEmpty, let rubric = round.programme.review?.rubric else { return HTML() }
    let items: [HTML] = file.reviews.map { review in
      let points: [HTML] = rubric.judged.compactMap { criterion in
        review.sheet.scores[criterion.key].map {
          "<li>\(t.pick(criterion.name)): \(FormField.plain($0)) / \(FormField.plain(criterion.most))</li>\n"
        }
      }
      let isIn = review.state == .submitted
      return """
        <li><strong>\(file.names[review.person] ?? "—")</strong> <span class="hint">\(review.state.name(t))\(when: review.round > 0, " · \(t("round {number}", ["number": String(review.round + 1)]))")</span>
        \(when: isIn, "<ul>\(points)</ul><p class=\"typed\">\(review.sheet.reason)</p>")
        \(when: isIn && !review.sheet.note.isEmpty, "<p class=\"notice typed\">\(t("For the office alone:")) \(review.sheet.note)</p>")</li>

        """
    }
    return "<section class=\"panel\"><h2>\(t("Reviews"))</h2><ul class=\"plain\">\(items)</ul></section>\n"
  }

  func history(_ file: SubmissionFile) -> HTML {
    let items: [HTML] = file.steps.reversed().map { step in
      """
      <li><strong>\(step.to.name(t))</strong> <span class="hint">\(t.moment(step.at))</span>\(step.reason.map { text -> HTML in "<p class=\"typed\">\(text)</p>" })</li>

      """
    }
    return "<section class=\"panel\"><h2>\(t("History"))</h2><ol class=\"plain\">\(items)</ol></section>\n"
  }
}

extension Review.State {
  /// The state in a few words.
  func name(_ t: Localizer) -> String {
    switch self {
    case .assigned: t("Asked")
    case .declared: t("Reads")
    case .submitted: t("Handed in")
    case .conflicted: t("Has a conflict")
    case .declined: t("Not their field")
    case .removed: t("Taken back")
    }
  }
}

extension Reviewer.State {
  /// The state in a few words.
  func name(_ t: Localizer) -> String {
    switch self {
    case .invited: t("Invited")
    case .accepted: t("Accepted")
    case .declined: t("Said no")
    case .removed: t("Taken out")
    }
  }
}

extension Decision {
  /// What was decided, in a few words.
  func words(_ programme: Programme, _ t: Localizer) -> String {
    switch outcome {
    case .given: level.flatMap { programme.decision.level($0) }.map { t.pick($0.name) } ?? t("Given")
    case .declined: t("Nothing is given")
    case .revise: t("To be revised")
    }
  }
}
