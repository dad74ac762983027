import HTML
import Site

/// What scores, lines and refusals are called on pages.
struct RankingWords {
  let programme: Programme
  let t: Localizer

  private var decimals: Int { programme.live?.decimals ?? programme.review?.decimals ?? 2 }

  func number(_ score: Thousandths) -> String { score.text(decimals: decimals) }

  func level(_ key: String?) -> String {
    guard let key else { return t("nothing") }
    return programme.decision.level(key).map { t.pick($0.name) } ?? key
  }

  func criterion(_ key: String) -> String {
    programme.rubrics.flatMap(\.criteria).first { $0.key == key }.map { t.pick($0.name) } ?? key
  }

  func standing(_ standing: Standing) -> String {
    switch standing {
    case .level(let key): level(key)
    case .none: "—"
    case .undecided(let keys): t("tied: {levels}", ["levels": keys.map(level).joined(separator: " / ")])
    }
  }

  func tie(_ rule: TieRule) -> String {
    switch rule {
    case .criterion(let key): t("equal points; “{criterion}” decides", ["criterion": criterion(key)])
    case .median: t("equal points; the middle score decides")
    }
  }

  /// Where a line runs and whether it can be trusted.
  func line(_ cut: CutLine, _ ranking: Ranking) -> String {
    let values = ["level": level(cut.level), "line": number(cut.line)]
    var words = [
      cut.isByQuota
        ? t("“{level}”: the quota ends at {line} points.", values) : t("“{level}” takes at least {line} points.", values)
    ]
    if !cut.tied.isEmpty {
      let list = cut.tied.map { t("no. {number}", ["number": String($0)]) }.joined(separator: t("; "))
      words.append(t("It runs among submissions that no rule tells apart, so people decide: {list}", ["list": list]))
    }
    switch cut.uncertain {
    case nil: words.append(t("How sure it is cannot be told yet: too few submissions have two reviews."))
    case []?: words.append(t("No submission stands so near that other reviewers would probably put it on the other side."))
    case let few?:
      let list = few.prefix(20).map { t("no. {number}", ["number": String($0)]) }.joined(separator: t("; "))
      words.append(
        t("It runs inside what these could get from other reviewers: {list}", ["list": list + (few.count > 20 ? " …" : "")]))
    }
    return words.joined(separator: " ")
  }

  /// Why there is no ranking.
  func refusal(_ refusal: ScoringRefusal, _ name: (Int64) -> String) -> String {
    switch refusal {
    case .ratedTwice, .notANumber:
      return t("A review holds something that is no number, or counts twice. Please tell the operator.")
    case .calibration(let refusal): return calibration(refusal, name)
    }
  }

  private func calibration(_ refusal: CalibrationRefusal, _ name: (Int64) -> String) -> String {
    func numbers(_ submissions: [Int64]) -> String {
      submissions.prefix(20).map { t("no. {number}", ["number": String($0)]) }.joined(separator: t("; "))
    }
    switch refusal {
    case .noReviews: return t("The ranking grows with every review that is handed in.")
    case .tooFewReviewsByReviewers(let reviewers, let needed):
      return t(
        "Scores of this programme are freed of each reviewer's severity. For that each has to hand in at least {count}; still too few: {names}",
        ["count": t.number(needed), "names": reviewers.prefix(20).map(name).joined(separator: t("; "))])
    case .tooFewReviewsOfSubmissions(let submissions, let needed):
      return t(
        "Scores of this programme are freed of each reviewer's severity. For that each submission needs at least {count} reviews; still too few: {list}",
        ["count": t.number(needed), "list": numbers(submissions)])
    case .notConnected(let groups):
      return t(
        "Reviewers fall into {count} groups that have no submission in common, so nobody can say which group is severe and which submissions are good. One reviewer of each group has to review something of another; the smallest group reviewed: {list}",
        ["count": t.number(groups.count), "list": numbers(groups.last?.submissions ?? [])])
    case .noFreedom, .notConverged:
      return t("The reviews that are in do not suffice to tell severity from quality; more reviews are needed.")
    }
  }
}

/// How far reviewers agree, criterion by criterion.
struct ReviewerAgreementPages {
  let programme: Programme
  let t: Localizer

  /// Nothing where no submission has two reviews.
  func section(_ agreement: [Agreement]) -> HTML {
    guard agreement.contains(where: { $0.submissions > 0 }) else { return HTML() }
    let words = RankingWords(programme: programme, t: t)
    let rows: [HTML] = agreement.map { line in
      """
      <tr><th scope="row">\(line.criterion.map(words.criterion) ?? t("Together"))</th><td class="number">\(line.alpha.map { $0.text(decimals: 2) } ?? "—")</td><td>\(verdict(line.alpha))</td></tr>

      """
    }
    return """
      <section><h2>\(t("How far reviewers agree"))</h2><p class="hint">\(t("Krippendorff's alpha: 1 is full agreement, 0 what chance would bring. From 0.8 on reviewers are taken to agree, from 0.667 on conclusions are tentative."))</p>
      <div class="table-scroll" role="region" tabindex="0" aria-label="\(t("How far reviewers agree"))"><table class="table"><thead><tr><th scope="col">\(t("Criterion"))</th><th scope="col" class="number">\(t("Alpha"))</th><th scope="col">\(t("That is"))</th></tr></thead><tbody>\(rows)</tbody></table></div></section>

      """
  }

  /// Krippendorff, Content Analysis, 2004, p. 241.
  private func verdict(_ alpha: Thousandths?) -> String {
    guard let alpha else { return t("nothing to compare, or all points the same") }
    return alpha.count >= 800 ? t("they agree") : alpha.count >= 667 ? t("they agree in the main") : t("they differ")
  }
}

/// A small picture of where a score may lie, on the scale of all that are shown.
struct IntervalPicture {
  private let lowest: Double
  private let width: Double
  private let lines: [Double]
  private static let size = 120.0

  init(_ placements: [Placement], lines: [Thousandths]) {
    let ends = placements.flatMap { placement -> [Int] in
      [placement.score.interval?.lower.count, placement.score.interval?.upper.count, placement.score.score.count].compactMap(
        \.self)
    }
    let lowest = Double(ends.min() ?? 0)
    let width = max(1, Double(ends.max() ?? 0) - lowest)
    self.lowest = lowest
    self.width = width
    self.lines = lines.map { Double($0.count) }.filter { $0 >= lowest && $0 <= lowest + width }
  }

  /// Hidden from screen readers, as the numbers stand beside it.
  func svg(_ score: SubmissionScore) -> HTML {
    guard let interval = score.interval else { return HTML() }
    let (from, to, at) = (place(interval.lower), place(interval.upper), place(score.score))
    let cuts: [HTML] = lines.map { line in
      let x = Self.text(4 + (line - lowest) / width * (Self.size - 8))
      return "<line class=\"interval-cut\" x1=\"\(x)\" x2=\"\(x)\" y1=\"0\" y2=\"16\"/>"
    }
    return """
      <svg class="interval" viewBox="0 0 120 16" width="120" height="16" aria-hidden="true">\(cuts)<line class="interval-reach" x1="\(from)" x2="\(to)" y1="8" y2="8"/><circle cx="\(at)" cy="8" r="3.5"/></svg>
      """
  }

  private func place(_ score: Thousandths) -> String { Self.text(4 + (Double(score.count) - lowest) / width * (Self.size - 8)) }

  private static func text(_ number: Double) -> String { FormField.plain((number * 10).rounded() / 10) }
}
