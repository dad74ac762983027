import ArgumentParser
import HTML

struct BenchHTML: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "html", abstract: "Write a page of 50 rows by interpolation.")

  func run() {
    let rows = (0..<50).map { (slug: "base-\($0)", name: "广东科学中心 <\($0)>", tags: ["天文", "地质", "海洋"]) }
    var timings = Timings()
    var bytes = 0
    for _ in 0..<2_000 { bytes = timings.measure { page(rows) }.utf8.count }
    print(
      "A page of 50 rows, \(bytes) bytes: median \(Timings.text(timings.percentile(0.5))) ms, p99 \(Timings.text(timings.percentile(0.99))) ms (wanted ≤ 0.1 ms)."
    )
  }

  private func page(_ rows: [(slug: String, name: String, tags: [String])]) -> HTML {
    let cards: [HTML] = rows.map { row in
      let tags: [HTML] = row.tags.map { "<span class=\"tag\">\($0)</span>" }
      return """
        <article class="card"><h2><a href="/bases/\(row.slug)">\(row.name)</a></h2>
        <p class="card-tags">\(tags)</p></article>

        """
    }
    return "<main><h1>\("Bases")</h1>\(cards)</main>"
  }
}
