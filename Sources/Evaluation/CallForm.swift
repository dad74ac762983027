import HTML
import People
import SQL
import Site

/// The form in which an office sets up a round, and what it reads from it.
struct CallForm {
  let evaluation: Evaluation
  let programme: Programme
  /// The call that is changed; `nil` for a new one.
  let call: Call?
  let t: Localizer

  // MARK: Filling it in

  /// Everything as the programme suggests, so that a round can be set up by looking at it once.
  func fillDefaults(_ form: inout Form, region: String) {
    let today = evaluation.today
    form.fill("name", "\(today.year)年\(programme.names.zhHans)")
    form.fill("name_zh_hant", programme.names.zhHant.map { "\(today.year)年\($0)" })
    form.fill("name_en", programme.names.en.map { "\($0) \(today.year)" })
    form.fill("announcement", programme.summary.zhHans)
    form.fill("announcement_zh_hant", programme.summary.zhHant)
    form.fill("announcement_en", programme.summary.en)
    form.fill("year", String(today.year - 1))
    form.fill("opens", today.adding(days: 1).description)
    form.fill("closes", today.adding(days: 30).description)
    if programme.recommendation != nil { form.fill("recommend_by", today.adding(days: 40).description) }
    for level in programme.decision.levels { form.fill(Self.quota(level), level.quota.map { String($0) }) }
    form.fill("region", region)
  }

