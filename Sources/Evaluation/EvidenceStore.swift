import Crypto
import Foundation
import Subprocess

/// Files that were handed in, on disk under the SHA-256 of what they hold; beside each a copy without metadata for reviewers.
///
/// Metadata is taken out by ExifTool, and a PDF is written anew by qpdf afterwards, as ExifTool alone only hides what was there
/// (its documentation: PDF edits are reversible). The tools run as child processes, so that a crash over a hostile file is not
/// ours. A file that they cannot read is refused.
public struct EvidenceStore: Sendable {
  private let folder: String
  private let patience: Duration

  /// The largest file, in bytes.
  static let largestFile = 64 << 20

  /// A store in a folder, which is made when the first file comes.
  ///
  /// - Parameter patience: how long a tool may take over one file.
  public init(folder: String, patience: Duration = .seconds(60)) {
    self.folder = folder
    self.patience = patience
  }

  /// Why a file was refused.
  public enum Refused: Error, Equatable {
    case tooLarge, unknownKind, unreadable, tooSlow, toolMissing
  }

  /// What the store keeps of a file.
  public struct Stored: Sendable, Hashable {
    /// What it is, by what it holds.
    public let kind: EvidenceKind
    /// SHA-256 of what was handed in.
    public let digest: String
    /// SHA-256 of the copy without metadata.
    public let cleanDigest: String
    /// How large it is.
    public let bytes: Int
  }

  /// Takes in a file and makes the copy without metadata.
  ///
  /// - Throws: `Refused`.
  public func add(_ bytes: [UInt8], allowed: [EvidenceKind]) async throws -> Stored {
    guard bytes.count <= Self.largestFile else { throw Refused.tooLarge }
    guard let kind = EvidenceKind(bytes), allowed.contains(kind) else { throw Refused.unknownKind }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let work = "\(folder)/.work-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: work) }
    let original = "\(work)/original.\(kind.suffix(bytes))"
    try Data(bytes).write(to: URL(fileURLWithPath: original))
    let clean = try await clean(original, kind, in: work)
    guard let cleaned = FileManager.default.contents(atPath: clean), !cleaned.isEmpty else { throw Refused.unreadable }
    let stored = Stored(
      kind: kind, digest: Self.digest(bytes), cleanDigest: Self.digest([UInt8](cleaned)), bytes: bytes.count)
    try keep(original, as: stored.digest)
    try keep(clean, as: stored.cleanDigest)
    return stored
  }

  private func clean(_ original: String, _ kind: EvidenceKind, in work: String) async throws -> String {
    let suffix = original.split(separator: ".").last ?? ""
    let (mended, bare, last) = ("\(work)/mended.\(suffix)", "\(work)/bare.\(suffix)", "\(work)/clean.\(suffix)")
    switch kind {
    case .pdf:
      try await run("qpdf", ["--warning-exit-0", "--decrypt", original, mended])
      try await run("exiftool", ["-q", "-m", "-all:all=", "-o", bare, mended])
      try await run("qpdf", ["--warning-exit-0", "--deterministic-id", "--linearize", bare, last])
      return last
    case .picture, .video, .audio:
      // The orientation of a picture is kept: without it a portrait would lie on its side.
      try await run("exiftool", ["-q", "-m", "-all=", "-tagsfromfile", "@", "-Orientation", "-o", bare, original])
      return bare
    }
  }

  private func keep(_ path: String, as digest: String) throws {
    let target = "\(folder)/\(digest)"
    guard !FileManager.default.fileExists(atPath: target) else { return }
    try FileManager.default.moveItem(atPath: path, toPath: target)
  }

  /// The bytes under a digest.
  public func file(_ digest: String) -> [UInt8]? {
    guard digest.count == 64, digest.allSatisfy({ $0.isHexDigit && $0.isASCII }) else { return nil }
    return FileManager.default.contents(atPath: "\(folder)/\(digest)").map { [UInt8]($0) }
  }

  /// The words in a PDF, for finding names that would unmask an applicant; nothing for other kinds.
  func words(in digest: String, _ kind: EvidenceKind) async -> String {
    guard kind == .pdf, digest.count == 64 else { return "" }
    return (try? await output("pdftotext", ["-q", "-l", "60", "\(folder)/\(digest)", "-"])) ?? ""
  }

  private func run(_ tool: String, _ arguments: [String]) async throws { _ = try await output(tool, arguments) }

  /// Runs a tool without a shell, and stops it when it takes too long.
  private func output(_ tool: String, _ arguments: [String]) async throws -> String {
    try await withThrowingTaskGroup(of: String.self) { group in
      group.addTask {
        do {
          let result = try await Subprocess.run(
            .name(tool), arguments: Arguments(arguments), output: .string(limit: 4 << 20), error: .discarded)
          guard result.terminationStatus.isSuccess else { throw Refused.unreadable }
          return result.standardOutput
        } catch let error as SubprocessError where error.code == .executableNotFound {
          throw Refused.toolMissing
        }
      }
      group.addTask {
        try await Task.sleep(for: patience)
        throw Refused.tooSlow
      }
      defer { group.cancelAll() }
      return try await group.next() ?? ""
    }
  }

  private static func digest(_ bytes: [UInt8]) -> String {
    SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

extension EvidenceKind {
  /// The kind of a file by its first bytes.
  public init?(_ bytes: [UInt8]) {
    func holds(_ text: String, at offset: Int) -> Bool {
      bytes.count >= offset + text.utf8.count && bytes[offset...].starts(with: text.utf8)
    }
    if holds("%PDF-", at: 0) {
      self = .pdf
    } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) || bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .picture
    } else if holds("ftypM4A", at: 4) || holds("ID3", at: 0) || bytes.starts(with: [0xFF, 0xFB]) {
      self = .audio
    } else if holds("ftyp", at: 4) {
      self = .video
    } else {
      return nil
    }
  }

  /// The ending by which the tools know the kind.
  public func suffix(_ bytes: [UInt8]) -> String {
    switch self {
    case .pdf: "pdf"
    case .picture: bytes.first == 0xFF ? "jpg" : "png"
    case .video: "mp4"
    case .audio: bytes.starts(with: "ID3".utf8) || bytes.first == 0xFF ? "mp3" : "m4a"
    }
  }

  /// The media type with which a file is sent.
  func mediaType(_ bytes: [UInt8]) -> String {
    switch suffix(bytes) {
    case "pdf": "application/pdf"
    case "jpg": "image/jpeg"
    case "png": "image/png"
    case "mp4": "video/mp4"
    case "mp3": "audio/mpeg"
    default: "audio/mp4"
    }
  }
}
