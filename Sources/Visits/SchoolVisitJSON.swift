import People
import Places
import SQL
import Site

/// Visits of schools as programs read and write them.
enum SchoolVisitJSON {
  // MARK: Read

  /// What a list shows of a visit.
  static func row(_ row: SchoolListPage.Row) -> JSONValue {
    .members(row.visit.summary(row.school) + [("bases", .array(row.bases.map { .string($0.slug) }))])
  }

  /// A visit as one person sees it, with the version that stands.
  static func answer(_ seen: SeenVisit) -> APIAnswer {
    APIAnswer(visit(seen), version: seen.visit.version)
  }

  private static func visit(_ seen: SeenVisit) -> JSONValue {
    let visit = seen.visit
    let hosts = seen.legs.compactMap { leg in seen.bases[leg.base].map { stop($0, leg, seen) } }
    let steps = seen.steps.map { step -> JSONValue in
      .members([
        ("kind", .string(step.kind.rawValue)), ("at", .string(step.at.description)), ("by", .text(step.name)),
        ("base", .text(step.base.flatMap { seen.bases[$0]?.slug })), ("reason", step.reason.isEmpty ? nil : .string(step.reason)),
      ])
    }
    return .members(
      visit.summary(seen.school) + [
        ("tour", .text(visit.trip?.description)), ("plan", plan(visit.plan)),
        ("missing", .array(visit.plan.missing.map { .string(member($0)) })), ("bases", .array(hosts)), ("steps", .array(steps)),
        (
          "may",
          [
            "plan": .bool(seen.part.mayPlan), "confirm": .bool(seen.part.mayConfirm),
            "answerFor": .array(
              seen.legs.filter { seen.part.bases.contains($0.base) }.compactMap {
                seen.bases[$0.base].map { .string($0.slug) }
              }),
          ]
        ),
      ])
  }

  private static func stop(_ host: Base, _ leg: SchoolVisitLeg, _ seen: SeenVisit) -> JSONValue {
    let session = seen.sessions[leg.session]
    let feedback = seen.feedback.filter { $0.base == leg.base }.map { said -> JSONValue in
      ["side": .string(said.side.rawValue), "points": .integer(Int64(said.points)), "words": .string(said.words)]
    }
    return .members([
      ("base", .string(host.slug)), ("names", .localized(host.facts.names)), ("session", .string(leg.session.description)),
      ("starts", .text(session?.starts.description)), ("ends", .text(session?.ends.description)),
      ("hasPlaces", .bool(leg.booking.map(seen.placed.contains) ?? false)), ("answer", .string(leg.answer.rawValue)),
      ("came", leg.came.map { .integer(Int64($0)) }), ("feedback", .array(feedback)),
    ])
  }

  private static func plan(_ plan: SchoolVisitPlan) -> JSONValue {
    let classes = plan.classes.map { item -> JSONValue in
      ["stage": .string(item.stage.rawValue), "name": .string(item.name), "pupils": .integer(Int64(item.pupils))]
    }
    return [
      "classes": .array(classes), "teachers": .array(plan.teachers.map { .string($0) }), "purpose": .string(plan.purpose),
      "curriculum": .string(plan.curriculum), "contact": .string(plan.contact), "safetyPlan": .string(plan.safetyPlan),
      "insurance": .string(plan.insurance), "vehicle": .string(plan.vehicle), "weather": .string(plan.weather),
      "filing": .string(plan.filing),
    ]
  }

  /// The visits of a school in a year that took place.
  static func count(_ count: SchoolVisitCount, of school: Organization, year: Int) -> JSONValue {
    [
      "school": .string(school.id.description), "names": .localized(school.names), "year": .integer(Int64(year)),
      "visits": .integer(Int64(count.visits)), "people": .integer(Int64(count.people)),
    ]
  }

  /// The receipt with its signature, which anybody can check.
  static func receipt(_ seen: SeenVisit, address: String, credential: String, _ t: Localizer) -> JSONValue {
    .members([
      ("number", .string(seen.visit.id.description)), ("acceptedAt", .text(seen.acceptedAt?.description)),
      ("text", .string(SchoolReceipt(seen: seen, address: address, t: t).sentence)), ("address", .string(address)),
      ("credential", .string(credential)),
    ])
  }

  // MARK: Written

  private static let planMembers: [String: String] = {
    var members = [
      "plan.teachers": "teachers", "plan.purpose": "purpose", "plan.curriculum": "curriculum", "plan.contact": "contact",
      "plan.safetyPlan": "safety_plan", "plan.insurance": "insurance", "plan.vehicle": "vehicle", "plan.weather": "weather",
      "plan.filing": "filing",
    ]
    for row in 1...SchoolForm.rows {
      members["plan.classes.\(row - 1).stage"] = "stage_\(row)"
      members["plan.classes.\(row - 1).name"] = "class_\(row)"
      members["plan.classes.\(row - 1).pupils"] = "pupils_\(row)"
    }
    return members
  }()
  private static let kinds = Dictionary(
    uniqueKeysWithValues: (0..<SchoolForm.rows).map { ("plan.classes.\($0).pupils", JSONFields.Kind.number) })

  /// The members of a plan.
  static let plan = JSONFields(planMembers, kinds: kinds)
  /// Those of a visit that is begun.
  static let whole = JSONFields(
    planMembers.merging(["school": "school", "session": "session", "tour": "tour"]) { $1 }, kinds: kinds)

  /// How a part of the plan is called.
  static func member(_ part: SchoolVisitPlan.Part) -> String { part == .safetyPlan ? "plan.safetyPlan" : "plan.\(part.rawValue)" }

  /// What was sent, with the lists of a plan as its form has them: classes by their place, teachers one a line.
  static func flat(_ json: JSONValue) -> JSONValue {
    guard case .object(let members) = json else { return json }
    return .object(
      members.map { member in
        guard member.name == "plan", case .object(let parts) = member.value else { return member }
        return .init("plan", .object(parts.map { .init($0.name, flat($0.value, of: $0.name)) }))
      })
  }

  private static func flat(_ value: JSONValue, of name: String) -> JSONValue {
    guard name == "classes" || name == "teachers", value != .null else { return value }
    // Another kind of value is kept as one that belongs to neither, so that it is refused by name.
    guard case .array(let items) = value else { return .bool(false) }
    if name == "classes" { return .object(items.enumerated().map { .init("\($0.offset)", $0.element) }) }
    let lines: [String] = items.compactMap { item in if case .string(let text) = item { text } else { nil } }
    return lines.count == items.count ? .string(lines.joined(separator: "\n")) : .bool(false)
  }

  /// The form of a plan after a merge patch; classes that are sent stand for all of them.
  static func patched(_ plan: SchoolVisitPlan, with json: JSONValue, _ t: Localizer) -> Form {
    var form = SchoolForm.filled(Form(), plan)
    if json["plan"]?["classes"] != nil {
      for row in 1...SchoolForm.rows { for field in ["stage", "class", "pupils"] { form.fill("\(field)_\(row)", nil) } }
    }
    Self.plan.fill(&form, from: flat(json), t)
    return form
  }
}

extension SchoolVisit {
  fileprivate func summary(_ school: Organization?) -> [(String, JSONValue?)] {
    [
      ("id", .string(id.description)), ("school", .string(self.school.description)),
      ("schoolNames", school.map { .localized($0.names) }), ("state", .string(state.rawValue)),
      ("day", .string(day.description)), ("people", .integer(Int64(plan.party.people))), ("due", .text(due?.description)),
      ("version", .integer(Int64(version))),
    ]
  }
}
