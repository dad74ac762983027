import Crypto
import Foundation
import Subprocess

/// Pictures on disk, each in three sizes, under the SHA-256 of what was handed in.
///
/// The work is done by libvips' `vipsthumbnail` as a child process, so that a crash over a hostile file is not ours.
/// Metadata, above all where a picture was taken, is not kept; nor is the original. The sizes are JPEG: Debian 12's libvips
/// 8.14.1 leaves the metadata in WebP even when told to strip it.
public struct PhotoStore: Sendable {
  private let folder: String
  private let patience: Duration

  /// Widths in pixels in which every picture is kept.
  static let widths = [480, 960, 1600]
  /// The largest file that is looked at, in bytes.
  static let largestFile = 20 << 20
  /// The most pixels that a picture may have, declared in its header: a small file can unpack into a huge picture.
  static let mostPixels = 80_000_000

  /// A store in a folder, which is made when the first picture comes.
  ///
  /// - Parameter patience: how long a tool may take over one picture.
  public init(folder: String, patience: Duration = .seconds(60)) {
    self.folder = folder
    self.patience = patience
  }

  /// Why a picture was refused.
  public enum Refused: Error, Equatable {
    case missing, tooLarge, notAPicture, tooManyPixels, tooSlow, toolMissing
  }

  /// Takes in a picture and makes its sizes; the same picture twice is one.
  func add(_ bytes: [UInt8]) async throws -> StoredPhoto {
    guard bytes.count <= Self.largestFile else { throw Refused.tooLarge }
    guard PictureKind(bytes) != nil else { throw Refused.notAPicture }
    let digest = SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let original = "\(folder)/\(digest).original"
    defer { try? FileManager.default.removeItem(atPath: original) }
    try Data(bytes).write(to: URL(fileURLWithPath: original))
    let size = try await measure(original)
    guard size.width * size.height <= Self.mostPixels else { throw Refused.tooManyPixels }
    for width in Self.widths { try await shrink(original, to: width, as: "\(digest)-\(width).jpg") }
    return StoredPhoto(digest: digest, width: size.width, height: size.height)
  }

  private func measure(_ path: String) async throws -> (width: Int, height: Int) {
    let answers = try await ["width", "height"].asyncMap { field in
      try await output("vipsheader", ["-f", field, path])
    }
    guard let width = Int(answers[0]), let height = Int(answers[1]), width > 0, height > 0 else {
      throw Refused.notAPicture
    }
    return (width, height)
  }

  private func shrink(_ original: String, to width: Int, as name: String) async throws {
    let partial = "\(folder)/.\(UUID().uuidString).jpg"
    defer { try? FileManager.default.removeItem(atPath: partial) }
    _ = try await output(
      "vipsthumbnail", [original, "--size", "\(width)x\(width * 2)>", "-o", "\(partial)[Q=82,strip,interlace]"])
    guard FileManager.default.fileExists(atPath: partial) else { throw Refused.notAPicture }
    let target = "\(folder)/\(name)"
    if FileManager.default.fileExists(atPath: target) { return }
    try FileManager.default.moveItem(atPath: partial, toPath: target)
  }

  /// Runs a tool without a shell, and stops it when it takes too long.
  private func output(_ tool: String, _ arguments: [String]) async throws -> String {
    try await withThrowingTaskGroup(of: String.self) { group in
      group.addTask {
        let result = try await Self.run(tool, arguments)
        guard result.isSuccess else { throw Refused.notAPicture }
        return result.text
      }
      group.addTask {
        try await Task.sleep(for: patience)
        throw Refused.tooSlow
      }
      defer { group.cancelAll() }
      return try await group.next() ?? ""
    }
  }

  private static func run(_ tool: String, _ arguments: [String]) async throws -> (isSuccess: Bool, text: String) {
    do {
      let result = try await Subprocess.run(
        .name(tool), arguments: Arguments(arguments), output: .string(limit: 4_096), error: .discarded)
      return (result.terminationStatus.isSuccess, result.standardOutput.trimmingWhitespace())
    } catch let error as SubprocessError where error.code == .executableNotFound {
      throw Refused.toolMissing
    }
  }

  /// A picture as it is sent.
  struct File: Sendable {
    let bytes: [UInt8]
    let mediaType: String
  }

  /// The file under a public name such as `3f…-480.jpg`; any other name is unknown.
  func file(named name: String) async throws -> File? {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].count == 64, parts[0].allSatisfy({ $0.isHexDigit && $0.isASCII }),
      Self.widths.contains(where: { parts[1] == "\($0).jpg" })
    else { return nil }
    return FileManager.default.contents(atPath: "\(folder)/\(name)").map { File(bytes: [UInt8]($0), mediaType: "image/jpeg") }
  }
}

/// A picture that the store has.
struct StoredPhoto: Sendable, Hashable {
  let digest: String
  let width: Int
  let height: Int
}

/// Kinds of pictures by their first bytes; what a file says of itself in its name counts for nothing.
enum PictureKind {
  case jpeg, png, webP, heic

  init?(_ bytes: [UInt8]) {
    func holds(_ text: String, at offset: Int) -> Bool {
      bytes.count >= offset + text.utf8.count && bytes[offset...].starts(with: text.utf8)
    }
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if holds("RIFF", at: 0), holds("WEBP", at: 8) {
      self = .webP
    } else if holds("ftyphei", at: 4) || holds("ftypmif1", at: 4) {
      self = .heic
    } else {
      return nil
    }
  }
}

extension Sequence {
  fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
    var results: [Result] = []
    for element in self { results.append(try await transform(element)) }
    return results
  }
}
