import HTML
import People
import Site

/// Questions of a programme as parts of a page: to be answered, and as they were answered.
struct QuestionPages {
  let programme: Programme
  let t: Localizer
  /// Files that were handed in.
  var files: [SubmittedFile] = []
  /// Entries of the applicant's ledger, to choose representative ones from.
  var ledger: [LedgerEntry] = []
  /// Where a file is shown; reviewers get a copy without metadata.
  var fileAddress: (SubmittedFile) -> String = { "/submissions/\($0.submission)/files/\($0.id)" }

  /// What a file is called; reviewers of a blind round read no name that somebody gave it.
  var fileName: (SubmittedFile) -> String = { $0.name }

  /// A question as a field of a form.
  func control(_ field: FormField, _ form: Form) -> HTML {
    let label = t.pick(field.name) + (field.unit.map { "（\($0.words("", t).trimmedOfWhitespace)）" } ?? "")
    let hint = field.help.map { t.pick($0) }
    let isRequired = false
    switch field.kind {
    case .line(let most): return form.field(field.key, label: label, hint: hint, isRequired: isRequired, most: most)
    case .area(let most):
      return form.area(
        field.key, label: label, hint: hint ?? t("Up to {limit} characters.", ["limit": t.number(most)]),
        rows: most > 1_000 ? 8 : 4,
        isRequired: isRequired, most: most)
    case .number, .daysOfYear:
      return form.field(field.key, label: label, hint: hint, isRequired: isRequired, most: 20, inputMode: "decimal")
    case .flag: return form.tick(field.key, label: label, hint: hint)
    case .pledge: return form.tick(field.key, label: label, hint: hint)
    case .choice(let options):
      return form.select(
        field.key, label: label, hint: hint, options: options.map { ($0.key, t.pick($0.name)) }, none: "—", isRequired: isRequired
      )
    case .choices(let options):
      return form.ticks(field.key, label: label, hint: hint, options: options.map { ($0.key, t.pick($0.name)) })
    case .day: return form.field(field.key, label: label, hint: hint, type: "date", isRequired: isRequired)
    case .link: return form.field(field.key, label: label, hint: hint, type: "url", isRequired: isRequired, most: 500)
    case .files(let kinds, let most): return fileControl(field, label, kinds, most, form)
    case .achievements(let range): return achievementControl(field, label, range, form)
    }
  }

  private func fileControl(_ field: FormField, _ label: String, _ kinds: [EvidenceKind], _ most: Int, _ form: Form) -> HTML {
    let list: [HTML] = files.filter { $0.field == field.key }.map { file in
      """
      <li><a href="\(fileAddress(file))">\(file.name)</a>
      <label class="tick"><input type="checkbox" name="remove_file" value="\(file.id.description)"> \(t("Remove"))</label></li>

      """
    }
    let accept = kinds.map(\.accept).joined(separator: ",")
    return """
      \(when: !list.isEmpty, "<ul class=\"report\">\(list)</ul>")
      \(form.file(field.key, label: label, hint: t("{kinds}; {limit} files at most.", ["kinds": kinds.map { $0.name(t) }.joined(separator: t("; ")), "limit": t.number(most)]), accept: accept, isSeveral: most > 1))
      """
  }

  private func achievementControl(_ field: FormField, _ label: String, _ range: ClosedRange<Int>, _ form: Form) -> HTML {
    let limits = ["low": t.number(range.lowerBound), "high": t.number(range.upperBound)]
    let empty: HTML =
      "<p class=\"hint\">\(t("Your ledger of achievements is empty.")) <a href=\"/me/achievements\">\(t("Add achievements with evidence; an officer verifies them."))</a></p>\n"
    guard !ledger.isEmpty else { return form.ticks(field.key, label: label, hint: nil, options: []) + empty }
    return form.ticks(
      field.key, label: label, hint: t("Choose {low} to {high} from your ledger.", limits),
      options: ledger.map { ($0.id, "\($0.title)（\($0.day)）" + ($0.isRecorded ? " ✓" : "")) })
  }

  /// Answers to read: every question that the reader may see, with what was said.
  func answers(_ answers: Facts, isRenewal: Bool = false, where isShown: (FormField) -> Bool) -> HTML {
    let sections: [HTML] = programme.sections(isRenewal: isRenewal).compactMap { section -> HTML? in
      let rows: [HTML] = section.fields.filter(isShown).map { row($0, answers[$0.key]) }
      guard !rows.isEmpty else { return nil }
      return "<section><h3>\(t.pick(section.name))</h3><dl class=\"facts\">\(rows)</dl></section>\n"
    }
    return sections.joined()
  }

  private func row(_ field: FormField, _ value: FactValue?) -> HTML {
    let said: HTML
    if case .files = field.kind {
      let links: [HTML] = files.filter { $0.field == field.key }.map {
        "<li><a href=\"\(fileAddress($0))\">\(fileName($0))</a></li>\n"
      }
      said = links.isEmpty ? "—" : "<ul class=\"plain\">\(links)</ul>"
    } else if case .achievements = field.kind {
      let chosen = Set(value?.keys ?? [])
      let entries: [HTML] = ledger.filter { chosen.contains($0.id) }.map { entry in
        "<li>\(entry.title) <span class=\"muted\">\(entry.day)\(when: entry.isRecorded, " · \(t("from a record"))")</span></li>\n"
      }
      said = entries.isEmpty ? "—" : "<ol class=\"plain\">\(entries)</ol>"
    } else if case .link = field.kind, let text = value?.text {
      said = "<a href=\"\(text)\" rel=\"noopener nofollow\">\(text)</a>"
    } else {
      said = "<span class=\"typed\">\(value.map { programme.words($0, of: field.key, t) } ?? "—")</span>"
    }
    return "<div><dt>\(t.pick(field.name))</dt><dd>\(said)</dd></div>\n"
  }
}

extension EvidenceKind {
  /// What a browser offers for the field.
  var accept: String {
    switch self {
    case .pdf: "application/pdf"
    case .picture: "image/jpeg,image/png"
    case .video: "video/mp4"
    case .audio: "audio/mpeg,audio/mp4"
    }
  }

  func name(_ t: Localizer) -> String {
    switch self {
    case .pdf: "PDF"
    case .picture: t("pictures (JPEG, PNG)")
    case .video: t("video (MP4)")
    case .audio: t("audio (MP3, M4A)")
    }
  }
}
