import Journal
import People
import SQL
import Site

extension Places.Author {
  /// A person who is logged in.
  init(_ rights: Rights, reason: String? = nil) { self.init(actor: rights.actor, reason: reason) }
}

/// Why something with a base cannot be done.
enum BaseRefusal: Error, Sendable, Equatable {
  /// The step does not lead from where the base stands.
  case wrongStatus
  case changedMeanwhile
  case alreadyAsked
  case notReady
  /// Somebody would decide about their own request.
  case own

  func sentence(_ t: Localizer) -> String {
    switch self {
    case .wrongStatus: t("The base does not stand where this step begins. Please look at it again.")
    case .changedMeanwhile: t("Somebody else changed this meanwhile. Please look at it again.")
    case .alreadyAsked: t("You have asked for this already; it waits for an officer.")
    case .own: t("Nobody decides what they asked for themselves.")
    case .notReady: t("Something that is needed is still missing.")
    }
  }
}

extension Base.Status {
  /// The steps of a base's life: from where, to where (domain rules §4.6 begins where these end).
  static let steps: [(from: Base.Status, to: Base.Status)] = [
    (.draft, .submitted), (.submitted, .published), (.submitted, .draft), (.published, .suspended), (.suspended, .published),
    (.published, .closed), (.suspended, .closed),
  ]

  func leads(to next: Base.Status) -> Bool { Self.steps.contains { $0.from == self && $0.to == next } }
}

extension Places {
  /// The bases that somebody looks after, by a grant for them or their unit, and the pages that they have begun.
  public func bases(of rights: Rights, _ reader: Reader) throws -> [Base] {
    let grants = rights.grants.filter { $0.role.actions.contains(.editBase) }
    let numbers = grants.compactMap { grant -> ID<Base>? in
      if case .base(let number) = grant.scope { return ID(rawValue: number) }
      return nil
    }
    var bases = try reader.basesOfAnyStatus(numbers)
    if rights.organization == nil { bases += try reader.drafts(of: rights.person.id) }
    for grant in grants {
      if case .organization(let id) = grant.scope { bases += try reader.bases(operator: id) }
    }
    var seen: Set<ID<Base>> = []
    return bases.filter { seen.insert($0.id).inserted && $0.status != .closed }
  }

  /// Begins the page of a new base.
  func begin(_ facts: BaseFacts, by rights: Rights, in writer: Writer) throws -> Base {
    let now = clock.now()
    var facts = facts
    let id: ID<Base> = ids.next()
    facts.externalID = "kepu:\(id)"
    let base = Base(id: id, slug: try freeSlug(for: facts, in: writer), version: 1, status: .draft, updatedAt: now, facts: facts)
    try writer.insert(base, at: now)
    try writer.setCreator(rights.person.id, of: id)
    try writer.keep(base, by: rights.actor.description, reason: nil, at: now)
    try record("base.begun", base, changed: [], Author(rights), in: writer)
    return base
  }

  /// Takes a base a step on in its life.
  @discardableResult
  func move(_ base: Base, to status: Base.Status, by rights: Rights, reason: String, in writer: Writer) throws -> Base {
    guard base.status.leads(to: status) else { throw BaseRefusal.wrongStatus }
    var next = base
    next.status = status
    let stored = try store(
      next, from: base, "base.\(Self.verb(base.status, status))", Author(rights, reason: reason.isEmpty ? nil : reason),
      in: writer)
    try tellManagers(of: base, base.status, status, reason, in: writer)
    if base.status == .submitted, status == .published { try welcome(stored, in: writer) }
    return stored
  }

  private static func verb(_ from: Base.Status, _ to: Base.Status) -> String {
    switch to {
    case .submitted: "submitted"
    case .published: from == .suspended ? "resumed" : "published"
    case .draft: "returned"
    case .suspended: "suspended"
    case .closed: "closed"
    }
  }

  /// Whoever began a page and had it published looks after it from then on.
  private func welcome(_ base: Base, in writer: Writer) throws {
    guard let creator = try writer.care(of: base.id)?.createdBy else { return }
    _ = try? writer.attempt {
      try people.give(
        People.NewGrant(
          person: creator, role: .baseManager, scope: .base(base.id.rawValue), target: try writer.target(of: base), ends: nil,
          reason: base.facts.names.zhHans), by: nil, command: "publication", in: writer)
    }
  }

