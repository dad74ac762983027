import Hummingbird
import SQL
import Site

/// Two accounts of one person become one, by somebody at the desk.
struct PersonMergerRoutes: Sendable {
  let desk: DeskRoutes
  let movers: [PersonMover]

  private var people: People { desk.people }

  func add(to doors: Doors) {
    doors.post("/desk/people/:id/merger", for: .may(.mergePeople), use: merge)
  }

  @Sendable private func merge(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try rights.require(.mergePeople, .everything, context.t)
    guard let id = ID<Person>(try context.parameters.require("id")) else { throw Problem(.notFound) }
    let t = context.t
    var form = try await desk.site.form(request, context)
    let reason = form.text("merger_reason", most: 300, t)
    let key = form.text("into", most: 254, t)
    let found: (Person, Person)? = try await people.database.read { reader in
      let other = try EmailAddress(key).flatMap { try reader.person($0) } ?? ID<Person>(key).flatMap { try reader.person($0) }
      return try reader.person(id).flatMap { from in other.map { (from, $0) } }
    }
    if found == nil { form.refuse("into", t("There is no such account.")) }
    guard form.isGood, let (from, into) = found else {
      return try await desk.personPage(id, form, request, context, rights)
    }
    let names = ["first": people.listedName(from), "second": people.listedName(into)]
    let words = t("{first} goes into {second}", names) + " (\(from.id) → \(into.id))"
    do {
      return try await desk.site.once(form, context, in: people.database) { writer in
        try people.check(from, into: into, by: rights, in: writer)
        let waits = try people.withSecondPerson(
          .mergePeople, payload: AskedPersonMerger(from: from.id.description, into: into.id.description), target: .everything,
          words: words, reason: reason, by: rights, in: writer
        ) { try people.merge(from.id, into: into.id, reason: reason, by: rights, movers: movers, in: $0) }
        return FormOutcome(
          waits ? "/desk/people/\(id)" : "/desk/people/\(into.id)",
          told: waits ? t("A second person has to confirm this.") : t("Done."))
      }
    } catch let refusal as People.MergeRefusal {
      form.refuse("into", refusal.sentence(t))
      return try await desk.personPage(id, form, request, context, rights)
    }
  }
}
