import Places
import SQL
import Site

/// What pages say of draws.
struct DrawWords {
  let t: Localizer

  func state(_ state: SessionDraw.State) -> String {
    switch state {
    case .planned: t.context("draw", "Announced")
    case .open: t.context("draw", "Requests are taken")
    case .closed: t.context("draw", "Closed, to be drawn")
    case .drawn: t.context("draw", "Drawn")
    case .withdrawn: t.context("draw", "Withdrawn")
    }
  }

  func method(_ method: DrawMethod) -> String {
    switch method {
    case .lottery: t("Lottery")
    case .allocation: t("Allocation among schools")
    }
  }

  func state(_ state: DrawEntry.State) -> String {
    switch state {
    case .asked: t.context("request in a draw", "Asked")
    case .takenBack: t.context("request in a draw", "Taken back")
    case .dropped: t.context("request in a draw", "No wish left")
    case .given: t.context("request in a draw", "Places given")
    case .missed: t.context("request in a draw", "No places")
    }
  }

  func fact(_ fact: DrawFact) -> String {
    switch fact {
    case .neverVisited: t("Never visited")
    case .ruralCounty: t("From a rural county")
    case .specialEducation: t("School of special education")
    case .noVenueInCounty: t("No base in the county")
    }
  }

  /// On what a fact stands.
  func reason(_ fact: DrawFact, _ findings: DrawFindings, _ places: Places, _ bases: [ID<Base>: Base]) -> String {
    if let correction = findings.corrections[fact.rawValue] {
      return t("Put right by the office: {reason}", ["reason": correction.reason])
    }
    let county = findings.county.flatMap { places.regions[$0] }.map { t.pick($0.names) }
    switch fact {
    case .neverVisited:
      let visited = findings.visited.compactMap { bases[$0] }.map { t.pick($0.facts.names) }
      guard !visited.isEmpty else { return t("No visit is on record at the bases of this draw.") }
      return t("A visit is on record at {bases}.", ["bases": visited.joined(separator: t.language == .en ? ", " : "、")])
    case .ruralCounty:
      guard let county else { return t("Your county is not known here; a unit has it in its entry, a person in the profile.") }
      return findings.isRural
        ? t("{county} is one of the counties that the policy calls rural.", ["county": county])
        : t("{county} is none of the counties that the policy calls rural.", ["county": county])
    case .noVenueInCounty:
      guard let county else { return t("Your county is not known here; a unit has it in its entry, a person in the profile.") }
      return findings.hasNoVenue
        ? t("No base of this portal lies in {county}.", ["county": county])
        : t("There are bases of this portal in {county}.", ["county": county])
    case .specialEducation:
      return findings.isSpecial
        ? t("The registered name of the school tells so.") : t("The registered name of the school does not tell so.")
    }
  }

  /// The rule in words, for everybody who thinks of asking.
  func rules(_ draw: SessionDraw, _ policy: DrawPolicy) -> [String] {
    let common = [
      t("Every request comes whole or not at all: no group is divided, and no session takes more people than it has places."),
      t(
        "When the window opens, the SHA-256 of a secret is shown; when it closes, that of the list of requests. All chance follows from the secret, the list and a value that others publish after the closing, so nobody can bend it."
      ),
      t("A request lists at most {count} sessions, the dearest first.", ["count": t.number(policy.mostWishes)]),
    ]
    switch draw.method {
    case .lottery:
      let tickets = DrawFact.allCases.compactMap { fact -> String? in
        guard let count = policy.tickets[fact], count > 0 else { return nil }
        return "\(self.fact(fact)) +\(t.number(count))"
      }
      return [
        t("Requests are served in the order of their lots; each gets the first of its wishes where all its people still fit."),
        draw.smallerMayFollow
          ? t("A smaller party later in turn may take places that a larger one could not.")
          : t("A session is closed for all who come later as soon as somebody did not fit."),
        t(
          "Everybody has one ticket. More tickets: {tickets}.",
          ["tickets": tickets.joined(separator: t.language == .en ? ", " : "、")]),
      ] + common
    case .allocation:
      let tiers = (0...policy.tiers.count).map { "\($0 + 1). \(t.pick(policy.name(ofTier: $0)))" }
      return [
        t(
          "Schools rank dates. Each date prefers by tier, and within a tier by lot: {tiers}.",
          ["tiers": tiers.joined(separator: t.language == .en ? "; " : "；")]),
        t(
          "A school is refused at a date only for schools that stand before it there; places left over go to those without a date."
        ),
        t("To list the dates that one really wants, in that order, is best for everybody who does not know the lots."),
      ] + common
    }
  }

  /// A session as people know it.
  func session(_ session: VisitSession, _ bases: [ID<Base>: Base]) -> String {
    let base = bases[session.base].map { t.pick($0.facts.names) } ?? "—"
    return "\(base) · \(moment(session))"
  }

  /// When a session is.
  func moment(_ session: VisitSession) -> String {
    "\(t.day(session.day)) (\(t.weekday(session.day))) \(t.time(session.starts))–\(t.time(session.ends))"
  }
}

extension DrawWords {
  /// Why a request got what it got, one line for each thing that decided.
  ///
  /// - Parameter name: what the session at an index of the list is called.
  func explanation(_ number: Int, _ record: DrawRecord, _ result: DrawResult, name: (Int) -> String) -> [String]? {
    guard let index = record.list.index(of: number) else { return nil }
    switch result.course {
    case .lottery(let draw): return lottery(index, draw, result, name)
    case .allocation(let allocation):
      let reason = allocation.reason(for: index, in: record.list, result.lots)
      let lines = reason.wishes.map { wish in self.wish(wish, name(wish.session)) }
      return reason.wishes.last?.verdict == .given ? lines : lines + [t("No date was given.")]
    }
  }

