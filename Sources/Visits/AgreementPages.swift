import HTML
import People
import Places
import SQL
import Site

/// An agreement with what its page shows.
struct SeenAgreement: Sendable {
  let agreement: SchoolAgreement
  let base: Base
  let school: Organization
  let signatures: [AgreementSignature]
  /// For whom the reader may act.
  var sides: Set<SchoolAgreement.Side> = []
  private(set) var kept: [(place: KeptSession, session: VisitSession)] = []
  /// Sessions of which places can still be kept.
  private(set) var choices: [VisitSession] = []

  init?(_ agreement: SchoolAgreement, _ reader: Reader) throws {
    guard let base = try reader.base(agreement.base), let school = try reader.organization(agreement.school) else { return nil }
    self.agreement = agreement
    self.base = base
    self.school = school
    signatures = try reader.signers(of: agreement.id)
  }

  mutating func readSessions(after day: Day, _ reader: Reader) throws {
    kept = try reader.keptSessions(of: agreement.id).compactMap { place in
      try reader.session(place.session).map { (place: place, session: $0.session) }
    }
    if agreement.state == .inForce { choices = try reader.sessionsToKeep(agreement, after: day) }
  }

  var path: String { "/school-agreements/\(agreement.id)" }
}

/// What pages say of agreements.
struct AgreementWords {
  let t: Localizer

  func state(_ state: SchoolAgreement.State) -> String {
    switch state {
    case .proposed: t("Waits for the other side's signature")
    case .inForce: t("In force")
    case .declined: t.context("agreement", "Declined")
    case .ended: t.context("agreement", "Ended")
    }
  }

  func kept(_ state: KeptSession.State) -> String {
    switch state {
    case .kept: t("Kept for the school")
    case .takenUp: t("Taken up for a visit")
    case .released: t("Everybody's again")
    }
  }

  func side(_ side: SchoolAgreement.Side) -> String { side == .base ? t("For the base") : t("For the school") }

  func session(_ session: VisitSession) -> String {
    "\(t.day(session.day)) \(t.weekday(session.day)) \(t.time(session.starts))–\(t.time(session.ends))"
  }

  func sentence(_ refusal: AgreementRefusal, at base: Base) -> String {
    switch refusal {
    case .terms: t("The days of the term cannot be so: they are past, the wrong way round, or too many.")
    case .exists: t("There is an agreement of the two already that covers some of these days.")
    case .otherSession: t("Please choose one of the sessions of the base in the term.")
    case .allKept(let most): t.plural("The agreement keeps {count} session.", "The agreement keeps {count} sessions.", most)
    case .tooLate: t("This session is so near that its places are kept for nobody.")
    case .booking(let why): TourWords(t: t).sentence(.leg(0, base: base.facts.names, why))
    case .ownProposal: t("Nobody signs for both sides.")
    case .wrongState: t("The agreement does not stand where this can be done.")
    case .changedMeanwhile: t("Somebody else changed this meanwhile; please look at it again.")
    case .notFound: t("There is nothing at this address any more.")
    }
  }
}

/// Pages of agreements of schools with bases.
struct AgreementPages {
  let t: Localizer

  private var words: AgreementWords { AgreementWords(t: t) }

  private func wrong(_ refusal: String?) -> HTML { refusal.map { "<p class=\"notice\" role=\"alert\">\($0)</p>" } ?? HTML() }

  func partners(of base: Base, _ schools: [Organization]) -> HTML {
    let items: [HTML] = schools.map { "<li>\(t.pick($0.names))</li>\n" }
    let list: HTML =
      items.isEmpty
      ? "<p class=\"notice\">\(t("No school has an agreement with this base at present."))</p>" : "<ul>\(items)</ul>"
    return """
      <div class="narrow"><h1>\(t("Partner schools"))</h1>
      <p class="lead"><a href="/bases/\(base.slug)">\(t.pick(base.facts.names))</a></p>\(list)
      <p><a href="/school-agreements/new?base=\(base.slug)">\(t("Propose an agreement for your school"))</a></p></div>
      """
  }

  func list(_ rows: [SeenAgreement], isParty: Bool) -> HTML {
    let items: [HTML] = rows.map { seen in
      """
      <li class="panel"><a href="\(seen.path)">\(t.pick(seen.school.names)) · \(t.pick(seen.base.facts.names))</a>
      <p class="hint">\(t.day(seen.agreement.terms.first)) – \(t.day(seen.agreement.terms.last)) · \(words.state(seen.agreement.state))</p></li>

      """
    }
    let list: HTML =
      items.isEmpty
      ? "<p class=\"notice\">\(t("No agreements yet. A school or a base proposes one, and the other side signs it."))</p>"
      : "<ul class=\"plain\">\(items)</ul>"
    let new: HTML =
      "<p class=\"actions\"><a class=\"button button-primary\" href=\"/school-agreements/new\">\(t("New agreement"))</a></p>"
    return "<div class=\"narrow\"><h1>\(t("School agreements"))</h1>\(list)\(when: isParty, new)</div>"
  }