  private func tellManagers(of base: Base, _ from: Base.Status, _ to: Base.Status, _ reason: String, in writer: Writer) throws {
    guard to != .submitted else { return }
    let outcome = to == .draft ? "returned" : to.rawValue
    var told = Set(try writer.grants(for: .base(base.id.rawValue), at: clock.now()).map(\.person))
    if let creator = try writer.care(of: base.id)?.createdBy { told.insert(creator) }
    for person in told {
      try people.notify(
        person, .baseDecided(base: base.facts.names.zhHans, outcome: outcome, reason: reason), path: "/bases/\(base.slug)/edit",
        in: writer)
    }
  }

  /// Stores the next version of a base, keeps both, and records it.
  func store(_ changed: Base, from base: Base, _ action: String, _ author: Author, in writer: Writer) throws -> Base {
    let now = max(clock.now(), base.updatedAt)
    var next = changed
    next.version = base.version + 1
    next.updatedAt = now
    try writer.keep(base, by: "", reason: nil, at: base.updatedAt)
    guard try writer.update(next, at: now) else { throw Conflict(id: base.id) }
    try writer.keep(next, by: author.actor.description, reason: author.reason, at: now)
    try record(action, next, changed: base.facts.differences(from: next.facts), author, in: writer)
    return next
  }

  /// Changes a page: what is risky goes to an officer first unless the author is one, the rest is live at once.
  ///
  /// - Returns: whether something waits for an officer.
  func edit(_ base: Base, to facts: BaseFacts, reason: String?, by rights: Rights, in writer: Writer) throws -> Bool {
    let isOfficer = rights.may(.decideBases, try writer.target(of: base))
    let changed = Set(BaseDifference.between(base.facts.columns, facts.columns).map(\.column.rawValue))
    let risky = base.status == .draft || isOfficer ? [] : changed.intersection(policy.risky)
    let live = risky.isEmpty ? facts : facts.taking(risky, from: base.facts)
    if live != base.facts {
      var next = base
      next.facts = live
      _ = try store(next, from: base, "base.changed", Author(rights, reason: reason), in: writer)
      try writer.noteConfirmed(base.id, at: clock.now())
    }
    guard !risky.isEmpty else { return false }
    let id: ID<BaseChange> = ids.next()
    try writer.dropOpenChanges(of: base.id, by: rights.person.id, at: clock.now())
    try writer.insertChange(id, of: base, to: facts, by: rights.person.id, at: clock.now(), reason: reason)
    try journal.record(
      JournalEntry(
        "base.change_asked", on: .init("base", base.id), by: rights.actor, reason: reason, details: ["fields": risky.sorted()]),
      in: writer)
    return true
  }

  /// An officer says yes or no to a risky change; what else changed meanwhile stays.
  func decide(_ change: BaseChange, isAccepted: Bool, answer: String, by rights: Rights, in writer: Writer) throws {
    guard change.askedBy != rights.person.id else { throw BaseRefusal.own }
    guard let base = try writer.base(change.base) else { throw BaseRefusal.wrongStatus }
    guard try writer.decideChange(change.id, isAccepted: isAccepted, answer: answer, by: rights.person.id, at: clock.now()) else {
      throw BaseRefusal.changedMeanwhile
    }
    if isAccepted {
      var next = base
      next.facts = base.facts.taking(policy.risky, from: change.facts)
      _ = try store(next, from: base, "base.changed", Author(rights, reason: answer.isEmpty ? nil : answer), in: writer)
    } else {
      try journal.record(
        JournalEntry("base.change_declined", on: .init("base", base.id), by: rights.actor, reason: answer), in: writer)
    }
    try people.notify(
      change.askedBy, .baseDecided(base: base.facts.names.zhHans, outcome: isAccepted ? "accepted" : "declined", reason: answer),
      path: "/bases/\(base.slug)/edit", in: writer)
  }

  /// Sets one exception to the weekly hours, or takes it away.
  func setException(_ exception: OpeningException, isRemoved: Bool, of base: Base, by rights: Rights, in writer: Writer) throws {
    var next = base
    var exceptions = (base.facts.exceptions ?? []).filter {
      $0.last >= people.localToday && !($0.first == exception.first && $0.last == exception.last)
    }
    if !isRemoved { exceptions.append(exception) }
    next.facts.exceptions = exceptions.isEmpty ? nil : exceptions.sorted { $0.first < $1.first }
    guard next.facts != base.facts else { return }
    _ = try store(next, from: base, "base.changed", Author(rights), in: writer)
    try writer.noteConfirmed(base.id, at: clock.now())
  }

