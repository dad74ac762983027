import Places
import SQL
import Site

/// What pages say of bookings; said once, for bookings of single visits and of tours.
struct BookingWords {
  let t: Localizer

  /// Why places are not given or a booking does not change, in one sentence that says what holds instead.
  func sentence(_ refusal: BookingRefusal) -> String {
    switch refusal {
    case .full(let free):
      free > 0 ? t.plural("Only {count} place is left.", "Only {count} places are left.", free) : t("There are no places left.")
    case .drawn: t("The places of this session are drawn, and none are given to whoever comes first.")
    case .notYet(let opening): t("Places are given from {moment} on.", ["moment": t.moment(opening)])
    case .over: t("No more places are given for this session.")
    case .cancelled: t("This session does not take place.")
    case .tooMany(let most): t.plural("One booking has at most {count} person.", "One booking has at most {count} people.", most)
    case .tooFew(let least):
      t("Groups have {count} people or more; with fewer, please book as individuals.", ["count": t.number(least)])
    case .noGroups: t("No groups are taken on this day.")
    case .notice(let first): t("Groups have to book ahead: the first day that you can have is {day}.", ["day": t.day(first)])
    case .teachers(let needed):
      t.plural(
        "{count} teacher or leader has to come along.", "{count} teachers or leaders have to come along.", needed)
    case .guardians(let needed): t.plural("{count} adult has to come along.", "{count} adults have to come along.", needed)
    case .limit(let limit, let most): sentence(limit, most)
    case .barred(let until): t("After missed visits nothing can be booked here until {day}.", ["day": t.day(until)])
    case .tooLate(let until): t("It could be given back until {moment}.", ["moment": t.moment(until)])
    case .tooYoung(_, let least): t("This session is for visitors from {least} years on.", ["least": t.number(least)])
    case .tooOld(_, let greatest): t("This session is for visitors up to {greatest} years.", ["greatest": t.number(greatest)])
    case .unconfirmed(let ages): t("Please confirm the ages: {confirmation}.", ["confirmation": confirmation(ages)])
    case .impossible: t("Please say how many people come.")
    case .changedMeanwhile: t("This booking was changed meanwhile; please look at it again.")
    case .wrongState: t("This booking is not in a state in which that can be done.")
    case .notFound: t("This session is not there any more.")
    }
  }

  /// What becomes of a telephone number or an address that somebody gives.
  ///
  /// - Parameter days: for how many days after the visit the base can read it.
  func contactHint(days: Int) -> String {
    t.plural(
      "The base can call you or write to you when something changes, and bookings are counted by it. It is kept sealed: whoever looks after the base reads it with a reason that is noted. {count} day after the visit only a code is left that cannot be read back.",
      "The base can call you or write to you when something changes, and bookings are counted by it. It is kept sealed: whoever looks after the base reads it with a reason that is noted. {count} days after the visit only a code is left that cannot be read back.",
      days)
  }

  private func sentence(_ limit: BookingRefusal.Limit, _ most: Int) -> String {
    switch limit {
    case .session:
      t.plural(
        "You may have {count} booking for one session, and you have it already.",
        "You may have {count} bookings for one session, and you have them already.", most)
    case .day:
      t.plural(
        "You may have {count} booking a day at one base, and you have it already.",
        "You may have {count} bookings a day at one base, and you have them already.", most)
    case .open:
      t.plural(
        "You may have {count} booking that lies ahead, and you have it already.",
        "You may have {count} bookings that lie ahead, and you have them already.", most)
    }
  }

  /// The field of a form beside which a refusal stands.
  func field(_ refusal: BookingRefusal) -> String {
    switch refusal {
    case .teachers: "teachers"
    case .tooYoung(let kind, _), .tooOld(let kind, _): kind.rawValue
    case .unconfirmed: "ages_confirmed"
    case .tooMany, .tooFew, .guardians, .impossible, .full: "adults"
    default: ""
    }
  }

  /// As what somebody comes.
  func audience(_ audience: Audience) -> String {
    switch audience {
    case .individual: t("Individuals and families")
    case .group: t("Groups")
    case .school: t("Schools")
    case .concession: t("With a concession")
    }
  }

  /// How the places of a session are given.
  func mode(_ mode: VisitSession.Mode) -> String {
    switch mode {
    case .firstCome: t("To whoever comes first")
    case .lottery: t("Lottery")
    case .round: t("Allocation among schools")
    }
  }

  /// What a session is.
  func kind(_ kind: VisitSession.Kind) -> String {
    switch kind {
    case .wholeDay: t("Whole day")
    case .halfDay: t("Half day")
    case .entry: t("Timed entry")
    case .guidedTour: t("Guided tour")
    case .lesson: t("Class")
    case .lecture: t("Lecture")
    case .openLab: t("Open laboratory")
    case .event: t("Event")
    case .night: t("Night opening")
    }
  }

