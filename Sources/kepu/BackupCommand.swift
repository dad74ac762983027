import ArgumentParser
import Foundation
import SQL
import Server

struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy the database while it is in use, and check the copy.",
    discussion: """
      The copy is a SQLite file that holds one moment of the database. It is written under another name first and gets
      its own name only when it has passed its check. Photos are files in the folder of the setting media: copy it as well.

      A PostgreSQL database is backed up with its own program, also while it is in use:
        pg_dump --format=custom --file=FILE postgresql://…
      """)

  @OptionGroup var common: CommonOptions

  @Argument(help: ArgumentHelp("File to write; must not exist.", valueName: "file"))
  var file: String

  func run() async throws {
    guard !FileManager.default.fileExists(atPath: file) else {
      throw ValidationError("\(file) exists already; a backup never overwrites anything.")
    }
    let settings = try common.settings()
    guard let address = settings["database"], address.hasPrefix("sqlite:") else {
      throw ValidationError("A PostgreSQL database is backed up with its own program: pg_dump --format=custom --file=FILE URL")
    }
    let source = String(address.dropFirst("sqlite:".count))
    guard FileManager.default.fileExists(atPath: source) else { throw ValidationError("There is no database at \(source).") }
    // Only the file is opened: a portal would bring it up to date, and wait for its turn to write while others write.
    let database = try await Database.open(try DatabaseURL(address))
    let partial = file + ".partial"
    try? FileManager.default.removeItem(atPath: partial)
    do {
      try await database.backup(to: partial)
      await database.close()
      try await BackupCheck.check(partial)
      try FileManager.default.moveItem(atPath: partial, toPath: file)
    } catch {
      try? FileManager.default.removeItem(atPath: partial)
      throw error
    }
    print("Backed up to \(file).")
  }
}

struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Put a backup in the place of the database.",
    discussion: """
      Stop `kepu serve` first. The backup is checked before anything is touched, and the database that was there is
      kept beside it under a name that ends in .before-restore. Run `kepu verify` afterwards, and put the folder of photos
      back.

      A PostgreSQL database is restored with its own program:
        pg_restore --clean --if-exists --dbname=postgresql://… FILE
      """)

  @OptionGroup var common: CommonOptions

  @Argument(help: ArgumentHelp("File that `kepu backup` wrote.", valueName: "file"))
  var file: String

  func run() async throws {
    let settings = try common.settings()
    guard let url = settings["database"], url.hasPrefix("sqlite:") else {
      throw ValidationError(
        "A PostgreSQL database is restored with its own program: pg_restore --clean --if-exists --dbname=URL FILE")
    }
    let target = String(url.dropFirst("sqlite:".count))
    try await BackupCheck.check(file)
    let files = FileManager.default
    let copy = target + ".restoring"
    try? files.removeItem(atPath: copy)
    try files.copyItem(atPath: file, toPath: copy)
    for suffix in ["", "-wal", "-shm"] where files.fileExists(atPath: target + suffix) {
      let kept = target + ".before-restore" + suffix
      try? files.removeItem(atPath: kept)
      try files.moveItem(atPath: target + suffix, toPath: kept)
    }
    try files.moveItem(atPath: copy, toPath: target)
    print("Restored \(target) from \(file).")
  }
}

/// Opens a backup by itself and asks it whether it is whole.
enum BackupCheck {
  static func check(_ path: String) async throws {
    guard FileManager.default.fileExists(atPath: path) else { throw ValidationError("There is no file \(path).") }
    let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("kepu-\(UUID().uuidString).sqlite")
    try FileManager.default.copyItem(atPath: path, toPath: scratch.path)
    defer {
      for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: scratch.path + suffix) }
    }
    let problems: [String]
    do {
      let database = try await Database.open(try DatabaseURL("sqlite:\(scratch.path)"))
      problems = try await database.integrityCheck()
      await database.close()
    } catch {
      throw ValidationError("\(path) is not a database: \(error)")
    }
    guard problems.isEmpty else {
      throw ValidationError("\(path) is damaged: \(problems.joined(separator: "; "))")
    }
  }
}