  private func lottery(_ index: Int, _ draw: LotteryDraw, _ result: DrawResult, _ name: (Int) -> String) -> [String] {
    let request = result.list.requests[index]
    var lines = [
      t(
        "Number {number} with {people} people was in place {turn} of {count}.",
        [
          "number": t.number(request.number), "people": t.number(request.people), "turn": t.number(result.lots.turns[index] + 1),
          "count": t.number(result.list.requests.count),
        ])
    ]
    for (wish, obstacle) in zip(request.wishes, draw.obstacles[index]) {
      switch obstacle {
      case .left(let left):
        lines.append(
          t("{session}: {places} places were left when its turn came.", ["session": name(wish), "places": t.number(left)]))
      case .closed:
        lines.append(t("{session}: somebody before did not fit, and then nobody later may follow.", ["session": name(wish)]))
      }
    }
    lines.append(draw.given[index].map { t("{session}: given.", ["session": name($0)]) } ?? t("No session was given."))
    return lines
  }

  private func wish(_ wish: AllocationReason.Wish, _ session: String) -> String {
    let text: String
    switch wish.verdict {
    case .given: text = t("{session}: given.", ["session": session])
    case .tooLarge(let places):
      text = t(
        "{session}: {places} places were given out, fewer than your people.", ["session": session, "places": t.number(places)])
    case .full(let places, let position, let before):
      text = t(
        "{session}: you stood in place {position}; {before} of {places} places went to schools before you: {rivals}.",
        [
          "session": session, "position": t.number(position), "before": t.number(before), "places": t.number(places),
          "rivals": rivals(wish.kept),
        ])
    case .behind(let places, let position, let end):
      text = t(
        "{session}: you stood in place {position} for {places} places, behind number {number} with {people} people, which did not fit whole and ended the list.",
        [
          "session": session, "position": t.number(position), "places": t.number(places), "number": t.number(end.number),
          "people": t.number(end.people),
        ])
    }
    return wish.pass == 0 ? text : t("Left-over places, pass {pass}: {text}", ["pass": t.number(wish.pass), "text": text])
  }

  private func rivals(_ rivals: [AllocationReason.Rival]) -> String {
    let shown = rivals.prefix(12).map { rival in
      t(
        "number {number} (tier {tier}, {people} people)",
        ["number": t.number(rival.number), "tier": t.number(rival.tier + 1), "people": t.number(rival.people)])
    }
    let more = rivals.count > 12 ? ["…"] : []
    return (shown + more).joined(separator: t.language == .en ? ", " : "、")
  }
}

extension DrawWords {
  /// Why something is not done, in a sentence for people.
  func sentence(_ refusal: DrawRefusal, name: (ID<VisitSession>) -> String) -> String {
    switch refusal {
    case .notFound: t("There is no draw at this address.")
    case .wrongState: t("The draw is not in a state in which this can be done.")
    case .changedMeanwhile: t("Somebody else changed this meanwhile. Please look at it again.")
    case .notYet(let opens): t("Requests are taken from {moment} on.", ["moment": t.moment(opens)])
    case .late(let closes): t("The window closed at {moment}; nothing can be changed any more.", ["moment": t.moment(closes)])
    case .window(let least, let most):
      t(
        "A window is open for {hours} hours at least and {days} days at most.",
        ["hours": t.number(least), "days": t.number(most)])
    case .tooSoon(let id, let after):
      t(
        "{session}: it begins before the draw is sure to be over ({moment}). Close earlier, or leave it out.",
        ["session": name(id), "moment": t.moment(after)])
    case .taken(let id): t("{session}: another draw gives out its places.", ["session": name(id)])
    case .places(let id, let most):
      most > 0
        ? t("{session}: at most {count} places can be drawn.", ["session": name(id), "count": t.number(most)])
        : t("{session}: no places are free for this audience.", ["session": name(id)])
    case .sessions(let most): t("Please choose 1 to {count} sessions.", ["count": t.number(most)])
    case .noSchool: t("Schools ask here: a teacher or the head asks for the school.")
    case .wishes(let most): t("Please choose 1 to {count} different sessions.", ["count": t.number(most)])
    case .tooLarge(let id, let places):
      t("{session}: it has {count} places in this draw.", ["session": name(id), "count": t.number(places)])
    case .repeated(let number):
      t("There is a request already, number {number}; it can be changed until the window closes.", ["number": t.number(number)])
    case .rule(let id, let why):
      t("{session}: {reason}", ["session": name(id), "reason": BookingWords(t: t).sentence(why)])
    case .noValueYet(let moment): t("The public value is entered after {moment}.", ["moment": t.moment(moment)])
    case .samePerson: t("Another person than the one who entered the value has to type it again.")
    case .ownRequest: t("You or a school of yours has asked in this draw; somebody else who looks after these bases does this.")
    case .otherValue: t("This is not what the first person entered. Please look at the source again; one of you is wrong.")
    case .otherList:
      t("The requests are not those whose digest was published: somebody changed them after the closing. Nothing was drawn.")
    case .noSecret: t("The secret of this draw cannot be opened, or is not the one that was committed to. Nothing was drawn.")
    }
  }
}
