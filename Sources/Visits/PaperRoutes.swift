import Evaluation
import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// Papers of a group at the secret address of its booking, and on the desk of its base.
public struct PaperRoutes: Sendable {
  let papers: GroupPapers
  let places: Places
  let site: Site
  private let limiter: RateLimiter

  private var visits: Visits { papers.visits }

  /// Routes over papers, shown in the chrome of a site.
  ///
  /// - Parameter triesPerMinute: how often one network may hand something in.
  public init(papers: GroupPapers, places: Places, site: Site, triesPerMinute: Int) {
    self.papers = papers
    self.places = places
    self.site = site
    limiter = RateLimiter(perMinute: triesPerMinute, clock: site.clock)
  }

  /// Hangs the doors.
  public func add(to doors: Doors) {
    doors.open(.get, "/bookings/:token/papers", use: show)
    doors.open(.post, "/bookings/:token/names", use: takeNames)
    doors.open(.post, "/bookings/:token/letter", use: takeLetter)
    PaperDeskRoutes(papers: papers, places: places, site: site).add(to: doors)
  }

  /// How it stands with a booking.
  private struct Found: Sendable {
    let state: PaperState
    let base: Base
    let names: [String]
  }

  private func found(_ context: SiteContext) async throws -> Found {
    let token = try context.parameters.require("token")
    let found: Found? = try await visits.database.read { reader in
      guard (22...64).contains(token.utf8.count), let timed = try reader.timedBooking(token: token),
        let base = try reader.base(timed.booking.base)
      else { return nil }
      return Found(
        state: try visits.papers(of: timed, reader), base: base, names: try papers.names(of: timed.booking.id, reader))
    }
    guard let found else { throw Problem.notFound(context.t("There is no booking at this address.")) }
    return found
  }

  private func show(_ found: Found, _ form: Form, _ request: Request, _ context: SiteContext) -> Response {
    let body = PaperPages(t: context.t).html(
      found.state, at: found.base, form, keepDays: papers.policy.keepDays, largest: papers.policy.largestLetter,
      now: visits.clock.now())
    let page = Page(
      title: context.t("Before you come"), path: PaperPages.path(found.state.timed.booking), section: "visits", body: body)
    return site.response(page, request, context, status: form.isGood ? .ok : .unprocessableContent).secret
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let found = try await found(context)
    var form = site.form(context)
    form.fill("names", found.names.joined(separator: "\n"))
    return show(found, form, request, context)
  }

  private func limit(_ context: SiteContext) throws { try limiter.admit(context) }

  @Sendable private func takeNames(_ request: Request, _ context: SiteContext) async throws -> Response {
    try limit(context)
    let found = try await found(context)
    let words = PaperWords(t: context.t)
    var form = try await site.form(request, context)
    var list: NameList?
    do throws(NameList.Unreadable) {
      // What stands in the file is put where it can be mended.
      if let file = form.files["names_file"]?.first {
        form.fill("names", String(try NameList.text(of: file.bytes).prefix(60_000)))
      }
      list = try NameList(form.typed["names"] ?? "")
    } catch {
      form.refuse("names", words.sentence(error))
    }
    guard form.isGood, let list else { return show(found, form, request, context) }
    let told =
      list.leftOut
      ? context.t("The base has the names. What else stood in the lines was left out.") : context.t("The base has the names.")
    return try await hand(in: found, form, told, field: "names", request, context) { writer in
      try papers.handIn(list.names, for: found.state.timed.booking.id, by: context.visitor, in: writer)
    }
  }

  @Sendable private func takeLetter(_ request: Request, _ context: SiteContext) async throws -> Response {
    try limit(context)
    let (found, t) = (try await found(context), context.t)
    // A form that is too large is read no further; a little more than the letter says so on the page.
    var form = try await site.form(request, context, largest: papers.policy.largestLetter + (1 << 20))
    form.fill("names", found.names.joined(separator: "\n"))
    guard let file = form.files["letter"]?.first else {
      form.refuse("letter", t("Please choose a file."))
      return show(found, form, request, context)
    }
    guard form.isGood else { return show(found, form, request, context) }
    guard found.state.needed.contains(.letter), found.state.isOpen(at: visits.clock.now()) else {
      form.refuse("", PaperWords(t: t).sentence(found.state.needed.contains(.letter) ? .over : .notNeeded))
      return show(found, form, request, context)
    }
    let letter: GroupPapers.ReceivedLetter
    do { letter = try await papers.receive(file.bytes) } catch let refused as EvidenceStore.Refused {
      form.refuse(
        "letter",
        refused == .tooLarge
          ? t("“{name}” is larger than {limit} MB.", ["name": file.name, "limit": t.number(papers.policy.largestLetter >> 20)])
          : refused.sentence(file.name, GroupPapers.letterKinds, t))
      return show(found, form, request, context)
    }
    return try await hand(in: found, form, t("The base has the letter."), field: "letter", request, context) { writer in
      try papers.handIn(letter, for: found.state.timed.booking.id, by: context.visitor, in: writer)
    }
  }

  /// Hands something in; a refusal is told beside its field, with everything typed.
  private func hand(
    in found: Found, _ typed: Form, _ told: String, field: String, _ request: Request, _ context: SiteContext,
    _ act: @escaping @Sendable (Writer) throws -> Void
  ) async throws -> Response {
    var form = typed
    let path = PaperPages.path(found.state.timed.booking)
    do {
      return try await site.once(form, context, in: visits.database) { writer in
        try act(writer)
        return FormOutcome(path, told: told)
      }
    } catch let refusal as GroupPapers.Refusal {
      form.refuse(field, PaperWords(t: context.t).sentence(refusal))
      return show(found, form, request, context)
    }
  }
}
