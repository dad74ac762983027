import HTML
import SQL
import Site

/// The form of an offer.
enum OfferForm {
  static func fillUsual(_ form: inout Form, today: Day) {
    form.fill("kind", VisitSession.Kind.entry.rawValue)
    form.fill("weekdays", all: ["3", "4", "5", "6", "7"])
    form.fill("starts", "09:30 13:30")
    form.fill("minutes", "120")
    form.fill("first", today.adding(days: 1).description)
    form.fill("holidays", VisitOffer.Holidays.likeSundays.rawValue)
    form.fill("places", "100")
    KeptForm.fillUsual(&form)
    form.fill("mode", VisitSession.Mode.firstCome.rawValue)
  }

  static func fill(_ form: inout Form, _ offer: VisitOffer) {
    let facts = offer.facts
    form.fill("name_zh_hans", facts.names.zhHans)
    form.fill("name_zh_hant", facts.names.zhHant)
    form.fill("name_en", facts.names.en)
    form.fill("kind", facts.kind.rawValue)
    form.fill("weekdays", all: facts.weekdays.sorted().map { String($0.rawValue) })
    form.fill("starts", facts.starts.sorted().map(time).joined(separator: " "))
    form.fill("minutes", String(facts.minutes))
    form.fill("first", facts.first.description)
    form.fill("last", facts.last?.description)
    form.fill("holidays", facts.holidays.rawValue)
    form.fill("dropped", facts.dropped.sorted().map(\.description).joined(separator: " "))
    form.fill("added", facts.added.sorted().map(\.description).joined(separator: " "))
    form.fill("places", String(facts.places))
    KeptForm.fill(&form, facts.kept)
    form.fill("guides", facts.guides.map { String($0) })
    form.fill("mode", facts.mode.rawValue)
    form.fill("hall", facts.hall?.description)
    form.fill("group_papers", facts.groupPapers.map(PaperChoice.init)?.rawValue)
    form.fill("pupils_names", facts.pupilsNames.map { $0 ? "needed" : "none" })
    AgeForm.fill(&form, facts.ages)
    form.fill("version", String(offer.version))
  }

  /// Minutes after midnight of a time such as 09:30; `nil` for what is none.
  static func minute(_ text: some StringProtocol) -> Int? {
    let parts = text.split(whereSeparator: { ":：".contains($0) }).map { Int($0) }
    guard parts.count == 2, let hour = parts[0], let minute = parts[1], (0...23).contains(hour), (0...59).contains(minute) else {
      return nil
    }
    return hour * 60 + minute
  }

  static func time(_ minute: Int) -> String {
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    return "\(two(minute / 60)):\(two(minute % 60))"
  }

  /// What was typed; `nil` with a sentence beside each field that is wrong.
  static func facts(_ form: inout Form, halls: [VisitHall], usual: VisitorAges, _ t: Localizer) -> VisitOffer.Facts? {
    func name(_ field: String, isOptional: Bool) -> String? {
      let text = form.text(field, most: 80, isOptional: isOptional, t)
      return text.isEmpty ? nil : text
    }
    let names = LocalizedText(
      zhHans: name("name_zh_hans", isOptional: false) ?? "", zhHant: name("name_zh_hant", isOptional: true),
      en: name("name_en", isOptional: true))
    let kind = form.choice("kind", of: VisitSession.Kind.allCases.map(\.rawValue), t).flatMap(VisitSession.Kind.init)
    let weekdays = Set(form.choices("weekdays", of: (1...7).map { String($0) }).compactMap { Int($0) }.compactMap(Weekday.init))
    let starts = self.starts(&form, t)
    let holidays = form.choice("holidays", of: VisitOffer.Holidays.allCases.map(\.rawValue), t).flatMap(VisitOffer.Holidays.init)
    let mode = form.choice("mode", of: VisitSession.Mode.allCases.map(\.rawValue), t).flatMap(VisitSession.Mode.init)
    let minutes = form.number("minutes", in: 15...720, t)
    let places = form.number("places", in: 1...100_000, t)
    let kept = KeptForm.read(&form, of: places ?? 100_000, begin: starts.min() ?? 1_440, t)
    let guides = form.typed["guides", default: ""].isEmpty ? nil : form.number("guides", in: 1...1_000, t)
    let hall = form.typed["hall", default: ""].isEmpty ? nil : form.choice("hall", of: halls.map(\.id.description), t)
    let papers =
      form.typed["group_papers", default: ""].isEmpty
      ? nil : form.choice("group_papers", of: PaperChoice.allCases.map(\.rawValue), t)
    let pupils = form.typed["pupils_names", default: ""].isEmpty ? nil : form.choice("pupils_names", of: ["needed", "none"], t)
    let ages = AgeForm.read(&form, usual: usual, t)
    let first = days("first", &form, t).first
    let last = days("last", &form, t).first
    let (dropped, added) = (Set(days("dropped", &form, t)), Set(days("added", &form, t)))
    if first == nil { form.refuse("first", t("Please give a day, such as 2027-03-01.")) }
    if let first, let last, last < first { form.refuse("last", t("The last day lies before the first.")) }
    if weekdays.isEmpty && added.isEmpty { form.refuse("weekdays", t("Please choose at least one day of the week.")) }
    guard form.isGood, let kind, let holidays, let mode, let minutes, let places, let first else {
      return nil
    }
    return VisitOffer.Facts(
      names: names, kind: kind, weekdays: weekdays, starts: starts, minutes: minutes, first: first, last: last,
      holidays: holidays,
      dropped: dropped, added: added, places: places, kept: kept, guides: guides,
      mode: mode, hall: hall.flatMap { ID($0) }, groupPapers: papers.flatMap(PaperChoice.init)?.papers,
      pupilsNames: pupils.map { $0 == "needed" }, ages: ages)
  }

