import HTML
import Site

/// The stages of a round in a line, with where something stands among them.
struct StageLine {
  /// One step of the line.
  struct Step {
    let name: String
    var note: String?
    var state = State.ahead
  }

  enum State: String {
    case done, current, ahead
    /// It ended here.
    case ended
  }

  let label: String
  let steps: [Step]
  let t: Localizer

  /// The line, as an ordered list that also says in words what its colours say.
  var html: HTML {
    let items: [HTML] = steps.map { step in
      let words: String? =
        switch step.state {
        case .done: t("done")
        case .current: t("now")
        case .ended: t("ended here")
        case .ahead: nil
        }
      return """
        <li class="stage stage-\(step.state.rawValue)"\(attribute: "aria-current", step.state == .current ? "step" : nil)><span class="stage-name">\(step.name)</span>\
        \(words.map { text -> HTML in "<span class=\"visually-hidden\">（\(text)）</span>" })\(step.note.map { text -> HTML in "<span class=\"hint\">\(text)</span>" })</li>

        """
    }
    return "<ol class=\"stages\" aria-label=\"\(label)\">\(items)</ol>\n"
  }
}

extension StageLine {
  /// The line of a round.
  init(of call: Call, _ programme: Programme, _ phase: Call.Phase, _ t: Localizer) {
    let names = [t("Handing in")] + programme.stages.map { $0.name(t) } + [t("In force")]
    let current: Int? =
      switch phase {
      case .upcoming, .cancelled: nil
      case .open: 0
      case .judged: call.stage.flatMap { programme.stages.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
      case .finished: names.count - 1
      }
    self.init(label: t("Stages of the round"), steps: Self.steps(names, current: current), t: t)
  }

  /// The line of one submission: what it passed, where it is, and where it ended.
  init(of submission: Submission, _ call: Call, _ programme: Programme, steps history: [SubmissionStep], _ t: Localizer) {
    let stages = programme.stages.filter { !(submission.isRenewal && programme.renewal?.skips.contains($0) == true) }
    let names = [t("Handing in")] + stages.map { $0.name(t) } + [t("In force")]
    func place(_ stage: Stage) -> Int { stages.firstIndex(of: stage).map { $0 + 1 } ?? 0 }
    func place(_ state: Submission.State) -> Int? {
      switch state {
      case .draft, .confirming: 0
      case .recommending: place(.recommendation)
      case .checking, .returned: place(.check)
      case .admitted, .revising:
        call.stage.flatMap { stages.contains($0) ? place($0) : nil }.map { max($0, place(.check)) } ?? place(.check)
      case .proposed: place(.notice)
      case .effective: names.count - 1
      case .declined, .refused, .overQuota, .withdrawn: nil
      }
    }
    if let current = place(submission.state) {
      self.init(label: t("Where it stands"), steps: Self.steps(names, current: current), t: t)
    } else {
      let last = history.last { $0.from != nil && place($0.from ?? .draft) != nil }?.from
      let end =
        submission.state == .declined ? place(last == .proposed ? Stage.notice : .decision) : last.flatMap { place($0) } ?? 0
      self.init(label: t("Where it stands"), steps: Self.steps(names, current: end, isEnd: true), t: t)
    }
  }

  private static func steps(_ names: [String], current: Int?, isEnd: Bool = false) -> [Step] {
    names.enumerated().map { index, name in
      guard let current else { return Step(name: name) }
      if index == current { return Step(name: name, state: isEnd ? .ended : .current) }
      return Step(name: name, state: index < current ? .done : .ahead)
    }
  }
}
