import HTML
import People
import SQL
import Site

/// The page on which a manager says in two taps that today, or some days, are different.
struct OpeningDeskPage {
  let view: PlacesView
  let base: Base
  let form: Form

  private var t: Localizer { view.t }

  func html(tabs: HTML) -> HTML {
    let today = view.moment(region: base.facts.region).day
    let quick: [(String, Day, Day)] = [
      (t("Closed today"), today, today), (t("Closed tomorrow"), today.adding(days: 1), today.adding(days: 1)),
    ]
    let buttons: [HTML] = quick.map { label, first, last in
      """
      <form method="post" action="/bases/\(base.slug)/opening">\(form.hidden)<input type="hidden" name="first" value="\(first)"><input type="hidden" name="last" value="\(last)">
      <button class="button button-primary" type="submit">\(label)</button></form>

      """
    }
    return """
      <h1>\(t("Opening"))</h1>
      \(tabs)
      \(form.summary(t))
      <p class="card-badges">\(view.badge(view.openness(base.id), region: base.facts.region))</p>
      <div class="actions">\(buttons)</div>
      <section class="panel"><h2>\(t("Other days or hours"))</h2>
      <form class="stack" method="post" action="/bases/\(base.slug)/opening" novalidate>\(form.hidden)
      \(form.field("first", label: t("First day"), type: "date"))
      \(form.field("last", label: t("Last day"), hint: t("Empty for one day."), type: "date", isRequired: false))
      \(form.field("hours", label: t("Open from–to"), hint: t("Such as 09:30-12:00; empty means closed."), isRequired: false, most: 100))
      \(form.field("why", label: t("Why, for visitors"), isRequired: false, most: 200))
      <button class="button" type="submit">\(t("Set"))</button></form></section>
      <section class="panel"><h2>\(t("Set so far"))</h2>\(exceptions)</section>
      """
  }

  private var exceptions: HTML {
    guard let exceptions = base.facts.exceptions, !exceptions.isEmpty else {
      return "<p>\(t("Nothing; the weekly hours hold."))</p>"
    }
    let items: [HTML] = exceptions.map { exception in
      let days =
        exception.first == exception.last ? t.day(exception.first) : "\(t.day(exception.first)) – \(t.day(exception.last))"
      return """
        <li class="row"><div><strong>\(days)</strong> \(exception.hours?.text ?? t("Closed")) <span class="hint">\(exception.reason)</span></div>
        <form method="post" action="/bases/\(base.slug)/opening">\(form.hidden)<input type="hidden" name="first" value="\(exception.first)"><input type="hidden" name="last" value="\(exception.last)"><input type="hidden" name="remove" value="yes">
        <button class="button" type="submit">\(t("Take away"))</button></form></li>

        """
    }
    return "<ul class=\"plain\">\(items)</ul>"
  }
}

extension HTML.StringInterpolation {
  /// A day as `YYYY-MM-DD`.
  mutating func appendInterpolation(_ day: Day) { appendInterpolation(day.description) }
}

/// The page on which a manager adds, orders and removes photos.
struct PhotoDeskPage {
  let view: PlacesView
  let base: Base
  let photos: [BasePhotoRow]
  let form: Form

  private var t: Localizer { view.t }

  func html(tabs: HTML) -> HTML {
    let items: [HTML] = photos.enumerated().map { index, photo in
      """
      <li class="panel photo-card"><img src="/media/\(photo.digest)-480.jpg" alt="\(photo.caption ?? t("Photo {number}", ["number": t.number(index + 1)]))" width="240" height="160" loading="lazy">
      <p>\(photo.caption)<span class="hint">\(photo.credit)</span></p>
      <div class="actions">
      \(when: index > 0, "<form method=\"post\" action=\"/bases/\(base.slug)/photos/\(photo.id)/first\">\(form.hidden)<button class=\"button\" type=\"submit\">\(t("Show first"))</button></form>")
      <form method="post" action="/bases/\(base.slug)/photos/\(photo.id)/removal">\(form.hidden)<button class="button" type="submit">\(t("Remove"))</button></form></div></li>

      """
    }
    return """
      <h1>\(t("Photos"))</h1>
      \(tabs)
      \(form.summary(t))
      <form class="stack panel drop" method="post" action="/bases/\(base.slug)/photos" enctype="multipart/form-data" data-drop>\(form.hidden)
      \(form.file("photos", label: t("Photos"), hint: t("Drag them here, choose files or take a picture: JPEG, PNG, WebP or HEIC, up to 20 MB each. Where they were taken is removed."), accept: "image/jpeg,image/png,image/webp,image/heic,image/heif", isSeveral: true))
      \(form.field("caption", label: t("What is to be seen"), hint: t("For people who cannot see the picture."), isRequired: false, most: 200))
      \(form.field("credit", label: t("Who took it"), isRequired: false, most: 100))
      <button class="button button-primary" type="submit">\(t("Add photos"))</button></form>
      \(items.isEmpty ? "<p>\(t("No photos yet."))</p>" : "<ul class=\"plain photo-list\">\(items)</ul>" as HTML)
      """
  }
}
