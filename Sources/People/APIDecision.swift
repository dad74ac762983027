import Site

/// An officer's yes or no to something that waits, as a program sends it: `{"answer": "yes", "reason": "…"}`.
public struct APIDecision: Sendable {
  /// Whether it is accepted.
  public let isYes: Bool
  /// Why; there is one whenever it is not.
  public let reason: String
}

extension Site {
  private static let decisionFields = JSONFields(["answer", "reason"])
  private static let reasonFields = JSONFields(["reason"])

  /// Reads a decision; declining needs a reason.
  ///
  /// - Throws: `Problem` 422 that names the member.
  public func decision(_ body: APIBody, _ t: Localizer) throws -> APIDecision {
    var form = Form()
    Self.decisionFields.fill(&form, from: body.json, t)
    let isYes = form.choice("answer", of: ["yes", "no"], t) == "yes"
    let reason = form.text("reason", most: 500, isOptional: isYes, t)
    guard form.isGood else { throw Self.decisionFields.problem(form, t) }
    return APIDecision(isYes: isYes, reason: reason)
  }

  /// Reads the reason of a step.
  ///
  /// - Throws: `Problem` 422 that names the member.
  public func reason(_ body: APIBody, isOptional: Bool, _ t: Localizer) throws -> String {
    var form = Form()
    Self.reasonFields.fill(&form, from: body.json, t)
    let reason = form.text("reason", most: 500, isOptional: isOptional, t)
    guard form.isGood else { throw Self.reasonFields.problem(form, t) }
    return reason
  }
}

extension Paging {
  /// A page of a list as programs read it.
  public func json(_ items: [JSONValue]) -> JSONValue {
    [
      "total": .integer(Int64(total)), "page": .integer(Int64(page)), "size": .integer(Int64(size)), "items": .array(items),
    ]
  }
}