  private static func starts(_ form: inout Form, _ t: Localizer) -> [Int] {
    let words = form.text("starts", most: 200, t).split { " ,，、".contains($0) }
    let times = words.map { minute($0) }
    if form.error("starts") == nil, times.isEmpty || times.count > 40 || times.contains(nil) {
      form.refuse("starts", t("Please give times such as 09:30 14:00."))
    }
    return times.compactMap { $0 }
  }

  private static func days(_ field: String, _ form: inout Form, _ t: Localizer) -> [Day] {
    let words = form.text(field, most: 2_000, isOptional: true, t).split { " ,，、\n\r".contains($0) }
    let days = words.map { Day(String($0)) }
    if days.contains(nil) { form.refuse(field, t("Please give days such as 2027-03-01.")) }
    return days.compactMap { $0 }
  }

  // MARK: The page

  static func html(
    _ form: Form, _ offer: VisitOffer?, halls: [VisitHall], path: String,
    planned: (facts: VisitOffer.Facts, starts: [SessionMaker.Start], now: Instant)?,
    _ rules: VisitRules, _ t: Localizer
  ) -> HTML {
    let kinds = VisitSession.Kind.allCases.map { ($0.rawValue, BookingWords(t: t).kind($0)) }
    let holidays = [
      (VisitOffer.Holidays.likeSundays.rawValue, t("Like Sundays; worked weekends like Fridays")),
      (VisitOffer.Holidays.closed.rawValue, t("No sessions")),
      (VisitOffer.Holidays.asAlways.rawValue, t("As the day of the week says")),
    ]
    let modes = VisitSession.Mode.allCases.map { ($0.rawValue, BookingWords(t: t).mode($0)) }
    let weekdays = Weekday.allCases.map { (String($0.rawValue), t.weekday(Day(daysSince1970: 3 + $0.rawValue))) }
    return """
      <h1>\(offer.map { t.pick($0.facts.names) } ?? t("New offer"))</h1>
      <form action="\(path)" method="post">\(form.hidden)<input type="hidden" name="version" value="\(form.typed["version"] ?? "")">
      \(form.summary(t))<div class="panel">
      \(form.field("name_zh_hans", label: t("Name in simplified Chinese"), most: 80))
      \(form.field("name_zh_hant", label: t("Name in traditional Chinese"), isRequired: false, most: 80))
      \(form.field("name_en", label: t("Name in English"), isRequired: false, most: 80))
      \(form.select("kind", label: t("Kind"), options: kinds))
      \(AgeForm.html(form, usual: rules.ages.usual, t))</div><div class="panel">
      \(form.ticks("weekdays", label: t("Days of the week"), options: weekdays))
      \(form.field("starts", label: t("Times at which it begins"), hint: t("Such as 09:30 14:00."), most: 200))
      \(form.field("minutes", label: t("Length in minutes"), most: 3))
      \(form.field("first", label: t("First day"), type: "date"))
      \(form.field("last", label: t("Last day"), type: "date", isRequired: false))
      \(form.select("holidays", label: t("Public holidays"), options: holidays))
      \(form.area("dropped", label: t("Days without sessions"), hint: t("Such as 2027-03-01, divided by spaces."), rows: 2, isRequired: false, most: 2_000))
      \(form.area("added", label: t("Further days with sessions"), rows: 2, isRequired: false, most: 2_000))</div><div class="panel">
      \(form.field("places", label: t("Places of each session"), most: 6))
      \(form.select("mode", label: t("How places are given"), hint: t("Where they are drawn or allocated, nobody can book before a draw over these sessions is over."), options: modes))
      \(form.field("guides", label: t("Guides of each session"), hint: t("A guide leads {count} people at most. Leave empty where visitors go by themselves.", ["count": t.number(rules.sessions.peoplePerGuide)]), isRequired: false, most: 4))
      \(when: !halls.isEmpty, form.select("hall", label: t("Hall"), hint: t("Sessions in one hall share its places while they take place at the same time."), options: halls.map { ($0.id.description, $0.name) }, none: t("None"), isRequired: false))
      </div>\(KeptForm.html(form, t))<div class="panel">
      \(form.select("group_papers", label: t("What groups hand in before they come"), options: PaperChoice.allCases.map { ($0.rawValue, $0.words(t)) }, none: t("As the rules of the base say"), isRequired: false))
      \(form.select("pupils_names", label: t("Names of schools' pupils"), hint: t("Only where your insurance needs them; they come by their guardians' consent and are erased after the visit."), options: [("none", t("Not needed")), ("needed", t("The insurance needs them"))], none: t("As the rules of the base say"), isRequired: false))
      </div>\(planned.map { preview($0.starts, $0.facts.kept, $0.now, rules, t) })
      <p class="actions"><button class="button button-primary" name="step" value="save">\(offer == nil ? t("Offer this") : t("Save the offer"))</button>
      <button class="button" name="step" value="preview">\(t("Show the sessions first"))</button>
      \(when: offer?.state == .open, "<button class=\"button\" name=\"step\" value=\"end\">\(t("End the offer"))</button>")</p>
      \(when: offer != nil, "<p class=\"hint\">\(t("Sessions that somebody has booked stay as they are."))</p>")</form>
      """
  }