  /// Where a booking stands.
  func state(_ state: Booking.State) -> String {
    switch state {
    case .held: t("Held for you")
    case .booked: t("Booked")
    case .attended: t("Visited")
    case .noShow: t("Missed")
    case .cancelled: t("Given back")
    case .expired: t("Not booked in time")
    }
  }

  /// Who comes, in words.
  func party(_ party: Party) -> String {
    let parts = [
      party.adults > 0 ? t.plural("{count} adult", "{count} adults", party.adults) : nil,
      party.seniors > 0 ? t.plural("{count} senior", "{count} seniors", party.seniors) : nil,
      party.minors > 0 ? t.plural("{count} child of school age", "{count} children of school age", party.minors) : nil,
      party.preschool > 0 ? t.plural("{count} child before school", "{count} children before school", party.preschool) : nil,
      party.teachers > 0 ? t.plural("{count} teacher or leader", "{count} teachers or leaders", party.teachers) : nil,
    ]
    return parts.compactMap { $0 }.joined(separator: t.language == .en ? ", " : "、")
  }

  /// What of a session can be had, in a sentence.
  func words(_ state: Availability.State) -> String {
    switch state {
    case .places(let free): t.plural("{count} place left", "{count} places left", free)
    case .full: t("Full; there is a waiting list")
    case .refused(let refusal): sentence(refusal)
    case .none: t("No visits on this day")
    }
  }

  /// The same in as few words as a day of a calendar has room for.
  func short(_ state: Availability.State) -> String {
    switch state {
    case .places(let free): t("{number} left", ["number": t.number(free)])
    case .full: t.context("places of a day", "Full")
    case .none: t.context("day without visits", "–")
    case .refused(.notYet(let opening)): t("from {day}", ["day": t.shortDay(opening.localDay)])
    case .refused(.drawn): t.context("places of a day", "Drawn")
    case .refused(.noGroups): t("no groups")
    case .refused(.notice): t("too soon")
    case .refused(.cancelled): t.context("session", "Cancelled")
    case .refused: t.context("places of a day", "Over")
    }
  }

  /// Which colour goes with the words.
  func tone(_ state: Availability.State) -> String {
    switch state {
    case .places: "open"
    case .full: "full"
    case .refused(.notYet), .refused(.drawn): "soon"
    case .refused, .none: "closed"
    }
  }
}

extension BookingWords {
  /// What holds for bookings of an audience, told before anybody fills in a form.
  func rules(_ rules: VisitRules, for audience: Audience) -> [String] {
    let common = [
      t.plural(
        "Places can be given back until {count} minute before the start.",
        "Places can be given back until {count} minutes before the start.", rules.cancelMinutesBefore),
      t.plural(
        "Who misses {count} visit without giving it back cannot book for {days} days.",
        "Who misses {count} visits without giving them back cannot book for {days} days.", rules.noShow.limit,
        ["days": t.number(rules.noShow.blockDays)]),
    ]
    return (audience.isGroup ? groupRules(rules) : individualRules(rules)) + common
  }

  private func individualRules(_ rules: VisitRules) -> [String] {
    [
      t(
        "Places are given from {days} days ahead on, at {time}.",
        [
          "days": t.number(rules.window.opensDaysBefore), "time": time(rules.window.opensAtMinute),
        ]),
      t.plural(
        "One booking has at most {count} person, children included.",
        "One booking has at most {count} people, children included.", rules.individual.mostPeople),
      t.plural(
        "An adult comes along with every {count} child.", "An adult comes along with every {count} children.",
        rules.care.minorsPerGuardian),
      t("Whoever is {age} or older comes with an adult.", ["age": t.number(rules.care.accompaniedFromAge)]),
    ]
  }

  private func groupRules(_ rules: VisitRules) -> [String] {
    guard let group = rules.group else { return [t("This base takes no groups.")] }
    let days = ["days": t.number(group.noticeDays)]
    return [
      t(
        "A group has {least} to {most} people, leaders included.",
        ["least": t.number(group.leastPeople), "most": t.number(group.mostPeople)]),
      group.noticeIsWorking ? t("Groups book {days} working days ahead.", days) : t("Groups book {days} days ahead.", days),
      group.onHolidays ? nil : t("Groups come on working days only."),
      t(
        "A teacher or leader comes along with every {pupils} pupils and with every {preschool} children before school.",
        ["pupils": t.number(rules.care.ratio.pupilsPerTeacher), "preschool": t.number(rules.care.ratio.preschoolPerTeacher)]),
    ].compactMap { $0 }
  }

  private func time(_ minute: Int) -> String {
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    return "\(two(minute / 60)):\(two(minute % 60))"
  }
}
