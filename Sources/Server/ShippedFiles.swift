import Evaluation
import Places
import Site

/// What a deployment's folder holds and no request changes; read once, and handed on where several portals share it.
struct ShippedFiles: Sendable {
  let vocabularies: Vocabularies
  let catalogs: [Language: Catalog]
  let assets: Assets
  let commonPasswords: Set<String>
  let programmes: ProgrammeLibrary

  /// Reads the folder that holds `Data`, `Locales`, `Public` and `Policies`.
  ///
  /// - Throws: a sentence that names the file that is not right.
  init(home: String) throws {
    let files = SeedFiles(folder: home + "/Data")
    vocabularies = try files.vocabularies()
    catalogs = try Catalogs.load(folder: home + "/Locales")
    do { assets = try Assets(folder: home + "/Public") } catch {
      throw Settings.Wrong(
        description: "The folder \(home)/Public cannot be read; start in the project's folder or set home.")
    }
    commonPasswords = try files.commonPasswords()
    programmes = try ProgrammeLibrary(folder: home + "/Policies/programmes")
  }
}