  private static func preview(
    _ starts: [SessionMaker.Start], _ kept: [KeptPlaces], _ now: Instant, _ rules: VisitRules, _ t: Localizer
  ) -> HTML {
    let days = ["days": t.number(rules.sessions.daysAhead)]
    guard !starts.isEmpty else {
      return "<p class=\"notice\">\(t("No session follows from this in the next {days} days.", days))</p>"
    }
    let outside = starts.filter(\.isOutside).count
    // What lies outside of the hours is what whoever plans has to see.
    let shown = starts.filter(\.isOutside).prefix(6) + starts.filter { !$0.isOutside }.prefix(12)
    let items: [HTML] = shown.sorted { $0.at < $1.at }.map { start in
      "<li>\(t.day(start.day)) · \(t.weekday(start.day)) · \(t.time(start.at))\(when: start.isOutside, " <span class=\"badge badge-soon\">\(t("Outside of the opening hours"))</span>")</li>\n"
    }
    return """
      <section class="panel" id="preview"><div><h2>\(t.plural("{count} session in the next {days} days", "{count} sessions in the next {days} days", starts.count, days))</h2>
      \(when: outside > 0, "<p class=\"notice\">\(t.plural("{count} session lies outside of the opening hours on the page of the base. Please correct one of them, unless it is meant.", "{count} sessions lie outside of the opening hours on the page of the base. Please correct one of them, unless it is meant.", outside))</p>")
      \(self.kept(kept, starts, now, t))<ul>\(items)</ul>\(when: starts.count > shown.count, "<p class=\"hint\">\(t("The first are shown."))</p>")</div></section>
      """
  }

  /// What is kept, each in the first session whose time for it is not over; in the others it ends as long before them.
  private static func kept(_ kept: [KeptPlaces], _ starts: [SessionMaker.Start], _ now: Instant, _ t: Localizer) -> HTML {
    let first = kept.compactMap { part -> KeptNow? in
      let moments = starts.lazy.map { part.release?.moment(of: $0.day) }
      guard let until = moments.first(where: { $0.map { now < $0 } ?? true }) else { return nil }
      return KeptNow(audiences: part.audiences, places: part.places, left: part.places, until: until)
    }
    return first.isEmpty ? HTML() : "<h3>\(t("Kept for some"))</h3>\(KeptForm.list(first, t))"
  }
}
