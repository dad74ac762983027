import HTML
import People
import SQL
import Site

/// Public notices and objections.
struct NoticePages {
  let evaluation: Evaluation
  let t: Localizer

  func list(_ notices: [(notice: PublicNotice, call: Call)]) -> HTML {
    func part(_ heading: String, _ entries: [(notice: PublicNotice, call: Call)]) -> HTML {
      let items: [HTML] = entries.map { notice, call in
        """
        <li class="row"><a href="\(call.path)/notice"><strong>\(t.pick(call.plan.names))</strong></a>\
        <span class="hint">\(t("{first} to {last}", ["first": t.day(notice.firstDay), "last": t.day(notice.lastDay)]))</span></li>

        """
      }
      return entries.isEmpty ? HTML() : "<section><h2>\(heading)</h2><ul class=\"plain panel\">\(items)</ul></section>\n"
    }
    let open = notices.filter { evaluation.isOpen($0.notice) }
    let over = notices.filter { !evaluation.isOpen($0.notice) }
    return """
      <header class="page-head"><h1>\(t("Public notices"))</h1>
      <p class="lead">\(t("What is proposed, before it comes into force. Everybody may read it and object."))</p></header>
      \(notices.isEmpty ? "<div class=\"empty\"><h2>\(t("No notice yet"))</h2><p><a href=\"/calls\">\(t("Look at the calls and where they stand"))</a></p></div>" : HTML())
      \(part(t("Open for objections"), open.sorted { $0.notice.lastDay < $1.notice.lastDay }))
      \(part(t("Over"), over))
      """
  }

  // MARK: One notice

  func notice(_ notice: PublicNotice, _ call: Call, _ programme: Programme, _ items: [NoticeItem], isSignedIn: Bool) -> HTML {
    let isOpen = evaluation.isOpen(notice)
    let left = notice.lastDay - evaluation.today
    let time =
      isOpen
      ? left == 0 ? t("Last day today") : t.plural("{count} day left", "{count} days left", left)
      : t("Over")
    let intro =
      isOpen
      ? t(
        "This is proposed. Until {day} everybody may object, under their own name and with evidence. People who took no part in the round answer.",
        ["day": t.day(notice.lastDay)])
      : notice.endedAt == nil
        ? t("The time for objections is over; what is still proposed comes into force when all of them are answered.")
        : t("The notice is over; this came into force.")
    return """
      <p class="eyebrow"><a href="\(call.path)">\(t.pick(call.plan.names))</a></p>
      <div class="row"><h1>\(t("Public notice"))</h1><span class="\(isOpen ? "badge badge-open" : "badge badge-closed")">\(time)</span></div>
      <p class="lead">\(intro)</p>
      <p class="hint">\(t("{first} to {last}", ["first": t.day(notice.firstDay), "last": t.day(notice.lastDay)])) · \(t.plural("{count} entry", "{count} entries", items.count))\
      \(when: !call.plan.contact.isEmpty, " · \(t("Contact: {contact}", ["contact": call.plan.contact]))")</p>
      \(items.isEmpty ? "<div class=\"empty\"><h2>\(t("Nothing is proposed"))</h2><p>\(t("No submission of this round is in the notice."))</p></div>" : "<ol class=\"plain\">\(items.map { entry($0, programme, isOpen: isOpen) })</ol>" as HTML)
      \(when: isOpen && !isSignedIn && !items.isEmpty, "<p class=\"hint\">\(t("To object you log in, as objections are made under one's own name."))</p>")
      """
  }

  private func entry(_ item: NoticeItem, _ programme: Programme, isOpen: Bool) -> HTML {
    let names = item.names.map { t.pick($0) }.joined(separator: t("; "))
    let facts = [
      names == item.title ? nil : names, item.unit.map { t.pick($0) },
      item.region.isEmpty ? nil : evaluation.regionName(item.region, t),
      item.track.map { t.pick($0) },
    ].compactMap { $0 }.joined(separator: " · ")
    return """
      <li class="panel"><div class="row"><h2 class="entry">\(item.title)</h2>\(item.level.map { level -> HTML in "<span class=\"badge badge-level\">\(t.pick(level))</span>" })</div>
      <p>\(facts)</p>\(shown(item, programme))
      \(when: isOpen, "<p><a href=\"/submissions/\(item.submission)/objections\">\(t("Object"))<span class=\"visually-hidden\">\(t("; "))\(item.title)</span></a></p>")</li>

      """
  }

  private func shown(_ item: NoticeItem, _ programme: Programme) -> HTML {
    let rows: [HTML] = programme.notice.shows.compactMap { key in
      guard let field = programme.field(key), let value = item.answers[key] else { return nil }
      return "<div><dt>\(t.pick(field.name))</dt><dd class=\"typed\">\(programme.words(value, of: key, t))</dd></div>\n"
    }
    return rows.isEmpty ? HTML() : "<dl class=\"facts\">\(rows)</dl>"
  }

  // MARK: Objecting

  func objection(_ form: Form, _ item: NoticeItem, _ notice: PublicNotice, _ call: Call, name: String) -> HTML {
    """
    <div class="narrow"><h1>\(t("Object"))</h1>
    <p class="lead">\(item.title)\(when: !item.names.isEmpty, " · \(item.names.map { t.pick($0) }.joined(separator: t("; ")))")</p>
    <p>\(t("Until {day}. The office reads your name; whoever is proposed does not. Somebody who took no part in the round answers you.", ["day": t.day(notice.lastDay)]))</p>
    \(form.summary(t))
    <form class="stack" method="post" action="/submissions/\(item.submission)/objections" novalidate>\(form.hidden)
    \(form.area("text", label: t("What is wrong"), rows: 5, most: 5_000))
    \(form.area("evidence", label: t("Evidence"), hint: t("Where the office can see it for itself: addresses, sources, documents. Without evidence nothing can be looked into."), rows: 4, most: 5_000))
    \(form.tick("is_real_name", label: t("I object under my own name: {name}", ["name": name])))
    <p class="hint">\(t("If this is not your real name, change it first under “My data”.")) <a href="/me/data">\(t("My data"))</a></p>
    <button class="button button-primary" type="submit">\(t("Object"))</button></form>
    <p><a href="\(call.path)/notice">\(t("Back"))</a></p></div>
    """
  }
}
