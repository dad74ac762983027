import Evaluation
import HTML
import HTTPTypes
import Hummingbird
import Identity
import People
import Places
import SQL
import Site

/// What is printed of a visit: the signed receipt, which anybody can check, and the filing for the education office.
struct SchoolPaperRoutes: Sendable {
  let base: SchoolRoutes

  func add(to doors: Doors) {
    doors.get("/school-visits/:id/receipt", for: .signedIn, use: receipt)
    doors.get("/school-visits/:id/filing", for: .signedIn, use: filing)
    doors.open(.get, "/receipts/:token", use: check)
    doors.open(.get, "/receipts/:token/credential", use: credential)
  }

  @Sendable private func receipt(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let seen = try await base.seen(context, rights)
    guard seen.visit.isReceipted else { throw Problem.notFound(context.t("There is a receipt when every base has accepted.")) }
    let address = "\(base.site.baseURL(request))/receipts/\(seen.visit.token)"
    let page = SchoolReceipt(seen: seen, address: address, t: context.t)
    return base.page(
      context.t("Receipt"), "\(seen.path)/receipt", page.html,
      breadcrumbs: [(context.t("School visits"), "/school-visits"), (seen.names(context.t), seen.path)], request, context)
  }

  @Sendable private func filing(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let seen = try await base.seen(context, rights)
    let page = SchoolFiling(seen: seen, t: context.t)
    return base.page(
      context.t("Filing of a school activity"), "\(seen.path)/filing", page.html,
      breadcrumbs: [(context.t("School visits"), "/school-visits"), (seen.names(context.t), seen.path)], request, context)
  }

  /// The visit whose receipt somebody holds.
  private func held(_ context: SiteContext) async throws -> SeenVisit {
    let token = try context.parameters.require("token")
    let found = try await base.database.read { reader -> SeenVisit? in
      guard let visit = try reader.schoolVisit(token: token), let school = try reader.organization(visit.school) else {
        return nil
      }
      let seen = try SeenVisit(visit, school, reader)
      return seen.acceptedAt == nil ? nil : seen
    }
    guard let found else { throw Problem.notFound(context.t("There is no receipt at this address.")) }
    return found
  }

  @Sendable private func check(_ request: Request, _ context: SiteContext) async throws -> Response {
    let seen = try await held(context)
    let page = SchoolReceipt(seen: seen, address: "\(base.site.baseURL(request))/receipts/\(seen.visit.token)", t: context.t)
    return base.page(context.t("Receipt"), "/receipts/\(seen.visit.token)", section: "verify", page.checked, request, context)
  }

  @Sendable private func credential(_ request: Request, _ context: SiteContext) async throws -> Response {
    let seen = try await held(context)
    guard let token = try await sign(seen) else {
      throw Problem.notFound(context.t("This receipt does not hold any more."))
    }
    return base.site.bytes(Array(token.utf8), type: "application/vc+jwt", version: nil, request)
  }

  /// The receipt as a signed credential; `nil` where it does not hold.
  func sign(_ seen: SeenVisit) async throws -> String? {
    guard seen.visit.isReceipted, let at = seen.acceptedAt else { return nil }
    return try await base.evaluation.sign(
      SignedStatement(
        path: "/receipts/\(seen.visit.token)", number: seen.visit.id.description,
        title: base.site.inAllLanguages { $0("Receipt of a school visit") },
        text: base.site.inAllLanguages { SchoolReceipt(seen: seen, address: "", t: $0).sentence },
        from: at))
  }
}

extension SchoolVisit {
  /// Whether its receipt holds.
  var isReceipted: Bool { state == .accepted || state == .done }
}

extension SeenVisit {
  /// When the last base accepted; none where not all have.
  var acceptedAt: Instant? {
    let answers = steps.filter { $0.kind == .accepted }
    return Set(answers.compactMap(\.base)).isSuperset(of: legs.map(\.base)) ? answers.map(\.at).max() : nil
  }
}