  /// Everything as a plan says it.
  func fill(_ form: inout Form, from plan: Call.Plan) {
    form.fill("name", plan.names.zhHans)
    form.fill("name_zh_hant", plan.names.zhHant)
    form.fill("name_en", plan.names.en)
    form.fill("announcement", plan.announcement.zhHans)
    form.fill("announcement_zh_hant", plan.announcement.zhHant)
    form.fill("announcement_en", plan.announcement.en)
    form.fill("year", String(plan.year))
    form.fill("opens", plan.opens.localDay.description)
    fillEnd(&form, "closes", plan.closes)
    plan.recommendBy.map { form.fill("recommend_by", lastDay(before: $0).description) }
    plan.reviewBy.map { form.fill("review_by", lastDay(before: $0).description) }
    for level in programme.decision.levels {
      form.fill(Self.quota(level), (plan.quotas[level.key] ?? level.quota).map { String($0) })
    }
    form.fill(
      "recommender_quotas",
      plan.recommenderQuotas.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: "\n"))
    form.fill("contact", plan.contact)
  }

  private func fillEnd(_ form: inout Form, _ field: String, _ end: Instant) {
    let day = end.localDay
    let minutes = Int((end - day.localStart).components.seconds / 60)
    form.fill(field, (minutes == 0 ? day.adding(days: -1) : day).description)
    guard minutes > 0 else { return form.fill("\(field)_time", nil) }
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    form.fill("\(field)_time", "\(two(minutes / 60)):\(two(minutes % 60))")
  }

  private func lastDay(before end: Instant) -> Day { (end - .milliseconds(1)).localDay }

  private static func quota(_ level: DecisionRules.Level) -> String { "quota_\(level.key)" }

  // MARK: Reading it

  /// What was typed, as a plan; every fault stands at its field.
  func read(_ form: inout Form) -> Call.Plan? {
    let names = texts("name", most: 120, &form)
    let announcement = texts("announcement", most: 10_000, &form)
    let year = form.number("year", in: 2000...2100, t)
    let opens = form.day("opens", t)
    let closes = end("closes", &form)
    let recommendBy = programme.recommendation == nil ? nil : lastMoment("recommend_by", &form)
    let reviewBy = programme.review == nil ? nil : lastMoment("review_by", &form)
    let quotas = quotas(&form)
    let recommenderQuotas = programme.recommendation == nil ? [:] : recommenderQuotas(&form)
    let contact = form.text("contact", most: 300, isOptional: true, t)
    guard let year, let opens, let closes else { return nil }
    let plan = Call.Plan(
      names: names, announcement: announcement, year: year, opens: opens.localStart, closes: closes,
      recommendBy: recommendBy, reviewBy: reviewBy, quotas: quotas, recommenderQuotas: recommenderQuotas, contact: contact)
    checkOrder(plan, &form)
    return form.isGood ? plan : nil
  }

  private func texts(_ field: String, most: Int, _ form: inout Form) -> LocalizedText {
    let hans = form.text(field, most: most, t)
    let hant = form.text("\(field)_zh_hant", most: most, isOptional: true, t)
    let en = form.text("\(field)_en", most: most, isOptional: true, t)
    return LocalizedText(zhHans: hans, zhHant: hant.isEmpty ? nil : hant, en: en.isEmpty ? nil : en)
  }

  /// The end of a day, or a time on it.
  private func end(_ field: String, _ form: inout Form) -> Instant? {
    guard let day = form.day(field, t) else { return nil }
    let time = form.text("\(field)_time", most: 8, isOptional: true, t)
    guard !time.isEmpty else { return day.adding(days: 1).localStart }
    let parts = time.split(separator: ":").compactMap { Int($0) }
    guard parts.count >= 2, (0...23).contains(parts[0]), (0...59).contains(parts[1]) else {
      form.refuse("\(field)_time", t("Please give a time, such as 17:30."))
      return nil
    }
    return day.localStart + .seconds(parts[0] * 3_600 + parts[1] * 60)
  }

  private func lastMoment(_ field: String, _ form: inout Form) -> Instant? {
    form.day(field, isOptional: true, t).map { $0.adding(days: 1).localStart }
  }

  private func quotas(_ form: inout Form) -> [String: Int] {
    var quotas: [String: Int] = [:]
    for level in programme.decision.levels where form.typed[Self.quota(level)]?.trimmedOfWhitespace.isEmpty == false {
      quotas[level.key] = form.number(Self.quota(level), in: 0...100_000, t)
    }
    return quotas
  }

  /// Lines such as `440100 8`: a region's code or a unit's number, and how many it may put forward.
  private func recommenderQuotas(_ form: inout Form) -> [String: Int] {
    var quotas: [String: Int] = [:]
    for line in (form.typed["recommender_quotas"] ?? "").split(whereSeparator: \.isNewline) {
      let parts = line.split(whereSeparator: \.isWhitespace)
      guard !parts.isEmpty else { continue }
      let key = String(parts[0])
      let isKnown = evaluation.people.regionNames(key) != nil || ID<Organization>(key) != nil && key.count > 6
      guard parts.count == 2, isKnown, let most = Int(parts[1]), (0...100_000).contains(most) else {
        form.refuse("recommender_quotas", t("“{line}” is not a code or number with a count.", ["line": String(line)]))
        return [:]
      }
      quotas[evaluation.people.regionNames(key) != nil ? key : ID<Organization>(key)?.description ?? key] = most
    }
    return quotas
  }

  /// Dates that contradict each other, and promises that may not be broken.
  private func checkOrder(_ plan: Call.Plan, _ form: inout Form) {
    if plan.closes <= plan.opens { form.refuse("closes", t("The call has to close after it opens.")) }
    if call?.status != .published, plan.closes <= evaluation.clock.now() { form.refuse("closes", t("This day is over already.")) }
    if let by = plan.recommendBy, by < plan.closes {
      form.refuse("recommend_by", t("Recommenders need time after the call closes."))
    }
    if let by = plan.reviewBy, by <= plan.closes { form.refuse("review_by", t("Reviewers need time after the call closes.")) }
    guard let call, call.status == .published else { return }
    if plan.closes < call.plan.closes {
      form.refuse("closes", t("The call is announced; it may close later, but not earlier."))
    }
    if plan.year != call.plan.year { form.refuse("year", t("The call is announced; its year stays.")) }
  }

  // MARK: Showing it

  /// - Parameter action: where the form goes.
  func html(_ form: Form, action: String, button: String) -> HTML {
    """
    <form method="post" action="\(action)" novalidate>\(form.hidden)
    <input type="hidden" name="programme" value="\(programme.key)">
    \(form.summary(t))
    \(words(form))\(dates(form))\(quotaFields(form))
    <section class="panel"><h2>\(t("Office"))</h2>
    \(when: call == nil, form.field("region", label: t("Region"), hint: t("Code of the region in which the round holds."), most: 12, inputMode: "numeric"))
    \(form.field("contact", label: t("Contact"), hint: t("Who answers questions: name, telephone, e-mail."), isRequired: false, most: 300))
    \(when: call?.status == .published, form.field("reason", label: t("Why is it changed?"), hint: t("The journal keeps it."), most: 300))</section>
    <p class="actions"><button class="button button-primary" type="submit">\(button)</button> <a class="button" href="\(call?.deskPath ?? "/desk/calls")">\(t("Back"))</a></p></form>

    """
  }

  private func words(_ form: Form) -> HTML {
    """
    <section class="panel"><h2>\(t("What it is"))</h2>
    \(form.field("name", label: t("Name of the round"), most: 120))
    \(form.field("year", label: t("Year"), hint: t("The year that the answers are about."), most: 4, inputMode: "numeric"))
    \(form.area("announcement", label: t("Announcement"), hint: t("What everybody reads first. The rules of the programme stand below it by themselves."), rows: 6, most: 10_000))
    <details class="child"\(attribute: "open", if: hasErrors(form, ["name_zh_hant", "name_en", "announcement_zh_hant", "announcement_en"]))><summary>\(t("In other languages"))</summary>
    \(form.field("name_zh_hant", label: t("Name in Traditional Chinese"), isRequired: false, most: 120))
    \(form.field("name_en", label: t("Name in English"), isRequired: false, most: 120))
    \(form.area("announcement_zh_hant", label: t("Announcement in Traditional Chinese"), isRequired: false, most: 10_000))
    \(form.area("announcement_en", label: t("Announcement in English"), isRequired: false, most: 10_000))</details></section>

    """
  }

  private func hasErrors(_ form: Form, _ fields: [String]) -> Bool { fields.contains { form.error($0) != nil } }

  private func dates(_ form: Form) -> HTML {
    """
    <section class="panel"><h2>\(t("Dates"))</h2>
    \(form.field("opens", label: t("Opens on"), hint: t("From the first minute of the day."), type: "date"))
    \(form.field("closes", label: t("Last day to hand in"), type: "date"))
    \(form.field("closes_time", label: t("At what time it closes"), hint: t("Empty: at the end of the day."), type: "time", isRequired: false))
    \(when: programme.recommendation != nil, form.field("recommend_by", label: t("Last day of recommendations"), hint: t("Empty: until the office ends the stage."), type: "date", isRequired: false))
    \(programme.review.map { rules -> HTML in form.field("review_by", label: t("Last day of reviews"), hint: t.plural("Empty: {count} day after reviewing begins.", "Empty: {count} days after reviewing begins.", rules.days), type: "date", isRequired: false) })</section>

    """
  }

  private func quotaFields(_ form: Form) -> HTML {
    let fields: [HTML] = programme.decision.levels.map { level in
      form.field(
        Self.quota(level), label: t("At most “{level}”", ["level": t.pick(level.name)]),
        hint: t("Empty: no limit of this round."),
        isRequired: false, most: 6, inputMode: "numeric")
    }
    let recommenders: HTML =
      programme.recommendation.map { rules in
        let usual =
          rules.quota.map { t.plural("Others: {count} each.", "Others: {count} each.", $0) } ?? t("Others: as many as they like.")
        return form.area(
          "recommender_quotas", label: t("Quotas of recommenders"),
          hint: t("One a line: code of the region or number of the unit, and how many, such as 440100 8.") + " " + usual,
          isRequired: false)
      } ?? HTML()
    return "<section class=\"panel\"><h2>\(t("Quotas"))</h2>\n\(fields)\(recommenders)</section>\n"
  }
}