  func new(
    _ form: Form, _ own: AgreementRoutes.Own, as side: SchoolAgreement.Side?, choices: [Organization], refusal: String?
  ) -> HTML {
    guard let side else {
      return """
        <div class="narrow"><h1>\(t("New agreement"))</h1>
        <p class="notice">\(t("The head of a school or whoever looks after a base proposes an agreement. Your account is neither's."))</p></div>
        """
    }
    return """
      <div class="narrow"><h1>\(t("New agreement"))</h1>\(otherSide(own, side))\(wrong(refusal))\(form.summary(t))
      <form class="panel" action="/school-agreements" method="post">\(form.hidden)
      <input type="hidden" name="side" value="\(side.rawValue)">
      \(side == .school ? schoolProposes(form, own.schools) : baseProposes(form, own.bases, choices))
      \(form.field("first", label: t("First day of the term"), type: "date"))
      \(form.field("last", label: t("Last day of the term"), type: "date"))
      \(form.field("visits", label: t("Sessions in the term"), inputMode: "numeric"))
      \(form.field("pupils", label: t("Pupils in a session"), inputMode: "numeric"))
      \(form.area("words", label: t("What else is agreed on"), isRequired: false, most: 4_000))
      <p class="actions"><button class="button button-primary">\(side == .school ? t("Sign and send to the base") : t("Sign and send to the school"))</button></p></form></div>
      """
  }

  /// The way to the form of the other side, for whoever acts for both.
  private func otherSide(_ own: AgreementRoutes.Own, _ side: SchoolAgreement.Side) -> HTML {
    guard !own.schools.isEmpty, !own.bases.isEmpty else { return HTML() }
    let words = side == .school ? t("Propose for a base instead") : t("Propose for a school instead")
    return "<p><a href=\"/school-agreements/new?side=\(side.other.rawValue)\">\(words)</a></p>"
  }

  private func schoolProposes(_ form: Form, _ schools: [Organization]) -> HTML {
    let school: HTML =
      schools.count == 1
      ? "<p>\(t.pick(schools[0].names))</p>"
      : form.select("school", label: t("School"), options: schools.map { (key: $0.id.description, label: t.pick($0.names)) })
    return """
      \(school)
      \(form.field("base", label: t("Address of the base"), hint: t("The last part of the address of its page."), most: 200))
      """
  }

  private func baseProposes(_ form: Form, _ bases: [Base], _ choices: [Organization]) -> HTML {
    let base: HTML =
      bases.count == 1
      ? "<p>\(t.pick(bases[0].facts.names))</p>"
      : form.select("base", label: t("Base"), options: bases.map { (key: $0.slug, label: t.pick($0.facts.names)) })
    let school =
      choices.isEmpty
      ? form.field("school", label: t("School"), hint: t("Its name, or a part of it."), most: 200)
      : form.select("school", label: t("School"), options: choices.map { (key: $0.id.description, label: t.pick($0.names)) })
    return base + school
  }

  func agreement(_ seen: SeenAgreement, _ form: Form, refusal: String?) -> HTML {
    let terms = seen.agreement.terms
    let signatures: [HTML] = seen.signatures.map { "<li>\(words.side($0.side)): \($0.name), \(t.moment($0.at))</li>\n" }
    return """
      <div class="narrow"><h1>\(t.pick(seen.school.names)) · \(t.pick(seen.base.facts.names))</h1>
      <p class="lead">\(words.state(seen.agreement.state))</p>\(wrong(refusal))\(form.summary(t))
      <p>\(t.day(terms.first)) – \(t.day(terms.last))</p>
      <p>\(t("Up to {visits} sessions with {pupils} pupils each.", ["visits": t.number(terms.visits), "pupils": t.number(terms.pupils)]))</p>
      \(when: !terms.words.isEmpty, "<p class=\"typed\">\(terms.words)</p>")
      \(when: !seen.agreement.reason.isEmpty, "<p>\(t("Reason")): \(seen.agreement.reason)</p>")
      <h2>\(t("Signatures"))</h2><ul>\(signatures)</ul>\(signing(seen, form))\(sessions(seen, form))\(ending(seen, form))</div>
      """
  }

  private func signing(_ seen: SeenAgreement, _ form: Form) -> HTML {
    guard seen.agreement.state == .proposed, seen.sides.contains(seen.agreement.proposer.other) else { return HTML() }
    return """
      <form action="\(seen.path)/signature" method="post">\(form.hidden)
      <p class="actions"><button class="button button-primary">\(t("Sign the agreement"))</button></p></form>
      """
  }

  private func sessions(_ seen: SeenAgreement, _ form: Form) -> HTML {
    guard seen.agreement.state == .inForce || !seen.kept.isEmpty else { return HTML() }
    let items: [HTML] = seen.kept.map { place, session in
      let release: HTML = """
        <form action="\(seen.path)/sessions/\("\(place.booking)")/release" method="post">\(form.hidden)<button class="button">\(t("Give back"))</button></form>
        """
      return """
        <li class="panel">\(words.session(session)) · \(t.plural("{count} person", "{count} people", place.people)) · \(words.kept(place.state))
        \(when: place.state == .kept, release)</li>

        """
    }
    let list: HTML =
      items.isEmpty ? "<p class=\"notice\">\(t("No sessions are kept yet."))</p>" : "<ul class=\"plain\">\(items)</ul>"
    let options = seen.choices.map { (key: $0.id.description, label: words.session($0)) }
    let adding: HTML = """
      <form class="panel" action="\(seen.path)/sessions" method="post">\(form.hidden)
      \(form.select("session", label: t("Session"), options: options))
      <p class="actions"><button class="button button-primary">\(t("Keep places for the school"))</button></p></form>
      """
    return "<h2>\(t("Kept sessions"))</h2>\(list)\(when: !options.isEmpty, adding)"
  }

  private func ending(_ seen: SeenAgreement, _ form: Form) -> HTML {
    guard seen.agreement.state.isOpen else { return HTML() }
    return """
      <h2>\(seen.agreement.state == .proposed ? t("Decline the agreement") : t("End the agreement"))</h2>
      <form class="panel" action="\(seen.path)/ending" method="post">\(form.hidden)
      \(form.area("reason", label: t("Reason"), rows: 2, most: 1_000))
      <p class="actions"><button class="button">\(t("Send"))</button></p></form>
      """
  }
}
