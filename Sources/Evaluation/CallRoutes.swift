import Foundation
import HTML
import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// What everybody reads of calls: the list, its calendar, and one call with its rules.
struct CallRoutes: Sendable {
  let base: EvaluationRoutes

  private var evaluation: Evaluation { base.evaluation }

  func add(to doors: Doors) {
    doors.open(.get, "/calls", use: list)
    doors.open(.get, "/calls.ics", use: feed)
    doors.open(.get, "/calls/:id", use: show)
  }

  private func pages(_ context: SiteContext) -> CallPages { CallPages(evaluation: evaluation, t: context.t) }

  private func entries() async throws -> [CallEntry] {
    let now = evaluation.clock.now()
    return try await evaluation.database.read { reader in
      try evaluation.withRules(try reader.publicCalls(), reader).map { call, programme in
        CallEntry(call: call, programme: programme, phase: call.phase(at: now))
      }
    }
  }

  @Sendable private func list(_ request: Request, _ context: SiteContext) async throws -> Response {
    let kind = request.uri.queryParameters["kind"].flatMap { ResultRules.Kind(rawValue: String($0)) }
    let all = try await entries()
    let shown = all.filter { kind == nil || $0.programme.result.kind == kind }
    let kinds = ResultRules.Kind.allCases.filter { kind in all.contains { $0.programme.result.kind == kind } }
    return base.page(
      context.t("Calls"), "/calls", section: "calls", pages(context).list(shown, kinds: kinds, chosen: kind), request, context)
  }

  @Sendable private func feed(_ request: Request, _ context: SiteContext) async throws -> Response {
    let shown = try await entries().filter { $0.phase == .open || $0.phase == .upcoming || $0.phase == .cancelled }
    let url = base.site.baseURL(request)
    let calendar = CalendarFeed(
      name: context.t("Calls: last days"), host: URL(string: url)?.host ?? "localhost", made: evaluation.clock.now(),
      events: shown.map { entry in
        CalendarFeed.Event(
          id: "call-\(entry.call.id)", version: entry.call.version, starts: entry.call.plan.closes,
          summary: context.t("Closes: {call}", ["call": context.t.pick(entry.call.plan.names)]),
          description: context.t.pick(entry.programme.summary), url: url + entry.call.path, isCancelled: entry.phase == .cancelled
        )
      })
    var response = base.site.bytes(calendar.bytes, type: CalendarFeed.mediaType, version: nil, request)
    response.headers[.contentDisposition] = "inline; filename=\"calls.ics\""
    return response
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (call, programme) = try await base.round(context)
    let now = evaluation.clock.now()
    let (notice, own, hasAwards) = try await evaluation.database.read { reader in
      (
        try reader.notice(of: call.id),
        try context.rights.map { rights in try reader.submissions(by: rights.person.id).filter { $0.call == call.id } } ?? [],
        try reader.hasAwards(from: call.id)
      )
    }
    let content = CallPages.Content(
      entry: CallEntry(call: call, programme: programme, phase: call.phase(at: now)), notice: notice, own: own,
      hasResults: call.status == .finished || hasAwards, isSignedIn: context.rights != nil)
    return base.page(
      context.t.pick(call.plan.names), call.path, section: "calls", pages(context).show(content),
      breadcrumbs: [(context.t("Calls"), "/calls")], request, context)
  }
}

/// A call with its rules and where it stands.
struct CallEntry: Sendable {
  let call: Call
  let programme: Programme
  let phase: Call.Phase
}

extension Evaluation {
  /// Calls with their rules; the text of a programme is read once, however many calls have it.
  func withRules(_ calls: [Call], _ reader: Reader) throws -> [(Call, Programme)] {
    var known: [String: Programme] = [:]
    return try calls.map { call in
      let programme = try known[call.programmeDigest] ?? programme(of: call, reader)
      known[call.programmeDigest] = programme
      return (call, programme)
    }
  }
}
