import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// Bases for programs of those who look after them: a page, its exceptions and its way to the office.
struct BaseAPI: Sendable {
  let manager: ManagerRoutes

  private var places: Places { manager.places }
  private var site: Site { manager.site }

  /// What can be set of a base, called as `BaseRecord` calls it.
  static let members = [
    "names.zh-Hans": "name_zh_hans", "names.zh-Hant": "name_zh_hant", "names.en": "name_en", "aliases": "aliases",
    "summary.zh-Hans": "summary", "summary.en": "summary_en", "operator.zh-Hans": "operator", "operator.en": "operator_en",
    "category": "category", "industry": "industry", "level": "level", "themes": "themes", "audiences": "audiences",
    "region": "county_code", "address.zh-Hans": "address", "address.en": "address_en", "latitude": "latitude",
    "longitude": "longitude", "positionAccuracy": "position_accuracy", "transport.zh-Hans": "transport",
    "openingHours": "opening_hours", "openingNote.zh-Hans": "opening_note", "admission": "admission",
    "priceNote.zh-Hans": "price_note", "concessions": "concessions", "accessibility": "accessibility", "phone": "phone",
    "website": "website", "wechat": "wechat", "groupNotice.zh-Hans": "group_notice", "source.title": "source",
    "source.url": "source_url", "reason": "reason",
  ]
  private static let fields = JSONFields(
    members,
    kinds: [
      "latitude": .number, "longitude": .number, "aliases": .texts, "themes": .ticks, "audiences": .ticks, "concessions": .ticks,
      "accessibility": .ticks,
    ])
  private static let exception = JSONFields(["first": "first", "last": "last", "hours": "hours", "reason": "why"])

  func add(to doors: Doors) {
    doors.api(.get, "/api/me/bases", for: .signedIn, scope: .read, use: list)
    doors.api(.get, "/api/me/bases/:slug", for: .signedIn, scope: .read, use: show)
    doors.api(.post, "/api/bases", for: .signedIn, scope: .bases, use: begin)
    doors.api(.patch, "/api/bases/:slug", for: .signedIn, scope: .bases, use: change)
    doors.api(.post, "/api/bases/:slug/exceptions", for: .signedIn, scope: .bases, use: except)
    doors.api(.delete, "/api/bases/:slug/exceptions/:first/:last", for: .signedIn, scope: .bases, use: unexcept)
    doors.api(.post, "/api/bases/:slug/submission", for: .signedIn, scope: .bases, use: submit)
    doors.api(.post, "/api/bases/:slug/confirmation", for: .may(.editBase), scope: .bases, use: confirm)
  }

  // MARK: Reading

  @Sendable private func list(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let items = try await places.database.read { reader in
      try places.bases(of: rights, reader).map { try places.managed($0, reader) }
    }
    return site.json(APIAnswer(["items": .array(items)]), request)
  }

  @Sendable private func show(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let base = try await manager.base(context, rights).base
    return site.json(
      APIAnswer(try await places.database.read { try places.managed(base, $0) }, version: base.version), request)
  }

  // MARK: Changing

  @Sendable private func begin(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try rights.requirePerson(context.t)
    guard rights.person.status == .active else { throw Problem(.forbidden) }
    return try await places.refusing(context.t) {
      try await site.answer(request, context, in: places.database) { body in
        var form = Form()
        Self.fields.fill(&form, from: body.json, context.t)
        let values = BaseFormReading.columns(form)
        guard let facts = BaseFormReading.facts(values, &form, externalID: "new", places, context.t) else {
          throw Self.fields.problem(form, context.t)
        }
        return { writer in
          let base = try places.begin(facts, by: rights, in: writer)
          return APIAnswer(
            try places.managed(base, writer), status: .created, location: "/api/me/bases/\(base.slug)", version: base.version)
        }
      }
    }
  }

