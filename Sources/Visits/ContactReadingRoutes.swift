import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// Reading how a visitor can be reached: for those who look after the base, at the page of the session, with a reason that is
/// kept in the journal.
struct ContactReadingRoutes: Sendable {
  let base: VisitDeskRoutes

  private var visits: Visits { base.visits }
  private var sessions: VisitSessionDeskRoutes { VisitSessionDeskRoutes(base: base) }

  func add(to doors: Doors) {
    doors.post("/desk/visits/:base/sessions/:session/bookings/:booking/contact", for: .may(.editBase), use: read)
  }

  /// A contact that was opened for the page on which it is shown once.
  struct Reading: Sendable {
    let booking: ID<Booking>
    let contact: String
  }

  /// Whether somebody looks after a base themselves; officers and others who may edit its page have no part in this.
  static func looksAfter(_ target: Target, _ rights: Rights) -> Bool {
    rights.grants.contains { $0.role == .baseManager && $0.scope.covers(target) }
  }

  @Sendable private func read(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let t = context.t
    try rights.requirePerson(t)
    let found = try await sessions.found(context, rights)
    guard found.isManager else {
      throw Problem(.forbidden, detail: t("Only those who look after the base read how its visitors can be reached."))
    }
    guard let id = ID<Booking>(try context.parameters.require("booking")),
      let booking = (found.bookings + found.moved).first(where: { $0.id == id })
    else { throw Problem.notFound(t("There is no booking at this address.")) }
    var form = try await base.site.form(request, context)
    let reason = form.text("reason", most: 300, t)
    guard form.isGood else { return try await sessions.show(found, form, request, context) }
    let opened = try await visits.database.write { writer -> ContactSeal.Opened? in
      guard let opened = try base.booking.contacts.open(booking.contact, writer) else { return nil }
      try visits.record("booking.contact_read", booking, by: rights.actor, reason: reason, in: writer)
      if let person = booking.person { try base.people.noteLook(atContactOf: person, reason: reason, by: rights, in: writer) }
      return opened
    }
    guard let opened else {
      form.refuse("", t("This contact is not kept any more."))
      return try await sessions.show(found, form, request, context)
    }
    return try await sessions.show(
      found, base.site.form(context), reading: Reading(booking: id, contact: opened.text), request, context)
  }
}
