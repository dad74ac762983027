import People
import Places
import SQL
import Site

/// Tells visitors with an account what became of their bookings, in the language in which they will read it.
///
/// Of visitors without one nothing is kept by which they could be told; their ticket's page says the same.
struct VisitNotices: Sendable {
  let people: People
  let site: Site

  /// Tells what a closure did.
  @Sendable func tell(_ booking: Booking, _ news: VisitNews, in writer: Writer) throws {
    guard let person = booking.person, let base = try writer.base(booking.base) else { return }
    var path = "/bookings/\(booking.token)"
    if case .offered(let instead, _) = news { path = "/bookings/\(instead.token)" }
    try people.notify(
      person, .told(site.inAllLanguages { sentence(news, at: $0.pick(base.facts.names), $0) }), path: path, in: writer)
  }

  /// Tells that the base gave places back.
  func tell(_ booking: Booking, cancelledFor reason: String, in writer: Writer) throws {
    guard let person = booking.person, let base = try writer.base(booking.base) else { return }
    let text = site.inAllLanguages { t in
      t("{base} had to give your booking back: {reason}", ["base": t.pick(base.facts.names), "reason": reason])
    }
    try people.notify(person, .told(text), path: "/bookings/\(booking.token)", in: writer)
  }

  /// Tells that places are held for somebody who waited.
  func tellOffer(_ booking: Booking, in writer: Writer) throws {
    guard let person = booking.person, let until = booking.heldUntil, let base = try writer.base(booking.base) else { return }
    let text = site.inAllLanguages { t in
      t(
        "Places at {base} on {day} are free now and held for you until {moment}.",
        ["base": t.pick(base.facts.names), "day": t.day(booking.day), "moment": t.moment(until)])
    }
    try people.notify(person, .told(text), path: "/bookings/\(booking.token)", in: writer)
  }

  /// Tells that a visit was counted as missed, where an appeal can be sent.
  func tellMissed(_ booking: Booking, in writer: Writer) throws {
    guard let person = booking.person, let base = try writer.base(booking.base) else { return }
    let text = site.inAllLanguages { t in
      t(
        "You were not seen at {base} on {day}, so the visit counts as missed. If you were there, please say so on this page.",
        ["base": t.pick(base.facts.names), "day": t.day(booking.day)])
    }
    try people.notify(person, .told(text), path: "/bookings/\(booking.token)", in: writer)
  }

  private func sentence(_ news: VisitNews, at base: String, _ t: Localizer) -> String {
    switch news {
    case .moved(let before, let now, let closure):
      t(
        "{base}, {day}: {cause} Your visit is now on {new}; you may give it back until it begins.",
        [
          "base": base, "day": t.day(before.day), "cause": words(closure, t),
          "new": "\(t.day(now.day)) \(t.time(now.starts))",
        ])
    case .offered(let instead, let closure):
      t(
        "{base}: {cause} Places at another base on {new} are held for you until {moment}.",
        [
          "base": base, "cause": words(closure, t), "new": t.day(instead.day),
          "moment": instead.heldUntil.map { t.moment($0) } ?? "",
        ])
    case .ended(let closure):
      t("{base}: {cause} Nothing else was free; please choose another day.", ["base": base, "cause": words(closure, t)])
    }
  }

  /// Why a visit does not take place, with what the base wrote.
  private func words(_ closure: VisitClosure, _ t: Localizer) -> String {
    let cause = Self.sentence(closure.cause, t)
    return closure.note.isEmpty ? cause : "\(cause) \(closure.note)"
  }

  /// Why a base stays closed, in a sentence.
  static func sentence(_ cause: VisitClosure.Cause, _ t: Localizer) -> String {
    switch cause {
    case .weather: t("Closed because of the weather.")
    case .works: t("Closed because of works or a fault.")
    case .staff: t("It cannot take place as planned.")
    case .suspended: t("The base does not receive visitors at present.")
    }
  }
}
