/// How the members of a JSON resource are called in a form, so that what a program sends is read by the rules of the page.
///
///     let fields = JSONFields(["names.zh-Hans": "name", "creditCode": "credit_code"])
///     fields.fill(&form, from: body, t)          // a merge patch (RFC 7396): null empties, what is not said stays
///     guard form.isGood else { throw fields.problem(form, t) }
public struct JSONFields: Sendable {
  private let fields: [String: String]
  private let lists: Set<String>
  private let members: [String: String]

  /// The members by path, as `names.en`, with the field of the form each fills.
  ///
  /// - Parameter lists: fields with several boxes to tick; a list for another field is written with “;” between.
  public init(_ fields: [String: String], lists: Set<String> = []) {
    self.fields = fields
    self.lists = lists
    members = Dictionary(fields.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
  }

  /// Fields that are called alike in both.
  public init(_ names: [String], lists: Set<String> = []) {
    self.init(Dictionary(names.map { ($0, $0) }, uniquingKeysWith: { first, _ in first }), lists: lists)
  }

  /// Fills a form from an object; a member that is not among the fields is refused by name, so that nothing is set by chance.
  public func fill(_ form: inout Form, from body: JSONValue, _ t: Localizer) {
    guard case .object(let members) = body else { return form.refuse("", t("Please send a JSON object.")) }
    for member in members { fill(&form, member.name, member.value, t) }
  }

  private func fill(_ form: inout Form, _ path: String, _ value: JSONValue, _ t: Localizer) {
    if let field = fields[path] {
      if case .array(let items) = value { return fill(&form, field, path, items, t) }
      guard let typed = value.typed else { return form.refuse(path, t("This kind of value does not belong here.")) }
      return form.fill(field, typed.isEmpty ? nil : typed)
    }
    let below = fields.filter { $0.key.hasPrefix(path + ".") }
    switch value {
    case .null where !below.isEmpty:
      for field in below.values { form.fill(field, nil) }
    case .object(let members) where !below.isEmpty:
      for member in members { fill(&form, path + "." + member.name, member.value, t) }
    default:
      form.refuse(
        path, below.isEmpty ? t("There is no such member, or it cannot be set.") : t("This kind of value does not belong here."))
    }
  }

  private func fill(_ form: inout Form, _ field: String, _ path: String, _ items: [JSONValue], _ t: Localizer) {
    let texts = items.compactMap(\.typed)
    guard texts.count == items.count, !texts.contains(where: { $0.contains(";") }), texts.count <= 200 else {
      return form.refuse(path, t("This kind of value does not belong here."))
    }
    lists.contains(field) ? form.fill(field, all: texts) : form.fill(field, texts.isEmpty ? nil : texts.joined(separator: ";"))
  }

  /// Everything that is wrong with a form, by the names of the members.
  public func problem(_ form: Form, _ t: Localizer) -> Problem {
    let faults = form.errors.map { Problem.Fault(field: members[$0.field] ?? $0.field, detail: $0.message) }
    var problem = Problem(.unprocessableContent, detail: faults.first?.detail, field: faults.first?.field)
    problem.faults = faults
    return problem
  }
}
