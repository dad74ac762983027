import HTML
import HTTPTypes
import Hummingbird
import Identity
import SQL
import Site

/// Units: the public list and pages, registering, members, invitations, and the officer's part.
struct OrganizationRoutes: Sendable {
  let people: People
  let site: Site

  func add(to doors: Doors) {
    doors.open(.get, "/organizations", use: list)
    doors.get("/organizations/new", for: .signedIn, use: newPage)
    doors.post("/organizations/new", for: .signedIn, use: create)
    doors.open(.get, "/organizations/:id", use: show)
    doors.get("/organizations/:id/edit", for: .signedIn, use: editPage)
    doors.post("/organizations/:id/edit", for: .signedIn, use: edit)
    doors.get("/organizations/:id/members", for: .signedIn, use: members)
    doors.post("/organizations/:id/requests", for: .signedIn, use: askToJoin)
    doors.post("/organizations/:id/requests/:request", for: .signedIn, use: decideRequest)
    doors.post("/organizations/:id/invitations", for: .signedIn, use: invite)
    doors.post("/organizations/:id/invitations/:invitation/withdrawal", for: .signedIn, use: withdraw)
    doors.post("/organizations/:id/members/:person", for: .signedIn, use: changeMember)
    doors.post("/organizations/:id/departure", for: .signedIn, use: leave)
    doors.get("/me/organizations", for: .signedIn, use: mine)
    doors.get("/invitations/:token", for: .signedIn, use: invitationPage)
    doors.post("/invitations/:token", for: .signedIn, use: accept)
  }

  func page(
    _ title: String, _ path: String, _ body: HTML, _ request: Request, _ context: SiteContext, isWrong: Bool = false
  ) -> Response {
    site.response(
      Page(title: title, path: path, section: "organizations", body: body, modules: ["kepu-desk.js"]), request, context,
      status: isWrong ? .unprocessableContent : .ok)
  }

  func pages(_ context: SiteContext) -> OrganizationPages {
    OrganizationPages(people: people, rights: context.rights, t: context.t)
  }

  // MARK: For everybody

  /// What the address asks for.
  func search(_ request: Request, _ context: SiteContext) throws -> OrganizationSearch {
    var search = OrganizationSearch()
    search.text = String((request.uri.queryParameters["q"].map(String.init) ?? "").trimmed.prefix(100))
    if let kind = request.uri.queryParameters["kind"], !kind.isEmpty {
      guard let known = Organization.Kind(rawValue: String(kind)) else {
        throw Problem.badRequest(context.t("Please choose one of these."), field: "kind")
      }
      search.kind = known
    }
    return search
  }

  @Sendable private func list(_ request: Request, _ context: SiteContext) async throws -> Response {
    let wanted = try search(request, context)
    let asked = try PageRequest(request.uri, size: 50)
    let (found, paging) = try await people.database.read { reader in
      var search = wanted
      let paging = Paging(asked, total: try reader.countOrganizations(search))
      (search.limit, search.offset) = (paging.size, paging.range.lowerBound)
      return (try reader.organizations(search), paging)
    }
    return page(context.t("Organizations"), "/organizations", pages(context).list(found, wanted, paging), request, context)
  }

  func organization(_ context: SiteContext) async throws -> Organization {
    guard let id = ID<Organization>(try context.parameters.require("id")),
      let unit = try await people.database.read({ try $0.organization(id) })
    else { throw Problem.notFound(context.t("There is no unit at this address.")) }
    return unit
  }

  /// Whether somebody looks after a unit: one of its own administrators, or an officer of its place.
  func mayManage(_ unit: Organization, _ rights: Rights, _ own: Membership?) -> Bool {
    own?.role == .responsible || own?.role == .administrator || rights.may(.manageOrganization, unit.target)
  }

