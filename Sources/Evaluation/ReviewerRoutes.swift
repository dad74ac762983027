import HTML
import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// The routes of somebody who reviews: invitations, the queue, what they would like to review.
struct ReviewerRoutes: Sendable {
  let base: EvaluationRoutes

  private var evaluation: Evaluation { base.evaluation }

  func add(to doors: Doors) {
    doors.get("/reviews", for: .signedIn, use: queue)
    doors.post("/calls/:id/reviewership", for: .signedIn, use: answer)
    doors.get("/calls/:id/preferences", for: .signedIn, use: preferencesPage)
    doors.post("/calls/:id/preferences", for: .signedIn, use: prefer)
  }

  @Sendable private func queue(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let rounds = try await evaluation.database.read { try evaluation.reviewRounds(of: rights.person.id, $0) }
    let pages = ReviewerPages(t: context.t, now: evaluation.clock.now())
    return base.page(
      context.t("My reviews"), "/reviews", section: "me", pages.queue(rounds, base.site.form(context)),
      modules: ["kepu-desk.js", "kepu-kept.js"], request, context)
  }

  /// The call of an address for one of its reviewers; for others there is nothing here.
  private func round(
    _ context: SiteContext, _ rights: Rights, _ states: Set<Reviewer.State>
  ) async throws -> (call: Call, programme: Programme) {
    let (call, programme) = try await base.round(context)
    let reviewer = try await evaluation.database.read { try $0.reviewer(rights.person.id, in: call.id) }
    guard let reviewer, states.contains(reviewer.state), programme.review != nil else {
      throw Problem.notFound(context.t("There is no call at this address."))
    }
    return (call, programme)
  }

  @Sendable private func answer(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (call, _) = try await round(context, rights, [.invited, .accepted, .declined])
    var form = try await base.site.form(request, context)
    let answer = form.choice("answer", of: ["yes", "no"], context.t)
    guard let answer else { throw Problem.badRequest(context.t("Please choose one of these."), field: "answer") }
    let told =
      answer == "yes" ? context.t("Thank you! You get a message when there is something to review.") : context.t("You said no.")
    return try await base.act(form, context, to: "/reviews", told: told) { writer in
      try evaluation.answerInvitation(call, isAccepted: answer == "yes", by: rights, in: writer)
    }
  }

  // MARK: Preferences

  private static let perPage = 50

  @Sendable private func preferencesPage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (call, programme) = try await round(context, rights, [.accepted])
    let isOpen = evaluation.takesPreferences(call)
    let asked = try PageRequest(request.uri, size: Self.perPage, largest: Self.perPage)
    let (choices, paging) = try await evaluation.database.read { reader in
      let all = isOpen ? try evaluation.choosable(call, for: rights.person.id, reader) : []
      let paging = Paging(asked, total: all.count)
      return (try evaluation.choices(all[paging.range], call, programme, for: rights.person.id, reader), paging)
    }
    let t = context.t
    return base.page(
      t("What I would like to review"), "\(call.path)/preferences", section: "me",
      PreferencePages(call: call, t: t).html(choices, paging, isOpen: isOpen, base.site.form(context)),
      breadcrumbs: [(t("My reviews"), "/reviews")], request, context)
  }

  @Sendable private func prefer(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (call, _) = try await round(context, rights, [.accepted])
    let form = try await base.site.form(request, context)
    var chosen: [Int: Evaluation.Preference] = [:]
    for (name, value) in form.typed where name.hasPrefix("no_") {
      guard let number = Int(name.dropFirst(3)), let preference = Evaluation.Preference.allCases.first(where: { $0.key == value })
      else { throw Problem.badRequest(context.t("Please choose one of these."), field: name) }
      chosen[number] = preference
    }
    let (preferences, page) = (chosen, Int(form.typed["page"] ?? "") ?? 1)
    let path = "\(call.path)/preferences" + (page > 1 ? "?page=\(page)" : "")
    return try await base.act(form, context, to: path, told: context.t("Saved.")) { writer in
      try evaluation.prefer(call, preferences, by: rights, in: writer)
    }
  }
}

/// A round with one reviewer's part in it.
struct ReviewRound: Sendable {
  let call: Call
  /// `nil` for a reviewer who was taken out of the round and still has reviews that count.
  let reviewer: Reviewer?
  let isOpenForPreferences: Bool
  var reviews: [(review: Review, seen: ReviewedSubmission)] = []

  var isInvited: Bool { reviewer?.state == .invited }
  var handedIn: Int { reviews.count { $0.review.state == .submitted } }
}

extension Evaluation {
  /// The rounds that somebody is asked to review in or reviews in, with their reviews; what is due first comes first.
  func reviewRounds(of person: ID<Person>, _ reader: Reader) throws -> [ReviewRound] {
    let reviewerships = try reader.reviewerships(of: person)
    let reviews = Dictionary(grouping: try reader.reviews(by: person), by: \.call)
    let calls = Set(reviewerships.map(\.call)).union(reviews.keys)
    let rounds = try calls.compactMap { id -> ReviewRound? in
      guard let call = try reader.call(id), call.status == .published || call.status == .finished else { return nil }
      let programme = try programme(of: call, reader)
      var round = ReviewRound(
        call: call, reviewer: reviewerships.first { $0.call == id }, isOpenForPreferences: takesPreferences(call))
      if round.isInvited, call.status != .published { return nil }
      for review in reviews[id] ?? [] {
        guard let submission = try reader.submission(review.submission) else { continue }
        round.reviews.append(
          (review, try announced(submission, programme, isDeclared: review.state != .assigned, reader)))
      }
      return round
    }
    return rounds.sorted { left, right in
      (left.call.plan.reviewBy ?? left.call.plan.closes, left.call.id) < (
        right.call.plan.reviewBy ?? right.call.plan.closes, right.call.id
      )
    }
  }
}
