import HTML
import People
import Places
import SQL
import Site

/// The desk's pages of draws.
struct DrawDeskPages {
  /// A session that could be drawn.
  struct Choice: Sendable {
    let base: Base
    let open: OpenSession
  }

  /// A request as the desk sees it.
  struct Row: Sendable {
    let entry: DrawEntry
    let person: String
    let school: Organization?
  }

  /// What the page of a draw shows.
  struct Content: Sendable {
    let seen: SeenDraw
    let rows: [Row]
    let paging: Paging
    /// Whether whoever looks entered the value, which another person has to confirm.
    let isFirstPerson: Bool
    /// Whether whoever looks has asked in the draw, so that others run it.
    let isInterested: Bool
    let now: Instant
  }

  let t: Localizer
  let policy: DrawPolicy

  private var words: DrawWords { DrawWords(t: t) }

  func list(_ draws: [SeenDraw], tabs: HTML) -> HTML {
    let items: [HTML] = draws.map { seen in
      """
      <li><a class="queue-item" href="/desk/draws/\(seen.draw.id)"><span><strong>\(t.pick(seen.draw.names))</strong>
      <span class="hint">\(words.method(seen.draw.method)) · \(t("until {moment}", ["moment": t.deadline(seen.draw.closes)])) · \(t.plural("{count} request", "{count} requests", seen.requests))</span></span>
      \(DrawPages(t: t, policy: policy).badge(seen.draw))</a></li>

      """
    }
    let empty: HTML =
      "<div class=\"empty\"><h2>\(t("No draws yet"))</h2><p>\(t("Where more people ask than there are places, a draw takes the place of a race."))</p></div>"
    return """
      <div class="row"><h1>\(t("Draws of places"))</h1><a class="button button-primary" href="/desk/draws/new">\(t("New draw"))</a></div>
      \(tabs)\(items.isEmpty ? empty : "<ul class=\"plain queue\">\(items)</ul>")
      """
  }

  // MARK: A new draw

  /// What stands in an empty form: from tomorrow on for as long as is usual.
  static func fillUsual(_ form: inout Form, today: Day, _ policy: DrawPolicy) {
    let usual = [
      "method": DrawMethod.lottery.rawValue, "audience": Audience.individual.rawValue,
      "opens_day": today.adding(days: 1).description, "opens_time": "09:00",
      "closes_day": today.adding(days: 1 + policy.usualDays).description, "closes_time": "12:00",
    ]
    for (name, value) in usual where form.typed[name] == nil { form.fill(name, value) }
  }

  /// The days whose sessions are looked at.
  static func days(_ form: inout Form, _ t: Localizer) -> ClosedRange<Day>? {
    guard let first = Day(form.typed["first"] ?? ""), let last = Day(form.typed["last"] ?? "") else {
      form.refuse("first", t("Please give a day, such as 2026-05-31."))
      return nil
    }
    guard first <= last, last - first <= 92 else {
      form.refuse("last", t("Please give a day after the first, three months later at most."))
      return nil
    }
    return first...last
  }

  func new(_ form: Form, own: [Base], looks: Bool, _ choices: [Choice]) -> HTML {
    let named = form.area(
      "bases", label: own.isEmpty ? t("Bases") : t("Other bases"),
      hint: t("One a line: the address of its page, or the last part of it."), rows: 3, isRequired: false, most: 2_000)
    let isNamed = form.typed["bases"]?.isEmpty == false
    return """
      <h1>\(t("New draw"))</h1>
      \(form.summary(t))
      <form class="panel" method="get">
      \(when: !own.isEmpty, form.ticks("base", label: t("Bases"), options: own.map { (key: $0.slug, label: t.pick($0.facts.names)) }))
      \(own.isEmpty ? named : "<details\(attribute: "open", if: isNamed)><summary>\(t("Other bases"))</summary>\(named)</details>")
      <div class="form-row">\(form.field("first", label: t("Sessions from"), type: "date")) \(form.field("last", label: t("Sessions until"), type: "date"))</div>
      <p class="actions"><button class="button">\(t("Look for sessions"))</button></p></form>
      \(when: looks, making(form, choices))
      """
  }

