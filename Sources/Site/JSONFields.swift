/// How the members of a JSON resource are called in a form, so that what a program sends is read by the rules of the page.
///
///     let fields = JSONFields(["names.zh-Hans": "name", "creditCode": "credit_code"])
///     fields.fill(&form, from: body, t)          // a merge patch (RFC 7396): null empties, what is not said stays
///     guard form.isGood else { throw fields.problem(form, t) }
public struct JSONFields: Sendable {
  private let fields: [String: String]
  private let kinds: [String: Kind]
  private let members: [String: String]

  /// What kind of value a member has; a text where nothing else is said.
  public enum Kind: Sendable {
    /// A number.
    case number
    /// True or false.
    case flag
    /// Texts that a form writes with “;” between.
    case texts
    /// Texts without spaces that a form writes with spaces between, such as days.
    case words
    /// Keys that a form offers as boxes to tick.
    case ticks
    /// Whole numbers that a form offers as boxes to tick.
    case numbers
  }

  /// The members by path, as `names.en`, with the field of the form each fills.
  ///
  /// - Parameter kinds: by member, what is not a text.
  public init(_ fields: [String: String], kinds: [String: Kind] = [:]) {
    self.fields = fields
    self.kinds = kinds
    members = Dictionary(fields.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
  }

  /// Fields that are called alike in both.
  public init(_ names: [String], kinds: [String: Kind] = [:]) {
    self.init(Dictionary(names.map { ($0, $0) }, uniquingKeysWith: { first, _ in first }), kinds: kinds)
  }

  /// Fills a form from an object; a member that is not among the fields is refused by name, so that nothing is set by chance.
  public func fill(_ form: inout Form, from body: JSONValue, _ t: Localizer) {
    guard case .object(let members) = body else { return form.refuse("", t("Please send a JSON object.")) }
    for member in members { fill(&form, member.name, member.value, t) }
  }

  private func fill(_ form: inout Form, _ path: String, _ value: JSONValue, _ t: Localizer) {
    if let field = fields[path] {
      guard fill(&form, field, kinds[path], value) else {
        return form.refuse(Self.member(path), t("This kind of value does not belong here."))
      }
      return
    }
    let below = fields.filter { $0.key.hasPrefix(path + ".") }
    guard !below.isEmpty else { return form.refuse(Self.member(path), t("There is no such member, or it cannot be set.")) }
    switch value {
    case .null: for field in below.values { form.fill(field, nil) }
    case .object(let members): for member in members { fill(&form, path + "." + member.name, member.value, t) }
    default: form.refuse(Self.member(path), t("This kind of value does not belong here."))
    }
  }

  /// How a fault of a member is noted, which may be called like a field that is another's.
  private static func member(_ path: String) -> String { "/" + path }

  /// Fills one field; `false` when the value is of another kind.
  private func fill(_ form: inout Form, _ field: String, _ kind: Kind?, _ value: JSONValue) -> Bool {
    switch (kind, value) {
    case (_, .null): form.fill(field, nil)
    case (nil, .string(let text)): form.fill(field, text.isEmpty ? nil : text)
    case (.number, .integer(let number)): form.fill(field, String(number))
    case (.number, .number(let number)) where number.isFinite: form.fill(field, number.description)
    case (.flag, .bool(let flag)): form.fill(field, flag ? "yes" : nil)
    case (.texts, .array(let items)), (.ticks, .array(let items)):
      let texts = items.compactMap { item in if case .string(let text) = item { text } else { nil } }
      guard texts.count == items.count, texts.count <= 200, !texts.contains(where: { $0.contains(";") }) else { return false }
      kind == .ticks ? form.fill(field, all: texts) : form.fill(field, texts.isEmpty ? nil : texts.joined(separator: ";"))
    case (.words, .array(let items)):
      let texts = items.compactMap { item in if case .string(let text) = item { text } else { nil } }
      guard texts.count == items.count, texts.count <= 400, !texts.contains(where: { $0.contains(where: \.isWhitespace) }) else {
        return false
      }
      form.fill(field, texts.isEmpty ? nil : texts.joined(separator: " "))
    case (.numbers, .array(let items)):
      let numbers = items.compactMap { item in if case .integer(let number) = item { number } else { nil } }
      guard numbers.count == items.count, numbers.count <= 200 else { return false }
      form.fill(field, all: numbers.map { String($0) })
    default: return false
    }
    return true
  }

  /// The most faults that are told: an answer is not to be many times as long as what asked for it.
  private static let mostFaults = 50

  /// What is wrong with a form, by the names of the members.
  public func problem(_ form: Form, _ t: Localizer) -> Problem {
    let faults = form.errors.prefix(Self.mostFaults).map {
      Problem.Fault(
        field: $0.field.hasPrefix("/") ? String($0.field.dropFirst()) : members[$0.field] ?? $0.field, detail: $0.message)
    }
    var problem = Problem(.unprocessableContent, detail: faults.first?.detail, field: faults.first?.field)
    problem.faults = faults
    return problem
  }
}
