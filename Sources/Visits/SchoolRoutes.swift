import Evaluation
import HTML
import HTTPTypes
import Hummingbird
import People
import Places
import SQL
import Site

/// All routes of schools' visits.
public struct SchoolRoutes: Sendable {
  let schools: Schools
  let places: Places
  let people: People
  let evaluation: Evaluation
  let site: Site

  /// Routes over visits of schools, shown in the chrome of a site.
  ///
  /// - Parameter evaluation: signs the receipts, with the keys of the portal's certificates.
  public init(schools: Schools, places: Places, people: People, evaluation: Evaluation, site: Site) {
    self.schools = schools
    self.places = places
    self.people = people
    self.evaluation = evaluation
    self.site = site
  }

  /// The page that the desk's tab leads to.
  public static let tabs = [DeskTab("School visits", path: "/desk/school-visits", for: .editBase)]

  /// The way to this part from somebody's own page.
  public static let links = [NavigationItem("School visits", path: "/school-visits", section: "me")]

  /// Hangs the doors.
  public func add(to doors: Doors) {
    SchoolPlanRoutes(base: self).add(to: doors)
    SchoolChainRoutes(base: self).add(to: doors)
    SchoolPaperRoutes(base: self).add(to: doors)
    SchoolDeskRoutes(base: self).add(to: doors)
    SchoolVisitAPI(base: self).add(to: doors)
  }

  var database: Database { schools.visits.database }

  var now: Instant { schools.visits.clock.now() }

  func page(
    _ title: String, _ path: String, section: String = "me", _ body: HTML, breadcrumbs: [(String, String)] = [],
    _ request: Request, _ context: SiteContext, isWrong: Bool = false
  ) -> Response {
    var response = site.response(
      Page(title: title, path: path, section: section, breadcrumbs: breadcrumbs, body: body, modules: []), request, context,
      status: isWrong ? .unprocessableContent : .ok)
    response.headers[.cacheControl] = "no-store"
    return response
  }

  /// The visit of an address as somebody sees it; who has no part in it learns nothing of it.
  func seen(_ context: SiteContext, _ rights: Rights) async throws -> SeenVisit {
    let unknown = Problem.notFound(context.t("There is no visit at this address."))
    guard let id = ID<SchoolVisit>(try context.parameters.require("id")) else { throw unknown }
    let found = try await database.read { reader in try reader.schoolVisit(id).flatMap { try seen($0, rights, reader) } }
    guard let found else { throw unknown }
    return found
  }

  /// A visit as somebody sees it; `nil` for who has no part in it.
  func seen(_ visit: SchoolVisit, _ rights: Rights, _ reader: Reader) throws -> SeenVisit? {
    guard let school = try reader.organization(visit.school) else { return nil }
    let seen = try SeenVisit(visit, school, reader)
    var part = SeenVisit.Part()
    part.mayPlan = rights.may(.planSchoolVisits, school.target)
    part.mayConfirm = rights.may(.confirmSchoolVisits, school.target)
    for base in seen.bases.values {
      guard let target = try places.target(base.slug, in: reader), rights.may(.editBase, target) else { continue }
      part.bases.insert(base.id)
    }
    part.isDistrict = rights.may(.decideOrganizations, school.target)
    // Drafts are the school's own; what its head confirmed is known outside.
    let isPublished = seen.steps.contains { $0.kind == .confirmed }
    guard part.isOfSchool || isPublished && (part.isDistrict || !part.bases.isEmpty) else { return nil }
    return seen.with(part, try VisitNames(of: visit, schools.visits, reader))
  }

  /// Makes a step and tells those whom it concerns, in one transaction.
  func tell(_ kind: SchoolVisitStep.Kind, _ visit: SchoolVisit, by rights: Rights, in writer: Writer) throws {
    try SchoolNotices(people: people, places: places, site: site, now: now).tell(kind, visit, by: rights.person.id, in: writer)
  }
}

/// A visit with everything that its pages show, as one person sees it.
struct SeenVisit: Sendable {
  /// What somebody may do with a visit.
  struct Part: Sendable {
    var mayPlan = false
    var mayConfirm = false
    /// The bases for which they answer.
    var bases: Set<ID<Base>> = []
    var isDistrict = false

    var isOfSchool: Bool { mayPlan || mayConfirm }
  }

  let visit: SchoolVisit
  let school: Organization
  let legs: [SchoolVisitLeg]
  let steps: [SchoolVisitStep]
  let bases: [ID<Base>: Base]
  let sessions: [ID<VisitSession>: VisitSession]
  /// Bookings of the legs that have places.
  let placed: Set<ID<Booking>>
  let feedback: [SchoolFeedback]
  let sheets: [LearningSheet]
  private(set) var part = Part()
  /// How it stands with names of pupils; none where no base needs any.
  private(set) var pupilNames: VisitNames?

  init(_ visit: SchoolVisit, _ school: Organization, _ reader: Reader) throws {
    self.visit = visit
    self.school = school
    legs = try reader.legs(of: visit.id)
    steps = try reader.steps(of: visit.id)
    let found = try legs.compactMap { try reader.base($0.base) }
    bases = Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let times = try legs.compactMap { try reader.session($0.session)?.session }
    sessions = Dictionary(times.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    placed = Set(try legs.compactMap(\.booking).filter { try reader.booking($0)?.state.hasPlaces == true })
    feedback = try reader.schoolFeedback(of: visit.id)
    sheets = try reader.learningSheets(of: found.map(\.id), for: Set(visit.plan.classes.map(\.stage)))
  }

  func with(_ part: Part, _ names: VisitNames?) -> Self {
    var copy = self
    (copy.part, copy.pupilNames) = (part, names)
    return copy
  }

  var path: String { "/school-visits/\(visit.id)" }

  /// Names of the bases, in the order of the day.
  func names(_ t: Localizer) -> String {
    SchoolWords(t: t).join(legs.map { leg in bases[leg.base].map { t.pick($0.facts.names) } ?? "—" })
  }

  /// The first base, which refuses where there is only one.
  var firstBase: Base? { legs.first.flatMap { bases[$0.base] } }
}
