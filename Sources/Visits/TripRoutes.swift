import Foundation
import HTML
import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// The tours of a person: the list, each with its day sheet, and what can be done with it.
struct TripRoutes: Sendable {
  let base: TourRoutes

  private var tours: Tours { base.tours }

  func add(to doors: Doors) {
    doors.get("/me/tours", for: .signedIn, use: list)
    doors.get("/me/tours/:id", for: .signedIn, use: show)
    doors.get("/me/tours/:id/calendar.ics", for: .signedIn, use: calendar)
    doors.post("/me/tours/:id/sheet", for: .signedIn, use: writeSheet)
    doors.post("/me/tours/:id/confirmation", for: .signedIn, use: confirm)
    doors.post("/me/tours/:id/cancellation", for: .signedIn, use: cancel)
    doors.post("/me/tours/:id/bookings/:booking/cancellation", for: .signedIn, use: cancelLeg)
    doors.post("/me/tours/:id/plan", for: .signedIn, use: change)
  }

  @Sendable private func list(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let trips = try await base.database.read { try $0.trips(of: rights.person.id) }
    let bases = try await base.bases(trips.flatMap(\.plan.bases))
    let page = TripListPage(trips: trips, bases: bases, today: base.today, t: context.t)
    return base.page(
      context.t("My science days"), "/me/tours", section: "me", page.html, breadcrumbs: [(context.t("My page"), "/me")], request,
      context)
  }

  private func show(
    _ form: Form, _ trip: Trip, _ request: Request, _ context: SiteContext, _ rights: Rights, refusal: String? = nil
  ) async throws
    -> Response
  {
    let bookings = try await base.database.read { try $0.bookings(of: trip.id) }
    let proposals = trip.state == .broken ? Self.keeping(bookings, try await tours.replan(trip).plans) : []
    let bases = try await base.bases(
      trip.plan.bases + bookings.map(\.base) + proposals.flatMap(\.bases))
    let (faults, lunches, school) = try await base.database.read { reader in
      let visit = try reader.schoolVisit(over: trip.id)
      let mayAsk = try visit == nil && !reader.schools(where: .planSchoolVisits, by: rights).isEmpty
      return (
        try tours.faults(trip, reader), try reader.lunchNotes(at: trip.plan.bases),
        TripPage.School(visit: visit?.id, mayAsk: mayAsk)
      )
    }
    let page = TripPage(
      form: form, trip: trip, bookings: bookings, bases: bases, school: school, lunches: lunches, proposals: proposals,
      faults: faults,
      refusal: refusal, places: base.places,
      needed: tours.checks.teachersNeeded(trip.request.party), t: context.t)
    return base.page(
      trip.title, "/me/tours/\(trip.id)", section: "me", page.html,
      breadcrumbs: [(context.t("My page"), "/me"), (context.t("My science days"), "/me/tours")], request, context,
      isWrong: refusal != nil || !form.isGood)
  }

  /// Days that keep more of what a tour still has stand before others.
  private static func keeping(_ bookings: [Booking], _ plans: [TourPlan]) -> [TourPlan] {
    let kept = Set(bookings.filter(\.state.isOpen).map(\.session))
    func count(_ plan: TourPlan) -> Int { plan.legs.count { kept.contains($0.session) } }
    return plans.enumerated().sorted { (count($1.element), $0.offset) < (count($0.element), $1.offset) }.map(\.element)
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let trip = try await base.trip(of: rights, context)
    return try await show(TripPage.filled(base.site.form(context), trip.sheet), trip, request, context, rights)
  }

  /// Does what a form asks for; a refusal is shown on the page of the tour.
  private func act(
    _ request: Request, _ context: SiteContext, _ rights: Rights, told: String,
    _ act: @escaping @Sendable (Form, Trip, Writer) throws -> Void
  ) async throws -> Response {
    let trip = try await base.trip(of: rights, context)
    let form = try await base.site.form(request, context)
    do {
      return try await base.site.once(form, context, in: base.database) { writer in
        try act(form, trip, writer)
        return FormOutcome("/me/tours/\(trip.id)", told: told)
      }
    } catch let refusal as TourRefusal {
      return try await show(
        TripPage.filled(form, trip.sheet), trip, request, context, rights, refusal: TourWords(t: context.t).sentence(refusal))
    }
  }

