import HTML
import People
import SQL
import Site

/// The report of a round.
struct ReportPages {
  let evaluation: Evaluation
  let call: Call
  let programme: Programme
  let report: RoundReport
  let points: PublishedRound?
  let t: Localizer

  var html: HTML {
    """
    <p class="eyebrow"><a href="\(call.path)">\(t.pick(call.plan.names))</a></p>
    <h1>\(t("Results"))</h1>
    \(when: call.status != .finished, "<p class=\"notice\">\(t("An appeal was upheld, so the round is open again for it; the other results stay."))</p>")
    \(numbers)
    <section><h2>\(t("What was given"))</h2>\(awards)</section>
    <section><h2>\(t("Who applied"))</h2>\(applied)</section>
    \(rubric)
    \(points.map(ranking))
    <section><h2>\(t("Objections and appeals"))</h2>\(remedies)</section>
    """
  }

  private var numbers: HTML {
    let given: [(String, Int)] = programme.decision.levels.map { level in
      (t.pick(level.name), report.awards.count { $0.award.level == level.key })
    }
    let rows =
      [(t("Handed in"), report.total), (t("Passed the formal check"), report.admitted), (t("Taken back"), report.withdrawn)]
      + given
    let items: [HTML] = rows.map { "<div><dt>\($0)</dt><dd>\(t.number($1))</dd></div>\n" }
    return "<dl class=\"numbers\">\(items)</dl>\n"
  }

  private var awards: HTML {
    guard !report.awards.isEmpty else {
      return
        "<div class=\"empty\"><h2>\(t("Nothing was given"))</h2><p>\(t("No submission of this round got a result."))</p></div>"
    }
    let rows: [HTML] = report.awards.map { given in
      let award = given.award
      let level = programme.decision.level(award.level).map { t.pick($0.name) } ?? award.level
      let names = given.names.map { t.pick($0) }.joined(separator: t("; "))
      return """
        <tr><th scope="row"><a href="\(award.path)">\(award.title)</a></th><td>\(names)</td><td>\(evaluation.regionName(award.region, t))</td><td>\(level)</td><td>\(award.isInForce(on: evaluation.today) ? t("In force") : award.status.name(t))</td></tr>

        """
    }
    return """
      <div class="table-scroll" tabindex="0" role="region" aria-label="\(t("What was given"))"><table class="table"><caption class="visually-hidden">\(t("What was given"))</caption>
      <thead><tr><th scope="col">\(t("Title"))</th><th scope="col">\(t("Names"))</th><th scope="col">\(t("Region"))</th><th scope="col">\(t("Result"))</th><th scope="col">\(t("Today"))</th></tr></thead>
      <tbody>\(rows)</tbody></table></div>
      """
  }

  /// By county in rows and by field in columns.
  private var applied: HTML {
    guard report.total > 0 else { return "<p>\(t("Nobody handed anything in."))</p>" }
    let tracks = programme.tracks.map(\.key)
    let regions = Dictionary(grouping: report.applied, by: \.region).sorted { $0.key < $1.key }
    func sum(_ counts: [RoundReport.Count], _ track: String?) -> Int {
      counts.filter { track == nil || $0.track == track }.reduce(0) { $0 + $1.count }
    }
    func cells(_ counts: [RoundReport.Count]) -> HTML {
      let byTrack: [HTML] = tracks.map { "<td class=\"number\">\(t.number(sum(counts, $0)))</td>" }
      return "\(byTrack)<td class=\"number\"><strong>\(t.number(sum(counts, nil)))</strong></td>"
    }
    let heads: [HTML] = programme.tracks.map { "<th scope=\"col\" class=\"number\">\(t.pick($0.name))</th>" }
    let rows: [HTML] = regions.map { code, counts in "<tr><th scope=\"row\">\(place(code))</th>\(cells(counts))</tr>\n" }
    return """
      <div class="table-scroll" tabindex="0" role="region" aria-label="\(t("Who applied"))"><table class="table"><caption class="visually-hidden">\(t("Who applied"))</caption>
      <thead><tr><th scope="col">\(t("Region"))</th>\(heads)<th scope="col" class="number">\(t("Together"))</th></tr></thead>
      <tbody>\(rows)</tbody><tfoot><tr><th scope="row">\(t("Together"))</th>\(cells(report.applied))</tr></tfoot></table></div>
      """
  }

  /// A county with the prefecture above it.
  private func place(_ code: String) -> String {
    let above = String(code.prefix(4)) + "00"
    let name = evaluation.regionName(code, t)
    return code.hasSuffix("00") ? name : "\(evaluation.regionName(above, t)) \(name)"
  }

  private var rubric: HTML {
    let tables: [HTML] = programme.rubrics.map { RubricPages(rubric: $0, programme: programme, t: t).table }
    let ties = programme.decision.ties.map { $0.words(programme, t) }.joined(separator: t("; "))
    return """
      <section><h2>\(t("How it was judged"))</h2>\(tables)
      \(programme.review.map { rules -> HTML in "<p>\(rules.aggregation.words(t))</p>" })
      \(when: !ties.isEmpty, "<p>\(t("Where points were equal, this decided, in this order: {ties}", ["ties": ties]))</p>")</section>
      """
  }

  /// How far reviewers agree, what ties came to, and the way to work it all out again.
  private func ranking(_ points: PublishedRound) -> HTML {
    let words = RankingWords(programme: programme, t: t)
    let ties: [HTML] = points.ties.sorted { words.tie($0.key) < words.tie($1.key) }.map { rule, count in
      "<li>\(words.tie(rule)): \(t.plural("{count} time", "{count} times", count))</li>\n"
    }
    return """
      \(ReviewerAgreementPages(programme: programme, t: t).section(points.agreement))
      <section><h2>\(t("How ties were broken"))</h2>\(ties.isEmpty ? "<p>\(t("No place hung on a rule for ties."))</p>" : "<ul>\(ties)</ul>" as HTML)\
      \(when: points.tied > 0, "<p>\(t.plural("{count} submission shares its place with another.", "{count} submissions share their place with another.", points.tied))</p>")</section>
      <section><h2>\(t("Work it out again"))</h2><p>\(t("This file holds the rules, all points without names, and the places, signed by the portal. Anybody can check the signature and work the ranking out again:")) <code>kepu evaluation verify result-\(call.id.description).json</code></p>
      <p><a class="button" href="\(call.path)/result.json" download>\(t("Signed result (JSON)"))</a></p></section>

      """
  }

  private var remedies: HTML {
    let rows: [(String, Int)] = [
      (t("Objections"), report.objections.values.reduce(0, +)), (t("of them upheld"), report.objections[.upheld] ?? 0),
      (t("of them rejected"), report.objections[.rejected] ?? 0), (t("Appeals"), report.appeals.values.reduce(0, +)),
      (t("of them upheld"), report.appeals[.upheld] ?? 0), (t("of them dismissed"), report.appeals[.dismissed] ?? 0),
    ]
    let items: [HTML] = rows.map { "<div><dt>\($0)</dt><dd>\(t.number($1))</dd></div>\n" }
    return "<dl class=\"facts\">\(items)</dl>\n"
  }
}
