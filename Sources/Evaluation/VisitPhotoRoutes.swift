import HTTPTypes
import Hummingbird
import NIOCore
import People
import SQL
import Site

/// Photos of a site visit: taken on the spot by those who visit, seen by them and by the office.
struct VisitPhotoRoutes: Sendable {
  let base: EvaluationRoutes
  let visits: VisitRoutes

  private var evaluation: Evaluation { base.evaluation }

  func add(to doors: Doors) {
    doors.post("/visits/:submission/photos", for: .signedIn, use: change)
    doors.get("/visits/:submission/photos/:photo", for: .signedIn, use: show)
  }

  @Sendable private func change(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let work = try await visits.work(context, rights, isWriting: true)
    let t = context.t
    guard work.visit.doneAt == nil else { throw Problem(.conflict, detail: EvaluationRefusal.wrongState.sentence(t)) }
    var form = try await base.site.form(request, context, largest: EvidenceStore.largestFile + (1 << 20))
    let caption = form.text("caption", most: 200, isOptional: true, t)
    guard form.isGood else { return visits.page(work, form, request, context) }
    var digests: [String] = []
    for file in form.files["photos"] ?? [] {
      do { digests.append(try await evaluation.evidence.add(file.bytes, allowed: [.picture]).digest) } catch let refused
        as EvidenceStore.Refused
      {
        form.refuse("photos", refused.problem(file.name, [.picture], field: "photos", t).detail ?? "")
      }
    }
    let removed = (form.several["remove_photo"] ?? []).compactMap { ID<VisitPhoto>($0) }
    if form.isGood, digests.isEmpty, removed.isEmpty { form.refuse("photos", t("Please choose photos.")) }
    guard form.isGood else {
      VisitForm(rules: work.rules).fill(&form, work.visit)
      return visits.page(work, form, request, context)
    }
    let added = digests
    return try await base.act(form, context, to: "\(work.path)#photo-section", told: t("The photos are saved.")) { writer in
      try evaluation.change(photosOf: work.visit, adding: added, caption: caption, removing: removed, by: rights, in: writer)
    }
  }

  /// A picture to look at; in a sandbox, as somebody took it with a device that nobody knows.
  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let work = try await visits.work(context, rights)
    let id = try base.id("photo", context, VisitPhoto.self)
    guard let photo = work.photos.first(where: { $0.id == id }), let bytes = evaluation.evidence.file(photo.digest) else {
      throw Problem(.notFound)
    }
    let headers: HTTPFields = [
      .contentType: EvidenceKind.picture.mediaType(bytes), .cacheControl: "private, max-age=3600",
      .contentSecurityPolicy: "sandbox; default-src 'none'",
    ]
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
