import HTTPTypes
import Hummingbird
import NIOCore
import People
import SQL
import Site

/// Files of submissions: handed in, taken away, read by those who may.
///
/// They are always sent as downloads in a sandbox: what somebody handed in never runs in the portal's name.
struct EvidenceRoutes: Sendable {
  let base: EvaluationRoutes

  private var evaluation: Evaluation { base.evaluation }

  func add(to doors: Doors) {
    doors.post("/submissions/:id/files", for: .signedIn, use: add)
    doors.get("/submissions/:id/files/:file", for: .signedIn, use: original)
    doors.get("/reviews/:id/files/:file", for: .signedIn, use: clean)
  }

  @Sendable private func add(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (submission, _, programme) = try await base.submission(context)
    let mayEdit = try await evaluation.database.read { try evaluation.mayEdit(submission, rights, $0) }
    guard mayEdit else { throw Problem.notFound(context.t("There is no submission at this address.")) }
    guard submission.state.isEditable else { throw Problem(.conflict, detail: EvaluationRefusal.wrongState.sentence(context.t)) }
    let form = try await base.site.form(request, context, largest: ReceivedFiles.largestForm)
    guard form.isGood else { throw Problem(.forbidden, detail: form.errors.first?.message) }
    let files = try await evaluation.receive(form, programme, context.t)
    if let refused = files.refused.first { throw Problem.badRequest(refused.message, field: refused.field) }
    return try await base.act(form, context, to: "\(submission.path)/edit", told: context.t("The files are saved.")) { writer in
      try evaluation.change(filesOf: submission, programme, files, by: rights, in: writer)
    }
  }

  /// What was handed in, for the applicant's side, the recommender and the office.
  @Sendable private func original(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (submission, call, _) = try await base.submission(context)
    let id = try base.id("file", context, SubmittedFile.self)
    let file: SubmittedFile? = try await evaluation.database.read { reader in
      guard let file = try reader.file(id), file.submission == submission.id else { return nil }
      // A draft is its applicant's alone.
      let isHandedIn = submission.state != .draft
      let isOffice = isHandedIn && rights.may(.runCalls, call.target)
      let isOwn = try evaluation.mayEdit(submission, rights, reader)
      let isRecommender = try evaluation.isRecommendable(submission, rights, reader)
      let isCoAuthor = try isHandedIn && reader.coAuthors(of: submission.id).contains { $0.person == rights.person.id }
      return isOffice || isOwn || isRecommender || isCoAuthor ? file : nil
    }
    guard let file, let bytes = evaluation.evidence.file(file.digest) else { throw Problem(.notFound) }
    return file.kind.download(bytes, name: file.name)
  }

  /// The copy without metadata under a plain name, for a reviewer who has declared no conflict.
  @Sendable private func clean(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (id, fileID) = (try base.id("id", context, Review.self), try base.id("file", context, SubmittedFile.self))
    let found: (SubmittedFile, Int)? = try await evaluation.database.read { reader in
      guard let review = try reader.review(id), review.person == rights.person.id,
        review.state == .declared || review.state == .submitted, let file = try reader.file(fileID),
        file.submission == review.submission
      else { return nil }
      let programme = try evaluation.round(review.call, reader).programme
      guard let field = programme.field(file.field), programme.review?.shows(field) == true else { return nil }
      let place = try reader.files(of: review.submission).firstIndex { $0.id == file.id } ?? 0
      return (file, place + 1)
    }
    guard let (file, place) = found, let bytes = evaluation.evidence.file(file.cleanDigest) else { throw Problem(.notFound) }
    return file.kind.download(bytes, name: "file-\(place).\(file.kind.suffix(bytes))")
  }
}

extension EvidenceKind {
  /// A file as a download in a sandbox: what somebody handed in never runs in the portal's name.
  public func download(_ bytes: [UInt8], name: String) -> Response {
    var headers: HTTPFields = [
      .contentType: mediaType(bytes), .cacheControl: "private, no-store", .contentSecurityPolicy: "sandbox; default-src 'none'",
    ]
    headers[.contentDisposition] = "attachment; filename*=UTF-8''\(Components.encoded(name))"
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}

extension ReviewRules {
  /// Whether reviewers see the answer to a question.
  func shows(_ field: FormField) -> Bool {
    switch field.audience {
    case .office: false
    case .identifying: blind != .double
    case .reviewers, .everyone: true
    }
  }
}

extension EvidenceStore.Refused {
  func problem(_ name: String, _ kinds: [EvidenceKind], field: String, _ t: Localizer) -> Problem {
    let kinds = kinds.map { $0.name(t) }.joined(separator: t("; "))
    return switch self {
    case .tooLarge:
      Problem(
        .contentTooLarge,
        detail: t("“{name}” is larger than {limit} MB.", ["name": name, "limit": t.number(EvidenceStore.largestFile >> 20)]),
        field: field)
    case .unknownKind:
      Problem(
        .unsupportedMediaType, detail: t("“{name}” is not one of: {kinds}.", ["name": name, "kinds": kinds]), field: field)
    case .unreadable:
      Problem.badRequest(t("“{name}” cannot be read; it may be damaged or protected.", ["name": name]), field: field)
    case .tooSlow:
      Problem(
        .serviceUnavailable, detail: t("It takes too long to read the file. Please try again later, or with a smaller one."),
        field: field)
    case .toolMissing: Problem(.serviceUnavailable, detail: t("Files cannot be taken in at the moment."), field: field)
    }
  }
}