  /// The manager has looked: all is still right.
  func confirm(_ base: Base, by rights: Rights, in writer: Writer) throws {
    try writer.noteConfirmedByManager(base.id, at: clock.now())
    try record("base.confirmed", base, changed: [], Author(rights), in: writer)
  }

  /// Brings an earlier version back as the newest.
  func restore(_ version: BaseVersion, of base: Base, reason: String, by rights: Rights, in writer: Writer) throws {
    var next = base
    next.facts = version.facts
    next.facts.externalID = base.facts.externalID
    guard next.facts != base.facts else { return }
    _ = try store(next, from: base, "base.restored", Author(rights, reason: reason), in: writer)
  }

  /// Somebody says that they look after a base.
  func claim(_ base: Base, organization: ID<Organization>?, message: String, by rights: Rights, in writer: Writer) throws {
    guard try !writer.hasOpenClaim(rights.person.id, on: base.id) else { throw BaseRefusal.alreadyAsked }
    let id: ID<BaseClaim> = ids.next()
    try writer.insertClaim(id, of: rights.person.id, organization, on: base.id, message: message, at: clock.now())
    try record("base.claimed", base, changed: [], Author(rights), in: writer)
  }

  /// An officer gives a base into somebody's care, or does not.
  func decide(_ claim: BaseClaim, isAccepted: Bool, answer: String, by rights: Rights, in writer: Writer) throws {
    guard claim.person != rights.person.id else { throw BaseRefusal.own }
    guard let base = try writer.base(claim.base) else { throw BaseRefusal.wrongStatus }
    guard try writer.decideClaim(claim.id, isAccepted: isAccepted, answer: answer, by: rights.person.id, at: clock.now()) else {
      throw BaseRefusal.changedMeanwhile
    }
    if isAccepted {
      if let organization = claim.organization {
        try writer.setOperator(organization, of: base.id)
      }
      try people.give(
        People.NewGrant(
          person: claim.person, role: .baseManager, scope: .base(base.id.rawValue), target: try writer.target(of: base),
          ends: nil,
          reason: answer), by: rights, in: writer)
    }
    try journal.record(
      JournalEntry(
        isAccepted ? "base.claim_accepted" : "base.claim_declined", on: .init("base", base.id), by: rights.actor, reason: answer),
      in: writer)
    try people.notify(
      claim.person, .claimDecided(base: base.facts.names.zhHans, isAccepted: isAccepted, reason: answer),
      path: "/bases/\(base.slug)",
      in: writer)
  }

  /// Two pages are one base: the one that stays takes what the other knows and it does not, with its photos and managers; the
  /// other closes and leads to it.
  func merge(_ gone: Base, into kept: Base, reason: String, by rights: Rights, in writer: Writer) throws {
    guard gone.id != kept.id, gone.status != .closed, kept.status == .published else { throw BaseRefusal.wrongStatus }
    var columns = gone.facts.columns
    for (key, value) in kept.facts.columns where !value.isEmpty { columns[key] = value }
    var row = ImportRow(columns, regions: regions, vocabularies: vocabularies)
    if let facts = row.facts() {
      var next = kept
      next.facts = facts.keepingUnsaid(of: kept.facts)
      next.facts.aliases = Array(Set((facts.aliases ?? []) + [gone.facts.names.zhHans]).subtracting([facts.names.zhHans]))
        .sorted()
      _ = try store(next, from: kept, "base.changed", Author(rights, reason: reason), in: writer)
    }
    try writer.movePhotos(of: gone.id, to: kept.id)
    for grant in try writer.grants(for: .base(gone.id.rawValue), at: clock.now()) {
      _ = try? writer.attempt {
        try people.give(
          People.NewGrant(
            person: grant.person, role: grant.role, scope: .base(kept.id.rawValue), target: try writer.target(of: kept),
            ends: grant.ends,
            reason: reason), by: nil, command: "merger", in: writer)
      }
    }
    var closed = gone
    closed.status = .closed
    _ = try store(closed, from: gone, "base.merged", Author(rights, reason: reason), in: writer)
    try writer.setMerged(gone.id, into: kept.id)
  }
}