  /// Changes a page from a version: what is risky waits for an officer (202), the rest is live at once.
  @Sendable private func change(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let t = context.t
    return try await places.refusing(t) {
      try await site.answer(request, context, in: places.database) { body in
        let base = try await manager.editable(context, rights).base
        try request.requireMatch(version: base.version, t)
        var form = Form()
        form.fill(base.facts, version: base.version)
        Self.fields.fill(&form, from: body.json, t)
        let reason = form.text("reason", most: 300, isOptional: true, t)
        let values = BaseFormReading.columns(form)
        guard let read = BaseFormReading.facts(values, &form, externalID: base.facts.externalID, places, t) else {
          throw Self.fields.problem(form, t)
        }
        let facts = read.keepingUnsaid(of: base.facts)
        return { writer in
          let waits = try places.edit(base, to: facts, reason: reason.isEmpty ? nil : reason, by: rights, in: writer)
          return try places.answer(base, status: waits ? .accepted : .ok, in: writer)
        }
      }
    }
  }

  /// Does something to a base and answers with it as it is then.
  private func act(
    _ request: Request, _ context: SiteContext, _ rights: Rights, status: HTTPResponse.Status = .ok,
    prepare: (APIBody, Base) async throws -> @Sendable (Writer) throws -> Void
  ) async throws -> Response {
    try await places.refusing(context.t) {
      try await site.answer(request, context, in: places.database) { body in
        let base = try await manager.base(context, rights).base
        let act = try await prepare(body, base)
        return { writer in
          try act(writer)
          return try places.answer(base, status: status, in: writer)
        }
      }
    }
  }

  @Sendable private func except(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await act(request, context, rights, status: .created) { body, base in
      var form = Form()
      Self.exception.fill(&form, from: body.json, context.t)
      guard let exception = manager.exception(&form, isRemoved: false, context.t) else {
        throw Self.exception.problem(form, context.t)
      }
      return { try places.setException(exception, isRemoved: false, of: base, by: rights, in: $0) }
    }
  }

  @Sendable private func unexcept(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let days = (Day(try context.parameters.require("first")), Day(try context.parameters.require("last")))
    return try await act(request, context, rights) { _, base in
      guard let exception = base.facts.exceptions?.first(where: { $0.first == days.0 && $0.last == days.1 }) else {
        throw Problem(.notFound)
      }
      return { try places.setException(exception, isRemoved: true, of: base, by: rights, in: $0) }
    }
  }

  @Sendable private func submit(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await act(request, context, rights) { _, base in
      { _ = try places.move(base, to: .submitted, by: rights, reason: "", in: $0) }
    }
  }

  @Sendable private func confirm(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await act(request, context, rights) { _, base in { try places.confirm(base, by: rights, in: $0) } }
  }
}

extension Places {
  /// A base as programs of those who look after it read it: with its status, and what waits for an officer.
  func managed(_ base: Base, _ reader: Reader) throws -> JSONValue {
    guard case .object(let members) = BaseRecord(base: base, regions: regions).object else { return .null }
    let care = try reader.care(of: base.id)
    let waiting = try reader.openChanges(of: base.id).map { change in
      JSONValue.members([
        ("id", .string(change.id.description)), ("askedAt", .string(change.askedAt.description)),
        ("reason", .text(change.reason)),
      ])
    }
    return .object(
      members + [
        .init("status", .string(base.status.rawValue)),
        .init("confirmedAt", .text(care?.confirmedAt?.description) ?? .null), .init("waiting", .array(waiting)),
      ])
  }

  /// The answer after something was done to a base.
  func answer(_ base: Base, status: HTTPResponse.Status, in writer: Writer) throws -> APIAnswer {
    guard let stored = try writer.base(base.id) else { throw Problem(.conflict) }
    return APIAnswer(
      try managed(stored, writer), status: status, location: status == .ok ? nil : "/api/me/bases/\(stored.slug)",
      version: stored.version)
  }

  /// Tells a program why something with a base cannot be done.
  func refusing(_ t: Localizer, _ act: () async throws -> Response) async throws -> Response {
    do { return try await act() } catch let refusal as BaseRefusal {
      throw Problem(refusal == .own ? .forbidden : .conflict, detail: refusal.sentence(t))
    } catch let refusal as People.GrantRefusal {
      throw Problem(.conflict, detail: people.words(refusal, t))
    } catch is Conflict {
      throw Problem(.preconditionFailed, detail: BaseRefusal.changedMeanwhile.sentence(t))
    }
  }
}
