import HTML
import SQL
import Site

/// What is said of papers.
struct PaperWords {
  let t: Localizer

  func name(_ paper: VisitPaper) -> String {
    switch paper {
    case .names: t("list of names")
    case .letter: t("stamped letter")
    }
  }

  /// What is there of a paper, or that it is missing.
  func standing(_ paper: VisitPaper, _ state: PaperState) -> String {
    guard let there = state.paper(paper) else { return t("missing") }
    guard paper == .names, there.count != state.timed.booking.people else { return t("there") }
    return t(
      "{count} names for {people} people",
      ["count": t.number(there.count), "people": t.number(state.timed.booking.people)])
  }

  /// All papers that are wanted, each with how it stands.
  func list(_ state: PaperState) -> HTML {
    let items: [HTML] = VisitPaper.allCases.filter(state.needed.contains).map { paper in
      let isMissing = state.missing.contains(paper)
      return
        "<li>\(name(paper)): <strong class=\"\(isMissing ? "paper-missing" : "paper-there")\">\(standing(paper, state))</strong></li>\n"
    }
    return "<ul>\(items)</ul>"
  }

  func sentence(_ refusal: GroupPapers.Refusal) -> String {
    switch refusal {
    case .notNeeded: t("The base does not ask for this.")
    case .tooMany(let names, let people):
      t(
        "These are {names} names, but the booking is for {people} people. Change the booking first if more come.",
        ["names": t.number(names), "people": t.number(people)])
    case .over: t("Nothing can be handed in for this booking any more.")
    case .notFound: t("There is no booking at this address.")
    }
  }

  func sentence(_ wrong: NameList.Unreadable) -> String {
    switch wrong {
    case .encoding: t("The file is neither UTF-8 nor GBK.")
    case .line(let line):
      t("Line {line} has no name that can be read. Please give names only, one a line.", ["line": t.number(line)])
    case .empty: t("Please give the names, one a line.")
    }
  }
}

extension PaperChoice {
  /// The choice as an offer shows it.
  func words(_ t: Localizer) -> String {
    switch self {
    case .nothing: t("Nothing")
    case .names: t("A list of names")
    case .letter: t("A stamped letter")
    case .both: t("A list of names and a stamped letter")
    }
  }
}
