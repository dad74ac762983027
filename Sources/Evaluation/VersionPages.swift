import HTML
import People
import SQL
import Site

/// Two versions of a submission beside each other.
struct VersionComparison: Sendable {
  /// What can be chosen from, oldest first; the last is what stands there now.
  let all: [KeptVersion]
  let before: KeptVersion?
  let after: KeptVersion?

  /// - Parameters:
  ///   - from: number of the older version; the last but one when it is not said or not there.
  ///   - to: number of the newer version; the last.
  init(_ submission: Submission, _ kept: [KeptVersion], from: Int?, to: Int?) {
    var all = kept
    if let last = kept.last, last.answers != submission.answers || last.title != submission.title {
      all.append(
        KeptVersion(version: submission.version, title: submission.title, answers: submission.answers, at: submission.stateSince))
    }
    self.all = all
    after = all.first { $0.version == to } ?? all.last
    let newest = after?.version ?? 0
    before = all.first { $0.version == from } ?? all.last { $0.version < newest }
  }
}

/// A text with the part that was replaced, between what both have at their beginning and end.
struct TextChange: Equatable {
  let start: String
  let removed: String
  let added: String
  let end: String

  init(from old: String, to new: String) {
    let (old, new) = (Array(old), Array(new))
    var head = 0
    while head < min(old.count, new.count), old[head] == new[head] { head += 1 }
    var tail = 0
    while tail < min(old.count, new.count) - head, old[old.count - 1 - tail] == new[new.count - 1 - tail] { tail += 1 }
    start = String(old[..<head])
    removed = String(old[head..<(old.count - tail)])
    added = String(new[head..<(new.count - tail)])
    end = String(old[(old.count - tail)...])
  }
}

/// The versions of a submission and what changed between two of them.
struct VersionPages {
  let entry: OwnSubmission
  let comparison: VersionComparison
  let ledger: [LedgerEntry]
  let t: Localizer

  var html: HTML {
    """
    <h1>\(t("Versions"))</h1>
    <p class="lead">\(entry.submission.title)</p>
    \(comparison.all.isEmpty ? "<div class=\"empty\"><h2>\(t("No version yet"))</h2><p>\(t("A version is kept each time you hand it in."))</p></div>" : chooser + difference)
    """
  }

  private var chooser: HTML {
    func options(_ chosen: KeptVersion?) -> [HTML] {
      comparison.all.map { kept in
        let words = t("Version {number}, {moment}", ["number": String(kept.version), "moment": t.moment(kept.at)])
        return
          "<option value=\"\(kept.version)\"\(attribute: "selected", if: kept.version == chosen?.version)>\(words)</option>\n"
      }
    }
    return """
      <form class="inline panel" method="get" action="\(entry.submission.path)/versions">
      <div class="field"><label for="from">\(t("From"))</label><select id="from" name="from">\(options(comparison.before))</select></div>
      <div class="field"><label for="to">\(t("To"))</label><select id="to" name="to">\(options(comparison.after))</select></div>
      <button class="button" type="submit">\(t("Compare"))</button></form>
      """
  }

  private var difference: HTML {
    guard let before = comparison.before, let after = comparison.after else {
      return "<p>\(t("There is one version only; nothing to compare yet."))</p>"
    }
    var rows: [HTML] = []
    if before.title != after.title { rows.append(row(t("Title"), before.title, after.title)) }
    for field in entry.programme.fields where before.answers[field.key] != after.answers[field.key] {
      rows.append(row(t.pick(field.name), words(before.answers[field.key], field), words(after.answers[field.key], field)))
    }
    guard !rows.isEmpty else { return "<p>\(t("Nothing differs."))</p>" }
    return """
      <div class="table-wrap" tabindex="0" role="region" aria-label="\(t("What changed"))"><table class="differences"><caption class="visually-hidden">\(t("What changed"))</caption>
      <thead><tr><th scope="col">\(t("Question"))</th><th scope="col">\(t("What changed"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
      """
  }

  private func words(_ value: FactValue?, _ field: FormField) -> String {
    if case .achievements = field.kind {
      let chosen = Set(value?.keys ?? [])
      return ledger.filter { chosen.contains($0.id) }.map(\.title).joined(separator: t("; "))
    }
    return value.map { entry.programme.words($0, of: field.key, t) } ?? ""
  }

  private func row(_ name: String, _ old: String, _ new: String) -> HTML {
    let change = TextChange(from: old, to: new)
    return """
      <tr><th scope="row">\(name)</th><td class="typed">\(change.start)\(when: !change.removed.isEmpty, "<del>\(change.removed)</del>")\
      \(when: !change.added.isEmpty, "<ins>\(change.added)</ins>")\(change.end)</td></tr>

      """
  }
}
