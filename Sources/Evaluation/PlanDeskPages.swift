import HTML
import People
import SQL
import Site

/// The desk's page of a plan that gives every submission of a round its reviewers at once.
struct PlanDeskPages {
  let t: Localizer

  struct Content: Sendable {
    let proposal: AssignmentProposal
    /// Those that the reader acts for.
    let own: Set<ID<Submission>>
    let names: [ID<Person>: String]
  }

  /// So many pairs are listed; the others are like them.
  private static let listed = 200

  func html(_ round: DeskRound, _ content: Content, _ form: Form) -> HTML {
    let path = "\(round.call.deskPath)/assignment"
    return """
      \(RoundHead(round: round, t: t).html(t("Plan for the whole round"), "/assignment"))
      \(form.summary(t))
      <p class="lead">\(t("The plan gives every submission as many reviewers as it needs, none with a conflict, within everybody's limit and from different units; the submission that is hardest to serve is served first. What was begun stays."))</p>
      \(content.proposal.blocked.map { blocked($0, round, content) } ?? plan(path, content, form))
      <p><a href="\(path)">\(t("Back to all"))</a></p>
      """
  }

  // MARK: A plan

  private func plan(_ path: String, _ content: Content, _ form: Form) -> HTML {
    let pairs = content.proposal.pairs
    guard !pairs.isEmpty else {
      return
        "<div class=\"empty\"><h2>\(t("Nothing to give out"))</h2><p>\(t("Every submission has as many reviewers as it needs."))</p></div>\n"
    }
    let rows: [HTML] = pairs.prefix(Self.listed).map { pair in
      """
      <tr><td class="number">\(pair.submission.number)</td><th scope="row">\(pair.submission.title)</th>\(content.own.contains(pair.submission.id) ? "<td colspan=\"2\" class=\"hint\">\(t("your own"))</td>" as HTML : "<td>\(content.names[pair.reviewer] ?? "—")</td><td class=\"hint\">\(PairReason(pair.why).words(t))</td>" as HTML)</tr>

      """
    }
    return """
      <p>\(t.plural("{count} review is given out", "{count} reviews are given out", pairs.count)) \(t.plural("to {count} reviewer.", "to {count} reviewers.", Set(pairs.map(\.reviewer)).count))</p>
      <form method="post" action="\(path)/plan">\(form.hidden)<button class="button button-primary" type="submit">\(t("Give them out"))</button></form>
      <div class="table-scroll" role="region" tabindex="0" aria-label="\(t("Plan for the whole round"))"><table class="table"><thead><tr><th scope="col" class="number">\(t("Number"))</th><th scope="col">\(t("Title"))</th><th scope="col">\(t("Reviewer"))</th><th scope="col">\(t("Why"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
      \(when: pairs.count > Self.listed, "<p class=\"hint\">\(t.plural("And {count} more.", "And {count} more.", pairs.count - Self.listed))</p>")
      """
  }

  // MARK: What is in the way

  /// The smallest set of submissions that cannot all be served, and whom they would need.
  private func blocked(_ blocked: AssignmentProposal.Blocked, _ round: DeskRound, _ content: Content) -> HTML {
    let items: [HTML] = blocked.tracks.map { track, submissions in
      let name = round.programme.tracks.first { $0.key == track }.map { t.pick($0.name) } ?? t("All submissions")
      let list = submissions.prefix(20).map { t("no. {number}", ["number": String($0.number)]) }.joined(separator: t("; "))
      return "<li><strong>\(name)</strong>: \(list)\(when: submissions.count > 20, " …")</li>\n"
    }
    let exhausted = blocked.exhausted.map { content.names[$0] ?? "—" }.joined(separator: t("; "))
    return """
      <section class="notice"><h2>\(t("There are too few reviewers without conflicts"))</h2>
      <p>\(t.plural("These submissions together lack {count} review, whoever reviews the others:", "These submissions together lack {count} reviews, whoever reviews the others:", blocked.lacking))</p><ul>\(items)</ul>
      \(when: !exhausted.isEmpty, "<p>\(t("Those who could review them are at their limits: {names}", ["names": exhausted]))</p>")
      \(when: blocked.lackingInAll > blocked.lacking, "<p>\(t.plural("In the whole round {count} review is lacking.", "In the whole round {count} reviews are lacking.", blocked.lackingInAll))</p>")
      <p>\(t("Nothing was given out. Invite more reviewers, let some do more, or choose by hand.")) <a href="\(round.call.deskPath)/reviewers">\(t("Invite more reviewers"))</a></p></section>

      """
  }
}

extension AssignmentProposal {
  /// What became of giving it out.
  func told(_ t: Localizer) -> String {
    blocked == nil
      ? t.plural("{count} review is given out.", "{count} reviews are given out.", pairs.count)
      : t("Nothing was given out: there are too few reviewers without conflicts.")
  }
}

/// Why a pair was made, from the parts that are kept with the review.
struct PairReason {
  let parts: [String: Int]

  init(_ parts: [String: Int]) { self.parts = parts }

  /// In a few words; nothing for a pair that was made by hand.
  func words(_ t: Localizer) -> String {
    guard let topic = parts["topic"] else { return "" }
    var words = [t("topic {percent} % alike", ["percent": t.number((1000 - topic + 5) / 10)])]
    if parts["field"] ?? 0 > 0 { words.append(t("of another field")) }
    if let preference = parts["preference"], preference != 200 {
      words.append(preference < 200 ? t("would like to review it") : t("would rather not review it"))
    }
    if parts["region"] ?? 0 > 0 { words.append(t("from the same city")) }
    if let rank = parts["rank"], let candidates = parts["candidates"] {
      words.append(t("choice {rank} of {count}", ["rank": t.number(rank), "count": t.number(candidates)]))
    }
    return words.joined(separator: " · ")
  }
}
