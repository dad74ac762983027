import HTML

extension Problem {
  /// The problem as a page for people.
  func page(_ t: Localizer, requestID: String) -> Page {
    Page(
      title: title(t), path: "/problem",
      body: """
        <div class="error-page">
          <p class="error-code" aria-hidden="true">\(status.code)</p>
          <h1>\(title(t))</h1>
          <p class="lead">\(detail ?? advice(t))</p>
          \(when: detail != nil, "<p>\(advice(t))</p>")
          <form class="hero-search" action="/bases" method="get" role="search">
            <label class="visually-hidden" for="problem-q">\(t("Search bases"))</label>
            <input type="search" id="problem-q" name="q" maxlength="200" placeholder="\(t("Name, place or theme"))">
            <button class="button button-primary" type="submit">\(t("Search"))</button>
          </form>
          <p><a href="/">\(t("To the first page"))</a></p>
          \(when: status.code >= 500, "<p class=\"hint\">\(t("Number of this request: {number}", ["number": requestID]))</p>")
        </div>
        """)
  }
}
