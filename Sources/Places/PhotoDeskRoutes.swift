import HTTPTypes
import Hummingbird
import People
import SQL
import Site

/// Photos of a base by hand: added by drag or from a phone's camera, ordered, removed.
struct PhotoDeskRoutes: Sendable {
  let manager: ManagerRoutes

  private var places: Places { manager.places }
  private var site: Site { manager.site }

  func add(to doors: Doors) {
    doors.get("/bases/:slug/photos", for: .signedIn, use: photosPage)
    doors.post("/bases/:slug/photos", for: .signedIn, use: addPhotos)
    doors.post("/bases/:slug/photos/:photo/first", for: .signedIn, use: showFirst)
    doors.post("/bases/:slug/photos/:photo/removal", for: .signedIn, use: remove)
  }

  private func photosPage(_ form: Form, _ base: Base, _ request: Request, _ context: SiteContext) async throws -> Response {
    let photos = try await places.database.read { try $0.photoIDs(of: base.id) }
    let view = PlacesView(places, t: context.t)
    let tabs = ManagerPages(view: view, places: places).tabs(base, "photos")
    return manager.page(
      context.t("Photos"), "/bases/\(base.slug)/photos",
      PhotoDeskPage(view: view, base: base, photos: photos, form: form).html(tabs: tabs),
      request, context, isWrong: !form.isGood)
  }

  @Sendable private func photosPage(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await photosPage(site.form(context), try await manager.base(context, rights).base, request, context)
  }

  @Sendable private func addPhotos(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    let base = try await manager.base(context, rights).base
    var form = try await site.form(request, context, largest: 64 << 20)
    let caption = form.text("caption", most: 200, isOptional: true, context.t)
    let credit = form.text("credit", most: 100, isOptional: true, context.t)
    let files = form.files["photos"] ?? []
    if files.isEmpty { form.refuse("photos", context.t("Please choose a picture.")) }
    if files.count > 10 { form.refuse("photos", context.t("At most ten pictures at once.")) }
    var stored: [StoredPhoto] = []
    if form.isGood {
      for file in files {
        do { stored.append(try await places.photos.add(file.bytes)) } catch let refused as PhotoStore.Refused {
          form.refuse("photos", "\(file.name): \(refused.words(context.t))")
        }
      }
    }
    guard form.isGood else { return try await photosPage(form, base, request, context) }
    let (photos, told) = (stored, context.t("The photos are on the page."))
    return try await site.once(form, context, in: places.database) { writer in
      var current = base
      for photo in photos where try !writer.hasPhoto(photo.digest, of: base.id) {
        try writer.addPhoto(
          photo, to: base.id, id: places.ids.next(), caption: caption.isEmpty ? nil : caption,
          credit: credit.isEmpty ? nil : credit,
          at: places.clock.now())
        current = try places.store(current, from: current, "base.photo-added", Places.Author(rights), in: writer)
      }
      return FormOutcome("/bases/\(base.slug)/photos", told: told)
    }
  }

  @Sendable private func showFirst(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await change(request, context, rights) { base, photo, writer in
      try writer.showFirst(photo.id, of: base.id)
    }
  }

  @Sendable private func remove(_ request: Request, _ context: SiteContext, _ rights: Rights) async throws -> Response {
    try await change(request, context, rights) { _, photo, writer in
      try writer.deletePhoto(photo.id)
    }
  }

  private func change(
    _ request: Request, _ context: SiteContext, _ rights: Rights,
    _ body: @escaping @Sendable (Base, BasePhotoRow, Writer) throws -> Void
  ) async throws -> Response {
    let base = try await manager.base(context, rights).base
    let key = try context.parameters.require("photo")
    let form = try await site.form(request, context)
    let told = context.t("Saved; it is live.")
    return try await site.once(form, context, in: places.database) { writer in
      guard let photo = try writer.photoIDs(of: base.id).first(where: { $0.id.description == key }) else {
        throw Problem(.notFound)
      }
      try body(base, photo, writer)
      try writer.chooseCover(of: base.id)
      _ = try places.store(base, from: base, "base.photos-changed", Places.Author(rights), in: writer)
      return FormOutcome("/bases/\(base.slug)/photos", told: told)
    }
  }
}
