import HTML
import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// The panel's page for its members; for everybody else there is nothing here.
struct PanelRoutes: Sendable {
  let base: EvaluationRoutes

  private var evaluation: Evaluation { base.evaluation }

  func add(to doors: Doors) {
    doors.get("/panel/:call", for: .signedIn, use: show)
    doors.post("/panel/:call/votes/:submission", for: .signedIn, use: vote)
    doors.post("/panel/:call/conflicts/:submission", for: .signedIn, use: stayOut)
  }

  private func work(_ context: SiteContext, _ rights: Rights) async throws -> PanelWork {
    let (call, programme) = try await base.round(context, "call")
    let found = try await evaluation.database.read { reader -> PanelWork? in
      let panel = try reader.panel(of: call.id)
      guard let rules = programme.panel, let own = panel.first(where: { $0.person == rights.person.id }) else { return nil }
      let items = try evaluation.panelItems(call, programme, reader).map { item in
        var item = item
        item.isConcerned = try evaluation.isConcerned(rights.person.id, item.submission, reader)
        item.hasVoted = try reader.hasVoted(rights.person.id, on: item.submission.id)
        return item
      }
      return PanelWork(call: call, programme: programme, rules: rules, panel: panel, own: own, items: items)
    }
    guard let found else { throw Problem.notFound(context.t("There is no panel at this address.")) }
    return found
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let work = try await work(context, rights)
    return base.page(
      context.t("Panel"), work.path, section: "me", PanelPages(work: work, t: context.t).html(base.site.form(context)),
      modules: ["kepu-desk.js"], request, context)
  }

  private func item(_ work: PanelWork, _ context: SiteContext) throws -> PanelItem {
    let id = try base.id("submission", context, Submission.self)
    guard let item = work.items.first(where: { $0.submission.id == id }) else {
      throw Problem.notFound(context.t("There is no submission at this address."))
    }
    return item
  }

  /// A member says that they must not vote on something.
  @Sendable private func stayOut(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let work = try await work(context, rights)
    let item = try item(work, context)
    let form = try await base.site.form(request, context)
    let detail = try ReviewRoutes.reason(form, context.t)
    let told = context.t("Thank you for saying so. The office is told; you stay out of it.")
    return try await base.act(form, context, to: "\(work.path)#no-\(item.submission.number)", told: told) { writer in
      try evaluation.declareConflict(item.submission, detail: detail, by: rights, in: writer)
    }
  }

  @Sendable private func vote(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let work = try await work(context, rights)
    let item = try item(work, context)
    let form = try await base.site.form(request, context)
    guard let choice = PanelBallot.Choice(rawValue: form.typed["choice"] ?? "") else {
      throw Problem.badRequest(context.t("Please choose one of these."), field: "choice")
    }
    return try await base.act(
      form, context, to: "\(work.path)#no-\(item.submission.number)", told: context.t("Your ballot is cast.")
    ) {
      writer in
      guard let submission = try writer.submission(item.submission.id) else { throw EvaluationRefusal.wrongState }
      try evaluation.vote(submission, choice, by: rights, in: writer)
    }
  }
}

/// A panel with what it votes on, as one of its members or the office sees it.
struct PanelWork: Sendable {
  let call: Call
  let programme: Programme
  let rules: PanelRules
  let panel: [PanelMember]
  /// The member who looks; `nil` for the office.
  let own: PanelMember?
  let items: [PanelItem]

  var path: String { "/panel/\(call.id)" }
  var present: Int { panel.count(where: \.isPresent) }
  /// How many have to be present at least.
  var quorum: Int { rules.leastPresent(of: panel.count) }
}

/// A submission before the panel.
struct PanelItem: Sendable {
  let submission: Submission
  let ballot: PanelBallot?
  /// The sums that reviewers gave.
  let totals: [Double]
  let isVetoed: Bool
  /// How many have voted; not what.
  var cast = 0
  var voters = 0
  /// Members of the panel who stay out of this vote.
  var outside: [ID<Person>] = []
  var isConcerned = false
  var hasVoted = false
}

extension PanelRules {
  /// How many of a panel have to be present for a vote.
  func leastPresent(of size: Int) -> Int { (0...max(size, 1)).first { hasQuorum(present: $0, size: size) } ?? size }
}

extension Evaluation {
  /// What a panel votes on: all that is being judged once the stage is reached, and what it has voted on.
  func panelItems(_ call: Call, _ programme: Programme, _ reader: Reader) throws -> [PanelItem] {
    let ballots = Dictionary(
      try reader.ballots(in: call.id).map { ($0.submission, $0) }, uniquingKeysWith: { first, _ in first })
    guard call.stage == .panel || !ballots.isEmpty else { return [] }
    let panel = try reader.panel(of: call.id).map(\.person)
    let heard = call.stage == .panel ? Set(try self.heard(call, programme, reader).map(\.id)) : []
    let reviews = Dictionary(grouping: try reader.reviews(in: call.id).filter { $0.state == .submitted }, by: \.submission)
    return try reader.submissions(of: call.id).filter { heard.contains($0.id) || ballots[$0.id] != nil }.map { submission in
      let own = (reviews[submission.id] ?? []).filter { $0.round == submission.revisions }
      let (totals, isVetoed) = try totals(own, submission, call, programme, reader)
      var item = PanelItem(submission: submission, ballot: ballots[submission.id], totals: totals, isVetoed: isVetoed)
      item.outside = try panel.filter { try isConcerned($0, submission, reader) }
      if item.ballot?.isOpen == true {
        item.cast = try reader.countBallots(on: submission.id).values.reduce(0, +)
        item.voters = try voters(on: submission, reader).count
      }
      return item
    }
  }

  private func totals(
    _ reviews: [Review], _ submission: Submission, _ call: Call, _ programme: Programme, _ reader: Reader
  ) throws -> (totals: [Double], isVetoed: Bool) {
    guard let rubric = programme.review?.rubric, !reviews.isEmpty else { return ([], false) }
    let automatic = try reviewed(submission, call, programme, isDeclared: true, reader).automatic.values.reduce(0, +)
    let totals = reviews.map { review in rubric.judged.reduce(automatic) { $0 + (review.sheet.scores[$1.key] ?? 0) } }
    let isVetoed = reviews.contains { review in
      rubric.judged.contains { criterion in
        guard let limit = criterion.vetoLimit, let points = review.sheet.scores[criterion.key] else { return false }
        return points < limit
      }
    }
    return (totals.sorted(by: >), isVetoed)
  }
}