  private func content(_ unit: Organization, _ context: SiteContext) async throws -> OrganizationPages.Content {
    let now = people.clock.now()
    let rights = context.rights
    return try await people.database.read { reader in
      let own = try rights.flatMap { try reader.membership(of: $0.person.id, in: unit.id) }
      let isManager = rights.map { mayManage(unit, $0, own) } ?? false
      return OrganizationPages.Content(
        organization: unit, parent: try unit.parent.flatMap { try reader.organization($0) },
        members: isManager ? try reader.members(of: unit.id) : [],
        requests: isManager ? try reader.joinRequests(to: unit.id) : [],
        invitations: isManager ? try reader.openInvitations(of: unit.id, at: now) : [], own: own, mayManage: isManager,
        mayDecide: rights?.may(.decideOrganizations, unit.target) ?? false)
    }
  }

  func show(_ unit: Organization, _ form: Form, _ request: Request, _ context: SiteContext) async throws -> Response {
    let content = try await content(unit, context)
    // What an officer has not looked at is nobody's business but its own people's.
    if unit.status == .pending || unit.status == .declined, !content.mayManage, !content.mayDecide {
      throw Problem.notFound(context.t("There is no unit at this address."))
    }
    return page(
      context.t.pick(unit.names), "/organizations/\(unit.id)", pages(context).page(content, form), request, context,
      isWrong: !form.isGood)
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    try await show(try await organization(context), context.visitor == nil ? Form() : site.form(context), request, context)
  }

  @Sendable private func members(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    site.redirect(to: "/organizations/\(try await organization(context).id)")
  }

  // MARK: Registering and changing

