import People
import Places
import SQL
import Site

/// Tells visitors what became of their bookings: those with an account in the language in which they will read it, those without one
/// by mail where they gave an address, in the language in which they booked.
///
/// Whoever gave a telephone number alone is called by the base; their ticket's page says the same.
struct VisitNotices: Sendable {
  let people: People
  let site: Site
  let contacts: ContactSeal

  /// Tells what a closure did.
  @Sendable func tell(_ booking: Booking, _ news: VisitNews, in writer: Writer) throws {
    var token = booking.token
    if case .offered(let instead, _) = news { token = instead.token }
    try tell(booking, at: token, in: writer) { sentence(news, at: $0, $1) }
  }

  /// Tells that the base gave places back.
  func tell(_ booking: Booking, cancelledFor reason: String, in writer: Writer) throws {
    try tell(booking, in: writer) { base, t in
      t("{base} had to give your booking back: {reason}", ["base": base, "reason": reason])
    }
  }

  /// Tells that places are held for somebody who waited.
  func tellOffer(_ booking: Booking, in writer: Writer) throws {
    guard let until = booking.heldUntil else { return }
    try tell(booking, in: writer) { base, t in
      t(
        "Places at {base} on {day} are free now and held for you until {moment}.",
        ["base": base, "day": t.day(booking.day), "moment": t.moment(until)])
    }
  }

  /// Tells that a visit was counted as missed, where an appeal can be sent.
  func tellMissed(_ booking: Booking, in writer: Writer) throws {
    try tell(booking, in: writer) { base, t in
      t(
        "You were not seen at {base} on {day}, so the visit counts as missed. If you were there, please say so on this page.",
        ["base": base, "day": t.day(booking.day)])
    }
  }

  /// - Parameter token: of the booking at whose page there is more.
  private func tell(
    _ booking: Booking, at token: String? = nil, in writer: Writer, _ say: (_ base: String, Localizer) -> String
  ) throws {
    guard let base = try writer.base(booking.base) else { return }
    let path = "/bookings/\(token ?? booking.token)"
    if let person = booking.person {
      let text = site.inAllLanguages { say($0.pick(base.facts.names), $0) }
      try people.notify(person, .told(text), path: path, in: writer)
    } else if let contact = try contacts.open(booking.contact, writer), contact.isEmail {
      let t = site.localizer(contact.language)
      let name = t.pick(base.facts.names)
      try people.write(to: contact.text, t("Your visit to {base}", ["base": name]), say(name, t), path: path, t, in: writer)
    }
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
