import Foundation
import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// Bulk import in the browser: a dry run first, then the same file for good.
struct ImportRoutes: Sendable {
  let places: Places
  let site: Site

  func add(to doors: Doors) {
    doors.get("/desk/import", for: .may(.importBases), use: importPage)
    doors.post("/desk/import", for: .may(.importBases), use: dryRun)
    doors.post("/desk/import/:file", for: .may(.importBases), use: write)
  }

  private func page(
    _ form: Form, _ outcome: Places.ImportOutcome?, file: String? = nil, _ request: Request, _ context: SiteContext,
    _ rights: Rights
  ) -> Response {
    let pages = OfficerPages(view: PlacesView(places, t: context.t), places: places, rights: rights)
    return site.response(
      Page(
        title: context.t("Import bases"), path: "/desk/import", section: "desk",
        body: pages.importPage(form, outcome, file: file),
        modules: ["kepu-desk.js"]), request, context, status: form.isGood ? .ok : .unprocessableContent)
  }

  @Sendable private func importPage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    page(site.form(context), nil, request, context, rights)
  }

  /// Where files wait between the dry run and the writing; a file is its owner's alone, by name.
  private func path(_ name: String, _ rights: Rights) -> String {
    NSTemporaryDirectory() + "/kepu-import-\(rights.person.id)-\(name)"
  }

  @Sendable private func dryRun(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    var form = try await site.form(request, context, largest: 17 << 20)
    guard let file = form.files["file"]?.first else {
      form.refuse("file", context.t("Please choose a file."))
      return page(form, nil, request, context, rights)
    }
    guard form.isGood else { return page(form, nil, request, context, rights) }
    let isJSON = file.bytes.first { $0 > 0x20 && $0 < 0x80 } == UInt8(ascii: "{")
    let name = "\(places.ids.next(Base.self)).\(isJSON ? "geojson" : "csv")"
    let path = path(name, rights)
    guard FileManager.default.createFile(atPath: path, contents: Data(file.bytes), attributes: [.posixPermissions: 0o600]) else {
      throw Problem(.serviceUnavailable)
    }
    do {
      let outcome = try await places.importFile(
        path, options(rights, isDryRun: true), by: Places.Author(rights), t: context.t, progress: { _, _ in })
      return page(form, outcome, file: name, request, context, rights)
    } catch let failure as ImportFailure {
      try? FileManager.default.removeItem(atPath: path)
      form.refuse("file", failure.description)
      return page(form, nil, request, context, rights)
    }
  }

  /// Rows outside the importer's grants are refused.
  private func options(_ rights: Rights, isDryRun: Bool) -> Places.ImportOptions {
    var options = Places.ImportOptions(isDryRun: isDryRun)
    options.mayChange = { region in rights.may(.importBases, Target(region: region)) }
    options.takesPhotos = false
    return options
  }

  @Sendable private func write(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let name = try context.parameters.require("file")
    guard name.wholeMatch(of: /[0-9A-Za-z]{1,16}\.(csv|geojson)/) != nil else { throw Problem(.notFound) }
    let form = try await site.form(request, context)
    guard form.isGood else { throw Problem(.forbidden, detail: form.errors.first?.message) }
    let path = path(name, rights)
    guard FileManager.default.fileExists(atPath: path) else {
      return site.redirect(
        to: "/desk/import", told: context.t("This file was written already, or waited too long; choose it again."))
    }
    // Taken away first: a second click finds nothing to write.
    let taken = path + ".taken"
    guard rename(path, taken) == 0 else { return site.redirect(to: "/desk/import") }
    defer { try? FileManager.default.removeItem(atPath: taken) }
    let outcome = try await places.importFile(
      taken, options(rights, isDryRun: false), by: Places.Author(rights), t: context.t, progress: { _, _ in })
    let told = context.t(
      "Written: {new} new, {changed} changed, {refused} refused.",
      [
        "new": context.t.number(outcome.new), "changed": context.t.number(outcome.changed),
        "refused": context.t.number(outcome.refused),
      ])
    return site.redirect(to: "/desk/import", told: told)
  }
}
