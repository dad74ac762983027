import HTML
import People
import SQL
import Site

/// The pages that everybody reads of calls.
struct CallPages {
  let evaluation: Evaluation
  let t: Localizer

  // MARK: The list

  func list(_ entries: [CallEntry], kinds: [ResultRules.Kind], chosen: ResultRules.Kind?) -> HTML {
    let parts: [HTML] = Call.Phase.allCases.map { phase in
      let cards: [HTML] = entries.filter { $0.phase == phase }.map(card)
      return cards.isEmpty
        ? HTML() : "<section><h2>\(phase.heading(t))</h2><div class=\"call-list\">\(cards)</div></section>\n"
    }
    return """
      <header class="page-head"><h1>\(t("Calls"))</h1>
      <p class="lead">\(t("What bases, people, units and works can be put in for, how it is judged, and what came out."))</p></header>
      \(when: kinds.count > 1 || chosen != nil, kindFilter(kinds, chosen))
      \(entries.isEmpty ? empty(isFiltered: chosen != nil) : parts.joined())
      <p class="actions"><a class="button" href="/calls.ics">\(t("Last days as a calendar (iCalendar)"))</a>
      <a class="button" href="/notices">\(t("Public notices"))</a> <a class="button" href="/matrix">\(t("Industries and counties"))</a></p>
      """
  }

  private func kindFilter(_ kinds: [ResultRules.Kind], _ chosen: ResultRules.Kind?) -> HTML {
    let links: [HTML] = kinds.map { kind in
      "<li><a class=\"chip\" href=\"/calls?kind=\(kind.rawValue)\"\(attribute: "aria-current", kind == chosen ? "true" : nil)>\(kind.name(t))</a></li>\n"
    }
    return """
      <nav aria-label="\(t("Kinds of calls"))"><ul class="chips"><li><a class="chip" href="/calls"\(attribute: "aria-current", chosen == nil ? "true" : nil)>\(t("All"))</a></li>
      \(links)</ul></nav>
      """
  }

  private func empty(isFiltered: Bool) -> HTML {
    """
    <div class="empty"><h2>\(t("No call here"))</h2>
    <p>\(isFiltered ? t("There is none of this kind; look at all of them.") : t("Nothing was announced yet. Subscribe to the calendar to learn of the next one."))</p>
    \(when: isFiltered, "<p><a class=\"button\" href=\"/calls\">\(t("All calls"))</a></p>")</div>
    """
  }

  private func card(_ entry: CallEntry) -> HTML {
    """
    <article class="panel call"><div class="row"><h3><a href="\(entry.call.path)">\(t.pick(entry.call.plan.names))</a></h3>\
    <span class="\(entry.phase.badge)">\(time(entry))</span></div>
    <p>\(t.pick(entry.programme.summary))</p>
    <p class="hint">\(entry.programme.result.kind.name(t)) · \(t("{first} to {last}", ["first": t.day(of: entry.call.plan.opens), "last": t.deadline(entry.call.plan.closes)]))</p></article>

    """
  }

  /// How much time is left, or where the round stands.
  private func time(_ entry: CallEntry) -> String {
    switch entry.phase {
    case .open:
      let days = entry.call.plan.closes.localDay - evaluation.today
      return days == 0
        ? t("Closes today") : t.plural("{count} day left", "{count} days left", days)
    case .upcoming: return t("From {day}", ["day": t.day(of: entry.call.plan.opens)])
    case .judged: return entry.call.stage?.name(t) ?? t("Closed")
    case .finished, .cancelled: return entry.phase.heading(t)
    }
  }

  // MARK: One call

  struct Content {
    let entry: CallEntry
    let notice: PublicNotice?
    /// What the reader has in it.
    let own: [Submission]
    let hasResults: Bool
    let isSignedIn: Bool
  }

  func show(_ content: Content) -> HTML {
    let (call, programme) = (content.entry.call, content.entry.programme)
    let rules = CallRulesPages(call: call, programme: programme, evaluation: evaluation, t: t)
    return """
      <p class="eyebrow">\(programme.result.kind.name(t)) · \(t.pick(programme.names))</p>
      <div class="row"><h1>\(t.pick(call.plan.names))</h1><span class="\(content.entry.phase.badge)">\(time(content.entry))</span></div>
      <p class="lead">\(t.pick(programme.summary))</p>
      \(call.plan.cancelled.map { reason -> HTML in "<p class=\"notice\">\(t("This call was called off: {reason}", ["reason": reason]))</p>" })
      \(actions(content))
      \(StageLine(of: call, programme, content.entry.phase, t).html)
      <div class="base-columns"><div>
      <section><h2>\(t("Announcement"))</h2>\(paragraphs(t.pick(call.plan.announcement)))</section>
      \(rules.eligibility)
      \(rules.form)
      \(rules.judging)
      </div><div>
      \(rules.dates)
      \(rules.quotas)
      \(rules.remedies)
      \(rules.source)
      </div></div>
      """
  }

  private func paragraphs(_ text: String) -> HTML {
    text.split(separator: "\n").map { line -> HTML in "<p>\(String(line))</p>\n" }.joined()
  }

  private func actions(_ content: Content) -> HTML {
    let call = content.entry.call
    let own: [HTML] = content.own.map { submission in
      """
      <li class="row"><a href="\(submission.path)"><strong>\(submission.title)</strong></a><span class="\(submission.state.badge)">\(submission.state.name(t))</span></li>

      """
    }
    var buttons: [HTML] = []
    if content.entry.phase == .open {
      buttons.append(
        "<a class=\"button button-primary\" href=\"\(call.path)/submissions\">\(content.isSignedIn ? t("Apply") : t("Log in and apply"))</a>\n"
      )
    }
    if content.notice != nil { buttons.append("<a class=\"button\" href=\"\(call.path)/notice\">\(t("Public notice"))</a>\n") }
    if content.hasResults { buttons.append("<a class=\"button\" href=\"\(call.path)/results\">\(t("Results"))</a>\n") }
    return """
      \(when: !own.isEmpty, "<section class=\"panel\"><h2>\(t("What you have here"))</h2><ul class=\"plain\">\(own)</ul></section>")
      \(when: !buttons.isEmpty, "<p class=\"actions\">\(buttons)</p>")
      """
  }
}
