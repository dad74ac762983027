import Crypto
import Foundation

/// The files of the `Public` folder, read at start, each under an address that changes with its content.
///
/// `/assets/kepu.css` is known as `/assets/1a2b3c4d/kepu.css` too, which a browser may keep for ever.
public struct Assets: Sendable {
  /// One file.
  public struct File: Sendable {
    /// Its content.
    public let bytes: [UInt8]
    /// The same, compressed once, if that makes it smaller.
    public let gzipped: [UInt8]?
    /// Its media type.
    public let mediaType: String
    /// The first eight digits of its SHA-256.
    public let fingerprint: String
  }

  private let files: [String: File]

  /// No files.
  public init() { files = [:] }

  /// Reads a folder and all under it.
  ///
  /// - Throws: an error of the file system when the folder cannot be read.
  public init(folder: String) throws {
    var files: [String: File] = [:]
    let root = URL(fileURLWithPath: folder).standardizedFileURL.path
    let names = try FileManager.default.subpathsOfDirectory(atPath: root)
    for name in names where !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }) {
      var isFolder: ObjCBool = false
      let path = root + "/" + name
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else { continue }
      files[name] = Self.file([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))), name)
    }
    self.files = files
  }

  private static func file(_ bytes: [UInt8], _ name: String) -> File {
    let digest = SHA256.hash(data: bytes).prefix(4).map { byte in
      let hex = String(byte, radix: 16)
      return hex.count == 1 ? "0" + hex : hex
    }.joined()
    let type = MediaType.of(name)
    let gzipped = MediaType.isText(type) ? Gzip.compress(bytes, level: 9) : nil
    return File(
      bytes: bytes, gzipped: gzipped.flatMap { $0.count < bytes.count ? $0 : nil }, mediaType: type,
      fingerprint: digest)
  }

  /// Changes when any file does.
  var edition: String {
    let names = files.keys.sorted().map { "\($0)\(files[$0]?.fingerprint ?? "")" }.joined()
    return SHA256.hash(data: Array(names.utf8)).prefix(4).map { String($0, radix: 16) }.joined()
  }

  /// The file with this name, such as `kepu.css`.
  public func file(_ name: String) -> File? { files[name] }

  /// The lasting address of a file; the plain one when there is no such file.
  public func url(_ name: String) -> String {
    files[name].map { "/assets/\($0.fingerprint)/\(name)" } ?? "/assets/\(name)"
  }
}

/// Media types by the ending of a name.
enum MediaType {
  static func of(_ name: String) -> String {
    switch name.split(separator: ".").last.map({ $0.lowercased() }) ?? "" {
    case "css": "text/css; charset=utf-8"
    case "js", "mjs": "text/javascript; charset=utf-8"
    case "svg": "image/svg+xml"
    case "json", "map": "application/json"
    case "webmanifest": "application/manifest+json"
    case "png": "image/png"
    case "jpg", "jpeg": "image/jpeg"
    case "webp": "image/webp"
    case "ico": "image/x-icon"
    case "woff2": "font/woff2"
    case "txt": "text/plain; charset=utf-8"
    default: "application/octet-stream"
    }
  }

  /// Whether compressing makes sense.
  static func isText(_ type: String) -> Bool {
    type.hasPrefix("text/") || type.contains("json") || type.contains("xml") || type.contains("javascript")
      || type == "application/vnd.mapbox-vector-tile"
  }
}
