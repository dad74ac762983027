import People
import Places
import SQL
import Site

/// A step of the chain: who may make it, what it asks for, and what it does. Pages and programs make the same ones.
struct SchoolStep: Sendable {
  let kind: SchoolVisitStep.Kind
  var needsReason = false
  let may: @Sendable (SeenVisit.Part) -> Bool
  private let act: @Sendable (Schools, ID<SchoolVisit>, _ reason: String, ID<Person>, Writer) throws -> SchoolVisit

  /// The reason that was typed.
  func reason(_ form: inout Form, _ t: Localizer) -> String {
    form.text("reason", most: 1_000, isOptional: !needsReason, t)
  }

  /// Stops whoever has no part in this step.
  func require(_ part: SeenVisit.Part, _ t: Localizer) throws {
    guard may(part) else { throw Problem(.forbidden, detail: t("Your account has no grant for this.")) }
  }

  /// Makes the step and tells those whom it concerns.
  func make(
    _ visit: ID<SchoolVisit>, reason: String, by rights: Rights, _ base: SchoolRoutes, in writer: Writer
  ) throws -> SchoolVisit {
    let visit = try act(base.schools, visit, reason, rights.person.id, writer)
    try base.tell(kind, visit, by: rights, in: writer)
    return visit
  }

  // MARK: The school

  static let sending = SchoolStep(kind: .sent, may: { $0.mayPlan }) { try $0.send($1, by: $3, in: $4) }

  static let sendingBack = SchoolStep(kind: .returned, needsReason: true, may: { $0.mayConfirm }) {
    try $0.sendBack($1, reason: $2, by: $3, in: $4)
  }

  static let confirming = SchoolStep(kind: .confirmed, may: { $0.mayConfirm }) { try $0.confirm($1, by: $3, in: $4) }

  static let withdrawing = SchoolStep(kind: .withdrawn, needsReason: true, may: { $0.isOfSchool }) {
    try $0.withdraw($1, reason: $2, by: $3, in: $4)
  }

  // MARK: The bases

  static func accepting(at host: ID<Base>) -> SchoolStep {
    SchoolStep(kind: .accepted, may: { $0.bases.contains(host) }) { try $0.accept($1, at: host, by: $3, in: $4) }
  }

  static func declining(at host: ID<Base>) -> SchoolStep {
    SchoolStep(kind: .declined, needsReason: true, may: { $0.bases.contains(host) }) {
      try $0.decline($1, at: host, reason: $2, by: $3, in: $4)
    }
  }

  static func counting(_ people: Int, at host: ID<Base>) -> SchoolStep {
    SchoolStep(kind: .counted, may: { $0.bases.contains(host) }) { try $0.count(people, at: host, of: $1, by: $3, in: $4) }
  }

  /// How many people came, as it was typed.
  static func people(_ form: inout Form, _ t: Localizer) -> Int? { form.number("people", in: 1...10_000, t) }
}

extension SeenVisit {
  /// For whom somebody says how it was at a base.
  ///
  /// - Throws: `Problem` 403 for those who were on neither side.
  func side(at host: ID<Base>) throws -> SchoolFeedback.Side {
    guard part.isOfSchool || part.bases.contains(host) else { throw Problem(.forbidden) }
    return part.isOfSchool ? .school : .base
  }

  /// The base at an address, as a part of the visit.
  func host(_ slug: String, _ t: Localizer) throws -> Base {
    guard let host = bases.values.first(where: { $0.slug == slug }) else {
      throw Problem.notFound(t("There is no base at this address."))
    }
    return host
  }
}

extension SchoolFeedback {
  /// What was typed of how it was.
  static func read(_ form: inout Form, _ t: Localizer) -> (points: Int, words: String)? {
    let points = form.number("points", in: 1...5, t)
    let words = form.text("words", isOptional: true, t)
    guard let points, form.isGood else { return nil }
    return (points, words)
  }
}
