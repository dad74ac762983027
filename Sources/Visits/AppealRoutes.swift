import HTML
import Hummingbird
import People
import Places
import SQL
import Site

/// Appeals against visits that were counted as missed: sent at the booking's address, answered by those who look after the base.
struct AppealRoutes: Sendable {
  let base: BookingRoutes

  private var visits: Visits { base.visits }
  private var site: Site { base.site }
  private var care: BookingCareRoutes { BookingCareRoutes(base: base) }

  func add(to doors: Doors) {
    doors.open(.post, "/bookings/:token/appeal", use: send)
    doors.get("/desk/visit-appeals", for: .may(.editBase), use: list)
    doors.post("/desk/visit-appeals/:booking/answer", for: .may(.editBase), use: answer)
  }

  @Sendable private func send(_ request: Request, _ context: SiteContext) async throws -> Response {
    try base.limit(context)
    let t = context.t
    let content = try await care.found(context)
    var form = try await site.form(request, context)
    let text = form.text("appeal", most: 1_000, t)
    guard form.isGood else { return care.show(form, content, request, context) }
    let (booking, actor) = (content.timed.booking, base.booker(context).actor)
    do {
      return try await site.once(form, context, in: base.database) { writer in
        try visits.appeal(booking.id, text, by: actor, in: writer)
        return FormOutcome("/bookings/\(booking.token)", told: t("Your appeal is sent; the answer will stand here."))
      }
    } catch let refusal as BookingRefusal {
      form.refuse("", BookingWords(t: t).sentence(refusal))
      return care.show(form, content, request, context)
    }
  }

  // MARK: At the desk

  /// The open appeals of bases that somebody looks after.
  private func open(_ rights: Rights) async throws -> [AppealPages.Item] {
    try await base.database.read { reader in
      try reader.openAppeals(limit: 500).compactMap { appeal in
        guard let target = try base.places.target(appeal.base.description, in: reader), rights.may(.editBase, target),
          let place = try reader.base(appeal.base), let booking = try reader.booking(appeal.booking)
        else { return nil }
        return AppealPages.Item(appeal: appeal, base: place, booking: booking)
      }
    }
  }

  private func page(_ form: Form, _ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    base.page(
      context.t("Appeals of visitors"), "/desk/visit-appeals",
      AppealPages(form: form, t: context.t).list(try await open(rights)), request, context, isWrong: !form.isGood, section: "desk"
    )
  }

  @Sendable private func list(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await page(site.form(context), request, context, rights)
  }

  @Sendable private func answer(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let t = context.t
    guard let id = ID<Booking>(try context.parameters.require("booking")) else { throw Problem(.notFound) }
    let target: Target? = try await base.database.read { reader in
      try reader.appeal(about: id).flatMap { try base.places.target($0.base.description, in: reader) }
    }
    guard let target else { throw Problem.notFound(t("There is no appeal at this address.")) }
    try rights.require(.editBase, target, t)
    var form = try await site.form(request, context)
    let words = form.text("answer", most: 1_000, t)
    guard let decision = form.choice("decision", of: ["granted", "declined"], t), form.isGood else {
      return try await page(form, request, context, rights)
    }
    do {
      return try await site.once(form, context, in: base.database) { writer in
        try visits.answer(id, isGranted: decision == "granted", words, by: rights.actor, in: writer)
        if let booking = try writer.booking(id), let person = booking.person {
          let answer = site.inAllLanguages { $0("Your appeal was answered: {answer}", ["answer": words]) }
          try base.people.notify(person, .told(answer), path: "/bookings/\(booking.token)", in: writer)
        }
        return FormOutcome("/desk/visit-appeals", told: t("The answer is sent."))
      }
    } catch let refusal as BookingRefusal {
      form.refuse("", BookingWords(t: t).sentence(refusal))
      return try await page(form, request, context, rights)
    }
  }
}
