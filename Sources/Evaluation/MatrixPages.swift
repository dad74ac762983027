import HTML
import People
import SQL
import Site

/// The page of the matrix.
struct MatrixPages {
  let evaluation: Evaluation
  let programme: Programme
  let programmes: [Programme]
  let matrix: IndustryMatrix
  let t: Localizer

  private var isWhole: Bool { matrix.region == evaluation.province }

  var html: HTML {
    let missing = matrix.cells - matrix.filled
    return """
      <header class="page-head"><h1>\(t("Industries and counties"))</h1>
      <p class="lead">\(t.pick(programme.summary))</p></header>
      \(when: programmes.count > 1, choice)
      <p>\(evaluation.regionName(matrix.region, t)): \(t("{filled} of {all} places are taken, {missing} are still empty.", ["filled": t.number(matrix.filled), "all": t.number(matrix.cells), "missing": t.number(missing)]))</p>
      \(table)
      \(when: !isWhole, "<p><a class=\"button\" href=\"\(link(evaluation.province))\">\(t("The whole province"))</a></p>")
      <p class="hint">\(t("Named are those whose designation is in force today.")) <a href="/calls">\(t("Calls"))</a></p>
      """
  }

  private func link(_ region: String) -> String { "/matrix?programme=\(programme.key)&region=\(region)" }

  private var choice: HTML {
    let items: [HTML] = programmes.map { other in
      "<li><a class=\"chip\" href=\"/matrix?programme=\(other.key)\"\(attribute: "aria-current", other.key == programme.key ? "true" : nil)>\(t.pick(other.names))</a></li>\n"
    }
    return "<nav aria-label=\"\(t("Programmes"))\"><ul class=\"chips\">\(items)</ul></nav>\n"
  }

  private var table: HTML {
    let heads: [HTML] = matrix.industries.map { "<th scope=\"col\">\(t.pick($0.name))</th>" }
    let rows: [HTML] = matrix.lines.map { line in
      let cells: [HTML] = matrix.industries.map { cell(line.holders[$0.key] ?? []) }
      let name: HTML =
        isWhole ? "<a href=\"\(link(line.region))\">\(t.pick(line.name))</a>" : "\(t.pick(line.name))"
      let empty = matrix.industries.count - line.holders.count
      return "<tr><th scope=\"row\">\(name)</th>\(cells)<td class=\"number\">\(t.number(empty))</td></tr>\n"
    }
    let feet: [HTML] = matrix.industries.map { industry in
      "<td>\(t.number(matrix.lines.count { $0.holders[industry.key] == nil }))</td>"
    }
    return """
      <div class="table-scroll matrix" tabindex="0" role="region" aria-label="\(t("Industries and counties"))"><table class="table">
      <caption class="visually-hidden">\(t("Who is named for which industry in which region"))</caption>
      <thead><tr><th scope="col">\(t("Region"))</th>\(heads)<th scope="col" class="number">\(t("Empty"))</th></tr></thead>
      <tbody>\(rows)</tbody>
      <tfoot><tr><th scope="row">\(t("Regions without"))</th>\(feet)<td class="number">\(t.number(matrix.cells - matrix.filled))</td></tr></tfoot></table></div>
      """
  }

  private func cell(_ holders: [IndustryMatrix.Holder]) -> HTML {
    guard !holders.isEmpty else {
      return
        "<td class=\"is-missing\"><span aria-hidden=\"true\">·</span><span class=\"visually-hidden\">\(t("nobody yet"))</span></td>"
    }
    let items: [HTML] = holders.map { "<li><a href=\"\($0.path)\">\(t.pick($0.name))</a></li>\n" }
    guard holders.count > 2 else { return "<td class=\"is-taken\"><ul class=\"plain\">\(items)</ul></td>" }
    return
      "<td class=\"is-taken\"><details><summary>\(t.number(holders.count))</summary><ul class=\"plain\">\(items)</ul></details></td>"
  }
}