  @Sendable private func writeSheet(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let trip = try await base.trip(of: rights, context)
    var form = try await base.site.form(request, context)
    let sheet = TripPage.read(&form, context.t)
    guard form.isGood else { return try await show(form, trip, request, context, rights) }
    do {
      return try await base.site.once(form, context, in: base.database) { writer in
        _ = try tours.write(sheet, of: trip.id, by: .person(rights.person.id), in: writer)
        return FormOutcome("/me/tours/\(trip.id)", told: context.t("The day sheet is saved."))
      }
    } catch let refusal as TourRefusal {
      return try await show(form, trip, request, context, rights, refusal: TourWords(t: context.t).sentence(refusal))
    }
  }

  @Sendable private func confirm(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await act(request, context, rights, told: context.t("The tour is confirmed.")) { _, trip, writer in
      _ = try tours.confirm(trip.id, by: .person(rights.person.id), in: writer)
    }
  }

  @Sendable private func cancel(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await act(request, context, rights, told: context.t("All places of the day are given back.")) { _, trip, writer in
      _ = try tours.cancel(trip.id, by: .person(rights.person.id), in: writer)
    }
  }

  @Sendable private func cancelLeg(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    guard let booking = ID<Booking>(try context.parameters.require("booking")) else { throw Problem(.notFound) }
    let told = context.t("The places at this base are given back; below are days with what you still have.")
    return try await act(request, context, rights, told: told) { _, trip, writer in
      _ = try tours.cancel(booking, of: trip.id, by: .person(rights.person.id), in: writer)
    }
  }

  @Sendable private func change(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await act(request, context, rights, told: context.t("The day is whole again.")) { form, trip, writer in
      let sessions = (form.several["s"] ?? []).prefix(8).compactMap { ID<VisitSession>($0) }
      let order = try base.order(sessions, for: trip, by: rights, writer)
      _ = try tours.change(trip.id, to: order, by: .person(rights.person.id), in: writer)
    }
  }

  @Sendable private func calendar(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let trip = try await base.trip(of: rights, context)
    let bases = try await base.bases(trip.plan.bases)
    let url = base.site.baseURL(request)
    let feed = TripCalendar(
      trip: trip, bases: bases, url: url, host: URL(string: url)?.host ?? "localhost", now: tours.visits.clock.now(), t: context.t
    ).feed
    var response = base.site.bytes(feed.bytes, type: CalendarFeed.mediaType, version: nil, request)
    response.headers[.contentDisposition] = "attachment; filename=\"science-day.ics\""
    response.headers[.cacheControl] = "private, no-store"
    return response
  }
}

/// A tour as a calendar: the day as a whole, and each session in it.
struct TripCalendar {
  let trip: Trip
  let bases: [ID<Base>: Base]
  let url: String
  let host: String
  let now: Instant
  let t: Localizer

  var feed: CalendarFeed {
    let whole = event("trip-\(trip.id)", trip.plan.departure, trip.plan.back, trip.title, at: trip.startName)
    let legs = trip.plan.legs.map { leg in
      let base = bases[leg.base]
      return event(
        "trip-\(trip.id)-\(leg.session)", leg.start, leg.end, base.map { t.pick($0.facts.names) } ?? "—",
        at: base?.facts.address.map { t.pick($0) })
    }
    return CalendarFeed(name: trip.title, host: host, made: now, events: [whole] + legs)
  }

  private func event(_ id: String, _ start: Int, _ end: Int, _ summary: String, at place: String?) -> CalendarFeed.Event {
    CalendarFeed.Event(
      id: id, version: trip.version, starts: trip.moment(start), ends: trip.moment(end), summary: summary,
      description: trip.sheet.contact, location: place, url: "\(url)/me/tours/\(trip.id)", isCancelled: trip.state == .cancelled,
      isBusy: true)
  }
}

extension Trip {
  /// A time of the day as a moment (UTC+8, without summer time).
  func moment(_ minute: Int) -> Instant {
    day.localStart + .seconds(Int64(minute) * 60)
  }
}
