import People
import SQL
import Site

/// A submission's form between what is stored and what is typed.
struct DraftForm {
  let programme: Programme
  let submission: Submission

  /// Rows for people: those that are there, and some to add to.
  static let spareRows = 2

  /// The most people beside the applicant.
  var mostAuthors: Int { max(0, (programme.team?.most ?? 1) - 1) }

  static func author(_ row: Int, _ part: String) -> String { "_author_\(row)_\(part)" }

  /// Fills the form with what is stored.
  func fill(_ form: inout Form, _ words: DraftWords) {
    form.fill("title", submission.title)
    form.fill("track", submission.track)
    form.fill("recommender", words.recommender)
    for (row, author) in words.authors.enumerated() {
      form.fill(Self.author(row, "name"), author.name)
      form.fill(Self.author(row, "unit"), author.unit)
      form.fill(Self.author(row, "role"), author.role)
      form.fill(Self.author(row, "email"), author.email)
    }
    for field in programme.sections(isRenewal: submission.isRenewal).flatMap(\.fields) {
      form.fill(field.key, all: field.typed(submission.answers[field.key]))
    }
    form.fill("_version", String(submission.version))
  }

  /// What a form holds; questions that it does not ask stay as they were.
  func read(_ form: Form) -> TypedDraft {
    let track = form.typed["track"].flatMap { $0.isEmpty ? nil : $0 }
    return TypedDraft(
      title: (form.typed["title"] ?? "").trimmedOfWhitespace, track: programme.tracks.isEmpty ? submission.track : track,
      words: DraftWords(
        recommender: (form.typed["recommender"] ?? "").trimmedOfWhitespace,
        authors: (0..<rows(of: form)).map { author($0, form) }.filter { !$0.isEmpty }),
      answers: programme.answers(in: form, before: submission.answers, isRenewal: submission.isRenewal))
  }

  private func author(_ row: Int, _ form: Form) -> TypedAuthor {
    func part(_ name: String) -> String { String((form.typed[Self.author(row, name)] ?? "").trimmedOfWhitespace.prefix(200)) }
    return TypedAuthor(name: part("name"), unit: part("unit"), role: part("role"), email: part("email"))
  }

  /// How many rows for people a form has.
  func rows(of form: Form) -> Int {
    var rows = 0
    while rows < mostAuthors, form.typed[Self.author(rows, "name")] != nil { rows += 1 }
    return rows
  }

  /// How many rows to show: one more than are filled, as far as the team may grow.
  func rowsToShow(_ form: Form) -> Int {
    let filled = (0..<rows(of: form)).filter { !author($0, form).isEmpty }.count
    return min(mostAuthors, max(filled + Self.spareRows, rows(of: form)))
  }

  /// Marks what differs from what somebody else stored meanwhile, so that nothing is lost by whoever saves last.
  func mark(_ form: inout Form, theirs: DraftForm, _ words: DraftWords, _ t: Localizer) {
    let (mine, stored) = (read(form), theirs.submission)
    func refuse(_ field: String, _ text: String) {
      form.refuse(
        field,
        t("Meanwhile this was stored: “{theirs}”. Yours stands here; save to keep it.", ["theirs": text.isEmpty ? "—" : text]))
    }
    if mine.title != stored.title { refuse("title", stored.title) }
    if mine.track != stored.track {
      refuse("track", programme.tracks.first { $0.key == stored.track }.map { t.pick($0.name) } ?? "")
    }
    for field in programme.sections(isRenewal: submission.isRenewal).flatMap(\.fields) {
      let (own, other) = (mine.answers[field.key], stored.answers[field.key])
      if own != other, !(own == .flag(false) && other == nil) {
        refuse(field.key, other.map { programme.words($0, of: field.key, t) } ?? "")
      }
    }
    guard stored.state == .draft else { return }
    if mine.words.recommender != words.recommender { refuse("recommender", words.recommender) }
    if mine.words.authors != words.authors {
      refuse("authors", words.authors.map(\.name).joined(separator: t("; ")))
    }
  }
}
