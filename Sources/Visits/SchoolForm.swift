import HTML
import Places
import Site

/// The form in which a teacher writes the plan of a visit.
struct SchoolForm {
  /// How many classes the form has room for.
  static let rows = 8
  /// Most pupils of one row; a row may be a whole year.
  static let mostPupils = 2_000

  let form: Form
  let t: Localizer

  /// The fields of the plan.
  var fields: HTML {
    let words = SchoolWords(t: t)
    let stages = SchoolStage.allCases.map { (key: $0.rawValue, label: words.stage($0)) }
    let rows: [HTML] = (1...Self.rows).map { row in
      """
      <div class="form-row">\(form.select("stage_\(row)", label: t.context("school", "Stage"), options: stages, none: "—", isRequired: false))
      \(form.field("class_\(row)", label: t.context("school", "Class"), isRequired: false, most: 60))
      \(form.field("pupils_\(row)", label: t("Pupils"), isRequired: false, inputMode: "numeric"))</div>

      """
    }
    return """
      <fieldset><legend>\(t("Classes"))</legend><p class="hint">\(t("Which classes come, and how many pupils of each. No names of pupils."))</p>
      \(rows.prefix(3).map { $0 })
      <details\(attribute: "open", if: (4...Self.rows).contains { form.typed["pupils_\($0)"].map { !$0.isEmpty } ?? false })><summary>\(t("More classes"))</summary>\(rows.dropFirst(3).map { $0 })</details></fieldset>
      \(form.area("teachers", label: t("Teachers"), hint: t("One a line: name and telephone. One teacher for each 20 pupils, one for each 10 children of a kindergarten."), isRequired: false, most: 4_000))
      \(form.area("purpose", label: t("Purpose of the visit"), rows: 3, isRequired: false, most: 2_000))
      \(form.area("curriculum", label: t("How it fits with what is taught"), rows: 3, isRequired: false, most: 2_000))
      \(form.field("contact", label: t("Who is in charge on the day, with a telephone"), isRequired: false, most: 200))
      \(form.area("safety_plan", label: t("Safety plan"), hint: t("Who looks after whom, where you meet, what to do when somebody is missing or hurt."), isRequired: false, most: 4_000))
      \(form.field("insurance", label: t("Insurance: company and number"), isRequired: false, most: 200))
      \(form.field("vehicle", label: t("Vehicle, its licence and its driver's"), hint: t("Or how else you come: on foot, by metro."), isRequired: false, most: 300))
      \(form.area("weather", label: t("What you do in bad weather"), rows: 2, isRequired: false, most: 600))
      \(form.field("filing", label: t("Number of the filing with the education office"), isRequired: false, most: 80))
      """
  }

  /// The form with a plan in it.
  static func filled(_ form: Form, _ plan: SchoolVisitPlan) -> Form {
    var form = form
    for (row, item) in plan.classes.prefix(rows).enumerated() {
      form.fill("stage_\(row + 1)", item.stage.rawValue)
      form.fill("class_\(row + 1)", item.name)
      form.fill("pupils_\(row + 1)", String(item.pupils))
    }
    let values = [
      "teachers": plan.teachers.joined(separator: "\n"), "purpose": plan.purpose, "curriculum": plan.curriculum,
      "contact": plan.contact, "safety_plan": plan.safetyPlan, "insurance": plan.insurance, "vehicle": plan.vehicle,
      "weather": plan.weather, "filing": plan.filing,
    ]
    for (name, value) in values { form.fill(name, value) }
    return form
  }

  /// The form with what a tour says already, so that nobody types it twice.
  static func filled(_ form: Form, with trip: Trip) -> Form {
    var plan = SchoolVisitPlan()
    (plan.contact, plan.safetyPlan, plan.insurance) = (trip.sheet.contact, trip.sheet.safetyPlan, trip.sheet.insurance)
    (plan.vehicle, plan.weather, plan.filing) = (trip.sheet.vehicle, trip.sheet.weather, trip.sheet.filing)
    var form = filled(form, plan)
    let pupils = trip.request.party.minors + trip.request.party.preschool
    if pupils > 0 { form.fill("pupils_1", String(pupils)) }
    return form
  }

  /// The plan that was typed. What is missing is no error before the visit is sent.
  static func read(_ form: inout Form, _ t: Localizer) -> SchoolVisitPlan {
    var plan = SchoolVisitPlan()
    for row in 1...rows {
      if let item = readClass(row, &form, t) { plan.classes.append(item) }
    }
    plan.teachers = form.text("teachers", most: 4_000, isOptional: true, t).split(whereSeparator: \.isNewline)
      .map { $0.split(separator: " ").joined(separator: " ") }.filter { !$0.isEmpty }
    if plan.teachers.count > 200 {
      form.refuse("teachers", t("Please give a number from {low} to {high}.", ["low": "1", "high": "200"]))
    }
    plan.purpose = form.text("purpose", isOptional: true, t)
    plan.curriculum = form.text("curriculum", isOptional: true, t)
    plan.contact = form.text("contact", most: 200, isOptional: true, t)
    plan.safetyPlan = form.text("safety_plan", most: 4_000, isOptional: true, t)
    plan.insurance = form.text("insurance", most: 200, isOptional: true, t)
    plan.vehicle = form.text("vehicle", most: 300, isOptional: true, t)
    plan.weather = form.text("weather", most: 600, isOptional: true, t)
    plan.filing = form.text("filing", most: 80, isOptional: true, t)
    return plan
  }

  private static func readClass(_ row: Int, _ form: inout Form, _ t: Localizer) -> SchoolClass? {
    let name = form.text("class_\(row)", most: 60, isOptional: true, t)
    let pupils = form.text("pupils_\(row)", most: 10, isOptional: true, t)
    guard !name.isEmpty || !pupils.isEmpty else { return nil }
    let stage = form.choice("stage_\(row)", of: SchoolStage.allCases.map(\.rawValue), t).flatMap(SchoolStage.init)
    let count = form.number("pupils_\(row)", in: 1...mostPupils, t)
    guard let stage, let count else { return nil }
    return SchoolClass(stage: stage, name: name, pupils: count)
  }
}
