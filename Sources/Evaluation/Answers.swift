import Foundation
import SQL
import Site

extension FormField {
  /// What was typed, as a value. What makes no sense is kept as it was typed, so that a draft never loses a word.
  func read(_ typed: [String]) -> FactValue? {
    let text = (typed.first ?? "").trimmedOfWhitespace
    switch kind {
    case .choices, .achievements: return typed.isEmpty ? nil : .keys(typed)
    case .flag, .pledge: return .flag(!text.isEmpty)
    case .files: return nil
    default: break
    }
    guard !text.isEmpty else { return nil }
    switch kind {
    case .number, .daysOfYear: return Self.number(text).map(FactValue.number) ?? .text(text)
    case .day: return Day(text).map(FactValue.day) ?? .text(text)
    default: return .text(text)
    }
  }

  private static func number(_ text: String) -> Double? {
    let plain = text.filter { $0 != "," && $0 != "，" && $0 != " " }
    guard plain.count < 20, let number = Double(plain), number.isFinite else { return nil }
    return number
  }

  /// A value as it is typed into the form again.
  func typed(_ value: FactValue?) -> [String] {
    switch value {
    case nil: []
    case .text(let text): [text]
    case .number(let number): [Self.plain(number)]
    case .flag(let flag): flag ? ["yes"] : []
    case .day(let day): [day.description]
    case .keys(let keys): keys
    }
  }

  /// A number without a point that says nothing: 300, 12.5.
  static func plain(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number)
  }

  /// What is wrong with an answer, in a sentence; `nil` when it is right.
  ///
  /// - Parameters:
  ///   - files: how many files are there for the question.
  ///   - year: what the answers are about.
  func problem(_ value: FactValue?, files: Int, year: Int, _ t: Localizer) -> String? {
    if case .files(_, let most) = kind {
      if files == 0, isRequired { return t("Please add a file.") }
      return files > most ? t("Please leave {limit} files at most.", ["limit": t.number(most)]) : nil
    }
    guard let value else { return isRequired ? t("Please fill this in.") : nil }
    switch kind {
    case .line(let most), .area(let most): return Self.tooLong(value, most, t)
    case .number(let range, let isWhole): return number(value, range, isWhole: isWhole, t)
    case .daysOfYear: return number(value, 0...(Self.isLeap(year) ? 366 : 365), isWhole: true, t)
    case .flag, .files: return nil
    case .pledge: return value.flag == true ? nil : t("Nothing can be handed in without this.")
    case .choice(let options), .choices(let options):
      let keys = value.keys ?? []
      let isKnown = keys.allSatisfy { key in options.contains { $0.key == key } }
      return isKnown && !keys.isEmpty ? nil : t("Please choose one of these.")
    case .day: return value.day == nil ? t("Please give a day, such as 2026-05-31.") : nil
    case .link:
      let text = value.text ?? ""
      return text.hasPrefix("https://") || text.hasPrefix("http://")
        ? Self.tooLong(value, 500, t) : t("Please give an address that begins with https://")
    case .achievements(let range): return count(value.keys?.count ?? 0, range, t)
    }
  }

  private static func tooLong(_ value: FactValue, _ most: Int, _ t: Localizer) -> String? {
    (value.text ?? "").count > most ? t("Please shorten this to {limit} characters.", ["limit": t.number(most)]) : nil
  }

  private func number(_ value: FactValue, _ range: ClosedRange<Double>, isWhole: Bool, _ t: Localizer) -> String? {
    if let number = value.number, range.contains(number), !isWhole || number == number.rounded() { return nil }
    let limits = ["low": Self.plain(range.lowerBound), "high": Self.plain(range.upperBound)]
    return isWhole
      ? t("Please give a whole number from {low} to {high}.", limits) : t("Please give a number from {low} to {high}.", limits)
  }

  private func count(_ count: Int, _ range: ClosedRange<Int>, _ t: Localizer) -> String? {
    if range.contains(count) { return nil }
    return t(
      "Please choose from {low} to {high}.", ["low": t.number(range.lowerBound), "high": t.number(range.upperBound)])
  }

  private static func isLeap(_ year: Int) -> Bool { Day(year: year, month: 2, day: 29) != nil }
}

extension Programme {
  /// The parts of the form that somebody has to fill in.
  func sections(isRenewal: Bool) -> [FormSection] { isRenewal ? sections.filter { !$0.isForNewOnly } : sections }

  /// The answers that a form holds; questions that it does not ask stay as they were.
  func answers(in form: Form, before: Facts, isRenewal: Bool) -> Facts {
    var answers = before
    for field in sections(isRenewal: isRenewal).flatMap(\.fields) {
      if case .files = field.kind { continue }
      answers[field.key] = field.read(form.several[field.key] ?? [])
    }
    return answers
  }

  /// What is wrong with the answers, by question.
  func problems(
    _ answers: Facts, files: [SubmittedFile], year: Int, isRenewal: Bool, _ t: Localizer
  ) -> [(field: String, message: String)] {
    var problems: [(field: String, message: String)] = []
    for field in sections(isRenewal: isRenewal).flatMap(\.fields) {
      let count = files.count { $0.field == field.key }
      if let message = field.problem(answers[field.key], files: count, year: year, t) { problems.append((field.key, message)) }
    }
    for check in checks where !check.holds(answers) { problems.append((check.fields.last ?? "", t.pick(check.words))) }
    return problems
  }
}

extension String {
  /// The text without white space around it.
  var trimmedOfWhitespace: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
