/// A draw told in plain lines for a terminal: `kepu lottery verify FILE --number N`.
public struct DrawExplanation: Sendable {
  private let result: DrawResult

  /// Explains a draw.
  public init(_ result: DrawResult) { self.result = result }

  /// One line for each request, in turn: number, people, lot, session.
  public var lines: [String] {
    result.lots.order.map { index in
      let given = result.session(at: index)
      let request = result.list.requests[index]
      let session = given.map { result.list.sessions[$0].id } ?? "-"
      return "no. \(request.number)\t\(request.people) people\tlot \(Hexadecimal.text(result.lots.lots[index]))\t\(session)"
    }
  }

  /// Why a request got what it got; `nil` where there is no such number.
  public func lines(for number: Int) -> [String]? {
    guard let index = result.list.index(of: number) else { return nil }
    switch result.course {
    case .lottery(let draw): return lottery(index, draw)
    case .allocation(let allocation): return self.allocation(allocation.reason(for: index, in: result.list, result.lots))
    }
  }

  private func lottery(_ index: Int, _ draw: LotteryDraw) -> [String] {
    let request = result.list.requests[index]
    let turn = result.lots.turns[index] + 1
    var lines = ["No. \(request.number), \(request.people) people, was \(turn) of \(result.list.requests.count) in turn."]
    for (wish, obstacle) in zip(request.wishes, draw.obstacles[index]) {
      let id = result.list.sessions[wish].id
      switch obstacle {
      case .left(let left): lines.append("\(id): \(left) places were left then.")
      case .closed: lines.append("\(id): somebody before did not fit, and smaller groups may not follow.")
      }
    }
    lines.append(draw.given[index].map { "\(result.list.sessions[$0].id): given." } ?? "No session was given.")
    return lines
  }

  private func allocation(_ reason: AllocationReason) -> [String] {
    var lines = ["No. \(reason.number), lot \(Hexadecimal.text(reason.lot))."]
    for wish in reason.wishes {
      let head = "Pass \(wish.pass + 1), \(result.list.sessions[wish.session].id), own tier \(wish.tier + 1): "
      switch wish.verdict {
      case .given: lines.append(head + "given.")
      case .tooLarge(let places): lines.append(head + "\(places) places, fewer than people.")
      case .full(let places, let position, let before):
        lines.append(head + "place \(position) in the order; \(before) of \(places) places went to those before.")
      case .behind(let places, let position, let end):
        let group = "no. \(end.number) with \(end.people) people (tier \(end.tier + 1), lot \(Hexadecimal.text(end.lot)))"
        lines.append(head + "place \(position) in the order for \(places) places, behind \(group), which did not fit whole.")
      }
      guard wish.verdict != .given else { continue }
      for rival in wish.kept {
        let lot = Hexadecimal.text(rival.lot)
        lines.append("  before: no. \(rival.number), tier \(rival.tier + 1), lot \(lot), \(rival.people) people")
      }
    }
    if reason.wishes.last?.verdict != .given { lines.append("No date was given.") }
    return lines
  }
}

extension DrawResult {
  /// What the request at an index of the list got.
  func session(at index: Int) -> Int? {
    switch course {
    case .lottery(let draw): draw.given[index]
    case .allocation(let allocation): allocation.given[index]
    }
  }
}
