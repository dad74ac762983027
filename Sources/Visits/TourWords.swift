import Places
import SQL
import Site

/// What pages say of tours.
struct TourWords {
  let t: Localizer

  /// Minutes after midnight as a time of day.
  func time(_ minute: Int) -> String {
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    let time = "\(two(minute / 60 % 24)):\(two(minute % 60))"
    return minute < 1_440 ? time : t("{time} of the next day", ["time": time])
  }

  /// A number of minutes.
  func minutes(_ count: Int) -> String { t.plural("{count} minute", "{count} minutes", count) }

  /// A party in words.
  func party(_ party: Party) -> String {
    let parts = [
      party.minors > 0 ? t.plural("{count} pupil", "{count} pupils", party.minors) : nil,
      party.preschool > 0 ? t.plural("{count} child before school", "{count} children before school", party.preschool) : nil,
      party.teachers > 0 ? t.plural("{count} teacher", "{count} teachers", party.teachers) : nil,
      party.adults + party.seniors > 0 ? t.plural("{count} adult", "{count} adults", party.adults + party.seniors) : nil,
    ]
    return parts.compactMap { $0 }.joined(separator: t.language == .en ? ", " : "、")
  }

  /// Where a tour stands.
  func state(_ state: Trip.State) -> String {
    switch state {
    case .booked: t("Booked")
    case .confirmed: t("Confirmed")
    case .broken: t("A base is missing")
    case .cancelled: t.context("tour", "Cancelled")
    }
  }

  /// Why a day was proposed, one thing of several.
  func reason(_ reason: TourReason) -> String {
    let count = reason.amount
    switch reason.kind {
    case .stops: return t.plural("{count} base", "{count} bases", count)
    case .rating: return t("how visitors rate them")
    case .wantedThemes:
      return t.plural("{count} base with a theme you wished for", "{count} bases with themes you wished for", count)
    case .variety: return t.plural("{count} theme", "{count} different themes", count)
    case .guides: return t.plural("a guide at {count} base", "guides at {count} bases", count)
    case .notVisited: return t.plural("{count} base new to you", "{count} bases new to you", count)
    case .visiting: return t("{time} in sessions", ["time": minutes(count)])
    case .travel: return t("{time} on the road", ["time": minutes(count)])
    case .waiting: return t("{time} of waiting", ["time": minutes(count)])
    }
  }

  /// Why a tour is not booked, or does not change.
  func sentence(_ refusal: TourRefusal) -> String {
    switch refusal {
    case .leg(_, let base, let why): t("{base}: {reason}", ["base": t.pick(base), "reason": BookingWords(t: t).sentence(why)])
    case .noDay: t("These sessions do not make a day: the ways between them take too long, or there is no time for lunch.")
    case .faults(let faults): faults.map(sentence).joined(separator: " ")
    case .wrongState: t("The tour is not in a state in which this can be done.")
    case .changedMeanwhile: t("Somebody else changed this meanwhile; please look at it again.")
    case .notFound: t("A session of this day is not there any more.")
    }
  }

  /// What is wrong with a tour.
  func sentence(_ fault: TourFault) -> String {
    switch fault {
    case .bases: t("A one-day tour has two to four bases.")
    case .places(_, let free, let people):
      t("{people} people come, but there are places for {free}.", ["people": t.number(people), "free": t.number(free)])
    case .teachers(_, let needs): t.plural("{count} teacher has to come along.", "{count} teachers have to come along.", needs)
    case .travel(_, let planned, let estimated):
      t(
        "The way takes about {estimated} minutes, but the plan has {planned}.",
        ["estimated": t.number(estimated), "planned": t.number(planned)])
    case .times: t("A session ends before it begins.")
    case .notNamed: t("One of the bases is not named at present, so it cannot be part of a tour.")
    case .guide: t("A guide would have to be in two places at once.")
    case .safetyPlan: t("A safety plan is missing.")
    case .insurance: t("An insurance is missing.")
    }
  }
}