  @Sendable private func newPage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    newPage(site.form(context), request, context)
  }

  private func newPage(_ form: Form, _ request: Request, _ context: SiteContext) -> Response {
    let title = context.t("Register a unit")
    return page(
      title, "/organizations/new",
      pages(context).form(form, action: "/organizations/new", button: context.t("Send to the office"), title: title, isNew: true),
      request,
      context, isWrong: !form.isGood)
  }

  /// Reads the form into a unit; what is wrong stands beside its field.
  func read(_ form: inout Form, into old: Organization, _ t: Localizer) -> Organization? {
    var unit = old
    func optional(_ text: String) -> String? { text.isEmpty ? nil : text }
    unit.names = LocalizedText(
      zhHans: form.text("name", most: 200, t), zhHant: optional(form.text("name_hant", most: 200, isOptional: true, t)),
      en: optional(form.text("name_en", most: 200, isOptional: true, t)))
    if let kind = form.choice("kind", of: Organization.Kind.allCases.map(\.rawValue), t).flatMap(Organization.Kind.init) {
      unit.kind = kind
    }
    let code = form.text("credit_code", most: 24, isOptional: true, t)
    unit.creditCode = CreditCode(code)?.description
    if !code.isEmpty, unit.creditCode == nil {
      form.refuse("credit_code", t("This code is not right: look at each digit, the last one checks the others."))
    }
    unit.region = form.text("region", most: 6, t)
    if people.regionNames(unit.region) == nil { form.refuse("region", t("There is no region with this code.")) }
    let parent = form.text("parent", most: 20, isOptional: true, t)
    unit.parent = ID<Organization>(parent)
    if !parent.isEmpty, unit.parent == nil { form.refuse("parent", t("There is no unit at this address.")) }
    unit.website = optional(form.text("website", most: 300, isOptional: true, t))
    if let address = unit.website, !address.hasPrefix("https://"), !address.hasPrefix("http://") {
      form.refuse("website", t("“{value}” should begin with http:// or https://.", ["value": address]))
    }
    unit.phone = optional(form.text("phone", most: 60, isOptional: true, t))
    unit.about = optional(form.text("about", most: 1_000, isOptional: true, t))
    return form.isGood ? unit : nil
  }

  /// A unit of which nothing has been told.
  var empty: Organization {
    Organization(
      id: people.ids.next(), names: LocalizedText(zhHans: ""), kind: .partner, region: "", status: .pending, version: 1)
  }

  @Sendable private func create(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    guard rights.person.status == .active else { throw Problem(.forbidden) }
    var form = try await site.form(request, context)
    guard let unit = read(&form, into: empty, context.t) else { return newPage(form, request, context) }
    let told = context.t("Sent. An officer looks at it; you get a message.")
    do {
      return try await site.once(form, context, in: people.database) { writer in
        try people.register(unit, by: rights, in: writer)
        return FormOutcome("/organizations/\(unit.id)", told: told)
      }
    } catch let refusal as People.OrganizationRefusal {
      form.refuse(refusal.field, refusal.sentence(context.t))
      return newPage(form, request, context)
    }
  }

  /// The unit of an address, for whoever looks after it.
  func managed(_ context: SiteContext, _ rights: Rights) async throws -> Organization {
    let unit = try await organization(context)
    let own = try await people.database.read { try $0.membership(of: rights.person.id, in: unit.id) }
    let isReached = rights.organization.map { $0 == unit.id } ?? true
    guard isReached, mayManage(unit, rights, own) else {
      throw Problem(.forbidden, detail: context.t("Your account has no grant for this, or not for this place."))
    }
    return unit
  }

  private func editPage(_ form: Form, _ unit: Organization, _ request: Request, _ context: SiteContext) -> Response {
    page(
      context.t("Edit the unit"), "/organizations/\(unit.id)/edit",
      pages(context).form(
        form, action: "/organizations/\(unit.id)/edit", button: context.t("Save"), title: context.t("Edit the unit"), isNew: false
      ),
      request, context, isWrong: !form.isGood)
  }

  @Sendable private func editPage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let unit = try await managed(context, rights)
    var form = site.form(context)
    form.fill(unit)
    return editPage(form, unit, request, context)
  }

  @Sendable private func edit(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let unit = try await managed(context, rights)
    var form = try await site.form(request, context)
    guard var changed = read(&form, into: unit, context.t) else { return editPage(form, unit, request, context) }
    changed.version = Int(form.typed["version"] ?? "") ?? unit.version
    let (next, told) = (changed, context.t("Saved."))
    do {
      return try await site.once(form, context, in: people.database) { writer in
        try people.change(next, by: rights, in: writer)
        return FormOutcome("/organizations/\(unit.id)", told: told)
      }
    } catch let refusal as People.OrganizationRefusal {
      form.refuse(refusal.field, refusal.sentence(context.t))
      form.fill("version", String(unit.version))
      return editPage(form, unit, request, context)
    }
  }

  // MARK: Members

  func act(
    _ form: Form, _ unit: Organization, field: String, _ told: String, _ request: Request, _ context: SiteContext,
    _ body: @escaping @Sendable (Writer) throws -> Void
  ) async throws -> Response {
    do {
      return try await site.once(form, context, in: people.database) { writer in
        try body(writer)
        return FormOutcome("/organizations/\(unit.id)", told: told)
      }
    } catch let refusal as People.OrganizationRefusal {
      var form = form
      form.refuse(field, refusal.sentence(context.t))
      return try await show(unit, form, request, context)
    }
  }

  @Sendable private func askToJoin(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let unit = try await organization(context)
    var form = try await site.form(request, context)
    let message = form.text("message", most: 500, context.t)
    guard form.isGood else { return try await show(unit, form, request, context) }
    return try await act(form, unit, field: "message", context.t("Sent; the unit's administrators decide."), request, context) {
      try people.askToJoin(unit, message: message, by: rights, in: $0)
    }
  }

  /// The request of an address, as long as nobody has decided.
  func joinRequest(_ context: SiteContext, to unit: Organization) async throws -> JoinRequest {
    guard let id = ID<JoinRequest>(try context.parameters.require("request")),
      let asked = try await people.database.read({ try $0.joinRequest(id) }), asked.organization == unit.id
    else { throw Problem.notFound(context.t("This is decided already.")) }
    return asked
  }

  @Sendable private func decideRequest(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let unit = try await managed(context, rights)
    let asked = try await joinRequest(context, to: unit)
    var form = try await site.form(request, context)
    let isAccepted = form.typed["answer"] == "yes"
    let reason = form.text("reason", most: 300, isOptional: isAccepted, context.t)
    guard form.isGood else { return try await show(unit, form, request, context) }
    return try await act(form, unit, field: "reason", context.t("Done."), request, context) {
      try people.decide(asked, of: unit, isAccepted: isAccepted, reason: reason, by: rights, in: $0)
    }
  }

  /// What somebody may be made without handing over the unit.
  func role(_ form: inout Form, _ t: Localizer) -> Membership.Role? {
    form.choice("role", of: ["member", "administrator"], t).flatMap(Membership.Role.init)
  }

  /// Reads who is invited as what.
  func invitation(_ form: inout Form, to unit: Organization, _ t: Localizer) -> (EmailAddress, Membership.Role)? {
    let email = form.email("email", t)
    let role = role(&form, t)
    if unit.status != .active { form.refuse("email", People.OrganizationRefusal.notActive.sentence(t)) }
    guard form.isGood, let email, let role else { return nil }
    return (email, role)
  }

  @Sendable private func invite(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let unit = try await managed(context, rights)
    var form = try await site.form(request, context)
    guard let (email, role) = invitation(&form, to: unit, context.t) else { return try await show(unit, form, request, context) }
    return try await act(form, unit, field: "email", context.t("The invitation is on its way."), request, context) {
      try people.invite(email, to: unit, as: role, by: rights, in: $0)
    }
  }

  @Sendable private func withdraw(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let unit = try await managed(context, rights)
    guard let id = ID<Invitation>(try context.parameters.require("invitation")) else { throw Problem(.notFound) }
    let form = try await site.form(request, context)
    return try await act(form, unit, field: "email", context.t("Taken back."), request, context) { writer in
      try writer.withdraw(id, of: unit.id, at: people.clock.now())
    }
  }

  @Sendable private func changeMember(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let unit = try await managed(context, rights)
    guard let person = ID<Person>(try context.parameters.require("person")) else { throw Problem(.notFound) }
    let form = try await site.form(request, context)
    let own = try await people.database.read { try $0.membership(of: rights.person.id, in: unit.id) }
    let act = form.typed["act"] ?? ""
    if act == "responsible", own?.role != .responsible, !rights.may(.manageOrganization, unit.target) {
      throw Problem(.forbidden, detail: context.t("Only the responsible person or an officer hands over."))
    }
    return try await self.act(form, unit, field: "", context.t("Saved."), request, context) { writer in
      switch act {
      case "responsible": try people.makeResponsible(person, of: unit, reason: "", by: rights, in: writer)
      case "remove": try people.remove(person, from: unit, by: rights, in: writer)
      case "administrator": try people.setRole(.administrator, of: person, in: unit, by: rights, in: writer)
      case "member": try people.setRole(.member, of: person, in: unit, by: rights, in: writer)
      default: throw Problem(.badRequest)
      }
    }
  }

  @Sendable private func leave(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let unit = try await organization(context)
    let form = try await site.form(request, context)
    return try await act(form, unit, field: "", context.t("You have left the unit."), request, context) {
      try people.remove(rights.person.id, from: unit, by: rights, in: $0)
    }
  }

  @Sendable private func mine(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let own = try await people.database.read { try $0.memberships(of: rights.person.id) }
    return page(context.t("Organizations"), "/me/organizations", pages(context).mine(own), request, context)
  }

  // MARK: Invitations

  private func invitation(_ context: SiteContext) async throws -> (Invitation, Organization, token: String) {
    let token = try context.parameters.require("token")
    let now = people.clock.now()
    let found: (Invitation, Organization)? = try await people.database.read { reader in
      guard let invitation = try reader.invitation(tokenHash: SecretToken.hash(token), at: now),
        let unit = try reader.organization(invitation.organization)
      else { return nil }
      return (invitation, unit)
    }
    guard let (invitation, unit) = found else {
      throw Problem.notFound(context.t("This link is used up or too old. Please ask for a new one."))
    }
    return (invitation, unit, token)
  }

  @Sendable private func invitationPage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let (invitation, unit, token) = try await invitation(context)
    return page(
      context.t.pick(unit.names), "/invitations", pages(context).invitation(invitation, unit, token: token, site.form(context)),
      request, context)
  }

  @Sendable private func accept(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    guard rights.person.status == .active else { throw Problem(.forbidden) }
    let (invitation, unit, _) = try await invitation(context)
    let form = try await site.form(request, context)
    let told = context.t("Welcome to the unit.")
    return try await site.once(form, context, in: people.database) { writer in
      try people.accept(invitation, by: rights, in: writer)
      return FormOutcome("/organizations/\(unit.id)", told: told)
    }
  }
}
