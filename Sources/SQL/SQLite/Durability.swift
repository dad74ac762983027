import Foundation

/// Forces files to disk.
enum Durability {
  /// Flushes a file and the folder that lists it.
  static func flush(_ path: String) throws {
    try sync(path)
    let folder = (path as NSString).deletingLastPathComponent
    try sync(folder.isEmpty ? "." : folder)
  }

  private static func sync(_ path: String) throws {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else {
      throw DatabaseError.unavailable("\(path): \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else {
      throw DatabaseError.unavailable("\(path): \(String(cString: strerror(errno)))")
    }
  }
}