  private func making(_ form: Form, _ choices: [Choice]) -> HTML {
    guard !choices.isEmpty else {
      return
        "<div class=\"empty\"><h2>\(t("There are no sessions on these days"))</h2><p>\(t("Offers make sessions; or choose other days."))</p></div>"
    }
    let audiences: [(key: String, label: String)] = [Audience.individual, .group, .school, .concession].map {
      ($0.rawValue, BookingWords(t: t).audience($0))
    }
    let hidden: [HTML] = ["bases", "first", "last"].map { name in
      "<input type=\"hidden\" name=\"\(name)\" value=\"\(form.typed[name] ?? "")\">\n"
    }
    let ticked: [HTML] = (form.several["base"] ?? []).map { "<input type=\"hidden\" name=\"base\" value=\"\($0)\">\n" }
    return """
      <form class="panel" action="/desk/draws/new" method="post">\(form.hidden)\(hidden)\(ticked)
      \(form.field("name_zh_hans", label: t("Name in simplified Chinese"), most: 80))
      \(form.field("name_zh_hant", label: t("Name in traditional Chinese"), isRequired: false, most: 80))
      \(form.field("name_en", label: t("Name in English"), isRequired: false, most: 120))
      <div class="form-row">\(form.select("method", label: t("How places are given"), options: DrawMethod.allCases.map { ($0.rawValue, words.method($0)) }))
      \(form.select("audience", label: t("Who may ask"), hint: t("An allocation is among schools."), options: audiences))</div>
      <div class="form-row">\(form.field("opens_day", label: t("Window opens on"), type: "date")) \(form.field("opens_time", label: t("at"), type: "time"))</div>
      <div class="form-row">\(form.field("closes_day", label: t("Window closes on"), type: "date")) \(form.field("closes_time", label: t("at"), type: "time"))</div>
      <p class="hint">\(t("The sessions have to begin more than {hours} hours after the closing, so that there is time for the public value.", ["hours": t.number(policy.waitHours)]))</p>
      <fieldset class="field" id="s"><legend>\(t("Sessions"))</legend>\(choices.map { choice($0, form) })</fieldset>
      <p class="hint">\(t("The places are kept for the draw from now on. Without a number all that are free are drawn."))</p>
      <p class="actions"><button class="button button-primary">\(t("Announce the draw"))</button></p></form>
      """
  }

  private func choice(_ choice: Choice, _ form: Form) -> HTML {
    let session = choice.open.session
    let key = session.id.description
    let free = choice.open.pools.filter { $0.audiences == nil && $0.per == 1 }.map(\.free).min() ?? 0
    return """
      <div class="draw-choice"><label class="tick"><input type="checkbox" name="s" value="\(key)"\(attribute: "checked", if: (form.several["s"] ?? []).contains(key))>
      \(words.session(session, [choice.base.id: choice.base])) · \(t.plural("{count} place free", "{count} places free", free))</label>
      <label class="draw-places"><span>\(t("Places"))</span> <input name="p_\(key)" inputmode="numeric" size="5" value="\(form.typed["p_\(key)"] ?? "")"></label></div>

      """
  }

  /// The plan that was typed.
  static func plan(_ form: inout Form, _ t: Localizer) -> DrawPlan? {
    func text(_ name: String, most: Int, isOptional: Bool) -> String? {
      let text = form.text(name, most: most, isOptional: isOptional, t)
      return text.isEmpty ? nil : text
    }
    let hans = text("name_zh_hans", most: 80, isOptional: false)
    let names = LocalizedText(
      zhHans: hans ?? "", zhHant: text("name_zh_hant", most: 80, isOptional: true),
      en: text("name_en", most: 120, isOptional: true))
    let method = form.choice("method", of: DrawMethod.allCases.map(\.rawValue), t).flatMap(DrawMethod.init)
    let audience = form.choice("audience", of: Audience.allCases.map(\.rawValue), t).flatMap(Audience.init)
    let opens = moment(&form, "opens", t)
    let closes = moment(&form, "closes", t)
    let sessions = sessions(&form, t)
    guard form.isGood, let method, let audience, let opens, let closes else { return nil }
    return DrawPlan(names: names, method: method, audience: audience, opens: opens, closes: closes, sessions: sessions)
  }

  private static func sessions(_ form: inout Form, _ t: Localizer) -> [(session: ID<VisitSession>, places: Int?)] {
    let keys = (form.several["s"] ?? []).prefix(Draws.mostSessions + 1)
    if keys.isEmpty { form.refuse("s", t("Please choose 1 to {count} sessions.", ["count": t.number(Draws.mostSessions)])) }
    return keys.compactMap { key in
      guard let id = ID<VisitSession>(key) else { return nil }
      guard let typed = form.typed["p_\(key)"], !typed.isEmpty else { return (id, nil) }
      return (id, form.number("p_\(key)", in: 1...100_000, t))
    }
  }

  private static func moment(_ form: inout Form, _ name: String, _ t: Localizer) -> Instant? {
    guard let day = Day(form.typed["\(name)_day"] ?? "") else {
      form.refuse("\(name)_day", t("Please give a day, such as 2026-05-31."))
      return nil
    }
    let parts = (form.typed["\(name)_time"] ?? "").split(separator: ":", omittingEmptySubsequences: false).prefix(2).map {
      Int($0)
    }
    guard parts.count == 2, let hour = parts[0], let minute = parts[1], (0..<24).contains(hour), (0..<60).contains(minute) else {
      form.refuse("\(name)_time", t("Please give a time, such as 08:30."))
      return nil
    }
    return day.localStart + .seconds(Int64(hour * 60 + minute) * 60)
  }
}
